"""A flow chart: how many mentees are left at each step from the exports to the analysis, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

from mentorstats.charts.style import BLUE, GRAY, PALE, finish, plain
from mentorstats.program import Program
from mentorstats.questions.contrasts import Question
from mentorstats.questions.mentee_flow import Flow, mentee_flow
from mentorstats.questions.model import fit_question
from mentorstats.text import capitalize


def flow(program: Program, question: Question | str, *, outcome: str | None = None) -> go.Figure:
    """Draw how many mentees of a question remain at each step from the pairings to the comparison."""
    return draw_flow(mentee_flow(fit_question(program, question, outcome=outcome)))


def draw_flow(info: Flow) -> go.Figure:
    """Draw a bar a step, and under each how many went before it and why."""
    numbers = [step.mentees.removeprefix("about ") for step in info.steps]
    counts = [int(number) if number.isdigit() else None for number in numbers]
    largest = max((count or 0 for count in counts), default=0) or 1
    places = list(range(len(info.steps)))
    figure = go.Figure()
    figure.add_bar(
        x=[0.04 * largest if count is None else count for count in counts], y=places, orientation="h", width=0.36,
        text=[plain(step.mentees) for step in info.steps], textposition="outside", hoverinfo="skip", cliponaxis=False,
        marker={"color": [PALE if count is None else BLUE for count in counts], "line": {"color": BLUE, "width": 1}},
    )  # fmt: skip
    for place, step in zip(places, info.steps, strict=True):
        lost = f"{plain(f'{step.gone} left: {step.why}', width=42, lines=3)}<br>" if step.why else ""
        figure.add_annotation(
            x=0, y=place - 0.22, xanchor="left", yanchor="bottom", showarrow=False, align="left",
            text=f"<span style='color:{GRAY}'>{lost}</span>{plain(step.name)}",
        )  # fmt: skip
    figure.update_xaxes(title_text="mentees", range=[0, 1.15 * largest])
    figure.update_yaxes(visible=False, range=[len(places) - 0.65, -0.6])
    table = [("Step", "Mentees", "Left before it", "Why"), *((s.name, s.mentees, s.gone, s.why) for s in info.steps)]
    return finish(
        figure, title="From the exports to the analysis", note=f"compared: {info.steps[-1].mentees} mentees",
        summary=_summary(info), height=60 + 112 * len(places), table=table,
    )  # fmt: skip


def _summary(info: Flow) -> Iterable[str]:
    first, *rest = info.steps
    yield f"From the exports to the analysis: {first.mentees} mentees {first.name}."
    for step in rest:
        yield f"{capitalize(step.mentees)} {step.name} ({step.gone} left: {step.why})."
