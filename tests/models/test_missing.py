from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mentorstats.models.missing import lee_bounds, manski_bounds, response_weights

NAN = float("nan")


def test_lee_bounds_are_the_means_after_trimming_the_side_that_answers_more():
    one, other = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 3.0, 4.0, NAN, NAN]
    found = lee_bounds(one, other, draws=0)
    assert found.trimmed == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((2 - 3, 4 - 3))
    mirrored = lee_bounds(other, one, draws=0)
    assert (mirrored.low, mirrored.high, mirrored.trimmed) == pytest.approx((-1, 1, -0.4))


def test_lee_bounds_are_one_number_where_both_sides_answer_alike():
    rng = np.random.default_rng(1)
    one, other = rng.standard_normal((2, 40))
    one[:8] = other[:8] = np.nan
    found = lee_bounds(one, other, draws=200)
    assert found.low == pytest.approx(np.nanmean(one) - np.nanmean(other))
    assert found.high == pytest.approx(found.low)
    welch = stats.ttest_ind(one[8:], other[8:], equal_var=False)
    assert found.high - found.conf_low == pytest.approx(1.96 * abs(found.low / welch.statistic), rel=0.35)


def test_lee_intervals_hold_the_truth_where_only_one_side_drops_out_at_random():
    rng = np.random.default_rng(5)
    held = 0
    for seed in range(60):
        one, other = rng.standard_normal(80) + 0.5, rng.standard_normal(80)
        other[rng.random(80) < 0.2] = np.nan
        found = lee_bounds(one, other, draws=100, seed=seed)
        held += found.conf_low <= 0.5 <= found.conf_high
    assert held >= 55


def test_manski_bounds_hold_every_way_to_fill_in():
    rng = np.random.default_rng(2)
    one, other = rng.integers(1, 6, (2, 12)).astype(float)
    one[:3] = other[:2] = np.nan
    found = manski_bounds(one, other, lowest=1, highest=5)
    filled = []
    for _ in range(300):
        ways = [np.where(np.isnan(side), rng.choice([1.0, 5.0], 12), side).mean() for side in (one, other)]
        filled.append(ways[0] - ways[1])
    assert found.low <= min(filled)
    assert found.high >= max(filled)
    assert max(filled) == pytest.approx(found.high)


def test_a_side_without_an_answer_has_no_bounds():
    with pytest.raises(ValueError, match="no answer"):
        lee_bounds([NAN, NAN], [1.0, 2.0])


def test_weights_make_those_who_answered_like_everyone():
    """Two kinds of people, of whom 1 in 2 and 4 in 5 answer: weights are in proportion to 1 over these shares."""
    kind = np.repeat([0.0, 1.0], [40, 60])
    answered = np.concatenate([np.arange(40) % 2 == 0, np.arange(60) % 5 != 0])
    found = response_weights(answered, np.column_stack([np.ones(100), kind]))
    assert found.weights[answered & (kind == 0)] == pytest.approx(0.68 / 0.5)
    assert found.weights[answered & (kind == 1)] == pytest.approx(0.68 / 0.8)
    assert np.average(kind, weights=found.weights) == pytest.approx(0.6)
    assert found.effective < answered.sum()
    with pytest.raises(ValueError, match="without exception"):
        response_weights(answered, np.column_stack([np.ones(100), answered.astype(float)]))
