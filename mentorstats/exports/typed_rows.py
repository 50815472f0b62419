"""One file's rows as rows of one of the four tables: headers renamed, cells typed, each with its file and line.

A column that we know is read by its role; an unknown one is kept as text, or with the type that it has already.
A cell that does not fit counts as missing and is reported; a file without a column that its table needs is not
used at all, since none of its rows could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mentorstats.exports.people.left_columns import left_columns
from mentorstats.exports.recognize import SourceTable, missing_columns
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, from_categorical, text_codes
from mentorstats.schema.dates import AmbiguousDates, order_of
from mentorstats.schema.numbers import AmbiguousNumbers
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import SESSION_STATUSES, TABLES, Column
from mentorstats.schema.values import ReadColumn, read_column
from mentorstats.schema.vocabulary import status_words
from mentorstats.schema.words.empty_status import empty_status
from mentorstats.schema.words.presence import UNKNOWN, status_meanings
from mentorstats.text import match_key, quoted, shown_cell

__all__ = [
    "ColumnContext",
    "check_named_headers",
    "choice_words",
    "empty_table",
    "read_typed_column",
    "typed_rows",
]

_HAS_A_TYPE = "biufmM"
_PROPOSED = 3
_WHO = ("mentee_id", "mentor_id", "person_id")
_CODES = (-999.0, -99.0, -98.0, -9.0, -8.0, -1.0, 88.0, 98.0, 99.0, 998.0, 999.0, 9999.0)


def typed_rows(
    source: SourceTable, settings: Settings, problems: Problems, *, items: Sequence[str] | None = None
) -> pd.DataFrame:
    """The rows of a file, indexed by file and line, with every cell read by its column's role.

    ``source`` has our names for its columns; ``items`` are those of a wide survey that are questions.
    """
    missing = missing_columns(source.table, set(source.frame.columns))
    for name in missing:
        _add_missing_column(source, name, problems, alone=len(missing) == 1)
    if missing:
        return empty_table(source.table)
    index = pd.MultiIndex.from_product([[source.file], source.frame.index], names=["file", "line"])
    typed = _typed_columns(replace(source, frame=source.frame.set_axis(index)), items, settings, problems)
    _note_codes_for_missing(typed, items, problems)
    return typed


def _typed_columns(
    source: SourceTable, items: Sequence[str] | None, settings: Settings, problems: Problems
) -> pd.DataFrame:
    frame, table = source.frame, TABLES[source.table]
    ours = [column.name for column in table.columns if items is None or column.name not in ("item", "score")]
    pooled = _order_of_file(source)
    headers = [source.headers.get(str(name), str(name)) for name in frame.columns]
    columns = {}
    for name in dict.fromkeys([*ours, *frame.columns]):
        column = Column(name, "number", "") if name in (items or ()) else table.column(name)
        if name not in frame and column is not None:
            columns[name] = _empty(column, frame.index)
            continue
        if column is not None and name in _WHO and isinstance(frame[name].dtype, pd.CategoricalDtype):
            # Everyone has been read already, when it was found out who is who.
            columns[name] = frame[name]
            continue
        header = source.headers.get(name, name)
        context = ColumnContext(
            words=choice_words(source.table, name, headers, settings, texts=frame[name], header=header),
            header=header,
            pooled=pooled,
        )
        columns[name] = read_typed_column(frame[name], column, settings, context, problems)
    if source.table == "sessions" and "sessions" in frame and as_text(frame["sessions"]).notna().any():
        # Where sessions are counted, a row without a count is not one session.
        columns["status"] = _text(columns["status"]).mask(columns["sessions"].isna(), UNKNOWN)
    return pd.DataFrame(columns, index=frame.index, copy=False)


def _text(cells: pd.Series) -> pd.Series:
    return from_categorical(cells).astype("str")


def _note_codes_for_missing(frame: pd.DataFrame, items: Sequence[str] | None, problems: Problems) -> None:
    """Numbers far above a short scale, such as 99, with which people write that there is no answer."""
    if items is not None:
        groups = [(name, frame[name]) for name in items]
    elif "score" in frame and "item" in frame:
        groups = [(str(item), scores) for item, scores in frame["score"].groupby(frame["item"])]
    else:
        groups = []
    for item, scores in groups:
        codes = [code for code in _CODES if scores.eq(code).any()] if scores.isin(_CODES).any() else []
        rest = scores[~scores.isin(codes)].dropna()
        if codes and len(rest) and rest.between(0, 11).all():
            span = f"{rest.min():g} to {rest.max():g}"
            column = "score" if items is None else item
            cells = scores.astype("str").str.removesuffix(".0").to_frame(column)
            problems.add_rows(
                cells, scores.isin(codes), rule="code-for-missing", column=column,
                problem=f"among answers from {span} this looks like a code for a missing answer; it counts as the "
                "number", action="clear the cell, if there is no answer",
            )  # fmt: skip


def empty_table(table: str) -> pd.DataFrame:
    """A table without rows, with our columns and their types.

    >>> empty_table("sessions").dtypes[["date", "minutes", "sessions"]].astype(str).tolist()
    ['datetime64[us]', 'float64', 'Int64']
    """
    index = pd.MultiIndex.from_arrays([pd.Index([], dtype="str"), pd.Index([], dtype="int64")], names=["file", "line"])
    return pd.DataFrame({column.name: _empty(column, index) for column in TABLES[table].columns})


def _empty(column: Column, index: pd.Index) -> pd.Series:
    none = read_column(pd.Series(dtype="str"), column).values.array
    return pd.Series(none.take(np.full(len(index), -1), allow_fill=True), index=index)


def _add_missing_column(source: SourceTable, name: str, problems: Problems, *, alone: bool) -> None:
    """Name a column without which a file cannot be used, and the line to write; ``alone`` says that no other lacks."""
    names = [source.headers.get(str(column), str(column)) for column in source.frame.columns]
    left = [source.headers.get(column, column) for column in left_columns(source.frame, source.table)]
    proposed = left if alone and name.endswith("_id") else []
    lines = " or ".join(f"{name} = {quoted(shown_cell(heading))}" for heading in proposed[:_PROPOSED])
    problems.add(
        rule="column-missing", severity="blocking", file=source.file, column=name, value=", ".join(names)[:80],
        problem=f"the column {name} is missing from the {source.table}; no row of the file is used",
        action=f"write {lines or _line_without_heading(name)} below [columns.{source.table}] in {CONFIG_NAME}"
        + (", if that is the column" if lines else ""),
    )  # fmt: skip


def _line_without_heading(name: str) -> str:
    return f'{name} = "the heading of that column"'


@dataclass(frozen=True)
class ColumnContext:
    """What is known of a column besides its cells.

    ``words`` are what its words mean, ``header`` is the file's own name for it, ``pooled`` is the order of day and
    month that the file's other dates show.
    """

    words: Mapping[str, str]
    header: str
    pooled: str | None = None


def choice_words(
    table: str, column: str, headers: Iterable[str], settings: Settings, *, texts: pd.Series, header: str
) -> dict[str, str]:
    """What the words of a column mean, as platforms and the settings say, in a file with these headers.

    For the statuses of sessions also what ``texts`` say by the words in them, under their ``header``.
    """
    if column != "status":
        return {}
    known, own = status_words(table, headers), dict(settings.values.get(column, {}))
    if table == "sessions":
        return status_meanings(text_codes(texts)[1], header=header, own=own, known=known)
    return known | own


def read_typed_column(
    given: pd.Series, column: Column | None, settings: Settings, context: ColumnContext, problems: Problems
) -> pd.Series:
    """A column, indexed by file and line, read by its role; cells that do not fit are missing and named."""
    if column is None:
        return given if given.dtype.kind in _HAS_A_TYPE else as_text(given)
    options = {"decimal": settings.decimal, "header": context.header, "words": context.words}
    other_dates = ""
    try:
        try:
            result = read_column(given, column, order=settings.date_order, **options)
        except AmbiguousDates as error:
            if error.contradictory or context.pooled is None:
                raise
            other_dates = error.cell
            result = read_column(given, column, order=context.pooled)
    except (AmbiguousDates, AmbiguousNumbers) as error:
        _add_ambiguous(given, column.name, error, problems)
        return _empty(column, given.index)
    values = result.values
    if column.kind == "list" and settings.industry_separator != ";":
        values = values.str.replace(settings.industry_separator, ";", regex=False)
    if column.choices == SESSION_STATUSES:
        values = _not_held_unless_known(values, result.bad, given, context.header, problems)
    _add_unread_cells(as_text(given[result.bad]), column, result, problems)
    notations = dict(result.notations)
    if other_dates:
        notations["dates whose order of day and month is that of the file's other dates"] = other_dates
    for notation, cell in notations.items():
        problems.add(
            rule="notation", severity="note", file=str(given.index[0][0]) if len(given) else "", column=column.name,
            value=cell, problem=f"the column holds {notation}", action="nothing, if this is right",
        )  # fmt: skip
    return values


def _not_held_unless_known(
    values: pd.Series, bad: pd.Series, given: pd.Series, header: str, problems: Problems
) -> pd.Series:
    """Statuses of sessions, ``UNKNOWN`` where a word is not understood; without a word, what that means here."""
    values = _text(values).mask(bad, UNKNOWN)
    empty = values.isna()
    meaning = empty_status(text_codes(given[~empty])[1], set(values.dropna())) if empty.any() else None
    if meaning is None:
        return values
    if meaning.status == UNKNOWN:
        cells = as_text(given).fillna("").to_frame("status")
        problems.add_rows(
            cells, empty, rule=meaning.rule, column="status", problem=meaning.sentence, action="fill it in"
        )
    else:
        problems.add(
            rule=meaning.rule, severity="note", file=str(given.index[0][0]), column=header, problem=meaning.sentence,
            action="nothing, if this is right",
        )  # fmt: skip
    return values.mask(empty, meaning.status)


def _add_unread_cells(cells: pd.Series, column: Column, result: ReadColumn, problems: Problems) -> None:
    hints = {cell: f" (nearest: {' or '.join(near)})" for cell, near in result.nearest.items() if near}
    choice = column.kind == "choice"
    line = f'write the word = "{column.choices[0]}", or what it means, below [values.{column.name}]' if choice else ""
    then = "no meeting until it is explained" if column.choices == SESSION_STATUSES else "missing"
    problems.add_rows(
        cells.to_frame(column.name), cells.notna(), column=column.name,
        rule=f"{column.name}-unknown" if choice else "cell-unread",
        problem=f"expected {result.expected}" + cells.map(hints).astype("str").fillna("") + f"; it counts as {then}",
        action=f"correct it, or {line} in {CONFIG_NAME}" if choice else "correct the cell",
        nearest=result.nearest,
    )  # fmt: skip


def _order_of_file(source: SourceTable) -> str | None:
    """The order of day and month that the dates of a file show, where they agree."""
    dates = [
        name
        for name in source.frame
        if (column := TABLES[source.table].column(str(name))) is not None and column.kind == "date"
    ]
    orders = {
        order_of(pd.Series(text_codes(source.frame[name])[1]))
        for name in dates
        if source.frame[name].dtype.kind not in _HAS_A_TYPE
    }
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None


def _add_ambiguous(given: pd.Series, name: str, error: AmbiguousDates | AmbiguousNumbers, problems: Problems) -> None:
    """A column that can be read in two ways: nothing of it is used until someone says which."""
    rule, problem = "dates-ambiguous", "day and month cannot be told apart in this column; its dates count as missing"
    action = f'write order = "day-month-year" or order = "month-day-year" below [dates] in {CONFIG_NAME}'
    if isinstance(error, AmbiguousNumbers):
        rule = "numbers-ambiguous"
        problem = "decimal and thousands marks cannot be told apart in this column; its numbers count as missing"
        action = f'write decimal = "," or decimal = "." below [numbers] in {CONFIG_NAME}'
    cells = as_text(given)
    first = cells[cells == error.cell].head(1)
    problems.add_rows(
        first.to_frame(name), first.notna(), rule=rule, column=name, problem=problem, action=action,
        severity="blocking",
    )  # fmt: skip


def check_named_headers(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> None:
    """Name the headers of the settings that no file has."""
    headers = {table: {match_key(str(h)) for s in sources if s.table == table for h in s.frame} for table in TABLES}
    for table, columns in settings.columns.items():
        for ours, theirs in columns.items():
            if match_key(theirs) not in headers[table]:
                problems.add(
                    rule="header-unknown", severity="warning", file=CONFIG_NAME, column=f"columns.{table}.{ours}",
                    value=theirs, problem=f"no column of the {table} has this name", action="correct the name",
                )  # fmt: skip
