"""Mentors weighted by their share of a mentee's sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from mentorstats.questions.contrasts import Row
from mentorstats.questions.model import Asked, ask_of
from mentorstats.questions.robustness.refit import refitted
from mentorstats.tables.mentees import SHARES, Participations

__all__ = ["by_sessions", "session_shares", "share_of_sessions", "weights_differ"]


def session_shares(asked: Asked) -> Iterator[Row]:
    """Mentors count by their share of a mentee's sessions; no row where that changes nothing."""
    part = by_sessions(asked.part)
    if not weights_differ(asked.part, part):
        return
    left_out = pd.Series("not compared", index=part.table.index)
    left_out[part.table["row"].isin(asked.comparison.row_of.index)] = ""
    other = ask_of(asked.program, asked.question, part, left_out=left_out).comparison
    memberships = {name: w for name, w in other.memberships.items() if name in asked.memberships}
    yield from refitted(
        asked, "mentors weighted by share of sessions", comparison=other, memberships=memberships, role="sensitivity"
    )


def by_sessions(part: Participations) -> Participations:
    """The participations with mentors weighted by sessions, where all of a mentee's mentors have a count of them."""
    key = ["mentee_id", "spell"]
    pairs = part.pairs[part.pairs["begun"]].drop_duplicates([*key, "mentor_id"])
    met = pairs.merge(part.table[[*key, "row"]], on=key)
    equal = 1.0 / met.groupby("row")["mentor_id"].transform("size")
    met["weight"] = share_of_sessions(met["sessions"], met["row"]).fillna(equal)
    shares = {
        column: (met["weight"] * (met["proximity"] == tier)).groupby(met["row"]).sum()
        for tier, column in SHARES.items()
    }
    table = part.table.assign(
        **{column: share.reindex(part.table["row"]).to_numpy() for column, share in shares.items()}
    )
    return replace(part, table=table, mentors=met.loc[met["weight"] > 0, ["row", "mentor_id", "weight"]])


def share_of_sessions(sessions: pd.Series, who: pd.Series) -> pd.Series:
    """Each pairing's share of the sessions of ``who``; missing where one of theirs is not counted or there were none.

    >>> share_of_sessions(pd.Series([1, 3, 2, None]), pd.Series(["a", "a", "b", "b"])).tolist()
    [0.25, 0.75, nan, nan]
    """
    held = sessions.astype(float)
    total = held.groupby(who).transform("sum").mask(held.isna().groupby(who).transform("any"))
    return held / total.where(total > 0)


def weights_differ(one: Participations, other: Participations) -> bool:
    """Whether mentors weigh differently in two versions of the same participations."""
    both = one.mentors.merge(other.mentors, on=["row", "mentor_id"], how="left").fillna(0.0)
    return not np.allclose(both["weight_x"], both["weight_y"])
