"""Tables as they may be passed on.

Answers and analyses give exact tables that say what their columns count.  ``shareable`` makes of one a table that may
be passed on, by the rule of ``rounding``; of a table with a row a person it makes none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from mentorstats.errors import PlainError, PlainTypeError
from mentorstats.formats import to_step
from mentorstats.rounding import Counted, Rounding, Steps, two_digits, up_to_tens

__all__ = ["Apart", "Column", "describe", "shareable"]

_KEY = "shown"
_IDENTIFIERS = ("person_id", "mentee_id", "mentor_id", "pairing_id", "about_id")
_TAKES = "shareable takes the tables of answers and analyses as they come, such as answer.table"
# With numbers on another scale than the table's; rows without a step are not shown.
_NUMBERS = ("estimate", "p", "df")

# Two decimals, for tables whose numbers are on no scale of their own.
_PLAIN = Steps(0.1, 0.01)
_CHANCE_STEP = 0.01

Column = str | Sequence[str | float]


class Apart(NamedTuple):
    """How one row is shown: the ``step`` of its estimates, or ``words`` in its columns where they are not shown.

    A row with neither is left out.
    """

    step: float | None = None
    words: Mapping[str, str] | None = None

    def at(self, step: float | None) -> Apart:
        """The row with another step, unless its numbers are not shown."""
        return self if step is None or self.step is None else self._replace(step=step)


def describe(
    table: pd.DataFrame,
    columns: Mapping[Any, Column],
    *,
    rounding: Rounding,
    steps: Steps = _PLAIN,
    by: Sequence[str] = (),
    rows: Mapping[tuple[Any, ...], Apart] | None = None,
) -> pd.DataFrame:
    """The same table, which now says how each of its columns may be shown.

    A column is ``exact``, ``people`` (a number, missing where hidden), ``count`` (as text; the column of the people
    behind it, unless they are counted), ``mean`` (the column of its people), ``share`` (those of the people inside,
    outside and in all), ``estimate`` (a step of its own, if so), ``chance`` (from 0 to 1, of no people), ``plan``,
    ``p``, ``df`` or ``day``.  ``steps`` are those of its scale; ``rows`` has the rows that are apart, by their words in
    the columns ``by``.

    >>> table = describe(pd.DataFrame({"status": ["active"], "pairings": [57], "mentees": [48]}),
    ...                  {"status": "exact", "pairings": ["count", "mentees"], "mentees": "people"},
    ...                  rounding=Rounding(10))
    >>> shareable(table).to_dict("list")
    {'status': ['active'], 'pairings': ['60'], 'mentees': [50]}
    """
    told = table.copy()
    told.attrs[_KEY] = {
        "min_people": rounding.min_people,
        "columns": {name: [kind] if isinstance(kind, str) else list(kind) for name, kind in columns.items()},
        "steps": [steps.coarse, steps.fine],
        "by": list(by),
        "rows": [[*key, apart.step, apart.words and dict(apart.words)] for key, apart in (rows or {}).items()],
    }
    return told


def shareable(table: pd.DataFrame) -> pd.DataFrame:
    """A table of an answer or an analysis as it may be passed on: its numbers rounded, those of few people left out.

    Numbers of people are in tens, missing (or ``<10`` as text) where fewer; see ``rounding``.  ``ValueError`` for a
    table with a row a person, and for one that does not say what its columns count.

    >>> shareable(pd.DataFrame({"mentee_id": ["E1"], "final": [4.0]}))
    Traceback (most recent call last):
    mentorstats.errors.PlainError: this table has a row for single people (column mentee_id), so there is no way in
    which it may be passed on; shareable takes the tables of answers and analyses as they come, such as answer.table
    """
    if not isinstance(table, pd.DataFrame):
        raise PlainTypeError(f"table must be a pandas DataFrame, got {type(table).__name__}")
    single = [str(name) for name in (*table.index.names, *table.columns) if name in _IDENTIFIERS]
    if single:
        raise PlainError(
            f"this table has a row for single people (column {single[0]}), so there is no way in which it may be "
            f"passed on; {_TAKES}"
        )
    described = table.attrs.get(_KEY)
    if described is None:
        raise PlainError(f"this table does not say what its columns count, so it cannot be rounded; {_TAKES}")
    unknown = [str(name) for name in table if name not in described["columns"]]
    if unknown:
        raise PlainError(f"what the column {unknown[0]!r} counts is not known, so it cannot be rounded; {_TAKES}")
    needed = [name for column in table for name in _beside(described["columns"][column][1:])]
    needed += described["by"] if described["rows"] else []
    if gone := [name for name in needed if name not in table]:
        raise PlainError(f"the column {gone[0]!r} is needed to tell how this table may be shown; {_TAKES}")
    return _shown(table, described)


def _beside(others: Sequence[str | float]) -> list[str]:
    """The columns that a column needs beside it."""
    return [other for other in others if isinstance(other, str)]


def _shown(table: pd.DataFrame, described: dict[str, Any]) -> pd.DataFrame:
    rounding, steps = Rounding(described["min_people"]), Steps(*described["steps"])
    apart = {tuple(key): Apart(step, words) for *key, step, words in described["rows"]}
    keys = zip(*(table[name] for name in described["by"]), strict=True) if apart else [()] * len(table)
    rows = [apart.get(key, Apart(steps.fine)) for key in keys]
    columns = {}
    for name in table:
        kind, *others = described["columns"][name]
        beside, own = _beside(others), next((other for other in others if not isinstance(other, str)), None)
        cells = zip(table[name], [row.at(own) for row in rows], *(table[other] for other in beside), strict=True)
        told = [_cell(kind, value, row, people, rounding, steps) for value, row, *people in cells]
        words = [(row.words or {}).get(str(name)) for row in rows]
        told = [cell if word is None else word for cell, word in zip(told, words, strict=True)]
        plain = kind == "exact" and not any(words)
        dtype = "Int64" if kind in ("people", "plan") and not any(words) else None
        columns[name] = table[name] if plain else pd.Series(told, index=table.index, dtype=dtype)
    there = pd.Series([row != Apart() for row in rows], index=table.index, dtype=bool)
    return pd.DataFrame(columns, index=table.index).loc[there.to_numpy()]


def _cell(kind: str, value: Any, row: Apart, people: list[Any], rounding: Rounding, steps: Steps) -> Any:
    """One cell; numbers of a row without a step are missing."""
    if kind == "exact":
        return value
    if pd.isna(value) or (kind in _NUMBERS and row.step is None):
        return "" if kind in ("count", "day") else pd.NA if kind in ("people", "plan") else math.nan
    if kind == "people":
        number = rounding.number(int(value))
        return pd.NA if number is None else number
    if kind == "plan":
        return up_to_tens(value)
    if kind == "count":
        return rounding.cell(Counted(int(value), int(people[0]) if people else int(value)))
    if kind == "day":
        return rounding.day(value)
    return _number(kind, float(value), row, [int(count) for count in people], rounding, steps)


def _number(kind: str, value: float, row: Apart, people: list[int], rounding: Rounding, steps: Steps) -> float:
    if kind == "share":
        percent = rounding.percent(value, inside=people[0], outside=people[1], people=people[2])
        return math.nan if percent is None else percent / 100
    if kind == "p":
        return two_digits(value)
    if kind == "chance":
        return to_step(value, _CHANCE_STEP)
    if kind == "df":
        return rounding.df(value)
    step = row.step if kind == "estimate" else rounding.step(steps, people=people[0])
    return math.nan if step is None else to_step(value, step)
