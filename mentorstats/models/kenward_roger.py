"""Kenward–Roger: standard errors and degrees of freedom that admit that the variances were estimated.

The covariance ``(X'V^-1 X)^-1`` treats the variances as known, and so is a little too small where mentors are few.
Kenward and Roger (1997, Biometrics 53) add what their uncertainty costs, to second order, and choose degrees of
freedom to match.  V is a sum of each variance times what it multiplies: ``Z Z'`` of a membership, the identity on the
rows of one residual variance.  Everything is then a trace over matrices with as many rows as there are mentors.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, sparse, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.fit import JointTest, MultipleMembershipFit, weight_row, weight_rows
from mentorstats.models.intervals import student
from mentorstats.models.reml.criterion import DEPENDENT, Array, blocks_of

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
        row = weight_row(weights, len(self._estimates))
        estimate, std_error = float(row @ self._estimates), float(np.sqrt(row @ self.covariance @ row))
        return student(estimate, std_error, self._df(row), level=level)

    def _df(self, row: Array) -> float:
        """For one contrast the general formula comes down to 2 / A, with A the relative variance of its variance."""
        spread = self._unadjusted @ row
        relative = np.array([spread @ slope @ spread for slope in self._slopes]) / float(row @ spread)
        return 2.0 / float(relative @ self._parameter_covariance @ relative)

    def joint_test(self, weights: ArrayLike) -> JointTest:
        """F test that all rows of ``weights`` (r, p) are zero; the statistic is scaled as Kenward and Roger do."""
        rows = weight_rows(weights, len(self._estimates))
        values, vectors = linalg.eigh(rows @ self._unadjusted @ rows.T)
        rows = vectors[:, values > DEPENDENT * values.max()].T @ rows
        count, estimates = len(rows), rows @ self._estimates
        wald = float(estimates @ linalg.solve(rows @ self.covariance @ rows.T, estimates)) / count
        df, scale = _df_and_scale(*self._moments(rows), count)
        statistic = scale * wald
        return JointTest(statistic, count, df, float(stats.f.sf(statistic, count, df)))

    def _moments(self, rows: Array) -> tuple[float, float]:
        """``A1`` and ``A2`` of Kenward and Roger for a set of contrasts."""
        phi = self._unadjusted
        theta = rows.T @ linalg.inv(rows @ phi @ rows.T) @ rows
        through = [theta @ phi @ slope @ phi for slope in self._slopes]
        traces = np.array([np.trace(matrix) for matrix in through])
        pairs = np.array([[np.sum(a * b.T) for b in through] for a in through])
        return float(traces @ self._parameter_covariance @ traces), float(np.sum(self._parameter_covariance * pairs))


def _df_and_scale(a1: float, a2: float, count: int) -> tuple[float, float]:
    """The denominator df, and what the F statistic is multiplied by."""
    b = (a1 + 6.0 * a2) / (2.0 * count)
    g = ((count + 1.0) * a1 - (count + 4.0) * a2) / ((count + 2.0) * a2)
    c1, c2, c3 = np.array([g, count - g, count + 2.0 - g]) / (3.0 * count + 2.0 * (1.0 - g))
    mean = 1.0 / (1.0 - a2 / count)
    variance = 2.0 / count * (1.0 + c1 * b) / ((1.0 - c2 * b) ** 2 * (1.0 - c3 * b))
    rho = variance / (2.0 * mean**2)
    df = 4.0 + (count + 2.0) / (count * rho - 1.0)
    return float(df), float(df / (mean * (df - 2.0)))


def kenward_roger(fit: MultipleMembershipFit) -> KenwardRoger:
    """The Kenward–Roger adjustment of a model that ``fit_multiple_membership`` fitted.

    Memberships whose variance is 0 play no part; without any, and with one residual variance, this is least squares
    with n - p df.  ``ValueError`` with more than ``MOST_MENTORS`` mentors (and teams) whose variance is not 0.  Agrees
    with R's pbkrtest.

    >>> from mentorstats.models.mixed import fit_multiple_membership
    >>> y = [3.1, 3.5, 2.0, 2.5, 4.1, 3.8, 2.9, 3.3]
    >>> x = np.column_stack([np.ones(8), [1, 0, 1, 0, 1, 1, 0, 0]])
    >>> fit = fit_multiple_membership(y, x, memberships={"mentor": np.kron(np.eye(4), np.ones((2, 1)))})
    >>> kenward_roger(fit).contrast([0, 1]).round(2)[["std_error", "df"]].tolist()
    [0.21, 3.2]
    """
    design = fit.design
    active = [name for name in design.memberships if fit.variances[name] > 0]
    weights = [design.scaled_memberships[name] for name in active]
    if sum(w.shape[1] for w in weights) > MOST_MENTORS:
        raise InvalidInput(f"Kenward–Roger is not computed for more than {MOST_MENTORS:,} mentors and teams")
    variances = np.array([fit.variances[name] for name in active])
    residuals = np.array([fit.variances[name] for name in design.residual_names])
    fixed = design.fixed * design.root_weights[:, None]
    traces, slopes, seconds = _Kernels.of(fixed, weights, variances, residuals, design.codes).sums()
    unadjusted, size = np.asarray(fit.covariance), range(len(variances) + len(residuals))
    information = np.zeros_like(traces)
    for i, j in product(size, size):
        through = unadjusted @ slopes[i] @ unadjusted @ slopes[j]
        information[i, j] = traces[i, j] - 2.0 * np.sum(unadjusted * seconds[i, j]) + np.trace(through)
    covariance = 2.0 * linalg.inv(information)
    cost = sum(covariance[i, j] * (seconds[i, j] - slopes[i] @ unadjusted @ slopes[j]) for i, j in product(size, size))
    estimates = fit.coefficients["estimate"].to_numpy(dtype=float)
    adjusted = unadjusted + 2.0 * unadjusted @ cost @ unadjusted
    return KenwardRoger(adjusted, estimates, unadjusted, slopes, covariance)


@dataclass(frozen=True, eq=False)
class _Kernels:
    """``V^-1 = D - D Z N Z'D`` with D the rows' inverse residual variances: what traces over it need.

    ``inner`` (q, q) is N, ``shrunk`` (q, q) is ``I - N Z'DZ``, ``precisions`` (G,) the groups' inverse residual
    variances, ``grams`` their Z'Z; ``on_rows`` (n, p) is ``V^-1 X`` and ``on_groups`` (G, q, p) each group's share of
    ``Z'V^-1 X``.
    """

    blocks: tuple[slice, ...]
    codes: NDArray[np.intp]
    precisions: Array
    grams: list[sparse.csc_array]
    inner: Array
    shrunk: Array
    on_rows: Array
    on_groups: Array

    @classmethod
    def of(
        cls, fixed: Array, weights: list[sparse.csc_array], variances: Array, residuals: Array, codes: NDArray[np.intp]
    ) -> _Kernels:
        z = sparse.csr_array(sparse.hstack(weights, format="csr")) if weights else sparse.csr_array((len(fixed), 0))
        sizes, precisions = [w.shape[1] for w in weights], 1.0 / residuals
        rows = [z[codes == group] for group in range(len(residuals))]
        grams = [sparse.csc_array(z_group.T @ z_group) for z_group in rows]
        gram = sum((p * g for p, g in zip(precisions, grams, strict=True)), sparse.csc_array(grams[0].shape)).toarray()
        spread = np.repeat(variances, sizes)
        inner = spread[:, None] * np.asarray(linalg.inv(np.eye(len(spread)) + gram * spread), dtype=float)
        inner = (inner + inner.T) / 2.0
        by_row = precisions[codes][:, None]
        on_rows = by_row * (fixed - np.asarray(z @ (inner @ (z.T @ (by_row * fixed)))))
        on_groups = np.array([z_group.T @ on_rows[codes == group] for group, z_group in enumerate(rows)])
        shrunk = np.eye(len(spread)) - inner @ gram
        return cls(blocks_of(sizes), codes, precisions, grams, inner, shrunk, on_rows, on_groups)

    def sums(self) -> tuple[Array, Array, Array]:
        """For H = V^-1 and each kernel G: tr(H G H G), -X'H G H X and X'H G H G H X; memberships come first."""
        k, groups, p = len(self.blocks), len(self.precisions), self.on_rows.shape[1]
        size = k + groups
        traces, slopes, seconds = np.zeros((size, size)), np.zeros((size, p, p)), np.zeros((size, size, p, p))
        between = sum((s * (g @ self.shrunk) for s, g in zip(self.precisions, self.grams, strict=True)), 0.0)
        on_members = self.on_groups.sum(axis=0)
        for i, a in enumerate(self.blocks):
            slopes[i] = -on_members[a].T @ on_members[a]
            for j, b in enumerate(self.blocks):
                block = np.asarray(between)[a, b]
                traces[i, j], seconds[i, j] = np.sum(block**2), on_members[a].T @ block @ on_members[b]
            for group in range(groups):
                s, j = self.precisions[group], k + group
                shrunk = self.shrunk[:, a]
                traces[i, j] = traces[j, i] = s**2 * np.sum(shrunk * (self.grams[group] @ shrunk))
                seconds[i, j] = s * on_members[a].T @ shrunk.T @ self.on_groups[group]
                seconds[j, i] = seconds[i, j].T
        self._add_groups(traces[k:, k:], slopes[k:], seconds[k:, k:])
        return traces, slopes, seconds

    def _add_groups(self, traces: Array, slopes: Array, seconds: Array) -> None:
        through = [(gram.T @ self.inner).T for gram in self.grams]
        for g, s in enumerate(self.precisions):
            rows = self.on_rows[self.codes == g]
            slopes[g] = -rows.T @ rows
            for h, other in enumerate(self.precisions):
                traces[g, h] = s**2 * other**2 * np.sum(through[g] * through[h].T)
                seconds[g, h] = -s * other * self.on_groups[g].T @ self.inner @ self.on_groups[h]
            traces[g, g] += s**2 * len(rows) - 2.0 * s**3 * np.trace(through[g])
            seconds[g, g] += s * rows.T @ rows
