"""Ratings and yes/no against R, closed forms, and the likelihood maximized in another way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import optimize
from scipy.special import expit

from mentorstats.models.ordinal import SeparationError, proportional_odds

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def r() -> dict:
    return json.loads((REFERENCE / "ordinal.json").read_text())


@pytest.fixture(scope="module")
def mentees() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "mentees.csv")


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    baseline = (frame["baseline"] - frame["baseline"].mean()) / frame["baseline"].std()
    x = pd.DataFrame({"adjacent": frame["adjacent"], "several": frame["k"] > 1, "baseline": baseline})
    return x.assign(**{f"cohort{c}": frame["cohort"] == c for c in range(2, 7)}).astype(float)


def negative_loglik(parameters, codes, x, count) -> float:
    slopes, cuts = parameters[: x.shape[1]], np.concatenate([[-np.inf], parameters[x.shape[1] :], [np.inf]])
    line = x @ slopes
    chances = [expit(cuts[c + 1] - eta) - expit(cuts[c] - eta) for c, eta in zip(codes, line, strict=True)]
    return -float(np.sum(np.log(chances)))


def test_proportional_odds_are_those_of_r(r, mentees):
    """R's optimizer stops where the slope of the likelihood is still 0.003, so its own digits end at 4e-4 errors."""
    found, expected = proportional_odds(mentees["likert"], columns(mentees)), r["polr"]
    errors = np.sqrt(np.diag(found.covariance))
    assert_allclose(errors, expected["std_error"], rtol=1e-4)
    ours = np.concatenate([found.estimates, found.thresholds])
    assert (np.abs(ours - np.concatenate([expected["coef"], expected["zeta"]])) < 4e-4 * errors).all()
    assert_allclose(found.loglik, expected["loglik"], rtol=1e-8)
    assert found.loglik >= expected["loglik"]


def test_the_likelihood_is_that_of_another_r_package(r, mentees):
    found = proportional_odds(mentees["likert"], columns(mentees)[["adjacent", "baseline"]])
    assert_allclose(found.loglik, r["clm_loglik"], rtol=1e-10)


def test_two_levels_are_the_logistic_regression_of_r(r, mentees):
    one = mentees[mentees["k"] == 1]
    found = proportional_odds(one["promoted"], one[["adjacent", "baseline"]])
    assert_allclose([-found.thresholds[0], *found.estimates], r["logistic"], rtol=1e-7)


def test_two_groups_of_yes_and_no_have_the_odds_ratio_and_error_of_the_table():
    y, x = np.repeat([1, 0, 1, 0], [12, 8, 5, 15]), np.repeat([[1.0], [0.0]], 20, axis=0)
    fit = proportional_odds(y, x)
    row = fit.contrast([1])
    assert_allclose(np.exp(row["estimate"]), 12 * 15 / (8 * 5), rtol=1e-9)
    assert_allclose(row["std_error"], np.sqrt(1 / 12 + 1 / 8 + 1 / 5 + 1 / 15), rtol=1e-8)
    points = fit.average_difference(np.ones((40, 1)), np.zeros((40, 1)))
    assert_allclose(points["estimate"], 12 / 20 - 5 / 20, rtol=1e-9)
    assert_allclose(points["std_error"], np.sqrt(0.6 * 0.4 / 20 + 0.25 * 0.75 / 20), rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_optimizer_finds_no_higher_likelihood_and_the_same_place(seed):
    rng = np.random.default_rng(seed)
    x, size = rng.normal(size=(150, 3)), np.array([1.0, 20.0, 0.05])
    codes = np.digitize(x @ [0.8, 0.6, -0.2] + rng.logistic(size=150), [-1.5, 0.0, 0.4, 2.0])
    found = proportional_odds(codes * 10, x * size)
    start = np.concatenate([np.zeros(3), [-1.5, 0.0, 0.4, 2.0]])
    slow = optimize.minimize(negative_loglik, start, (codes, x, 5), method="BFGS", options={"gtol": 1e-7})
    ours = np.concatenate([found.estimates * size, found.thresholds])
    assert_allclose(found.loglik, -slow.fun, rtol=1e-9)
    assert_allclose(ours, slow.x, rtol=1e-4, atol=1e-4)
    assert found.levels.tolist() == [0, 10, 20, 30, 40]


def test_errors_agree_with_differences_of_the_likelihood():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(90, 2))
    codes = np.digitize(x @ [0.5, -1.0] + rng.logistic(size=90), [-1.0, 1.0])
    found = proportional_odds(codes, x)
    best, step = np.concatenate([found.estimates, found.thresholds]), 1e-4
    unit = step * np.eye(4)
    value = lambda shift: negative_loglik(best + shift, codes, x, 3)  # noqa: E731
    hessian = [
        [(value(a + b) - value(a - b) - value(b - a) + value(-a - b)) / (4 * step**2) for b in unit] for a in unit
    ]
    assert_allclose(found.covariance, np.linalg.inv(hessian), rtol=1e-4, atol=1e-6)


def test_the_average_difference_and_its_error_are_those_of_expected_scores():
    """The derivatives by differences, the expected scores by the chances of all levels."""
    rng = np.random.default_rng(6)
    x = np.column_stack([rng.integers(0, 2, 120), rng.normal(size=120)]).astype(float)
    y = np.digitize(x @ [1.0, 0.5] + rng.logistic(size=120), [-1.0, 0.5, 1.5]) + 1.0
    fit = proportional_odds(y, x)

    def difference(parameters) -> float:
        cuts = np.concatenate([[-np.inf], parameters[2:], [np.inf]])
        means = []
        for side in (1.0, 0.0):
            line = np.column_stack([np.full(120, side), x[:, 1]]) @ parameters[:2]
            chances = np.diff(expit(cuts[None, :] - line[:, None]), axis=1)
            means.append(float(np.mean(chances @ [1.0, 2.0, 3.0, 4.0])))
        return means[0] - means[1]

    best = np.concatenate([fit.estimates, fit.thresholds])
    slopes = np.array([(difference(best + h) - difference(best - h)) / 2e-5 for h in 1e-5 * np.eye(5)])
    ends = (np.column_stack([np.full(120, side), x[:, 1]]) for side in (1.0, 0.0))
    row = fit.average_difference(*ends)
    assert_allclose(row["estimate"], difference(best), rtol=1e-9)
    assert_allclose(row["std_error"], np.sqrt(slopes @ fit.covariance @ slopes), rtol=1e-6)


def test_mentees_who_share_nobody_have_the_sandwich_of_independent_rows():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(80, 1))
    y = (x[:, 0] + rng.logistic(size=80) > 0).astype(float)
    plain, alone = proportional_odds(y, x), proportional_odds(y, x, shared=np.eye(80))
    design = np.column_stack([x, -np.ones(80)])
    left = y - expit(design @ np.concatenate([plain.estimates, plain.thresholds]))
    meat = (design * left[:, None]).T @ (design * left[:, None])
    assert_allclose(alone.covariance, plain.covariance @ meat @ plain.covariance * 80 / 79, rtol=1e-7)
    assert alone.df == 79


@pytest.mark.parametrize(
    ("y", "x"), [([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6]), ([1, 2, 3, 1, 2, 3, 3, 3], [0, 0, 0, 0, 0, 0, 1, 1])]
)
def test_levels_that_a_column_tells_apart_are_refused(y, x):
    with pytest.raises(SeparationError, match="tells levels apart"):
        proportional_odds(y, np.array(x, dtype=float)[:, None])


def test_one_level_and_a_wrong_number_of_weights_are_refused():
    with pytest.raises(ValueError, match="two or more are needed"):
        proportional_odds([3, 3, 3], np.ones((3, 1)))
    fit = proportional_odds([0, 0, 1, 1, 0, 1], np.array([[0.0], [1], [0], [1], [1], [1]]))
    with pytest.raises(ValueError, match="the model has 1 coefficients"):
        fit.contrast([1, 0])
