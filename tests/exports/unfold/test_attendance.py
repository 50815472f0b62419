from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.attendance import attendance_of
from mentorstats.problems import Problems

WHO = ["mentee_id", "mentor_id"]


def attendance(headers: list[str], *rows: list[str], table: str = "sessions"):
    """The sessions as who, day, status, minutes and count; the columns that were read, and what is said."""
    frame = pd.DataFrame(list(rows), columns=[*WHO, *headers], index=pd.RangeIndex(2, len(rows) + 2), dtype="str")
    problems = Problems()
    result = attendance_of(SourceTable(table, "s.csv", frame, len(frame)), problems)
    said = [(problem.rule, problem.severity) for problem in problems]
    if result is None:
        return None, [], said
    columns = ["mentee_id", "date", "status", "minutes", "sessions"]
    return result[0].reindex(columns=columns).astype("object").fillna("").values.tolist(), result[1], said


def test_a_mark_under_a_day_is_a_session_and_nothing_beside_other_words_is_none():
    rows, headers, said = attendance(["2024-01-15", "2024-01-29"], ["p", "m", "1", "0"], ["q", "m", "", "x"])
    assert rows == [
        ["p", "2024-01-15", "attended", "", ""], ["p", "2024-01-29", "missed", "", ""],
        ["q", "2024-01-29", "attended", "", ""],
    ]  # fmt: skip
    assert headers == ["2024-01-15", "2024-01-29"]
    assert said == [("attendance-read", "note")]


def test_where_only_marks_stand_an_empty_cell_is_a_session_that_was_not_held():
    rows, _, said = attendance(["15.01.2024", "29.01.2024"], ["p", "m", "x", ""], ["q", "m", "x", "x"])
    assert [row[2] for row in rows] == ["attended", "attended", "missed", "attended"]
    assert said == [("attendance-read", "note")]


def test_longer_numbers_under_a_day_are_minutes():
    rows, _, _ = attendance(["2024-01-15", "2024-01-29"], ["p", "m", "45", "1 h"], ["q", "m", "", "5"])
    assert [row[2:4] for row in rows] == [["attended", "45"], ["missed", ""], ["attended", "60"], ["attended", "5"]]


def test_numbers_under_months_and_weeks_count_sessions():
    rows, headers, _ = attendance(["Jan", "Feb"], ["p", "m", "2", "1"], ["q", "m", "0", ""])
    assert [[row[0], row[4]] for row in rows] == [["p", "3"], ["q", "0"]]
    assert headers == ["Jan", "Feb"]
    rows, _, _ = attendance(["Week 1", "Week 2"], ["p", "m", "1", "0"], ["q", "m", "1", "1"])
    assert [row[2] for row in rows] == ["attended", "attended", "missed", "attended"]


def test_words_under_a_day_are_statuses():
    rows, _, _ = attendance(["15 Jan", "29 Jan"], ["p", "m", "present", "cancelled"], ["q", "m", "no show", "A"])
    assert [row[2] for row in rows] == ["attended", "missed", "cancelled", "missed"]


def test_one_slip_is_named_and_the_rest_is_read():
    days = ["2024-01-15", "2024-01-29", "2024-02-12"]
    rows, _, said = attendance(days, ["p", "m", "1", "1", "1"], ["q", "m", "1", "1", "??x"])
    assert len(rows) == 5
    assert said == [("attendance-read", "note"), ("mark-unread", "warning")]


def test_other_cells_under_days_are_no_attendance_and_that_is_said():
    days = ["2024-01-15", "2024-01-29"]
    rows, headers, said = attendance(days, ["p", "m", "ate lunch", "talked"], ["q", "m", "1", "shopping"])
    assert (rows, headers) == ([], [])
    assert said == [("attendance-unread", "warning")]
    assert attendance(days, ["p", "m", "ate lunch", "talked"], table="pairings")[0] is None


@pytest.mark.parametrize("headers", [["Start date", "Notes"], ["2024-01-15", "Notes"], ["Mentor 1", "Mentor 2"]])
def test_fewer_than_two_days_in_headings_are_no_attendance(headers):
    assert attendance(headers, ["p", "m", "1", "1"]) == (None, [], [])
