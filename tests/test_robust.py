"""CR2, ranks and simultaneous intervals against R, scipy and slow versions of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import linalg, stats

from mentorstats.models.robust import brunner_munzel, cliffs_delta, cluster_robust, tukey_kramer

REFERENCE = Path(__file__).parent / "reference"
# Pain scores after surgery, published in Neubert & Brunner (2007).
ACTIVE = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
CONTROL = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]


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


@pytest.mark.parametrize("which", ["brunner_munzel_pain", "brunner_munzel"])
def test_brunner_munzel_is_that_of_r(r, mentees, which):
    one, other = mentees.query("adjacent == 1")["likert"], mentees.query("adjacent == 0")["likert"]
    found = brunner_munzel(CONTROL, ACTIVE) if which == "brunner_munzel_pain" else brunner_munzel(one, other)
    expected = r[which]
    assert_allclose(found.estimate, expected["estimate"], rtol=1e-8)
    assert_allclose([found.conf_low, found.conf_high], expected["conf.int"], rtol=1e-8)
    assert_allclose([found.p_value, found.df], [expected["p.value"], expected["parameter"]], rtol=1e-8)


def test_brunner_munzel_is_that_of_scipy_and_its_estimate_a_count_of_pairs():
    found = brunner_munzel(CONTROL, ACTIVE)
    assert found.p_value == pytest.approx(stats.brunnermunzel(ACTIVE, CONTROL).pvalue, rel=1e-9)
    wins = [(a > b) + 0.5 * (a == b) for a in CONTROL for b in ACTIVE]
    assert found.estimate == pytest.approx(np.mean(wins))


def test_cliffs_delta_and_its_interval_are_those_of_r(r, mentees):
    one, other = mentees.query("adjacent == 1")["likert"], mentees.query("adjacent == 0")["likert"]
    small = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]
    for samples, expected in (((one, other), r["cliff"]), (small, r["cliff_small"])):
        found = cliffs_delta(*samples)
        assert_allclose(found.estimate, expected["estimate"], rtol=1e-8)
        assert_allclose([found.conf_low, found.conf_high], expected["conf.int"], rtol=1e-8)


def test_cliffs_delta_is_twice_the_distance_of_the_chance_from_one_half():
    assert cliffs_delta(CONTROL, ACTIVE).estimate == pytest.approx(2 * brunner_munzel(CONTROL, ACTIVE).estimate - 1)


@pytest.mark.parametrize("compute", [brunner_munzel, cliffs_delta])
def test_samples_that_do_not_overlap_have_an_estimate_and_no_interval(compute):
    found = compute([5, 6, 7], [1, 2, 3])
    assert found.estimate == 1.0
    assert np.isnan([found.conf_low, found.conf_high, found.p_value]).all()


@pytest.mark.parametrize("compute", [brunner_munzel, cliffs_delta])
def test_a_sample_of_one_is_refused(compute):
    with pytest.raises(ValueError, match="each needs 2 or more"):
        compute([1], [1, 2, 3])


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
