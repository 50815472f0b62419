"""Columns on any engine as numbers, days and texts that it can count, group and compare.

What has its type is used as it is.  Texts are read as those of a file are, by the same rules: the distinct ones come
here with how often they occur, each is read once, and what they mean goes back to the engine.  A type that stands for
nothing we know is refused by name, before the engine says so in words of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import pandas as pd

from mentorstats.errors import PlainTypeError
from mentorstats.exports.typed_rows import ColumnContext, choice_words, read_typed_column
from mentorstats.problems import Count, Problem, Problems
from mentorstats.schema.cells import WHOLE_FLOATS_UP_TO
from mentorstats.schema.dates import FIRST_YEAR, LAST_YEAR
from mentorstats.schema.settings import Settings
from mentorstats.schema.tables import TABLES, Column
from mentorstats.schema.words.presence import UNKNOWN

__all__ = [
    "SessionReader",
    "amounts",
    "day_of",
    "in_minutes",
    "is_blank",
    "is_empty",
    "is_typed",
    "lazy",
    "meanings",
    "sessions_have",
    "text_of",
    "with_meanings",
    "with_unknown_counts",
    "years_of_ours",
]

_TEXTS = (nw.String, nw.Categorical, nw.Enum)
_NO_TEXT = (nw.List, nw.Array, nw.Struct, nw.Binary, nw.Object)
_EXPECTED = {
    "date": "a date, text or a number",
    "minutes": "a number, a duration or text",
    "sessions": "a number or text",
}
# A time of day behind a date, which the reading of dates takes off as well.
_TIME = r"[T ]\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?( ?[AaPp][Mm])?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?\s*$"
# Seconds and milliseconds since 1970 as dates.read_days tells them from the day counts of a spreadsheet.
_SECONDS, _MILLISECONDS = 315_532_800, 315_532_800_000


def sessions_have(count: int) -> Count:
    """How many sessions have something.

    >>> str(sessions_have(1)), str(sessions_have(1200))
    ('1 session has', '1,200 sessions have')
    """
    return Count(count, "session has", "sessions have")


def is_typed(name: str, kind: nw.dtypes.DType) -> bool:
    """Whether a column of sessions can be used as it is; ``TypeError`` where it can neither be used nor read."""
    if name not in _EXPECTED:
        fits, reads = not isinstance(kind, _NO_TEXT), False
    elif name == "date":
        fits, reads = isinstance(kind, (nw.Date, nw.Datetime)), isinstance(kind, _TEXTS) or kind.is_numeric()
    else:
        fits, reads = kind.is_numeric() or kind == nw.Boolean, isinstance(kind, _TEXTS)
        fits |= name == "minutes" and kind == nw.Duration
    if not fits and not reads:
        raise PlainTypeError(f"sessions: the column {name} is of type {kind}; expected {_EXPECTED.get(name, 'text')}")
    return fits


def lazy(frame: Any, name: str) -> nw.LazyFrame[Any]:
    """A table of any engine as one that is computed when it is asked for; ``TypeError`` for what is no table."""
    try:
        return nw.from_native(frame).lazy()
    except TypeError:
        kinds = "a pandas, polars or PyArrow table, a DuckDB relation, a PySpark DataFrame or an Ibis table"
        raise PlainTypeError(f"{name} is of type {type(frame).__name__}; expected {kinds}") from None


def text_of(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    """A column as text; a whole number has no decimal point, whatever holds it."""
    cell = nw.col(name)
    if kind == nw.String:
        return cell
    text = cell.cast(nw.String)
    if kind == nw.Decimal:
        return text.str.replace_all(r"\.0+$", "")
    if not kind.is_float():
        return text
    whole = cell.is_finite() & (cell % 1 == 0) & (cell.abs() <= WHOLE_FLOATS_UP_TO)
    digits = nw.when(whole).then(cell).otherwise(nw.lit(0.0)).cast(nw.Int64).cast(nw.String)
    return nw.when(whole).then(digits).otherwise(nw.when(cell.is_finite()).then(text)).alias(name)


def amounts(kinds: Mapping[str, nw.dtypes.DType]) -> list[nw.Expr]:
    """Minutes and numbers of sessions, where they are told; 1 where they are ``odd`` and ``strange``, else 0.

    ``kinds`` are the types of the columns that there are.
    """
    yes, no = nw.lit(1.0), nw.lit(0.0)
    length, columns = nw.lit(None, dtype=nw.Float64), []
    if "sessions" in kinds:
        number, counts = nw.col("sessions").cast(nw.Float64), is_whole_count("sessions")
        columns.append(nw.when(counts).then(number).otherwise(no).alias("sessions"))
        columns.append(nw.when(~counts & ~number.is_nan()).then(yes).otherwise(no).alias("strange"))
    if "minutes" in kinds:
        minutes = nw.col("minutes").cast(nw.Float64)
        fits = minutes.is_between(0, sys.float_info.max)
        length = nw.when(fits).then(minutes)
        columns.append(nw.when(~fits & ~minutes.is_nan()).then(yes).otherwise(no).alias("odd"))
    return [*columns, length.alias("minutes")]


def is_whole_count(name: str) -> nw.Expr:
    """Whether a column has a whole number of 0 or more."""
    number = nw.col(name).cast(nw.Float64)
    return number.is_finite() & (number >= 0) & (number % 1 == 0)


def is_empty(frame: nw.LazyFrame[Any], name: str) -> bool:
    """Whether a column has no cell, for which polars and PyArrow have a type of its own."""
    return not frame.select(nw.col(name).count()).collect()[name][0]


def is_blank(frame: nw.LazyFrame[Any], name: str) -> bool:
    """Whether a column has nothing but empty texts."""
    if frame.collect_schema()[name] != nw.String:
        return is_empty(frame, name)
    return not frame.filter(nw.col(name).str.strip_chars() != "").select(nw.len().alias("rows")).collect()["rows"][0]


def with_unknown_counts(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The frame with status ``UNKNOWN`` where a row has no number of sessions: it is not one session."""
    kinds = frame.collect_schema()
    status = text_of("status", kinds["status"]) if "status" in kinds else nw.lit(None, dtype=nw.String())
    counted = is_whole_count("sessions")
    return frame.with_columns(nw.when(counted).then(status).otherwise(nw.lit(UNKNOWN)).alias("status"))


def in_minutes(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The frame with its durations as numbers of minutes; ``TypeError`` where its engine cannot tell them."""
    try:
        return frame.with_columns(minutes=nw.col("minutes").dt.total_microseconds() / 60e6)
    except NotImplementedError:
        raise PlainTypeError(
            f"sessions: the column minutes is of type {nw.Duration.__name__}, of which this engine tells no length; "
            "expected a number or text"
        ) from None


def day_of(kind: nw.dtypes.DType) -> nw.Expr:
    """The day of a date, whatever its hour."""
    return nw.col("date").dt.truncate("1d") if isinstance(kind, nw.Datetime) else nw.col("date")


def years_of_ours() -> nw.Expr:
    """Whether a date's year is one that a program can have; platforms write others where they have no date."""
    return nw.col("date").dt.year().is_between(FIRST_YEAR, LAST_YEAR)


@dataclass(frozen=True)
class SessionReader:
    """How the columns of sessions are read: ``headers`` are our names with what the frame calls them."""

    headers: Mapping[str, str]
    settings: Settings
    problems: Problems


def with_meanings(frame: nw.LazyFrame[Any], name: str, reader: SessionReader) -> nw.LazyFrame[Any]:
    """The frame with one column read: numbers, words of ours, or days as texts such as 2025-04-23."""
    kind = frame.collect_schema()[name]
    cells = _whole_days(kind) if name == "date" else text_of(name, kind)
    frame = frame.with_columns(cells.alias(name))
    seen = frame.group_by(name).agg(nw.len().alias("rows")).collect().to_pandas().dropna(subset=name)
    seen = seen.sort_values(name, ignore_index=True)
    values = meanings(seen[name], seen["rows"], name, reader)
    known = values.notna()
    given, means = seen.loc[known, name].tolist(), values[known]
    if name != "date":
        kind = nw.Float64() if name in ("minutes", "sessions") else nw.String()
        return frame.with_columns(_replaced(name, given, means.tolist(), kind))
    written = means.dt.strftime("%Y-%m-%d").tolist()
    if written and all(str(cell)[:10] == day for cell, day in zip(given, written, strict=True)):
        cell, unread = nw.col(name).str.slice(0, 10), seen.loc[~known, name].tolist()
        return frame.with_columns(nw.when(~nw.col(name).is_in(unread)).then(cell).alias(name) if unread else cell)
    return frame.with_columns(_replaced(name, given, written, nw.String()))


def _replaced(name: str, given: list[Any], means: list[Any], kind: nw.dtypes.DType) -> nw.Expr:
    if not given:
        return nw.lit(None, dtype=kind).alias(name)
    return nw.col(name).replace_strict(given, means, default=None, return_dtype=kind)


def _whole_days(kind: nw.dtypes.DType) -> nw.Expr:
    """Dates without the time of day, in numbers that count from a day as well: so few are distinct."""
    if not kind.is_numeric():
        return text_of("date", kind).str.replace_all(_TIME, "")
    number = nw.col("date").cast(nw.Float64)
    unit = nw.when(number >= _MILLISECONDS).then(nw.lit(86_400_000.0))
    unit = unit.otherwise(nw.when(number >= _SECONDS).then(nw.lit(86_400.0)).otherwise(nw.lit(1.0)))
    return nw.when(number.is_finite()).then(number - number % unit)


def meanings(texts: pd.Series, rows: pd.Series, name: str, reader: SessionReader) -> pd.Series:
    """What distinct texts of a column of sessions mean; ``rows`` is how many sessions have each."""
    column = TABLES["sessions"].column(name)
    assert column is not None
    index = pd.MultiIndex.from_product([["sessions"], range(len(texts))], names=["file", "line"])
    header = reader.headers.get(name, name)
    words = choice_words("sessions", name, reader.headers.values(), reader.settings, texts=texts, header=header)
    context = ColumnContext(words=words, header=header)
    by_text = Problems()
    values = read_typed_column(texts.set_axis(index), column, reader.settings, context, by_text)
    reader.problems.extend(_of_many(problem, column, rows) for problem in by_text)
    return values.set_axis(texts.index)


def _of_many(problem: Problem, column: Column, rows: pd.Series) -> Problem:
    """A problem of one text as one of all the sessions that have it."""
    if problem.severity != "warning" or problem.line is None:
        return replace(problem, line=None)
    what = "unknown" if column.kind == "choice" else "unreadable"
    sentence = f"{{}} this {what} {column.name}: {problem.problem}"
    return replace(problem, line=None, problem=sentence, facts=(sessions_have(int(rows.iloc[problem.line])),))
