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
from mentorstats.models.permutation import Edges, movable
from mentorstats.tables.mentees import Participations

__all__ = ["FEWEST_MOVABLE", "MentorLabels", "Relabeling", "closeness", "meetings", "mentor_labels", "relabeling"]

FEWEST_MOVABLE = 0.5


@dataclass(frozen=True, eq=False)
class Relabeling:
    """The ``edges`` of the compared rows, the ``strata`` of their mentors, and the share of mentors who can move."""

    edges: Edges
    strata: np.ndarray
    share_movable: float


@dataclass(frozen=True, eq=False)
class MentorLabels:
    """The industries of mentors: ``names`` (labels), ``labels`` and ``strata`` (mentors,) and who is ``free`` to move.

    A mentor who is not free has a stratum of their own; ``share_movable`` is of those whose industry is known.
    """

    names: tuple[str, ...]
    labels: np.ndarray
    free: np.ndarray
    strata: np.ndarray
    share_movable: float


def relabeling(participations: Participations, row_of: pd.Series, industries: Industries) -> Relabeling:
    """Prepare the permutation of mentors' industries for the rows in ``row_of``.

    ``row_of`` maps the rows of ``participations.table`` that are compared to the rows of the comparison.  Strata are
    mentors' sets of cohorts; where fewer than half of the mentors with an industry could move, their first cohorts.
    """
    met = meetings(participations, row_of)
    codes = met["mentor_id"].factorize()[0]
    cells, free, known = _cells(met, codes, industries)
    labels, names = pd.factorize(cells)
    tiers = closeness(met, [str(name) for name in names], participations.pairs, industries)[0]
    tiers[~free[codes]] = met["proximity"].to_numpy(dtype=str)[~free[codes], None]
    # Names that are as close to every mentee are one label, so that moving them counts as not moving.
    tiers, merged = np.unique(tiers, axis=1, return_inverse=True)
    labels = merged.reshape(-1)[labels]
    edges = Edges(met["row"].to_numpy(dtype=np.intp), codes, met["weight"].to_numpy(dtype=float), tiers, labels)
    strata, share = _strata(met, codes, labels, free, known)
    return Relabeling(edges, strata, share)


def mentor_labels(met: pd.DataFrame, mentors: np.ndarray, industries: Industries) -> MentorLabels:
    """The labels and strata of ``mentors`` (the number of each meeting's mentor)."""
    cells, free, known = _cells(met, mentors, industries)
    labels, names = pd.factorize(cells)
    strata, share = _strata(met, mentors, labels, free, known)
    return MentorLabels(tuple(map(str, names)), labels, free, strata, share)


def meetings(participations: Participations, row_of: pd.Series) -> pd.DataFrame:
    """The pairings that count, with the row of the comparison and their weight in its shares."""
    met = participations.mentors_met()
    met = met.assign(rank=met["row"].map(participations.table.set_index("row")["rank"]), row=met["row"].map(row_of))
    met = met.dropna(subset="row")
    size = met["row"].map(row_of.value_counts())
    return met.assign(weight=1.0 / (met["mentors_at_landmark"] * size)).reset_index(drop=True)


def closeness(
    met: pd.DataFrame, names: list[str], pairs: pd.DataFrame, industries: Industries
) -> tuple[np.ndarray, np.ndarray]:
    """Proximity and similarity of each meeting (meetings, names) with each name as its mentor's industry."""
    rows, mentees = pd.factorize(met["mentee_industry"].fillna(""))
    grid = pd.DataFrame([(mentee, name) for mentee in mentees for name in names], columns=["mentee", "mentor"])
    everyone = pd.concat([pairs["mentee_industry"], pairs["mentor_industry"]]).dropna().unique()
    compared = industries.compare(grid["mentee"], grid["mentor"], also=everyone)
    shape = (len(mentees), len(names))
    tiers = compared["proximity"].to_numpy(dtype=str).reshape(shape)
    return tiers[rows], compared["similarity"].to_numpy(dtype=float).reshape(shape)[rows]


def _cells(met: pd.DataFrame, codes: np.ndarray, industries: Industries) -> tuple[pd.Series, np.ndarray, np.ndarray]:
    """Each mentor's industry as written ("" for those who keep what they have), who is free, whose is known."""
    cells = met.groupby(codes)["mentor_industry"].agg(["first", lambda written: written.nunique(dropna=False)])
    placed = industries.nodes(met["mentor_industry"].dropna().unique())
    known = cells["first"].map(lambda cell: bool(placed.get(str(cell)))).to_numpy(dtype=bool)
    free = known & (cells.iloc[:, 1] == 1).to_numpy()
    return cells["first"].where(free, ""), free, known


def _strata(
    met: pd.DataFrame, codes: np.ndarray, labels: np.ndarray, free: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, float]:
    """Strata by the set of cohorts, or by the first one where that lets more mentors move enough."""
    cohorts = met.assign(mentor=codes).sort_values("rank", kind="stable").groupby("mentor")["cohort_key"]
    alone = np.array([f"alone {mentor}" for mentor in range(len(free))], dtype=object)
    candidates = []
    for kind in (cohorts.agg(lambda keys: repr(sorted(set(keys)))), cohorts.first()):
        strata = np.where(free, ("cohort " + kind).to_numpy(dtype=object), alone)
        candidates.append((strata, float(movable(labels, strata).sum() / max(int(known.sum()), 1))))
    return next((each for each in candidates if each[1] >= FEWEST_MOVABLE), candidates[-1])
