"""One set of shuffles for all analyses, so that chance does the same to each of them.

For adjacency, mentors' industries change places within cohorts.  For the number of mentors, each mentee gets a random
place in the cohort, and every analysis deals its residuals out anew in the order of these places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.analyses.specification.samples import Sample, labels_of
from mentorstats.models.permutation import movable, shuffles
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, MentorLabels

__all__ = ["Shuffles", "draw_shuffles"]

_TOO_FEW = "too few mentors could have had another industry, or mentees another number of mentors, in their cohort"


@dataclass(frozen=True, eq=False)
class Shuffles:
    """The shuffles of one specification curve.

    ``assigned`` (1 + draws, mentors) holds the label of each mentor, the observed ones first; ``mentor_numbers`` gives
    the column of each mentor.  ``keys`` (draws, rows) holds random places of the rows.  ``reason`` says why there is
    no shuffle, else "".
    """

    labels: MentorLabels | None
    mentor_numbers: dict[str, int]
    assigned: np.ndarray
    keys: pd.DataFrame
    exact: bool
    reason: str

    def orders(self, names: Iterable[str], strata: pd.Series) -> np.ndarray:
        """Orders (1 + draws, rows) of the named rows within ``strata``, the observed one first."""
        codes = strata.factorize()[0]
        positions = np.argsort(codes, kind="stable")
        keys = self.keys[list(names)].to_numpy()[:, positions] + codes[positions]
        orders = np.empty((len(keys) + 1, len(codes)), dtype=np.intp)
        orders[0] = np.arange(len(codes))
        orders[1:, positions] = positions[np.argsort(keys, axis=1)]
        return orders


def draw_shuffles(model: QuestionModel, samples: list[Sample], *, permutations: int, seed: int) -> Shuffles:
    """Shuffle once for all ``samples``; not at all if fewer than half could change."""
    if model.question.compares_industries:
        labels, mentor_numbers = labels_of(samples)
        enough = labels.share_movable >= FEWEST_MOVABLE
        chunks, exact = shuffles(labels.strata, permutations=permutations if enough else 1, seed=seed)
        orders = [chunk for chunk in chunks if enough]
        assigned = np.vstack([labels.labels[None, :], *(labels.labels[order] for order in orders)])
        reason = "" if enough else _TOO_FEW
        return Shuffles(labels, mentor_numbers, assigned, pd.DataFrame(), exact and enough, reason)
    rows = model.comparison.rows
    first_side = model.question.contrasts[0].exposures[0]
    enough = bool(movable(rows[first_side], rows["cohort"].fillna("")).mean() >= FEWEST_MOVABLE)
    names = sorted({name for sample in samples for name in sample.comparison.rows["group"]})
    keys = np.random.default_rng(seed).random((permutations if enough else 0, len(names)))
    keys_by_name = pd.DataFrame(keys, columns=names)
    return Shuffles(None, {}, np.zeros((1, 0)), keys_by_name, False, "" if enough else _TOO_FEW)
