"""What a fit of the mixed model gives: coefficients, variances, contrasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import linalg, stats

from mentorstats.errors import WrongArrays
from mentorstats.models.reml.criterion import DEPENDENT, Array
from mentorstats.models.reml.large import Approximation

__all__ = ["JointTest", "MultipleMembershipFit"]

STATISTICS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True, eq=False)
class MultipleMembershipFit:
    """A fitted model.

    ``coefficients`` has a row for each column of ``x``: term, estimate, std_error, df, conf_low, conf_high
    (95 %), p_value.  ``variances`` has an entry for each membership, and ``residual``.  ``loglik`` is the full
    restricted log-likelihood, ``covariance`` (p, p) that of the estimates, ``n_rows`` the number of rows.
    ``approximation`` says how far off the variances may be where there are very many mentors who cannot be looked at
    in separate groups; it is None where the fit is exact, and where all variances are 0, which is seen exactly.
    """

    coefficients: pd.DataFrame
    variances: dict[str, float]
    loglik: float
    covariance: Array
    n_rows: int
    approximation: Approximation | None
    _precision: Precision = field(repr=False)

    def contrast(self, weights: ArrayLike, *, level: float = 0.95) -> pd.Series:
        """A weighted sum of the coefficients as one row like those of ``coefficients``.

        ``weights`` has one number for each coefficient, in their order; ``level`` is that of the interval.
        """
        row = self._weight_rows(weights)[0]
        name = _spelled_out(row, self.coefficients["term"])
        return pd.Series(contrast_row(name, row, self._estimates, self._precision, level=level))

    def joint_test(self, weights: ArrayLike) -> JointTest:
        """F test that all rows of ``weights`` (r, p) are zero, with the denominator df of Fai & Cornelius (1996)."""
        rows = self._weight_rows(weights)
        values, vectors = linalg.eigh(rows @ self.covariance @ rows.T)
        kept = values > DEPENDENT * values.max()
        rotated = vectors[:, kept].T @ rows
        statistic = float(np.mean((rotated @ self._estimates) ** 2 / values[kept]))
        df_den = _pooled_df(np.array([self._precision.df(row) for row in rotated]))
        df_num = int(kept.sum())
        return JointTest(statistic, df_num, df_den, float(stats.f.sf(statistic, df_num, df_den)))

    @property
    def _estimates(self) -> Array:
        return self.coefficients["estimate"].to_numpy(dtype=float)

    def _weight_rows(self, weights: ArrayLike) -> Array:
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
        if rows.shape[1] != len(self.coefficients):
            raise WrongArrays(
                f"weights has {rows.shape[1]} numbers; the model has {len(self.coefficients)} coefficients"
            )
        if not np.isfinite(rows).all() or not rows.any(axis=1).all():
            raise WrongArrays("weights must be numbers that are not all 0")
        return rows


def contrast_row(name: str, weights: Array, estimates: Array, precision: Precision, *, level: float) -> dict[str, Any]:
    estimate, std_error, df = float(weights @ estimates), precision.std_error(weights), precision.df(weights)
    reach = float(stats.t.ppf(0.5 + level / 2.0, df)) * std_error
    p_value = 2.0 * float(stats.t.sf(abs(estimate) / std_error, df))
    numbers = (estimate, std_error, df, estimate - reach, estimate + reach, p_value)
    return {"term": name} | dict(zip(STATISTICS, numbers, strict=True))


def _spelled_out(weights: Array, terms: pd.Series) -> str:
    parts = [
        f"{'-' if weight < 0 else '+'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{term}"
        for weight, term in zip(weights, terms, strict=True)
        if weight != 0
    ]
    return " ".join(parts).removeprefix("+ ")


def _pooled_df(df: Array) -> float:
    """One denominator df for several contrasts: matches the expectation of the sum of their F statistics."""
    if np.ptp(df) < 1e-8 * df[0]:
        return float(df.mean())
    if (df <= 2).any():
        return 2.0
    expected = float(np.sum(df / (df - 2.0)))
    return 2.0 * expected / (expected - len(df))


@dataclass(frozen=True)
class JointTest:
    """An F test that several combinations of coefficients are all zero."""

    statistic: float
    df_num: int
    df_den: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Precision:
    """What standard errors and df need; the parameters are the logarithms of ratios and residual variance."""

    unscaled: Array
    residual: float
    loadings: tuple[Array, ...]
    parameter_covariance: Array
    residual_df: int

    def std_error(self, weights: Array) -> float:
        return float(np.sqrt(self.residual * (weights @ self.unscaled @ weights)))

    def df(self, weights: Array) -> float:
        """Satterthwaite: twice the squared variance over the variance of that variance."""
        if not self.loadings:
            return float(self.residual_df)
        unscaled = float(weights @ self.unscaled @ weights)
        gradient = np.array([*(float(np.sum((loading @ weights) ** 2)) for loading in self.loadings), unscaled])
        return 2.0 * unscaled**2 / float(gradient @ self.parameter_covariance @ gradient)
