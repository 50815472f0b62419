"""Answers that lean on less: cluster-robust errors, ranks, and intervals that hold for several contrasts at once.

CR2 lets the outcomes of one mentor's mentees be related in any way, and corrects for how far a fitted line bends
towards them; its degrees of freedom say how few mentors really tell.  Brunner–Munzel and Cliff's delta ask only who
scored higher, so they fit ratings and skewed scores.  Tukey–Kramer widens three intervals so that all three hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, stats

from mentorstats.models.reml import DEPENDENT, Array

__all__ = [
    "ClusterRobust",
    "Interval",
    "brunner_munzel",
    "cliffs_delta",
    "cluster_robust",
    "tukey_kramer",
]


@dataclass(frozen=True)
class Interval:
    """An estimate, its 95 % interval, p and df; nan where the method has none."""

    estimate: float
    conf_low: float
    conf_high: float
    p_value: float
    df: float


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
        """A weighted sum of the coefficients: estimate, std_error, df, conf_low, conf_high (95 %), p_value."""
        row = np.asarray(weights, dtype=float)
        if row.shape != self.estimates.shape:
            raise ValueError(f"weights has shape {row.shape}; the model has {len(self.estimates)} coefficients")
        estimate, std_error = float(row @ self.estimates), float(np.sqrt(row @ self.covariance @ row))
        df = self._df(row)
        reach = float(stats.t.ppf(0.975, df)) * std_error
        p_value = 2.0 * float(stats.t.sf(abs(estimate) / std_error, df))
        return pd.Series({
            "estimate": estimate, "std_error": std_error, "df": df,
            "conf_low": estimate - reach, "conf_high": estimate + reach, "p_value": p_value,
        })  # fmt: skip

    def _df(self, row: Array) -> float:
        """Satterthwaite, as if all errors were independent and alike: the clusters' parts of the variance, matched."""
        parts = [adjusted @ (self._bread @ row) for adjusted in self._adjusted]
        plain = np.array([self._fixed[rows].T @ g for rows, g in zip(self._clusters, parts, strict=True)])
        weighted = np.array(
            [self._fixed[rows].T @ (self._weights[rows] * g) for rows, g in zip(self._clusters, parts, strict=True)]
        )
        middle = self._bread @ (self._fixed.T @ (self._weights[:, None] ** 2 * self._fixed)) @ self._bread
        crossed = plain @ self._bread @ weighted.T
        among = np.diag([float(g @ g) for g in parts]) - crossed - crossed.T + plain @ middle @ plain.T
        return float(np.trace(among) ** 2 / np.sum(among**2))


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
        raise ValueError(f"clusters has {len(names)} cluster; two or more are needed")
    bread = linalg.inv(fixed.T @ (w[:, None] * fixed))
    middle = bread @ (fixed.T @ (w[:, None] ** 2 * fixed)) @ bread
    estimates = bread @ (fixed.T @ (w * outcome))
    residual = outcome - fixed @ estimates
    rows_of = tuple(np.flatnonzero(codes == code) for code in range(len(names)))
    adjusted = tuple(_adjusted(fixed[rows], w[rows], bread, middle) for rows in rows_of)
    scores = np.array([a.T @ residual[rows] for a, rows in zip(adjusted, rows_of, strict=True)])
    covariance = bread @ (scores.T @ scores) @ bread
    return ClusterRobust(estimates, covariance, rows_of, adjusted, fixed, bread, w)


def _adjusted(x: Array, w: Array, bread: Array, middle: Array) -> Array:
    """A W X of one cluster, with A the symmetric inverse root of the variance its residuals should have."""
    hat = x @ bread @ (w[:, None] * x).T
    values, vectors = linalg.eigh(np.eye(len(x)) - hat - hat.T + x @ middle @ x.T)
    roots = np.where(values > DEPENDENT, 1.0 / np.sqrt(np.maximum(values, DEPENDENT)), 0.0)
    return (vectors * roots) @ vectors.T @ (w[:, None] * x)


def brunner_munzel(one: ArrayLike, other: ArrayLike) -> Interval:
    """The chance that a score of ``one`` is above a score of ``other``, ties counting half; 0.5 is no difference.

    Two independent samples of any lengths from 2; spreads and shapes may differ.  Where the samples do not overlap
    the variance is 0 and only the estimate is given.  Brunner & Munzel (2000, Biom. J. 42).

    >>> found = brunner_munzel([3, 4, 4, 5], [1, 2, 3, 4, 2])
    >>> round(found.estimate, 3), round(found.p_value, 3)
    (0.875, 0.016)
    """
    a, b = _two_samples(one, other)
    n, m = len(a), len(b)
    ranks = stats.rankdata(np.concatenate([a, b]))
    estimate = float((ranks[:n].mean() - (n + 1) / 2.0) / m)
    # A score's place among the other sample is its rank among all less its rank among its own.
    spread_a = float(np.var(ranks[:n] - stats.rankdata(a), ddof=1)) / (n * m**2)
    spread_b = float(np.var(ranks[n:] - stats.rankdata(b), ddof=1)) / (m * n**2)
    variance = spread_a + spread_b
    if variance == 0:
        return Interval(estimate, np.nan, np.nan, np.nan, np.nan)
    df = variance**2 / (spread_a**2 / (n - 1) + spread_b**2 / (m - 1))
    error = float(np.sqrt(variance))
    reach = float(stats.t.ppf(0.975, df)) * error
    p_value = 2.0 * float(stats.t.sf(abs(estimate - 0.5) / error, df))
    return Interval(estimate, estimate - reach, estimate + reach, p_value, df)


def cliffs_delta(one: ArrayLike, other: ArrayLike) -> Interval:
    """Cliff's delta: how much oftener a score of ``one`` is above one of ``other`` than below it, from -1 to 1.

    The interval is Cliff's asymmetric one (1996, Multivar. Behav. Res. 31) with the unbiased variance and t of
    n + m - 2 df; it has none where the samples do not overlap.  There is no p: that is Brunner–Munzel's.

    >>> found = cliffs_delta([3, 4, 4, 5], [1, 2, 3, 4, 2])
    >>> round(found.estimate, 2), round(found.conf_low, 2), round(found.conf_high, 2)
    (0.75, -0.02, 0.96)
    """
    a, b = _two_samples(one, other)
    n, m = len(a), len(b)
    signs = np.sign(a[:, None] - b[None, :])
    delta = float(signs.mean())
    rows = float(np.sum((signs.mean(axis=1) - delta) ** 2))
    columns = float(np.sum((signs.mean(axis=0) - delta) ** 2))
    cells = float(np.sum((signs - delta) ** 2))
    unbiased = (m**2 * rows + n**2 * columns - cells) / (n * m * (n - 1) * (m - 1))
    variance = max(unbiased, (1.0 - delta**2) / (n * m - 1))
    df = n + m - 2
    if variance == 0:
        return Interval(delta, np.nan, np.nan, np.nan, np.nan)
    t = float(stats.t.ppf(0.975, df))
    reach = t * np.sqrt(variance * ((1.0 - delta**2) ** 2 + t**2 * variance))
    middle, scale = delta - delta**3, 1.0 - delta**2 + t**2 * variance
    return Interval(delta, float((middle - reach) / scale), float((middle + reach) / scale), np.nan, float(df))


def _two_samples(one: ArrayLike, other: ArrayLike) -> tuple[Array, Array]:
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if min(len(a), len(b)) < 2:
        raise ValueError(f"the samples have {len(a)} and {len(b)} scores; each needs 2 or more")
    return a, b


def tukey_kramer(estimate: float, std_error: float, *, df: float, sides: int = 3) -> Interval:
    """The interval of one of all differences between ``sides`` means, made so that 95 % of the time all hold.

    ``df`` is one number for all of them, such as their smallest.  Kramer (1956, Biometrics 12).

    >>> found = tukey_kramer(1.0, 0.5, df=60)
    >>> round(found.conf_low, 2), round(found.conf_high, 2), round(found.p_value, 3)
    (-0.2, 2.2, 0.121)
    """
    reach = float(stats.studentized_range.ppf(0.95, sides, df)) / np.sqrt(2.0) * std_error
    p_value = float(stats.studentized_range.sf(abs(estimate) / std_error * np.sqrt(2.0), sides, df))
    return Interval(estimate, float(estimate - reach), float(estimate + reach), p_value, df)
