from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.reshape import (
    answers_in_json,
    counts_of_sessions,
    mentors_in_columns,
    ratings,
    read_statuses,
    several_in_a_cell,
)
from mentorstats.problems import Problems


def frame(columns: list[str], *rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")


@pytest.mark.parametrize(
    "headers",
    [
        ["Mentor 1", "Mentor 2"], ["mentor_1", "mentor_2"], ["Mentor1", "Mentor2"], ["First mentor", "Second mentor"],
        ["Mentor #1", "Mentor #2"], ["1. Mentor", "2. Mentor"],
    ],
)  # fmt: skip
def test_mentors_in_columns_are_rows(headers):
    found = mentors_in_columns(frame(["Mentee", *headers], ["p", "a", "b"], ["q", "c", ""]))
    assert found.values.tolist() == [["p", "a"], ["q", "c"], ["p", "b"]]
    assert found.index.tolist() == [2, 3, 2]


def test_a_row_without_any_mentor_stays_to_be_reported():
    found = mentors_in_columns(frame(["Mentee", "Mentor 1", "Mentor 2"], ["p", "", ""], ["q", "", "b"]))
    assert found.values.tolist() == [["p", ""], ["q", "b"]]


def test_one_column_of_mentors_is_left_alone():
    one = frame(["Mentee", "Mentor", "Mentor 2023 rating"], ["p", "a", "4"])
    pd.testing.assert_frame_equal(mentors_in_columns(one), one)


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("a; b", ["a", "b"]), ("a|b", ["a", "b"]), ("a\nb", ["a", "b"]), ("m-1, m-2", ["m-1", "m-2"]),
        ("a@example.org, b@example.org", ["a@example.org", "b@example.org"]), ("Tree, Ash", ["Tree, Ash"]),
        ("a; ", ["a; "]), ("", [""]),
    ],
)  # fmt: skip
def test_people_in_one_cell(cell, people):
    said = Problems()
    found = several_in_a_cell("pairings.csv", frame(["mentor_id"], [cell]), "mentor_id", "mentor", said)
    assert found["mentor_id"].tolist() == people
    assert len(said) == (len(people) > 1)


def test_whose_industry_it_is_is_not_guessed():
    rows = frame(["mentor_id", "mentor_industry"], ["a; b", "Law; Banking"], ["c; d", "Law"], ["e", "Law; Banking"])
    said = Problems()
    found = several_in_a_cell("pairings.csv", rows, "mentor_id", "mentor", said)
    assert found["mentor_industry"].tolist() == ["", "Law", "Law; Banking", "", "Law"]
    assert [problem.line for problem in said if problem.column == "mentor_industry"] == [2]


def test_a_count_in_a_status_counts_and_other_statuses_stay():
    said, rows = Problems(), frame(["status"], ["2nd meeting completed"], ["active"], ["met twice"])
    found = read_statuses("p.csv", rows, said)
    assert found["status"].tolist() == ["active", "active", "met twice"]
    assert found["sessions"].fillna("").tolist() == ["2", "", ""]
    assert [problem.line for problem in said] == [2]


def test_a_reason_may_say_that_a_pairing_ended_early():
    rows = frame(["status", "end_reason"], ["Closed", "Volunteer: Time constraint"], ["Closed", "Goals met in time"])
    assert read_statuses("p.csv", rows, Problems())["status"].tolist() == ["closed_early", "Closed"]
    said = Problems()
    assert read_statuses("p.csv", rows, said, explained=["closed"])["status"].tolist() == ["Closed", "Closed"]
    assert len(said) == 0


def test_counts_and_ratings_go_to_their_tables():
    rows = frame(
        ["mentee_id", "mentor_id", "sessions", "Mentee MQS", "Mentor MQS"],
        ["p", "m", "3", "4", ""], ["q", "", "2", "", ""], ["r", "m", "", "", "5"],
    )  # fmt: skip
    assert counts_of_sessions(rows).values.tolist() == [["p", "m", "3"]]
    answers, headers = ratings(rows)
    assert headers == ["Mentee MQS", "Mentor MQS"]
    assert answers[["person_id", "about_id", "item", "score"]].values.tolist() == [
        ["p", "m", "mqs", "4"], ["m", "r", "mqs", "5"],
    ]  # fmt: skip
    assert ratings(rows[["mentee_id", "mentor_id"]]) is None


def test_json_answers_become_columns_and_other_cells_stay():
    found = answers_in_json(
        frame(["id", "answers"], ["1", '{"a": 1, "b": "x"}'], ["2", '{"a": 2, "b": null}'], ["3", ""])
    )
    assert found[["a", "b"]].fillna("").values.tolist() == [["1", "x"], ["2", ""], ["", ""]]
    plain = frame(["id", "note"], ["1", "{not json}"])
    pd.testing.assert_frame_equal(answers_in_json(plain), plain)


def test_two_columns_for_the_same_mentor_leave_the_first_to_name_them():
    frame = pd.DataFrame({"Mentee": ["p"], "Mentor 1": ["a"], "Mentor-1": ["b"], "Mentor 2": ["c"]})
    assert mentors_in_columns(frame)["Mentor"].tolist() == ["a", "c"]
