from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.program import Program

PAIRINGS = "mentee_id,mentor_id\n" + "".join(f"e{i},m{i % 3}\n" for i in range(6))


@pytest.fixture
def loaded(tmp_path):
    """Load files of exports beside pairings of six mentees."""

    def of_files(settings: str = "", **files: str) -> Program:
        texts = {"pairings.csv": PAIRINGS, "mentorstats.toml": settings} | {
            f"{name}.csv": text for name, text in files.items()
        }
        for name, text in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path)

    return of_files


def long(*words: str, people: int = 6) -> str:
    """Everybody answers at each of the words."""
    rows = [f"e{i},{word},{1 + (i + n) % 5}\n" for i in range(people) for n, word in enumerate(words)]
    return "person_id,wave,hope\n" + "".join(rows)


def waves(program: Program) -> dict[str, int]:
    return program.surveys.dropna(subset="score")["wave"].fillna("").value_counts().sort_index().to_dict()


def said(program: Program) -> dict[str, str]:
    """The severity of what is said, by the rule that it is."""
    return {problem.rule: problem.severity for problem in program.reported}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pre;Post", "baseline final"), ("T0;T1;T2", "baseline midpoint final"),
        ("Fall;Mid-Year;Spring", "baseline midpoint final"),
        ("0;6;12", "baseline midpoint final"), ("Month 0;Month 6", "baseline final"),
        ("Sept 2023;May 2024", "baseline final"),
        ("Antes;Después", "baseline final"), ("Vorher;Nachher", "baseline final"), ("prima;dopo", "baseline final"),
        ("antes;depois", "baseline final"), ("Avant;Après", "baseline final"), ("voor;na", "baseline final"),
        ("Baseline;Follow-up", "baseline followup"), ("Wave 1;Wave 2", "baseline final"),
    ],
)  # fmt: skip
def test_each_word_is_its_wave(loaded, words, expected):
    assert waves(loaded(survey=long(*words.split(";")))) == dict.fromkeys(sorted(expected.split()), 6)


def test_an_unknown_word_sets_its_answers_aside_and_says_so(loaded):
    program = loaded(survey=long("Pre", "Post", "Picnic"))
    assert waves(program) == {"baseline": 6, "final": 6}
    assert said(program)["wave-unknown"] == "warning"
    lines = program.problems.loc[program.problems["value"] == "Picnic", "line"]
    assert len(lines) == 6
    assert "[waves]" in program.problems.loc[lines.index[0], "action"]


def test_words_near_a_known_one_are_named_with_it(loaded):
    program = loaded(survey=long("Pre", "Post", "Basline"))
    assert program.problems["problem"].str.contains("(nearest: baseline)", regex=False).any()


def test_the_settings_explain_and_leave_out(loaded):
    program = loaded(
        '[waves]\nPicnic = "final"\nParty = "leave out"\nDance = "midpoint"',
        survey=long("Pre", "Picnic", "Party", "Dance"),
    )
    assert waves(program) == {"baseline": 6, "final": 6, "midpoint": 6}
    assert said(program)["wave-left-out"] == "note"


def test_where_nothing_says_when_all_answers_are_final_and_that_is_said(loaded):
    program = loaded(survey="person_id,hope\ne1,3\ne2,4\n")
    assert waves(program) == {"": 2}
    assert said(program) == {"no-wave": "note"}


def test_an_empty_wave_beside_others_is_set_aside(loaded):
    program = loaded(survey=long("Pre", "Post") + "e1,,5\ne2,N/A,5\n")
    assert waves(program) == {"baseline": 6, "final": 6}
    assert said(program)["wave-empty"] == "warning"


def test_an_item_that_never_has_a_wave_is_final(loaded):
    rows = "".join(f"e{i},hope,pre,2\ne{i},hope,post,4\ne{i},graduated,,1\n" for i in range(6))
    program = loaded(survey="person_id,item,wave,score\n" + rows)
    assert waves(program) == {"": 6, "baseline": 6, "final": 6}
    assert said(program) == {"no-wave": "note"}


def test_headings_of_unknown_waves_are_set_aside_and_those_left_out_are(loaded):
    text = "person_id,Hope T1,Hope T2,Hope T3\n" + "".join(f"e{i},1,2,3\n" for i in range(6))
    assert waves(loaded(survey=text)) == {"baseline": 6, "final": 6, "midpoint": 6}
    program = loaded('[waves]\nT2 = "leave out"', survey=text)
    assert waves(program) == {"baseline": 6, "final": 6}
    assert said(program)["wave-left-out"] == "note"


def test_names_of_files_say_the_wave(loaded):
    text = "person_id,hope\n" + "".join(f"e{i},{1 + i % 5}\n" for i in range(6))
    program = loaded(survey_pre=text, survey_post=text.replace(",1", ",2"))
    assert waves(program) == {"baseline": 6, "final": 6}
    assert said(program) == {"wave-from-file-name": "note"}


def test_rounds_of_different_people_are_no_times(loaded):
    rows = "".join(f"e{i},{2023 + i // 3},{1 + i % 5}\n" for i in range(6))
    program = loaded(survey="person_id,wave,hope\n" + rows)
    assert waves(program) == {}
    assert said(program)["wave-unknown"] == "warning"


def test_reading_by_order_is_said_with_the_words(loaded):
    assert said(loaded(survey=long("Fall", "Mid-Year", "Spring")))["waves-by-order"] == "warning"
    program = loaded(survey=long("T1", "T2"))
    assert said(program)["waves-by-order"] == "note"
    assert program.problems["problem"].str.contains("“T1” is baseline, “T2” is final").any()


def test_three_months_that_are_all_final_are_three_answers_and_not_one_repeated(loaded):
    settings = "[waves]\n" + "".join(f'{month} = "final"\n' for month in ("May", "June", "July"))
    program = loaded(settings, survey=long("May", "June", "July"))
    assert waves(program) == {"final": 18}
    assert not any("averaged" in rule or "replaced" in rule for rule in said(program))


def test_the_word_of_the_file_does_not_outlive_the_reading(loaded):
    columns: Any = loaded(survey=long("Pre", "Post")).surveys.columns
    assert "word for the wave" not in columns
    assert isinstance(columns, pd.Index)
