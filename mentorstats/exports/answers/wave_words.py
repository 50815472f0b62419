"""Where a survey says when its answers were given: in a column, in headings of questions, in the name of its file.

Here are only the survey's own words; what they mean is seen from the words of all surveys.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from mentorstats.exports.answers.headings import ItemWave, items_and_waves
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, WAVES
from mentorstats.schema.words.table import meaning_of
from mentorstats.schema.words.waves import known_wave, place_of, wave_in_name
from mentorstats.text import match_key, quoted

__all__ = ["Survey", "headings_of", "with_wave_column", "words_of_names"]

_HAS_A_TYPE = "biufmM"
# A column with more words than this says something else.
_MOST_WORDS = 60
_MOST_NUMBER = 12
_FULL_DATE = re.compile(r"\d{4}[-_. ]?\d{2}[-_. ]?\d{2}|\d{1,2}[-_.]\d{1,2}[-_.]\d{2,4}|\d{5,}")
_ENDING = re.compile(r"\.\w{2,5}(?=$| \[)")


@dataclass(frozen=True, eq=False)
class Survey:
    """One survey: its columns that are items (None where it has a row an answer), and what their headings say.

    ``asked`` has for a heading, or for the text in column ``item``, the question and when it was asked.
    """

    source: SourceTable
    items: tuple[str, ...] | None = None
    asked: Mapping[str, ItemWave] = field(default_factory=dict)


def with_wave_column(source: SourceTable, settings: Settings, problems: Problems) -> SourceTable:
    """A survey whose column ``wave`` holds waves: one called like it that holds none gets its own name back."""
    frame = source.frame
    if "wave" not in frame:
        return _with_column_of_words(source, problems)
    header = source.headers.get("wave", "wave")
    words = list(text_codes(frame["wave"])[1])
    if not words:
        return replace(source, frame=frame.drop(columns="wave"))
    if "wave" in settings.columns.get("surveys", {}) or "wave" in match_key(header) or _tell_a_time(words):
        return source
    problems.add(
        rule="no-waves-in-column", severity="note", file=source.file, column=header,
        problem="this column holds no word for a wave, though it is called like one; it is kept",
        action=f"nothing, or write wave = {quoted(header)} below [columns.surveys] in {CONFIG_NAME}",
    )  # fmt: skip
    return replace(source, frame=frame.rename(columns={"wave": header}))


def _tell_a_time(words: Collection[str]) -> bool:
    """Whether any of the words says when; bare numbers do where they are small, and are no minutes or scores."""
    places = [place_of(word) for word in words] if len(words) <= _MOST_WORDS else []
    if places and all(place is not None and place.system == "" for place in places):
        return all(place is not None and place.at[0] <= _MOST_NUMBER for place in places)
    return any(place is not None and place.system != "" for place in places) or (
        len(words) <= _MOST_WORDS and any(map(known_wave, words))
    )


def _with_column_of_words(source: SourceTable, problems: Problems) -> SourceTable:
    """A survey in which a column that nobody knows says when: by words for two waves or more and nothing else.

    Or by other words for a time that tell the answers apart that the same person gave to the same question.
    """
    frame = source.frame
    names = [str(name) for name in frame if TABLES["surveys"].column(str(name)) is None]
    words = {name: list(text_codes(frame[name])[1]) for name in names if frame[name].dtype.kind not in _HAS_A_TYPE}
    few = {name: texts for name, texts in words.items() if 2 <= len(texts) <= 2 * len(WAVES)}
    header = next((name for name, texts in few.items() if _are_waves(texts)), None)
    header = header or next((n for n, texts in few.items() if _are_times(texts) and _tells_apart(frame, n)), None)
    if header is None:
        return source
    problems.add(
        rule="wave-column-by-cells", severity="note", file=source.file, column=header,
        problem="the words in this column say the wave of each answer", action="nothing, if this is right",
    )  # fmt: skip
    frame, headers = frame.rename(columns={header: "wave"}), {**source.headers, "wave": header}
    return replace(source, frame=frame, headers=headers)


def _are_waves(words: Sequence[str]) -> bool:
    waves = {known_wave(word) for word in words}
    return len(waves) >= 2 and "" not in waves


def _are_times(words: Sequence[str]) -> bool:
    """Whether words are all months, or all count the same thing, such as terms."""
    systems = {place.system if (place := place_of(word)) else "" for word in words}
    return all(meaning_of(word, "month") for word in words) or (len(systems) == 1 and "" not in systems)


def _tells_apart(frame: pd.DataFrame, name: str) -> bool:
    """Whether most people answered the same more than once, each time with another word in a column."""
    keys = [key for key in ("person_id", "about_id", "item") if key in frame]
    if "person_id" not in frame:
        return False
    rows = frame[keys].astype("str").assign(word=as_text(frame[name]))
    again = rows.duplicated(keys, keep=False)
    people = rows.assign(again=again).groupby("person_id")["again"].any()
    return bool(people.mean() > 0.5) and not rows[again].duplicated().any()


def words_of_names(files: Sequence[str], *, rounds: Mapping[str, str] | None = None) -> dict[str, str]:
    """For each file or sheet the word for a wave in its name, where it has one.

    ``rounds`` are rounds of the program that names tell: "Fall 2023" is no wave then.

    >>> words_of_names(["survey T1.csv", "survey T2.csv", "Exit survey.xlsx [Data]", "survey start.csv"])
    {'Exit survey.xlsx [Data]': 'Exit survey', 'survey T1.csv': 'T1', 'survey T2.csv': 'T2',
     'survey start.csv': 'start'}
    """
    clear = {file: name for file in files if (name := wave_in_name(file))}
    rest = {
        file: _FULL_DATE.sub("", _ENDING.sub("", file))
        for file in files
        if file not in clear and not (rounds or {}).get(file)
    }
    # Beside names with a clear word, a word such as "start" says it too.
    others = [_FULL_DATE.sub("", _ENDING.sub("", file)) for file in clear]
    beside = items_and_waves([*rest.values(), *others], alone=False)
    return clear | {file: beside[name].word for file, name in rest.items() if beside[name].word}


def headings_of(survey: Survey, name: str) -> dict[str, ItemWave]:
    """What the headings of questions say; in a long survey the items, where nothing else says when.

    ``name`` is the word of the file's name.
    """
    if survey.items is not None:
        return items_and_waves(survey.items)
    frame = survey.source.frame
    if "item" not in frame or "wave" in frame or name:
        return {}
    asked = items_and_waves(text_codes(frame["item"])[1], alone=False)
    return asked if any(item.word for item in asked.values()) else {}
