"""Answers that lean on less: cluster-robust errors, and intervals that hold for several contrasts at once.

CR2 lets the outcomes of one mentor's mentees be related in any way, and corrects for how far a fitted line bends
towards them; its degrees of freedom say how few mentors really tell.  Tukey–Kramer widens three intervals so that
all three hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, sparse, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.intervals import Interval, student
from mentorstats.models.reml.criterion import DEPENDENT, Array

__all__ = ["ClusterRobust", "cluster_robust", "shared_sandwich", "tukey_kramer"]

_ROUNDING = 1e-11
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, eq=False)
class ClusterRobust:
    """Least squares with a CR2 ``covariance`` (p, p) of its ``estimates`` (p,)."""

    estimates: Array
    covariance: Array
    _clusters: tuple[NDArray[np.intp], ...]
    _adjusted: tuple[Array, ...]
    _fixed: Array
    _bread: Array
    _weights: Array

    def contrast(self, weights: ArrayLike) -> pd.Series:
        """A weighted sum of the coefficients: estimate, std_error, df, conf_low, conf_high (95 %), p_value.

        Where the clusters' residuals cancel in each of them the error is 0, and there is neither interval nor p.
        """
        row = np.asarray(weights, dtype=float)
        if row.shape != self.estimates.shape:
            raise InvalidInput(f"weights has shape {row.shape}; the model has {len(self.estimates)} coefficients")
        variance = float(row @ self.covariance @ row)
        if variance <= 0:
            return student(float(row @ self.estimates), 0.0, np.nan)
        return student(float(row @ self.estimates), float(np.sqrt(variance)), self._df(row))

    def _df(self, row: Array) -> float:
        """Satterthwaite, as if all errors were independent and alike: the clusters' parts of the variance, matched."""
        parts = [adjusted @ (self._bread @ row) for adjusted in self._adjusted]
        plain = np.array([self._fixed[rows].T @ g for rows, g in zip(self._clusters, parts, strict=True)])
        weighted = np.array(
            [self._fixed[rows].T @ (self._weights[rows] * g) for rows, g in zip(self._clusters, parts, strict=True)]
        )
        middle = self._bread @ (self._fixed.T @ (self._weights[:, None] ** 2 * self._fixed)) @ self._bread
        # A diagonal and a product of few columns stand for the matrix of clusters x clusters.
        own, sides = np.array([float(g @ g) for g in parts]), np.hstack([plain, weighted])
        inner = np.block([[middle, -self._bread], [-self._bread, np.zeros_like(middle)]])
        low = np.einsum("ca,ab,cb->c", sides, inner, sides, optimize=True)
        square = inner @ (sides.T @ sides)
        total = float(np.sum(own**2) + 2.0 * own @ low + np.sum(square * square.T))
        return float((own.sum() + np.trace(square)) ** 2 / total)


def cluster_robust(
    y: ArrayLike, x: pd.DataFrame | ArrayLike, *, clusters: ArrayLike, weights: ArrayLike | None = None
) -> ClusterRobust:
    """Least squares of ``y`` (n,) on ``x`` (n, p) with CR2 errors: rows of one cluster may be related in any way.

    ``clusters`` (n,) names each row's cluster; ``weights`` (n,) are those of weighted least squares, else all 1.
    CR2 (Bell & McCaffrey 2002, Surv. Methodol. 28) with the Satterthwaite df of Pustejovsky & Tipton (2018, J. Bus.
    Econ. Stat. 36), the working model being independent errors of one variance.  Agrees with R's clubSandwich.

    >>> x = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]])
    >>> found = cluster_robust([1.0, 2.0, 2.5, 2.6, 3.0, 5.0], x, clusters=["a", "a", "b", "b", "c", "c"])
    >>> found.contrast([0, 1]).round(3)[["estimate", "std_error", "df"]].tolist()
    [1.033, 0.549, 2.0]
    """
    outcome, fixed = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    w = np.ones(len(outcome)) if weights is None else np.asarray(weights, dtype=float)
    codes, names = pd.factorize(np.asarray(clusters))
    if len(names) < 2:
        raise InvalidInput(f"clusters has {len(names)} cluster; two or more are needed")
    bread = linalg.inv(fixed.T @ (w[:, None] * fixed))
    middle = bread @ (fixed.T @ (w[:, None] ** 2 * fixed)) @ bread
    estimates = bread @ (fixed.T @ (w * outcome))
    residual = outcome - fixed @ estimates
    residual[np.abs(residual) <= _ROUNDING * np.abs(outcome).max()] = 0.0
    rows_of = tuple(np.flatnonzero(codes == code) for code in range(len(names)))
    adjusted = tuple(_adjusted(fixed[rows], w[rows], bread, middle) for rows in rows_of)
    scores = np.array([_score(a, residual[rows]) for a, rows in zip(adjusted, rows_of, strict=True)])
    covariance = bread @ (scores.T @ scores) @ bread
    return ClusterRobust(estimates, covariance, rows_of, adjusted, fixed, bread, w)


def _score(adjusted: Array, residual: Array) -> Array:
    """A cluster's residuals along each column; what is 0 but for rounding is 0."""
    score = adjusted.T @ residual
    return np.where(np.abs(score) > _ROUNDING * (np.abs(adjusted).T @ np.abs(residual)), score, 0.0)


def _adjusted(x: Array, w: Array, bread: Array, middle: Array) -> Array:
    """A W X of one cluster, with A the symmetric inverse root of the variance its residuals should have."""
    hat = x @ bread @ (w[:, None] * x).T
    values, vectors = linalg.eigh(np.eye(len(x)) - hat - hat.T + x @ middle @ x.T)
    roots = np.where(values > DEPENDENT, 1.0 / np.sqrt(np.maximum(values, DEPENDENT)), 0.0)
    return (vectors * roots) @ vectors.T @ (w[:, None] * x)


def shared_sandwich(scores: Array, bread: Array, shared: Any) -> tuple[Array, float]:
    """The covariance (p, p) of estimates where rows that share a mentor may be related in any way, and its df.

    ``scores`` (n, p) are the rows' derivatives, ``bread`` (p, p) the inverse information; ``shared`` (n, q), an array
    or sparse matrix, is not 0 where a row belongs to a mentor.  A row with several mentors is related to all of
    theirs.  The sum is over all related pairs (Fafchamps & Gubert 2007, J. Dev. Econ. 83), its negative eigenvalues
    set to 0; with few mentors it is too small, for which q / (q - 1) and the q - 1 df make up only in part.
    """
    belongs = sparse.csr_array(shared).astype(bool).astype(float)
    groups = int(np.count_nonzero(belongs.sum(axis=0)))
    across = np.zeros((scores.shape[1], scores.shape[1]))
    for begin in range(0, len(scores), _ROWS_AT_ONCE):
        here = slice(begin, begin + _ROWS_AT_ONCE)
        related = (belongs[here] @ belongs.T).astype(bool).astype(float)
        across += scores[here].T @ (related @ scores)
    values, vectors = linalg.eigh((across + across.T) / 2.0)
    meat = (vectors * np.maximum(values, 0.0)) @ vectors.T * groups / max(groups - 1, 1)
    return np.asarray(bread @ meat @ bread, dtype=float), float(groups - 1)


def tukey_kramer(estimate: float, std_error: float, *, df: float, sides: int = 3) -> Interval:
    """The interval of one of all differences between ``sides`` means, made so that 95 % of the time all hold.

    ``df`` is one number for all of them, such as their smallest.  Kramer (1956, Biometrics 12).

    >>> found = tukey_kramer(1.0, 0.5, df=60)
    >>> round(found.conf_low, 2), round(found.conf_high, 2), round(found.p_value, 3)
    (-0.2, 2.2, 0.121)
    """
    reach = _range_quantile(sides, df) / np.sqrt(2.0) * std_error
    p_value = float(stats.studentized_range.sf(abs(estimate) / std_error * np.sqrt(2.0), sides, df))
    return Interval(estimate, float(estimate - reach), float(estimate + reach), p_value, df)


@cache
def _range_quantile(sides: int, df: float) -> float:
    """The 95 % point of the studentized range, which takes longer than a whole fit."""
    return float(stats.studentized_range.ppf(0.95, sides, df))
