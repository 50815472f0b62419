from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from mentorstats.exports.answers.labels import Question, read_labels, reading_of
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings


def reading(*texts: str, each: int = 3, name: str = "hope", column: bool = True, **settings):
    question = Question(name, Counter({text: each for text in texts}), is_column=column)
    return reading_of(question, set(), Settings(**settings))


def numbers(*texts: str, **how) -> list[str]:
    """What stands for each text from now on."""
    read = reading(*texts, **how).numbers
    return [read.get(text, text) for text in texts]


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        ("Disagree; Agree; Strongly agree", "2 4 5"), ("Not promoted; Promoted", "0 1"),
        ("Never; Often; Always", "1 4 5"),
        ("Not useful; Useful; Very useful", "1 4 5"), ("Muy malo; Bueno", "1 4"),
        ("stimme zu; stimme eher zu; stimme nicht zu", "6 5 2"),
        ("Pas d'accord; Plutôt pas d'accord; D'accord", "2 3 6"),
        ("Dissatisfied; Somewhat satisfied; Satisfied", "2 5 6"),
    ],
)  # fmt: skip
def test_labels_of_one_scale_are_its_numbers_and_it_is_said_which(labels, values):
    texts = labels.split("; ")
    assert numbers(*texts) == values.split()
    assert texts[-1] in reading(*texts).scale


def test_labels_of_no_one_scale_are_missing_listed_and_asked_for():
    read = reading("Superb", "Good", "Agree", "Never", column=False)
    assert set(read.numbers.values()) == {""}
    assert read.rule == "labels-unread"
    assert read.severity == "warning"
    assert '"hope" = ["Superb", "Good", "Agree", "Never"]' in read.action


def test_neither_yes_nor_no_is_asked_about_and_yes_and_no_stay():
    read = reading("Yes", "No", "Partly done")
    assert read.numbers == {"Partly done": ""}
    assert "neither" in read.problem
    assert '["Partly done", "Yes", "No"]' in read.action


@pytest.mark.parametrize(
    "texts", [("fine", "good"), ("x", "y"), ("Berlin", "Paris"), ("loved it", "so so", "met often")]
)
def test_comments_stay_as_they_are(texts):
    assert numbers(*texts) == list(texts)
    assert reading(*texts).rule == ""


def test_many_different_answers_are_no_scale():
    texts = [f"agree with point {letter}" for letter in "abcdefghijklm"]
    assert reading(*texts, "Agree", "Disagree", column=False).rule == ""


def test_the_settings_have_the_first_word():
    assert numbers("Bad", "So so", labels={"So so": 2.0, "bad": 1.0}) == ["1", "2"]
    assert numbers("Agree", "Disagree", labels={"Hope": ("agree", "DISAGREE")}) == ["1", "2"]
    assert numbers("Agree", "Disagree", labels={"Trust": ("Agree", "Disagree")}) == ["4", "2"]
    assert numbers("So so (3)", labels={"so so": 2.5}) == ["2.5"]


def test_a_slip_of_the_pen_is_no_part_of_the_scale():
    question = Question("hope", Counter({"Agree": 30, "Disagree": 30, "Agre": 1}))
    read = reading_of(question, set(), Settings())
    assert read.numbers == {"Agree": "4", "Disagree": "2"}


def test_several_choices_are_no_number():
    read = reading("1;3", "2")
    assert set(read.numbers.values()) == {""}
    assert (read.rule, read.value) == ("several-choices", "1;3")
    assert reading("1,3", "2", "2,4").rule == "several-choices"
    assert reading("1,5", "2,5").rule == ""


@pytest.mark.parametrize(
    ("delimiter", "decimal", "rule"), [(",", None, True), (";", None, False), (",", ",", False), ("\t", None, False)]
)
def test_a_comma_may_be_a_decimal_mark_unless_it_stands_between_the_cells(delimiter, decimal, rule):
    frame = pd.DataFrame({"person_id": ["p", "q", "r"], "hope": ["1,3", "2", "2,4"]}, dtype="str")
    problems = Problems()
    read_labels([SourceTable("surveys", "s", frame, 3, delimiter=delimiter)], Settings(decimal=decimal), problems)
    assert any(problem.rule == "several-choices" for problem in problems) is rule


def test_numbers_whose_labels_fall_are_asked_about_and_kept():
    read = reading("1 - Strongly agree", "2 - Agree", "5 - Strongly disagree")
    assert read.numbers == {}
    assert read.rule == "labels-reversed"
    assert read.value == "1 = strongly agree, 5 = strongly disagree"
    assert reading("1 - Agree", "2 - Strongly agree", "5 - Strongly disagree").rule == "labels-out-of-order"
    assert reading("1 - Strongly disagree", "5 - Strongly agree").rule == ""


def test_none_is_the_least_where_the_scale_has_it_and_else_no_answer():
    assert numbers("None", "Some", "A lot") == ["1", "3", "4"]
    assert numbers("None", "Agree", "Disagree") == ["None", "4", "2"]


def survey(file: str, **columns: list[str]) -> SourceTable:
    frame = pd.DataFrame(columns, dtype="str")
    return SourceTable("surveys", file, frame, len(frame), delimiter=",")


def test_a_question_has_one_scale_in_all_files_and_waves():
    first = survey(
        "a.csv", person_id=["p", "q"], **{"Hope before": ["Agree", "Agree"], "Hope after": ["Agree", "Disagree"]}
    )
    second = survey("b.csv", person_id=["p", "q"], hope=["Somewhat agree", "Agree"])
    problems = Problems()
    wide, other = read_labels([first, second], Settings(), problems)
    assert wide.frame["Hope before"].tolist() == ["6", "6"]
    assert wide.frame["Hope after"].tolist() == ["6", "2"]
    assert other.frame["hope"].tolist() == ["5", "6"]
    assert [(problem.file, problem.severity) for problem in problems] == [("a.csv", "note"), ("b.csv", "note")]


def test_items_of_a_long_survey_are_read_one_by_one():
    long = survey("s.csv", person_id=["p", "q"] * 3, item=["hope"] * 2 + ["trust"] * 2 + ["note"] * 2,
                  score=["Agree", "Disagree", "Never", "Always", "4", "blue"])  # fmt: skip
    frame = read_labels([long], Settings(), Problems())[0].frame
    assert frame["score"].tolist() == ["4", "2", "1", "5", "4", "blue"]
    assert frame["item"].tolist() == long.frame["item"].tolist()


def test_numbers_with_a_type_stay():
    frame = pd.DataFrame({"person_id": ["p"], "hope": [4.0]})
    source = SourceTable("surveys", "s", frame, 1)
    assert read_labels([source], Settings(), Problems())[0].frame is frame
