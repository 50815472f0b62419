"""A linear model for people who share mentors: multiple-membership random effects by REML.

A mentor's own quality shows in every mentee they have, so the outcomes of those mentees are not independent
facts, and a mentee with two mentors belongs half to each.  The model is ``y = X b + Z u + e``: ``Z`` holds the
membership weights, ``u`` the mentors' deviations, ``e`` what is left.  The ratios of the variances of ``u`` to
that of ``e`` are found by restricted maximum likelihood (REML); degrees of freedom are Satterthwaite's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from mentorstats.models.design.inputs import read_design
from mentorstats.models.fit import STATISTICS, MultipleMembershipFit
from mentorstats.models.reml.criterion import Array, IndistinctError, NoMaximumError, ResidualGroupError
from mentorstats.models.reml.estimate import Precision, maximize

__all__ = ["IndistinctError", "NoMaximumError", "ResidualGroupError", "fit_multiple_membership"]


def fit_multiple_membership(
    y: ArrayLike,
    x: pd.DataFrame | ArrayLike,
    *,
    memberships: Mapping[str, Any],
    weights: ArrayLike | None = None,
    residual_by: ArrayLike | None = None,
) -> MultipleMembershipFit:
    """Fit a linear model with a random effect for each membership, by REML with Satterthwaite df.

    ``y`` (n,) is the outcome.  ``x``, a table or (n, p) array, holds the fixed effects as they are: no intercept is
    added.  ``memberships`` maps a name to what ``membership`` makes of labels, or to a table, array or sparse matrix
    (n, q) of weights, one column a mentor (or team), as they are: a row usually sums to 1, and a row of zeros belongs
    to nobody.  With no memberships this is least squares.

    ``weights`` (n,) are known row weights above 0: a row's residual variance is divided by its weight, as where it is a
    mean of that many.  ``residual_by`` (n,) are labels of a few groups of rows, each with a residual variance of its
    own; ``variances`` then holds ``residual[LABEL]`` for each instead of ``residual``.

    A variance estimated as 0 is dropped before the df, which are ``n - p`` where all are 0 and there is one residual
    variance; without memberships and with two groups they are Welch's.  Very many mentors (and teams) take another
    route to the same maximum (see ``reml.large``), exact where they fall into groups that share no mentee, else
    approximate, which the fit then says.

    Raises ``ValueError`` where shapes or row labels disagree, numbers are missing or columns of ``x`` follow from one
    another, ``IndistinctError``, ``NoMaximumError`` and ``ResidualGroupError`` where these rows leave a variance
    undetermined.  Agrees with R's lme4 and lmerTest and, by groups, with nlme.

    >>> y = [3.1, 3.5, 2.0, 2.5, 4.1, 3.8, 2.9, 3.3]
    >>> x = pd.DataFrame({"everyone": 1.0, "adjacent": [1, 0, 1, 0, 1, 0, 1, 0]})
    >>> fit = fit_multiple_membership(y, x, memberships={"mentor": np.kron(np.eye(4), np.ones((2, 1)))})
    >>> fit.coefficients.round(2)[["term", "estimate", "std_error", "df"]]
           term  estimate  std_error    df
    0  everyone      3.27       0.36  3.41
    1  adjacent     -0.25       0.18  3.00
    """
    design = read_design(y, x, memberships=memberships, weights=weights, residual_by=residual_by)
    estimate = maximize(design)
    return MultipleMembershipFit(
        coefficients=_table(design.terms, estimate.coefficients, estimate.precision),
        variances=estimate.variances,
        loglik=estimate.loglik,
        covariance=estimate.precision.residual * estimate.precision.unscaled,
        n_rows=len(design.outcome),
        approximation=estimate.approximation,
        design=design,
        _precision=estimate.precision,
    )


def _table(terms: tuple[str, ...], estimates: Array, precision: Precision) -> pd.DataFrame:
    """All coefficients, each tested by itself."""
    std_error = np.sqrt(precision.residual * np.diag(precision.unscaled))
    df = np.array([precision.df(unit) for unit in np.eye(len(terms))])
    reach = stats.t.ppf(0.975, df) * std_error
    p_value = 2.0 * stats.t.sf(np.abs(estimates) / std_error, df)
    columns = (estimates, std_error, df, estimates - reach, estimates + reach, p_value)
    return pd.DataFrame({"term": list(terms)} | dict(zip(STATISTICS, columns, strict=True)))
