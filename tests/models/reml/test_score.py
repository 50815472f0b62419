"""How often a variance of 0 is estimated above 0: balanced layouts by arithmetic, others by the definition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mentorstats.models.design.inputs import read_design
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.reml.score import chance_above_zero
from tests.models.definition import kernels_of


@pytest.mark.parametrize("members", [3, 8, 60])
def test_balanced_members_are_above_0_as_often_as_chi_squared_is_above_its_mean(members):
    mentor = np.repeat(np.eye(members), 5, axis=0)
    y = np.random.default_rng(1).normal(size=len(mentor))
    design = read_design(y, np.ones((len(y), 1)), memberships={"mentor": mentor})
    chance = chance_above_zero(design, {"residual": 1.7}, "mentor")
    assert chance == pytest.approx(stats.chi2.sf(members - 1, members - 1), rel=1e-6)
    assert 0.36 < chance < 0.5


@pytest.mark.parametrize("grouped", [False, True])
def test_any_design_agrees_with_the_traces_of_whole_matrices(grouped):
    rng = np.random.default_rng(2)
    n = 70
    mentor, team = np.eye(9)[rng.integers(0, 9, n)] * rng.choice([0.5, 1.0], (n, 1)), np.eye(6)[rng.integers(0, 6, n)]
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = x @ [1.0, 0.5] + 1.5 * team @ rng.normal(size=6) + rng.normal(size=n)
    groups, weights = (np.arange(n) % 2, 1.0 + np.arange(n) % 3) if grouped else (None, None)
    fit = fit_multiple_membership(
        y, x, memberships={"mentor": mentor, "team": team}, residual_by=groups, weights=weights
    )
    null = fit_multiple_membership(y, x, memberships={"team": team}, residual_by=groups, weights=weights)
    assert null.variances["team"] > 0
    kernels = kernels_of([team], groups, weights, n)
    v = sum(s * k for s, k in zip(null.variances.values(), kernels, strict=True))
    h = np.linalg.inv(v)
    p = h - h @ x @ np.linalg.inv(x.T @ h @ x) @ x.T @ h
    t = mentor.T @ p @ mentor
    df = np.trace(t) ** 2 / np.sum(t**2)
    assert chance_above_zero(fit.design, null.variances, "mentor") == pytest.approx(stats.chi2.sf(df, df), rel=1e-6)


def test_a_variance_of_0_beside_the_tested_one_plays_no_part():
    rng = np.random.default_rng(3)
    mentor, team = np.repeat(np.eye(10), 6, axis=0), np.tile(np.eye(6), (10, 1))
    y, x = rng.normal(size=60), np.ones((60, 1))
    both = read_design(y, x, memberships={"mentor": mentor, "team": team})
    alone = read_design(y, x, memberships={"mentor": mentor})
    chance = chance_above_zero(both, {"team": 0.0, "residual": 1.0}, "mentor")
    assert chance == pytest.approx(chance_above_zero(alone, {"residual": 1.0}, "mentor"), rel=1e-9)
