from __future__ import annotations

import inspect

import pytest

from mentorstats.questions import checks
from mentorstats.questions.certainty import checks as certainty_checks
from mentorstats.report.conclusions import CAUTIONS, holm, question_p_values
from mentorstats.report.page import build_page
from tests.report.makers import NONE, answer, answers, result


def test_what_cannot_be_told_lists_open_comparisons_once_and_warning_checks(program):
    told = build_page(program, answers()).cannot_tell
    assert told[0].endswith("Adjacent industry, against distant; Two or more mentors, against one.")
    assert told[1:] == ("Missing finals: 16 %. One in six has no final score.",)


def test_the_two_questions_are_adjusted_for_being_two():
    p_values = question_p_values(answers())
    assert p_values == {"adjacent_industries": pytest.approx(0.03), "multiple_mentors": pytest.approx(0.02)}
    assert holm(p_values) == {
        "adjacent_industries": pytest.approx(0.04),
        "multiple_mentors": pytest.approx(0.04),
    }


def test_an_adjusted_p_value_is_never_above_one():
    assert holm({"one": 0.7, "two": 0.9}) == {"one": 1.0, "two": 1.0}


def test_a_question_that_could_not_be_tested_leaves_the_other_as_it_is(program):
    open_row = result("2+ - 1", "primary")
    both = answers()[0], answer("multiple_mentors", (open_row,))
    assert holm(question_p_values(both)) == {
        "adjacent_industries": pytest.approx(0.03),
        "multiple_mentors": pytest.approx(NONE, nan_ok=True),
    }
    sure = next(part for part in build_page(program, both).after if part.anchor == "sure")
    assert "could not be tested" in sure.paragraphs[-1]


def test_what_cannot_be_told_is_a_line_each_and_its_details_are_among_the_checks(program):
    given = [(name, "45 % of them", "caution", "A long explanation. " * 9) for name in CAUTIONS]
    told = build_page(program, answers(checks=given)).cannot_tell
    assert len(told) == 1 + len(given)
    assert max(len(line) for line in told[1:]) <= 100


def test_the_lines_are_those_of_checks_that_there_are():
    source = inspect.getsource(checks) + inspect.getsource(certainty_checks)
    assert not [name for name in CAUTIONS if f'"{name}"' not in source]
