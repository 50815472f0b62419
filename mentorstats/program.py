"""A mentoring program as its exports tell it, and what is computed of it once and kept.

People are numbered once for all tables: whoever joins, counts or compares them does so by their numbers.  To hash the
text again each time would be most of the work on a table of millions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar, cast

import pandas as pd

from mentorstats.ids import share_categories
from mentorstats.industry import Industries
from mentorstats.problems import Problem, problem_table
from mentorstats.rounding import EVERYTHING_SHOWN, Counted, Rounding
from mentorstats.schema.settings import Settings

__all__ = ["PERSON_COLUMNS", "Derived", "Program", "person_codes", "set_person_codes", "small_groups_shown"]

PERSON_COLUMNS = {
    "people": ["person_id"],
    "pairings": ["mentee_id", "mentor_id"],
    "sessions": ["mentee_id", "mentor_id"],
    "surveys": ["person_id", "about_id"],
}
_CODES = "person codes"

Value = TypeVar("Value")


class Derived:
    """What is computed of a program, kept as long as the program is.

    A changed copy of the program starts with nothing kept, and so does one that comes out of a pickle.

    >>> derived = Derived()
    >>> derived.once("answer", lambda: 42), derived.once("answer", lambda: 0)
    (42, 42)
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}

    def once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """What ``compute`` returned the first time that this ``key`` was asked for."""
        if key not in self._values:
            self._values[key] = compute()
        return cast(Value, self._values[key])

    def keep(self, key: Hashable, value: object) -> None:
        """Keep a value that is known without computing it."""
        self._values[key] = value

    def __reduce__(self) -> tuple[type[Derived], tuple[()]]:
        return Derived, ()


@dataclass(frozen=True, eq=False, repr=False)
class Program:
    """A mentoring program as its exports tell it.

    ``people``, ``pairings``, ``sessions`` and ``surveys`` have the columns of ``schema.TABLES`` (missing where the
    exports have none) and the exports' own; ``problems`` has severity, file, line, column, value, problem and
    action, one row for each of ``reported``; ``files`` counts the rows of each file that are used and set aside, and
    the people behind both.  ``dataclasses.replace`` makes a changed copy.
    """

    people: pd.DataFrame
    pairings: pd.DataFrame
    sessions: pd.DataFrame
    surveys: pd.DataFrame
    reported: tuple[Problem, ...]
    files: pd.DataFrame
    settings: Settings
    industries: Industries
    name: str
    small_groups_shown: bool = False
    derived: Derived = field(default_factory=Derived, init=False, repr=False)

    @cached_property
    def problems(self) -> pd.DataFrame:
        """Everything that was found wrong with the exports, one row each."""
        return problem_table(self.reported)

    @property
    def rounding(self) -> Rounding:
        """How what is told of the program is rounded, and below how many people nothing is."""
        return Rounding(EVERYTHING_SHOWN if self.small_groups_shown else self.settings.min_people)

    def __repr__(self) -> str:
        pairings = Counted(len(self.pairings), self.pairings["mentee_id"].nunique())
        sides = [self.rounding.words(self.pairings[f"{side}_id"].nunique(), side) for side in ("mentee", "mentor")]
        return f"Program {self.name!r}: {', '.join(sides)}, {self.rounding.words(pairings, 'pairing')}"


def small_groups_shown(program: Program) -> Program:
    """The same program, with nothing hidden about small groups of people, and nothing rounded.

    Whatever is made from it shows every count, average and figure, however few people stand behind it: for those who
    may see each person's answers anyway.  A report made from it says so at its top.  No settings file and no option
    of the command line does this.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=64)
    >>> program, small_groups_shown(program)
    (Program '': 60 mentees, 20 mentors, 110 pairings, Program '': 64 mentees, 19 mentors, 108 pairings)
    """
    return replace(program, small_groups_shown=True)


def person_codes(program: Program) -> dict[str, pd.DataFrame]:
    """For each table the columns that say who, as categories from one list of everyone.

    The rows are those of the program's tables.
    """
    return program.derived.once(_CODES, lambda: _person_codes(program))


def _person_codes(program: Program) -> dict[str, pd.DataFrame]:
    tables = {table: getattr(program, table)[names] for table, names in PERSON_COLUMNS.items()}
    return share_categories(tables, PERSON_COLUMNS)


def set_person_codes(program: Program, tables: Mapping[str, pd.DataFrame]) -> None:
    """Keep codes that are known: ``tables`` are the program's, row by row, with categories from one list."""
    codes = {table: tables[table][names].reset_index(drop=True) for table, names in PERSON_COLUMNS.items()}
    program.derived.keep(_CODES, codes)
