"""When the rounds of a made-up program begin, and what its days are called."""

from __future__ import annotations

import numpy as np

__all__ = ["cohort_names", "dates", "opening", "today"]

FIRST_DAY, DAYS_BETWEEN_COHORTS, LAST_DAY = np.datetime64("2022-03-07"), 182, 265


def opening(cohort: np.ndarray) -> np.ndarray:
    """The day on which each round begins, counted from the first round's first day."""
    return cohort * DAYS_BETWEEN_COHORTS


def today(cohort: np.ndarray) -> int:
    """The day of the exports: the one on which the last round should be over."""
    return int(cohort.max()) * DAYS_BETWEEN_COHORTS + LAST_DAY


def cohort_names(cohort: np.ndarray) -> np.ndarray:
    """Each round's name."""
    return np.array([f"Cohort {number}" for number in range(1, 100)], dtype=object)[cohort]


def dates(days: np.ndarray, known: np.ndarray | bool = True) -> np.ndarray:
    """Days as dates, missing where they are not ``known``."""
    found = FIRST_DAY + days.astype("timedelta64[D]")
    return np.where(known, found, np.datetime64("NaT")).astype("datetime64[us]")
