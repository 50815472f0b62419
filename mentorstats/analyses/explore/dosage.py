"""How often people met, how soon, and how long it lasted: what a match turns into, which may follow from how it went.

A dose is taken up to the mentee's final answer: what comes later cannot have gone into it.  It is a rate over the
months in which people could meet, so a pairing that still goes on counts for the time that it was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mentorstats.analyses.duration import pairing_spans
from mentorstats.analyses.explore.factor import Factor, number
from mentorstats.program import Program
from mentorstats.tables.pairs import DAYS_A_MONTH, days_to_first_session

__all__ = ["doses", "meetings"]

_LATE = "Who gets on well meets more often, so the meetings may follow from how it went."
_WHOLE = " Meetings after the final answer are among them, since these exports only count a pairing's meetings."
_KEY = ["mentee_id", "mentor_id"]


def meetings(program: Program, met: pd.DataFrame) -> Iterator[Factor]:
    """Sessions and minutes a month, the time to the first session, and how long pairings lasted that are over."""
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
        "match length", "months that pairings lasted, of those that are over", _seen(program, met)["length"], met,
        step="a month more", after=True,
        confounded="A pairing that goes well lasts longer, so its length may follow from how it went.",
        missing="the days on which pairings began and ended",
    )  # fmt: skip


def doses(program: Program, met: pd.DataFrame) -> pd.DataFrame:
    """Sessions and minutes a month of each pairing, up to the final answer where sessions have a day.

    Missing where the exports do not tell: no days, a pair matched more than once (a session does not say to which
    match it belongs), or minutes of some of its sessions only.
    """
    held = _held(program.sessions)
    whole = held.groupby(_KEY)["whole"].any().reindex(pd.MultiIndex.from_frame(met[_KEY]), fill_value=False)
    until = met["answered"].mask(whole.to_numpy())
    ends = pd.Series(until.to_numpy(), index=pd.MultiIndex.from_frame(met[_KEY]))
    ends = ends[~ends.index.duplicated()]
    cut = ends.reindex(pd.MultiIndex.from_frame(held[_KEY])).to_numpy()
    sums = held[~(held["date"].to_numpy() > cut)].groupby(_KEY)[["sessions", "timed", "minutes"]].sum()
    own = sums.reindex(pd.MultiIndex.from_frame(met[_KEY]), fill_value=0.0).set_axis(met.index)
    seen = _seen(program, met)["months"]
    answered = (until - met["start_date"]).dt.days.clip(lower=0.5) / DAYS_A_MONTH
    months = pd.concat([seen, answered], axis=1).min(axis=1).where(seen.notna())
    sessions = own["sessions"].where(met["sessions"].notna())
    timed = sessions.notna() & (own["timed"] == own["sessions"]) & bool(held["timed"].any())
    return pd.DataFrame({"sessions": sessions / months, "minutes": own["minutes"].where(timed) / months})


def _held(sessions: pd.DataFrame) -> pd.DataFrame:
    """Attended sessions: how many a row is, of how many the minutes are told, and whether a row is all of a pairing."""
    held = sessions[sessions["status"].isna() | (sessions["status"] == "attended")]
    many = held["sessions"].astype(float)
    count = many.fillna(1.0)
    return held[[*_KEY, "date"]].assign(
        sessions=count, minutes=held["minutes"].astype(float).fillna(0.0),
        timed=count.where(held["minutes"].notna(), 0.0), whole=many.notna() | held["date"].isna(),
    )  # fmt: skip


def _seen(program: Program, met: pd.DataFrame) -> pd.DataFrame:
    """Months for which each pairing was seen, and its length where its end was."""
    key = ["mentee_id", "spell", "mentor_id", "start_date"]
    rows = pairing_spans(program).rows.drop_duplicates(key).set_index(key)
    own = rows.assign(length=rows["months"].where(rows["over"]))[["months", "length"]]
    return own.reindex(pd.MultiIndex.from_frame(met[key])).set_axis(met.index)
