"""Kenward–Roger against pbkrtest, least squares and its own definition with whole matrices."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from mentorstats.models import kenward_roger as module
from mentorstats.models.kenward_roger import kenward_roger
from mentorstats.models.mixed import fit_multiple_membership
from tests.models.definition import kernels_of

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


def by_definition(fit, x, kernels: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Phi, w, P and Q written down as Kenward and Roger do, with n by n matrices; kernels in the order of variances."""
    pairs = [(v, k) for v, k in zip(fit.variances.values(), kernels, strict=True) if v > 0]
    h = np.linalg.inv(sum(v * k for v, k in pairs))
    g = [k for _, k in pairs]
    phi = np.linalg.inv(x.T @ h @ x)
    p = [-x.T @ h @ a @ h @ x for a in g]
    q = [[x.T @ h @ a @ h @ b @ h @ x for b in g] for a in g]
    information = np.array([
        [0.5 * np.trace(h @ a @ h @ b) - np.trace(phi @ q[i][j]) + 0.5 * np.trace(phi @ p[i] @ phi @ p[j])
         for j, b in enumerate(g)] for i, a in enumerate(g)])  # fmt: skip
    w = np.linalg.inv(information)
    size = range(len(g))
    cost = sum(w[i, j] * (q[i][j] - p[i] @ phi @ p[j]) for i in size for j in size)
    return {"phi": phi, "w": w, "p": p, "adjusted": phi + 2 * phi @ cost @ phi}


def f_test(pieces: dict, rows: np.ndarray, estimates: np.ndarray) -> tuple[float, float]:
    """The scaled F statistic and its denominator df for any number of contrasts (their section 4)."""
    phi, w, p, count = pieces["phi"], pieces["w"], pieces["p"], len(rows)
    theta = rows.T @ np.linalg.inv(rows @ phi @ rows.T) @ rows
    size = range(len(p))
    a1 = sum(w[i, j] * np.trace(theta @ phi @ p[i] @ phi) * np.trace(theta @ phi @ p[j] @ phi)
             for i in size for j in size)  # fmt: skip
    a2 = sum(w[i, j] * np.trace(theta @ phi @ p[i] @ phi @ theta @ phi @ p[j] @ phi) for i in size for j in size)
    b, ratio = (a1 + 6 * a2) / (2 * count), ((count + 1) * a1 - (count + 4) * a2) / ((count + 2) * a2)
    c = np.array([ratio, count - ratio, count + 2 - ratio]) / (3 * count + 2 * (1 - ratio))
    mean = 1 / (1 - a2 / count)
    variance = 2 / count * (1 + c[0] * b) / ((1 - c[1] * b) ** 2 * (1 - c[2] * b))
    df = 4 + (count + 2) / (count * variance / (2 * mean**2) - 1)
    wald = estimates @ rows.T @ np.linalg.inv(rows @ pieces["adjusted"] @ rows.T) @ rows @ estimates / count
    return df / (mean * (df - 2)) * wald, df


def program():
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"], **{f"cohort{c}": mentees["cohort"] == c for c in range(2, 7)})
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    return mentees["post"], x, {"mentor": weights.loc[mentees["mentee_id"]].to_numpy()}


def test_standard_errors_and_df_are_those_of_pbkrtest(pbkrtest):
    y, x, memberships = program()
    assert list(x) == pbkrtest["terms"]
    fit = fit_multiple_membership(y, x, memberships=memberships)
    found = kenward_roger(fit)
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
    found = kenward_roger(fit)
    rows = pd.DataFrame([found.contrast(unit) for unit in np.eye(2)])
    assert_allclose(rows["std_error"], published["std_error"], rtol=1e-6)
    assert_allclose(rows["df"], published["df"], rtol=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 5])
@pytest.mark.parametrize("grouped", [False, True])
def test_crossed_memberships_agree_with_the_definition(seed, grouped):
    y, x, memberships = made_up(seed)
    groups, weights = (np.arange(60) % 3 > 0, 1.0 + np.arange(60) % 2) if grouped else (None, None)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups, weights=weights)
    assert min(fit.variances.values()) > 0
    found = kenward_roger(fit)
    pieces = by_definition(fit, x, kernels_of(list(memberships.values()), groups, weights, 60))
    assert_allclose(found.covariance, pieces["adjusted"], rtol=1e-7, atol=1e-12)
    estimates = fit.coefficients["estimate"].to_numpy()
    contrasts = np.vstack([np.eye(3), [0, 1, -1]])
    df = [f_test(pieces, row[None], estimates)[1] for row in contrasts]
    assert_allclose([found.contrast(row)["df"] for row in contrasts], df, rtol=1e-7)
    for rows in (np.eye(3), np.eye(3)[1:]):
        joint, (statistic, df_den) = found.joint_test(rows), f_test(pieces, rows, estimates)
        assert joint.df_num == len(rows)
        assert_allclose([joint.statistic, joint.df_den], [statistic, df_den], rtol=1e-7)
        assert joint.p_value == pytest.approx(stats.f.sf(statistic, len(rows), df_den))


def test_joint_tests_are_those_of_pbkrtest():
    expected = json.loads((REFERENCE / "mixed_fit.json").read_text())["kenward_roger"]
    y, x, memberships = program()
    found = kenward_roger(fit_multiple_membership(y, x, memberships=memberships))
    for name, rows in (("cohorts", np.eye(9)[4:]), ("two_cohorts", np.eye(9)[4:6])):
        joint = found.joint_test(rows)
        assert joint.df_num == expected[name]["df_num"]
        assert joint.df_den == pytest.approx(expected[name]["df_den"], rel=1e-6)
        assert joint.statistic == pytest.approx(expected[name]["statistic"], rel=1e-6)
        assert joint.p_value == pytest.approx(expected[name]["p_value"], rel=1e-6)


def test_a_joint_test_of_one_contrast_is_its_t_test_squared_and_repeated_rows_change_nothing():
    y, x, memberships = made_up(1)
    found = kenward_roger(fit_multiple_membership(y, x, memberships=memberships))
    row, joint = found.contrast([0, 1, -1]), found.joint_test([[0, 1, -1], [0, -2, 2]])
    assert joint.statistic == pytest.approx((row["estimate"] / row["std_error"]) ** 2)
    assert (joint.df_num, joint.df_den) == (1, pytest.approx(row["df"]))
    assert joint.p_value == pytest.approx(row["p_value"])


def test_two_groups_without_memberships_have_welchs_df():
    rng = np.random.default_rng(1)
    groups = np.repeat([0, 1], [12, 30])
    y = rng.normal(size=42) * np.where(groups, 2.0, 1.0)
    fit = fit_multiple_membership(y, np.column_stack([np.ones(42), groups]), memberships={}, residual_by=groups)
    welch = stats.ttest_ind(y[groups == 1], y[groups == 0], equal_var=False)
    row = kenward_roger(fit).contrast([0, 1])
    assert_allclose([row["df"], row["p_value"]], [welch.df, welch.pvalue], rtol=1e-7)


def test_a_membership_without_variance_plays_no_part():
    y, x, memberships = made_up(2)
    alternating = {"pair": np.kron(np.eye(30), np.ones((2, 1)))}
    y = np.tile([-1.0, 1.0], 30) + 0.1 * (y - y.mean())
    fit = fit_multiple_membership(y, x, memberships=memberships | alternating)
    assert fit.variances["pair"] == 0
    found = kenward_roger(fit)
    without = kenward_roger(fit_multiple_membership(y, x, memberships=memberships))
    assert_allclose(found.covariance, without.covariance, rtol=1e-6)


def test_without_memberships_it_is_least_squares():
    y, x, _ = made_up(3)
    fit = fit_multiple_membership(y, x, memberships={})
    row = kenward_roger(fit).contrast([0, 1, -1])
    plain = fit.contrast([0, 1, -1])
    for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value"):
        assert row[name] == pytest.approx(plain[name], rel=1e-9), name


def test_it_is_never_surer_than_the_model_itself():
    y, x, memberships = made_up(5)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    found = kenward_roger(fit)
    assert (np.diag(found.covariance) > np.diag(fit.covariance)).all()


def test_weights_of_the_wrong_length_are_refused():
    y, x, memberships = made_up(2)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    with pytest.raises(ValueError, match="the model has 3 coefficients"):
        kenward_roger(fit).contrast([0, 1])


def test_more_mentors_than_a_dense_matrix_should_have_are_refused_in_words(monkeypatch):
    y, x, memberships = made_up(1)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    monkeypatch.setattr(module, "MOST_MENTORS", 15)
    with pytest.raises(ValueError, match="not computed for more than 15 mentors and teams"):
        kenward_roger(fit)
