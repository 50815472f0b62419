"""Kenward–Roger: standard errors and degrees of freedom that admit that the variances were estimated.

The covariance ``(X'V^-1 X)^-1`` treats the variances as known, and so is a little too small where mentors are few.
Kenward and Roger (1997, Biometrics 53) add what their uncertainty costs, to second order, and choose degrees of
freedom to match.  With ``V`` the sum of each variance times ``Z Z'``, everything is a trace over ``Z'V^-1 Z``, which
has as many rows as there are mentors, not mentees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import linalg, sparse

from mentorstats.errors import WrongArrays
from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.intervals import student
from mentorstats.models.reml.criterion import Array, blocks_of

__all__ = ["MOST_MENTORS", "KenwardRoger", "kenward_roger"]

# Dense matrices of mentors x mentors: with so many the adjustment changes nothing that could be seen.
MOST_MENTORS = 3_000


@dataclass(frozen=True, eq=False)
class KenwardRoger:
    """The adjusted ``covariance`` (p, p) of a fit's coefficients, and what the df of a contrast need."""

    covariance: Array
    _estimates: Array
    _unadjusted: Array
    _slopes: Array
    _parameter_covariance: Array

    def contrast(self, weights: ArrayLike, *, level: float = 0.95) -> pd.Series:
        """A weighted sum of the coefficients: estimate, std_error, df, conf_low, conf_high, p_value.

        ``weights`` has one number for each coefficient, in their order; ``level`` is that of the interval.
        """
        row = np.asarray(weights, dtype=float)
        if row.shape != self._estimates.shape:
            raise WrongArrays(f"weights has shape {row.shape}; the model has {len(self._estimates)} coefficients")
        estimate, std_error = float(row @ self._estimates), float(np.sqrt(row @ self.covariance @ row))
        return student(estimate, std_error, self._df(row), level=level)

    def _df(self, row: Array) -> float:
        """For one contrast the general formula comes down to 2 / A, with A the relative variance of its variance."""
        spread = self._unadjusted @ row
        relative = np.array([spread @ slope @ spread for slope in self._slopes]) / float(row @ spread)
        return 2.0 / float(relative @ self._parameter_covariance @ relative)


def kenward_roger(
    fit: MultipleMembershipFit, x: pd.DataFrame | ArrayLike, *, memberships: Mapping[str, Any]
) -> KenwardRoger:
    """The Kenward–Roger adjustment of a model that ``fit_multiple_membership`` fitted to this ``x``.

    ``x`` (n, p) and ``memberships`` are those of the fit; those whose variance is 0 play no part.  Without any this
    is least squares with n - p df.  ``ValueError`` with more than ``MOST_MENTORS`` mentors (and teams) whose variance
    is not 0.  Agrees with R's pbkrtest.

    >>> from mentorstats.models.mixed import fit_multiple_membership
    >>> y = [3.1, 3.5, 2.0, 2.5, 4.1, 3.8, 2.9, 3.3]
    >>> x = np.column_stack([np.ones(8), [1, 0, 1, 0, 1, 1, 0, 0]])
    >>> mentors = {"mentor": np.kron(np.eye(4), np.ones((2, 1)))}
    >>> fit = fit_multiple_membership(y, x, memberships=mentors)
    >>> kenward_roger(fit, x, memberships=mentors).contrast([0, 1]).round(2)[["std_error", "df"]].tolist()
    [0.21, 3.2]
    """
    fixed = np.asarray(x, dtype=float)
    active = [name for name in memberships if fit.variances[name] > 0]
    variances = np.array([fit.variances[name] for name in active])
    weights = [sparse.csc_array(memberships[name], dtype=float) for name in active]
    if sum(w.shape[1] for w in weights) > MOST_MENTORS:
        raise WrongArrays(f"Kenward–Roger is not computed for more than {MOST_MENTORS:,} mentors and teams")
    traces, slopes, seconds = _pieces(fixed, weights, variances, fit.variances["residual"])
    unadjusted = np.asarray(fit.covariance)
    size = range(len(variances) + 1)
    information = np.zeros_like(traces)
    for i, j in product(size, size):
        through = unadjusted @ slopes[i] @ unadjusted @ slopes[j]
        information[i, j] = traces[i, j] - 2.0 * np.sum(unadjusted * seconds[i, j]) + np.trace(through)
    covariance = 2.0 * linalg.inv(information)
    cost = sum(covariance[i, j] * (seconds[i, j] - slopes[i] @ unadjusted @ slopes[j]) for i, j in product(size, size))
    estimates = fit.coefficients["estimate"].to_numpy(dtype=float)
    adjusted = unadjusted + 2.0 * unadjusted @ cost @ unadjusted
    return KenwardRoger(adjusted, estimates, unadjusted, slopes, covariance)


def _pieces(
    fixed: Array, weights: list[sparse.csc_array], variances: Array, residual: float
) -> tuple[Array, Array, Array]:
    """For H = V^-1 and each variance's G = ZZ': tr(H G H G), -X'H G H X and X'H G H G H X; the residual comes last.

    The residual's G is the identity; since H V H = H, what it needs follows from the others.
    """
    blocks = blocks_of([w.shape[1] for w in weights])
    z = sparse.hstack(weights, format="csc") if weights else sparse.csc_array((len(fixed), 0))
    spread = np.repeat(variances, [b.stop - b.start for b in blocks])
    gram = (z.T @ z).toarray()
    left = np.asarray(linalg.inv(residual * np.eye(len(spread)) + gram * spread), dtype=float)
    once = left @ gram
    hx = _through(fixed, z, spread, left, residual)
    hhx = _through(hx, z, spread, left, residual)
    twice = (once - (once * spread) @ once) / residual
    zhx, zhhx = np.asarray(z.T @ hx), np.asarray(z.T @ hhx)
    k, p = len(weights), fixed.shape[1]
    traces, slopes, seconds = np.zeros((k + 1, k + 1)), np.zeros((k + 1, p, p)), np.zeros((k + 1, k + 1, p, p))
    for i, a in enumerate(blocks):
        slopes[i] = -zhx[a].T @ zhx[a]
        traces[i, k] = traces[k, i] = np.trace(twice[a, a])
        seconds[i, k] = zhx[a].T @ zhhx[a]
        seconds[k, i] = seconds[i, k].T
        for j, b in enumerate(blocks):
            traces[i, j] = np.sum(once[a, b] ** 2)
            seconds[i, j] = zhx[a].T @ once[a, b] @ zhx[b]
    own = (len(fixed) - float(spread @ np.diag(once))) / residual
    traces[k, k] = (own - float(spread @ np.diag(twice))) / residual
    slopes[k], seconds[k, k] = -hx.T @ hx, hx.T @ hhx
    return traces, slopes, seconds


def _through(columns: Array, z: sparse.csc_array, spread: Array, left: Array, residual: float) -> Array:
    """V^-1 times columns, by Woodbury's identity."""
    return np.asarray(columns - z @ (spread[:, None] * (left @ (z.T @ columns))), dtype=float) / residual
