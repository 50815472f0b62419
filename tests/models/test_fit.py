"""What a fit gives: contrasts, joint tests, tests of variances, likelihoods, a summary; each refuses in words."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from mentorstats.models import fit as module
from mentorstats.models.kenward_roger import kenward_roger
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.reml import estimate
from mentorstats.models.reml.score import chance_above_zero
from tests.models.definition import best_variances, kernels_of

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def lme4() -> dict:
    return json.loads((REFERENCE / "mixed_fit.json").read_text())


@pytest.fixture(scope="module")
def program():
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"], **{f"cohort{c}": mentees["cohort"] == c for c in range(2, 7)})
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    team = pd.get_dummies(mentees["mentee_id"].str[1:].astype(int) % 17).to_numpy(dtype=float)
    return mentees["post"], x, {"mentor": weights.loc[mentees["mentee_id"]].to_numpy(), "team": team}


@pytest.fixture(scope="module")
def program_fit(program):
    y, x, memberships = program
    return fit_multiple_membership(y, x, memberships={"mentor": memberships["mentor"]})


def made_up(seed: int, *, n: int = 80, spread: float = 1.0):
    rng = np.random.default_rng(seed)
    mentor = np.eye(12)[rng.integers(0, 12, n)]
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    y = x @ [1.0, 0.4, 0.3] + spread * mentor @ rng.normal(size=12) + rng.normal(size=n)
    return y, x, mentor


def test_the_likelihoods_are_those_of_lme4_restricted_and_not(lme4, program_fit):
    assert_allclose(program_fit.loglik, lme4["one"]["loglik"], rtol=0, atol=1e-8)
    assert_allclose(program_fit.loglik_ml, lme4["one"]["loglik_ml"], rtol=0, atol=1e-8)


def test_the_likelihoods_of_two_memberships_are_those_of_lme4_with_a_variance_of_0(lme4, program):
    y, x, memberships = program
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert_allclose(fit.loglik, lme4["two"]["loglik"], rtol=0, atol=1e-8)
    assert_allclose(fit.loglik_ml, lme4["two"]["loglik_ml"], rtol=0, atol=1e-8)


@pytest.mark.parametrize("grouped", [False, True])
def test_the_unrestricted_likelihood_is_the_highest_of_the_definition(grouped):
    y, x, mentor = made_up(1)
    groups, weights = (np.arange(len(y)) % 2, 1.0 + np.arange(len(y)) % 3) if grouped else (None, None)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor}, residual_by=groups, weights=weights)
    expected = best_variances(y, x, kernels_of([mentor], groups, weights, len(y)), restricted=False)[1]
    assert fit.loglik_ml == pytest.approx(expected, abs=1e-7)


def test_without_memberships_the_unrestricted_likelihood_is_that_of_least_squares():
    y, x, _ = made_up(2)
    fit = fit_multiple_membership(y, x, memberships={})
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    assert fit.loglik_ml == pytest.approx(stats.norm.logpdf(left, scale=np.sqrt(left @ left / len(y))).sum())


def test_a_variance_is_tested_by_the_restricted_likelihoods_of_lme4(lme4, program_fit):
    test = program_fit.variance_test("mentor")
    assert test.statistic == pytest.approx(2 * (lme4["one"]["loglik"] - lme4["one"]["loglik_without"]), abs=1e-7)
    above = chance_above_zero(program_fit.design, {"residual": lme4["one"]["variances"][1]}, "mentor")
    assert 0.45 < above < 0.5
    assert test.p_value == pytest.approx(above * stats.chi2.sf(test.statistic, 1))


def test_of_two_variances_each_is_tested_with_the_other_in_the_model():
    rng = np.random.default_rng(3)
    y, x, mentor = made_up(3, spread=0.0)
    team = np.eye(8)[rng.integers(0, 8, len(y))]
    y = y + 2.0 * team @ rng.normal(size=8)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor, "team": team})
    for name, rest in (("team", {"mentor": mentor}), ("mentor", {"team": team})):
        alone, test = fit_multiple_membership(y, x, memberships=rest), fit.variance_test(name)
        assert test.statistic == pytest.approx(2 * (fit.loglik - alone.loglik), rel=1e-6, abs=1e-9)
    assert fit.variance_test("team").p_value < 1e-6 < fit.variance_test("mentor").p_value


def test_a_variance_of_0_is_no_evidence_at_all():
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6) + 0.01 * np.random.default_rng(0).normal(size=24)
    fit = fit_multiple_membership(y, np.ones((24, 1)), memberships={"mentor": np.repeat(np.eye(6), 4, axis=0)})
    assert fit.variances["mentor"] == 0
    assert fit.variance_test("mentor") == module.VarianceTest(0.0, 1.0)


def test_what_needs_the_exact_likelihood_is_refused_where_it_is_approximate(monkeypatch):
    y, x, mentor = made_up(4, n=400)
    monkeypatch.setattr(estimate, "route_of", lambda memberships: "approximate")
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor})
    assert fit.approximation is not None
    for ask, what in ((fit.variance_intervals, "intervals of variances"),
                      (lambda: fit.variance_test("mentor"), "the test of a variance")):  # fmt: skip
        with pytest.raises(ValueError, match=f"{what} cannot be had here: the fit is approximate"):
            ask()
    assert np.isfinite(fit.loglik_ml)
    assert fit.effects("mentor")["std_error"].notna().all()
    assert "Approximate: the standard error of a variance ratio is" in str(fit.summary())


@pytest.mark.parametrize("name", ["team", None, 0])
def test_a_membership_that_there_is_not_is_refused_with_those_there_are(name, program_fit):
    for ask in (program_fit.effects, program_fit.variance_test):
        with pytest.raises(ValueError, match=rf"there is no membership {name!r}; there are 'mentor'"):
            ask(name)


@pytest.mark.parametrize("level", [95, 0, 1, -0.1, 1.5, float("nan"), "0.95", None, True])
def test_a_level_that_is_no_share_is_refused(level, program_fit):
    one = np.eye(9)[1]
    for ask in (
        lambda: program_fit.contrast(one, level=level), lambda: program_fit.effects("mentor", level=level),
        lambda: program_fit.variance_intervals(level), lambda: kenward_roger(program_fit).contrast(one, level=level),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"level must be between 0 and 1, as 0\.95 for 95 %; it is"):
            ask()


def test_another_likelihood_is_refused(program_fit):
    with pytest.raises(ValueError, match="likelihood is 'ml'; it can be 'REML' or 'ML'"):
        program_fit.variance_intervals(likelihood="ml")


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], "weights has 1 numbers; the model has 9 coefficients"),
        (np.zeros(9), "weights must be numbers that are not all 0"),
        ([np.nan] * 9, "weights must be numbers that are not all 0"),
        (["a"] * 9, "weights must be 9 numbers, one for each coefficient"),
        ("adjacent", "weights must be 9 numbers"),
        ({"adjacent": 1}, "weights must be 9 numbers"),
        (np.ones((1, 1, 9)), "weights has 3 dimensions; the model has 9 coefficients"),
        (np.eye(9)[:2], "a contrast is one row of weights, not 2: joint_test takes several"),
    ],
)
def test_weights_that_are_no_contrast_are_refused(weights, message, program_fit):
    for ask in (program_fit.contrast, kenward_roger(program_fit).contrast):
        with pytest.raises(ValueError, match=message):
            ask(weights)


def test_a_contrast_is_spelled_out(program_fit):
    weights = np.zeros(9)
    weights[[0, 1, 2]] = [0.5, -1.0, 1.0]
    assert program_fit.contrast(weights)["term"] == "0.5 everyone - adjacent + several"
    assert program_fit.contrast(-weights)["term"] == "- 0.5 everyone + adjacent - several"


def test_the_summary_has_all_that_was_fitted_in_the_usual_order(program_fit):
    lines = str(program_fit.summary()).splitlines()
    assert lines[0] == "Linear mixed model with memberships, fitted by REML"
    text = "\n".join(lines)
    for piece in ("rows                       240", "coefficients               9", "-860.166",
                  "0.174 of the fixed effects, 0.258 with the memberships"):  # fmt: skip
        assert piece in text
    rows = [line.split() for line in lines]
    assert ["mentor", "60", "11.46", "3.385"] in rows
    assert ["residual", "78.02", "8.833"] in rows
    assert ["adjacent", "3.255", "1.229", "227", "0.8328", "5.678", "0.009"] in rows
    assert ["everyone", "40.02", "3.648", "174.2", "32.82", "47.22", "<0.001"] in rows
    assert text.index("mentor") < text.index("adjacent") < text.index("df: Satterthwaite")


def test_the_summary_says_which_variance_is_0(program):
    y, x, memberships = program
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert "The variance of team is estimated as 0." in str(fit.summary())


def test_a_notebook_shows_the_summary_as_tables_with_every_name_escaped(program_fit, program):
    html = program_fit._repr_html_()
    assert html == program_fit.summary()._repr_html_()
    assert html.count("<table") == 3
    assert "<td>adjacent</td>" in html.replace(" ", "")
    y, x, memberships = program
    odd = fit_multiple_membership(y, x.rename(columns={"adjacent": "<b>"}), memberships={"<i>": memberships["mentor"]})
    assert "<b>" not in odd._repr_html_().replace("<b>Linear", "")
    assert "<i>" not in odd._repr_html_()


def test_a_fit_says_what_it_is_in_one_line(program_fit):
    assert repr(program_fit) == "MultipleMembershipFit(240 rows, 9 coefficients; mentor 11.46, residual 78.02)"


def test_a_fit_survives_pickling(program_fit):
    again = pickle.loads(pickle.dumps(program_fit))
    pd.testing.assert_frame_equal(again.effects("mentor"), program_fit.effects("mentor"))
    assert again.variances == program_fit.variances


def test_the_pooled_df_of_equal_df_are_theirs_and_of_few_are_2():
    assert module._pooled_df(np.array([12.0, 12.0])) == 12.0
    assert module._pooled_df(np.array([1.5, 40.0])) == 2.0
    assert module._pooled_df(np.array([2.0, 40.0])) == 2.0
    expected = 10 / 8 + 30 / 28
    assert module._pooled_df(np.array([10.0, 30.0])) == pytest.approx(2 * expected / (expected - 2))
