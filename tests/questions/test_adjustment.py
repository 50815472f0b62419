from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.adjustment import adjust, baseline_columns, cohort_columns, industry_columns


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


def test_terms_go_in_the_written_order_until_ten_rows_remain_for_each_coefficient():
    rng = np.random.default_rng(1)
    codes = rng.permutation([f"{s}{i}" for s in "vwxyz" for i in range(4)] * 10)
    whole = rows(200, cohort=rng.permutation(["a", "b", "c", "d"] * 50), baseline=rng.normal(size=200))
    wanted = {
        200: ("score before", "cohort", "mentee's sector"),
        110: ("score before", "cohort"),
        50: ("score before",),
        40: (),
    }
    for n, kept in wanted.items():
        frame = whole.iloc[:n]
        found = adjust(frame, own(codes[:n].tolist()), sector=sector, exposures=3)
        assert found.kept == kept, n
        assert n >= 10 * (found.columns.shape[1] + 3)


def test_a_column_that_follows_from_those_before_it_is_found():
    frame = pd.DataFrame({"a": [1.0, 1, 1, 1], "b": [1.0, 0, 1, 0], "c": [0.0, 1, 0, 1], "d": [1.0, 2, 3, 5], "e": 0.0})
    assert dependent_columns(frame) == ["c", "e"]
