"""CR2, other sandwiches and simultaneous intervals against R, scipy and slow versions of themselves."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import linalg, stats

from mentorstats.models.intervals import student
from mentorstats.models.robust import cluster_robust, shared_sandwich, tukey_kramer

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def r() -> dict:
    return json.loads((REFERENCE / "robust.json").read_text())


@pytest.fixture(scope="module")
def mentees() -> pd.DataFrame:
    pairings = pd.read_csv(REFERENCE / "pairings.csv").query("slot == 1")[["mentee_id", "mentor_id"]]
    return pd.read_csv(REFERENCE / "mentees.csv").merge(pairings, on="mentee_id")


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    x = pd.DataFrame({"everyone": 1.0, "adjacent": frame["adjacent"], "baseline": frame["baseline"]})
    return x.assign(**{f"cohort{c}": frame["cohort"] == c for c in range(2, 7)}).astype(float)


def assert_agrees(found, expected: dict) -> None:
    rows = pd.DataFrame([found.contrast(unit) for unit in np.eye(len(found.estimates))])
    for name in ("estimate", "std_error", "df", "p_value"):
        assert_allclose(rows[name], expected[name], rtol=1e-8, err_msg=name)


def test_errors_clustered_by_mentor_are_those_of_clubsandwich(r, mentees):
    one = mentees.query("k == 1")
    found = cluster_robust(one["post"], columns(one), clusters=one["mentor_id"])
    assert_agrees(found, r["one_mentor"])
    row = found.contrast(np.eye(8)[1])
    assert_allclose([row["conf_low"], row["conf_high"]], [0.820562679561979, 5.7472094772188], rtol=1e-8)


def test_weighted_errors_are_those_of_clubsandwich(r, mentees):
    one = mentees.query("k == 1")
    x = columns(one)
    chance = 1.0 / (1.0 + np.exp(-x.drop(columns="adjacent").to_numpy() @ r["overlap_weights"]["propensity"]))
    weights = np.where(one["adjacent"] == 1, 1.0 - chance, chance)
    found = cluster_robust(one["post"], x, clusters=one["mentor_id"], weights=weights)
    assert_agrees(found, r["overlap_weights"])


def test_six_clusters_have_the_df_of_clubsandwich(r, mentees):
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x = x.assign(baseline=mentees["baseline"]).astype(float)
    assert_agrees(cluster_robust(mentees["post"], x, clusters=mentees["cohort"]), r["six_cohorts"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_errors_and_df_agree_with_the_definition(seed):
    """Whole matrices: A = (I - H)_gg^(-1/2), and the df from the eigenvalues of the quadratic form."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(40), rng.normal(size=40), rng.integers(0, 2, 40)])
    y, clusters = x @ [1, 2, 3] + rng.normal(size=40), rng.integers(0, 9, 40)
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(40) - x @ bread @ x.T
    meat, form = np.zeros((3, 3)), np.zeros((40, 40))
    contrast = np.array([0.0, 1.0, -2.0])
    for name in np.unique(clusters):
        own = clusters == name
        root = np.linalg.inv(linalg.sqrtm(left[np.ix_(own, own)]).real)
        scored = x[own].T @ root @ (left @ y)[own]
        meat += np.outer(scored, scored)
        reach = left[:, own] @ root @ x[own] @ bread @ contrast
        form += np.outer(reach, reach)
    values = np.linalg.eigvalsh(form)
    row = cluster_robust(y, x, clusters=clusters).contrast(contrast)
    assert_allclose(row["std_error"], np.sqrt(contrast @ bread @ meat @ bread @ contrast), rtol=1e-9)
    assert_allclose(row["df"], values.sum() ** 2 / (values**2).sum(), rtol=1e-9)


def test_with_every_row_a_cluster_cr2_is_hc2():
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(30), rng.normal(size=30)])
    y = rng.normal(size=30)
    bread = np.linalg.inv(x.T @ x)
    hat = np.einsum("ij,jk,ik->i", x, bread, x)
    rest = y - x @ bread @ x.T @ y
    expected = bread @ (x.T @ ((rest**2 / (1 - hat))[:, None] * x)) @ bread
    assert_allclose(cluster_robust(y, x, clusters=np.arange(30)).covariance, expected, rtol=1e-9)


def test_a_cluster_with_a_column_of_its_own_adds_nothing_to_the_error_of_the_rest():
    rng = np.random.default_rng(5)
    clusters = np.repeat(np.arange(6), 5)
    x = np.column_stack([np.ones(30), rng.normal(size=30), clusters == 0])
    row = cluster_robust(rng.normal(size=30), x, clusters=clusters).contrast([0, 1, 0])
    assert np.isfinite(row["std_error"])
    assert 1 < row["df"] < 5


def test_one_cluster_is_refused():
    with pytest.raises(ValueError, match="two or more are needed"):
        cluster_robust([1, 2, 4], np.ones((3, 1)), clusters=["a"] * 3)


def test_errors_of_rows_that_share_any_mentor_are_those_of_the_whole_matrix_in_r(r):
    """R sums over all pairs of mentees with a mentor in common, without a correction for few mentors."""
    people = pd.read_csv(REFERENCE / "mentees.csv")
    pairings = pd.read_csv(REFERENCE / "pairings.csv")
    shared = pd.crosstab(pairings["mentee_id"], pairings["mentor_id"]).reindex(people["mentee_id"]).to_numpy()
    x = pd.DataFrame({"everyone": 1.0, "adjacent": people["adjacent"], "several": people["k"] > 1})
    x = x.assign(baseline=people["baseline"], **{f"cohort{c}": people["cohort"] == c for c in range(2, 7)})
    fixed, y, expected = x.to_numpy(dtype=float), people["post"].to_numpy(), r["shared_mentor"]
    bread = np.linalg.inv(fixed.T @ fixed)
    estimates = bread @ fixed.T @ y
    covariance, df = shared_sandwich(fixed * (y - fixed @ estimates)[:, None], bread, shared)
    mentors = shared.shape[1]
    assert_allclose(estimates, expected["coef"], rtol=1e-8)
    errors = np.sqrt(np.diag(covariance) * (mentors - 1) / mentors)
    assert_allclose(errors, expected["se_dependency_CR0"], rtol=1e-8)
    assert df == mentors - 1


def test_a_negative_variance_is_none():
    """Two mentors' mentees who cancel through one who has both: the sum over related pairs is below 0."""
    shared = np.array([[1, 0], [1, 1], [0, 1]])
    scores = np.array([[1.0], [-0.9], [1.0]])
    related = (shared @ shared.T) > 0
    assert (scores.T @ related @ scores).item() < 0
    covariance, _ = shared_sandwich(scores, np.eye(1), shared)
    assert covariance.item() == 0


def test_clusters_whose_residuals_cancel_leave_an_estimate_and_nothing_to_judge_by():
    """Every cluster has the same scores on both sides."""
    x = np.column_stack([np.ones(12), np.tile([0.0, 0, 1, 1], 3)])
    row = cluster_robust(np.tile([1.0, 3, 2, 6], 3), x, clusters=np.repeat([0, 1, 2], 4)).contrast([0, 1])
    assert row["estimate"] == pytest.approx(2.0)
    assert row["std_error"] == 0
    assert row[["df", "conf_low", "conf_high", "p_value"]].isna().all()


def test_students_interval_is_that_of_scipys_t_test_and_none_without_an_error():
    sample = [1.0, 2.5, 2.0, 4.0, 3.5]
    expected = stats.ttest_1samp(sample, 0.0)
    row = student(float(np.mean(sample)), float(stats.sem(sample)), 4.0)
    ends = expected.confidence_interval(0.95)
    assert_allclose(row[["conf_low", "conf_high", "p_value"]], [ends.low, ends.high, expected.pvalue], rtol=1e-12)
    for error, df in ((0.0, 5.0), (np.nan, 5.0), (1.0, 0.0), (1.0, np.nan)):
        found = student(2.0, error, df)
        assert found["estimate"] == 2.0
        assert found[["df", "conf_low", "conf_high", "p_value"]].isna().all()


def test_the_df_of_many_clusters_are_those_of_the_matrix_of_all_pairs_of_them():
    rng = np.random.default_rng(8)
    n, clusters, weights = 90, np.arange(90) % 13, rng.uniform(0.5, 2.0, 90)
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    found = cluster_robust(rng.normal(size=n), x, clusters=clusters, weights=weights)
    residual_maker = np.eye(n) - x @ found._bread @ (weights[:, None] * x).T
    parts = np.zeros((n, 13))
    for place, (rows, adjusted) in enumerate(zip(found._clusters, found._adjusted, strict=True)):
        parts[rows, place] = adjusted @ (found._bread @ [0.0, 1.0])
    among = parts.T @ residual_maker @ residual_maker.T @ parts
    assert_allclose(found.contrast([0, 1])["df"], np.trace(among) ** 2 / np.sum(among**2), rtol=1e-9)


def test_four_thousand_clusters_need_no_matrix_of_all_pairs_of_them():
    rng = np.random.default_rng(9)
    x = np.column_stack([np.ones(8_000), rng.normal(size=8_000)])
    tracemalloc.start()
    row = cluster_robust(rng.normal(size=8_000), x, clusters=np.arange(8_000) % 4_000).contrast([0, 1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4e7
    assert row["df"] > 1000


def test_simultaneous_intervals_are_those_of_scipys_tukey_test():
    rng = np.random.default_rng(6)
    groups = [rng.normal(size=n) for n in (8, 12, 15)]
    expected = stats.tukey_hsd(*groups)
    low, high = expected.confidence_interval(0.95).low, expected.confidence_interval(0.95).high
    pooled = np.sqrt(sum(((g - g.mean()) ** 2).sum() for g in groups) / 32)
    for i, j in [(0, 1), (0, 2), (1, 2)]:
        error = pooled * np.sqrt(1 / len(groups[i]) + 1 / len(groups[j]))
        found = tukey_kramer(groups[i].mean() - groups[j].mean(), error, df=32)
        assert_allclose([found.conf_low, found.conf_high], [low[i, j], high[i, j]], rtol=1e-6)
        assert_allclose(found.p_value, expected.pvalue[i, j], rtol=1e-6)
