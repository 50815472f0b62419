"""Profile intervals against lme4's deviance, against the definition, and at the edges."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, stats

from mentorstats.models.mixed import fit_multiple_membership
from tests.models.definition import deviance, kernels_of

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.fixture(scope="module")
def lme4() -> dict:
    return json.loads((REFERENCE / "mixed_fit.json").read_text())


@pytest.fixture(scope="module")
def program():
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"], **{f"cohort{c}": mentees["cohort"] == c for c in range(2, 7)})
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    first = pairings.drop_duplicates("mentee_id").set_index("mentee_id").loc[mentees["mentee_id"], "mentor_id"]
    team = pd.get_dummies(mentees["mentee_id"].str[1:].astype(int) % 17).to_numpy(dtype=float)
    mentor = weights.loc[mentees["mentee_id"]].to_numpy()
    return mentees["post"], x, {"mentor": mentor, "team": team}, pd.get_dummies(first).to_numpy(dtype=float)


def ends(fit, **options) -> np.ndarray:
    return fit.variance_intervals(**options)[["conf_low", "conf_high"]].to_numpy()


@pytest.mark.parametrize("likelihood", ["REML", "ML"])
def test_intervals_are_those_of_lme4s_deviance(likelihood, lme4, program):
    y, x, memberships, _ = program
    fit = fit_multiple_membership(y, x, memberships={"mentor": memberships["mentor"]})
    expected = lme4["one"][f"intervals_{likelihood.lower()}"]
    assert_allclose(ends(fit, likelihood=likelihood), expected, rtol=1e-7, atol=1e-12)


def test_intervals_of_two_memberships_are_those_of_lme4s_deviance_also_where_a_variance_is_0(lme4, program):
    y, x, memberships, _ = program
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert fit.variances["team"] == 0
    assert_allclose(ends(fit, likelihood="ML"), lme4["two"]["intervals_ml"], rtol=1e-6, atol=1e-12)


def test_square_roots_are_what_confint_of_lme4_prints(lme4, program):
    y, x, _, first = program
    fit = fit_multiple_membership(y, x, memberships={"mentor": first})
    assert_allclose(np.sqrt(ends(fit, likelihood="ML")), lme4["first_mentor"]["intervals_sd"], rtol=1e-4)


def made_up(seed: int, *, n: int = 60, spread: float = 1.5):
    rng = np.random.default_rng(seed)
    mentor, groups = np.eye(10)[rng.integers(0, 10, n)], np.arange(n) % 2
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = x @ [1.0, 0.4] + spread * mentor @ rng.normal(size=10) + np.where(groups, 1.6, 1.0) * rng.normal(size=n)
    return y, x, mentor, groups


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_deviance_rises_by_the_quantile_at_both_ends(place, restricted):
    """At each end, the lowest deviance with that variance fixed, by a general optimizer from the definition."""
    y, x, mentor, groups = made_up(1)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor}, residual_by=groups)
    kernels = kernels_of([mentor], groups, None, len(y))
    free = [j for j in range(3) if j != place]

    def lowest(fixed: float | None) -> float:
        def at(logs: np.ndarray) -> float:
            variances = np.empty(3)
            if fixed is None:
                variances[:] = np.exp(logs)
            else:
                variances[place], variances[free] = fixed, np.exp(logs)
            return deviance(variances, y, x, kernels, restricted=restricted)

        start = np.log(list(fit.variances.values()))
        options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5_000}
        return optimize.minimize(at, start if fixed is None else start[free], method="Nelder-Mead", options=options).fun

    row = fit.variance_intervals(0.9, likelihood="REML" if restricted else "ML").iloc[place]
    best, rise = lowest(None), stats.chi2.ppf(0.9, 1)
    assert row["conf_low"] < row["variance"] < row["conf_high"] or not restricted
    for end in (row["conf_low"], row["conf_high"]):
        assert lowest(end) - best == pytest.approx(rise, rel=1e-4)


def test_intervals_widen_with_their_level():
    y, x, mentor, _ = made_up(2)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor})
    narrow, wide = ends(fit, level=0.8), ends(fit, level=0.99)
    assert (wide[:, 0] < narrow[:, 0]).all()
    assert (wide[:, 1] > narrow[:, 1]).all()


def test_the_unit_of_the_outcome_does_not_matter():
    y, x, mentor, groups = made_up(3)
    one, other = (
        ends(fit_multiple_membership(unit * y, x, memberships={"mentor": unit * mentor}, residual_by=groups))
        for unit in (1.0, 1e-4)
    )
    assert_allclose(other[0], one[0], rtol=1e-6)
    assert_allclose(other[1:], one[1:] * 1e-8, rtol=1e-6)


def test_an_interval_reaches_down_to_0_where_the_data_allow_it_and_up_from_an_estimate_of_0():
    y, x, mentor, _ = made_up(4, spread=0.0)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor})
    row = fit.variance_intervals().iloc[0]
    assert row["variance"] == 0.0 == row["conf_low"]
    assert 0.0 < row["conf_high"] < 2.0


def test_least_squares_has_the_interval_of_its_own_likelihood():
    y, x, _, _ = made_up(5)
    fit = fit_multiple_membership(y, x, memberships={})
    variance, df, cut = fit.variances["residual"], 58, stats.chi2.ppf(0.95, 1)

    def rise(ratio: float) -> float:
        return df * (np.log(ratio) + 1 / ratio - 1) - cut

    expected = [variance * optimize.brentq(rise, *bracket) for bracket in ((0.1, 1.0), (1.0, 9.0))]
    assert_allclose(ends(fit)[0], expected, rtol=1e-8)


def test_columns_and_order_are_those_of_the_fit():
    y, x, mentor, groups = made_up(6)
    table = fit_multiple_membership(y, x, memberships={"mentor": mentor}, residual_by=groups).variance_intervals()
    assert table.columns.tolist() == ["name", "variance", "conf_low", "conf_high"]
    assert table["name"].tolist() == ["mentor", "residual[0]", "residual[1]"]
