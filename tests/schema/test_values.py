from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorstats.schema.dates import AmbiguousDates
from mentorstats.schema.tables import STATUSES, Column
from mentorstats.schema.values import ReadColumn, read_column
from mentorstats.schema.words.labels import is_no_answer

ID = Column("person_id", "id", "")
TEXT = Column("job_function", "text", "")
NUMBER = Column("score", "number", "")
COUNT = Column("sessions", "count", "")
DATE = Column("date", "date", "")
STATUS = Column("status", "choice", "", choices=STATUSES)
EVERY = [ID, TEXT, NUMBER, COUNT, DATE, STATUS]
DTYPES = {"id": "str", "text": "str", "number": "float64", "count": "Int64", "date": "datetime64[us]", "choice": "str"}


def read(cells: list[object], column: Column, **options) -> ReadColumn:
    dtype = "str" if all(isinstance(cell, str) for cell in cells) else "object"
    return read_column(pd.Series(cells, dtype=dtype), column, **options)


def plain(values: pd.Series) -> list[object]:
    return values.astype("object").where(values.notna(), None).tolist()


def days(result: ReadColumn) -> list[object]:
    return plain(result.values.dt.strftime("%Y-%m-%d"))


@pytest.mark.parametrize("column", EVERY, ids=lambda column: column.kind)
@pytest.mark.parametrize("cells", [[], [""], ["x", ""], [None, None], [np.nan], [1, "a", None]], ids=str)
def test_a_column_has_the_type_of_its_kind_whatever_its_cells_hold(column, cells):
    assert str(read(cells, column).values.dtype) == DTYPES[column.kind]


@pytest.mark.parametrize("column", EVERY, ids=lambda column: column.kind)
@pytest.mark.parametrize("cell", ["", "  ", None, np.nan, pd.NA, pd.NaT])
def test_an_empty_cell_is_missing_and_nothing_to_report(column, cell):
    result = read([cell], column)
    assert result.values.isna().all()
    assert not result.bad.any()


@pytest.mark.parametrize("column", [NUMBER, COUNT, DATE, STATUS], ids=lambda column: column.kind)
@pytest.mark.parametrize("word", ["NA", "n/a", "null", "NaN", "-", "--"])
def test_a_word_for_missing_is_missing_where_no_word_is_expected(column, word):
    result = read([word], column)
    assert result.values.isna().all()
    assert not result.bad.any()


def test_an_identifier_stays_as_it_is_written():
    cells = ["00123", " 00200 ", "1e5", "12345678901234567890123", "None", "NA", "null"]
    assert read(cells, ID).values.tolist() == [cell.strip() for cell in cells]


@pytest.mark.parametrize(("column", "values"), [(NUMBER, [None]), (COUNT, [0]), (DATE, [None]), (STATUS, [None])])
def test_none_is_no_answer_and_where_something_is_counted_it_is_none_of_it(column, values):
    result = read(["None"], column)
    assert plain(result.values) == values
    assert not result.bad.any()


def test_a_dash_or_n_a_is_nobody():
    assert read(["-", "N/A", "#N/A", "--"], ID).values.isna().all()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("4", 4.0), (" 3.5 ", 3.5), ("-2", -2.0), ("1e3", 1000.0), ("yes", 1.0), ("No", 0.0), ("TRUE", 1.0),
     (4, 4.0), (True, 1.0), (Decimal("2.5"), 2.5)],
)  # fmt: skip
def test_a_number_may_be_a_yes_or_a_no(cell, value):
    result = read([cell], NUMBER)
    assert result.values.tolist() == [value]
    assert not result.bad.any()


@pytest.mark.parametrize("cell", ["four", "4/5/6", "inf", "1_000", "Infinity", dt.timedelta(hours=1)])
def test_a_cell_that_is_no_number_is_reported_and_missing(cell):
    result = read([cell], NUMBER)
    assert result.values.isna().all()
    assert result.bad.all()


def test_infinity_and_complex_numbers_in_memory_are_reported_too():
    assert read_column(pd.Series([1.0, np.inf, np.nan]), NUMBER).bad.tolist() == [False, True, False]


def test_what_is_larger_than_anybody_counts_is_no_number():
    result = read_column(pd.Series(["1e100", "-1e101", "1e308", "4"]), NUMBER)
    assert result.values.fillna(0).tolist() == [1e100, 0, 0, 4]
    assert result.bad.tolist() == [False, True, True, False]


@pytest.mark.parametrize("kind", ["number", "count", "text", "date"])
def test_what_a_failed_formula_leaves_is_no_value_of_any_kind(kind):
    result = read_column(pd.Series(["Err:502", "#VERW!", None]), Column("about", kind, ""))
    assert result.values.isna().all()
    assert result.bad.tolist() == [True, True, False]
    assert read_column(pd.Series([1 + 2j]), NUMBER).bad.all()


@pytest.mark.parametrize(("cell", "fits"), [("3", True), ("0", True), ("2.0", True), ("2.5", False), ("-1", False)])
def test_a_count_is_whole_and_not_negative(cell, fits):
    result = read([cell], COUNT)
    assert result.bad.tolist() == [not fits]
    assert result.values.notna().tolist() == [fits]


@pytest.mark.parametrize("cell", ["closed_early", "closed early", "Closed-Early", "CLOSED EARLY ", "ClosedEarly"])
def test_a_word_is_known_however_it_is_spaced_and_capitalized(cell):
    assert read([cell], STATUS).values.tolist() == ["closed_early"]


def test_an_unknown_word_is_missing_and_comes_with_the_nearest_ones():
    result = read(["activ", "qqq"], STATUS)
    assert result.values.isna().all()
    assert result.bad.all()
    assert result.nearest == {"activ": ("active",), "qqq": ()}
    assert "active" in result.expected


def test_a_programs_own_words_are_known():
    words = {"Up and running": "active", "Was there": "attended"}
    result = read(["up and RUNNING", "Was there"], STATUS, words=words)
    assert plain(result.values) == ["active", None]
    assert result.bad.tolist() == [False, True]


@pytest.mark.parametrize(
    "cell",
    ["2025-04-23", "2025/4/23", "23.04.2025", "23.4.2025", "23/04/2025", "04/23/2025", "23-04-2025",
     "2025-04-23T10:15:00", "2025-04-23T10:15:00.123Z", "2025-04-23 10:15:00+02:00", "23.04.2025 10:15",
     "04/23/2025 10:15 AM", "2025-04-23 10:15:00 UTC",
     dt.date(2025, 4, 23), dt.datetime(2025, 4, 23, 22, 5), pd.Timestamp("2025-04-23 22:05", tz="UTC")],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    result = read([cell], DATE)
    assert days(result) == ["2025-04-23"]
    assert not result.bad.any()


@pytest.mark.parametrize(
    "cell",
    ["2025-02-30", "2025-13-01", "31.06.2025", "soon", "2025-04-23 or later", "2025-04-230",
     "0001-01-01", "1900-01-01", "1970-01-01", "9999-12-31"],
)  # fmt: skip
def test_an_impossible_or_unreadable_day_is_reported_and_missing(cell):
    result = read([cell], DATE)
    assert result.values.isna().all()
    assert result.bad.all()


def test_days_that_have_a_type_lose_their_time_and_their_zone():
    late = pd.Series(pd.to_datetime(["2025-04-23 23:30", None]))
    assert days(read_column(late, DATE)) == ["2025-04-23", None]
    assert days(read_column(late.dt.tz_localize("America/New_York"), DATE)) == ["2025-04-23", None]


def test_a_placeholder_day_that_has_a_type_is_reported():
    assert read_column(pd.Series(pd.to_datetime(["1900-01-01", "2025-04-23"])), DATE).bad.tolist() == [True, False]


def test_one_telling_cell_settles_day_and_month_of_the_column():
    assert days(read(["03/04/2025", "25/04/2025"], DATE)) == ["2025-04-03", "2025-04-25"]
    assert days(read(["03/04/2025", "04/25/2025"], DATE)) == ["2025-03-04", "2025-04-25"]


def test_day_and_month_that_cannot_be_told_apart_are_refused_with_the_first_such_cell():
    with pytest.raises(AmbiguousDates) as error:
        read(["2025-01-01", "01/01/2025", "03/04/2025"], DATE)
    assert error.value.cell == "03/04/2025"


def test_cells_that_contradict_each_other_are_refused():
    with pytest.raises(AmbiguousDates):
        read(["25/04/2025", "04/25/2025"], DATE)


def test_the_same_number_for_day_and_month_needs_no_order():
    assert days(read(["03/03/2025"], DATE)) == ["2025-03-03"]


def test_the_order_that_is_said_settles_it_and_what_contradicts_it_is_reported():
    result = read(["03/04/2025", "04/25/2025"], DATE, order="day-month-year")
    assert days(result) == ["2025-04-03", None]
    assert result.bad.tolist() == [False, True]
    assert days(read(["03/04/2025"], DATE, order="month-day-year")) == ["2025-03-04"]


def test_the_index_of_the_cells_is_kept_and_the_cells_unchanged():
    index = pd.MultiIndex.from_product([["a.csv"], [5, 9]], names=["file", "line"])
    cells = pd.Series([" 2025-04-23 ", "x"], index=index, dtype="str")
    before = cells.copy()
    for column in EVERY:
        result = read_column(cells, column)
        assert result.values.index.equals(index)
        assert result.bad.index.equals(index)
    pd.testing.assert_series_equal(cells, before)


@pytest.mark.slow
@given(st.lists(st.text(), max_size=5))
def test_every_cell_that_holds_something_is_read_or_reported_or_a_word_for_missing(cells):
    for column in (NUMBER, COUNT, STATUS):
        result = read_column(pd.Series(cells, dtype="str"), column)
        for cell, value, bad in zip(cells, result.values, result.bad, strict=True):
            assert not (pd.notna(value) and bad)
            assert pd.notna(value) or bad or not cell.strip() or is_no_answer(cell)


@settings(max_examples=25)
@given(st.lists(st.dates(min_value=dt.date(1980, 1, 1), max_value=dt.date(2100, 12, 31)), min_size=1))
def test_every_day_of_our_time_reads_back(some):
    expected = [day.isoformat() for day in some]
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"):
        assert days(read([day.strftime(form) for day in some], DATE)) == expected
    american = [day.strftime("%m/%d/%Y") for day in some]
    assert days(read(american, DATE, order="month-day-year")) == expected
