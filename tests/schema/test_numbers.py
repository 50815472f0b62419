from __future__ import annotations

import math

import pandas as pd
import pytest

from mentorstats.schema.numbers import AmbiguousNumbers, read_amounts, read_minutes, several_choices


def amounts(*cells: str, **how: str) -> list[float | None]:
    found = read_amounts(pd.Series(cells, dtype="str"), **how).values
    return [None if math.isnan(value) else value for value in found]


def minutes(*cells: str, **how: str) -> list[float | None]:
    found = read_minutes(pd.Series(cells, dtype="str"), **how).values
    return [None if math.isnan(value) else round(value, 6) for value in found]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("4", "4.5", "-2", "+3", ".5", "1e3", "007"), [4, 4.5, -2, 3, 0.5, 1000, 7]),
        (("3,5", "4"), [3.5, 4]),
        (("3,5", "1,234"), [3.5, 1.234]),
        (("3,5", "1.234"), [3.5, 1234]),
        (("1.234,5", "12.345.678"), [1234.5, 12345678]),
        (("1,234.5", "2,000"), [1234.5, 2000]),
        (("2.5", "1,234"), [2.5, 1234]),
        (("1,234,567", "1,234"), [1234567, 1234]),
        (("1 234,5", "1\u00a0234\u00a0567"), [1234.5, 1234567]),
        (("1'234.5",), [1234.5]),
        (("1.234", "2.345"), [1.234, 2.345]),
        (("12,34,567",), [None]),
        (("0,125",), [0.125]),
    ],
)
def test_marks_are_read_by_what_the_column_shows(cells, values):
    assert amounts(*cells) == values


@pytest.mark.parametrize("cell", ["four", "4/5/6", "1_000", "inf", "nan", "0x10", "4,", "--4", "4 5", "1,2,3", "½"])
def test_what_is_no_number_is_missing(cell):
    assert amounts(cell) == [None]


@pytest.mark.parametrize("cells", [("1,234", "2,345"), ("1,234", "5"), ("3,5", "2.5", "1,234")])
def test_an_unclear_comma_is_refused(cells):
    with pytest.raises(AmbiguousNumbers) as error:
        amounts(*cells)
    assert error.value.cell == "1,234"


def test_the_program_can_say_what_a_comma_is():
    assert amounts("1,234", "5", decimal=",") == [1.234, 5]
    assert amounts("1,234", "5", decimal=".") == [1234, 5]


def test_percentages_are_read_and_said_and_others_among_them_are_not():
    found = read_amounts(pd.Series(["85%", "7,5 %", "0,9"]))
    assert found.values.fillna(-1).tolist() == [85, 7.5, -1]
    assert any("percent" in habit for habit in found.notations)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("45", 45), ("45 min", 45), ("45min.", 45), ("45’", 45), ("1 h", 60), ("1.5 hours", 90), ("1,5 h", 90),
        ("1 h 15 min", 75), ("1h15", 75), ("2 hrs and 5 minutes", 125), ("1:30", 90), ("1:30:30", 90.5), ("PT1H5M", 65),
        ("about an hour", None), ("1:75", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_of_time_are_minutes(cell, value):
    assert minutes(cell) == [value]


def test_a_header_may_name_the_unit_of_bare_numbers():
    assert minutes("1.5", "30 min", header="Duration (hours)") == [90, 30]
    assert minutes("90", header="Length in seconds") == [1.5]
    assert minutes("90", header="How much time") == [90]


@pytest.mark.parametrize("cells", [["1 3", "2"], ["1;3;", "2;"], ["2;"], ["10 11 12"]])
def test_choices_with_spaces_between_or_a_mark_behind_are_no_numbers(cells):
    assert several_choices(cells, commas_separate=False) == cells[0]


def test_thousands_with_a_space_are_no_choices():
    assert several_choices(["1 234", "2 500"], commas_separate=True) is None
