"""One file's rows as rows of one of the four tables: headers renamed, cells typed, each with its file and line.

A column that we know is read by its role; an unknown one is kept as text, or with the type that it has already.
A cell that does not fit counts as missing and is reported; a file without a column that its table needs is not
used at all, since none of its rows could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from mentorstats.exports.consistency import report
from mentorstats.exports.recognize import Part, missing_columns
from mentorstats.exports.survey_items import item_columns, with_numbers_for_labels
from mentorstats.problems import Problem
from mentorstats.schema.dates import AmbiguousDates, order_of
from mentorstats.schema.numbers import AmbiguousNumbers
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, Column
from mentorstats.schema.values import Typed, as_text, coded, typed
from mentorstats.schema.vocabulary import words_for
from mentorstats.text import folded

__all__ = ["empty_table", "typed_column", "typed_part", "unknown_headers"]

_HAS_A_TYPE = "biufmM"
_WHO = ("mentee_id", "mentor_id", "person_id")
_CODES = (-999.0, -99.0, -98.0, -9.0, -8.0, -1.0, 88.0, 98.0, 99.0, 998.0, 999.0, 9999.0)


def typed_part(
    part: Part, settings: Settings, labels: Iterable[str] = ()
) -> tuple[pd.DataFrame, list[str] | None, list[Problem]]:
    """The rows of a file, indexed by file and line; the columns that are items, of a wide survey only; the problems.

    ``part`` has our names for its columns; ``labels`` are those of rating scales in all surveys.
    """
    found: list[Problem] = []
    missing = missing_columns(part.table, set(part.frame.columns))
    if missing:
        return empty_table(part.table), None, [_missing_column(part, name) for name in missing]
    frame = part.frame.set_axis(pd.MultiIndex.from_product([[part.file], part.frame.index], names=["file", "line"]))
    items: list[str] | None = None
    if part.table == "surveys":
        frame, found = with_numbers_for_labels(frame, part.file, labels)
        if "item" not in frame:
            items, more = item_columns(frame, part.file, settings)
            found += more
    columns = {}
    ours = [
        column.name for column in TABLES[part.table].columns if items is None or column.name not in ("item", "score")
    ]
    pooled = _order_of_file(part)
    headers = [part.headers.get(str(name), str(name)) for name in frame.columns]
    for name in dict.fromkeys([*ours, *frame.columns]):
        column = Column(name, "number", "") if name in (items or ()) else TABLES[part.table].column(name)
        if name not in frame and column is not None:
            columns[name] = _empty(column, frame.index)
            continue
        if column is not None and name in _WHO and isinstance(frame[name].dtype, pd.CategoricalDtype):
            # Everyone has been read already, when it was found out who is who.
            columns[name] = frame[name]
            continue
        words = words_for(part.table, name, headers) | dict(settings.values.get(name, {}))
        header = part.headers.get(name, name)
        columns[name], more = typed_column(frame[name], column, settings, words=words, header=header, pooled=pooled)
        found += more
    done = pd.DataFrame(columns, index=frame.index, copy=False)
    return done, items, found + _codes_for_missing(done, items)


def _codes_for_missing(frame: pd.DataFrame, items: Sequence[str] | None) -> list[Problem]:
    """Numbers far above a short scale, such as 99, with which people write that there is no answer."""
    if items is not None:
        groups = [(name, frame[name]) for name in items]
    elif "score" in frame and "item" in frame:
        groups = [(str(item), scores) for item, scores in frame["score"].groupby(frame["item"])]
    else:
        groups = []
    found = []
    for item, scores in groups:
        codes = [code for code in _CODES if scores.eq(code).any()] if scores.isin(_CODES).any() else []
        rest = scores[~scores.isin(codes)].dropna()
        if codes and len(rest) and rest.between(0, 11).all():
            span = f"{rest.min():g} to {rest.max():g}"
            problem = f"among answers from {span} this looks like a code for a missing answer; it counts as the number"
            column = "score" if items is None else item
            cells = scores.astype("str").str.removesuffix(".0").to_frame(column)
            found += report(cells, scores.isin(codes), column, problem, "clear the cell, if there is no answer")
    return found


def empty_table(table: str) -> pd.DataFrame:
    """A table without rows, with our columns and their types.

    >>> empty_table("sessions").dtypes[["date", "minutes", "sessions"]].astype(str).tolist()
    ['datetime64[us]', 'float64', 'Int64']
    """
    index = pd.MultiIndex.from_arrays([pd.Index([], dtype="str"), pd.Index([], dtype="int64")], names=["file", "line"])
    return pd.DataFrame({column.name: _empty(column, index) for column in TABLES[table].columns})


def _empty(column: Column, index: pd.Index) -> pd.Series:
    none = typed(pd.Series(dtype="str"), column).values.array
    return pd.Series(none.take(np.full(len(index), -1), allow_fill=True), index=index)


def _missing_column(part: Part, name: str) -> Problem:
    seen = ", ".join(map(str, part.frame.columns))
    problem = f"the column {name} is missing from the {part.table}; no row of the file is used"
    return Problem("blocking", part.file, None, name, seen[:80], problem, _say_which(part.table))


def _say_which(table: str) -> str:
    return f"say which column it is in [columns.{table}] of {CONFIG_NAME}"


def typed_column(
    given: pd.Series,
    column: Column | None,
    settings: Settings,
    *,
    words: Mapping[str, str],
    header: str,
    pooled: str | None,
) -> tuple[pd.Series, list[Problem]]:
    """A column, indexed by file and line, read by its role, with what does not fit; ``pooled`` is its file's order."""
    if column is None:
        return given if given.dtype.kind in _HAS_A_TYPE else as_text(given), []
    chosen, aside = settings.date_order, ""
    try:
        try:
            result = typed(given, column, words=words, order=chosen, decimal=settings.decimal, header=header)
        except AmbiguousDates as error:
            if error.contradictory or pooled is None:
                raise
            aside = error.cell
            result = typed(given, column, order=pooled)
    except (AmbiguousDates, AmbiguousNumbers) as error:
        return _empty(column, given.index), _ambiguous(given, column.name, error)
    values, cells = result.values, as_text(given[result.bad])
    if column.kind == "list" and settings.industry_separator != ";":
        values = values.str.replace(settings.industry_separator, ";", regex=False)
    hints = {cell: f" ({hint})" for cell, hint in result.hints.items() if hint}
    problem = f"expected {result.expected}" + cells.map(hints).astype("str").fillna("") + "; it counts as missing"
    action = (
        "correct the cell" if column.kind != "choice" else f"correct it, or say what it means in [values.{column.name}]"
    )
    found = report(cells.to_frame(column.name), cells.notna(), column.name, problem, action)
    file = str(given.index[0][0]) if len(given) else ""
    return values, found + [
        Problem("note", file, None, column.name, cell, f"the column holds {habit}", "nothing, if this is right")
        for habit, cell in _habits(result, aside).items()
    ]


def _habits(result: Typed, aside: str) -> dict[str, str]:
    own = {"dates whose order of day and month is that of the file's other dates": aside} if aside else {}
    return dict(result.habits) | own


def _order_of_file(part: Part) -> str | None:
    """The order of day and month that the dates of a file show, where they agree."""
    dates = [name for name in part.frame if (column := TABLES[part.table].column(str(name))) and column.kind == "date"]
    orders = {
        order_of(pd.Series(coded(part.frame[name])[1]))
        for name in dates
        if part.frame[name].dtype.kind not in _HAS_A_TYPE
    }
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None


def _ambiguous(given: pd.Series, name: str, error: AmbiguousDates | AmbiguousNumbers) -> list[Problem]:
    """What to say of a column that can be read in two ways: nothing of it is used until someone says which."""
    problem = "day and month cannot be told apart in this column; its dates count as missing"
    action = f'say "day-month-year" or "month-day-year" as dates.order in {CONFIG_NAME}: order, below [dates]'
    if isinstance(error, AmbiguousNumbers):
        problem = "decimal and thousands marks cannot be told apart in this column; its numbers count as missing"
        action = f'say "," or "." as numbers.decimal in {CONFIG_NAME}: decimal, below [numbers]'
    cells = as_text(given)
    first = cells[cells == error.cell].head(1)
    return report(first.to_frame(name), first.notna(), name, problem, action, severity="blocking")


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
