from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.cohort_names import with_cohorts_of_names
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems


def source(file: str, table: str = "pairings", **columns: list[str]) -> SourceTable:
    frame = pd.DataFrame({"mentee_id": ["p"], "mentor_id": ["m"]} | columns, dtype="str")
    return SourceTable(table, file, frame, len(frame))


def cohorts(*sources: SourceTable) -> list[str]:
    """The cohort of each table's first row, ``""`` without one."""
    named = with_cohorts_of_names(sources, Problems())
    return [str(one.frame["cohort"].iloc[0]) if "cohort" in one.frame else "" for one in named]


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ("matches.xlsx [2023]", "matches.xlsx [2024]", ["2023", "2024"]),
        ("pairings fall 2023.csv", "pairings spring 2024.csv", ["Fall 2023", "Spring 2024"]),
        ("pairings_2022-23.csv", "pairings_2023-24.csv", ["2022-23", "2023-24"]),
        ("pairings round1.csv", "pairings round2.csv", ["Round 1", "Round 2"]),
        ("matches.xlsx [Cohort 1]", "matches.xlsx [Cohort 2]", ["Cohort 1", "Cohort 2"]),
        ("matches 2023.xlsx [Pairs]", "matches 2024.xlsx [Pairs]", ["2023", "2024"]),
        ("pairings Jahrgang 2023.csv", "pairings Jahrgang 2024.csv", ["2023", "2024"]),
    ],
)
def test_names_that_tell_rounds_apart_are_cohorts(first, second, named):
    assert cohorts(source(first), source(second)) == named


@pytest.mark.parametrize(
    ("first", "second"),
    [("pairings.csv", "matches.csv"), ("pairings 2024.csv", "matches 2024.csv"), ("pairings 2024.csv", "matches.csv"),
     ("pairings_2024-05-01.csv", "pairings_2024-06-01.csv")],
)  # fmt: skip
def test_names_that_tell_no_rounds_apart_are_none(first, second):
    assert cohorts(source(first), source(second)) == ["", ""]


def test_a_column_says_it_itself():
    rows = [source("pairings 2023.csv", cohort=["A"]), source("pairings 2024.csv")]
    assert cohorts(*rows) == ["A", "2024"]
    assert cohorts(source("pairings 2023.csv", cohort=[""]), source("pairings 2024.csv")) == ["2023", "2024"]


def test_a_survey_is_of_a_round_only_where_the_pairings_have_it():
    pairings = [source("pairings 2023.csv"), source("pairings 2024.csv")]
    assert cohorts(*pairings, source("survey 2024.csv", "surveys"))[2] == "2024"
    assert cohorts(*pairings, source("survey 2025.csv", "surveys"))[2] == ""
    assert cohorts(source("pairings.csv"), source("survey 2024.csv", "surveys"),
    source("survey 2025.csv", "surveys")) == [
        "", "", "",
    ]  # fmt: skip


def test_a_round_is_called_as_the_column_of_the_pairings_calls_it():
    pairings = source("pairings.csv", cohort=["Spring '24"])
    years = source("pairings all.csv", cohort=["Class of 2024"])
    assert cohorts(pairings, years, source("survey 2024.csv", "surveys"))[2] == "Class of 2024"


def test_sessions_have_no_cohort_and_what_was_read_is_said():
    problems = Problems()
    tables = [source("pairings 2023.csv"), source("pairings 2024.csv"), source("sessions 2024.csv", "sessions")]
    named = with_cohorts_of_names(tables, problems)
    assert "cohort" not in named[2].frame
    assert [(problem.file, problem.value) for problem in problems] == [
        ("pairings 2023.csv", "2023"), ("pairings 2024.csv", "2024"),
    ]  # fmt: skip
    assert [one.round for one in named] == ["2023", "2024", ""]
