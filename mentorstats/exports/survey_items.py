"""Surveys with a column for each question to one row for each answer.

Survey tools export a row a person and a column a question; what is computed needs a row an answer.  The wave may
stand in a column of its own or in the question's name: ``confidence_baseline`` and ``Confidence (final)`` are one
item, asked twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from mentorstats.problems import Problem
from mentorstats.schema.labels import SCALES, scale_of, word
from mentorstats.schema.numbers import AmbiguousNumbers
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, WAVES, Column
from mentorstats.schema.values import MISSING_WORDS, as_text, texts_in, typed
from mentorstats.schema.vocabulary import wave_in
from mentorstats.text import folded

__all__ = ["item_and_wave", "item_columns", "labels_in", "to_long", "unknown_items", "with_numbers_for_labels"]

_WAVE = "|".join([*WAVES, "pre", "post", "before", "after", "follow-?up", "mid-?point", "exit", "t0"])
_WAVE_LAST = re.compile(rf"(?P<item>.*?[^\W_])[\s_\-:.,(\[]+(?P<wave>{_WAVE})[)\]]?", re.IGNORECASE)
_WAVE_FIRST = re.compile(rf"[(\[]?(?P<wave>{_WAVE})[\s_\-:.,)\]]+(?P<item>.+)", re.IGNORECASE)


def item_columns(frame: pd.DataFrame, file: str, settings: Settings) -> tuple[list[str], list[Problem]]:
    """The columns of a wide survey that are questions: those that the settings name, else those that hold scores."""
    others = [name for name in frame.columns if name == "score" or TABLES["surveys"].column(name) is None]
    scores = [name for name in others if _looks_like_scores(frame[name])]
    chosen, spare, why = scores, [name for name in others if name not in scores], "holds no scores"
    if settings.survey_items:
        wanted = {folded(item) for item in settings.survey_items}
        chosen = [name for name in others if {folded(name), folded(item_and_wave(name)[0])} & wanted]
        spare, why = [name for name in scores if name not in chosen], "holds scores, but is not among the named items"
    action = f"name it in items under [surveys] of {CONFIG_NAME} if it should be"
    found = [
        Problem("note", file, None, name, "", f"the column {why}; it is not used as a survey item", action)
        for name in spare
    ]
    if not chosen:
        problem = "no column of this survey is an item with scores; none of its rows is used"
        found.append(Problem("warning", file, None, "", "", problem, action))
    return chosen, found


def _looks_like_scores(cells: pd.Series) -> bool:
    try:
        result = typed(cells, Column("", "number", ""))
    except AmbiguousNumbers:
        return True
    return bool(result.values.notna().sum() > result.bad.sum())


def item_and_wave(header: str) -> tuple[str, str]:
    """A question's name without the wave that it begins or ends with, and that wave, ``""`` where none.

    >>> item_and_wave("career_confidence_baseline"), item_and_wave("Confidence (Final)"), item_and_wave("finalist")
    (('career_confidence', 'baseline'), ('Confidence', 'final'), ('finalist', ''))
    """
    header = header.strip()
    found = _WAVE_LAST.fullmatch(header) or _WAVE_FIRST.fullmatch(header)
    return (found["item"], wave_in(found["wave"])) if found else (header, "")


def to_long(frame: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """One row for each row of ``frame`` and each of its columns ``items``, with the item, its wave and the score."""
    rest = frame.drop(columns=list(items))
    answers = []
    for header in items:
        item, wave = item_and_wave(header)
        answers.append(rest.assign(item=item, score=frame[header], **({"wave": wave} if wave else {})))
    return pd.concat(answers) if answers else rest.assign(item=None, score=float("nan")).iloc[:0]


def unknown_items(surveys: pd.DataFrame, settings: Settings) -> list[Problem]:
    """The items that the settings name and that no survey has."""
    known = {folded(item) for item in surveys["item"].dropna().unique()}
    return [
        Problem("warning", CONFIG_NAME, None, "surveys.items", item, "no survey has this item", "correct the name")
        for item in settings.survey_items
        if not {folded(item), folded(item_and_wave(item)[0])} & known
    ]


def labels_in(frames: Iterable[pd.DataFrame]) -> set[str]:
    """The labels of rating scales that occur anywhere in these surveys."""
    known = {wording for scale in SCALES for wording in scale.values}
    return {
        label
        for frame in frames
        for header in frame.columns
        if frame[header].dtype.kind not in "biufmM"
        for label in map(word, _without_digits(texts_in(frame[header])).unique())
        if label in known
    }


def _without_digits(cells: pd.Series) -> pd.Series:
    """The cells that may be a label: no label has a digit, and most identifiers have."""
    return cells[~cells.str.contains("[0-9]").astype(bool)]


def with_numbers_for_labels(
    frame: pd.DataFrame, file: str, everywhere: Iterable[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """A survey whose labels of rating scales are numbers, and a note for each scale that was used.

    ``frame`` is text, long or wide; ``everywhere`` are the labels of all surveys, which tell scales apart.
    """
    stated: dict[str, list[str]] = {}
    labels = set(everywhere)
    if "item" in frame and "score" in frame and frame["score"].dtype.kind in "biuf":
        return frame, []
    if {"item", "score"} <= set(frame.columns):
        scores = as_text(frame["score"])
        for item, cells in scores.groupby(as_text(frame["item"]).fillna("")):
            read, scale = _read_labels(cells, labels, wide=False)
            if scale:
                scores = scores.mask(frame.index.isin(cells.index) & (as_text(frame["item"]).fillna("") == item), read)
                stated.setdefault(scale, []).append(str(item))
        frame = frame.assign(score=scores.fillna("")) if stated else frame
    else:
        for header in [name for name in frame.columns if TABLES["surveys"].column(name) is None]:
            if frame[header].dtype.kind in "biufmM":
                continue
            read, scale = _read_labels(as_text(frame[header]), labels, wide=True)
            if scale:
                frame = frame.assign(**{header: read.fillna("")})
                stated.setdefault(scale, []).append(str(header))
    action = "nothing, or export the answers as numbers if the scale is another one"
    return frame, [
        Problem(
            "note", file, None, ", ".join(items)[:80], "", f"answers in words were read as numbers: {scale}", action
        )
        for scale, items in stated.items()
    ]


def _read_labels(cells: pd.Series, everywhere: set[str], *, wide: bool) -> tuple[pd.Series, str]:
    """Cells with numbers for labels, and how the scale is stated, ``""`` where these are no labels of one scale."""
    unique = {cell: word(cell) for cell in cells.dropna().unique()}
    labels = {label for label in unique.values() if label in everywhere}
    others = [label for label in unique.values() if label not in labels and label not in MISSING_WORDS]
    scale = scale_of(labels, everywhere) if labels else None
    if scale is None or len(others) * 3 > len(labels) or (wide and len(labels) < 2):
        return cells, ""
    numbers = {cell: f"{scale.values[label]:g}" for cell, label in unique.items() if label in labels}
    return cells.replace(numbers), scale.stated
