from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.adjustment import adjust, baseline_columns, cohort_columns, enough_rows, industry_columns


def rows(n: int, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({"row": np.arange(n), "cohort": "one", "baseline": np.nan, **columns})
    return frame.astype({"cohort": "str"})


def own(codes: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"row": np.arange(len(codes)), "code": codes, "weight": 1.0})


def sector(code: str) -> str:
    return code[0]


def test_a_missing_score_before_is_the_cohorts_mean_and_marked():
    frame = rows(4, cohort=["a", "a", "b", "b"], baseline=[1.0, np.nan, 3.0, 5.0])
    columns = baseline_columns(frame)
    assert columns["baseline"].tolist() == [1.0, 1.0, 3.0, 5.0]
    assert columns["baseline missing"].tolist() == [0.0, 1.0, 0.0, 0.0]


def test_without_scores_before_there_is_no_column_for_them():
    assert baseline_columns(rows(4)).shape == (4, 0)


def test_cohorts_of_fewer_than_five_are_one():
    columns = cohort_columns(pd.Series(["a"] * 9 + ["b"] * 5 + ["c"] * 3 + ["d"] * 2))
    assert list(columns) == ["cohort b", "cohort other"]
    assert columns.sum().tolist() == [5.0, 5.0]


def test_small_industries_count_as_their_sector_then_as_other():
    codes = ["x1"] * 6 + ["x2"] * 3 + ["x3"] * 3 + ["y1"] * 2 + ["z1"] * 1
    columns = industry_columns(rows(15), own(codes), sector)
    assert columns.sum().to_dict() == {"industry other": 3.0, "sector x": 6.0}


def test_several_industries_weigh_one_over_their_number_and_no_industry_is_unknown():
    industries = pd.DataFrame(
        {
            "row": [0, 0, *range(1, 11)],
            "code": ["x1", "y1"] + ["x1"] * 6 + ["y1"] * 4,
            "weight": [0.5, 0.5] + [1.0] * 10,
        }
    )
    columns = industry_columns(rows(13), industries, sector)
    assert columns["industry y1"].tolist() == [0.5] + [0.0] * 6 + [1.0] * 4 + [0.0] * 2
    assert columns["industry unknown"].tolist() == [0.0] * 11 + [1.0] * 2


def test_the_adjustment_has_an_intercept_and_no_dependent_columns():
    frame = rows(200, cohort=["a"] * 100 + ["b"] * 100, baseline=np.linspace(0, 1, 200))
    industries = own(["x1"] * 100 + ["y1"] * 100)
    found = adjust(frame, industries, sector=sector, exposures=3)
    assert found.kept == ("score before", "cohort", "mentee's industry")
    assert found.dropped == ()
    assert dependent_columns(found.columns) == []
    assert list(found.columns) == ["intercept", "baseline", "cohort b"]


def test_terms_go_in_the_written_order_until_3_rows_remain_for_each_coefficient_and_20_beside_them():
    rng = np.random.default_rng(1)
    codes = rng.permutation([f"{s}{i}" for s in "vwxyz" for i in range(4)] * 10)
    whole = rows(200, cohort=rng.permutation(["a", "b", "c", "d"] * 50), baseline=rng.normal(size=200))
    wanted = {
        200: ("score before", "cohort", "mentee's industry"),
        60: ("score before", "cohort", "mentee's industry"),
        30: ("score before", "cohort"),
        25: ("score before",),
        24: (),
    }
    for n, kept in wanted.items():
        frame = whole.iloc[:n]
        adjustment = adjust(frame, own(codes[:n].tolist()), sector=sector, exposures=3)
        assert adjustment.kept == kept, n
        coefficients = adjustment.columns.shape[1] + 3
        assert (n >= 3 * coefficients and n - coefficients >= 20) or not adjustment.kept


def test_what_could_not_stay_is_kept_beside_with_the_finest_industries():
    rng = np.random.default_rng(1)
    codes = rng.permutation([f"{s}{i}" for s in "vw" for i in range(2)] * 6 + ["v0"]).tolist()
    frame = rows(25, cohort=["a"] * 13 + ["b"] * 12, baseline=rng.normal(size=25))
    adjustment = adjust(frame, own(codes), sector=sector, exposures=3)
    assert adjustment.dropped == ("mentee's industry", "cohort")
    assert list(adjustment.left_out) == ["industry v1", "industry w0", "industry w1", "cohort b"]
    assert not set(adjustment.left_out) & set(adjustment.columns)


@pytest.mark.parametrize(("rows_needed", "coefficients"), [(24, 4), (30, 10), (60, 20)])
def test_3_rows_a_coefficient_and_20_more_than_coefficients_are_enough_and_one_fewer_is_not(rows_needed, coefficients):
    assert enough_rows(rows_needed, coefficients)
    assert not enough_rows(rows_needed - 1, coefficients)


def test_a_column_that_follows_from_those_before_it_is_found():
    frame = pd.DataFrame({"a": [1.0, 1, 1, 1], "b": [1.0, 0, 1, 0], "c": [0.0, 1, 0, 1], "d": [1.0, 2, 3, 5], "e": 0.0})
    assert dependent_columns(frame) == ["c", "e"]
