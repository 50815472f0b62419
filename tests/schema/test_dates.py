from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.schema.dates import AmbiguousDates, order_in_header, order_of, read_days


def days(*cells: str, **how: str) -> list[str | None]:
    found = read_days(pd.Series(cells, dtype="str"), **how).values
    assert found.dtype == "datetime64[us]"
    return [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in found]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-04-03", "2024/4/3", "2024.04.03", "20240403", "03.04.2024", "3.4.24", "3. 4. 2024", "3 Apr 2024",
        "3rd April 2024", "03-Apr-24", "Apr 3, 2024", "April 3rd 2024", "Wed, 3 April 2024", "Wednesday, April 3, 2024",
        "2024-04-03T23:59:59.999Z", "2024-04-03 00:00:00+02:00", "2024/04/03 11:30:45 PM GMT+1", "3 Apr 2024 9:05 a.m.",
        "2024-04-03 10:15 UTC", "20240403T101500", "45385", "45385.99", "1712102400", "1712102400.5", "1712102400000",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form(cell):
    assert days(cell) == ["2024-04-03"]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30", "31.06.2024", "April 2024", "2024-04", "2024", "Q2 2024", "3", "12345", "99999", "-45385",
        "soon", "2024-04-03 or later", "1899-12-31", "0001-01-01", "9999-12-31", "3 Foo 2024", "24:00", "2024-04-03x",
    ],
)  # fmt: skip
def test_what_is_no_day_is_missing(cell):
    assert days(cell) == [None]


def test_years_of_two_digits_are_of_this_age():
    assert days("25/04/79", "25/04/80", "25/04/00") == ["2079-04-25", "1980-04-25", "2000-04-25"]


def test_one_clear_cell_settles_a_column():
    assert days("03/04/2024", "25/12/2024") == ["2024-04-03", "2024-12-25"]
    assert days("03/04/2024", "12/25/2024") == ["2024-03-04", "2024-12-25"]
    assert days("03/04/2024", order="month-day-year") == ["2024-03-04"]
    assert days("03/03/2024") == ["2024-03-03"]


def test_unclear_and_contradictory_columns_are_refused_and_told_apart():
    with pytest.raises(AmbiguousDates) as unclear:
        days("03/03/2024", "03/04/2024")
    with pytest.raises(AmbiguousDates) as both:
        days("25/04/2024", "03/04/2024", "04/25/2024")
    assert (unclear.value.cell, unclear.value.contradictory) == ("03/04/2024", False)
    assert (both.value.cell, both.value.contradictory) == ("03/04/2024", True)


def test_a_date_that_the_order_does_not_allow_is_missing():
    assert days("25/04/2024", "04/03/2024", order="month-day-year") == [None, "2024-04-03"]


def test_counts_from_a_day_in_the_past_are_said():
    notations = read_days(pd.Series(["45385", "1712102400", "2024-04-03"])).notations
    assert notations == {"day counts of a spreadsheet": "45385", "seconds since 1970": "1712102400"}


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("Registered (MM-DD-YYYY)", "month-day-year"), ("start dd/mm/yy", "day-month-year"),
        ("Day [DD.MM.YYYY]", "day-month-year"),
        ("start_date", None), ("mm", None), ("Commented", None), ("YYYY-MM-DD", None),
    ],
)  # fmt: skip
def test_a_header_may_say_the_order(header, order):
    assert order_in_header(header) == order


def test_the_order_that_cells_show():
    assert order_of(pd.Series(["25/04/2024", None])) == "day-month-year"
    assert order_of(pd.Series(["25/04/2024", "04/25/2024"])) is None
    assert order_of(pd.Series(["2024-04-25"])) is None


def test_missing_cells_stay_missing_and_the_index_stays():
    found = read_days(pd.Series([None, "2024-04-03", None], index=[5, 5, 7], dtype="str")).values
    assert found.index.tolist() == [5, 5, 7]
    assert found.notna().tolist() == [False, True, False]
