from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.pairings import Unfolding
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings


def table(columns: list[str], *rows: list[str], name: str = "pairings") -> SourceTable:
    frame = pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")
    return SourceTable(name, f"{name}.csv", frame, len(frame))


def unfolded(source: SourceTable, *others: SourceTable, **settings) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """The rows, and the rule and severity of each thing that is said."""
    problems = Problems()
    unfolding = Unfolding([source, *others], Settings(**settings), problems)
    source = unfolding.by_columns(source)
    ours = {"Mentee": "mentee_id", "Mentor": "mentor_id"}
    headers = {ours[header]: header for header in source.frame.columns if header in ours}
    source = replace(source, frame=source.frame.rename(columns=ours), headers=headers)
    frame = unfolding.by_cells(source).frame
    rows = frame[["mentee_id", "mentor_id"]].fillna("").values.tolist()
    return rows, [(problem.rule, problem.severity) for problem in problems]


def test_columns_and_cells_of_several_people_are_rows_and_that_is_said():
    source = table(["Mentee", "Mentor", "Co-mentor"], ["p; q", "a", "b"], ["r", "c", ""])
    rows, said = unfolded(source)
    assert sorted(rows) == [["p", "a"], ["p", "b"], ["q", "a"], ["q", "b"], ["r", "c"]]
    assert said == [("several-columns", "note"), ("several-in-a-cell", "note"), ("several-in-a-cell", "note")]


def test_people_of_other_files_tell_names_apart():
    people = table(["person_id", "industry"], ["Ana Boar", "Law"], ["Bo Crane", "Art"], name="people")
    assert unfolded(table(["Mentee", "Mentor"], ["p", "Ana Boar & Bo Crane"]), people)[0] == [
        ["p", "Ana Boar"], ["p", "Bo Crane"],
    ]  # fmt: skip


def test_a_cell_that_may_name_several_is_set_aside_until_the_settings_say():
    source = table(["Mentee", "Mentor"], ["p", "Ana Boar & Bo Crane"], ["q", "Cy Dee"])
    assert unfolded(source) == ([["q", "Cy Dee"]], [("perhaps-several-in-a-cell", "warning")])
    assert unfolded(source, mentor_separator="&")[0] == [["p", "Ana Boar"], ["q", "Cy Dee"], ["p", "Bo Crane"]]
    assert unfolded(source, mentor_separator="")[0] == [["p", "Ana Boar & Bo Crane"], ["q", "Cy Dee"]]


def test_the_warning_says_the_very_line_to_write():
    problems = Problems()
    source = table(["Mentee", "mentor_id"], ["p", "Ana Boar and Bo Crane"])
    Unfolding([source], Settings(), problems).by_cells(source)
    assert [problem.action for problem in problems] == [
        'say mentor_separator = " and " below [people] in mentorstats.toml if it separates people, '
        'or mentor_separator = "" if each cell names one mentor'
    ]
    assert [(problem.line, problem.set_aside) for problem in problems] == [(2, True)]


def test_who_waits_is_in_no_pairing_and_a_session_with_nobody_is_none():
    source = table(["Mentee", "Mentor"], ["p", "TBD"], ["q", "m"])
    assert unfolded(source) == ([["q", "m"]], [("nobody-named", "note")])
    problems = Problems()
    session = table(["Mentee", "Mentor"], ["p", "TBD"], name="sessions")
    Unfolding([session], Settings(), problems).by_columns(session)
    assert "the session is set aside" in next(iter(problems)).problem


def test_nobody_beside_somebody_is_no_further_mentor():
    source = table(["Mentee", "Mentor 1", "Mentor 2"], ["p", "a", "none"], ["q", "TBD", "b"], ["r", "TBD", "."])
    assert unfolded(source)[0] == [["p", "a"], ["q", "b"]]


def test_a_word_for_nobody_that_is_a_listed_person_is_that_person():
    people = table(["person_id", "industry"], ["None", "Law"], name="people")
    assert unfolded(table(["Mentee", "Mentor"], ["p", "None"]), people) == ([["p", "None"]], [])


def test_whether_stand_ins_count_is_asked_and_the_answer_is_heard():
    source = table(["Mentee", "Mentor", "Backup mentor"], ["p", "a", "b"])
    assert unfolded(source)[1] == [("stand-in", "blocking")]
    assert unfolded(source, mentor_columns=("Mentor", "Backup mentor"))[0] == [["p", "a"], ["p", "b"]]
    assert unfolded(source, mentor_columns=("Mentor",)) == ([["p", "a"]], [])


@pytest.mark.parametrize(("column", "rule"), [("mentee", "several-in-a-cell"), ("mentor", "several-in-a-cell")])
def test_sessions_of_several_people_are_one_of_each(column, rule):
    cells = ["e1; e2", "m1"] if column == "mentee" else ["e1", "m1; m2"]
    source = table(["Mentee", "Mentor"], cells, name="sessions")
    rows, said = unfolded(source)
    assert len(rows) == 2
    assert said == [(rule, "note")]
