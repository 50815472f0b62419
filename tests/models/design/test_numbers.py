"""Columns of numbers of every kind are read; what is no number is refused with the argument, the kind and the row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

from mentorstats.models.design.numbers import frame_columns, index_of, is_one_dimensional, numbers, one_column

NUMBERS = [1.0, 0.0, 2.5]
AS_NUMBERS = {
    "a list": [1, 0, 2.5],
    "a tuple": (1, 0.0, 2.5),
    "an array": np.array(NUMBERS),
    "a strided array": np.array([1.0, 9.0, 0.0, 9.0, 2.5])[::2],
    "32-bit floats": np.array(NUMBERS, dtype=np.float32),
    "an array of objects": np.array([1, Fraction(0), Decimal("2.5")], dtype=object),
    "a masked array without a mask": np.ma.array(NUMBERS),
    "a Series": pd.Series(NUMBERS, index=[5, 6, 7]),
    "a Series of objects": pd.Series([True, 0, np.float64(2.5)], dtype=object),
    "nullable decimals": pd.array(NUMBERS, dtype="Float64"),
    "a column of an arrow table": pd.Series(NUMBERS, dtype="double[pyarrow]"),
    "a sparse column": pd.Series(pd.arrays.SparseArray(NUMBERS)),
    "an index": pd.Index(NUMBERS),
    "polars": pl.Series(NUMBERS),
    "polars decimals": pl.Series([Decimal("1"), Decimal("0"), Decimal("2.5")]),
}
NO_NUMBERS = {
    "text": (["1.5", "a"], "holds text, not numbers: '1.5' in row 0"),
    "text in row 2": ([1.0, 2.0, "x"], "holds text, not numbers: 'x' in row 2"),
    "long text": (["a" * 90], r"holds text, not numbers: 'a{36}\.\.\. in row 0"),
    "bytes": ([b"a"], "holds bytes, not numbers"),
    "polars text": (pl.Series(["a", "b"]), "holds text, not numbers: 'a' in row 0"),
    "lists": (pd.Series([[1], [2]]), "holds list, not numbers"),
    "dates": (pd.Series(pd.date_range("2024", periods=2)), "holds dates, not numbers"),
    "dates of Python": ([1.0, dt.date(2024, 1, 2)], "holds dates, not numbers: 2024-01-02 in row 1"),
    "polars dates": (pl.Series([dt.date(2024, 1, 2)]), "holds dates, not numbers"),
    "lengths of time": (pd.to_timedelta([1, 2], unit="D"), "holds dates, not numbers"),
    "categories": (pd.Series(["a", "b"], dtype="category"), "holds categories, not numbers: pandas.get_dummies"),
    "complex numbers": (np.array([1j]), "holds complex numbers"),
    "None": ([1.0, None], "has no value .* in row 1"),
    "nan": (np.array([1.0, np.nan, np.nan]), "has no value .* in row 1"),
    "a missing whole number": (pd.array([1, 2, pd.NA], dtype="Int64"), "has no value .* in row 2"),
    "a missing yes or no": (pd.array([True, pd.NA], dtype="boolean"), "has no value .* in row 1"),
    "a missing object": (pd.Series([1, pd.NA], dtype=object), "has no value .* in row 1"),
    "a missing number of polars": (pl.Series([None, 1]), "has no value .* in row 0"),
    "a missing yes or no of polars": (pl.Series([True, None]), "has no value .* in row 1"),
    "a masked value": (np.ma.array([1.0, 2.0], mask=[False, True]), "has no value .* in row 1"),
    "infinity": ([1.0, -np.inf], "is infinite in row 1"),
    "what cannot be squared": ([1.0, 1e120], "is too large to be squared in row 1"),
}


@pytest.mark.parametrize("kind", AS_NUMBERS)
def test_numbers_of_any_kind_are_read(kind):
    read = numbers(AS_NUMBERS[kind], "score")
    assert read.dtype == float
    assert read.flags.c_contiguous
    assert read.tolist() == NUMBERS


@pytest.mark.parametrize("values", [[True, False], pd.Series([True, False]), pd.array([True, False], dtype="boolean")])
def test_yes_and_no_are_1_and_0(values):
    assert numbers(values, "score").tolist() == [1.0, 0.0]


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_no_number_is_refused_with_its_row(kind):
    values, message = NO_NUMBERS[kind]
    with pytest.raises(ValueError, match=rf"^column 'score' {message}"):
        numbers(values, "column 'score'")


def test_the_largest_number_that_can_be_squared_is_taken():
    assert numbers([9e119], "score").tolist() == [9e119]


def test_rows_are_counted_from_0_and_the_refusal_says_so():
    with pytest.raises(ValueError, match=r"in row 3 \(counted from 0\)$"):
        numbers([1, 2, 3, None], "y")


@pytest.mark.parametrize(
    "values",
    [[1, 2], (1, 2), np.zeros(2), pd.Series([1]), pd.Index([1]), pd.Categorical(["a"]), pl.Series([1]), [], range(3)],
)
def test_a_single_column_is_one_dimensional(values):
    assert is_one_dimensional(values)


@pytest.mark.parametrize("values", [[[1], [2]], [(1,)], [np.zeros(1)], [{"a": 1}], np.zeros((2, 1)), 3.0, "text", None])
def test_rows_and_single_values_are_not_one_dimensional(values):
    assert not is_one_dimensional(values)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_a_table_gives_its_columns_under_their_names(make):
    names, columns = frame_columns(make({"a": [1, 2], "b": [3, 4]}), "x")
    assert names == ["a", "b"]
    assert [numbers(column, name).tolist() for name, column in zip(names, columns, strict=True)] == [[1, 2], [3, 4]]


def test_an_array_is_no_table():
    assert frame_columns(np.zeros((2, 2)), "x") is None


@pytest.mark.parametrize("names", [["a", "b", "a"], [1, "b", "1"]])
def test_repeated_names_are_refused(names):
    with pytest.raises(ValueError, match=rf"x has two columns of the name '{names[2]}'"):
        frame_columns(pd.DataFrame(np.zeros((2, 3)), columns=names), "x")


def test_a_query_that_has_not_run_is_refused():
    with pytest.raises(ValueError, match="x is a query that has not run yet: collect it first"):
        frame_columns(pl.DataFrame({"a": [1]}).lazy(), "x")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pd.DataFrame({"score": [1.0]}), r"y is a table: pass one of its columns, as in table\['score'\]"),
        (pl.DataFrame({"score": [1.0]}), r"y is a table: pass one of its columns, as in table\['score'\]"),
        (sparse.csr_array(np.ones((3, 1))), "y is a sparse matrix"),
        (np.zeros((3, 1)), "y must be a column, a value for each row; it is of 2 dimensions"),
        (3.0, "y must be a column, a value for each row; it is float"),
        ({"a": 1.0}, "it is dict"),
        (None, "it is NoneType"),
        ([], "y is empty: there are no rows"),
    ],
)
def test_what_is_no_column_is_refused_with_what_to_pass(values, message):
    with pytest.raises(ValueError, match=message):
        one_column(values, "y")


def test_only_what_pandas_labels_has_row_labels():
    assert index_of(pd.Series([1.0], index=["a"])).tolist() == ["a"]
    assert index_of(pd.DataFrame({"x": [1.0]}, index=["a"])).tolist() == ["a"]
    assert index_of(np.zeros(1)) is None
    assert index_of(pl.Series([1.0])) is None
