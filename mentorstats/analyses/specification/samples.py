"""The rows that remain under some choices, and each row's exposure to each kind of mentor, for any shuffle.

Landmark, scores before and unknown mentors decide who is compared.  Whose industry is adjacent to whose, and how
several mentors count, decide the exposure.  It is computed for many assignments of industries to mentors at once, of
which the first is the one that is.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.analyses.specification.choices import (
    ADJACENT,
    ANY,
    BASELINE,
    COUNT,
    EVEN_IN_TURN,
    FIRST,
    LEFT_OUT,
    SESSIONS,
    SEVERAL,
    UNKNOWN,
    USUAL_CUT,
    WEIGHT,
    WITHOUT_TURN,
    Ways,
)
from mentorstats.models.reml.criterion import Array
from mentorstats.program import Program
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import AT_ONCE, IN_TURN
from mentorstats.questions.model import Asked, ask_of
from mentorstats.questions.robustness.labels import MentorLabels, closeness, meetings, mentor_labels
from mentorstats.questions.robustness.varied import cut_of
from mentorstats.questions.sensitivity.mentor_weights import share_of_sessions
from mentorstats.tables.mentees import SHARES as TIERS
from mentorstats.tables.mentees import Participations, participations

__all__ = ["Graph", "Sample", "at_landmark", "exposures", "graph_of", "labels_of", "sample_of", "weight_of"]


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows under some choices: their comparison, and who met whom.

    ``met`` has a row a pairing: row (of the comparison), mentor_id, weight, session_weight, first_weight.
    """

    program: Program
    part: Participations
    comparison: Comparison
    met: pd.DataFrame

    @property
    def final(self) -> Array:
        return self.comparison.rows["final"].to_numpy(dtype=float)

    def memberships(self, *, weight: str, team: bool) -> dict[str, sparse.csr_array]:
        """Mentors by the given weight, and teams where wanted."""
        found = {"mentor": sparse.csr_array(self._into(self.met["mentor_id"].factorize()[0], weight))}
        if team and "group" in self.comparison.memberships:
            found["group"] = self.comparison.memberships["group"]
        return found

    def _into(self, columns: np.ndarray, weight: str) -> sparse.csr_array:
        places = (self.met["row"].to_numpy(dtype=np.intp), columns)
        shape = (len(self.comparison.rows), int(columns.max()) + 1)
        return sparse.csr_array((self.met[weight].to_numpy(dtype=float), places), shape=shape)

    def shares(self, tiers: np.ndarray, weight: str) -> dict[str, Array]:
        """The share of each tier (rows, draws) where ``tiers`` (pairings, draws) says which tier each is."""
        into = self._into(np.arange(len(self.met)), weight)
        return {name: np.asarray(into @ (tiers == name)) for name in TIERS}


@dataclass(frozen=True, eq=False)
class Graph:
    """How close each pairing would be with each label as its mentor's industry.

    ``mentors`` (pairings,) are their numbers; ``tiers`` and ``similarity`` (pairings, labels) what the pairing would
    be, ``own`` what it is, which stays where the mentor is ``fixed`` (pairings,).
    """

    mentors: np.ndarray
    tiers: np.ndarray
    similarity: np.ndarray
    own: tuple[np.ndarray, np.ndarray]
    fixed: np.ndarray

    def at(self, cut: float | None) -> np.ndarray:
        """The tiers (pairings, labels) where ``cut`` is where adjacent ends; None for the usual tiers."""
        own, near = self.own
        tiers = self.tiers if cut is None else _cut(self.tiers, self.similarity, cut)
        own = own if cut is None else _cut(own, near, cut)
        return np.where(self.fixed[:, None], own[:, None], tiers)


def at_landmark(asked: Asked, days: str) -> tuple[Program, Participations]:
    """The program and its participations with another landmark, such as "60 days"; "" for its own."""
    program = asked.program
    own = program.settings.landmark_days
    wanted = int(days.removesuffix(" days")) if days else own
    if wanted == own:
        return program, asked.part
    settings = copy.copy(program.settings)
    # Checked anew, the settings would refuse what only code may ask for: that small groups are shown.
    object.__setattr__(settings, "landmark_days", wanted)
    program = replace(program, settings=settings)
    return program, participations(program, outcome=asked.part.outcome)


def sample_of(asked: Asked, program: Program, part: Participations, ways: Ways) -> Sample:
    """The rows of ``part`` under the choices that decide who is compared."""
    table, left_out = part.table, pd.Series("", index=part.table.index)
    if ways.get(BASELINE) == LEFT_OUT:
        left_out = left_out.mask(table["baseline"].isna(), "no score before")
    if ways.get(UNKNOWN) == LEFT_OUT:
        left_out = left_out.mask(table["share_unknown"] > 0, "a mentor of unknown industry")
    comparison = ask_of(program, asked.question, part, left_out=left_out).comparison
    return Sample(program, part, comparison, _met(part, comparison))


def _met(part: Participations, comparison: Comparison) -> pd.DataFrame:
    met = meetings(part, comparison.row_of)
    mentee = met.groupby(["mentee_id", "spell"]).ngroup()
    size = 1.0 / (met["weight"] * met["mentors_at_landmark"])
    by_sessions = (share_of_sessions(met["sessions"], mentee) / size).fillna(met["weight"])
    order = met["order"].astype(float).fillna(1.0)
    first = (order == order.groupby(mentee).transform("min")).astype(float)
    by_order = first / first.groupby(mentee).transform("sum") / size
    return met.assign(session_weight=by_sessions, first_weight=by_order)


def labels_of(samples: list[Sample]) -> tuple[MentorLabels, dict[str, int]]:
    """The mentors of all samples with their industries and strata, and the number of each."""
    met = pd.concat([sample.met for sample in samples]).drop_duplicates(["mentee_id", "spell", "mentor_id"])
    codes, mentors = met["mentor_id"].factorize()
    found = mentor_labels(met.reset_index(drop=True), codes, samples[0].program.industries)
    return found, {str(mentor): place for place, mentor in enumerate(mentors)}


def graph_of(sample: Sample, labels: MentorLabels, places: dict[str, int]) -> Graph:
    """The graph of a sample; ``places`` gives each mentor's number."""
    met = sample.met
    mentors = met["mentor_id"].map(places).to_numpy(dtype=np.intp)
    tiers, similarity = closeness(met, list(labels.names), sample.part.pairs, sample.program.industries)
    own = met["proximity"].to_numpy(dtype=str), met["similarity"].to_numpy(dtype=float)
    return Graph(mentors, tiers, similarity, own, ~labels.free[mentors])


def exposures(sample: Sample, ways: Ways, graph: Graph | None, assigned: np.ndarray) -> dict[str, Array]:
    """Each row's exposures (rows, draws), the reference first; ``assigned`` (draws, mentors) are the labels.

    Without a graph these are the numbers of mentors, which no shuffle of industries changes.
    """
    if graph is None:
        return _numbers(sample, ways)
    cut = ways.get(ADJACENT, USUAL_CUT)
    share = None if cut == USUAL_CUT else float(cut.removeprefix("closest ").removesuffix(" %")) / 100.0
    tiers = graph.at(None if share is None else cut_of(sample.program, share))
    drawn = tiers[np.arange(len(tiers))[:, None], assigned[:, graph.mentors].T]
    shares = sample.shares(drawn, "first_weight" if ways.get(COUNT) == FIRST else weight_of(ways))
    return _any_adjacent(shares) if ways.get(COUNT) == ANY else shares


def weight_of(ways: Ways) -> str:
    """The column of ``met`` by which mentors weigh."""
    return "session_weight" if ways.get(WEIGHT) == SESSIONS else "weight"


def _cut(tiers: np.ndarray, similarity: np.ndarray, cut: float) -> np.ndarray:
    moved = np.isin(tiers, ("adjacent", "distant")) & ~np.isnan(similarity)
    return np.where(moved, np.where(similarity >= cut, "adjacent", "distant"), tiers)


def _any_adjacent(shares: dict[str, Array]) -> dict[str, Array]:
    """Adjacent if any mentor is, else same if any is, else distant, else unknown."""
    left, found = np.ones_like(shares["same"]), {}
    for name in ("adjacent", "same", "distant", "unknown"):
        found[name] = left * (shares[name] > 0)
        left = left - found[name]
    return {name: found[name] for name in TIERS}


def _numbers(sample: Sample, ways: Ways) -> dict[str, Array]:
    rows = sample.comparison.rows
    one, once, turn = (rows[name].to_numpy(dtype=float)[:, None] for name in ("one", AT_ONCE, IN_TURN))
    if ways.get(SEVERAL) == EVEN_IN_TURN:
        return {"one": one, AT_ONCE: once + turn}
    if ways.get(SEVERAL) == WITHOUT_TURN:
        return {"one": one, AT_ONCE: once, "left out": turn}
    return {"one": one, AT_ONCE: once, IN_TURN: turn}
