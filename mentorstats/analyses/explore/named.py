"""Factors that the user names: columns of the pairings or the people, and survey items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mentorstats.analyses.explore.factor import Factor, categories, number
from mentorstats.analyses.explore.survey_items import AFTERWARDS, AT_START, SurveyItems
from mentorstats.errors import PlainError
from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.tables.pairs import MADE
from mentorstats.text import shown_cell

__all__ = ["checked_columns", "named_factor"]

_CONFOUNDED = "What goes with it is for you to think of."
_IDS = ("person_id", "mentee_id", "mentor_id", "pairing_id")
_AFTER = ("end_date", "status", "end_reason", "ended_by")


def checked_columns(columns: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The names as they are; ``ValueError`` for a text instead of a list, a repeated name, or one of ``known``."""
    if isinstance(columns, str):
        raise PlainError(f"columns is {columns!r}; expected a list of names, such as [{columns!r}]")
    names = tuple(columns)
    for name in names:
        if names.count(name) > 1:
            raise PlainError(f"columns has {name!r} more than once")
        if name in known:
            raise PlainError(f"columns has {name!r}, which is looked at anyway")
        if name in MADE:
            raise PlainError(f"columns has {name!r}, which the package makes itself; give your column another name")
        if name in _IDS:
            raise PlainError(f"columns has {name!r}, which says who somebody is, not what they are like")
    return names


def named_factor(items: SurveyItems, name: str) -> Factor:
    """A column of the pairings, else of the mentees, else a survey item; numbers and days as numbers, words as kinds.

    ``ValueError`` for a name that the exports do not have, or that holds the outcome.
    """
    program, met = items.program, items.met
    if name in program.pairings:
        return _from_values(items, name, met[name])
    if name in program.people:
        people = program.people.drop_duplicates("person_id").set_index("person_id")
        return _from_values(items, name, met["mentee_id"].map(people[name]))
    if name in items.excluded:
        raise PlainError(f"columns has {name!r}, which is the outcome or rests on the same answers")
    if name not in set(program.surveys["item"]):
        raise PlainError(f"columns has {name!r}, which neither the pairings nor the people have, nor is it asked")
    for waves, after in ((AT_START, False), (AFTERWARDS, True)):
        scored = items.scores([name], waves)
        if scored:
            return number(name, _title(name), scored[1], met, step="a point more", after=after, confounded=_CONFOUNDED)
    missing = f"answers to {name} at the start or the end"
    return Factor(name, _title(name), pd.DataFrame(), {}, missing=missing, confounded=_CONFOUNDED)


def _from_values(items: SurveyItems, name: str, values: pd.Series) -> Factor:
    met = items.met
    words: dict[str, Any] = {"missing": f"values of {name}", "after": name in _AFTER, "confounded": _CONFOUNDED}
    numbers = values if pd.api.types.is_datetime64_any_dtype(values) else pd.to_numeric(values, errors="coerce")
    if numbers.notna().sum() < values.notna().sum():
        numbers = _days(values, items.program.settings.date_order)
    if numbers is None:
        return categories(name, _title(name), values, met, **words)
    if pd.api.types.is_datetime64_any_dtype(numbers):
        days = (numbers - numbers.min()) / pd.Timedelta(days=1)
        return number(name, _title(name), days, met, step="a day later", **words)
    return number(name, _title(name), numbers, met, step="one more", **words)


def _days(values: pd.Series, order: str | None) -> pd.Series | None:
    """Text as days if all of it can be read so, else None."""
    try:
        days = read_days(values.dropna().astype("str"), order=order).values
    except AmbiguousDates:
        return None
    return days.reindex(values.index) if days.notna().all() else None


def _title(name: str) -> str:
    return shown_cell(name.replace("_", " "))
