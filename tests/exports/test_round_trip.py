"""Made-up programs, written as people write them, come back as they were, or a warning names the file."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mentorstats as ms
from mentorstats.schema.words.label_scales import SCALES, LabelScale
from mentorstats.schema.words.table import LANGUAGES, languages_of, phrases, word_key

FIRST = ["Ana", "Bo", "Cy", "Di", "Eve", "Flo", "Gus", "Ida", "Jan", "Kai", "Lea", "Max"]
LAST = ["Boar", "Crane", "Deer", "Eagle", "Finch", "Goose"]
SIGNS = [
    ";",
    "; ",
    "|",
    " | ",
    "\n",
    ", ",
    " & ",
    " / ",
    " + ",
    *(f" {word} " for word in phrases("joined")["and"] if word.isalpha()),
]
NOBODY = [word for words in phrases("nobody").values() for word in words]
STATUSES = {status: phrases("presence")[status] for status in ("attended", "missed", "cancelled", "scheduled")}
# Words of the table that are of more than one status, such as "pending" in two languages, are said apart by nobody.
SEVERAL = {
    key for key, count in Counter(word_key(w) for words in STATUSES.values() for w in {*words}).items() if count > 1
}


def wave_words() -> list[tuple[str, str]]:
    """Words for before and after, of one language each."""
    before, after = phrases("wave")["baseline"], phrases("wave")["final"]
    return [
        (first, last) for first in before for last in after if languages_of(first, "wave") & languages_of(last, "wave")
    ]


@dataclass(frozen=True)
class Written:
    """A program and how it is written."""

    mentors: dict[str, list[str]]
    waiting: list[str]
    scores: dict[str, tuple[int, int]]
    sessions: list[tuple[str, str, str]]
    sign: str
    waves: tuple[str, str]
    in_headings: bool
    scale: LabelScale | None
    nobody: str
    codes: bool

    def name(self, person: str) -> str:
        place = int(person[1:])
        return person.upper() if self.codes else f"{FIRST[place % len(FIRST)]} {LAST[place % len(LAST)]}"

    def label(self, score: int) -> str:
        return str(score) if self.scale is None else self.scale.labels[score - 1][0]

    def files(self) -> dict[str, list[list[str]]]:
        pairings = [["Mentee", "Mentors"]]
        pairings += [[mentee, self.sign.join(map(self.name, mentors))] for mentee, mentors in self.mentors.items()]
        pairings += [[mentee, self.nobody] for mentee in self.waiting]
        people = [["Name", "Industry"], *([self.name(mentor), "Banking"] for mentor in sorted(self.known()))]
        before, after = self.waves
        if self.in_headings:
            survey = [["Mentee ID", f"Confidence {before}", f"Confidence {after}"]]
            survey += [[who, *map(self.label, pair)] for who, pair in self.scores.items()]
        else:
            survey = [["Mentee ID", "wave", "Confidence"]]
            survey += [[who, word, self.label(score)] for who, pair in self.scores.items()
                       for word, score in zip(self.waves, pair, strict=True)]  # fmt: skip
        sessions = [["mentee", "mentor", "date", "status"]]
        sessions += [
            [who, self.name(mentor), f"2024-03-{day:02d}", word]
            for day, (who, mentor, word) in enumerate(self.sessions, 1)
        ]
        return {"pairings.csv": pairings, "people.csv": people, "survey.csv": survey, "sessions.csv": sessions}

    def known(self) -> set[str]:
        return {mentor for mentors in self.mentors.values() for mentor in mentors}


@st.composite
def programs(draw: st.DrawFn) -> Written:
    mentees = [f"e{i}" for i in range(draw(st.integers(8, 12)))]
    mentors = [f"m{i}" for i in range(draw(st.integers(3, 6)))]
    of_each = {
        mentee: draw(st.lists(st.sampled_from(mentors), min_size=1, max_size=2, unique=True)) for mentee in mentees
    }
    scale = draw(st.one_of(st.none(), st.sampled_from([scale for scale in SCALES if len(scale.labels) <= 7])))
    steps = 5 if scale is None else len(scale.labels)
    final = [*range(1, steps + 1), *draw(st.lists(st.integers(1, steps), min_size=12, max_size=12))]
    first = draw(st.lists(st.integers(1, steps), min_size=12, max_size=12))
    words = [word for words in STATUSES.values() for word in words if word_key(word) not in SEVERAL]
    met = [(mentee, of_each[mentee][0], draw(st.sampled_from(words))) for mentee in mentees[:4] for _ in range(2)]
    return Written(
        mentors=of_each,
        waiting=[f"w{i}" for i in range(draw(st.integers(0, 2)))],
        scores={mentee: (first[i], final[i]) for i, mentee in enumerate(mentees)},
        sessions=met,
        sign=draw(st.sampled_from(SIGNS)),
        waves=draw(st.sampled_from(wave_words())),
        in_headings=draw(st.booleans()),
        scale=scale,
        nobody=draw(st.sampled_from(NOBODY)),
        codes=draw(st.booleans()),
    )


def loaded(written: Written) -> ms.Program:
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in written.files().items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            (Path(folder) / name).write_text(text.getvalue(), encoding="utf-8")
        return ms.load(folder)


def warned(program: ms.Program, file: str) -> bool:
    problems = program.problems
    return bool(((problems["file"] == file) & problems["severity"].isin(["warning", "blocking"])).any())


def check(written: Written) -> None:
    program = loaded(written)
    pairs = set(zip(program.pairings["mentee_id"], program.pairings["mentor_id"], strict=True))
    expected = {(mentee, written.name(mentor)) for mentee, mentors in written.mentors.items() for mentor in mentors}
    assert pairs == expected or warned(program, "pairings.csv")
    check_answers(written, program)
    check_sessions(written, program)


def check_answers(written: Written, program: ms.Program) -> None:
    answers = program.surveys.dropna(subset="score")
    for place, wave in enumerate(("baseline", "final")):
        scores = answers[answers["wave"] == wave].set_index("person_id")["score"].astype(float).to_dict()
        expected = {who: pair[place] for who, pair in written.scores.items()}
        numbers = {
            step: {scores.get(who) for who, own in expected.items() if own == step} for step in expected.values()
        }
        alike = all(len(found) == 1 for found in numbers.values())
        order = [next(iter(numbers[step])) for step in sorted(numbers)]
        rising = alike and None not in order and order == sorted(set(order))
        same = rising if written.scale is not None else scores == expected
        assert same or warned(program, "survey.csv"), (wave, scores, expected)


def check_sessions(written: Written, program: ms.Program) -> None:
    held = Counter(
        (who, written.name(mentor))
        for who, mentor, word in written.sessions
        if word_key(word) in {word_key(text) for text in STATUSES["attended"]}
    )
    table = ms.pair_table(program).set_index(["mentee_id", "mentor_id"])["sessions"]
    for pair, count in table.items():
        assert pd.isna(count) or int(count) == held[pair] or warned(program, "sessions.csv"), (pair, count, held[pair])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_a_made_up_program_comes_back_or_a_warning_names_the_file(written):
    check(written)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_many_made_up_programs_come_back_or_a_warning_names_the_file(written):
    check(written)


def test_all_languages_have_words_for_before_and_after():
    assert {language for pair in wave_words() for language in languages_of(pair[0], "wave")} == set(LANGUAGES)
