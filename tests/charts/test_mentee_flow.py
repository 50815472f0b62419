from __future__ import annotations

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.mentee_flow import draw_flow
from mentorstats.questions.contrasts import NUMBER
from mentorstats.questions.mentee_flow import Flow, Step
from mentorstats.questions.model import fit_question
from mentorstats.rounding import Rounding


def test_the_figure_says_each_step_in_tens_and_why():
    info = Flow(NUMBER, (Step("in", 104, 0, ""), Step("answered", 57, 47, "no answer"), Step("compared", 54, 3, "no")))
    figure = draw_flow(info, Rounding(10))
    assert [tuple(row) for row in figure.layout.meta["table"][1:]] == [
        ("in", "100", "", ""), ("answered", "60", "50", "no answer"), ("compared", "50", "<10", "no"),
    ]  # fmt: skip
    assert list(figure.data[0].x) == [100, 60, 50]
    assert "50 mentees compared (fewer than 10 mentees left: no)." in figure.layout.meta["summary"]


def test_the_figure_of_a_program_ends_with_those_who_are_compared():
    made, _ = ms.simulate_program(seed=1, mentees=204)
    compared = made.rounding.words(fit_question(made, NUMBER).mentees, "mentee")
    assert charts.flow(made, NUMBER).layout.title.text.endswith(f"compared: {compared})")
