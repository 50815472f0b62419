"""Dosage as factors: how often people met, how soon, and how long the pairing lasted.

A dose is counted up to the mentee's final answer: what comes later cannot have influenced it.  It is a rate over the
months in which people could meet; a pairing that still goes on counts for the time until the exports end.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mentorstats.analyses.duration import pairing_spans
from mentorstats.analyses.explore.factor import Factor, number
from mentorstats.program import Program
from mentorstats.tables.pairs import DAYS_A_MONTH, days_to_first_session

__all__ = ["dosage_factors", "doses"]

_LATE = "Who gets on well meets more often, so the meetings may follow from how it went."
_WHOLE = " Meetings after the final answer are among them, since these exports only count a pairing's meetings."
_KEY = ["mentee_id", "mentor_id"]


def dosage_factors(program: Program, met: pd.DataFrame) -> Iterator[Factor]:
    """Sessions and minutes a month, the time to the first session, and the length of pairings that are over."""
    rates = doses(program, met)
    late = _LATE + (_WHOLE if program.sessions["sessions"].notna().any() else "")
    for name, step, per in (("sessions", "a session a month more", 1.0), ("minutes", "ten minutes a month more", 10.0)):
        yield number(
            f"{name} a month", f"{name} a month while the pairing lasted", rates[name], met, step=step, after=True,
            per=per, confounded=late, missing=f"{name} of each pairing, and the days on which pairings began and ended",
        )  # fmt: skip
    yield number(
        "time to first session", "months from the start of the pairing to the first session",
        days_to_first_session(program, met) / DAYS_A_MONTH, met, step="a month later", after=True,
        confounded="A late start can be a sign of little time or little interest.",
        missing="the dates of sessions and of the start of pairings",
    )  # fmt: skip
    yield number(
        "match length", "months that pairings lasted, of those that are over", _time_seen(program, met)["length"], met,
        step="a month more", after=True,
        confounded="A pairing that goes well lasts longer, so its length may follow from how it went.",
        missing="the days on which pairings began and ended",
    )  # fmt: skip


def doses(program: Program, met: pd.DataFrame) -> pd.DataFrame:
    """Sessions and minutes a month of each pairing, up to the final answer if sessions have a date.

    Missing if the exports do not tell: no dates, a pair matched more than once (a session does not say to which match
    it belongs), or minutes of some of its sessions only.
    """
    attended = _attended(program.sessions)
    counted_whole = attended.groupby(_KEY)["whole"].any().reindex(pd.MultiIndex.from_frame(met[_KEY]), fill_value=False)
    until = met["answered"].mask(counted_whole.to_numpy())
    ends = pd.Series(until.to_numpy(), index=pd.MultiIndex.from_frame(met[_KEY]))
    ends = ends[~ends.index.duplicated()]
    last_day = ends.reindex(pd.MultiIndex.from_frame(attended[_KEY])).to_numpy()
    sums = attended[~(attended["date"].to_numpy() > last_day)].groupby(_KEY)[["sessions", "timed", "minutes"]].sum()
    totals = sums.reindex(pd.MultiIndex.from_frame(met[_KEY]), fill_value=0.0).set_axis(met.index)
    seen = _time_seen(program, met)["months"]
    answered = (until - met["start_date"]).dt.days.clip(lower=0.5) / DAYS_A_MONTH
    months = pd.concat([seen, answered], axis=1).min(axis=1).where(seen.notna())
    sessions = totals["sessions"].where(met["sessions"].notna())
    timed = sessions.notna() & (totals["timed"] == totals["sessions"]) & bool(attended["timed"].any())
    return pd.DataFrame({"sessions": sessions / months, "minutes": totals["minutes"].where(timed) / months})


def _attended(sessions: pd.DataFrame) -> pd.DataFrame:
    """Attended sessions: how many a row is, for how many the minutes are known, and whether it is a whole pairing."""
    attended = sessions[sessions["status"].isna() | (sessions["status"] == "attended")]
    given_count = attended["sessions"].astype(float)
    count = given_count.fillna(1.0)
    return attended[[*_KEY, "date"]].assign(
        sessions=count, minutes=attended["minutes"].astype(float).fillna(0.0),
        timed=count.where(attended["minutes"].notna(), 0.0), whole=given_count.notna() | attended["date"].isna(),
    )  # fmt: skip


def _time_seen(program: Program, met: pd.DataFrame) -> pd.DataFrame:
    """Months for which each pairing was seen, and its length if it is over."""
    key = ["mentee_id", "cohort_key", "mentor_id", "start_date"]
    rows = pairing_spans(program).rows.drop_duplicates(key).set_index(key)
    spans = rows.assign(length=rows["months"].where(rows["over"]))[["months", "length"]]
    return spans.reindex(pd.MultiIndex.from_frame(met[key])).set_axis(met.index)
