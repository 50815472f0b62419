"""Rows that look at mentors and mentees in another way: who weighs how much, and what is a mentor's own.

A mentor may count by how much of a mentee's sessions were theirs.  Good mentors may be adjacent more often; the
mentor's own average of the exposure, added to the model, takes that out, and says how much of it there is (Mundlak
1978, Econometrica 46).  And those who took part again may count again, if they keep an effect of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.questions.adjustment import dependent_columns
from mentorstats.questions.model import TOO_FEW, Asked, Row, ask, ask_of, fit_or_refusal
from mentorstats.questions.robustness.refit import refitted
from mentorstats.tables.mentees import SHARES, Participations

__all__ = [
    "by_sessions",
    "mentors_own_average",
    "session_shares",
    "share_of_sessions",
    "taking_part_again",
    "weights_differ",
]

_AVERAGE = "mentor's own average of "
_AGAIN = "later participations too, with an effect of the mentee"


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


def mentors_own_average(asked: Asked) -> Iterator[Row]:
    """The contrast within a mentor's mentees, and by how much mentors differ who have more of one side.

    The first differs from the primary row where mentor effects go with the exposure; the second says how much.
    """
    within = "mentor's own average added (Mundlak)"
    beyond = "how much mentors differ who have it more often (Mundlak)"
    design = asked.comparison.design
    exposures = [name for name in design.columns if name not in asked.comparison.adjustment.columns]
    belongs = sparse.csr_array(asked.comparison.memberships["mentor"])
    each = (belongs.T @ design[exposures].to_numpy()) / np.asarray(belongs.sum(axis=0)).reshape(-1, 1)
    averages = pd.DataFrame(belongs @ each, index=design.index, columns=[f"{_AVERAGE}{name}" for name in exposures])
    wide = pd.concat([design, averages], axis=1)
    fit, reason = None, "mentors have mentees of one side only"
    if not dependent_columns(wide):
        fit, reason, _ = fit_or_refusal(asked.comparison.rows["final"], wide, memberships=asked.memberships)
    for name, weights in asked.weighted():
        if fit is None or weights is None:
            yield asked.row(name, f"{within}: {TOO_FEW if weights is None else reason}")
            continue
        moved = np.concatenate([np.zeros(len(weights)), weights[design.columns.isin(exposures)]])
        yield asked.row(name, within, fit.contrast(np.concatenate([weights, np.zeros(len(exposures))])))
        yield asked.row(name, beyond, fit.contrast(moved))


def taking_part_again(asked: Asked) -> Iterator[Row]:
    """All participations with an outcome; a mentee who has several keeps an effect of their own."""
    if not asked.part.later:
        return
    again = ask(asked.program, asked.question, outcome=asked.part.outcome, every=True)
    comparison = again.comparison
    row_of = comparison.row_of
    codes, names = again.part.table.set_index("row")["mentee_id"].reindex(row_of.index).factorize()
    rows, sizes = row_of.to_numpy(), row_of.value_counts()
    places, shape = (rows, codes), (len(comparison.rows), len(names))
    mentee = sparse.csr_array((1.0 / sizes.reindex(rows).to_numpy(), places), shape=shape)
    memberships = {**comparison.memberships, "mentee": mentee}
    for row in refitted(asked, _AGAIN, comparison=comparison, memberships=memberships, needs="mentee"):
        yield row | {"n_mentees": asked.people(len(names), 0, np.nan, role="robustness")["n_mentees"]}
