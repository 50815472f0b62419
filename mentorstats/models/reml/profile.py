"""The likelihood around its maximum: how far each variance can go before the data speak against it.

The deviance is minus twice the log-likelihood, up to a constant.  Its coordinates are the standard deviations of the
memberships, where 0 is an ordinary point, and the logarithms of the residual variances.  A profile fixes one of them
and minimizes over the others; the interval ends where the deviance has risen by a quantile of chi-squared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import optimize, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.design.design import Design
from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.estimate import Reduction, reduce_design
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.large import block_labels
from mentorstats.models.reml.newton import Likelihood, evaluate
from mentorstats.models.reml.sums import sum_rows

__all__ = ["profile_intervals"]

# Relative to the residual's, below which a membership's standard deviation is as good as 0.
_LEAST_DEVIATION = 1e-5
_FIRST_STEP, _SMALL, _MOST_STEPS = 0.25, 0.2, 12
_EXACTLY = 1e-9


def profile_intervals(
    design: Design, variances: dict[str, float], *, level: float, likelihood: Likelihood
) -> dict[str, tuple[float, float]]:
    """The interval of each variance, by its name, at the fitted ``variances``."""
    deviance = _Deviance.of(design, likelihood)
    best = deviance.minimize(deviance.coordinates(variances))
    cut = float(stats.chi2.ppf(level, 1))
    intervals = {}
    for place, name in enumerate(deviance.names):
        low, high = _interval(deviance, best, place, cut)
        intervals[name] = (deviance.variance(place, low), deviance.variance(place, high))
    return intervals


@dataclass(frozen=True, eq=False)
class _Deviance:
    """The deviance of a design; ``names`` are those of the variances in the order of its coordinates."""

    gram: Inverses
    reduction: Reduction
    names: tuple[str, ...]
    dof: int
    likelihood: Likelihood

    @classmethod
    def of(cls, design: Design, likelihood: Likelihood) -> _Deviance:
        reduction = reduce_design(design)
        memberships = list(reduction.memberships.values())
        columns = np.column_stack([reduction.basis, reduction.residual])
        sums = sum_rows(memberships, columns, reduction.codes)
        residual_names = [design.residual_names[group] for group in reduction.order]
        dof = reduction.dof if likelihood == "REML" else len(reduction.outcome)
        names = (*reduction.memberships, *residual_names)
        return cls(Inverses(sums, block_labels(memberships)), reduction, names, dof, likelihood)

    @property
    def memberships(self) -> int:
        return len(self.reduction.units)

    def coordinates(self, variances: dict[str, float]) -> Array:
        values = np.array([variances[name] for name in self.names])
        units = np.array(list(self.reduction.units.values()))
        residuals = np.log(values[self.memberships :])
        return np.concatenate([np.sqrt(values[: self.memberships]) * units, residuals])

    def variance(self, place: int, coordinate: float) -> float:
        if place >= self.memberships:
            return float(np.exp(coordinate))
        return (coordinate / self.reduction.units[self.names[place]]) ** 2

    def at(self, coordinates: Array) -> tuple[float, Array, Array]:
        """Value, gradient and Hessian."""
        k, residuals = self.memberships, np.exp(coordinates[self.memberships :])
        least = _LEAST_DEVIATION * np.sqrt(residuals[0])
        deviations = np.where(np.abs(coordinates[:k]) < least, least, coordinates[:k])
        point = evaluate(self.gram.at(residuals / residuals[0]), deviations**2 / residuals[0], self.likelihood)
        d, s = point.derivatives, residuals[0]
        value = d.logdet + self.dof * float(np.log(s)) + d.remainder / s
        theta = point.parameters
        slopes = theta * (d.traces - d.norms / s)
        # In the logarithms of the ratios, of the multipliers but the first, and of the first residual variance.
        gradient = np.concatenate([slopes, [self.dof - d.remainder / s]])
        inner = np.outer(theta, theta) * (2.0 * d.norm_pairs / s - d.trace_pairs) + np.diag(slopes)
        across = (theta * d.norms / s)[:, None]
        hessian = np.block([[inner, across], [across.T, np.array([[d.remainder / s]])]])
        turn = self._turn(len(theta))
        gradient, hessian = turn.T @ gradient, turn.T @ hessian @ turn
        scale = np.concatenate([2.0 / deviations, np.ones(len(residuals))])
        hessian = hessian * np.outer(scale, scale)
        hessian[np.arange(k), np.arange(k)] -= 2.0 / deviations**2 * gradient[:k]
        return value, gradient * scale, hessian

    def _turn(self, parameters: int) -> Array:
        """From logarithms of variances to those of ratios, multipliers and the first residual variance."""
        k, size = self.memberships, parameters + 1
        turn = np.zeros((size, size))
        turn[:k, :k] = np.eye(k)
        turn[k : size - 1, k + 1 :] = np.eye(size - 1 - k)
        turn[: size - 1, k] = -1.0
        turn[size - 1, k] = 1.0
        return turn

    def minimize(self, start: Array, fixed: int | None = None) -> Array:
        """The coordinates of the lowest deviance, with one of them fixed or none."""
        free = np.array([place for place in range(len(start)) if place != fixed], dtype=np.intp)
        if not len(free):
            return start

        @lru_cache(maxsize=2)
        def computed(*values: float) -> tuple[float, Array, Array]:
            full = start.copy()
            full[free] = values
            value, gradient, hessian = self.at(full)
            return value, gradient[free], hessian[np.ix_(free, free)]

        best = start.copy()
        best[free] = optimize.minimize(
            lambda v: computed(*map(float, v))[0], start[free], jac=lambda v: computed(*map(float, v))[1],
            hess=lambda v: computed(*map(float, v))[2], method="trust-exact", options={"gtol": _EXACTLY * self.dof},
        ).x  # fmt: skip
        return best


def _interval(deviance: _Deviance, best: Array, place: int, cut: float) -> tuple[float, float]:
    """Where the profile's deviance has risen by ``cut`` on both sides; 0 where it never does on the way down."""
    lowest, warm = deviance.at(best)[0], {0: best}

    def rise(coordinate: float) -> float:
        start = warm[0].copy()
        start[place] = coordinate
        warm[0] = deviance.minimize(start, fixed=place)
        return deviance.at(warm[0])[0] - lowest - cut

    k = deviance.memberships
    if place >= k:
        center = float(best[place])
        high = _crossing(rise, center, _FIRST_STEP)
        warm[0] = best
        return _crossing(rise, center, -_FIRST_STEP), high
    center, unit = abs(float(best[place])), float(np.exp(0.5 * best[k]))
    high = _crossing(rise, center, _FIRST_STEP * max(center, _SMALL * unit))
    warm[0] = best
    low = 0.0 if center <= _LEAST_DEVIATION * unit or rise(0.0) <= 0.0 else _root(rise, 0.0, center)
    return low, high


def _crossing(rise: Callable[[float], float], center: float, step: float) -> float:
    """Where the rise is 0 on one side, found by longer and longer steps; minus infinity where it is nowhere."""
    before = center
    for _ in range(_MOST_STEPS):
        after = before + step
        if rise(after) > 0.0:
            return _root(rise, before, after)
        before, step = after, 1.5 * step
    if step < 0.0:
        return -np.inf
    raise InvalidInput("the data do not bound a variance from above")


def _root(rise: Callable[[float], float], one: float, other: float) -> float:
    precision = _EXACTLY * max(abs(one), abs(other))
    return float(optimize.brentq(rise, min(one, other), max(one, other), xtol=precision, rtol=_EXACTLY))
