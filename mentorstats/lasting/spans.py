"""The time that each pairing was seen: from its first day to its last, or to the last day that the exports tell of.

A pairing that still goes on has not lasted "so far and no longer": its end has not been seen yet.  The last day is the
latest on which something happened in the exports: a pairing began or ended, people met or missed each other, or
somebody answered.  Days planned for later do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import narwhals as nw
import pandas as pd

from mentorstats.loading import Program
from mentorstats.pairs import DAYS_A_MONTH as DAYS_A_MONTH
from mentorstats.pairs import pair_rows
from mentorstats.schema import ENDED, UnusableExports
from mentorstats.wording import exposure

__all__ = ["BY", "ENDINGS", "GROUPS", "Spans", "grouped_spans", "last_day", "pairing_spans"]

BY = ("everyone", "proximity", "order")
ENDINGS = ("any", "early")
GROUPS = {
    "everyone": {"all": "all pairings"},
    "proximity": {tier: f"pairings with {exposure(tier, dated=True)}" for tier in ("same", "adjacent", "distant")},
    "order": {"first": "pairings with a mentee's first mentor", "later": "pairings with a later mentor"},
}


@dataclass(frozen=True, eq=False)
class Spans:
    """The pairings whose length is known, and how many are left out for which reason.

    ``rows`` are those of ``pair_rows`` with ``months`` (seen), ``over`` (its end was seen) and ``early`` (it was
    closed early; missing where the exports do not say how it ended).
    """

    rows: pd.DataFrame
    left_out: dict[str, int]
    last_day: pd.Timestamp


def last_day(program: Program) -> pd.Timestamp:
    """The latest day on which something happened in the exports; missing where they hold no date at all."""
    pairs = pair_rows(program)
    sessions = nw.from_native(program.sessions).lazy()
    happened = nw.col("status").is_null() | (nw.col("status") != "scheduled")
    met = sessions.filter(happened).select(nw.col("date").max()).collect().to_pandas()["date"]
    dates = [pairs["start_date"], pairs.loc[_over(pairs), "end_date"], met, program.surveys["date"]]
    return pd.to_datetime(pd.Series([pd.to_datetime(column).max() for column in dates])).max()


def pairing_spans(program: Program) -> Spans:
    """The pairings that began, with how long each was seen.

    A pairing is over where its status says so or, without a status, where it has a last day.
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
    for reason, found in reasons.items():
        why = why.mask(found & (why == ""), reason)
    # A pairing that ended on its first day lasted half a day: nothing can end at time 0.
    months = days.clip(lower=0.5) / DAYS_A_MONTH
    early = (pairs["status"] == "closed_early").astype("boolean").mask(over & pairs["status"].isna())
    rows = pairs.assign(months=months, over=over, early=early)[why == ""].reset_index(drop=True)
    left_out = {reason: int((why == reason).sum()) for reason in reasons if (why == reason).any()}
    return Spans(rows, left_out, last)


def _over(pairs: pd.DataFrame) -> pd.Series:
    return pairs["status"].isin(ENDED) | (pairs["status"].isna() & pairs["end_date"].notna())


def grouped_spans(spans: Spans, *, ending: str, by: str) -> Spans:
    """The rows with ``ended`` and ``group``; those without either are left out and counted."""
    rows = spans.rows
    ended = rows["over"].astype("boolean") if ending == "any" else rows["early"]
    order = rows["order"].map(lambda place: "first" if place == 1 else "later")
    group = {"everyone": pd.Series("all", index=rows.index), "order": order, "proximity": rows["proximity"]}[by]
    group = group.where(group.isin(GROUPS[by]))
    reasons = {
        "over, but not said whether it was closed early": ended.isna(),
        "industry of one side unknown": group.isna() & ended.notna(),
    }
    left_out = spans.left_out | {reason: int(found.sum()) for reason, found in reasons.items() if found.any()}
    kept = ended.notna() & group.notna()
    rows = rows.assign(ended=ended.fillna(False).astype(bool), group=group)[kept].reset_index(drop=True)
    if rows.empty:
        why = ", ".join(f"{reason} ({count})" for reason, count in left_out.items()) or "no pairing began"
        raise UnusableExports(
            f"how long pairings lasted cannot be told: {why}; it takes start_date, end_date and status in the pairings"
        )
    return replace(spans, rows=rows, left_out=left_out)
