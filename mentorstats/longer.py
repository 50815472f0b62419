"""Surveys with a column for each question to one row for each answer.

Survey tools export a row a person and a column a question; what is computed needs a row an answer.  The wave may
stand in a column of its own or in the question's name: ``confidence_baseline`` and ``Confidence (final)`` are one
item, asked twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from mentorstats.cells import folded, typed
from mentorstats.schema import TABLES, WAVES, Column, Problem
from mentorstats.settings import CONFIG_NAME, Settings

__all__ = ["item_and_wave", "item_columns", "to_long", "unknown_items"]

_WAVE = "|".join(WAVES)
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
    result = typed(cells, Column("", "number", ""))
    return bool(result.values.notna().sum() > result.bad.sum())


def item_and_wave(header: str) -> tuple[str, str]:
    """A question's name without the wave that it begins or ends with, and that wave, ``""`` where none.

    >>> item_and_wave("career_confidence_baseline"), item_and_wave("Confidence (Final)"), item_and_wave("finalist")
    (('career_confidence', 'baseline'), ('Confidence', 'final'), ('finalist', ''))
    """
    header = header.strip()
    found = _WAVE_LAST.fullmatch(header) or _WAVE_FIRST.fullmatch(header)
    return (found["item"], found["wave"].lower()) if found else (header, "")


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
