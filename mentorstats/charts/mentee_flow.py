"""A flow chart: how many mentees are left at each step from the exports to the analysis, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import plotly.graph_objects as go

from mentorstats.charts.style import BLUE, GRAY, PALE, finish, plain
from mentorstats.program import Program
from mentorstats.questions.contrasts import Question
from mentorstats.questions.mentee_flow import Flow, mentee_flow
from mentorstats.questions.model import fit_question
from mentorstats.rounding import Rounding
from mentorstats.text import capitalize


def flow(program: Program, question: Question | str, *, outcome: str | None = None) -> go.Figure:
    """Draw how many mentees of a question remain at each step from the pairings to the comparison."""
    return draw_flow(mentee_flow(fit_question(program, question, outcome=outcome)), program.rounding)


def draw_flow(info: Flow, rounding: Rounding) -> go.Figure:
    """Draw a bar a step, and under each how many went before it and why."""
    counts = [rounding.number(step.mentees) for step in info.steps]
    largest = max((count or 0 for count in counts), default=0) or 1
    places = list(range(len(info.steps)))
    rows = _rows(info, rounding)
    figure = go.Figure()
    figure.add_bar(
        x=[0.04 * largest if count is None else count for count in counts], y=places, orientation="h", width=0.36,
        text=[plain(mentees) for _, mentees, _, _ in rows], textposition="outside", hoverinfo="skip", cliponaxis=False,
        marker={"color": [PALE if count is None else BLUE for count in counts], "line": {"color": BLUE, "width": 1}},
    )  # fmt: skip
    for place, (name, _, gone, why) in zip(places, rows, strict=True):
        lost = f"{plain(f'{gone} left: {why}', width=42, lines=3)}<br>" if why else ""
        figure.add_annotation(
            x=0, y=place - 0.22, xanchor="left", yanchor="bottom", showarrow=False, align="left",
            text=f"<span style='color:{GRAY}'>{lost}</span>{plain(name)}",
        )  # fmt: skip
    figure.update_xaxes(title_text="mentees", range=[0, 1.15 * largest])
    figure.update_yaxes(visible=False, range=[len(places) - 0.65, -0.6])
    table = [("Step", "Mentees", "Left before it", "Why"), *rows]
    return finish(
        figure, title="From the exports to the analysis", note=f"compared: {rows[-1][1]} mentees",
        summary=_summary(info, rounding), height=60 + 112 * len(places), table=table,
    )  # fmt: skip


def _rows(info: Flow, rounding: Rounding) -> list[tuple[str, str, str, str]]:
    """Each step with who is left, who went before it and why."""
    first, *rest = info.steps
    gone = [
        rounding.parts([after.mentees, after.gone], total=before.mentees)[1] for before, after in pairwise(info.steps)
    ]
    told = [(step.name, rounding.cell(step.mentees), went, step.why) for step, went in zip(rest, gone, strict=True)]
    return [(first.name, rounding.cell(first.mentees), "", ""), *told]


def _summary(info: Flow, rounding: Rounding) -> Iterable[str]:
    first, *rest = info.steps
    yield f"From the exports to the analysis: {rounding.words(first.mentees, 'mentee')} {first.name}."
    for step in rest:
        left, gone = (rounding.words(count, "mentee") for count in (step.mentees, step.gone))
        yield f"{capitalize(left)} {step.name} ({gone} left: {step.why})."
