"""Permutation tests: how often would chance alone, by shuffling, look as different as what was seen?

Adjacency belongs to a mentor's industry, so it is mentors' industries that are shuffled, on the fixed graph of who
met whom: shuffling mentees would forget that they share mentors, and find far too much.  The number of mentors is a
mentee's own, and there residuals are shuffled within the cohort (Freedman & Lane 1983, J. Bus. Econ. Stat. 1).  The
statistic is t with the variances of the fit under "no difference", which no shuffle changes, so thousands are cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations as orders
from itertools import product
from math import factorial, prod
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from mentorstats.models.metric import NullMetric, SparseMetric, null_metric
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.reml.criterion import Array

__all__ = [
    "Edges",
    "PermutationTest",
    "contrast_statistics",
    "freedman_lane",
    "movable",
    "permute_labels",
    "shuffles",
]

Integers = NDArray[np.intp]

_AT_A_TIME = 1000
_MEMORY = 2.5e8
# Shuffles that give the observed statistic back must count as reaching it, whatever the last digit.
_TIE = 1e-9


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """An estimate, its t ``statistic``, and that of every shuffle in ``draws``; ``exact``: these are all there are."""

    estimate: float
    statistic: float
    draws: Array
    exact: bool

    @property
    def p_value(self) -> float:
        """The share of shuffles as far from 0 as what was seen, which counts as one of them."""
        reached = int(np.sum(np.abs(self.draws) >= abs(self.statistic) * (1.0 - _TIE)))
        return reached / len(self.draws) if self.exact else (1 + reached) / (1 + len(self.draws))

    @property
    def monte_carlo_error(self) -> float:
        """The standard error of ``p_value`` that is due to the number of shuffles; 0 if these are all."""
        return 0.0 if self.exact else float(np.sqrt(self.p_value * (1.0 - self.p_value) / len(self.draws)))


@dataclass(frozen=True, eq=False)
class Edges:
    """Who met whom, one entry a pairing: its row of the model, its mentor, and its weight in the row's shares.

    ``tiers`` (edges, labels) is how close the pairing would be with each label as its mentor's industry;
    ``labels`` (mentors,) are the labels the mentors have.
    """

    rows: Integers
    mentors: Integers
    weights: Array
    tiers: NDArray[np.str_]
    labels: Integers

    def shares(self, labels: Integers, tier: str, n_rows: int) -> Array:
        """The share of ``tier`` in each row (n_rows, draws) for each assignment in ``labels`` (draws, mentors)."""
        is_tier = (self.tiers == tier).astype(float)
        found = is_tier[np.arange(len(self.rows))[:, None], labels[:, self.mentors].T]
        into = sparse.csr_array((self.weights, (self.rows, np.arange(len(self.rows)))), shape=(n_rows, len(self.rows)))
        return np.asarray(into @ found)


def shuffles(strata: ArrayLike, *, permutations: int, seed: int, beside: int = 0) -> tuple[Iterator[Integers], bool]:
    """Orders of the positions that keep each within its stratum, in arrays (draws, positions), and whether all.

    All there are, if they are no more than ``permutations``, else that many at random.  An array has as many draws as
    fit into a fixed memory, when each draw needs ``beside`` numbers more; the draws do not depend on that.

    >>> found, exact = shuffles(["a", "a", "b"], permutations=10, seed=1)
    >>> np.concatenate(list(found)).tolist(), exact
    ([[0, 1, 2], [1, 0, 2]], True)
    """
    codes = pd.factorize(np.asarray(strata))[0]
    members = [np.flatnonzero(codes == code) for code in range(codes.max(initial=-1) + 1)]
    if prod(factorial(len(positions)) for positions in members) <= permutations:
        return iter([_all_orders(members, len(codes))]), True
    at_a_time = int(np.clip(_MEMORY / (8.0 * (3 * len(codes) + beside)), 1, _AT_A_TIME))
    return _random_orders(codes, permutations, np.random.default_rng(seed), at_a_time), False


def _all_orders(members: list[Integers], size: int) -> Integers:
    every = [np.concatenate(parts) for parts in product(*(orders(positions) for positions in members))]
    found = np.empty((len(every), size), dtype=np.intp)
    found[:, np.concatenate(members)] = every
    return found


def _random_orders(codes: Integers, permutations: int, rng: np.random.Generator, at_a_time: int) -> Iterator[Integers]:
    positions = np.argsort(codes, kind="stable")
    for first in range(0, permutations, at_a_time):
        keys = codes[positions] + rng.random((min(at_a_time, permutations - first), len(codes)))
        found = np.empty(keys.shape, dtype=np.intp)
        found[:, positions] = positions[np.argsort(keys, axis=1)]
        yield found


def movable(values: ArrayLike, strata: ArrayLike) -> NDArray[np.bool_]:
    """Which positions could get another value by shuffling within strata.

    >>> movable(["Law", "Art", "Law"], ["x", "x", "y"]).tolist()
    [True, True, False]
    """
    frame = pd.DataFrame({"value": np.asarray(values), "stratum": np.asarray(strata)})
    return (frame.groupby("stratum")["value"].transform("nunique") > 1).to_numpy()


def freedman_lane(
    y: ArrayLike,
    exposure: ArrayLike,
    x: pd.DataFrame | ArrayLike,
    *,
    strata: ArrayLike,
    memberships: Mapping[str, Any] | None = None,
    permutations: int = 10_000,
    seed: int = 1,
) -> PermutationTest:
    """Test whether ``exposure`` (n,) goes with ``y`` (n,) beyond ``x`` (n, p), shuffling residuals within ``strata``.

    ``memberships`` are those of ``fit_multiple_membership``, whose errors it also raises; without any this is least
    squares.  What is shuffled are the residuals of the model without the exposure.

    >>> y, exposure = [7, 9, 6, 5, 4, 8], [1, 1, 0, 0, 0, 1]
    >>> found = freedman_lane(y, exposure, np.ones((6, 1)), strata=np.zeros(6), permutations=720)
    >>> round(found.estimate, 9), found.p_value, found.exact
    (3.0, 0.1, True)
    """
    outcome, column = np.asarray(y, dtype=float), np.asarray(exposure, dtype=float)
    null = fit_multiple_membership(outcome, x, memberships=memberships or {})
    metric = null_metric(null, np.asarray(x, dtype=float), memberships or {})
    weights = metric.apply(column)
    length = float(np.sqrt(column @ weights))
    residual = outcome - np.asarray(x, dtype=float) @ null.coefficients["estimate"].to_numpy(dtype=float)
    chunks, exact = shuffles(strata, permutations=permutations, seed=seed)
    draws = np.concatenate([residual[chunk] @ weights for chunk in chunks]) / length
    statistic = float(weights @ residual) / length
    return PermutationTest(statistic / length, statistic, draws, exact)


def permute_labels(
    y: ArrayLike,
    x: pd.DataFrame,
    edges: Edges,
    *,
    tiers: Sequence[str],
    contrasts: Mapping[str, Sequence[float]],
    strata: ArrayLike,
    memberships: Mapping[str, Any],
    permutations: int = 10_000,
    seed: int = 1,
) -> dict[str, PermutationTest]:
    """Test each of ``contrasts`` by shuffling mentors' labels within ``strata`` (mentors,), the pairings staying.

    ``x`` (n, p) holds what no shuffle changes; ``tiers`` are those whose shares are the other columns (one tier,
    the reference, has none), and a contrast has a weight for each.  A shuffle from which a contrast cannot be
    estimated counts against it.  Errors are those of ``fit_multiple_membership``.
    """
    outcome, fixed = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    null = fit_multiple_membership(outcome, x, memberships=memberships)
    metric = null_metric(null, fixed, memberships)
    weights = np.array([list(row) for row in contrasts.values()], dtype=float)
    projected = metric.apply(outcome)

    def tested(labels: Integers) -> tuple[Array, Array]:
        columns = [edges.shares(labels, tier, len(outcome)) for tier in tiers]
        return contrast_statistics(metric, columns, projected, weights)

    estimates, statistics = tested(edges.labels[None, :])
    beside = 3 * len(edges.rows) + 6 * len(tiers) * len(outcome)
    chunks, exact = shuffles(strata, permutations=permutations, seed=seed, beside=beside)
    draws = np.concatenate([tested(edges.labels[chunk])[1] for chunk in chunks])
    return {
        name: PermutationTest(float(estimates[0, j]), float(statistics[0, j]), draws[:, j], exact)
        for j, name in enumerate(contrasts)
    }


def contrast_statistics(
    metric: NullMetric | SparseMetric, columns: list[Array], projected: Array, weights: Array
) -> tuple[Array, Array]:
    """Estimates and t of the contrasts (draws, contrasts), t infinite where there is no estimate.

    Each of ``columns`` is (n, draws); ``projected`` is the metric applied to the outcome (n,), ``weights``
    (contrasts, columns) are those of the contrasts.
    """
    gram = metric.forms(columns)
    cross = np.stack([column.T @ projected for column in columns], axis=1)
    inverse = np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
    estimates = np.einsum("ck,skl,sl->sc", weights, inverse, cross)
    variances = np.einsum("ck,skl,cl->sc", weights, inverse, weights)
    # In the null space of the columns nothing can be estimated.
    kept = np.einsum("ck,skl,slm->scm", weights, inverse, gram)
    lost = np.abs(kept - weights).max(axis=2) > 1e-6
    return estimates, np.where(lost, np.inf, estimates / np.sqrt(np.where(lost, 1.0, variances)))
