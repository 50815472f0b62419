"""A linear model for people who share mentors: multiple-membership random effects by REML.

A mentor's own quality shows in every mentee they have, so the outcomes of those mentees are not independent
facts, and a mentee with two mentors belongs half to each.  The model is ``y = X b + Z u + e``: ``Z`` holds the
membership weights, ``u`` the mentors' deviations, ``e`` what is left.  The ratios of the variances of ``u`` to
that of ``e`` are found by restricted maximum likelihood (REML); degrees of freedom are Satterthwaite's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import linalg, sparse, stats

from mentorstats.errors import WrongArrays
from mentorstats.models.fit import STATISTICS, MultipleMembershipFit, Precision
from mentorstats.models.reml.criterion import (
    DEPENDENT,
    Array,
    IndistinctError,
    NoMaximumError,
    best_ratios,
    blocks_of,
    derivatives,
    parameter_covariance,
    reduce_rows,
    refuse_no_residual,
    refuse_undetermined,
    tall_qr,
)
from mentorstats.models.reml.large import Approximation, best_at_scale, route_of

__all__ = ["IndistinctError", "NoMaximumError", "fit_multiple_membership"]


def fit_multiple_membership(
    y: ArrayLike, x: pd.DataFrame | ArrayLike, *, memberships: Mapping[str, Any]
) -> MultipleMembershipFit:
    """Fit a linear model with a random effect for each membership, by REML with Satterthwaite df.

    ``y`` (n,) is the outcome.  ``x``, a DataFrame or (n, p) array, holds the fixed effects as they are: no
    intercept is added.  ``memberships`` maps a name to an (n, q) array or sparse matrix of weights, one column
    a mentor (or team), as they are: a row usually sums to 1.  With no memberships this is least squares.
    A variance estimated as 0 is dropped before the df, which are ``n - p`` where all are 0.  Very many mentors (and
    teams) take another route to the same maximum (see ``large``), exact where they fall into groups that share no
    mentee, else approximate, which the fit then says.

    Raises ``ValueError`` where shapes disagree, numbers are missing or columns of ``x`` follow from one another,
    ``IndistinctError`` and ``NoMaximumError`` where these rows leave a variance undetermined.  Agrees with R's
    lme4 and lmerTest.

    >>> y = [3.1, 3.5, 2.0, 2.5, 4.1, 3.8, 2.9, 3.3]
    >>> x = pd.DataFrame({"everyone": 1.0, "adjacent": [1, 0, 1, 0, 1, 0, 1, 0]})
    >>> fit = fit_multiple_membership(y, x, memberships={"mentor": np.kron(np.eye(4), np.ones((2, 1)))})
    >>> fit.coefficients.round(2)[["term", "estimate", "std_error", "df"]]
           term  estimate  std_error    df
    0  everyone      3.27       0.36  3.41
    1  adjacent     -0.25       0.18  3.00
    """
    outcome, fixed, terms = _checked_design(y, x)
    basis, triangle = tall_qr(fixed)
    _refuse_dependent_columns(triangle, terms)
    if len(outcome) <= len(terms):
        raise WrongArrays(f"{len(outcome)} rows are too few for {len(terms)} coefficients")
    given = _checked_memberships(memberships, len(outcome))
    units = {name: _unit_of(own) for name, own in given.items()}
    weights = {name: sparse.csc_array(own / units[name]) for name, own in given.items()}
    residual = outcome - basis @ (basis.T @ outcome)
    route = route_of(list(weights.values()))
    if route == "dense":
        best = _exact((basis, triangle), residual, outcome, weights)
    else:
        best = _at_scale((basis, triangle), residual, outcome, weights, blocks=route == "blocks")
    logdet = best.logdet + 2.0 * float(np.sum(np.log(np.abs(np.diag(triangle)))))
    dof, variance = best.precision.residual_df, best.precision.residual
    return MultipleMembershipFit(
        coefficients=_table(terms, best.estimates, best.precision),
        variances={name: float(r * variance) / units[name] ** 2 for name, r in zip(weights, best.ratios, strict=True)}
        | {"residual": variance},
        loglik=-0.5 * (logdet + dof * (1.0 + float(np.log(2.0 * np.pi * variance)))),
        covariance=variance * best.precision.unscaled,
        n_rows=len(outcome),
        approximation=best.approximation,
        _precision=best.precision,
    )


@dataclass(frozen=True, eq=False)
class _Best:
    """What either route finds; ``logdet`` is that of the criterion in an orthonormal basis of the fixed effects."""

    ratios: Array
    estimates: Array
    precision: Precision
    logdet: float
    approximation: Approximation | None


def _exact(qr: tuple[Array, Array], residual: Array, outcome: Array, weights: Mapping[str, sparse.csc_array]) -> _Best:
    """Every membership, by dense matrices in the mentors' dimension."""
    reduced = reduce_rows(qr[0], residual, outcome, list(weights.values()))
    refuse_undetermined(reduced, list(weights))
    ratios = best_ratios(reduced, list(weights))
    active = np.flatnonzero(ratios)
    at_best = derivatives(reduced.subset(active.tolist()), ratios[active])
    variance = at_best.remainder / reduced.dof
    estimates, precision = _solve(
        qr, outcome, [w for w, r in zip(weights.values(), ratios, strict=True) if r > 0],
        ratios[active], variance, parameter_covariance(at_best, ratios[active], variance, reduced.dof),
    )  # fmt: skip
    return _Best(ratios, estimates, precision, at_best.logdet, None)


def _at_scale(
    qr: tuple[Array, Array],
    residual: Array,
    outcome: Array,
    weights: Mapping[str, sparse.csc_array],
    *,
    blocks: bool,
) -> _Best:
    """Very many mentors (and teams), without anything of the size mentors x mentors."""
    basis, triangle = qr
    refuse_no_residual(residual, outcome)
    found = best_at_scale(basis, residual, weights, blocks=blocks)
    dof = len(outcome) - basis.shape[1]
    variance = found.derivatives.remainder / dof
    back = linalg.solve_triangular(triangle, np.eye(basis.shape[1]))
    precision = Precision(
        back @ found.inner @ back.T,
        variance,
        tuple(loading @ back.T for loading in found.loadings),
        parameter_covariance(found.derivatives, found.ratios[found.ratios > 0], variance, dof),
        dof,
    )
    estimates = back @ (basis.T @ outcome + found.shift)
    return _Best(found.ratios, estimates, precision, found.derivatives.logdet, found.approximation)


def _checked_design(y: ArrayLike, x: pd.DataFrame | ArrayLike) -> tuple[Array, Array, tuple[str, ...]]:
    outcome = np.asarray(y, dtype=float)
    fixed = np.asarray(x, dtype=float)
    if outcome.ndim != 1:
        raise WrongArrays(f"y must have one dimension, it has {outcome.ndim}")
    if fixed.ndim != 2 or len(fixed) != len(outcome) or fixed.shape[1] == 0:
        raise WrongArrays(
            f"x must have {len(outcome)} rows, as y has, and a column or more; its shape is {fixed.shape}"
        )
    named = x.columns if isinstance(x, pd.DataFrame) else [f"x{j}" for j in range(fixed.shape[1])]
    terms = tuple(map(str, named))
    for name, values in (("y", outcome), ("x", fixed)):
        if not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise WrongArrays(f"{name} has a value that is missing or infinite, first in row {row} (counted from 0)")
    return outcome, fixed, terms


def _refuse_dependent_columns(triangle: Array, terms: tuple[str, ...]) -> None:
    """Refuse columns that follow from others, which those of their triangle do alike."""
    lengths = np.linalg.norm(triangle, axis=0)
    if not lengths.all():
        raise WrongArrays(f"column {terms[int(np.argmin(lengths))]!r} of x is 0 in every row")
    pivoted, order = linalg.qr(triangle / lengths, mode="r", pivoting=True)[:2]
    diagonal = np.abs(np.diag(pivoted))
    rank = int(np.sum(diagonal > DEPENDENT * diagonal[0]))
    if rank < len(terms):
        shares = np.linalg.lstsq(triangle[:, order[:rank]], triangle[:, order[rank]], rcond=None)[0]
        others = [terms[j] for j, share in zip(order[:rank], shares, strict=True) if abs(share) > 1e-6]
        raise WrongArrays(
            f"x has {len(terms)} columns but rank {rank}: "
            f"column {terms[order[rank]]!r} follows from {', '.join(map(repr, others))}"
        )


def _checked_memberships(memberships: Mapping[str, Any], n: int) -> dict[str, sparse.csc_array]:
    checked: dict[str, sparse.csc_array] = {}
    for name, given in memberships.items():
        weights: sparse.csc_array = sparse.csc_array(given, dtype=float)
        if name == "residual":
            raise WrongArrays("a membership cannot be called 'residual': that is the name of what is left")
        if weights.ndim != 2 or weights.shape[0] != n:
            raise WrongArrays(f"memberships[{name!r}] must have {n} rows, as y has; its shape is {weights.shape}")
        if not np.isfinite(weights.data).all():
            raise WrongArrays(f"memberships[{name!r}] has a weight that is missing or infinite")
        # A weight of 0 would join the mentor to the row's others.
        if not weights.has_canonical_format or not weights.data.all():
            weights = weights.copy()
            weights.sum_duplicates()
            weights.eliminate_zeros()
        checked[name] = weights
    return checked


def _unit_of(weights: sparse.csc_array) -> float:
    """The root mean square of rows' weights: in this unit a ratio means the same whatever the weights' own."""
    return float(np.sqrt(np.sum(weights.data**2) / weights.shape[0])) or 1.0


def _solve(
    qr: tuple[Array, Array],
    outcome: Array,
    weights: list[sparse.csc_array],
    ratios: Array,
    variance: float,
    parameter_covariance: Array,
) -> tuple[Array, Precision]:
    """Estimates and precision at the best ratios, by Woodbury's identity in the mentors' dimension."""
    basis, triangle = qr
    n, p = basis.shape
    back = linalg.solve_triangular(triangle, np.eye(p))
    on_basis = basis.T @ outcome
    if not weights:
        return back @ on_basis, Precision(back @ back.T, variance, (), parameter_covariance, n - p)
    scaled = sparse.hstack([w * np.sqrt(r) for w, r in zip(weights, ratios, strict=True)], format="csc")
    factor = linalg.cho_factor(np.eye(scaled.shape[1]) + (scaled.T @ scaled).toarray())
    through = linalg.cho_solve(factor, scaled.T @ basis)
    inner = linalg.inv(np.eye(p) - (scaled.T @ basis).T @ through)
    residual = outcome - basis @ on_basis
    estimates = back @ (on_basis - inner @ (through.T @ (scaled.T @ residual)))
    spread = through @ inner @ back.T
    loadings = tuple(spread[block] for block in blocks_of([w.shape[1] for w in weights]))
    return estimates, Precision(back @ inner @ back.T, variance, loadings, parameter_covariance, n - p)


def _table(terms: tuple[str, ...], estimates: Array, precision: Precision) -> pd.DataFrame:
    """All coefficients, each tested by itself."""
    units = np.eye(len(terms))
    std_error = np.sqrt(precision.residual * np.diag(precision.unscaled))
    df = np.array([precision.df(unit) for unit in units])
    reach = stats.t.ppf(0.975, df) * std_error
    p_value = 2.0 * stats.t.sf(np.abs(estimates) / std_error, df)
    columns = (estimates, std_error, df, estimates - reach, estimates + reach, p_value)
    return pd.DataFrame({"term": list(terms)} | dict(zip(STATISTICS, columns, strict=True)))
