from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.grouped import any_by_group, earliest, first_rows, in_repeated_group, means


@pytest.fixture(params=range(6))
def numbered(request) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of groups, of which some have no row; values, of which some are missing; and chosen rows."""
    rng = np.random.default_rng(request.param)
    numbers = rng.integers(0, 9, rng.integers(0, 20))
    values = np.where(rng.random(len(numbers)) < 0.3, np.nan, rng.standard_normal(len(numbers)))
    return numbers, values, rng.random(len(numbers)) < 0.5


def test_rows_that_share_their_number_are_those_that_pandas_finds(numbered):
    numbers, _, _ = numbered
    assert in_repeated_group(numbers).tolist() == pd.Series(numbers).duplicated(keep=False).tolist()


def test_the_first_of_each_number_is_that_of_a_loop(numbered):
    numbers, _, _ = numbered
    assert first_rows(numbers, 9).tolist() == [
        next((place for place, own in enumerate(numbers) if own == number), -1) for number in range(9)
    ]


def test_a_number_is_among_rows_where_one_of_its_rows_is(numbered):
    numbers, _, rows = numbered
    assert any_by_group(rows, numbers, 9).tolist() == [bool(rows[numbers == number].any()) for number in range(9)]


def test_means_are_those_of_pandas(numbered):
    numbers, values, _ = numbered
    slow = pd.Series(values).groupby(numbers).mean().reindex(range(9))
    assert means(values, numbers, 9) == pytest.approx(slow.to_numpy(), nan_ok=True)


def test_first_days_are_those_of_pandas(numbered):
    numbers, values, _ = numbered
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(pd.Series(values * 100, dtype=float).round(), unit="D")
    days = days.astype("datetime64[us]")
    slow = days.groupby(numbers).min().reindex(range(9))
    found = pd.Series(earliest(days.to_numpy(), numbers, 9))
    pd.testing.assert_series_equal(found, slow, check_names=False, check_index_type=False)
