"""The best variances of a design and the coefficients that go with them, by the route that its size asks for.

Every membership is measured in units in which its rows' weights are near 1, rows are multiplied by the roots of their
known weights, and the fixed effects by what makes them orthonormal; all of it is undone here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from mentorstats.models.collinearity import refuse_dependent_columns
from mentorstats.models.design.design import Design
from mentorstats.models.reml.criterion import (
    Array,
    IndistinctError,
    ResidualGroupError,
    blocks_of,
    parameter_covariance,
    refuse_no_residual,
    tall_qr,
)
from mentorstats.models.reml.dense import best_ratios, derivatives_at, reduce_rows, refuse_undetermined
from mentorstats.models.reml.large import Approximation, best_at_scale, route_of
from mentorstats.models.reml.newton import Likelihood, Search

__all__ = ["Estimate", "Precision", "Reduction", "maximize", "reduce_design"]

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Precision:
    """What standard errors and df need; the parameters are the logarithms of ratios and residual variance."""

    unscaled: Array
    residual: float
    loadings: tuple[Array, ...]
    parameter_covariance: Array
    residual_df: int

    def std_error(self, weights: Array) -> float:
        """The standard error of a weighted sum of the coefficients."""
        return float(np.sqrt(self.residual * (weights @ self.unscaled @ weights)))

    def df(self, weights: Array) -> float:
        """Satterthwaite: twice the squared variance over the variance of that variance."""
        if not self.loadings:
            return float(self.residual_df)
        unscaled = float(weights @ self.unscaled @ weights)
        gradient = np.array([*(float(np.sum((loading @ weights) ** 2)) for loading in self.loadings), unscaled])
        return 2.0 * unscaled**2 / float(gradient @ self.parameter_covariance @ gradient)


@dataclass(frozen=True, eq=False)
class Estimate:
    """Variances under their names, coefficients (p,), their precision, and the full log-likelihood."""

    variances: dict[str, float]
    coefficients: Array
    precision: Precision
    loglik: float
    approximation: Approximation | None


@dataclass(frozen=True, eq=False)
class Reduction:
    """A design in the units of the search: rows by their root weights, an orthonormal basis, memberships near 1.

    ``units`` are what memberships were divided by; ``codes`` (n,) number the residual variances, the largest group
    first, and ``order`` says which of the design's groups each is.
    """

    basis: Array
    triangle: Array
    outcome: Array
    residual: Array
    memberships: dict[str, sparse.csc_array]
    units: dict[str, float]
    codes: Indices | None
    order: Indices

    @property
    def dof(self) -> int:
        return len(self.outcome) - self.basis.shape[1]


def reduce_design(design: Design) -> Reduction:
    """Take the fixed effects and all units out of a design; ``InvalidInput`` where its columns follow from others."""
    root = design.root_weights
    outcome, fixed = design.outcome * root, design.fixed * root[:, None]
    basis, triangle = tall_qr(fixed)
    refuse_dependent_columns(triangle, design.terms)
    residual = outcome - basis @ (basis.T @ outcome)
    refuse_no_residual(residual, outcome)
    for name, weights in design.memberships.items():
        if not weights.nnz:
            raise IndistinctError(f"no row has a weight in {name!r}: there is nothing to tell its variance from", name)
    units = {name: _unit_of(weights) for name, weights in design.scaled_memberships.items()}
    memberships = {n: sparse.csc_array(w / units[n]) for n, w in design.scaled_memberships.items()}
    order, codes = np.zeros(1, dtype=np.intp), None
    if design.groups is not None and len(design.groups.names) > 1:
        order = np.argsort(-np.bincount(design.groups.codes), kind="stable")
        codes = np.argsort(order)[design.groups.codes]
    return Reduction(basis, triangle, outcome, residual, memberships, units, codes, order)


def _unit_of(weights: sparse.csc_array) -> float:
    """The root mean square of rows' weights: in this unit a ratio means the same whatever the weights' own."""
    return float(np.sqrt(np.sum(weights.data**2) / weights.shape[0])) or 1.0


def maximize(design: Design, likelihood: Likelihood = "REML") -> Estimate:
    """Variances and coefficients at the highest likelihood.

    ``IndistinctError`` and ``NoMaximumError`` where the rows leave a variance undetermined.
    """
    reduction, weights = reduce_design(design), design.weights
    _refuse_groups_without_spread(design)
    route = route_of(list(reduction.memberships.values()))
    if route == "dense" and reduction.codes is None and likelihood == "REML":
        best = _dense(reduction)
    else:
        best = _at_scale(design, reduction, likelihood, blocks=route != "approximate")
    dof, variance = best.precision.residual_df, best.precision.residual
    logdet = best.logdet - (0.0 if weights is None else float(np.sum(np.log(weights))))
    if likelihood == "REML":
        logdet += 2.0 * float(np.sum(np.log(np.abs(np.diag(reduction.triangle)))))
    variances = {
        name: float(ratio * variance) / unit**2
        for (name, unit), ratio in zip(reduction.units.items(), best.ratios, strict=True)
    }
    multipliers = np.empty(len(best.multipliers))
    multipliers[reduction.order] = best.multipliers
    variances |= dict(zip(design.residual_names, map(float, multipliers * variance), strict=True))
    loglik = -0.5 * (logdet + dof * (1.0 + float(np.log(2.0 * np.pi * variance))))
    return Estimate(variances, best.coefficients, best.precision, loglik, best.approximation)


def _refuse_groups_without_spread(design: Design) -> None:
    if design.groups is None:
        return
    for code, name in enumerate(design.groups.names):
        outcomes = design.outcome[design.groups.codes == code]
        if len(outcomes) < 2:
            raise ResidualGroupError(f"residual_by has 1 row of {name!r}: too few for a residual variance", name)
        if np.ptp(outcomes) == 0.0:
            raise ResidualGroupError(
                f"all outcomes of {name!r} in residual_by are the same: without spread there is no residual variance",
                name,
            )


@dataclass(frozen=True, eq=False)
class _Best:
    """What either route gives; ``logdet`` is that of the criterion in an orthonormal basis of the fixed effects."""

    ratios: Array
    multipliers: Array
    coefficients: Array
    precision: Precision
    logdet: float
    approximation: Approximation | None


def _dense(reduction: Reduction) -> _Best:
    """One residual variance and not too many mentors, by dense matrices in their dimension."""
    memberships, names = list(reduction.memberships.values()), list(reduction.memberships)
    reduced = reduce_rows(reduction.basis, reduction.residual, memberships)
    refuse_undetermined(reduced, names)
    ratios = best_ratios(reduced, names)
    active = np.flatnonzero(ratios)
    derivatives = derivatives_at(reduced.subset(active.tolist()), ratios[active])
    variance = derivatives.remainder / reduced.dof
    covariance = parameter_covariance(derivatives, ratios[active], variance, reduced.dof)
    coefficients, precision = _solve(reduction, [memberships[j] for j in active], ratios[active], variance, covariance)
    return _Best(ratios, np.ones(1), coefficients, precision, derivatives.logdet, None)


def _at_scale(design: Design, reduction: Reduction, likelihood: Likelihood, *, blocks: bool) -> _Best:
    """Very many mentors or several residual variances, from sums over rows."""
    n, p = reduction.basis.shape
    several = design.groups is not None and reduction.codes is not None
    names = [design.groups.names[j] for j in reduction.order] if design.groups and several else ["the residual"]
    search = Search(n if likelihood == "ML" else n - p, tuple(reduction.memberships), tuple(names), likelihood)
    maximum = best_at_scale(
        reduction.basis, reduction.residual, list(reduction.memberships.values()), search, blocks=blocks,
        groups=reduction.codes,
    )  # fmt: skip
    point = maximum.point
    variance = point.derivatives.remainder / search.dof
    back = linalg.solve_triangular(reduction.triangle, np.eye(p))
    covariance = parameter_covariance(point.derivatives, point.parameters, variance, search.dof)
    loadings = tuple(loading @ back.T for loading in point.loadings)
    precision = Precision(back @ point.inner @ back.T, variance, loadings, covariance, search.dof)
    coefficients = back @ (reduction.basis.T @ reduction.outcome + point.shift)
    return _Best(
        maximum.ratios, point.multipliers, coefficients, precision, point.derivatives.logdet, maximum.approximation
    )


def _solve(
    reduction: Reduction, memberships: list[sparse.csc_array], ratios: Array, variance: float, covariance: Array
) -> tuple[Array, Precision]:
    """Coefficients and precision at the best ratios, by Woodbury's identity in the mentors' dimension."""
    basis, (n, p) = reduction.basis, reduction.basis.shape
    back = linalg.solve_triangular(reduction.triangle, np.eye(p))
    on_basis = basis.T @ reduction.outcome
    if not memberships:
        return back @ on_basis, Precision(back @ back.T, variance, (), covariance, n - p)
    scaled = sparse.hstack([w * np.sqrt(r) for w, r in zip(memberships, ratios, strict=True)], format="csc")
    factor = linalg.cho_factor(np.eye(scaled.shape[1]) + (scaled.T @ scaled).toarray())
    through = linalg.cho_solve(factor, scaled.T @ basis)
    inner = linalg.inv(np.eye(p) - (scaled.T @ basis).T @ through)
    coefficients = back @ (on_basis - inner @ (through.T @ (scaled.T @ reduction.residual)))
    spread = through @ inner @ back.T
    loadings = tuple(spread[block] for block in blocks_of([w.shape[1] for w in memberships]))
    return coefficients, Precision(back @ inner @ back.T, variance, loadings, covariance, n - p)
