"""How far apart columns are, in the metric of a model: the inverse covariance with the columns of x taken out.

A shuffle changes neither the variances nor x, so one metric serves all of them.  With ``S = Z R^.5``, R the variance
ratios, it is ``(I + S S')^-1`` less its part along x, over the residual variance.  A factor F with ``I - F F'`` gives
it at once; where F (mentees x mentors) would be too large, conjugate gradients stand for the mentors' part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, sparse

from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.lanczos import conjugate_gradients

__all__ = ["NullMetric", "SparseMetric", "null_metric"]

_MOST_DENSE = 2.5e7
# Shuffles that give the same columns must stay ties.
_SOLVED = 1e-11


@dataclass(frozen=True, eq=False)
class NullMetric:
    """The inverse covariance of a null fit with the columns of its x taken out: ``(I - F F') / residual``."""

    factor: Array
    residual: float

    def apply(self, columns: Array) -> Array:
        return (columns - self.factor @ (self.factor.T @ columns)) / self.residual

    def forms(self, columns: list[Array]) -> Array:
        """``c_i' M c_j`` of the columns (n, draws) of each draw: (draws, columns, columns)."""
        through = [self.factor.T @ column for column in columns]
        return (
            np.stack(
                [
                    _alongside(one, columns) - _alongside(along, through)
                    for one, along in zip(columns, through, strict=True)
                ],
                axis=1,
            )
            / self.residual
        )


@dataclass(frozen=True, eq=False)
class SparseMetric:
    """The same where a factor (n, mentors) would be too large: ``spread`` (n, mentors) is Z times the root ratios.

    ``factor`` (n, p) takes out the columns of x, by whose side conjugate gradients stand for the mentors' part.
    """

    spread: sparse.csr_array
    gram: sparse.csr_array
    factor: Array
    residual: float

    def apply(self, columns: Array) -> Array:
        inside = _without_mentors(self.spread, self.gram, columns)
        return (inside - self.factor @ (self.factor.T @ columns)) / self.residual

    def forms(self, columns: list[Array]) -> Array:
        applied = [self.apply(column) for column in columns]
        found = np.stack([_alongside(column, applied) for column in columns], axis=1)
        return (found + np.swapaxes(found, 1, 2)) / 2.0


def _alongside(one: Array, others: list[Array]) -> Array:
    return np.stack([np.einsum("ns,ns->s", one, other) for other in others], axis=1)


def _without_mentors(spread: sparse.csr_array, gram: sparse.csr_array, columns: Array) -> Array:
    """``(I + S S')^-1`` times columns."""
    wide = columns.reshape(len(columns), -1)
    inside = wide - spread @ conjugate_gradients(gram, 1.0, np.asarray(spread.T @ wide), tolerance=_SOLVED)
    return np.asarray(inside.reshape(columns.shape), dtype=float)


def null_metric(null: MultipleMembershipFit, fixed: Array, memberships: Mapping[str, Any]) -> NullMetric | SparseMetric:
    """The metric of a fit to ``fixed`` (n, p) and ``memberships``."""
    residual = null.variances["residual"]
    active = [name for name in memberships if null.variances[name] > 0]
    factor = np.zeros((len(fixed), 0))
    if active:
        z = sparse.hstack([sparse.csc_array(memberships[name], dtype=float) for name in active], format="csc")
        if float(z.shape[0]) * z.shape[1] > _MOST_DENSE:
            return _sparse_metric(null, fixed, z, [memberships[name].shape[1] for name in active], active)
        spread = np.concatenate([np.full(memberships[name].shape[1], null.variances[name]) for name in active])
        root = linalg.cholesky(np.diag(residual / spread) + (z.T @ z).toarray(), lower=True)
        factor = linalg.solve_triangular(root, z.T.toarray(), lower=True).T
    inside = fixed - factor @ (factor.T @ fixed)
    root = linalg.cholesky(fixed.T @ inside, lower=True)
    return NullMetric(np.hstack([factor, linalg.solve_triangular(root, inside.T, lower=True).T]), residual)


def _sparse_metric(
    null: MultipleMembershipFit, fixed: Array, z: sparse.csc_array, sizes: list[int], active: list[str]
) -> SparseMetric:
    residual = null.variances["residual"]
    ratios = np.repeat([null.variances[name] / residual for name in active], sizes)
    spread = sparse.csr_array(z * np.sqrt(ratios))
    gram = sparse.csr_array(spread.T @ spread)
    inside = _without_mentors(spread, gram, fixed)
    root = linalg.cholesky(fixed.T @ inside, lower=True)
    return SparseMetric(spread, gram, linalg.solve_triangular(root, inside.T, lower=True).T, residual)
