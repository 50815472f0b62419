"""Groups that share a residual variance, and the test that all spread alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, IN_TURN, NUMBER
from mentorstats.questions.spread import SpreadTest, residual_groups, row_variances, spread_test


def rows(counts: dict[tuple[float, ...], int], names: list[str]) -> pd.DataFrame:
    """So many rows with these shares of the exposures; every final score is another one."""
    shares = [share for share, count in counts.items() for _ in range(count)]
    return pd.DataFrame(shares, columns=names).assign(final=np.arange(len(shares)) * 1.0)


NUMBERS = ["one", AT_ONCE, IN_TURN]
TIERS = ["same", "adjacent", "distant", "unknown"]


def test_every_side_of_ten_rows_has_a_variance_of_its_own():
    groups = residual_groups(NUMBER, rows({(1, 0, 0): 20, (0, 1, 0): 10, (0, 0, 1): 10}, NUMBERS))
    assert groups.value_counts().to_dict() == {"one": 20, AT_ONCE: 10, IN_TURN: 10}


def test_a_side_of_nine_shares_the_variance_of_the_largest():
    groups = residual_groups(NUMBER, rows({(1, 0, 0): 12, (0, 1, 0): 30, (0, 0, 1): 9}, NUMBERS))
    assert groups.value_counts().to_dict() == {AT_ONCE: 39, "one": 12}


def test_a_side_without_spread_shares_the_variance_of_the_largest():
    frame = rows({(1, 0, 0): 30, (0, 1, 0): 12, (0, 0, 1): 11}, NUMBERS)
    frame.loc[frame[IN_TURN] == 1, "final"] = 3.0
    assert residual_groups(NUMBER, frame).value_counts().to_dict() == {"one": 41, AT_ONCE: 12}


def test_rows_of_teams_that_mix_sides_share_the_variance_of_the_largest():
    frame = rows({(1, 0, 0): 30, (0, 1, 0): 12, (0.25, 0.75, 0): 20}, NUMBERS)
    assert residual_groups(NUMBER, frame).value_counts().to_dict() == {"one": 50, AT_ONCE: 12}


@pytest.mark.parametrize("counts", [{(1, 0, 0): 40, (0, 1, 0): 9}, {(0.5, 0.5, 0): 60}])
def test_where_one_side_is_large_enough_all_share_one_variance(counts):
    assert residual_groups(NUMBER, rows(counts, NUMBERS)) is None


def test_by_shares_a_row_belongs_to_what_it_has_most_of_and_ties_to_the_largest():
    counts = {(1, 0, 0, 0): 20, (0.4, 0.6, 0, 0): 15, (0, 0.5, 0.5, 0): 4, (0.1, 0.1, 0.2, 0.6): 11}
    groups = residual_groups(ADJACENCY, rows(counts, TIERS))
    assert groups.value_counts().to_dict() == {"same": 24, "adjacent": 15, "unknown": 11}


@pytest.fixture(scope="module")
def unequal():
    """Two fits of three groups that spread 1, 1 and 2: one variance for all, and one for each."""
    rng = np.random.default_rng(3)
    group = np.repeat(["a", "b", "c"], [30, 25, 20])
    y = rng.normal(size=75) * np.where(group == "c", 2.0, 1.0)
    x = pd.get_dummies(pd.Series(group)).astype(float)
    fits = [fit_multiple_membership(y, x, memberships={}, residual_by=by) for by in (None, group)]
    return y, group, *fits


def test_without_mentors_the_test_is_that_of_bartlett_without_his_correction(unequal):
    y, group, one, own = unequal
    samples = [y[group == name] for name in "abc"]
    free = np.array([len(sample) - 1 for sample in samples])
    correction = 1 + ((1 / free).sum() - 1 / free.sum()) / (3 * 2)
    statistic = stats.bartlett(*samples).statistic * correction
    spread = spread_test(one, own)
    assert spread.p_value == pytest.approx(stats.chi2.sf(statistic, 2), rel=1e-6)
    assert (spread.widest, spread.narrowest) == ("c", min("ab", key=lambda name: y[group == name].var(ddof=1)))
    spreads = [sample.std(ddof=1) for sample in samples]
    assert spread.ratio == pytest.approx(max(spreads) / min(spreads), rel=1e-5)


def test_each_row_has_the_variance_of_its_group(unequal):
    y, group, one, own = unequal
    expected = pd.Series(y).groupby(group).transform("var")
    np.testing.assert_allclose(row_variances(own), expected, rtol=1e-5)
    assert set(row_variances(one)) == {one.variances["residual"]}


def test_one_group_has_nothing_to_be_compared_with(unequal):
    _, _, one, _ = unequal
    assert spread_test(one, one) is None


@pytest.mark.parametrize(("ratio", "p_value", "unequal"), [
    (1.31, 0.049, True), (1.3, 0.001, False), (2.0, 0.05, False), (1.0, 0.001, False),
])  # fmt: skip
def test_spread_is_unequal_where_it_is_both_large_and_more_than_chance(ratio, p_value, unequal):
    assert SpreadTest("a", "b", ratio, p_value).unequal == unequal
