"""The rows that are compared under some options, and the exposure of each row to each kind of mentor.

The landmark, missing scores and unknown industries decide which rows are compared.  Which industries are adjacent,
and how several mentors count, decide the exposure of a row.  It is computed for many assignments of industries to
mentors at once; the first assignment is the observed one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.analyses.specification.choices import (
    ADJACENT,
    ALIKE,
    ANY,
    BASELINE,
    COUNT,
    EVEN_IN_TURN,
    FIRST,
    LANDMARK,
    LEFT_OUT,
    SEVERAL,
    UNKNOWN,
    USUAL_CUT,
    WEIGHT,
    WITHOUT_IN_TURN,
    Options,
)
from mentorstats.industry.similarity import tiers_at
from mentorstats.models.reml.criterion import Array
from mentorstats.program import Program
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import AT_ONCE, IN_TURN
from mentorstats.questions.model import QuestionModel, fit_participations
from mentorstats.questions.robustness.labels import MentorLabels, closeness, meetings, mentor_labels
from mentorstats.questions.robustness.varied import cut_of
from mentorstats.questions.sensitivity.mentor_weights import share_of_sessions
from mentorstats.tables.mentees import SHARES as TIERS
from mentorstats.tables.mentees import Participations, participations

__all__ = ["Graph", "Sample", "at_landmark", "exposures", "graph_of", "labels_of", "sample_of", "weight_column"]


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows that are compared under some options, and their mentors.

    ``met`` has a row a pairing: row (of the comparison), mentor_id, weight, session_weight, first_weight.
    """

    program: Program
    participations: Participations
    comparison: Comparison
    met: pd.DataFrame

    @property
    def final(self) -> Array:
        return self.comparison.rows["final"].to_numpy(dtype=float)

    def memberships(self, *, weight: str, team: bool) -> dict[str, sparse.csr_array]:
        """The membership matrix of mentors by the given weight, and that of teams if ``team``."""
        memberships = {"mentor": sparse.csr_array(self._weighted(self.met["mentor_id"].factorize()[0], weight))}
        if team and "group" in self.comparison.memberships:
            memberships["group"] = self.comparison.memberships["group"]
        return memberships

    def _weighted(self, columns: np.ndarray, weight: str) -> sparse.csr_array:
        places = (self.met["row"].to_numpy(dtype=np.intp), columns)
        shape = (len(self.comparison.rows), int(columns.max()) + 1)
        return sparse.csr_array((self.met[weight].to_numpy(dtype=float), places), shape=shape)

    def shares(self, tiers: np.ndarray, weight: str) -> dict[str, Array]:
        """The share of each tier (rows, draws) if ``tiers`` (pairings, draws) are those of the pairings."""
        weights = self._weighted(np.arange(len(self.met)), weight)
        return {name: np.asarray(weights @ (tiers == name)) for name in TIERS}


@dataclass(frozen=True, eq=False)
class Graph:
    """How close each pairing would be with each label as its mentor's industry.

    ``mentors`` (pairings,) are the numbers of the mentors; ``tiers`` and ``similarity`` (pairings, labels) what the
    pairing would be.  ``observed_tier`` and ``observed_similarity`` (pairings,) are what it is, and stays if its
    mentor's label is ``fixed`` (pairings,).
    """

    mentors: np.ndarray
    tiers: np.ndarray
    similarity: np.ndarray
    observed_tier: np.ndarray
    observed_similarity: np.ndarray
    fixed: np.ndarray

    def tiers_at(self, cut: float | None) -> np.ndarray:
        """The tiers (pairings, labels) with the similarity ``cut`` as the lower end of adjacent; None: the usual."""
        observed, tiers = self.observed_tier, self.tiers
        if cut is not None:
            observed = tiers_at(observed, self.observed_similarity, cut)
            tiers = tiers_at(tiers, self.similarity, cut)
        return np.where(self.fixed[:, None], observed[:, None], tiers)


def at_landmark(model: QuestionModel, options: Options) -> tuple[Program, Participations]:
    """The program and its participations with the landmark of the options, or with the usual one."""
    program = model.program
    days = options[LANDMARK].value if LANDMARK in options else program.settings.landmark_days
    if days == program.settings.landmark_days:
        return program, model.participations
    program = replace(program, settings=replace(program.settings, landmark_days=days))
    return program, participations(program, outcome=model.participations.outcome)


def sample_of(model: QuestionModel, program: Program, participations: Participations, options: Options) -> Sample:
    """The rows of ``part`` under the options that decide who is compared."""
    table, left_out = participations.table, pd.Series("", index=participations.table.index)
    if options.get(BASELINE) == LEFT_OUT:
        left_out = left_out.mask(table["baseline"].isna(), "no score before")
    if options.get(UNKNOWN) == LEFT_OUT:
        left_out = left_out.mask(table["share_unknown"] > 0, "a mentor of unknown industry")
    comparison = fit_participations(program, model.question, participations, left_out=left_out).comparison
    return Sample(program, participations, comparison, _met(participations, comparison))


def _met(participations: Participations, comparison: Comparison) -> pd.DataFrame:
    met = meetings(participations, comparison.row_of)
    mentee = met.groupby(["mentee_id", "cohort_key"]).ngroup()
    mentees_in_row = 1.0 / (met["weight"] * met["mentors_at_landmark"])
    by_sessions = (share_of_sessions(met["sessions"], mentee) / mentees_in_row).fillna(met["weight"])
    order = met["order"].astype(float).fillna(1.0)
    first = (order == order.groupby(mentee).transform("min")).astype(float)
    by_order = first / first.groupby(mentee).transform("sum") / mentees_in_row
    return met.assign(session_weight=by_sessions, first_weight=by_order)


def labels_of(samples: list[Sample]) -> tuple[MentorLabels, dict[str, int]]:
    """The mentors of all samples with their industries and strata, and the number of each."""
    met = pd.concat([sample.met for sample in samples]).drop_duplicates(["mentee_id", "cohort_key", "mentor_id"])
    codes, mentors = met["mentor_id"].factorize()
    labels = mentor_labels(met.reset_index(drop=True), codes, samples[0].program.industries)
    return labels, {str(mentor): number for number, mentor in enumerate(mentors)}


def graph_of(sample: Sample, labels: MentorLabels, mentor_numbers: dict[str, int]) -> Graph:
    """The graph of a sample; ``mentor_numbers`` gives the number of each mentor."""
    met = sample.met
    mentors = met["mentor_id"].map(mentor_numbers).to_numpy(dtype=np.intp)
    tiers, similarity = closeness(met, list(labels.names), sample.participations.pairs, sample.program.industries)
    return Graph(
        mentors=mentors,
        tiers=tiers,
        similarity=similarity,
        observed_tier=met["proximity"].to_numpy(dtype=str),
        observed_similarity=met["similarity"].to_numpy(dtype=float),
        fixed=~labels.free[mentors],
    )


def exposures(sample: Sample, options: Options, graph: Graph | None, assigned: np.ndarray) -> dict[str, Array]:
    """The exposures of each row (rows, draws), the reference first; ``assigned`` (draws, mentors) are the labels.

    Without a graph these are the numbers of mentors, which no shuffle of industries changes.
    """
    if graph is None:
        return _number_exposures(sample, options)
    share = options.get(ADJACENT, USUAL_CUT).value
    tiers = graph.tiers_at(None if share is None else cut_of(sample.program, float(share)))
    drawn = tiers[np.arange(len(tiers))[:, None], assigned[:, graph.mentors].T]
    shares = sample.shares(drawn, "first_weight" if options.get(COUNT) == FIRST else weight_column(options))
    return _any_adjacent(shares) if options.get(COUNT) == ANY else shares


def weight_column(options: Options) -> str:
    """The column of ``Sample.met`` that holds the weights of mentors."""
    return str(options.get(WEIGHT, ALIKE).value)


def _any_adjacent(shares: dict[str, Array]) -> dict[str, Array]:
    """Adjacent if any mentor is, else same if any is, else distant, else unknown."""
    remaining, indicators = np.ones_like(shares["same"]), {}
    for name in ("adjacent", "same", "distant", "unknown"):
        indicators[name] = remaining * (shares[name] > 0)
        remaining = remaining - indicators[name]
    return {name: indicators[name] for name in TIERS}


def _number_exposures(sample: Sample, options: Options) -> dict[str, Array]:
    rows = sample.comparison.rows
    one, at_once, in_turn = (rows[name].to_numpy(dtype=float)[:, None] for name in ("one", AT_ONCE, IN_TURN))
    if options.get(SEVERAL) == EVEN_IN_TURN:
        return {"one": one, AT_ONCE: at_once + in_turn}
    if options.get(SEVERAL) == WITHOUT_IN_TURN:
        return {"one": one, AT_ONCE: at_once, "left out": in_turn}
    return {"one": one, AT_ONCE: at_once, IN_TURN: in_turn}
