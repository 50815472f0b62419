from __future__ import annotations

from itertools import pairwise

import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.privacy.people import told_people
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.mentee_flow import Step, _steps, mentee_flow
from mentorstats.questions.model import fit_question


def counted(*counts, least=10):
    names = [(f"step {place}", count, f"why {place}" if place else "") for place, count in enumerate(counts)]
    everyone, answered, compared = counts[0], counts[-2], counts[-1]
    left_out = {"no answer": everyone - answered, "own": answered - compared}
    told = told_people(compared, left_out, own="own", min_people=least)
    return [(step.mentees, step.gone, step.why) for step in _steps(names, told, least)]


def test_steps_that_lose_enough_people_are_told_each_with_its_reason():
    assert counted(100, 80, 60) == [("100", "", ""), ("80", "20", "why 1"), ("60", "20", "why 2")]


def test_a_step_that_loses_nobody_is_not_told():
    assert counted(100, 100, 60) == [("100", "", ""), ("60", "40", "why 2")]


def test_a_step_that_loses_a_few_is_told_with_the_next():
    assert counted(100, 97, 80, 60) == [("100", "", ""), ("80", "20", "why 1; why 2"), ("60", "20", "why 3")]


def test_a_few_lost_at_last_of_what_both_questions_share_are_told_with_the_step_before():
    assert counted(100, 80, 77, 60) == [("100", "", ""), ("77", "23", "why 1; why 2"), ("60", "17", "why 3")]


def test_a_few_lost_at_the_end_round_what_is_left():
    assert counted(100, 80, 77) == [("100", "", ""), ("80", "20", "why 1"), ("about 80", "fewer than 10", "why 2")]


def test_what_is_rounded_is_the_same_however_few_were_lost():
    assert len({str(counted(100, 80, 80 - lost)) for lost in range(1, 10)}) == 1


def test_where_only_a_few_are_lost_in_all_the_end_is_rounded():
    assert counted(100, 98, 95) == [("100", "", ""), ("about 100", "fewer than 10", "why 1; why 2")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_no_two_numbers_of_a_program_differ_by_a_few(seed, question):
    made, _ = ms.simulate_program(seed=seed, mentees=90, unmapped=0.04)
    asked = fit_question(made, question)
    steps = mentee_flow(asked).steps
    numbers = [int(step.mentees) for step in steps if step.mentees.isdigit()]
    assert all(before - after >= 10 for before, after in pairwise(numbers))
    assert steps[-1].mentees in (str(len(asked.comparison.rows)), asked.told.text)


def test_the_figure_says_each_step_and_why():
    made, _ = ms.simulate_program(seed=1, mentees=200)
    figure = charts.flow(made, NUMBER)
    steps = mentee_flow(fit_question(made, NUMBER)).steps
    assert isinstance(steps[0], Step)
    for step in steps[1:]:
        said = f"{step.mentees} {step.name} ({step.gone} left: {step.why})"
        assert said.casefold() in figure.layout.meta["summary"].casefold()
    assert len(figure.layout.meta["table"]) == len(steps) + 1
