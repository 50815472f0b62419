"""Surveys with a column for each question to one row for each answer.

Survey tools export a row a person and a column a question; what is computed needs a row an answer.  The wave may
stand in a column of its own or in the question's name: ``confidence_baseline`` and ``Confidence (final)`` are one
item, asked twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, texts_in
from mentorstats.schema.labels import SCALES, scale_of, word
from mentorstats.schema.numbers import AmbiguousNumbers
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, WAVES, Column
from mentorstats.schema.values import MISSING_WORDS, read_column
from mentorstats.schema.vocabulary import wave_in
from mentorstats.text import match_key, one_line

__all__ = [
    "check_named_items",
    "holds_scores",
    "item_and_wave",
    "item_columns",
    "labels_in",
    "to_long",
    "with_numbers_for_labels",
]

_WAVE = "|".join([*WAVES, "pre", "post", "before", "after", "follow-?up", "mid-?point", "exit", "t0"])
# The range of answers behind a question, as in "Confidence before (1-5)", is no part of either name.
_RANGE = re.compile(r"\s*[(\[]\s*-?\d+\s*(?:-|–|to|bis|/|\.\.+)\s*-?\d+[^()\[\]]*[)\]]\s*$", re.IGNORECASE)
# Numbers that say who or which pairing are no scores.
_IDENTIFIERS = {match_key(column.name) for table in TABLES.values() for column in table.columns if column.kind == "id"}
_WAVE_LAST = re.compile(rf"(?P<item>.*?[^\W_])[\s_\-:.,(\[]+(?P<wave>{_WAVE})[)\]]?", re.IGNORECASE)
_WAVE_FIRST = re.compile(rf"[(\[]?(?P<wave>{_WAVE})[\s_\-:.,)\]]+(?P<item>.+)", re.IGNORECASE)


def item_columns(frame: pd.DataFrame, file: str, settings: Settings, problems: Problems) -> list[str]:
    """The columns of a wide survey that are questions: those that the settings name, else those that hold scores."""
    ours = {column.name for column in TABLES["surveys"].columns} - {"score"}
    others = [name for name in frame.columns if name not in ours and match_key(str(name)) not in _IDENTIFIERS]
    scores = [name for name in others if holds_scores(frame[name])]
    chosen, spare, why = scores, [name for name in others if name not in scores], "holds no scores"
    if settings.survey_items:
        wanted = {match_key(item) for item in settings.survey_items}
        chosen = [name for name in others if {match_key(name), match_key(item_and_wave(name)[0])} & wanted]
        spare, why = [name for name in scores if name not in chosen], "holds scores, but is not among the named items"
    action = f"name it in items under [surveys] of {CONFIG_NAME} if it should be"
    for name in spare:
        problems.add(
            rule="column-no-item", severity="note", file=file, column=name, action=action,
            problem=f"the column {why}; it is not used as a survey item",
        )  # fmt: skip
    if not chosen:
        problems.add(
            rule="survey-without-items", severity="warning", file=file, action=action,
            problem="no column of this survey is an item with scores; none of its rows is used",
        )  # fmt: skip
    return chosen


def holds_scores(cells: pd.Series) -> bool:
    """Whether most of what a column holds can be read as numbers.

    >>> holds_scores(pd.Series(["4", "5", "NA"])), holds_scores(pd.Series(["fine", "5", "so-so"]))
    (True, False)
    """
    try:
        result = read_column(cells, Column("", "number", ""))
    except AmbiguousNumbers:
        return True
    return bool(result.values.notna().sum() > result.bad.sum())


def item_and_wave(header: str) -> tuple[str, str]:
    """A question's name without the wave that it begins or ends with, and that wave, ``""`` where none.

    >>> item_and_wave("career_confidence_baseline"), item_and_wave("Confidence (Final)"), item_and_wave("finalist")
    (('career_confidence', 'baseline'), ('Confidence', 'final'), ('finalist', ''))
    >>> item_and_wave("Confidence before (1-5)"), item_and_wave("Confidence (1-5)")
    (('Confidence', 'baseline'), ('Confidence (1-5)', ''))
    """
    header = one_line(header)
    bare = _RANGE.sub("", header)
    match = _WAVE_LAST.fullmatch(bare) or _WAVE_FIRST.fullmatch(bare)
    return (match["item"], wave_in(match["wave"])) if match else (header, "")


def to_long(frame: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """One row for each row of ``frame`` and each of its columns ``items``, with the item, its wave and the score."""
    rest = frame.drop(columns=list(items))
    answers = []
    for header in items:
        item, wave = item_and_wave(header)
        answers.append(rest.assign(item=item, score=frame[header], **({"wave": wave} if wave else {})))
    return pd.concat(answers) if answers else rest.assign(item=None, score=float("nan")).iloc[:0]


def check_named_items(surveys: pd.DataFrame, settings: Settings, problems: Problems) -> None:
    """Name the items of the settings that no survey has."""
    known = {match_key(item) for item in surveys["item"].dropna().unique()}
    for item in settings.survey_items:
        if not {match_key(item), match_key(item_and_wave(item)[0])} & known:
            problems.add(
                rule="item-unknown", severity="warning", file=CONFIG_NAME, column="surveys.items", value=item,
                problem="no survey has this item", action="correct the name",
            )  # fmt: skip


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
    frame: pd.DataFrame, file: str, all_labels: Iterable[str], problems: Problems
) -> pd.DataFrame:
    """A survey whose labels of rating scales are numbers; each scale that was used is noted.

    ``frame`` is text, long or wide; ``all_labels`` are those of all surveys, which tell scales apart.
    """
    items_by_scale: dict[str, list[str]] = {}
    labels = set(all_labels)
    if "item" in frame and "score" in frame and frame["score"].dtype.kind in "biuf":
        return frame
    if {"item", "score"} <= set(frame.columns):
        scores = as_text(frame["score"])
        for item, cells in scores.groupby(as_text(frame["item"]).fillna("")):
            numbers, scale = _read_labels(cells, labels, wide=False)
            if scale:
                of_item = frame.index.isin(cells.index) & (as_text(frame["item"]).fillna("") == item)
                scores = scores.mask(of_item, numbers)
                items_by_scale.setdefault(scale, []).append(str(item))
        frame = frame.assign(score=scores.fillna("")) if items_by_scale else frame
    else:
        for header in [name for name in frame.columns if TABLES["surveys"].column(name) is None]:
            if frame[header].dtype.kind in "biufmM":
                continue
            numbers, scale = _read_labels(as_text(frame[header]), labels, wide=True)
            if scale:
                frame = frame.assign(**{header: numbers.fillna("")})
                items_by_scale.setdefault(scale, []).append(str(header))
    for scale, items in items_by_scale.items():
        problems.add(
            rule="labels-read-as-numbers", severity="note", file=file, column=", ".join(items)[:80],
            problem=f"answers in words were read as numbers: {scale}",
            action="nothing, or export the answers as numbers if the scale is another one",
        )  # fmt: skip
    return frame


def _read_labels(cells: pd.Series, all_labels: set[str], *, wide: bool) -> tuple[pd.Series, str]:
    """Cells with numbers for labels, and how the scale is stated, ``""`` where these are no labels of one scale."""
    words = {cell: word(cell) for cell in cells.dropna().unique()}
    labels = {label for label in words.values() if label in all_labels}
    others = [label for label in words.values() if label not in labels and label not in MISSING_WORDS]
    scale = scale_of(labels, all_labels) if labels else None
    if scale is None or len(others) * 3 > len(labels) or (wide and len(labels) < 2):
        return cells, ""
    numbers = {cell: f"{scale.values[label]:g}" for cell, label in words.items() if label in labels}
    return cells.replace(numbers), scale.stated
