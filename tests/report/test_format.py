from __future__ import annotations

import math

import pandas as pd
import pytest

from mentorstats.formats import OutcomeScale
from mentorstats.report.format import equals, interval, p_text, package_version, people, signed, text
from mentorstats.rounding import Rounding

SCALE = OutcomeScale("trust", "points", "higher", 0.2)


@pytest.mark.parametrize(("value", "written"), [(0.3, "+0.30"), (-0.3, "−0.30"), (0.004, "0.00"), (-0.004, "0.00")])
def test_a_difference_has_its_sign_and_zero_has_none(value, written):
    assert signed(value, SCALE) == written


def test_an_interval_without_an_end_is_empty():
    assert interval(-0.25, 0.5, SCALE) == f"{signed(-0.25, SCALE)} to {signed(0.5, SCALE)}"
    assert interval(-0.25, math.nan, SCALE) == interval(-math.inf, 0.5, SCALE) == ""


@pytest.mark.parametrize(
    ("p", "sentence", "cell"),
    [(0.0009, "<\xa00.001", "<\xa00.001"), (0.001, "= 0.001", "0.001"), (0.0456, "= 0.046", "0.046"),
     (0.1, "= 0.10", "0.10"), (0.456, "= 0.46", "0.46"), (1.0, "= 1.00", "1.00")],
)  # fmt: skip
def test_a_p_value_has_two_digits_below_a_tenth_and_two_decimals_from_there(p, sentence, cell):
    assert equals(p) == sentence
    assert p_text(p) == cell


def test_a_missing_p_value_and_a_missing_cell_are_empty():
    assert p_text(math.nan) == text(pd.NA) == text(None) == ""
    assert text(12) == "12"


def test_numbers_of_people_are_in_tens_and_few_are_hidden():
    assert people(284, 4, Rounding(10)).replace("\xa0", " ") == "280 mentees, fewer than 10 mentors"
    assert people(15, 0, Rounding(10)).replace("\xa0", " ") == "20 mentees, fewer than 10 mentors"
    assert people(15, 1, Rounding(1)).replace("\xa0", " ") == "15 mentees, 1 mentor"


def test_a_package_that_is_not_installed_is_said_to_be_none():
    assert package_version("pandas") == pd.__version__
    assert package_version("no-such-package") == "not installed as a package"
