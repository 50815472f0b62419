from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.people.left_columns import left_columns, look_like_people

NAMES = ["Ana Cole", "Bea Dunn", "O'Neil, Cy", "Dr. Dov Baab"]


@pytest.mark.parametrize(
    "texts",
    [
        ["E01", "E02", "E03"], ["M-1", "M-2", "M-3", "M-1", "M-2", "M-3", "M-1"], ["1001", "1002", "1003"], NAMES,
        ["a@x.org", "b@x.org", "c@x.org"], ["Łucja Żak", "Zoë Ng", "Ana Cole"], ["3f2a-99", "77bb-01", "90cc-23"],
        ["E01", "E02", "E03", "E04", "unknown"],
    ],
)  # fmt: skip
def test_codes_addresses_names_and_long_numbers_look_like_people(texts):
    assert look_like_people(pd.Series(texts))


@pytest.mark.parametrize(
    "texts",
    [
        ["4", "5", "3"], ["yes", "no", "maybe"], ["2024-01-02", "2024-01-03", "2024-01-04"], ["E01", "E02"],
        ["3 Jan 2024", "4 Jan 2024", "5 Jan 2024"], ["fine", "well", "so-so"], ["", "", ""],
        ["It was good, I think", "no idea about it", "we met every week"], ["Spring 2024", "Fall 2024", "Spring 2025"],
        ["E01", "E02", "x y", "z q"],
    ],
)  # fmt: skip
def test_answers_dates_and_comments_do_not(texts):
    assert not look_like_people(pd.Series(texts))


def test_names_and_numbers_that_come_again_look_like_industries_and_minutes_unless_that_is_asked_for():
    for texts in (["Real Estate", "Health Care", "Public Sector"] * 4, ["100", "120", "150"] * 4):
        assert not look_like_people(pd.Series(texts))
        assert look_like_people(pd.Series(texts), repeated=True)


def test_columns_of_numbers_and_dates_are_no_people():
    assert not look_like_people(pd.Series([1001.5, 1002.5, 1003.5]))
    assert not look_like_people(pd.Series(pd.to_datetime(["2024-01-02", "2024-01-03", "2024-01-04"])))


def test_only_columns_that_nothing_is_known_of_are_left():
    frame = pd.DataFrame(dict.fromkeys(["mentee_id", "Mentor email", "pairing_id", "Response ID", "Sponsee"], NAMES))
    assert left_columns(frame, "pairings") == ["Sponsee"]
