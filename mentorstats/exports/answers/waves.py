"""When each answer was given, in our words: baseline, midpoint, final, followup.

An answer counts for a wave only where its wave is known.  An answer whose word for a wave is not known is set aside
and named; where a survey has no word at all, its answers are final, and that is said.  The file's own word stays
beside the answers until repetitions have been looked for: two months that a program both calls final are two.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from mentorstats.exports.answers.dated_names import words_of_dates
from mentorstats.exports.answers.headings import ItemWave
from mentorstats.exports.answers.wave_words import Survey, headings_of, words_of_names
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.words.labels import is_no_answer
from mentorstats.schema.words.table import phrases
from mentorstats.schema.words.waves import LEAVE_OUT, WAVE_KINDS, place_of, read_waves
from mentorstats.text import match_key, shorten

__all__ = ["WORD", "with_waves"]

# The file's own word for the wave of an answer, until repetitions have been judged.
WORD = "word for the wave"
_SAY = (
    f'write the word = "baseline" below [waves] in {CONFIG_NAME}, or another wave: "midpoint", "final", "followup", '
    f'"{LEAVE_OUT}"'
)


@dataclass(frozen=True, eq=False)
class _Timed:
    """A survey with its own words for waves: those of a column, of headings and of the file's name."""

    survey: Survey
    asked: Mapping[str, ItemWave]
    name: str
    words: tuple[str, ...]

    def people_by_word(self, words: Collection[str]) -> list[tuple[str, str]]:
        """Who answered at which of the words, as pairs of person and word."""
        frame = self.survey.source.frame
        people = frame["person_id"].astype("str") if "person_id" in frame else pd.Series("", index=frame.index)
        pairs: list[tuple[str, str]] = []
        if "wave" in frame:
            column = as_text(frame["wave"])
            rows = column.isin(list(words))
            pairs += zip(people[rows], column[rows], strict=True)
        elif self.name in words:
            pairs += [(person, self.name) for person in people]
        for heading, item in self.asked.items():
            if item.word in words:
                answered = as_text(frame[heading]).notna() if heading in frame else frame["item"].eq(heading)
                pairs += [(person, item.word) for person in people[answered]]
        return pairs


def with_waves(surveys: Sequence[Survey], settings: Settings, problems: Problems) -> list[Survey]:
    """The surveys with our waves in column ``wave`` and in ``asked``; answers of unknown waves are set aside."""
    unnamed = [survey.source for survey in surveys if "wave" not in survey.source.frame]
    names = words_of_names(
        [source.file for source in unnamed], rounds={source.file: source.round for source in unnamed}
    )
    undated = [source for source in unnamed if source.file not in names]
    names |= words_of_dates([source for source in undated if not any(_asked_when(surveys, source))])
    timed = [_timed(survey, names.get(survey.source.file, "")) for survey in surveys]
    own = {**settings.values.get("wave", {}), **settings.waves}
    together = read_waves(
        list(dict.fromkeys(word for one in timed for word in one.words)), own,
        answered_at_several=lambda words: _answered_at_several(timed, words),
    )  # fmt: skip
    settled = []
    for survey in timed:
        alone = read_waves(
            survey.words, own, answered_at_several=lambda words, survey=survey: _answered_at_several([survey], words)
        )
        waves = {word: alone.waves[word] or together.waves[word] for word in survey.words}
        by_order = [word for word in survey.words if word in (*alone.by_order, *together.by_order)]
        _add_order(survey, {word: waves[word] for word in by_order}, problems)
        settled.append(_settled(survey, waves, problems))
    return settled


def _asked_when(surveys: Sequence[Survey], source: SourceTable) -> list[str]:
    """The words for waves in the headings of a survey."""
    return [item.word for one in surveys if one.source is source for item in headings_of(one, "").values()]


def _timed(survey: Survey, name: str) -> _Timed:
    frame = survey.source.frame
    asked = headings_of(survey, name)
    column = list(text_codes(frame["wave"])[1]) if "wave" in frame else []
    words = dict.fromkeys([*column, *filter(None, [name, *(item.word for item in asked.values())])])
    return _Timed(survey, asked, name, tuple(words))


def _answered_at_several(surveys: Sequence[_Timed], words: Collection[str]) -> bool:
    """Whether most people who answered at any of the words did so at several."""
    pairs = pd.DataFrame([pair for survey in surveys for pair in survey.people_by_word(words)], columns=["who", "word"])
    if pairs.empty:
        return False
    return bool((pairs.groupby("who")["word"].nunique() > 1).mean() > 0.5)


def _settled(timed: _Timed, waves: Mapping[str, str], problems: Problems) -> Survey:
    source, frame = timed.survey.source, timed.survey.source.frame
    asked = _known_headings(timed, waves, problems)
    items = None if timed.survey.items is None else tuple(item for item in timed.survey.items if item in asked)
    if "wave" in frame:
        frame = _with_known_waves(timed, waves, problems)
    elif timed.name:
        frame = _with_wave_of_name(timed, waves[timed.name], problems)
    elif WORD not in frame:
        _add_without_wave(source, [item.item for item in asked.values() if not item.word], len(frame), problems)
    return Survey(replace(source, frame=frame), items, asked)


def _add_without_wave(source: SourceTable, items: Sequence[str], answers: int, problems: Problems) -> None:
    """Say which questions count as final since nothing says when they were asked; all of them where none is named."""
    if answers and (items or source.frame.get("item") is not None):
        problems.add(
            rule="no-wave", severity="note", file=source.file, column="wave", value=shorten(", ".join(items), 80),
            problem="no column, heading or name says when these answers were given; they count as final answers",
            action="add a column wave, if some answers are from before",
        )  # fmt: skip


def _known_headings(timed: _Timed, waves: Mapping[str, str], problems: Problems) -> dict[str, ItemWave]:
    """The headings with their waves, without those whose word is not known or left out."""
    known = {}
    for heading, item in timed.asked.items():
        wave = waves.get(item.word, "")
        if not item.word or wave not in ("", LEAVE_OUT):
            known[heading] = item._replace(wave=wave)
            continue
        left_out = wave == LEAVE_OUT
        problems.add(
            rule="wave-left-out" if left_out else "wave-unknown", severity="note" if left_out else "warning",
            file=timed.survey.source.file, column=heading, value=item.word,
            problem="the answers to this question are left out, as the settings say" if left_out
            else "this word for a wave is not known; the answers in this column are set aside",
            action="nothing" if left_out else _SAY,
        )  # fmt: skip
    return known


def _with_known_waves(timed: _Timed, waves: Mapping[str, str], problems: Problems) -> pd.DataFrame:
    """The answers with our waves, without those of unknown waves; questions that never have a wave are final."""
    source, frame = timed.survey.source, timed.survey.source.frame
    words = as_text(frame["wave"])
    empty = words.isna() | words.map({word: not waves[word] and is_no_answer(word) for word in waves}).eq(True)
    unknown = ~empty & words.map({word: waves[word] == "" for word in waves}).eq(True)
    left_out = words.map({word: waves[word] == LEAVE_OUT for word in waves}).eq(True)
    if timed.survey.items is None and "item" in frame:
        asked_with = frame.loc[~empty, "item"]
        empty_aside = empty & frame["item"].isin(asked_with)
    else:
        empty_aside = empty & (not empty.all())
    file_and_line = pd.MultiIndex.from_product([[source.file], frame.index], names=["file", "line"])
    cells = words.set_axis(file_and_line).to_frame("wave")
    nearest = {str(word): _nearest(str(word)) for word in words[unknown].unique()}
    hints = {word: f" (nearest: {' or '.join(near)})" for word, near in nearest.items() if near}
    said = "this word for a wave is not known" + words.map(hints).astype("str").fillna("") + "; the answer is set aside"
    for rows, rule, problem, action in (
        (unknown, "wave-unknown", said.set_axis(file_and_line), _SAY),
        (
            empty_aside,
            "wave-empty",
            "the wave is empty, and other answers have one; the answer is set aside",
            "fill it in",
        ),
    ):
        problems.add_rows(
            cells, rows.set_axis(file_and_line), rule=rule, column="wave", problem=problem, action=action,
            set_aside=True, nearest=nearest,
        )  # fmt: skip
    problems.add_rows(
        cells, left_out.set_axis(file_and_line), rule="wave-left-out", column="wave", severity="note", set_aside=True,
        problem="the answer is left out, as the settings say", action="nothing",
    )  # fmt: skip
    kept = ~(unknown | left_out | empty_aside)
    if (empty & kept).any():
        items = as_text(frame.loc[empty & kept, "item"]).dropna().unique() if "item" in frame else ()
        _add_without_wave(source, list(map(str, items)), int((empty & kept).sum()), problems)
    ours = words.map(waves).astype("str").where(~empty)
    return frame.assign(
        **{
            "wave": ours.fillna(""),
            WORD: words.map({word: match_key(word) for word in waves}).astype("str").where(~empty),
        }
    )[kept]


def _nearest(word: str) -> tuple[str, ...]:
    """The waves whose words are most like an unknown one."""
    meanings = {
        match_key(phrase): wave for kind in WAVE_KINDS for wave, every in phrases(kind).items() for phrase in every
    }
    near = difflib.get_close_matches(match_key(word), meanings, n=2, cutoff=0.75)
    return tuple(dict.fromkeys(meanings[name] for name in near))


def _with_wave_of_name(timed: _Timed, wave: str, problems: Problems) -> pd.DataFrame:
    """The answers with the wave that the name of their file or sheet tells; none where that is not known."""
    source, frame = timed.survey.source, timed.survey.source.frame
    where = {"file": source.file, "column": "wave", "value": timed.name}
    if wave == "":
        problems.add(
            rule="wave-unknown", severity="warning", action=_SAY, set_aside=True, **where,
            problem="the word for a wave in the name of the file or sheet is not known; its answers are set aside",
        )  # fmt: skip
    elif wave == LEAVE_OUT:
        problems.add(
            rule="wave-left-out", severity="note", action="nothing", set_aside=True, **where,
            problem="its answers are left out, as the settings say",
        )  # fmt: skip
    else:
        problems.add(
            rule="wave-from-file-name", severity="note", action="add a column wave, if this is wrong", **where,
            problem=f"no column says the wave; taken from the name of the file or sheet as {wave}",
        )  # fmt: skip
    frame = frame.assign(**{"wave": wave, WORD: match_key(timed.name)})
    return frame if wave not in ("", LEAVE_OUT) else frame.iloc[:0]


def _add_order(timed: _Timed, by_order: Mapping[str, str], problems: Problems) -> None:
    """Say how words were read that mean something only beside the others."""
    if not by_order:
        return
    places = {place.system for word in by_order if (place := place_of(word)) is not None}
    problems.add(
        rule="waves-by-order", severity="note" if places == {"point in time"} else "warning",
        file=timed.survey.source.file, column="wave", value=shorten(", ".join(by_order), 80),
        problem="the waves were read by the order of their words: "
        + ", ".join(f"“{word}” is {wave}" for word, wave in by_order.items()),
        action=f"nothing, if this is right; else write which wave each word is below [waves] in {CONFIG_NAME}",
    )  # fmt: skip
