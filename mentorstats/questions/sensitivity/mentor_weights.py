"""Mentors weighted by their share of a mentee's sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from mentorstats.questions.model import QuestionModel, fit_participations
from mentorstats.questions.results import ResultRow
from mentorstats.questions.robustness.refit import not_compared, refit_rows
from mentorstats.tables.mentees import SHARES, Participations, tier_shares

__all__ = ["by_sessions", "session_weight_rows", "share_of_sessions", "weights_differ"]


def session_weight_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Mentors count by their share of a mentee's sessions; no row where that changes nothing."""
    weighted = by_sessions(model.participations)
    if not weights_differ(model.participations, weighted):
        return
    other = fit_participations(model.program, model.question, weighted, left_out=not_compared(model)).comparison
    memberships = {name: w for name, w in other.memberships.items() if name in model.memberships}
    yield from refit_rows(
        model, "mentors weighted by share of sessions", comparison=other, memberships=memberships, role="sensitivity"
    )


def by_sessions(participations: Participations) -> Participations:
    """The participations with mentors weighted by sessions, where all of a mentee's mentors have a count of them."""
    met = participations.mentors_met()
    equal = 1.0 / met.groupby("row")["mentor_id"].transform("size")
    met["weight"] = share_of_sessions(met["sessions"], met["row"]).fillna(equal)
    row, tiers, weights = (met[name].to_numpy() for name in ("row", "proximity", "weight"))
    shares = tier_shares(row, tiers, len(participations.table), weights=weights)
    rows = participations.table["row"].to_numpy()
    table = participations.table.assign(**{SHARES[tier]: share[rows] for tier, share in shares.items()})
    mentors = met.loc[met["weight"] > 0, ["row", "mentor_id", "weight"]]
    return replace(participations, table=table, mentors=mentors)


def share_of_sessions(sessions: pd.Series, who: pd.Series) -> pd.Series:
    """Each pairing's share of the sessions of ``who``; missing where one of theirs is not counted or there were none.

    >>> share_of_sessions(pd.Series([1, 3, 2, None]), pd.Series(["a", "a", "b", "b"])).tolist()
    [0.25, 0.75, nan, nan]
    """
    held = sessions.astype(float)
    total = held.groupby(who).transform("sum").mask(held.isna().groupby(who).transform("any"))
    return held / total.where(total > 0)


def weights_differ(first: Participations, second: Participations) -> bool:
    """Whether mentors weigh differently in two versions of the same participations."""
    both = first.mentors.merge(second.mentors, on=["row", "mentor_id"], how="left").fillna(0.0)
    return not np.allclose(both["weight_x"], both["weight_y"])
