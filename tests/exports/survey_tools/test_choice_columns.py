from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.survey_tools.choice_columns import with_questions_of_choices
from mentorstats.problems import Problems
from mentorstats.schema.survey_tools import SURVEY_TOOLS

TOOLS = {tool.name: tool for tool in SURVEY_TOOLS} | {"": None}


def read(tool: str, columns: dict[str, list], *, named: tuple[str, ...] = ()) -> tuple[dict[str, list], Problems]:
    frame, problems = pd.DataFrame(columns), Problems()
    source = SourceTable("surveys", "s.csv", frame, len(frame))
    return with_questions_of_choices(source, TOOLS[tool], problems, named=named).frame.to_dict("list"), problems


def test_choices_of_which_nobody_took_two_are_one_question_where_they_stood():
    columns = {"who": ["a", "b", "c"], "Sure?: No": ["No", "", ""], "Sure?: Yes": ["", "Yes", ""], "z": ["", "", "1"]}
    frame, problems = read("SurveyMonkey", columns)
    assert list(frame.items()) == [("who", ["a", "b", "c"]), ("Sure?", ["No", "Yes", ""]), ("z", ["", "", "1"])]
    assert [problem.rule for problem in problems] == ["choices-joined"]


@pytest.mark.parametrize("form", ["Sure? - {}", "Sure? [{}]", "Sure?/{}", "Sure? >> {}", "Sure?: {}", "{}:Sure?"])
def test_a_choice_is_told_by_the_cells_below_it_whatever_stands_between(form):
    frame, _ = read("", {form.format("1"): ["1", ""], form.format("2"): ["", "2"]})
    assert frame == {"Sure?": ["1", "2"]}


def test_choices_that_nobody_took_and_texts_of_other_belong_to_the_question():
    columns = {"S: 1": ["1", "", ""], "S: 2": ["", "", ""], "S: 3": ["", "3", ""], "S: Other": ["", "", "so so"]}
    frame, problems = read("SurveyMonkey", columns)
    assert frame == {"S": ["1", "3", ""]}
    assert "S: Other" in next(iter(problems)).problem


def test_one_choice_that_all_took_is_the_answer():
    assert read("SurveyMonkey", {"S: 1": ["", ""], "S: 2": ["2", "2"]})[0] == {"S": ["2", "2"]}


def test_several_choices_of_somebody_are_no_score():
    frame, problems = read("SurveyMonkey", {"who": ["a", "b"], "S: 1": ["1", ""], "S: 2": ["2", "2"]})
    assert frame == {"who": ["a", "b"]}
    assert [problem.rule for problem in problems] == ["choices-left-out"]


def test_choices_that_are_numbered_in_their_columns_are_one_question():
    columns = {"S: Low": ["1", "", ""], "S: High": ["", "2", ""], "S: Other": ["", "", "no idea"]}
    assert read("SurveyMonkey", columns)[0] == {"S": ["1", "2", ""]}
    assert read("Qualtrics", {"Q2_1": ["1", ""], "Q2_2": ["", "2"]})[0] == {"Q2": ["1", "2"]}
    assert read("SurveyMonkey", {"S: Low": ["1", "1"], "S: High": ["", "2"]})[0] == {}


def test_rows_of_a_grid_stay_items():
    grid = {"S: Listens": ["4", "4", "4"], "S: Explains": ["5", "5", "5"]}
    assert read("SurveyMonkey", grid)[0] == grid
    grid = {"S [Listens]": ["Agree", "Agree"], "S [Explains]": ["Disagree", "Disagree"]}
    assert read("Google Forms", grid)[0] == grid
    grid = {"Q3_1": ["1", "2"], "Q3_2": ["3", "4"]}
    assert read("Qualtrics", grid)[0] == grid


@pytest.mark.parametrize("cells", [["1", "0"], ["Checked", "Unchecked"], [1, 0]])
@pytest.mark.parametrize("form", ["topics___{}", "Topics (choice={})"])
def test_ticks_of_a_form_that_nothing_else_has_are_left_out_in_any_file(form, cells):
    frame, _ = read("", {form.format(1): cells, "confidence": ["1", "1"]})
    assert frame == {"confidence": ["1", "1"]}


def test_numbers_below_such_a_heading_that_are_no_ticks_stay():
    assert read("", {"topics___1": ["4", "5"]})[0] == {"topics___1": ["4", "5"]}


@pytest.mark.parametrize(
    ("tool", "headers"),
    [
        ("KoboToolbox, ODK", ("topics/goals", "topics/career")), ("LimeSurvey", ("Q3[SQ001]", "Q3[SQ002]")),
        ("LimeSurvey", ("Q3[SQ001]. Which? [Goals]", "Q3[SQ002]. Which? [Career]")), ("Qualtrics", ("Q2_1", "Q2_2")),
        ("LimeSurvey", ("Which? [Goals]", "Which? [Career]")),
    ],
)  # fmt: skip
def test_ticks_of_which_some_are_set_are_left_out_in_a_tools_file_only(tool, headers):
    ticks = dict(zip(headers, (["1", "1"], ["", "1"]), strict=True))
    assert read(tool, ticks)[0] == {}
    assert read("", ticks)[0] == ticks


def test_answers_of_yes_that_all_gave_to_all_questions_are_no_ticks():
    answers = {"Q[A]": ["Y", "Y"], "Q[B]": ["Y", "Y"]}
    assert read("LimeSurvey", answers)[0] == answers


def test_the_list_of_choices_goes_with_its_ticks():
    columns = {"topics": ["1 3", "2"], "topics/1": ["1", "0"], "topics/2": ["0", "1"], "topics/3": ["1", "0"]}
    assert read("KoboToolbox, ODK", columns)[0] == {}


def test_a_choice_that_is_alone_in_its_heading_is_no_score():
    frame, _ = read("Typeform", {"4 - Career": ["4 - Career", ""], "Goals (2)": ["", "Goals"], "Other": ["", "own"]})
    assert frame == {"Other": ["", "own"]}


def test_columns_that_the_settings_name_are_left_as_they_are():
    columns = {"topics___1": ["1", "0"], "topics___2": ["0", "0"]}
    assert list(read("", columns, named=("topics1",))[0]) == ["topics___1"]


def test_items_that_end_in_a_number_are_no_choices():
    items = {"Skill 1": ["1", "1"], "Skill 2": ["2", "2"], "Level: 3": ["3", "3"]}
    assert read("", items)[0] == items
