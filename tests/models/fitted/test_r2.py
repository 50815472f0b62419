from __future__ import annotations

import numpy as np
import pytest

from mentorstats.models.fitted.r2 import explained_shares, residual_variances
from mentorstats.models.mixed import fit_multiple_membership


def one_way(seed: int, *, n_groups: int = 30, size: int = 6):
    rng = np.random.default_rng(seed)
    mentor = np.repeat(np.eye(n_groups), size, axis=0)
    x = np.column_stack([np.ones(len(mentor)), rng.normal(size=len(mentor))])
    return x @ [1.0, 0.8] + mentor @ rng.normal(0, 0.7, n_groups) + rng.normal(size=len(mentor)), x, mentor


def test_shares_are_those_of_nakagawa_and_schielzeth():
    y, x, mentor = one_way(1)
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor})
    fixed = (x @ fit.coefficients["estimate"].to_numpy()).var(ddof=1)
    total = fixed + sum(fit.variances.values())
    assert fit.r2.marginal == pytest.approx(fixed / total)
    assert fit.r2.conditional == pytest.approx((fixed + fit.variances["mentor"]) / total)


def test_without_memberships_both_shares_are_the_same_and_near_the_usual_one():
    y, x, _ = one_way(2)
    fit = fit_multiple_membership(y, x, memberships={})
    usual = 1 - np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2) / np.sum((y - y.mean()) ** 2)
    assert fit.r2.marginal == fit.r2.conditional
    assert fit.r2.marginal == pytest.approx(usual, abs=0.01)


def test_a_membership_counts_with_the_mean_square_of_its_weights():
    y, x, mentor = one_way(3)
    halved = 0.5 * (mentor + np.roll(mentor, 1, axis=1))
    fit = fit_multiple_membership(y, x, memberships={"mentor": halved})
    fixed = (x @ fit.coefficients["estimate"].to_numpy()).var(ddof=1)
    shared = 0.5 * fit.variances["mentor"]
    assert fit.r2.conditional == pytest.approx((fixed + shared) / (fixed + shared + fit.variances["residual"]))


def test_groups_and_weights_count_with_their_rows_own_residual_variances():
    y, x, mentor = one_way(4)
    groups, weights = np.arange(len(y)) % 3 == 0, 1.0 + np.arange(len(y)) % 2
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor}, residual_by=groups, weights=weights)
    each = np.where(groups, fit.variances["residual[True]"], fit.variances["residual[False]"]) / weights
    assert residual_variances(fit.design, fit.variances) == pytest.approx(each)
    fixed = (x @ fit.coefficients["estimate"].to_numpy()).var(ddof=1)
    shares = explained_shares(fit.design, fit.variances, fit.coefficients["estimate"].to_numpy())
    assert shares.marginal == pytest.approx(fixed / (fixed + fit.variances["mentor"] + each.mean()))
