from __future__ import annotations

from itertools import pairwise

import pytest

import mentorstats as ms
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.mentee_flow import mentee_flow
from mentorstats.questions.model import fit_question
from tests.programs import pair, program, score


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_whoever_is_not_left_after_a_step_went_before_it(seed, question):
    made, _ = ms.simulate_program(seed=seed, mentees=90, unmapped=0.04)
    asked = fit_question(made, question)
    steps = mentee_flow(asked).steps
    assert steps[0].gone == 0
    assert all(before.mentees - after.gone == after.mentees for before, after in pairwise(steps))
    assert steps[-1].mentees == len(asked.comparison.rows)
    assert steps[-2].mentees - steps[-1].mentees == asked.left_out[steps[-1].why]


def test_the_steps_are_the_same_whether_somebody_goes_there_or_not():
    made, _ = ms.simulate_program(seed=0, mentees=90)
    names = [step.name for step in mentee_flow(fit_question(made, NUMBER)).steps]
    assert names == [
        "in the pairings", "with a pairing that began", "still in a pairing at the landmark", "with a final answer",
        "compared",
    ]  # fmt: skip


def test_without_dates_nobody_can_be_over_before_the_landmark():
    made = program([pair(f"e{n}", f"m{n % 4}") for n in range(20)], surveys=[score(f"e{n}", n % 5) for n in range(20)])
    names = [step.name for step in mentee_flow(fit_question(made, NUMBER)).steps]
    assert names == ["in the pairings", "with a pairing that began", "with a final answer", "compared"]
