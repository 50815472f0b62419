from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.held import only_meetings, with_status_column
from mentorstats.problems import Problems
from mentorstats.schema.words.presence import session_status


def source(**columns: list[str]) -> SourceTable:
    frame = pd.DataFrame(columns, dtype="str")
    return SourceTable("sessions", "s.csv", frame.set_axis(pd.RangeIndex(2, len(frame) + 2), axis=0), len(frame))


def statuses(header: str, *cells: str) -> list[str]:
    """What each cell says of its session, ``""`` where the column says nothing of sessions."""
    problems = Problems()
    table = with_status_column(source(mentee_id=["p"] * len(cells), **{header: list(cells)}), problems)
    if "status" not in table.frame:
        assert len(problems) == 0
        return [""] * len(cells)
    assert [problem.rule for problem in problems] == ["status-by-cells"]
    asked = table.headers.get("status", "")
    return [session_status(text, asked) or "?" for text in table.frame["status"]]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("No-show", ["Yes", "No"], ["missed", "attended"]),
        ("Was it cancelled?", ["no", "yes"], ["attended", "cancelled"]),
        ("Outcome", ["Met in person", "Did not meet", "Left voicemail"], ["attended", "missed", "?"]),
        ("Result", ["Held", "Postponed"], ["attended", "cancelled"]),
        ("Cancelled on", ["", "2024-01-16"], ["attended", "cancelled"]),
        ("Cancelled on", ["03/04/2024", ""], ["cancelled", "attended"]),
        ("Resultado", ["Realizada", "Cancelada"], ["attended", "cancelled"]),
    ],
)  # fmt: skip
def test_a_column_of_another_name_says_which_sessions_were_held(header, cells, expected):
    assert statuses(header, *cells) == expected


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Place", ["Berlin", "Paris"]), ("In person", ["Yes", "No"]), ("Notes", ["we met", "nice talk", "good"]),
        ("Notes", ["missed the bus", "sun", "rain"]), ("Cancelled on", ["", ""]), ("Cancelled by", ["", "Ana"]),
        ("Confirmed", ["Yes", "No"]), ("15 Jan 2024", ["present", "absent"]), ("Result", ["Held", "Done"]),
        ("Notes", ["missed", "sun", "rain", "fog"]),
    ],
)  # fmt: skip
def test_other_columns_say_nothing_of_it(header, cells):
    assert statuses(header, *cells) == [""] * len(cells)


def test_a_column_that_is_called_status_is_the_status():
    table = source(status=["held", "held"], **{"No-show": ["Yes", "No"]})
    assert with_status_column(table, Problems()) is table


def test_goals_and_messages_among_meetings_are_set_aside_and_named():
    problems = Problems()
    table = only_meetings(source(mentee_id=["p", "q", "r"], Type=["Meeting", "Goal", "Message sent"]), problems)
    assert table.frame["mentee_id"].tolist() == ["p"]
    assert [(problem.value, problem.severity, problem.set_aside) for problem in problems] == [
        ("Goal; Message sent", "warning", True)
    ]
    assert [problem.text for problem in problems] == [
        "2 rows are no meetings by what this column says; they are set aside"
    ]


@pytest.mark.parametrize(
    "cells", [["Goal", "Task"], ["Meeting", "Call"], ["Meeting about goals", "Call"], ["Career", "Study"]]
)
def test_lists_without_meetings_or_without_others_stay(cells):
    table = source(mentee_id=["p", "q"], Topic=cells)
    problems = Problems()
    assert only_meetings(table, problems) is table
    assert len(problems) == 0
