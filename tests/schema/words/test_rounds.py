from __future__ import annotations

import pytest

from mentorstats.schema.words.rounds import round_in


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("pairings 2024", "2024", ("2024",)), ("2024_survey", "2024", ("2024",)), ("Matches2024", "2024", ("2024",)),
        ("Survey Spring 2024", "Spring 2024", ("2024", "spring")), ("2024 Frühjahr", "Fruhjahr 2024",
        ("2024", "spring")),
        ("Matches Fall", "Fall", ("fall",)), ("pairs 2023-24", "2023-24", ("2023-24",)),
        ("pairs 2023/2024", "2023-24", ("2023-24",)), ("Cohort 3", "Cohort 3", ("round", "3")),
        ("pairs round 02", "Round 02", ("round", "2")), ("Kohorte IV", "Kohorte IV", ("round", "iv")),
        ("Batch B", "Batch B", ("round", "b")), ("Class of 2024", "2024", ("2024",)), ("Q1 is no round", None, None),
        ("Spring 2024-25", "Spring 2024-25", ("2024-25", "spring")),
        ("Semester 2 2024", "Semester 2 2024", ("2024", "2")), ("1999 pairs", "1999", ("1999",)),
    ],
)  # fmt: skip
def test_a_round_is_read_from_a_name(text, name, key):
    found = round_in(text)
    assert (found and found.name, found and found.key) == (name, key)


@pytest.mark.parametrize(
    "text",
    [
        "pairings", "export 2024-05-17", "export 17.05.2024", "results 20240517", "results-survey123456", "1234 pairs",
        "2023 and 2025", "Spring and Fall", "Week 3", "cohort", "2100 pairs", "group 4", "",
    ],
)  # fmt: skip
def test_dates_and_other_numbers_are_no_rounds(text):
    assert round_in(text) is None


def test_two_years_that_do_not_follow_each_other_are_no_school_year():
    assert round_in("2020-24") is None
    first = round_in("1999-00")
    assert first is not None
    assert first.name == "1999-00"
