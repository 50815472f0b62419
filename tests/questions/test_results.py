from __future__ import annotations

import math

import pandas as pd
import pytest

from mentorstats.models.intervals import Interval
from mentorstats.questions.results import NUMBERS, TABLE_COLUMNS, ResultRow, numbers_of, results_table

ROW = ResultRow("multiple_mentors", "trust", "2+ - 1", "robustness", "ranks", estimate=0.5, n_mentees=40)


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ({}, "ranks"),
        ({"detail": "200 times"}, "ranks (200 times)"),
        ({"refusal": "too few"}, "ranks: too few"),
        ({"detail": "200 times", "refusal": "too few"}, "ranks (200 times): too few"),
    ],
)
def test_the_method_in_the_table_has_its_detail_and_its_refusal(about, text):
    row = ResultRow("multiple_mentors", "trust", "2+ - 1", "robustness", "ranks", **about)
    assert row.method_text == row.record()["method"] == text


def test_numbers_that_a_method_does_not_have_are_missing():
    assert ROW.estimate == 0.5
    assert all(math.isnan(getattr(ROW, name)) for name in NUMBERS if name != "estimate")


def test_the_table_has_its_columns_and_counts_as_they_are():
    table = results_table([ROW])
    assert tuple(table.columns) == TABLE_COLUMNS
    assert table["n_mentees"].tolist() == [40]
    assert table["n_mentors"].tolist() == [0]
    assert tuple(results_table([]).columns) == TABLE_COLUMNS


def test_numbers_come_from_mappings_rows_and_results():
    assert numbers_of({"estimate": 1, "other": 2}) == {"estimate": 1.0}
    assert numbers_of(pd.Series({"p_value": 0.5, "term": "x"})) == {"p_value": 0.5}
    assert list(numbers_of(Interval(1.0, 0.0, 2.0, 0.1, 9.0))) == list(NUMBERS)
