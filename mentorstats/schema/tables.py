"""The four tables that everything else is computed from, as code.

A program's exports become four tables: who takes part (people), who was matched with whom (pairings),
who met when (sessions) and who answered what (surveys).  Each column has a kind, which decides how its
text is read: an ``id`` stays text (``00123`` is not 123), a ``choice`` has a short list of allowed words,
a ``list`` may hold several values with ``;`` between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

__all__ = ["TABLES", "Column", "Table", "data_dictionary"]

Kind = Literal["id", "text", "list", "choice", "date", "number", "count"]

STATUSES = ("proposed", "active", "paused", "completed", "closed_early", "declined")
NEVER_BEGAN = ("proposed", "declined")
ENDED = ("completed", "closed_early")
SESSION_STATUSES = ("attended", "scheduled", "missed", "cancelled")
WAVES = ("baseline", "midpoint", "final", "followup")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, how its text is read, and what it means."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One of the four tables."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


PEOPLE = Table(
    "people",
    (
        Column("person_id", "id", "who this is; the same text as in the other tables", required=True),
        Column("industry", "list", "industry or industries the person works in"),
        Column("job_function", "text", "kind of work, such as Finance or Design"),
        Column("seniority", "text", "career level"),
        Column("cohort", "text", "the round of the program the person takes part in"),
        Column("role", "text", "which side the person is on: mentee, mentor or both"),
    ),
)

PAIRINGS = Table(
    "pairings",
    (
        Column("mentee_id", "id", "the person who is mentored", required=True),
        Column("mentor_id", "id", "the person who mentors", required=True),
        Column("pairing_id", "id", "the pairing's own id"),
        Column("cohort", "text", "the round of the program"),
        Column("group_id", "id", "a project or team that several mentees share"),
        Column("start_date", "date", "the day the pairing began"),
        Column("end_date", "date", "the day it ended; empty while it goes on"),
        Column("status", "choice", "how the pairing stands", choices=STATUSES),
        Column("end_reason", "text", "why it ended"),
        Column("ended_by", "text", "who ended it: mentee, mentor or program"),
        Column("source", "text", "how the pairing came about"),
        Column("mentee_industry", "list", "the mentee's industry; wins over the people table"),
        Column("mentor_industry", "list", "the mentor's industry; wins over the people table"),
    ),
)

SESSIONS = Table(
    "sessions",
    (
        Column("mentee_id", "id", "the mentee who met"),
        Column("mentor_id", "id", "the mentor who met"),
        Column("pairing_id", "id", "the pairing that met; stands for mentee and mentor"),
        Column("date", "date", "the day of the session"),
        Column("minutes", "number", "length in minutes; the sum where a row counts several sessions"),
        Column("status", "choice", "whether it took place", choices=SESSION_STATUSES),
        Column("sessions", "count", "number of sessions, where a row is a pairing"),
    ),
)

SURVEYS = Table(
    "surveys",
    (
        Column("person_id", "id", "who answered", required=True),
        Column("wave", "choice", "when in the program it was asked", choices=WAVES),
        Column("item", "text", "what was asked", required=True),
        Column("score", "number", "the answer as a number; yes is 1 and no is 0", required=True),
        Column("about_id", "id", "the person the answer is about, where it is about someone"),
        Column("cohort", "text", "the round of the program"),
        Column("date", "date", "the day of the answer"),
    ),
)

TABLES = {table.name: table for table in (PEOPLE, PAIRINGS, SESSIONS, SURVEYS)}


def data_dictionary() -> pd.DataFrame:
    """The columns that mentorstats knows, one row each: table, column, kind, required, values, meaning.

    >>> data_dictionary().loc[:1, ["table", "column", "kind", "required"]]
        table     column  kind  required
    0  people  person_id    id      True
    1  people   industry  list     False
    """
    rows = [
        (table.name, column.name, column.kind, column.required, ", ".join(column.choices), column.meaning)
        for table in TABLES.values()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "kind", "required", "values", "meaning"])
