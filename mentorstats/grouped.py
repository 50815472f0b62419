"""Counts, means, first days and first rows of groups that are numbered 0, 1, 2, … already.

numpy counts such groups in one pass.  A groupby would number them again first, which takes most of its time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["any_by_group", "earliest", "first_rows", "in_repeated_group", "means"]

Numbers = NDArray[np.int64]


def in_repeated_group(numbers: Numbers) -> NDArray[np.bool_]:
    """Which rows share their number with another.

    >>> in_repeated_group(np.array([0, 1, 0])).tolist()
    [True, False, True]
    """
    return np.bincount(numbers)[numbers] > 1


def first_rows(numbers: Numbers, count: int) -> Numbers:
    """The place of the first row of each of ``count`` numbers, -1 where there is none.

    >>> first_rows(np.array([1, 0, 1]), 3).tolist()
    [1, 0, -1]
    """
    places = np.full(count, -1)
    places[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return places


def any_by_group(rows: NDArray[np.bool_], numbers: Numbers, count: int) -> NDArray[np.bool_]:
    """For each number whether one of its rows is among ``rows``.

    >>> any_by_group(np.array([True, False, False]), np.array([1, 0, 1]), 2).tolist()
    [False, True]
    """
    return np.bincount(numbers[rows], minlength=count) > 0


def earliest(days: NDArray[np.datetime64], numbers: Numbers, count: int) -> NDArray[np.datetime64]:
    """The first of each number's days, those that are missing left out; missing where there are none.

    >>> days = np.array(["2025-03-01", "2025-02-01", "NaT"], dtype="datetime64[D]")
    >>> earliest(days, np.array([0, 0, 1]), 2).astype(str).tolist()
    ['2025-02-01', 'NaT']
    """
    known, latest = ~np.isnat(days), np.iinfo(np.int64).max
    first = np.full(count, latest)
    np.minimum.at(first, numbers[known], days[known].view(np.int64))
    result = first.view(days.dtype)
    result[first == latest] = "NaT"
    return result


def means(values: NDArray[np.float64], numbers: Numbers, count: int) -> NDArray[np.float64]:
    """The mean of each number's values, those that are missing left out; missing where there are none.

    >>> means(np.array([1.0, 2.0, np.nan]), np.array([0, 0, 1]), 2).tolist()
    [1.5, nan]
    """
    known = ~np.isnan(values)
    sizes = np.bincount(numbers[known], minlength=count)
    sums = np.bincount(numbers[known], weights=values[known], minlength=count)
    return np.divide(sums, sizes, out=np.full(count, np.nan), where=sizes > 0)
