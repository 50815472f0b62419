"""One row for each pairing that began: how close the industries are, how much they met, who overlapped whom.

Sessions are the one large table, so their reduction to one row a pairing is written in Narwhals: it runs on the
engine that holds them, and only its result comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from mentorstats.grouped import in_repeated_group
from mentorstats.ids import lookup, match_codes, row_codes
from mentorstats.program import Program, person_codes
from mentorstats.schema.tables import ENDED, NEVER_BEGAN
from mentorstats.schema.words.presence import UNKNOWN

__all__ = [
    "DAYS_A_MONTH",
    "MADE",
    "are_dated",
    "days_to_first_session",
    "first_with_mentor",
    "overlapping",
    "pair_rows",
    "pair_table",
    "reduce_sessions",
]

PAIR_COLUMNS = (
    "mentee_id", "mentor_id", "cohort", "group_id", "proximity", "similarity",
    "sessions", "minutes", "months", "order", "concurrent",
)  # fmt: skip

# Names that columns get here and where pairings are measured: a column of the exports called so is not carried along.
MADE = (
    "cohort_key", "participation", "proximity", "similarity", "months", "order", "concurrent", "sessions", "minutes",
    "landmark", "unordered", "at_landmark", "row", "answered", "unanswered", "mentors_at_landmark", "weight",
    "mentee_number", "mentor_number",
)  # fmt: skip
# What the people table tells where the pairings do not.
_LISTED = (
    ("mentee_industry", "mentee_id", "industry"),
    ("mentor_industry", "mentor_id", "industry"),
    ("cohort", "mentee_id", "cohort"),
)
_OVERLAP = pd.Timedelta(days=14)
DAYS_A_MONTH = 365.2425 / 12
_DATED = 0.5


def pair_table(program: Program) -> pd.DataFrame:
    """One row for each pairing that began.

    Columns: mentee_id, mentor_id, cohort, group_id, proximity (same, adjacent, distant, unknown), similarity
    (0 to 1), sessions (attended), minutes, months (start to end), order (1 for the participation's first mentor)
    and concurrent (overlaps another mentor's pairing by 14 days or more).  What the exports do not tell is missing.
    """
    return pair_rows(program)[list(PAIR_COLUMNS)]


def reduce_sessions(sessions: Any, *, by: Sequence[str] = ("mentee_id", "mentor_id")) -> pd.DataFrame:
    """Sessions of any engine to one row a pairing: the columns ``by``, sessions (attended), minutes.

    ``sessions`` is a frame that Narwhals knows, with a row a session or a row a pairing (``sessions`` a count);
    it is reduced on its own engine and only the result comes back.
    """
    frame = nw.from_native(sessions).lazy()
    attended = nw.col("status").is_null() | (nw.col("status") == "attended")
    counted = nw.when(nw.col("sessions").is_null()).then(nw.lit(1)).otherwise(nw.col("sessions").cast(nw.Int64))
    reduced = (
        frame.filter(attended)
        .select(*by, counted.alias("sessions"), nw.col("minutes").cast(nw.Float64))
        .group_by(*by)
        .agg(nw.col("sessions").sum(), nw.col("minutes").sum(), nw.col("minutes").count().alias("timed"))
    )
    result = reduced.collect().to_pandas()
    result["minutes"] = result["minutes"].where(result.pop("timed") > 0)
    return result.astype({"sessions": "Int64"})


def days_to_first_session(program: Program, pairs: pd.DataFrame) -> pd.Series:
    """Days from each pairing's start to its first attended session; missing where a date is, or they never met.

    A pair matched more than once has none: a session does not say to which match it belongs.
    """
    sessions = nw.from_native(program.sessions).lazy()
    attended = nw.col("status").is_null() | (nw.col("status") == "attended")
    first = (
        sessions.filter(attended & ~nw.col("date").is_null())
        .group_by("mentee_id", "mentor_id")
        .agg(nw.col("date").min())
        .collect()
        .to_pandas()
    )
    dates = first.set_index(["mentee_id", "mentor_id"])["date"]
    keys = pd.MultiIndex.from_frame(pairs[["mentee_id", "mentor_id"]])
    days = (pd.to_datetime(dates.reindex(keys)).set_axis(pairs.index) - pairs["start_date"]).dt.days
    return days.astype(float).mask((days < 0) | pairs.duplicated(["mentee_id", "mentor_id"], keep=False))


def pair_rows(program: Program) -> pd.DataFrame:
    """The pairings that began, with all their columns and ``cohort_key``: the cohort, or "" where there is none.

    ``participation`` is a number for each mentee and cohort, ``mentee_number`` and ``mentor_number`` say who.  Each
    caller gets a copy.
    """
    # pandas copies what somebody changes, and only then.
    return program.derived.once("pair rows", lambda: _pair_rows(program)).copy(deep=False)


def are_dated(pairs: pd.DataFrame) -> bool:
    """Whether the exports say when pairings began: at least half of them have a first day."""
    return bool(pairs["start_date"].notna().mean() >= _DATED)


def _pair_rows(program: Program) -> pd.DataFrame:
    codes = person_codes(program)
    began = ~program.pairings["status"].isin(NEVER_BEGAN)
    pairs, people = (table[began].reset_index(drop=True) for table in (program.pairings, codes["pairings"]))
    pairs = pairs.drop(columns=list(MADE), errors="ignore")
    for column, side, listed in _LISTED:
        if pairs[column].isna().any():
            values = lookup(people[side], codes["people"]["person_id"], program.people[listed])
            pairs[column] = values.astype("str") if pairs[column].isna().all() else pairs[column].fillna(values)
    pairs["cohort_key"] = pairs["cohort"].fillna("")
    mentee_and_cohort = people[["mentee_id"]].assign(cohort=pairs["cohort_key"])
    pairs["participation"] = pd.factorize(row_codes(mentee_and_cohort)[0])[0]
    for side in ("mentee", "mentor"):
        pairs[f"{side}_number"] = people[f"{side}_id"].cat.codes.to_numpy(dtype=np.int64)
    pairs[["proximity", "similarity"]] = program.industries.compare(pairs["mentee_industry"], pairs["mentor_industry"])
    pairs["months"] = (pairs["end_date"] - pairs["start_date"]).dt.days / DAYS_A_MONTH
    pairs["order"] = _order(pairs)
    overlaps, known = overlapping(pairs)
    participation = pairs["participation"].to_numpy()
    alone = np.bincount(participation[first_with_mentor(pairs)])[participation] == 1
    pairs["concurrent"] = overlaps.astype("boolean").mask(~known & ~alone)
    return _with_sessions(pairs, program.sessions, row_codes(people, codes["sessions"]))


def _order(pairs: pd.DataFrame) -> pd.Series:
    """The place of each pairing's first day among those of its participation; missing where the day is."""
    participation, known = pairs["participation"].to_numpy(), pairs["start_date"].notna().to_numpy()
    day = np.where(known, _days(pairs["start_date"]).view(np.int64), np.iinfo(np.int64).max)
    rows = np.lexsort((day, participation))
    another, another_day = (_starts(values[rows]) for values in (participation, day))
    # Days are counted through all participations; each takes off those that were counted before it.
    count = np.cumsum(another | another_day)
    place = np.empty(len(rows), dtype=np.int64)
    place[rows] = count - np.maximum.accumulate(np.where(another, count - 1, 0))
    return pd.Series(place, index=pairs.index, dtype="Int64").where(known)


def _starts(values: np.ndarray) -> np.ndarray:
    """Where a value is another than the one before it."""
    starts = np.ones(len(values), dtype=bool)
    starts[1:] = values[1:] != values[:-1]
    return starts


def first_with_mentor(pairs: pd.DataFrame) -> np.ndarray:
    """Which pairings are the first of their participation with their mentor: all but a mentor's further ones."""
    participation, mentor = (pairs[name].to_numpy() for name in ("participation", "mentor_number"))
    several = np.flatnonzero(in_repeated_group(participation))
    both = participation[several] * (mentor.max(initial=0) + 1) + mentor[several]
    first = np.ones(len(pairs), dtype=bool)
    first[several[pd.Series(both).duplicated()]] = False
    return first


def _with_sessions(pairs: pd.DataFrame, sessions: pd.DataFrame, codes: Sequence[np.ndarray]) -> pd.DataFrame:
    """Add sessions and minutes; a pair matched more than once keeps them missing, since a session names no match.

    They are missing too for a pair all of whose sessions have a status that is not known.

    ``codes`` are a number for each mentee and mentor, of the pairs and of the sessions.
    """
    if sessions.empty:
        return pairs.assign(sessions=pd.array([pd.NA] * len(pairs), dtype="Int64"), minutes=np.nan)
    pair_codes, session_codes = codes
    coded = sessions[["status", "sessions", "minutes"]].assign(pair=session_codes)
    reduced = reduce_sessions(coded, by=["pair"]).set_index("pair").reindex(pair_codes).set_axis(pairs.index)
    repeated = pd.Series(pair_codes).duplicated(keep=False).set_axis(pairs.index)
    # Of whom nobody knows whether a session was held it is not known that none was.
    unknown = np.isin(pair_codes, session_codes[sessions["status"].eq(UNKNOWN).to_numpy(dtype=bool)])
    pairs["sessions"] = reduced["sessions"].fillna(0).mask(repeated | (reduced["sessions"].isna() & unknown))
    pairs["minutes"] = reduced["minutes"].mask(repeated)
    return pairs


def overlapping(pairs: pd.DataFrame, *, until: pd.Series | None = None) -> tuple[pd.Series, pd.Series]:
    """Whether a pairing overlaps another mentor's by 14 days (up to ``until``), and whether that can be known."""
    participation = pairs["participation"].to_numpy()
    among_several = np.flatnonzero(in_repeated_group(participation))
    participation = participation[among_several]
    first, second = match_codes(participation, participation)
    mentors = pairs["mentor_number"].to_numpy()[among_several]
    different = mentors[first] != mentors[second]
    first, second = first[different], second[different]
    start, end = (_days(pairs[name].iloc[among_several]) for name in ("start_date", "end_date"))
    over_unknown = (pairs["status"].isin(ENDED) & pairs["end_date"].isna()).to_numpy()[among_several]
    # fmin passes over what is missing: a pairing without an end goes on.
    latest_start, ends = np.maximum(start[first], start[second]), np.fmin(end[first], end[second])
    if until is not None:
        ends = np.fmin(ends, _days(until.iloc[among_several])[first])
    overlap = np.isnat(ends) | (ends - latest_start >= _OVERLAP.to_timedelta64())
    unclear = np.isnat(latest_start) | (overlap & (over_unknown[first] | over_unknown[second]))
    overlaps, uncertain = np.zeros((2, len(pairs)), dtype=bool)
    overlaps[among_several[first[overlap & ~unclear]]] = True
    uncertain[among_several[first[unclear]]] = True
    known = pairs["start_date"].notna() & (overlaps | ~uncertain)
    return pd.Series(overlaps, index=pairs.index), known


def _days(dates: pd.Series) -> np.ndarray:
    return pd.to_datetime(dates).to_numpy(dtype="datetime64[us]")
