"""What a fit of the mixed model gives: coefficients, variances, contrasts, effects, intervals and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import linalg, stats

from mentorstats.errors import InvalidInput
from mentorstats.models.design.design import Design
from mentorstats.models.fitted.effects import Effects, effect_table, predict_effects
from mentorstats.models.fitted.r2 import R2, explained_shares
from mentorstats.models.fitted.summary import FitSummary
from mentorstats.models.intervals import checked_level, student
from mentorstats.models.reml.criterion import DEPENDENT, Array
from mentorstats.models.reml.estimate import Precision, maximize
from mentorstats.models.reml.large import Approximation
from mentorstats.models.reml.newton import Likelihood
from mentorstats.models.reml.profile import profile_intervals
from mentorstats.models.reml.score import chance_above_zero

__all__ = ["JointTest", "MultipleMembershipFit", "VarianceTest", "weight_row", "weight_rows"]

STATISTICS = ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value")


@dataclass(frozen=True)
class JointTest:
    """An F test that several combinations of coefficients are all zero."""

    statistic: float
    df_num: int
    df_den: float
    p_value: float


@dataclass(frozen=True)
class VarianceTest:
    """A restricted likelihood ratio test that a membership's variance is 0."""

    statistic: float
    p_value: float


@dataclass(frozen=True, eq=False, repr=False)
class MultipleMembershipFit:
    """A fitted model.

    ``coefficients`` has a row for each column of ``x``: term, estimate, std_error, df, conf_low, conf_high
    (95 %), p_value.  ``variances`` has an entry for each membership, and ``residual``, or ``residual[LABEL]`` for each
    group of ``residual_by``.  ``loglik`` is the full restricted log-likelihood, ``covariance`` (p, p) that of the
    estimates, ``n_rows`` the number of rows, ``design`` what was fitted.
    ``approximation`` says how far off the variances may be where there are very many mentors who cannot be looked at
    in separate groups; it is None where the fit is exact, and where all variances are 0, which is seen exactly.
    """

    coefficients: pd.DataFrame
    variances: dict[str, float]
    loglik: float
    covariance: Array
    n_rows: int
    approximation: Approximation | None
    design: Design
    _precision: Precision = field(repr=False)

    def contrast(self, weights: ArrayLike, *, level: float = 0.95) -> pd.Series:
        """A weighted sum of the coefficients as one row like those of ``coefficients``.

        ``weights`` has one number for each coefficient, in their order; ``level`` is that of the interval.
        """
        row = weight_row(weights, len(self.coefficients))
        name = _spelled_out(row, self.coefficients["term"])
        numbers = student(
            float(row @ self._estimates), self._precision.std_error(row), self._precision.df(row), level=level
        )
        return pd.Series({"term": name} | numbers.to_dict())

    def joint_test(self, weights: ArrayLike) -> JointTest:
        """F test that all rows of ``weights`` (r, p) are zero, with the denominator df of Fai & Cornelius (1996)."""
        rows = weight_rows(weights, len(self.coefficients))
        values, vectors = linalg.eigh(rows @ self.covariance @ rows.T)
        kept = values > DEPENDENT * values.max()
        rotated = vectors[:, kept].T @ rows
        statistic = float(np.mean((rotated @ self._estimates) ** 2 / values[kept]))
        df_den = _pooled_df(np.array([self._precision.df(row) for row in rotated]))
        df_num = int(kept.sum())
        return JointTest(statistic, df_num, df_den, float(stats.f.sf(statistic, df_num, df_den)))

    def effects(self, membership: str, *, level: float = 0.95) -> pd.DataFrame:
        """Each mentor's (or team's) own effect, shrunken: label, estimate, std_error, conf_low, conf_high.

        Best linear unbiased predictions, in the outcome's unit, and normal intervals; variances and coefficients are
        taken as known, as lme4's ``ranef`` does.  ``std_error`` is missing where more than 3,000 hang together.
        """
        if membership not in self.design.memberships:
            raise InvalidInput(f"there is no membership {membership!r}; there are {self._membership_names}")
        effects, labels = self._effects, self.design.labels[membership]
        return effect_table(labels, effects.estimates[membership], effects.std_errors[membership], checked_level(level))

    @cached_property
    def fitted(self) -> pd.Series:
        """The outcome (n,) that the coefficients and the effects say, under the rows' labels."""
        values = self._effects.fitted(self.design, self._estimates)
        return pd.Series(values, index=self.design.index, name="fitted")

    @property
    def residuals(self) -> pd.Series:
        """The outcome less ``fitted`` (n,)."""
        return pd.Series(self.design.outcome - self.fitted.to_numpy(), index=self.design.index, name="residual")

    def variance_intervals(self, level: float = 0.95, *, likelihood: Likelihood = "REML") -> pd.DataFrame:
        """Profile likelihood intervals of the variances: name, variance, conf_low, conf_high.

        The likelihood is that of the fit, or ``"ML"``, whose square roots are lme4's ``confint``.  ``ValueError`` where
        the fit is approximate: the likelihood is then not known exactly enough.
        """
        if likelihood not in ("REML", "ML"):
            raise InvalidInput(f"likelihood is {likelihood!r}; it can be 'REML' or 'ML'")
        self._refuse_approximate("intervals of variances")
        intervals = profile_intervals(self.design, self.variances, level=checked_level(level), likelihood=likelihood)
        rows = [(name, variance, *intervals[name]) for name, variance in self.variances.items()]
        return pd.DataFrame(rows, columns=["name", "variance", "conf_low", "conf_high"])

    def variance_test(self, membership: str) -> VarianceTest:
        """Whether a membership's variance is 0: twice the difference of the restricted log-likelihoods.

        If it is, the estimate is 0 about half the time and the statistic is 0, and else chi-squared with 1 df (Self and
        Liang 1987, J. Am. Stat. Assoc. 82); how often, with so many mentors, is computed (see ``reml.score``).
        ``ValueError`` where the fit is approximate.
        """
        if membership not in self.design.memberships:
            raise InvalidInput(f"there is no membership {membership!r}; there are {self._membership_names}")
        self._refuse_approximate("the test of a variance")
        if self.variances[membership] == 0.0:
            return VarianceTest(0.0, 1.0)
        null = maximize(self.design.without(membership))
        statistic = max(0.0, 2.0 * (self.loglik - null.loglik))
        above = chance_above_zero(self.design, null.variances, membership)
        return VarianceTest(statistic, above * float(stats.chi2.sf(statistic, 1)) if statistic > 0.0 else 1.0)

    @cached_property
    def loglik_ml(self) -> float:
        """The highest (not restricted) log-likelihood of the same model, as lme4's ``refitML`` has it.

        It may be compared with that of other models of the same outcome, whatever their columns and memberships;
        ``loglik`` only with models that have the same columns of ``x``.
        """
        return maximize(self.design, "ML").loglik

    @cached_property
    def r2(self) -> R2:
        """The shares of the outcome's variance that go with the fixed effects, and with the memberships as well."""
        return explained_shares(self.design, self.variances, self._estimates)

    def summary(self) -> FitSummary:
        """The fit on one screen, as text or as a table in a notebook."""
        design, variances = self.design, pd.DataFrame({"variance of": list(self.variances)})
        variances["members"] = [
            str(design.memberships[name].shape[1]) if name in design.memberships else "" for name in self.variances
        ]
        variances["estimate"] = list(self.variances.values())
        variances["std_dev"] = np.sqrt(variances["estimate"])
        facts = {
            "rows": f"{self.n_rows:,}", "coefficients": str(len(self.coefficients)),
            "restricted log-likelihood": f"{self.loglik:.3f}",
            "R²": f"{self.r2.marginal:.3f} of the fixed effects, {self.r2.conditional:.3f} with the memberships",
        }  # fmt: skip
        notes = [f"The variance of {name} is estimated as 0." for name, value in self.variances.items() if value == 0]
        if self.approximation is not None:
            notes.append(
                f"Approximate: the standard error of a variance ratio is {self.approximation.relative_error:.1g} of it."
            )
        return FitSummary(facts, variances, self.coefficients, tuple(notes))

    def __repr__(self) -> str:
        variances = ", ".join(f"{name} {value:.4g}" for name, value in self.variances.items())
        return f"MultipleMembershipFit({self.n_rows} rows, {len(self.coefficients)} coefficients; {variances})"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    @property
    def _estimates(self) -> Array:
        return self.coefficients["estimate"].to_numpy(dtype=float)

    @cached_property
    def _effects(self) -> Effects:
        return predict_effects(self.design, self.variances, self._estimates)

    @property
    def _membership_names(self) -> str:
        return ", ".join(map(repr, self.design.memberships)) or "none"

    def _refuse_approximate(self, what: str) -> None:
        if self.approximation is not None:
            raise InvalidInput(f"{what} cannot be had here: the fit is approximate, and so is its likelihood")


def weight_rows(weights: ArrayLike, coefficients: int) -> Array:
    """Weights of contrasts as rows (r, p); ``ValueError`` where they do not fit the number of coefficients."""
    try:
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
    except (TypeError, ValueError):
        raise InvalidInput(f"weights must be {coefficients} numbers, one for each coefficient") from None
    if rows.ndim != 2 or rows.shape[1] != coefficients:
        shape = f"{rows.shape[1]} numbers" if rows.ndim == 2 else f"{rows.ndim} dimensions"
        raise InvalidInput(f"weights has {shape}; the model has {coefficients} coefficients")
    if not np.isfinite(rows).all() or not rows.any(axis=1).all():
        raise InvalidInput("weights must be numbers that are not all 0")
    return rows


def weight_row(weights: ArrayLike, coefficients: int) -> Array:
    """The weights of a single contrast (p,)."""
    rows = weight_rows(weights, coefficients)
    if len(rows) > 1:
        raise InvalidInput(f"a contrast is one row of weights, not {len(rows)}: joint_test takes several")
    return rows[0]


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
