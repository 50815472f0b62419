"""Shrunken effects: lme4's, their definition with whole matrices, and what is known where nothing can be inverted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import sparse, stats

from mentorstats.models.fitted import effects as module
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.reml import estimate

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.fixture(scope="module")
def lme4() -> dict:
    return json.loads((REFERENCE / "mixed_fit.json").read_text())["one"]


@pytest.fixture(scope="module")
def program_fit():
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    mentees = mentees.set_index("mentee_id")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"], **{f"cohort{c}": mentees["cohort"] == c for c in range(2, 7)})
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    return fit_multiple_membership(mentees["post"], x, memberships={"mentor": weights.loc[mentees.index]})


def made_up(seed: int, *, n: int = 60):
    """1 to 3 mentors each, some with none, teams across them, two groups of unlike spread, row weights."""
    rng = np.random.default_rng(seed)
    mentors = np.zeros((n, 12))
    for row in mentors:
        some = rng.choice(12, rng.integers(1, 4), replace=False)
        row[some] = 1.0 / len(some)
    mentors[rng.random(n) < 0.2] = 0.0
    teams, groups = np.eye(7)[rng.integers(0, 7, n)], rng.integers(0, 2, n)
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = x @ [3.0, 0.5] + mentors @ rng.normal(0, 1.5, 12) + teams @ rng.normal(size=7)
    y += np.where(groups, 2.0, 1.0) * rng.normal(size=n)
    return y, x, {"mentor": mentors, "team": teams}, groups, rng.integers(1, 5, n).astype(float)


def by_definition(fit, y, x, memberships, groups, weights):
    """Effects G Z'V^-1 (y - Xb) and the diagonal of their covariance G - G Z'V^-1 Z G, all in the rows' dimension."""
    z = np.hstack(list(memberships.values()))
    g = np.diag(np.concatenate([np.full(w.shape[1], fit.variances[n]) for n, w in memberships.items()]))
    residuals = np.array([fit.variances[name] for name in fit.variances if name.startswith("residual")])
    v = z @ g @ z.T + np.diag(residuals[groups] / weights)
    beta = np.linalg.solve(x.T @ np.linalg.solve(v, x), x.T @ np.linalg.solve(v, y))
    estimates = g @ z.T @ np.linalg.solve(v, y - x @ beta)
    return estimates, np.sqrt(np.diag(g - g @ z.T @ np.linalg.solve(v, z @ g))), x @ beta + z @ estimates


def test_effects_and_their_errors_are_those_of_lme4(lme4, program_fit):
    effects = program_fit.effects("mentor")
    assert effects["label"].tolist() == [f"M{j:02}" for j in range(1, 61)]
    assert_allclose(effects["estimate"], lme4["effects"], rtol=0, atol=1e-6 * max(lme4["effects"]))
    assert_allclose(effects["std_error"], lme4["effect_errors"], rtol=1e-6)


def test_fitted_values_and_residuals_are_those_of_lme4_under_the_rows_labels(lme4, program_fit):
    assert program_fit.fitted.index.tolist() == [f"E{j:03}" for j in range(1, 241)]
    assert program_fit.residuals.index.equals(program_fit.fitted.index)
    assert_allclose(program_fit.fitted, lme4["fitted"], rtol=1e-6)
    assert_allclose(program_fit.residuals, lme4["residuals"], rtol=0, atol=1e-5)


def test_intervals_are_normal_and_narrow_with_their_level(program_fit):
    wide, narrow = program_fit.effects("mentor"), program_fit.effects("mentor", level=0.8)
    assert_allclose(wide["conf_high"] - wide["estimate"], 1.959964 * wide["std_error"], rtol=1e-6)
    assert_allclose(wide["estimate"] - wide["conf_low"], 1.959964 * wide["std_error"], rtol=1e-6)
    assert_allclose(narrow["conf_high"] - narrow["estimate"], stats.norm.ppf(0.9) * wide["std_error"], rtol=1e-6)


@pytest.mark.parametrize("seed", [1, 2])
def test_crossed_effects_with_groups_and_weights_agree_with_the_definition(seed):
    y, x, memberships, groups, weights = made_up(seed)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups, weights=weights)
    assert min(fit.variances.values()) > 0
    estimates, errors, fitted = by_definition(fit, y, x, memberships, groups, weights)
    tables = [fit.effects(name) for name in memberships]
    assert_allclose(np.concatenate([t["estimate"] for t in tables]), estimates, rtol=1e-7, atol=1e-9)
    assert_allclose(np.concatenate([t["std_error"] for t in tables]), errors, rtol=1e-8)
    assert_allclose(fit.fitted, fitted, rtol=1e-8)


def test_a_membership_without_variance_has_effects_of_exactly_0():
    rng = np.random.default_rng(0)
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6) + 0.01 * rng.normal(size=24)
    x = np.ones((24, 1))
    fit = fit_multiple_membership(y, x, memberships={"mentor": np.repeat(np.eye(6), 4, axis=0)})
    assert fit.variances["mentor"] == 0
    assert fit.effects("mentor").drop(columns="label").to_numpy().tolist() == [[0.0] * 4] * 6
    assert_allclose(fit.fitted, y.mean())


def test_without_memberships_the_fitted_values_are_those_of_least_squares():
    y, x, _, _, _ = made_up(3)
    fit = fit_multiple_membership(y, x, memberships={})
    assert_allclose(fit.fitted, x @ np.linalg.lstsq(x, y, rcond=None)[0])
    with pytest.raises(ValueError, match="there is no membership 'mentor'; there are none"):
        fit.effects("mentor")


def test_whoever_has_fewer_mentees_is_shrunken_more():
    rng = np.random.default_rng(4)
    sizes = np.array([1] * 20 + [20] * 20)
    mentor = np.repeat(np.eye(40), sizes, axis=0)
    y = mentor @ rng.normal(size=40) + rng.normal(size=len(mentor))
    fit = fit_multiple_membership(y, np.ones((len(y), 1)), memberships={"mentor": mentor})
    means = mentor.T @ (y - fit.coefficients["estimate"][0]) / sizes
    kept = fit.effects("mentor")["estimate"] / means
    share = fit.variances["mentor"] / (fit.variances["mentor"] + fit.variances["residual"] / sizes)
    assert_allclose(kept, share, rtol=1e-7)


def test_effects_of_very_many_mentors_are_exact_and_their_errors_missing(monkeypatch):
    rng = np.random.default_rng(5)
    n, mentors = 3_000, 600
    often = rng.integers(1, 4, n)
    row = np.repeat(np.arange(n), often)
    places = (row, rng.integers(0, mentors, len(row)))
    weights = sparse.csc_array((1.0 / np.repeat(often, often), places), shape=(n, mentors))
    y = weights @ rng.normal(size=mentors) + rng.normal(size=n)
    arguments = {"memberships": {"mentor": weights}, "residual_by": often > 1}
    exact = fit_multiple_membership(y, np.ones((n, 1)), **arguments)
    monkeypatch.setattr(estimate, "route_of", lambda memberships: "approximate")
    monkeypatch.setattr(module, "_MOST_IN_BLOCK", 500)
    found = fit_multiple_membership(y, np.ones((n, 1)), **arguments)
    assert found.approximation is not None
    assert_allclose(found.effects("mentor")["estimate"], exact.effects("mentor")["estimate"], rtol=0, atol=2e-4)
    assert found.effects("mentor")[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    assert_allclose(found.fitted, exact.fitted, rtol=0, atol=2e-4)
