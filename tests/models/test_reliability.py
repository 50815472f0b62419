from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from mentorstats.models.reliability import cronbach_alpha, item_rest_correlations, mcdonald_omega, one_factor


def with_covariance(covariance, n=60, seed=1):
    """Scores whose covariance is exactly this."""
    rng = np.random.default_rng(seed)
    raw = rng.standard_normal((n, len(covariance)))
    white = (raw - raw.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False)).T)
    return white @ np.linalg.cholesky(covariance).T


@cache
def reference() -> dict:
    """Made by R; see tests/reference/README.md."""
    return json.loads((Path(__file__).parents[1] / "reference" / "reliability.json").read_text())


def ratings() -> np.ndarray:
    return np.column_stack(list(reference()["data"].values()))


def test_alpha_and_its_interval_are_those_of_r():
    found = cronbach_alpha(ratings())
    assert found.estimate == pytest.approx(reference()["alpha"], rel=1e-10)
    assert (found.conf_low, found.conf_high) == pytest.approx(reference()["feldt"], rel=1e-10)
    assert item_rest_correlations(ratings()) == pytest.approx(reference()["item_rest"], rel=1e-10)


def test_the_factor_and_omega_are_those_of_r():
    loadings, unique = one_factor(np.cov(ratings(), rowvar=False))
    assert loadings == pytest.approx(reference()["loadings"], rel=1e-8)
    assert unique == pytest.approx(reference()["unique"], rel=1e-8)
    for package in ("omega", "omega_lavaan"):
        assert mcdonald_omega(ratings(), draws=0).estimate == pytest.approx(reference()[package], rel=1e-8)


@pytest.mark.parametrize(("k", "r"), [(3, 0.5), (6, 0.3), (10, 0.2)])
def test_parallel_items_have_the_alpha_and_the_omega_of_spearman_and_brown(k, r):
    scores = with_covariance(np.full((k, k), r) + (1 - r) * np.eye(k))
    prophecy = k * r / (1 + (k - 1) * r)
    assert cronbach_alpha(scores).estimate == pytest.approx(prophecy, rel=1e-9)
    assert mcdonald_omega(scores, draws=0).estimate == pytest.approx(prophecy, rel=1e-8)


def test_omega_is_that_of_the_loadings_where_one_factor_fits_exactly_and_alpha_is_below():
    loadings, unique = np.array([0.9, 0.7, 0.5, 0.3]), np.array([0.3, 0.5, 0.6, 0.9])
    scores = with_covariance(np.outer(loadings, loadings) + np.diag(unique))
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + unique.sum())
    assert mcdonald_omega(scores, draws=0).estimate == pytest.approx(omega, rel=1e-8)
    assert cronbach_alpha(scores).estimate < omega


def test_the_factor_is_that_of_maximizing_the_whole_likelihood_directly():
    rng = np.random.default_rng(8)
    scores = rng.standard_normal((80, 1)) @ [[1.0, 0.8, 0.6, 0.9, 0.4]] + rng.standard_normal((80, 5))
    covariance = np.cov(scores, rowvar=False)

    def minus_loglik(parameters):
        implied = np.outer(parameters[:5], parameters[:5]) + np.diag(np.exp(parameters[5:]))
        return np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, covariance))

    slow = optimize.minimize(minus_loglik, np.concatenate([np.ones(5), np.zeros(5)]), method="BFGS", tol=1e-10)
    loadings, unique = one_factor(covariance)
    assert loadings == pytest.approx(slow.x[:5], abs=1e-4)
    assert unique == pytest.approx(np.exp(slow.x[5:]), abs=1e-4)


def test_alpha_is_what_analysis_of_variance_says():
    """Hoyt (1941): 1 minus the residual's mean square over that of persons."""
    scores = np.random.default_rng(2).integers(1, 6, (30, 4)) + np.arange(30)[:, None] % 4
    n, k = scores.shape
    persons = k * scores.mean(axis=1).var(ddof=0) * n / (n - 1)
    rest = scores - scores.mean(axis=1, keepdims=True) - scores.mean(axis=0) + scores.mean()
    residual = (rest**2).sum() / ((n - 1) * (k - 1))
    assert cronbach_alpha(scores).estimate == pytest.approx(1 - residual / persons, rel=1e-12)


def test_the_interval_of_alpha_holds_the_truth_in_ninety_five_of_a_hundred_samples():
    rng = np.random.default_rng(3)
    truth = 4 * 0.4 / (1 + 3 * 0.4)
    held = 0
    for _ in range(400):
        found = cronbach_alpha(
            np.sqrt(0.4) * rng.standard_normal((40, 1)) + np.sqrt(0.6) * rng.standard_normal((40, 4))
        )
        held += found.conf_low <= truth <= found.conf_high
    assert stats.binomtest(held, 400, 0.95).pvalue > 0.001


def test_the_interval_of_omega_repeats_with_its_seed_and_holds_the_estimate():
    scores = with_covariance(np.full((4, 4), 0.4) + 0.6 * np.eye(4))
    one, again, other = (mcdonald_omega(scores, draws=60, seed=seed) for seed in (1, 1, 2))
    assert one == again != other
    assert one.conf_low < one.estimate < one.conf_high


def test_the_correlation_with_the_rest_leaves_the_item_itself_out():
    scores = np.random.default_rng(4).integers(1, 6, (25, 3)).astype(float)
    found = item_rest_correlations(scores)
    assert found[0] == pytest.approx(stats.pearsonr(scores[:, 0], scores[:, 1] + scores[:, 2]).statistic, rel=1e-12)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([[1], [2], [3]], "2 columns"),
        ([[1, 2], [3, float("nan")], [1, 1]], "complete"),
        ([[1, 2]] * 4, "does not differ"),
    ],
)
def test_scores_that_cannot_be_judged_are_refused(scores, said):
    with pytest.raises(ValueError, match=said):
        cronbach_alpha(scores)


def test_omega_needs_three_items():
    with pytest.raises(ValueError, match="3 items or more; there are 2"):
        mcdonald_omega([[1, 2], [2, 1], [3, 3]])
