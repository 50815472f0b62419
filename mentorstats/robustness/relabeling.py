"""Whose industry could have been whose: what a permutation of mentors' industries keeps and what it moves.

The graph of who met whom stays.  An industry moves from mentor to mentor within a stratum: mentors of the same
cohorts, so that a cohort's own mix of industries and its own mean stay together.  Mentors whose industry is unknown,
or differs from one pairing to another, keep what they have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.industry import Industries
from mentorstats.measures import Participations
from mentorstats.models.permutation import Edges, movable

__all__ = ["Relabeling", "relabeling"]

FEWEST_MOVABLE = 0.5


@dataclass(frozen=True, eq=False)
class Relabeling:
    """The ``edges`` of the compared rows, the ``strata`` of their mentors, and the share of mentors who can move."""

    edges: Edges
    strata: np.ndarray
    share_movable: float


def relabeling(part: Participations, row_of: pd.Series, industries: Industries) -> Relabeling:
    """Prepare the permutation of mentors' industries for the rows in ``row_of``.

    ``row_of`` maps the rows of ``part.table`` that are compared to the rows of the comparison.  Strata are mentors'
    sets of cohorts; where fewer than half of the mentors with an industry could move, their first cohorts.
    """
    met = _met(part, row_of)
    codes = met["mentor_id"].factorize()[0]
    cells = met.groupby(codes)["mentor_industry"].agg(["first", lambda own: own.nunique(dropna=False)])
    placed = industries.nodes(met["mentor_industry"].dropna().unique())
    known = cells["first"].map(lambda cell: bool(placed.get(str(cell)))).to_numpy(dtype=bool)
    free = known & (cells.iloc[:, 1] == 1).to_numpy()
    labels, names = pd.factorize(cells["first"].where(free, ""))
    tiers = _tiers(met, [str(name) for name in names], part.pairs, industries)
    tiers[~free[codes]] = met["proximity"].to_numpy(dtype=str)[~free[codes], None]
    # Names that are as close to every mentee are one label, so that moving them counts as not moving.
    tiers, merged = np.unique(tiers, axis=1, return_inverse=True)
    labels = merged.reshape(-1)[labels]
    edges = Edges(met["row"].to_numpy(dtype=np.intp), codes, met["weight"].to_numpy(dtype=float), tiers, labels)
    return _stratified(edges, met, free, known)


def _met(part: Participations, row_of: pd.Series) -> pd.DataFrame:
    """The pairings that count, with the row of the comparison and their weight in its shares."""
    key = ["mentee_id", "spell"]
    pairs = part.pairs[part.pairs["begun"]].drop_duplicates([*key, "mentor_id"])
    met = pairs.merge(part.table[[*key, "row", "rank", "mentors_at_landmark"]], on=key)
    met = met.assign(row=met["row"].map(row_of)).dropna(subset="row")
    size = met["row"].map(row_of.value_counts())
    return met.assign(weight=1.0 / (met["mentors_at_landmark"] * size)).reset_index(drop=True)


def _tiers(met: pd.DataFrame, names: list[str], pairs: pd.DataFrame, industries: Industries) -> np.ndarray:
    """How close each pairing (edges, names) would be with each name as its mentor's industry."""
    rows, mentees = pd.factorize(met["mentee_industry"].fillna(""))
    grid = pd.DataFrame([(mentee, name) for mentee in mentees for name in names], columns=["mentee", "mentor"])
    everyone = pd.concat([pairs["mentee_industry"], pairs["mentor_industry"]]).dropna().unique()
    found = industries.compare(grid["mentee"], grid["mentor"], also=everyone)["proximity"]
    return found.to_numpy(dtype=str).reshape(len(mentees), len(names))[rows]


def _stratified(edges: Edges, met: pd.DataFrame, free: np.ndarray, known: np.ndarray) -> Relabeling:
    """Strata by the set of cohorts, or by the first one where that lets more mentors move enough."""
    spells = met.assign(mentor=edges.mentors).sort_values("rank", kind="stable").groupby("mentor")["spell"]
    kinds = (spells.agg(lambda own: repr(sorted(set(own)))), spells.first())
    alone = np.array([f"alone {mentor}" for mentor in range(len(free))], dtype=object)
    found = []
    for kind in kinds:
        strata = np.where(free, ("cohort " + kind).to_numpy(dtype=object), alone)
        share = float(movable(edges.labels, strata).sum() / max(int(known.sum()), 1))
        found.append(Relabeling(edges, strata, share))
    return next((one for one in found if one.share_movable >= FEWEST_MOVABLE), found[-1])
