"""Sessions where they are: reduced on the engine that holds them, so that only one row a pairing comes back.

A platform has its sessions in a warehouse, and they are the one table that does not fit into memory.  The reduction
is written once, in Narwhals, and runs on polars, DuckDB, PyArrow, PySpark, Ibis and pandas alike; it needs nothing
that not every warehouse has, no median and no order of rows.  What cannot be used is counted there, not listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from mentorstats.cells import folded
from mentorstats.platforms import words_for
from mentorstats.recognizing import missing_columns, renamed
from mentorstats.schema import SESSION_STATUSES, PlainTypeError, Problem
from mentorstats.settings import Settings

__all__ = ["brought", "is_large", "reduced"]

# Typed pandas sessions from this many rows on are reduced first too: to read every cell would be minutes of work.
LARGE = 1_000_000
_IDS = ("mentee_id", "mentor_id", "pairing_id")
_NOTE = (
    "sessions were counted on the engine that holds them: rows that are there twice are not looked for, and what "
    "cannot be used is counted, not listed"
)


def is_large(sessions: pd.DataFrame) -> bool:
    """Whether a pandas table of sessions is too large to read cell by cell, and typed, so that it need not be."""
    return len(sessions) >= LARGE and ("date" not in sessions or sessions["date"].dtype.kind == "M")


def brought(frame: Any, name: str) -> pd.DataFrame:
    """A table of any engine as pandas; ``TypeError`` for what is no table."""
    if isinstance(frame, pd.DataFrame):
        return frame
    return _lazy(frame, name).collect().to_pandas()


def reduced(sessions: Any, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """Sessions of any engine as one row a pairing and status, with what was found.

    Columns: the ids that there are, status, sessions (how many), minutes (their sum, where told) and date (the
    first).  ``TypeError`` for what is no table.
    """
    frame = _lazy(sessions, "sessions")
    names, _ = renamed(frame.collect_schema().names(), "sessions", settings)
    missing = missing_columns("sessions", set(names.values()))
    if missing:
        columns = pd.DataFrame(columns=list(names.values()), dtype="str")
        return columns, []
    frame = frame.rename({theirs: ours for theirs, ours in names.items() if theirs != ours})
    keys = [name for name in (*_IDS, "status") if name in names.values()]
    table = frame.select(*_columns(keys, set(names.values()), frame.collect_schema())).group_by(keys).agg(
        nw.col("sessions").sum(),
        nw.col("minutes").sum(),
        nw.col("minutes").count().alias("timed"),
        nw.col("odd").sum(),
        *([nw.col("date").min()] if "date" in names.values() else []),
    ).collect().to_pandas()  # fmt: skip
    if "date" in table and frame.collect_schema()["date"] != nw.String:
        table["date"] = pd.to_datetime(table["date"]).dt.tz_localize(None).dt.normalize()
    table["minutes"] = table["minutes"].astype(float).where(table.pop("timed") > 0)
    return _checked(_stripped(table, keys), keys, settings)


def _stripped(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Keys without spaces around them, taken off here, where there are few rows; those that become the same are one."""
    plain = {name: table[name].astype("str").str.strip() for name in keys}
    if all(plain[name].equals(table[name].astype("str")) for name in keys):
        return table.assign(**plain)
    return _together(table.assign(**plain), keys)


def _lazy(frame: Any, name: str) -> nw.LazyFrame[Any]:
    try:
        return nw.from_native(frame).lazy()
    except TypeError:
        kinds = "a pandas, polars or PyArrow table, a DuckDB relation, a PySpark DataFrame or an Ibis table"
        raise PlainTypeError(f"{name} is of type {type(frame).__name__}; expected {kinds}") from None


def _columns(keys: Sequence[str], names: set[str], schema: Any) -> list[nw.Expr]:
    """Ids as text, how many sessions a row is, its minutes, and whether they are odd."""
    count = nw.col("sessions").cast(nw.Int64) if "sessions" in names else nw.lit(1)
    many = nw.when(nw.col("sessions").is_null()).then(nw.lit(1)).otherwise(count) if "sessions" in names else nw.lit(1)
    given = nw.col("minutes").cast(nw.Float64) if "minutes" in names else nw.lit(None, dtype=nw.Float64)
    minutes = nw.when(given >= 0).then(given) if "minutes" in names else given
    odd = nw.when(given < 0).then(nw.lit(1)).otherwise(nw.lit(0)) if "minutes" in names else nw.lit(0)
    texts = [nw.col(name) if schema[name] == nw.String else nw.col(name).cast(nw.String) for name in keys]
    dates = [nw.col("date")] if "date" in names else []
    return [*texts, many.alias("sessions"), minutes.alias("minutes"), odd.alias("odd"), *dates]


def _checked(table: pd.DataFrame, keys: Sequence[str], settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows whose ids and status are known; the others are counted."""
    found = [Problem("note", "sessions", None, "", "", _NOTE, "nothing, if the engine's table holds each session once")]
    odd = int(table.pop("odd").sum())
    if odd:
        problem = f"{odd:,} sessions have fewer than 0 minutes; they count as sessions without a length"
        found.append(Problem("warning", "sessions", None, "minutes", "", problem, "correct them, if lengths matter"))
    ids = [name for name in keys if name in _IDS]
    named = table[ids].notna() & (table[ids] != "")
    sides = [name for name in ids if name != "pairing_id"]
    known = named[sides].all(axis=1) if len(sides) == 2 else pd.Series(False, index=table.index)
    if "pairing_id" in ids:
        known |= named["pairing_id"]
    if (~known).any():
        problem = f"{int(table.loc[~known, 'sessions'].sum()):,} sessions do not say who met; they are set aside"
        found.append(Problem("warning", "sessions", None, ids[0], "", problem, "fill in the ids"))
    table = table[known]
    if "status" in keys:
        table, more = _with_status(table, settings)
        found += more
    return table.reset_index(drop=True), found


def _with_status(table: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """Our words for the engine's; sessions with a word that nobody knows are set aside, and said."""
    known = words_for("sessions", "status", table.columns) | {name: name for name in SESSION_STATUSES}
    words = {folded(word): meaning for word, meaning in (known | dict(settings.values.get("status", {}))).items()}
    folds = {word: folded(word) for word in table["status"].dropna().unique() if word}
    plain = table["status"].map(folds)
    status = plain.map(words)
    strange = plain.notna() & status.isna()
    counts = table.loc[strange, "sessions"].groupby(table.loc[strange, "status"]).sum()
    action = "say what it means in [values.status] of the settings"
    found = [
        Problem("warning", "sessions", None, "status", str(word), f"{count:,} sessions have this unknown status; they "
                "are set aside", action)
        for word, count in counts.items()
    ]  # fmt: skip
    kept = table.assign(status=status)[~strange]
    keys = [*(name for name in _IDS if name in table), "status"]
    return (_together(kept, keys) if kept.duplicated(keys).any() else kept), found


def _together(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row where several of the engine's words meant the same."""
    groups = table.groupby(list(keys), dropna=False, sort=False)
    columns = {"sessions": groups["sessions"].sum(), "minutes": groups["minutes"].sum(min_count=1)}
    columns |= {"odd": groups["odd"].sum()} if "odd" in table else {}
    columns |= {"date": groups["date"].min()} if "date" in table else {}
    return pd.DataFrame(columns).reset_index()
