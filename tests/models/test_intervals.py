from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mentorstats.models.intervals import Interval, checked_level, student


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_an_interval_is_as_many_errors_wide_as_student_asks(level):
    row = student(-1.2, 0.5, 7, level=level)
    reach = stats.t.ppf(0.5 + level / 2, 7) * 0.5
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([-1.2 - reach, -1.2 + reach])
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(2.4, 7))
    assert row[["estimate", "std_error", "df"]].tolist() == [-1.2, 0.5, 7.0]


def test_the_sign_of_an_estimate_does_not_matter_for_its_p():
    assert student(1.2, 0.5, 7)["p_value"] == student(-1.2, 0.5, 7)["p_value"]


@pytest.mark.parametrize(("std_error", "df"), [(0.0, 10.0), (0.5, 0.0), (np.nan, 10.0), (0.5, np.nan), (-1.0, 10.0)])
def test_without_an_error_or_df_there_is_no_interval_and_no_p(std_error, df):
    row = student(1.2, std_error, df)
    assert row[["df", "conf_low", "conf_high", "p_value"]].isna().all()
    assert row["estimate"] == 1.2


def test_an_interval_has_nothing_that_it_was_not_given():
    empty = Interval(1.0)
    assert empty.estimate == 1.0
    assert np.isnan([empty.conf_low, empty.conf_high, empty.p_value, empty.df]).all()


@pytest.mark.parametrize("level", [0.001, 0.95, np.float64(0.5)])
def test_a_level_between_0_and_1_is_taken(level):
    assert checked_level(level) == float(level)


@pytest.mark.parametrize("level", [95, 0, 1, 0.0, 1.0, -0.95, 1.01, np.nan, np.inf, True, "0.95", None])
def test_any_other_level_is_refused(level):
    with pytest.raises(ValueError, match=r"level must be between 0 and 1, as 0\.95 for 95 %; it is"):
        checked_level(level)
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        student(1.0, 1.0, 5, level=level)
