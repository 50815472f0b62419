from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.simulation.dates import DAYS_BETWEEN_COHORTS, LAST_DAY, cohort_names, dates, opening, today


def test_cohorts_begin_half_a_year_apart_and_the_last_one_is_over_on_the_day_of_the_exports():
    cohort = np.array([0, 1, 1, 3])
    assert opening(cohort).tolist() == [0, 182, 182, 546]
    assert today(cohort) == 546 + LAST_DAY
    assert 360 < 2 * DAYS_BETWEEN_COHORTS < 370


def test_cohorts_are_numbered_from_one():
    assert cohort_names(np.array([0, 2])).tolist() == ["Cohort 1", "Cohort 3"]


def test_days_count_from_the_first_day_of_the_program_and_unknown_ones_are_missing():
    found = pd.Series(dates(np.array([0, 1, 365]), np.array([True, False, True])))
    assert found.tolist() == [pd.Timestamp("2022-03-07"), pd.NaT, pd.Timestamp("2023-03-07")]
    assert found.dtype == "datetime64[us]"
