from __future__ import annotations

import mentorstats as ms
from mentorstats import charts
from mentorstats.questions.contrasts import NUMBER
from mentorstats.questions.mentee_flow import Step, mentee_flow
from mentorstats.questions.model import fit_question


def test_the_figure_says_each_step_and_why():
    made, _ = ms.simulate_program(seed=1, mentees=200)
    figure = charts.flow(made, NUMBER)
    steps = mentee_flow(fit_question(made, NUMBER)).steps
    assert isinstance(steps[0], Step)
    for step in steps[1:]:
        said = f"{step.mentees} {step.name} ({step.gone} left: {step.why})"
        assert said.casefold() in figure.layout.meta["summary"].casefold()
    assert len(figure.layout.meta["table"]) == len(steps) + 1
