from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.load import load_frames
from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.survey_tools.read import without_marks_of_tools
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings

KOBO = {"_id": ["9", "8"], "_uuid": ["u", "v"]}
LIME = {"id": ["1", "2"], "seed": ["5", "6"], "lastpage": ["3", "3"]}


def headers(cells: dict[str, list], *, table: str = "surveys", **settings: object) -> list[str]:
    frame = pd.DataFrame(cells)
    source = SourceTable(table, "s.csv", frame, len(frame))
    return list(without_marks_of_tools([source], Settings(**settings), Problems())[0].frame.columns)


def test_what_a_tool_adds_is_left_out_and_said():
    problems = Problems()
    frame = pd.DataFrame(LIME | {"token": ["a", "b"]})
    (read,) = without_marks_of_tools([SourceTable("surveys", "s.csv", frame, 2)], Settings(), problems)
    assert list(read.frame) == ["token"]
    (problem,) = problems
    assert (problem.rule, problem.severity) == ("tool-columns-left-out", "note")
    assert problem.problem.startswith("columns that LimeSurvey adds")
    assert problem.problem.endswith("left out: id, seed, lastpage")


def test_other_tables_are_left_as_they_are():
    assert headers(LIME, table="people") == list(LIME)


@pytest.mark.parametrize(
    "settings",
    [
        {"survey_items": ("seed",)}, {"outcome": "Seed"}, {"columns": {"surveys": {"person_id": "seed"}}},
    ],
)  # fmt: skip
def test_what_the_settings_name_stays(settings):
    assert headers(LIME, **settings) == ["seed"]


def test_a_group_before_a_question_goes_unless_it_says_when_or_tells_two_apart():
    asked = ["intro/pid", "exit/confidence", "a/hope", "b/hope", "c/d/trust"]
    read = headers(KOBO | {header: ["4", "5"] for header in asked})
    assert read == ["pid", "exit/confidence", "a/hope", "b/hope", "trust"]


def test_a_heading_that_the_settings_name_keeps_its_group():
    assert headers(KOBO | {"c/trust": ["4", "5"]}, outcome="c/trust") == ["c/trust"]


def test_the_day_that_stands_where_there_is_none_is_no_day():
    undated = {"submitdate. Date submitted": ["1980-01-01 00:00:00"] * 2}
    assert headers(LIME | undated) == []
    assert headers(LIME | {"submitdate": ["1980-01-01", "2024-11-04"]}) == ["submitdate"]


def test_frames_are_read_as_files_are():
    surveys = pd.DataFrame(LIME | {"token": ["E1", "E2"], "G01Q01": [4, 5]} | {"topics___1": [1, 0]})
    pairings = pd.DataFrame({"mentee_id": ["E1", "E2"], "mentor_id": ["M1", "M2"]})
    people = pd.DataFrame({"person_id": ["E1", "E2", "E3"]})
    surveys = pd.concat([surveys, surveys.assign(token="E3").head(1)])
    program = load_frames(pairings=pairings, surveys=surveys, people=people)
    assert program.surveys["item"].unique().tolist() == ["G01Q01"]
    assert program.surveys["person_id"].tolist() == ["E1", "E2", "E3"]
