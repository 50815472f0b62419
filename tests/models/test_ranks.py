"""Ranks against R, scipy, and the counting of pairs; in strata also against averages made by hand."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from mentorstats.models.intervals import Interval
from mentorstats.models.ranks import brunner_munzel, cliffs_delta, in_strata

REFERENCE = Path(__file__).parents[1] / "reference"
# Pain scores after surgery, published in Neubert & Brunner (2007).
ACTIVE = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
CONTROL = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]


@pytest.fixture(scope="module")
def r() -> dict:
    return json.loads((REFERENCE / "robust.json").read_text())


@pytest.fixture(scope="module")
def mentees() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "mentees.csv")


def exactly(row: Interval) -> Any:
    """The same numbers, or missing in both."""
    return pytest.approx(asdict(row), rel=0, abs=0, nan_ok=True)


def sides(mentees: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series]:
    return mentees.query("adjacent == 1")[column], mentees.query("adjacent == 0")[column]


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


def test_cliffs_delta_of_a_hundred_thousand_scores_needs_no_table_of_all_pairs():
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 50, 50_000) + 1.0, rng.integers(0, 50, 50_000) + 0.0
    tracemalloc.start()
    found = cliffs_delta(one, other)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e8
    assert found.estimate == pytest.approx(2.0 * brunner_munzel(one, other).estimate - 1.0, rel=1e-9)


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


def by_hand(one, other) -> tuple[float, float, float]:
    """Chance, variance and the denominator of its df, from each score's chance against all of the other side."""
    wins = (one[:, None] > other) + 0.5 * (one[:, None] == other)
    parts = np.var(wins.mean(axis=1), ddof=1) / len(one), np.var(wins.mean(axis=0), ddof=1) / len(other)
    return wins.mean(), sum(parts), parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_stratified_chance_is_the_weighted_average_of_the_strata(seed):
    rng = np.random.default_rng(seed)
    strata = rng.integers(0, 3, 60), rng.integers(0, 3, 45)
    one, other = rng.integers(1, 7, 60) + strata[0], rng.integers(1, 6, 45) + strata[1]
    found = brunner_munzel(one, other, strata=strata)
    total, estimate, variance, square = 0.0, 0.0, 0.0, 0.0
    for name in range(3):
        a, b = one[strata[0] == name], other[strata[1] == name]
        weight = len(a) * len(b) / (len(a) + len(b) + 1)
        chance, spread, denominator = by_hand(a, b)
        total, estimate = total + weight, estimate + weight * chance
        variance, square = variance + weight**2 * spread, square + weight**4 * denominator
    error, df = np.sqrt(variance) / total, variance**2 / square
    assert_allclose([found.estimate, found.df], [estimate / total, df], rtol=1e-10)
    reach = stats.t.ppf(0.975, df) * error
    assert_allclose([found.conf_low, found.conf_high], [found.estimate - reach, found.estimate + reach], rtol=1e-9)
    assert_allclose(found.p_value, 2 * stats.t.sf(abs(found.estimate - 0.5) / error, df), rtol=1e-8)
    assert cliffs_delta(one, other, strata=strata).estimate == pytest.approx(2 * found.estimate - 1)


def test_one_stratum_is_none(mentees):
    one, other = sides(mentees, "likert")
    for compute in (brunner_munzel, cliffs_delta):
        alone = compute(one, other, strata=(np.zeros(len(one)), np.zeros(len(other))))
        assert asdict(alone) == exactly(compute(one, other))


def test_within_cohorts_the_test_comes_close_to_the_stratified_wilcoxon_test_of_r(r, mentees):
    """That one assumes one shape on both sides and ranks with other weights; with these sizes they hardly differ."""
    one, other = sides(mentees, "likert")
    found = brunner_munzel(one, other, strata=sides(mentees, "cohort"))
    assert found.p_value == pytest.approx(r["stratified_wilcoxon"]["p"], abs=0.01)


def test_a_shift_between_strata_is_no_difference_within_them():
    rng = np.random.default_rng(4)
    strata = np.repeat(["early", "late"], [40, 10]), np.repeat(["early", "late"], [10, 40])
    one, other = (rng.normal(size=50) + 5.0 * (names == "late") for names in strata)
    assert brunner_munzel(one, other).p_value < 0.001
    assert brunner_munzel(one, other, strata=strata).p_value > 0.05


def test_strata_with_one_score_on_a_side_do_not_count():
    one, other = [1.0, 3.0, 9.0, 4.0], [2.0, 0.5, 7.0, 8.0, 1.0]
    strata = ["x", "x", "y", "x"], ["x", "x", "y", "y", "x"]
    kept = in_strata(*strata)
    assert [names.tolist() for names in kept] == [[True, True, False, True], [True, True, False, False, True]]
    for compute in (brunner_munzel, cliffs_delta):
        within, alone = compute(one, other, strata=strata), compute([1.0, 3.0, 4.0], [2.0, 0.5, 1.0])
        assert asdict(within) == exactly(alone)
        with pytest.raises(ValueError, match="no stratum has 2 scores"):
            compute(one[2:], other[:2], strata=(strata[0][2:], strata[1][:2]))


@pytest.mark.parametrize("compute", [brunner_munzel, cliffs_delta])
def test_the_stratified_interval_holds_the_truth_about_as_often_as_it_says(compute):
    """No difference within strata of unequal sizes, spreads and levels; 300 times."""
    rng, none, held = np.random.default_rng(5), 0.5 if compute is brunner_munzel else 0.0, []
    strata = np.repeat([0, 1, 2], [20, 6, 10]), np.repeat([0, 1, 2], [5, 18, 12])
    for _ in range(300):
        one, other = (np.round(rng.normal(size=len(names)) * (1 + names)) + names for names in strata)
        found = compute(one, other, strata=strata)
        held.append(found.conf_low <= none <= found.conf_high)
    assert 0.915 <= np.mean(held) <= 0.98
