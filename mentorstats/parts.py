"""One file's rows as rows of one of the four tables: headers renamed, cells typed, each with its file and line.

A column that we know is read by its role; an unknown one is kept as text, or with the type that it has already.
A cell that does not fit counts as missing and is reported; a file without a column that its table needs is not
used at all, since none of its rows could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mentorstats.cells import AmbiguousDates, as_text, folded, typed
from mentorstats.consistency import report
from mentorstats.longer import item_columns
from mentorstats.recognizing import missing_columns, renamed
from mentorstats.schema import TABLES, Column, Problem
from mentorstats.settings import CONFIG_NAME, Settings

__all__ = ["Part", "empty_table", "typed_part", "unknown_headers"]

_HAS_A_TYPE = "biufmM"


@dataclass(frozen=True, eq=False)
class Part:
    """What one file gives to one table, ``""`` for none: ``frame`` is text, or typed already, indexed by line.

    ``rows`` counts the file's rows of data, those that reading set aside included.
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: int


def typed_part(part: Part, settings: Settings) -> tuple[pd.DataFrame, list[str] | None, list[Problem]]:
    """The rows of a file, indexed by file and line; the columns that are items, of a wide survey only; the problems."""
    names, second = renamed(list(part.frame.columns), part.table, settings)
    found = [_second_column(part, header, ours) for header, ours in second]
    frame = part.frame.rename(columns=names)
    missing = missing_columns(part.table, set(frame.columns))
    if missing:
        return empty_table(part.table), None, found + [_missing_column(part, name) for name in missing]
    frame = frame.set_axis(pd.MultiIndex.from_product([[part.file], frame.index], names=["file", "line"]))
    items: list[str] | None = None
    if part.table == "surveys" and "item" not in frame:
        items, more = item_columns(frame, part.file, settings)
        found += more
    columns = {}
    ours = [
        column.name for column in TABLES[part.table].columns if items is None or column.name not in ("item", "score")
    ]
    for name in dict.fromkeys([*ours, *frame.columns]):
        column = Column(name, "number", "") if name in (items or ()) else TABLES[part.table].column(name)
        if name not in frame and column is not None:
            columns[name] = _empty(column, frame.index)
            continue
        columns[name], more = _typed_column(frame[name], column, settings)
        found += more
    return pd.DataFrame(columns, index=frame.index), items, found


def empty_table(table: str) -> pd.DataFrame:
    """A table without rows, with our columns and their types.

    >>> empty_table("sessions").dtypes[["date", "minutes", "sessions"]].astype(str).tolist()
    ['datetime64[us]', 'float64', 'Int64']
    """
    index = pd.MultiIndex.from_arrays([pd.Index([], dtype="str"), pd.Index([], dtype="int64")], names=["file", "line"])
    return pd.DataFrame({column.name: _empty(column, index) for column in TABLES[table].columns})


def _empty(column: Column, index: pd.Index) -> pd.Series:
    return pd.Series(index=index, dtype=typed(pd.Series(dtype="str"), column).values.dtype)


def _second_column(part: Part, header: str, ours: str) -> Problem:
    problem = f"another column is {ours} as well; this one is not used"
    return Problem("warning", part.file, None, header, "", problem, _say_which(part.table))


def _missing_column(part: Part, name: str) -> Problem:
    seen = ", ".join(map(str, part.frame.columns))
    problem = f"the column {name} is missing from the {part.table}; no row of the file is used"
    return Problem("blocking", part.file, None, name, seen[:80], problem, _say_which(part.table))


def _say_which(table: str) -> str:
    return f"say which column it is in [columns.{table}] of {CONFIG_NAME}"


def _typed_column(given: pd.Series, column: Column | None, settings: Settings) -> tuple[pd.Series, list[Problem]]:
    if column is None:
        return given if given.dtype.kind in _HAS_A_TYPE else as_text(given), []
    try:
        result = typed(given, column, words=settings.values.get(column.name), order=settings.date_order)
    except AmbiguousDates as error:
        cells = as_text(given)
        first = cells[cells == error.cell].head(1)
        return _empty(column, given.index), report(
            first.to_frame(column.name), first.notna(), column.name,
            "day and month cannot be told apart in this column; its dates count as missing",
            f'say order = "day-month-year" or "month-day-year" in [dates] of {CONFIG_NAME}', severity="blocking",
        )  # fmt: skip
    values, cells = result.values, as_text(given[result.bad])
    if column.kind == "list" and settings.industry_separator != ";":
        values = values.str.replace(settings.industry_separator, ";", regex=False)
    hints = {cell: f" ({hint})" for cell, hint in result.hints.items() if hint}
    problem = f"expected {result.expected}" + cells.map(hints).astype("str").fillna("") + "; it counts as missing"
    action = (
        "correct the cell" if column.kind != "choice" else f"correct it, or say what it means in [values.{column.name}]"
    )
    return values, report(cells.to_frame(column.name), cells.notna(), column.name, problem, action)


def unknown_headers(parts: Sequence[Part], settings: Settings) -> list[Problem]:
    """The headers that the settings name and that no file has."""
    headers = {table: {folded(str(h)) for p in parts if p.table == table for h in p.frame} for table in TABLES}
    return [
        Problem(
            "warning", CONFIG_NAME, None, f"columns.{table}.{ours}", theirs,
            f"no column of the {table} has this name", "correct the name",
        )
        for table, columns in settings.columns.items()
        for ours, theirs in columns.items()
        if folded(theirs) not in headers[table]
    ]  # fmt: skip
