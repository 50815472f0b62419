"""The time that each pairing was seen: from its first day to its last, or to the last day of the exports.

A pairing that still goes on is censored: its end has not been seen yet.  The last day of the exports is the latest on
which something happened: a pairing began or ended, people met or missed each other, or somebody answered.  Days planned
for later do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import narwhals as nw
import pandas as pd

from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.rounding import Counted
from mentorstats.schema.tables import ENDED
from mentorstats.tables.pairs import DAYS_A_MONTH as DAYS_A_MONTH
from mentorstats.tables.pairs import pair_rows

__all__ = ["BY", "CONTRASTS", "ENDINGS", "GROUPS", "UNPLACED", "Spans", "grouped_spans", "last_day", "pairing_spans"]

BY = ("everyone", "proximity", "order")
ENDINGS = ("any", "early")
UNPLACED = "industry of one side unknown"
UNKNOWN_ENDING = "over, but not said whether it was closed early"
GROUPS = {
    "everyone": {"all": "all pairings"},
    "proximity": {e.name: f"pairings with {e.words}" for e in ADJACENCY.exposures if e.known},
    "order": {"first": "pairings with a mentee's first mentor", "later": "pairings with a later mentor"},
}
CONTRASTS = {
    "everyone": {},
    "proximity": {contrast.name: contrast.exposures for contrast in ADJACENCY.contrasts},
    "order": {"later - first": ("later", "first")},
}


@dataclass(frozen=True, eq=False)
class Spans:
    """The pairings whose length is known, and how many are left out for each reason there could be.

    ``rows`` are those of ``pair_rows`` with ``months`` (seen), ``over`` (its end was seen) and ``early`` (it was
    closed early; missing if the exports do not say how it ended); ``others`` are those left out, with ``why``.
    """

    rows: pd.DataFrame
    left_out: dict[str, Counted]
    last_day: pd.Timestamp
    others: pd.DataFrame


def last_day(program: Program) -> pd.Timestamp:
    """The latest day on which something happened in the exports; missing if they hold no date at all."""
    pairs = pair_rows(program)
    sessions = nw.from_native(program.sessions).lazy()
    happened = nw.col("status").is_null() | (nw.col("status") != "scheduled")
    met = sessions.filter(happened).select(nw.col("date").max()).collect().to_pandas()["date"]
    dates = [pairs["start_date"], pairs.loc[_over(pairs), "end_date"], met, program.surveys["date"]]
    return pd.to_datetime(pd.Series([pd.to_datetime(column).max() for column in dates])).max()


def pairing_spans(program: Program) -> Spans:
    """The pairings that began, with how long each was seen.

    A pairing is over if its status says so or, without a status, if it has a last day.
    """
    pairs, last = pair_rows(program), last_day(program)
    over = _over(pairs)
    end = pairs["end_date"].where(over, last)
    days = (end - pairs["start_date"]).dt.days
    reasons = {
        "no first day": pairs["start_date"].isna(),
        "over, but no last day": over & pairs["end_date"].isna(),
        "ends before it begins": days < 0,
    }
    why = pd.Series("", index=pairs.index)
    for reason, applies in reasons.items():
        why = why.mask(applies & (why == ""), reason)
    # A pairing that ended on its first day lasted half a day: nothing can end at time 0.
    months = days.clip(lower=0.5) / DAYS_A_MONTH
    early = (pairs["status"] == "closed_early").astype("boolean").mask(over & pairs["status"].isna())
    pairs = pairs.assign(months=months, over=over, early=early, why=why)
    rows, left_out = (pairs[selected].reset_index(drop=True) for selected in (why == "", why != ""))
    return Spans(rows.drop(columns="why"), _by_reason(left_out, list(reasons)), last, left_out)


def _by_reason(left_out: pd.DataFrame, reasons: Iterable[str]) -> dict[str, Counted]:
    """How many pairings are left out for each reason, of how many mentees."""
    rows = {reason: left_out.loc[left_out["why"] == reason, "mentee_id"] for reason in reasons}
    return {reason: Counted(len(mentees), mentees.nunique()) for reason, mentees in rows.items()}


def _over(pairs: pd.DataFrame) -> pd.Series:
    return pairs["status"].isin(ENDED) | (pairs["status"].isna() & pairs["end_date"].notna())


def grouped_spans(spans: Spans, *, ending: str, by: str) -> Spans:
    """The rows with ``ended`` and ``group``; those without either are left out and counted.

    A pairing without a group is counted as that, whatever else is unknown about it.
    """
    pairings = pd.concat([spans.rows.assign(why=""), spans.others], ignore_index=True)
    ended = pairings["over"].astype("boolean") if ending == "any" else pairings["early"]
    why = pairings["why"].mask((pairings["why"] == "") & ended.isna(), UNKNOWN_ENDING)
    order = pairings["order"].map(lambda place: "first" if place == 1 else "later", na_action="ignore")
    group = {"everyone": pd.Series("all", index=pairings.index), "order": order, "proximity": pairings["proximity"]}[by]
    group = group.where(group.isin(GROUPS[by]))
    why = why.mask(group.isna() & ((why == "") | (by == "proximity")), UNPLACED)
    pairings = pairings.assign(ended=ended.fillna(False).astype(bool), group=group, why=why)
    rows, others = (pairings[selected].reset_index(drop=True) for selected in (why == "", why != ""))
    unknown = {UNKNOWN_ENDING: ending == "early", UNPLACED: by != "everyone"}
    left_out = _by_reason(others, [*spans.left_out, *(reason for reason, asked in unknown.items() if asked)])
    if rows.empty:
        why_most = max(left_out, key=lambda reason: left_out[reason].number) if len(others) else "no pairing began"
        needed = "it takes start_date, end_date and status in the pairings"
        raise UnusableExports(f"how long pairings lasted cannot be told: {why_most}; {needed}")
    return replace(spans, rows=rows.drop(columns="why"), left_out=left_out, others=others)
