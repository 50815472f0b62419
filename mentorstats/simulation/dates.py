"""The calendar of a made-up program: when its cohorts begin, and the day of its exports."""

from __future__ import annotations

import numpy as np

__all__ = ["cohort_names", "dates", "opening", "today"]

FIRST_DAY, DAYS_BETWEEN_COHORTS, LAST_DAY = np.datetime64("2022-03-07"), 182, 265


def opening(cohort: np.ndarray) -> np.ndarray:
    """The day on which each cohort begins, counted from the first day of the first one."""
    return cohort * DAYS_BETWEEN_COHORTS


def today(cohort: np.ndarray) -> int:
    """The day of the exports: the one on which the last cohort should be over."""
    return int(cohort.max()) * DAYS_BETWEEN_COHORTS + LAST_DAY


def cohort_names(cohort: np.ndarray) -> np.ndarray:
    """The name of each cohort."""
    return np.array([f"Cohort {number}" for number in range(1, 100)], dtype=object)[cohort]


def dates(days: np.ndarray, known: np.ndarray | bool = True) -> np.ndarray:
    """Days as dates, missing where they are not ``known``."""
    calendar_days = FIRST_DAY + days.astype("timedelta64[D]")
    return np.where(known, calendar_days, np.datetime64("NaT", "D")).astype("datetime64[us]")
