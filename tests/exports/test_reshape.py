from __future__ import annotations

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.reshape import (
    answers_in_json,
    counts_of_sessions,
    outcomes_beside,
    ratings,
    read_statuses,
    with_implied_status,
)
from mentorstats.problems import Problems


def frame(columns: list[str], *rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")


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


def test_what_the_settings_name_beside_the_pairings_is_a_final_answer():
    rows = frame(["mentee_id", "cohort", "Progress"], ["p", "A", "4"], ["q", "A", ""])
    answers = outcomes_beside(rows, {"progress"}, person="mentee_id")
    assert answers is not None
    assert answers[["person_id", "cohort", "item", "score", "wave"]].values.tolist() == [
        ["p", "A", "Progress", "4", "final"]
    ]
    assert outcomes_beside(rows, {"hope"}, person="mentee_id") is None
    assert outcomes_beside(rows, {"progress"}, person="person_id") is None


def implied(file: str, rows: pd.DataFrame, headers: dict[str, str] | None = None) -> tuple[list[str], list[str]]:
    problems = Problems()
    table = with_implied_status(SourceTable("sessions", file, rows, len(rows), headers or {}), problems).frame
    return table["status"].tolist() if "status" in table else [], [problem.rule for problem in problems]


def test_the_name_of_a_file_says_that_none_of_its_sessions_was_held_yet():
    rows = frame(["mentee_id", "date"], ["p", "2025-01-02"], ["q", ""])
    assert implied("upcoming sessions.csv", rows) == (["scheduled", "scheduled"], ["status-implied"])
    assert implied("sessions.csv", rows) == ([], [])
    assert implied("upcoming sessions.csv", rows.iloc[:0]) == ([], [])


def test_a_day_on_which_it_was_held_is_empty_where_it_was_not():
    rows = frame(["mentee_id", "date"], ["p", "2025-01-02"], ["q", ""])
    headers = {"date": "Date held"}
    assert implied("sessions.csv", rows, headers) == (["attended", "scheduled"], ["status-implied"])
    assert implied("sessions.csv", rows.iloc[:1], headers) == ([], [])


def test_a_column_that_says_it_is_believed():
    rows = frame(["mentee_id", "date", "status"], ["p", "", "attended"])
    assert implied("upcoming sessions.csv", rows, {"date": "Date held"}) == (["attended"], [])
