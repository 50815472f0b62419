"""Sessions where they are: reduced on the engine that holds them, so that only one row a pairing comes back.

A platform has its sessions in a warehouse, and they are the one table that does not fit into memory.  The reduction
is written once, in Narwhals, and runs on polars, DuckDB, PyArrow, PySpark, Ibis and pandas alike; it needs nothing
that not every warehouse has, no median and no order of rows.  What cannot be used is counted there, not listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from mentorstats.exports.engines.columns import (
    SessionReader,
    amounts,
    day_of,
    in_minutes,
    is_blank,
    is_empty,
    is_typed,
    lazy,
    meanings,
    sessions_have,
    text_of,
    with_meanings,
    with_unknown_counts,
    years_of_ours,
)
from mentorstats.exports.recognize import missing_columns, rename_columns
from mentorstats.problems import Count, Problems
from mentorstats.schema.cells import WHOLE_FLOATS_UP_TO, to_categorical
from mentorstats.schema.dates import FIRST_YEAR, LAST_YEAR
from mentorstats.schema.settings import Settings
from mentorstats.schema.tables import TABLES
from mentorstats.schema.words.empty_status import empty_status
from mentorstats.schema.words.presence import UNKNOWN

__all__ = ["is_large", "reduce_on_engine", "to_pandas"]

# Typed pandas sessions from this many rows on are reduced first too: to read every cell would be minutes of work.
LARGE = 1_000_000
_IDS = ("mentee_id", "mentor_id", "pairing_id")
_TEXTS = (*_IDS, "status", "logged_by")
_MEASURED = ("minutes", "sessions", "date")
_COUNTS = ("odd", "strange")
_SUMS = ("sessions", "minutes", *_COUNTS, "twice")
_NOTE = (
    "sessions were counted on the engine that holds them: a row that is there twice counts as two sessions, and what "
    "cannot be used is counted, not listed"
)


def is_large(sessions: pd.DataFrame, settings: Settings | None = None) -> bool:
    """Whether a pandas table of sessions is too large to read cell by cell, and typed, so that it need not be."""
    labels = [label for label in sessions.columns if isinstance(label, str)]
    if len(sessions) < LARGE or len({*labels}) < len(sessions.columns):
        return False
    ours, _ = rename_columns(labels, "sessions", settings or Settings())
    kinds = nw.from_native(sessions).schema
    try:
        return all(is_typed(own, kinds[theirs]) for theirs, own in ours.items() if own in (*_TEXTS, *_MEASURED))
    except TypeError:
        return False


def to_pandas(frame: Any, name: str, settings: Settings | None = None) -> pd.DataFrame:
    """A table of any engine as pandas, with every digit of its identifiers; ``TypeError`` for what is no table."""
    if isinstance(frame, pd.DataFrame):
        return frame
    rows = lazy(frame, name)
    kinds = rows.collect_schema()
    ours, _ = rename_columns(kinds.names(), name, settings or Settings())
    known = {theirs: TABLES[name].column(ours_name) for theirs, ours_name in ours.items()}
    ids = [theirs for theirs, column in known.items() if column and column.kind == "id" and kinds[theirs].is_numeric()]
    if ids:
        rows = rows.with_columns(*[text_of(theirs, kinds[theirs]) for theirs in ids])
    table = rows.collect()
    if table.implementation.is_pyarrow():
        # What pandas once wrote into an Arrow table about its columns need not be so any longer.
        table = nw.from_native(table.to_native().replace_schema_metadata(None), eager_only=True)
    long = [theirs for theirs in table.columns if _too_long(table[theirs])]
    return (table.with_columns(*[nw.col(theirs).cast(nw.String) for theirs in long]) if long else table).to_pandas()


def _too_long(column: nw.Series[Any]) -> bool:
    """Whether these are whole numbers that pandas would round, since a missing one makes them floats."""
    if not column.dtype.is_integer() or not column.null_count() or column.null_count() == len(column):
        return False
    return max(int(column.max()), -int(column.min())) > WHOLE_FLOATS_UP_TO


def reduce_on_engine(sessions: Any, settings: Settings, problems: Problems) -> pd.DataFrame:
    """Sessions of any engine as one row a pairing and status.

    Columns: the ids that there are, status, sessions (how many), minutes (their sum, where known) and date (the
    first).  ``TypeError`` for what is no table, and for a column of a type that cannot be used.
    """
    frame = lazy(sessions, "sessions")
    ours, _ = rename_columns(frame.collect_schema().names(), "sessions", settings)
    reader = SessionReader({name: theirs for theirs, name in ours.items()}, settings, problems)
    headers = reader.headers
    if missing_columns("sessions", set(headers)):
        return pd.DataFrame(columns=list(headers), dtype="str")
    problems.add(
        rule="counted-on-engine", severity="note", file="sessions", problem=_NOTE,
        action="nothing, if the engine's table holds each session once",
    )  # fmt: skip
    used = [name for name in (*_TEXTS, *_MEASURED) if name in headers]
    frame = frame.select(*[nw.col(headers[name]).alias(name) for name in used])
    if "sessions" in used and is_blank(frame, "sessions"):
        used.remove("sessions")
    frame = _read(frame.select(used), reader)
    if "sessions" in used:
        frame, used = with_unknown_counts(frame), [*dict.fromkeys([*used, "status"])]
    kinds = frame.collect_schema()
    keys = [name for name in (*_IDS, "status") if name in used]
    dates = [name for name in ("date",) if name in used]
    logged = [name for name in ("logged_by",) if name in used and dates]
    frame = frame.select(*[text_of(name, kinds[name]) for name in [*keys, *logged]], *amounts(kinds), *dates)
    frame = _without_zeros(frame)
    if logged:
        frame = _once_a_day(frame if "sessions" in used else frame.with_columns(sessions=nw.lit(1.0)), keys)
    return _checked(_by_pairing(frame, keys, problems), keys, reader)


def _read(frame: nw.LazyFrame[Any], reader: SessionReader) -> nw.LazyFrame[Any]:
    """The frame with the columns that are not typed read; words for statuses too, where sessions are compared there."""
    kinds = frame.collect_schema()
    apart = {"status"} if {"logged_by", "date"} <= set(kinds.names()) else set()
    for name, kind in kinds.items():
        if kind == nw.Unknown and name in _MEASURED and is_empty(frame, name):
            frame = frame.with_columns(nw.lit(None, dtype=nw.String()).alias(name))
            frame = with_meanings(frame, name, replace(reader, problems=Problems()))
        elif kind == nw.Duration and name == "minutes":
            frame = in_minutes(frame)
        elif not is_typed(name, kind) or name in apart:
            frame = with_meanings(frame, name, reader)
    return frame


def _without_zeros(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The frame without the counts of what cannot be used where there is none: to sum them once is quick."""
    counts = [name for name in frame.collect_schema().names() if name in _COUNTS]
    if not counts:
        return frame
    sums = frame.select(nw.col(*counts).sum()).collect()
    return frame.drop([name for name in counts if not sums[name][0]])


def _once_a_day(frame: nw.LazyFrame[Any], keys: Sequence[str]) -> nw.LazyFrame[Any]:
    """Sessions that several people logged, once: of a pairing's day the most, and the longest, that one of them has."""
    kinds = frame.collect_schema()
    sums = nw.col(*[name for name in _SUMS if name in kinds])
    frame = frame.with_columns(
        *[nw.col(name).str.strip_chars() for name in [*keys, "logged_by"]], day_of(kinds["date"])
    )
    told = ~nw.col("date").is_null() & ~nw.col("logged_by").is_null() & (nw.col("logged_by") != "")
    frame = frame.with_columns(told=nw.when(told).then(nw.lit(1)).otherwise(nw.lit(0)), twice=nw.lit(0.0))
    by_one = frame.filter(nw.col("told") == 1).group_by(*keys, "date", "logged_by")
    by_one = by_one.agg(sums.sum(), nw.col("minutes").count().alias("timed"))
    by_one = by_one.with_columns(nw.when(nw.col("timed") > 0).then(nw.col("minutes")).alias("minutes"))
    by_day = by_one.group_by(*keys, "date").agg(sums.max(), nw.col("sessions").sum().alias("all"))
    by_day = by_day.with_columns((nw.col("all") - nw.col("sessions")).alias("twice"))
    columns = [*keys, "date", *(name for name in _SUMS if name in kinds), "twice"]
    return nw.concat([by_day.select(columns), frame.filter(nw.col("told") == 0).select(columns)])


def _by_pairing(frame: nw.LazyFrame[Any], keys: Sequence[str], problems: Problems) -> pd.DataFrame:
    """The reduction; a second time, without days that are of no year of ours, where one of them is the first."""
    table = _grouped(frame, keys)
    if "date" not in table or table["date"].dropna().dt.year.between(FIRST_YEAR, LAST_YEAR).all():
        return table
    ours = years_of_ours()
    strange = frame.filter(~ours & ~nw.col("date").is_null()).select(nw.len().alias("rows")).collect()
    _add(
        problems, "date-out-of-range", "date", severity="warning", action="correct it",
        problem=f"{{}} a date before {FIRST_YEAR} or after {LAST_YEAR}; it counts as missing",
        facts=(sessions_have(int(strange["rows"][0])),),
    )  # fmt: skip
    return _grouped(frame.with_columns(nw.when(ours).then(nw.col("date")).alias("date")), keys)


def _add(problems: Problems, rule: str, column: str, **fields: Any) -> None:
    problems.add(rule=rule, file="sessions", column=column, **fields)


def _grouped(frame: nw.LazyFrame[Any], keys: Sequence[str]) -> pd.DataFrame:
    kinds = frame.collect_schema()
    sums = [nw.col(*[name for name in _SUMS if name in kinds]).sum(), nw.col("minutes").count().alias("timed")]
    many = [] if "sessions" in kinds else [nw.len().alias("sessions")]
    first = [nw.col("date").min()] if "date" in kinds else []
    table = frame.group_by(keys).agg(*sums, *many, *first).collect().to_pandas()
    if first:
        table["date"] = pd.to_datetime(table["date"]).dt.tz_localize(None).dt.normalize()
    table["minutes"] = table["minutes"].astype(float).where(table.pop("timed") > 0)
    return table.astype({"sessions": "int64"})


def _checked(table: pd.DataFrame, keys: Sequence[str], reader: SessionReader) -> pd.DataFrame:
    """Rows whose ids are known, with our words for statuses; the others are counted."""
    _add_counted(table, reader.problems)
    table = table[[name for name in (*keys, "sessions", "minutes", "date") if name in table]]
    table = _stripped(table, keys)
    ids = [name for name in keys if name in _IDS]
    sides = [name for name in ids if name != "pairing_id"]
    known = table[sides].notna().all(axis=1) if len(sides) == 2 else pd.Series(False, index=table.index)
    if "pairing_id" in ids:
        known |= table["pairing_id"].notna()
    if not known.all():
        aside = Count(
            int(table.loc[~known, "sessions"].sum()),
            "session does not say who met; it is",
            "sessions do not say who met; they are",
        )
        _add(
            reader.problems, "unknown-who-met", ids[0], severity="warning", problem="{} set aside", facts=(aside,),
            action="fill in the ids", set_aside=True,
        )  # fmt: skip
        table = table[known]
    if "status" in keys:
        table = _with_status(table, keys, reader)
    return table.reset_index(drop=True)


def _add_counted(table: pd.DataFrame, problems: Problems) -> None:
    """What the engine counted of lengths and numbers that cannot be used."""
    odd, strange, twice = (int(table[name].sum()) if name in table else 0 for name in ("odd", "strange", "twice"))
    if odd:
        _add(
            problems, "minutes-unread", "minutes", severity="warning", facts=(sessions_have(odd),),
            problem="{} fewer than 0 minutes or infinitely many; none of these count as minutes",
            action="correct them, if lengths matter",
        )  # fmt: skip
    if strange:
        _add(
            problems, "sessions-unread", "sessions", severity="warning", action="correct the numbers",
            problem="{} a number of sessions that is no whole number of 0 or more; it counts as no meeting",
            facts=(Count(strange, "row has", "rows have"),),
        )  # fmt: skip
    if twice:
        _add(
            problems, "logged-by-both", "logged_by", severity="note", facts=(sessions_have(twice),),
            problem="{} been logged by both sides; each counts once", action="nothing, if there was one session",
        )  # fmt: skip


def _stripped(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Keys without spaces around them, taken off here, where there are few rows; those that become the same are one."""
    plain = {name: table[name].astype("str").str.strip() for name in keys}
    plain = {name: cells.mask(cells == "") if (cells == "").any() else cells for name, cells in plain.items()}
    changed = any(not plain[name].equals(table[name]) for name in keys)
    table = table.assign(**plain)
    return _together(table, keys) if changed else table


def _with_status(table: pd.DataFrame, keys: Sequence[str], reader: SessionReader) -> pd.DataFrame:
    """Our words for the engine's, each distinct one read once; one that nobody knows counts as none."""
    codes, texts = pd.factorize(table["status"])
    known = codes >= 0
    rows = np.bincount(codes[known], weights=table["sessions"].to_numpy()[known], minlength=len(texts))
    values = meanings(pd.Series(texts, dtype="str"), pd.Series(rows), "status", reader)
    codes, values = _with_empty(table, codes, values, reader.problems)
    table = table.assign(status=pd.Series(to_categorical(codes, values), index=table.index))
    alike = values.duplicated().any() or (values.isna().any() and (codes < 0).any())
    return _together(table, keys) if alike else table


def _with_empty(
    table: pd.DataFrame, codes: np.ndarray, values: pd.Series, problems: Problems
) -> tuple[np.ndarray, pd.Series]:
    """The codes and meanings of the words for statuses, with a meaning for sessions without one where they have one."""
    told = values.notna().to_numpy()
    without = ~np.append(told, False)[codes]
    meaning = empty_status(values.index[told], set(values[told])) if without.any() and told.any() else None
    if meaning is None:
        return codes, values
    count = int(table.loc[without, "sessions"].sum())
    _add(
        problems, meaning.rule, "status", severity="warning" if meaning.status == UNKNOWN else "note",
        problem=f"{{}} no status: {meaning.sentence}", facts=(sessions_have(count),),
        action="fill it in" if meaning.status == UNKNOWN else "nothing, if this is right",
    )  # fmt: skip
    values = pd.concat([values, pd.Series([meaning.status], dtype="str")], ignore_index=True)
    return np.where(without, len(values) - 1, codes), values


def _together(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row where several of the engine's words meant the same."""
    groups = table.groupby(list(keys), dropna=False, sort=False, observed=True)
    columns = {"sessions": groups["sessions"].sum(), "minutes": groups["minutes"].sum(min_count=1)}
    columns |= {"date": groups["date"].min()} if "date" in table else {}
    return pd.DataFrame(columns).reset_index()
