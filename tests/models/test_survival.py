from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentorstats.models.permutation import shuffles
from mentorstats.models.survival import (
    kaplan_meier,
    log_rank,
    permuted_log_rank,
    restricted_mean,
    restricted_mean_difference,
    share_lasting,
)

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "survival.json").read_text(encoding="utf-8"))
LEUKEMIA, LUNG = REFERENCE["leukemia"], REFERENCE["lung"]
SIX, PLACEBO = np.array(LEUKEMIA["six_mp"]["weeks"], float), np.array(LEUKEMIA["placebo"]["weeks"], float)
RELAPSED = np.array(LEUKEMIA["six_mp"]["relapsed"], bool)
BOTH = np.concatenate([SIX, PLACEBO])
BOTH_ENDED = np.concatenate([RELAPSED, np.ones(21, bool)])
TREATED = np.repeat([True, False], 21)
PATIENTS = pd.DataFrame(LUNG["rows"])
SPANS = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=25)


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def slow_shares(times, ended):
    """The curve at each time with an end, a product written out."""
    share, found = 1.0, {}
    for time in sorted(set(times)):
        at_risk = sum(other >= time for other in times)
        ends = sum(other == time and over for other, over in zip(times, ended, strict=True))
        share *= 1 - ends / at_risk
        found[time] = share
    return found


def slow_mean(times, ended, horizon):
    """The area under the curve, summed over a grid on which whole times fall."""
    shares, height, area = slow_shares(times, ended), 1.0, 0.0
    for step in range(horizon):
        height = shares.get(step, height)
        area += height
    return area


def slow_log_rank(times, ended, groups):
    """Observed minus expected in the second of two groups, and its variance, time by time."""
    excess = variance = 0.0
    for time in sorted({t for t, over in zip(times, ended, strict=True) if over}):
        at_risk = [t >= time for t in times]
        n, ends = sum(at_risk), sum(t == time and over for t, over in zip(times, ended, strict=True))
        own = sum(inside and group for inside, group in zip(at_risk, groups, strict=True))
        excess += sum(t == time and over and g for t, over, g in zip(times, ended, groups, strict=True))
        excess -= ends * own / n
        if n > 1:
            variance += ends * own / n * (1 - own / n) * (n - ends) / (n - 1)
    return excess**2 / variance if variance else 0.0


def test_the_curve_is_the_published_one_of_the_leukemia_trial():
    curve = kaplan_meier(SIX, RELAPSED)
    rows = [row for row in zip(curve.times, curve.at_risk, curve.events, curve.share, curve.conf_low, curve.conf_high,
                               strict=True) if row[2]]  # fmt: skip
    assert [pytest.approx(row, rel=1e-9) for row in LEUKEMIA["six_mp_curve"]] == rows


def test_a_curve_is_known_until_the_last_that_was_seen():
    curve = kaplan_meier(SIX, RELAPSED)
    assert [curve.at(0), curve.at(6)] == [1.0, pytest.approx(18 / 21)]
    assert curve.at(6.5) == curve.at(6)
    assert np.isnan(curve.at(36))
    assert kaplan_meier(PLACEBO, np.ones(21)).at(99) == 0


@given(SPANS)
def test_the_curve_is_the_product_written_out(spans):
    times, ended = zip(*spans, strict=True)
    curve = kaplan_meier(times, ended)
    assert dict(zip(curve.times, curve.share, strict=True)) == near(slow_shares(times, ended))


def test_the_log_rank_is_that_of_the_leukemia_trial():
    found = log_rank(BOTH, BOTH_ENDED, TREATED)
    assert found.statistic == near(LEUKEMIA["log_rank"])
    assert found.statistic == pytest.approx(16.79, abs=0.005)
    assert found.expected.tolist() == near(LEUKEMIA["expected"])
    assert found.observed.tolist() == LEUKEMIA["observed"]


def test_the_log_rank_is_that_of_scipy():
    theirs = stats.logrank(
        stats.CensoredData.right_censored(SIX, ~RELAPSED), stats.CensoredData.right_censored(PLACEBO, np.zeros(21))
    )
    ours = log_rank(BOTH, BOTH_ENDED, TREATED)
    assert (ours.statistic, ours.p_value) == (near(theirs.statistic**2), near(theirs.pvalue))


def test_the_log_rank_of_several_groups_in_strata_and_its_trend_are_those_of_r():
    time, ended, ecog, sex = (PATIENTS[name] for name in ("time", "status", "ecog", "sex"))
    three = log_rank(time, ended, ecog)
    assert (three.statistic, three.df) == (near(LUNG["log_rank_ecog"]), 2)
    assert three.expected.tolist() == near(LUNG["expected_ecog"])
    assert log_rank(time, ended, sex).statistic == near(LUNG["log_rank_sex"])
    assert log_rank(time, ended, ecog, strata=sex).statistic == near(LUNG["log_rank_ecog_by_sex"])
    trend = log_rank(time, ended, ecog, trend=[0, 1, 2])
    assert (trend.statistic, trend.df) == (near(LUNG["trend_ecog"]), 1)


@given(SPANS, st.randoms(use_true_random=False))
def test_the_log_rank_is_the_sum_written_out(spans, random):
    times, ended = zip(*spans, strict=True)
    groups = [True, False, *(random.random() < 0.5 for _ in spans[2:])]
    assert log_rank(times, ended, groups).statistic == pytest.approx(slow_log_rank(times, ended, groups), abs=1e-9)


@pytest.mark.parametrize("weeks", [20, 30])
def test_restricted_means_and_their_errors_are_those_of_r(weeks):
    for arm, times, ended in (("six_mp", SIX, RELAPSED), ("placebo", PLACEBO, np.ones(21))):
        found = restricted_mean(times, ended, horizon=weeks)
        assert [found.estimate, found.std_error] == near(LEUKEMIA["restricted_mean"][arm][str(weeks)])


@given(SPANS, st.integers(1, 12))
def test_the_restricted_mean_is_the_area_written_out(spans, horizon):
    times, ended = zip(*spans, strict=True)
    if np.isnan(kaplan_meier(times, ended).at(horizon)):
        with pytest.raises(ValueError, match="horizon must be"):
            restricted_mean(times, ended, horizon=horizon)
    else:
        assert restricted_mean(times, ended, horizon=horizon).estimate == near(slow_mean(times, ended, horizon))


def test_errors_by_cluster_are_those_of_r_but_for_the_correction_for_few_clusters():
    time, ended, inst = (PATIENTS[name] for name in ("time", "status", "inst"))
    shrink = np.sqrt((inst.nunique() - 1) / inst.nunique())
    plain, clustered = (restricted_mean(time, ended, horizon=500, clusters=by) for by in (None, inst))
    assert (plain.estimate, plain.std_error) == (near(LUNG["restricted_mean_500"]), near(LUNG["error_500"]))
    assert (clustered.estimate, clustered.std_error * shrink) == (plain.estimate, near(LUNG["clustered_error_500"]))
    for at, (share, error) in LUNG["share"].items():
        found = share_lasting(time, ended, at=int(at), clusters=inst)
        assert (found.estimate, found.std_error * shrink) == (near(share), near(error))


def test_a_share_without_clusters_has_the_interval_of_the_curve():
    curve = kaplan_meier(SIX, RELAPSED)
    for week in (7, 16, 23):
        found, place = share_lasting(SIX, RELAPSED, at=week), curve.times.tolist().index(week)
        assert [found.conf_low, found.conf_high] == near([curve.conf_low[place], curve.conf_high[place]])


def test_a_share_of_one_has_no_interval():
    found = share_lasting(SIX, RELAPSED, at=5)
    assert (found.estimate, np.isnan(found.conf_low)) == (1.0, True)


def test_a_difference_of_groups_without_shared_clusters_has_the_sum_of_their_variances():
    found = restricted_mean_difference(BOTH, BOTH_ENDED, TREATED, horizon=20)
    (one, one_error), (other, other_error) = (LEUKEMIA["restricted_mean"][arm]["20"] for arm in ("six_mp", "placebo"))
    assert (found.estimate, found.std_error) == (near(one - other), near(np.hypot(one_error, other_error)))
    assert found.conf_low == near(found.estimate - stats.norm.ppf(0.975) * found.std_error)


def test_what_clusters_have_in_common_leaves_their_difference():
    times, ended, first = np.tile(SIX, 2), np.tile(RELAPSED, 2), np.repeat([True, False], 21)
    apart = restricted_mean_difference(times, ended, first, horizon=20)
    together = restricted_mean_difference(times, ended, first, horizon=20, clusters=np.tile(np.arange(21), 2))
    assert apart.std_error > 1
    assert together.std_error == pytest.approx(0, abs=1e-12)


def test_shuffling_whole_clusters_counts_as_often_as_all_orders_written_out():
    rng = np.random.default_rng(3)
    mentors, labels = np.repeat(np.arange(6), 4), np.array([0, 0, 0, 1, 1, 1])
    times, ended = rng.integers(1, 9, 24).astype(float), rng.random(24) < 0.7
    chunks, exact = shuffles(np.zeros(6), permutations=720, seed=1)
    found = permuted_log_rank(
        times, ended, labels[mentors], shuffled=(labels[chunk][:, mentors] for chunk in chunks), exact=exact
    )

    def slow(of_mentor):
        groups, total = np.array(of_mentor)[mentors], 0.0
        for group in (0, 1):
            plain = log_rank(times, ended, groups)
            total += (plain.observed[group] - plain.expected[group]) ** 2 / plain.expected[group]
        return total

    draws = [slow(order) for order in permutations(labels)]
    assert found.exact
    assert found.statistic == near(slow(labels))
    assert found.p_value == near(np.mean(np.array(draws) >= slow(labels) * (1 - 1e-9)))
    assert found.monte_carlo_error == 0


def test_a_few_shuffles_say_how_sure_their_p_is():
    labels = np.arange(21) % 2
    chunks, exact = shuffles(np.zeros(21), permutations=400, seed=1)
    found = permuted_log_rank(SIX, RELAPSED, labels, shuffled=(labels[chunk] for chunk in chunks), exact=exact)
    assert not found.exact
    assert found.monte_carlo_error == near(np.sqrt(found.p_value * (1 - found.p_value) / 400))


def test_ends_are_expected_within_strata():
    strata = np.repeat([0, 1], 21)
    groups = np.tile(np.arange(21) % 2, 2)
    found = permuted_log_rank(BOTH, BOTH_ENDED, groups, shuffled=[groups[None, :]], exact=True, strata=strata)
    plain = log_rank(BOTH, BOTH_ENDED, groups, strata=strata)
    assert found.statistic == near(np.sum((plain.observed - plain.expected) ** 2 / plain.expected))


@pytest.mark.parametrize(
    ("times", "ended", "message"),
    [
        ([1.0, 2.0], [True], "times and ended must be of one length"),
        ([], [], "times and ended must be of one length"),
        ([1.0, np.nan], [True, True], "times must be numbers of 0 or more"),
        ([-1.0], [True], "times must be numbers of 0 or more"),
    ],
)
def test_times_that_cannot_be_are_refused(times, ended, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(times, ended)


def test_one_group_cannot_be_compared():
    with pytest.raises(ValueError, match="two kinds or more, got 1"):
        log_rank([1, 2], [True, True], ["a", "a"])
