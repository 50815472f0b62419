"""One set of shuffles for all analyses, so that what chance does to one it does to all.

For adjacency mentors' industries change places within cohorts.  For the number of mentors each mentee gets a random
place in the cohort, and in every analysis what the rest does not explain is dealt out anew in the order of places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.analyses.specification.samples import Sample, labels_of
from mentorstats.models.permutation import movable, shuffles
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import Asked
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, MentorLabels

__all__ = ["Shuffled", "shuffled"]


@dataclass(frozen=True, eq=False)
class Shuffled:
    """``assigned`` (1 + draws, mentors) are mentors' labels, the first as they are; ``keys`` rows' random places.

    ``reason`` says why there is no shuffle, else "".
    """

    labels: MentorLabels | None
    places: dict[str, int]
    assigned: np.ndarray
    keys: pd.DataFrame
    exact: bool
    reason: str

    def orders(self, names: Iterable[str], strata: pd.Series) -> np.ndarray:
        """Orders (1 + draws, rows) of the named rows within ``strata``, the first as they are."""
        codes = strata.factorize()[0]
        positions = np.argsort(codes, kind="stable")
        keys = self.keys[list(names)].to_numpy()[:, positions] + codes[positions]
        found = np.empty((len(keys) + 1, len(codes)), dtype=np.intp)
        found[0] = np.arange(len(codes))
        found[1:, positions] = positions[np.argsort(keys, axis=1)]
        return found


def shuffled(asked: Asked, samples: list[Sample], *, permutations: int, seed: int) -> Shuffled:
    """Shuffle once for all ``samples``; where fewer than half could change, not at all."""
    if asked.question == ADJACENCY:
        labels, places = labels_of(samples)
        enough = labels.share_movable >= FEWEST_MOVABLE
        chunks, exact = shuffles(labels.strata, permutations=permutations if enough else 1, seed=seed)
        orders = [chunk for chunk in chunks if enough]
        assigned = np.vstack([labels.labels[None, :], *(labels.labels[order] for order in orders)])
        return Shuffled(labels, places, assigned, pd.DataFrame(), exact and enough, "" if enough else _TOO_FEW)
    rows = asked.comparison.rows
    side = asked.contrasts[next(iter(asked.contrasts))][0]
    enough = bool(movable(rows[side], rows["cohort"].fillna("")).mean() >= FEWEST_MOVABLE)
    names = sorted({name for sample in samples for name in sample.comparison.rows["group"]})
    keys = np.random.default_rng(seed).random((permutations if enough else 0, len(names)))
    return Shuffled(None, {}, np.zeros((1, 0)), pd.DataFrame(keys, columns=names), False, "" if enough else _TOO_FEW)


_TOO_FEW = "too few mentors could have had another industry, or mentees another number of mentors, in their cohort"
