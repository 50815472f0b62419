"""Ratings and yes/no as what they are: a choice among ordered levels, not a length.

The proportional odds model (McCullagh 1980, J. R. Stat. Soc. B 42) puts thresholds on a hidden scale:
``P(y <= level j) = 1 / (1 + exp(-(threshold_j - x b)))``.  A coefficient is a logarithm of an odds ratio, the same at
every threshold; with two levels this is logistic regression.  What it comes to in points is an average over the rows:
what each would be expected to score on one side, and on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, optimize
from scipy.special import expit

from mentorstats.errors import InvalidInput
from mentorstats.models.intervals import student
from mentorstats.models.reml.criterion import Array
from mentorstats.models.robust import shared_sandwich

__all__ = ["ProportionalOdds", "SeparationError", "proportional_odds"]

_NO_INFORMATION = 1e-6


class SeparationError(InvalidInput):
    """The likelihood has no maximum: some weighting of the columns tells levels apart without exception."""


@dataclass(frozen=True, eq=False)
class ProportionalOdds:
    """A fitted model: ``estimates`` (p,) are logarithms of odds ratios, ``thresholds`` lie between the ``levels``.

    ``covariance`` is that of the estimates and, after them, the thresholds; ``loglik`` the log-likelihood; ``df``
    those of its intervals.
    """

    levels: Array
    estimates: Array
    thresholds: Array
    loglik: float
    covariance: Array
    df: float
    _fixed: Array

    def contrast(self, weights: ArrayLike) -> pd.Series:
        """A weighted sum of the estimates, on the scale of log odds, with its 95 % interval and p."""
        row = np.asarray(weights, dtype=float)
        if row.shape != self.estimates.shape:
            raise InvalidInput(f"weights has shape {row.shape}; the model has {len(self.estimates)} coefficients")
        return self._interval(float(row @ self.estimates), np.concatenate([row, np.zeros_like(self.thresholds)]))

    def average_difference(self, one: ArrayLike, other: ArrayLike) -> pd.Series:
        """How much higher the expected score is, averaged over all rows, with ``one`` than with ``other``.

        Both are designs like ``x`` (n, p).  In units of the levels; the error is by the delta method.
        """
        ends = [self._expected(np.asarray(design, dtype=float)) for design in (one, other)]
        return self._interval(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1])

    def _expected(self, fixed: Array) -> tuple[float, Array]:
        """The mean expected score and its derivatives in estimates and thresholds."""
        below = expit(self.thresholds[None, :] - (fixed @ self.estimates)[:, None])
        steps, density = np.diff(self.levels), below * (1.0 - below)
        mean = float(self.levels[-1] - np.mean(below @ steps))
        return mean, np.concatenate([(density @ steps) @ fixed, -density.sum(axis=0) * steps]) / len(fixed)

    def _interval(self, estimate: float, gradient: Array) -> pd.Series:
        variance = float(gradient @ self.covariance @ gradient)
        return student(estimate, float(np.sqrt(max(variance, 0.0))), self.df)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Each row's upper and lower end on the hidden scale, as weightings of (estimates, thresholds)."""

    upper: Array
    lower: Array
    top: NDArray[np.bool_]
    bottom: NDArray[np.bool_]

    def pieces(self, parameters: Array) -> tuple[Array, Array, Array]:
        """Chances of what was seen, and F at both ends."""
        u = np.where(self.top, np.inf, self.upper @ parameters)
        low = np.where(self.bottom, -np.inf, self.lower @ parameters)
        # On the far side of 0 the difference of the complements keeps its digits.
        chance = np.where(low > 0, expit(-low) - expit(-u), expit(u) - expit(low))
        return chance, expit(u), expit(low)

    def value(self, parameters: Array) -> float:
        chance = self.pieces(parameters)[0]
        return float(-np.sum(np.log(chance))) if (chance > 0).all() else np.inf

    def scores(self, parameters: Array) -> Array:
        """The derivatives of each row's log-likelihood (n, parameters)."""
        chance, fu, fl = self.pieces(parameters)
        return self.upper * (fu * (1 - fu) / chance)[:, None] - self.lower * (fl * (1 - fl) / chance)[:, None]

    def information(self, parameters: Array) -> Array:
        """Minus the second derivatives of the log-likelihood."""
        chance, fu, fl = self.pieces(parameters)
        du, dl = fu * (1 - fu) / chance, fl * (1 - fl) / chance
        uu = du**2 - du * (1 - 2 * fu)
        ll = dl**2 + dl * (1 - 2 * fl)
        cross = (self.upper * (du * dl)[:, None]).T @ self.lower
        own = (self.upper * uu[:, None]).T @ self.upper + (self.lower * ll[:, None]).T @ self.lower
        return np.asarray(own - cross - cross.T, dtype=float)


def proportional_odds(y: ArrayLike, x: pd.DataFrame | ArrayLike, *, shared: Any = None) -> ProportionalOdds:
    """Fit ``y`` (n,), two levels or more, to ``x`` (n, p), which has no intercept; two levels are logistic regression.

    ``shared`` (n, q), an array or sparse matrix, says who belongs to which mentor, and the errors are then those of
    ``shared_sandwich``.  Without it rows are independent and intervals normal.
    ``SeparationError`` where there is no maximum.  Agrees with R's MASS::polr.

    >>> fit = proportional_odds([0, 0, 1, 1, 0, 1, 1, 1], [[0], [0], [0], [0], [1], [1], [1], [1]])
    >>> fit.contrast([1]).round(3)[["estimate", "std_error"]].tolist()
    [1.099, 1.528]
    """
    outcome, fixed = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    levels, codes = np.unique(outcome, return_inverse=True)
    if len(levels) < 2:
        raise InvalidInput(f"y has {len(levels)} level; two or more are needed")
    rows = _rows(codes, fixed, len(levels))
    below = np.cumsum(np.bincount(codes))[:-1] / len(codes)
    start = np.concatenate([np.zeros(fixed.shape[1]), np.log(below / (1.0 - below))])
    best = _maximum(rows, start)
    bread = linalg.inv(rows.information(best))
    p = fixed.shape[1]
    covariance, df = (bread, np.inf) if shared is None else shared_sandwich(rows.scores(best), bread, shared)
    return ProportionalOdds(levels, best[:p], best[p:], -rows.value(best), covariance, df, fixed)


def _rows(codes: NDArray[np.intp], fixed: Array, count: int) -> _Rows:
    ends = np.vstack([np.eye(count - 1), np.zeros(count - 1)])
    bottom, top = codes == 0, codes == count - 1
    upper = np.where(top[:, None], 0.0, np.hstack([-fixed, ends[codes]]))
    lower = np.where(bottom[:, None], 0.0, np.hstack([-fixed, ends[codes - 1]]))
    return _Rows(upper, lower, top, bottom)


def _maximum(rows: _Rows, start: Array) -> Array:
    """Newton's way up; columns are measured by their lengths, so that one tolerance fits all."""
    size = np.sqrt((rows.upper**2).sum(axis=0) + (rows.lower**2).sum(axis=0))
    if not size.all():
        raise InvalidInput("a column of x is 0 in every row")
    scale = 1.0 / size
    with np.errstate(divide="ignore"):
        found = optimize.minimize(
            lambda z: rows.value(z * scale),
            start * size,
            jac=lambda z: -rows.scores(z * scale).sum(axis=0) * scale,
            hess=lambda z: scale[:, None] * rows.information(z * scale) * scale,
            method="trust-exact",
            options={"gtol": 1e-8, "initial_trust_radius": 10.0, "max_trust_radius": 1e3},
        )
    best = np.asarray(found.x * scale, dtype=float)
    least = linalg.eigvalsh(scale[:, None] * rows.information(best) * scale)[0]
    if least < _NO_INFORMATION:
        raise SeparationError(
            "some weighting of the columns tells levels apart without exception, or they are dependent"
        )
    return best
