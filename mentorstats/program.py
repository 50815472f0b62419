"""The roll of a program: everyone in its tables, numbered once.

Whoever joins, counts or compares people does so by their numbers.  To hash the text again each time would be most of
the work on a table of millions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakKeyDictionary

import pandas as pd

from mentorstats.ids import with_one_list
from mentorstats.industry import Industries
from mentorstats.schema.settings import Settings

__all__ = ["ROLES", "Program", "Tables", "keep_roll", "roll_of"]

ROLES = {
    "people": ["person_id"],
    "pairings": ["mentee_id", "mentor_id"],
    "sessions": ["mentee_id", "mentor_id"],
    "surveys": ["person_id", "about_id"],
}


class Tables(Protocol):
    """Anything that has the four tables."""

    @property
    def people(self) -> pd.DataFrame: ...
    @property
    def pairings(self) -> pd.DataFrame: ...
    @property
    def sessions(self) -> pd.DataFrame: ...
    @property
    def surveys(self) -> pd.DataFrame: ...


_KEPT: WeakKeyDictionary[Tables, dict[str, pd.DataFrame]] = WeakKeyDictionary()


def roll_of(program: Tables) -> dict[str, pd.DataFrame]:
    """For each table the columns that say who, as categories from one list of everyone.

    Made once and kept as long as the program is; the rows are those of the program's tables.
    """
    if program not in _KEPT:
        tables = {table: getattr(program, table)[names] for table, names in ROLES.items()}
        _KEPT[program] = with_one_list(tables, ROLES)
    return _KEPT[program]


def keep_roll(program: Tables, listed: Mapping[str, pd.DataFrame]) -> None:
    """Keep a roll that is known: ``listed`` are the program's tables, row by row, with categories of one list."""
    _KEPT[program] = {table: listed[table][names].reset_index(drop=True) for table, names in ROLES.items()}


@dataclass(frozen=True, eq=False)
class Program:
    """A mentoring program as its exports tell it.

    ``people``, ``pairings``, ``sessions`` and ``surveys`` have the columns of ``schema.TABLES`` (missing where the
    exports have none) and the exports' own; ``problems`` has severity, file, line, column, value, problem and
    action; ``files`` counts the rows of each file that are used and set aside.
    """

    people: pd.DataFrame
    pairings: pd.DataFrame
    sessions: pd.DataFrame
    surveys: pd.DataFrame
    problems: pd.DataFrame
    files: pd.DataFrame
    settings: Settings
    industries: Industries
    name: str
