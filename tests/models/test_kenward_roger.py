"""Kenward–Roger against pbkrtest, least squares and its own definition with whole matrices."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from mentorstats.models import kenward_roger as module
from mentorstats.models.kenward_roger import kenward_roger
from mentorstats.models.mixed import fit_multiple_membership

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def pbkrtest() -> dict:
    return json.loads((REFERENCE / "kenward_roger.json").read_text())


def made_up(seed: int, *, n: int = 60):
    """1 to 3 mentors each, teams across them, and a third membership that makes no difference."""
    rng = np.random.default_rng(seed)
    mentors = np.zeros((n, 12))
    for row in mentors:
        own = rng.choice(12, rng.integers(1, 4), replace=False)
        row[own] = 1.0 / len(own)
    teams = np.eye(8)[rng.integers(0, 8, n)]
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    y = x @ [3.0, 0.5, -0.3] + mentors @ rng.normal(0, 2, 12) + teams @ rng.normal(size=8) + rng.normal(size=n)
    return y, x, {"mentor": mentors, "team": teams}


def by_definition(fit, x, kernels: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Covariance and df written down as Kenward and Roger do, with n by n matrices."""
    g = [*(k for name, k in kernels.items() if fit.variances[name] > 0), np.eye(len(x))]
    s = [*(v for name, v in fit.variances.items() if name != "residual" and v > 0), fit.variances["residual"]]
    h = np.linalg.inv(sum(a * b for a, b in zip(s, g, strict=True)))
    phi = np.linalg.inv(x.T @ h @ x)
    p = [-x.T @ h @ a @ h @ x for a in g]
    q = [[x.T @ h @ a @ h @ b @ h @ x for b in g] for a in g]
    information = np.array([
        [0.5 * np.trace(h @ a @ h @ b) - np.trace(phi @ q[i][j]) + 0.5 * np.trace(phi @ p[i] @ phi @ p[j])
         for j, b in enumerate(g)] for i, a in enumerate(g)])  # fmt: skip
    w = np.linalg.inv(information)
    size = range(len(g))
    cost = sum(w[i, j] * (q[i][j] - p[i] @ phi @ p[j]) for i in size for j in size)
    df = []
    for unit in np.eye(len(phi)):
        theta = np.outer(unit, unit) / (unit @ phi @ unit)
        a1 = sum(w[i, j] * np.trace(theta @ phi @ p[i] @ phi) * np.trace(theta @ phi @ p[j] @ phi)
                 for i in size for j in size)  # fmt: skip
        a2 = sum(w[i, j] * np.trace(theta @ phi @ p[i] @ phi @ theta @ phi @ p[j] @ phi) for i in size for j in size)
        b, ratio = (a1 + 6 * a2) / 2, (2 * a1 - 5 * a2) / (3 * a2)
        c = np.array([ratio, 1 - ratio, 3 - ratio]) / (3 + 2 * (1 - ratio))
        mean, variance = 1 / (1 - a2), 2 * (1 + c[0] * b) / ((1 - c[1] * b) ** 2 * (1 - c[2] * b))
        df.append(4 + 3 / (variance / (2 * mean**2) - 1))
    return phi + 2 * phi @ cost @ phi, np.array(df)


def test_standard_errors_and_df_are_those_of_pbkrtest(pbkrtest):
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"], **{f"cohort{c}": mentees["cohort"] == c for c in range(2, 7)})
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    memberships = {"mentor": weights.loc[mentees["mentee_id"]].to_numpy()}
    assert list(x) == pbkrtest["terms"]
    fit = fit_multiple_membership(mentees["post"], x.astype(float), memberships=memberships)
    found = kenward_roger(fit, x.astype(float), memberships=memberships)
    rows = pd.DataFrame([found.contrast(unit) for unit in np.eye(x.shape[1])])
    assert_allclose(rows["std_error"], pbkrtest["std_error"], rtol=1e-7)
    assert_allclose(rows["df"], pbkrtest["df"], rtol=1e-7)


def test_the_sleep_study_has_its_published_df_whatever_scores_lead_to_its_variances(pbkrtest):
    """18 people on 10 days each: scores made so that REML's closed form gives lme4's two variances exactly."""
    published = pbkrtest["sleepstudy"]
    variances, people, days = published["variances"], np.repeat(np.arange(18), 10), np.tile(np.arange(10.0), 18)
    x, who = np.column_stack([np.ones(180), days]), np.eye(18)[people]
    rng = np.random.default_rng(1)
    between = rng.normal(size=18)
    between -= between.mean()
    wanted = 17 * (variances["subject"] + variances["residual"] / 10)
    within = np.column_stack([who, days])
    error = rng.normal(size=180)
    error -= within @ np.linalg.lstsq(within, error, rcond=None)[0]
    error *= np.sqrt(161 * variances["residual"] / (error @ error))
    y = x @ published["estimate"] + (between * np.sqrt(wanted / (between @ between)))[people] + error
    fit = fit_multiple_membership(y, x, memberships={"subject": who})
    assert_allclose(fit.variances["subject"], variances["subject"], rtol=1e-6)
    found = kenward_roger(fit, x, memberships={"subject": who})
    rows = pd.DataFrame([found.contrast(unit) for unit in np.eye(2)])
    assert_allclose(rows["std_error"], published["std_error"], rtol=1e-6)
    assert_allclose(rows["df"], published["df"], rtol=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_crossed_memberships_agree_with_the_definition(seed):
    y, x, memberships = made_up(seed)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert min(fit.variances.values()) > 0
    found = kenward_roger(fit, x, memberships=memberships)
    covariance, df = by_definition(fit, x, {name: w @ w.T for name, w in memberships.items()})
    assert_allclose(found.covariance, covariance, rtol=1e-8, atol=1e-12)
    assert_allclose([found.contrast(unit)["df"] for unit in np.eye(3)], df, rtol=1e-8)


def test_a_membership_without_variance_plays_no_part():
    y, x, memberships = made_up(2)
    alternating = {"pair": np.kron(np.eye(30), np.ones((2, 1)))}
    y = np.tile([-1.0, 1.0], 30) + 0.1 * (y - y.mean())
    fit = fit_multiple_membership(y, x, memberships=memberships | alternating)
    assert fit.variances["pair"] == 0
    found = kenward_roger(fit, x, memberships=memberships | alternating)
    without = kenward_roger(fit, x, memberships=memberships)
    assert_allclose(found.covariance, without.covariance, rtol=1e-12)


def test_without_memberships_it_is_least_squares():
    y, x, _ = made_up(3)
    fit = fit_multiple_membership(y, x, memberships={})
    row = kenward_roger(fit, x, memberships={}).contrast([0, 1, -1])
    plain = fit.contrast([0, 1, -1])
    for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value"):
        assert row[name] == pytest.approx(plain[name], rel=1e-9), name


def test_it_is_never_surer_than_the_model_itself():
    y, x, memberships = made_up(5)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    found = kenward_roger(fit, x, memberships=memberships)
    assert (np.diag(found.covariance) > np.diag(fit.covariance)).all()


def test_weights_of_the_wrong_length_are_refused():
    y, x, memberships = made_up(2)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    with pytest.raises(ValueError, match="the model has 3 coefficients"):
        kenward_roger(fit, x, memberships=memberships).contrast([0, 1])


def test_more_mentors_than_a_dense_matrix_should_have_are_refused_in_words(monkeypatch):
    y, x, memberships = made_up(1)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    monkeypatch.setattr(module, "MOST_MENTORS", 15)
    with pytest.raises(ValueError, match="not computed for more than 15 mentors and teams"):
        kenward_roger(fit, x, memberships=memberships)
