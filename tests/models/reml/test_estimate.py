"""Estimates in people's own units: variances, coefficients, errors, likelihood, whatever the units of the search."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from mentorstats.models.design.inputs import read_design
from mentorstats.models.reml.criterion import IndistinctError, NoMaximumError, ResidualGroupError
from mentorstats.models.reml.estimate import Precision, maximize, reduce_design
from tests.models.definition import best_variances, covariance, deviance, kernels_of


def made_up(seed: int, *, n: int = 60):
    rng = np.random.default_rng(seed)
    mentor = np.zeros((n, 10))
    for row in mentor:
        some = rng.choice(10, rng.integers(1, 4), replace=False)
        row[some] = 1.0 / len(some)
    x = np.column_stack([np.ones(n), 5.0 + 3.0 * rng.normal(size=n), rng.integers(0, 2, n)])
    y = x @ [1.0, 0.4, 0.3] + 1.5 * mentor @ rng.normal(size=10) + rng.normal(size=n)
    return y, x, mentor, np.arange(n) % 7 < 2, 1.0 + np.arange(n) % 3


def test_the_reduction_is_undone_by_what_it_keeps():
    y, x, mentor, groups, weights = made_up(1)
    design = read_design(y, x, memberships={"mentor": 7.0 * mentor}, residual_by=groups, weights=weights)
    reduction, root = reduce_design(design), np.sqrt(weights)
    assert_allclose(reduction.basis @ reduction.triangle, x * root[:, None], atol=1e-12)
    assert_allclose(reduction.basis.T @ reduction.basis, np.eye(3), atol=1e-12)
    assert_allclose(reduction.outcome, y * root)
    assert_allclose(reduction.basis.T @ reduction.residual, 0.0, atol=1e-9)
    assert_allclose(reduction.residual + reduction.basis @ (reduction.basis.T @ (y * root)), y * root)
    scaled = 7.0 * mentor * root[:, None]
    assert_allclose(reduction.memberships["mentor"].toarray() * reduction.units["mentor"], scaled)
    assert np.mean(np.sum(reduction.memberships["mentor"].toarray() ** 2, axis=1)) == pytest.approx(1.0)
    assert reduction.dof == 57
    names = np.array(design.groups.names)[reduction.order]
    assert names.tolist() == ["False", "True"]
    assert (names[reduction.codes] == groups.astype(str)).all()


def test_the_largest_group_is_the_unit_of_the_search_whatever_its_name():
    y, x, mentor, groups, _ = made_up(1)
    design = read_design(y, x, memberships={"mentor": mentor}, residual_by=np.where(groups, "a", "z"))
    reduction = reduce_design(design)
    assert design.groups.names == ("a", "z")
    assert reduction.order.tolist() == [1, 0]
    assert (reduction.codes == groups.astype(int)).all()
    assert np.bincount(reduction.codes)[0] > np.bincount(reduction.codes)[1]


@pytest.mark.parametrize("likelihood", ["REML", "ML"])
@pytest.mark.parametrize("grouped", [False, True])
def test_variances_coefficients_and_likelihood_are_those_of_the_definition(grouped, likelihood):
    y, x, mentor, groups, weights = made_up(2)
    by, given = (groups, weights) if grouped else (None, None)
    design = read_design(y, x, memberships={"mentor": 3.0 * mentor}, residual_by=by, weights=given)
    estimate = maximize(design, likelihood)
    kernels = kernels_of([3.0 * mentor], by, given, 60)
    variances, loglik = best_variances(y, x, kernels, restricted=likelihood == "REML")
    found = np.array(list(estimate.variances.values()))
    assert_allclose(found, variances, rtol=1e-4)
    assert estimate.loglik == pytest.approx(loglik, abs=1e-7)
    assert estimate.loglik == pytest.approx(-0.5 * deviance(found, y, x, kernels, restricted=likelihood == "REML"))
    inner = covariance(found, x, kernels)
    h = np.linalg.inv(sum(v * k for v, k in zip(found, kernels, strict=True)))
    assert_allclose(estimate.coefficients, inner @ x.T @ h @ y, rtol=1e-8)
    assert_allclose(estimate.precision.residual * estimate.precision.unscaled, inner, rtol=1e-7, atol=1e-12)
    assert estimate.approximation is None


def test_least_squares_needs_no_memberships():
    y, x, _, _, _ = made_up(3)
    estimate = maximize(read_design(y, x, memberships={}))
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    assert estimate.variances == {"residual": pytest.approx(left @ left / 57)}
    assert estimate.precision.df(np.array([0.0, 1.0, 0.0])) == 57.0
    assert estimate.precision.std_error(np.array([0.0, 1.0, 0.0])) == pytest.approx(
        np.sqrt(left @ left / 57 * np.linalg.inv(x.T @ x)[1, 1])
    )


def test_a_precision_has_satterthwaites_df():
    """Two groups' means: the unit is the first residual variance, the parameter the second's logarithm over it."""
    n, variances = np.array([8, 20]), np.array([4.0, 1.0])
    unscaled = np.diag(variances / variances[0] / n)
    loading = np.diag([0.0, np.sqrt(unscaled[1, 1])])
    of_logs = np.array([[2.0 / 19 + 2.0 / 7, -2.0 / 7], [-2.0 / 7, 2.0 / 7]])
    precision = Precision(unscaled, 4.0, (loading,), of_logs, 26)
    difference = np.array([1.0, -1.0])
    welch = (4 / 8 + 1 / 20) ** 2 / ((4 / 8) ** 2 / 7 + (1 / 20) ** 2 / 19)
    assert precision.df(difference) == pytest.approx(welch)
    assert precision.std_error(difference) == pytest.approx(np.sqrt(4 / 8 + 1 / 20))


def test_welchs_test_is_what_two_groups_come_down_to():
    y, _, _, groups, _ = made_up(4)
    x = np.column_stack([np.ones(60), groups])
    estimate = maximize(read_design(y, x, memberships={}, residual_by=groups))
    welch = stats.ttest_ind(y[groups], y[~groups], equal_var=False)
    assert estimate.precision.df(np.array([0.0, 1.0])) == pytest.approx(welch.df)
    assert estimate.coefficients[1] / estimate.precision.std_error(np.array([0.0, 1.0])) == pytest.approx(
        welch.statistic
    )


@pytest.mark.parametrize("rows", [1, 2])
def test_a_group_needs_two_rows_that_differ(rows):
    y, x, mentor, _, _ = made_up(5)
    groups = np.where(np.arange(60) < rows, "few", "many")
    y[:rows] = 3.0
    what = "has 1 row of 'few': too few" if rows == 1 else "all outcomes of 'few' in residual_by are the same"
    with pytest.raises(ResidualGroupError, match=what) as caught:
        maximize(read_design(y, x, memberships={"mentor": mentor}, residual_by=groups))
    assert caught.value.group == "few"


def test_columns_that_explain_everything_or_follow_from_others_are_refused():
    y, x, mentor, _, _ = made_up(6)
    with pytest.raises(NoMaximumError, match="columns of x explain y"):
        maximize(read_design(x @ [1.0, 2.0, 3.0], x, memberships={"mentor": mentor}))
    with pytest.raises(ValueError, match="follows from"):
        maximize(read_design(y, np.column_stack([x, x[:, 0] - x[:, 2]]), memberships={"mentor": mentor}))


def test_a_membership_without_weights_is_refused_by_name():
    y, x, mentor, _, _ = made_up(7)
    with pytest.raises(IndistinctError, match="no row has a weight in 'team'") as caught:
        maximize(read_design(y, x, memberships={"mentor": mentor, "team": 0 * mentor}))
    assert caught.value.membership == "team"
