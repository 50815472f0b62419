"""The outcome in groups of mentees, drawn: answers as stacked bars, or averages with the middle half of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from mentorstats.charts.group_info import PROXIMITY_GROUPS, Group, nearest_group, outcome_groups
from mentorstats.charts.style import BLUE, GRAY, GROUP_COLORS, INK, PALE, SKY, finish, plain, words
from mentorstats.formats import to_step, written
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, IN_TURN, NUMBER
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.text import capitalize

MENTOR_GROUPS = {
    "one": "one mentor",
    "at once": "several at once",
    "in turn": "one after another",
    "unclear": "not known",
}
# Without dates nobody knows whether two mentors were there at the same time.
_UNDATED = {"one": "one mentor", "at once": "two or more"}
_NEAREST: dict[str, str] = dict(zip(PROXIMITY_GROUPS, ("same", "adjacent", "distant", "", ""), strict=True))
_MODEL = "cross: model, alike in the rest"


def outcome_by_proximity(program: Program, *, outcome: str | None = None) -> go.Figure:
    """Draw mentees' outcomes by the kind of mentors that they mostly had by the landmark."""
    return outcome_figure(fit_question(program, ADJACENCY, outcome=outcome))


def outcome_by_mentors(program: Program, *, outcome: str | None = None) -> go.Figure:
    """Draw mentees' outcomes by the number of mentors that they had by the landmark."""
    return outcome_figure(fit_question(program, NUMBER, outcome=outcome))


def outcome_figure(model: QuestionModel) -> go.Figure:
    """Draw the outcomes in the groups that a question compares, with what its model expects."""
    participations = model.participations
    if model.question.compares_industries:
        return _group_figure(model, nearest_group(participations.table), _NEAREST, by="industry of the mentors")
    names = MENTOR_GROUPS if participations.dated else _UNDATED
    groups = pd.Series([names[kind] for kind in participations.table["several"]], dtype="str")
    order = dict(zip(names.values(), ("one", AT_ONCE, IN_TURN, ""), strict=False))
    return _group_figure(model, groups, order, by="number of mentors")


def _group_figure(model: QuestionModel, groups: pd.Series, order: Mapping[str, str], *, by: str) -> go.Figure:
    """``order`` maps each group, in its place, to its exposure in the model."""
    table, yes_no = model.participations.table, model.comparison.yes_no
    compared = table["row"].isin(model.comparison.row_of.index)
    scores = pd.Series(np.where(compared, table["final"], np.nan), dtype=float)
    info = outcome_groups(
        scores, groups, order=tuple(order), rounding=model.rounding, steps=model.steps, yes_no=yes_no
    )  # fmt: skip
    means = {side: _expected(row, model) for side, row in model.means().items()}
    info = [
        replace(group, modeled=means.get(order.get(group.name, "")) if group.has_number else None) for group in info
    ]
    return draw_groups(info, name=words(model.participations.outcome), by=by, yes_no=yes_no)


def _expected(row: pd.Series, model: QuestionModel) -> tuple[float, float, float]:
    """What the model expects and its interval, as it is written; a share cannot leave 0 to 100 %."""
    numbers = [to_step(float(row[name]), model.steps.fine) for name in ("estimate", "conf_low", "conf_high")]
    estimate, low, high = np.clip(numbers, 0, 100).tolist() if model.comparison.yes_no else numbers
    return estimate, low, high


def draw_groups(info: Sequence[Group], *, name: str, by: str, yes_no: bool) -> go.Figure:
    """Draw the groups that may be shown; the others are named in the table and the summary."""
    drawn = [group for group in info if group.shown and group.share != "not shown"]
    if yes_no:
        figure, note = _shares(drawn), "plain shares; hatched: few on one side"
    elif drawn and all(group.answers for group in drawn):
        figure, note = _stacked(drawn), "shares of the answers; rounded, so they need not add up to 100"
    else:
        figure, note = _averages(drawn), "bar: middle half; dot: average with 95 % interval"
    if any(group.modeled for group in drawn) and (yes_no or not all(group.answers for group in drawn)):
        note += f"; {_MODEL}"
    axis = f"{plain(name, width=28, lines=1)} ({'% yes' if yes_no else 'points'})"
    if not yes_no and drawn and all(group.answers for group in drawn):
        figure.update_xaxes(title_text="% of the group")
    else:
        figure.update_yaxes(title_text=axis)
    return finish(
        figure, title=f"{capitalize(name)} by {by}", note=note,
        summary=_summary(info, name=name, by=by, yes_no=yes_no), height=380, table=_table(info, by, yes_no),
    )  # fmt: skip


def _columns(figure: go.Figure, drawn: Sequence[Group]) -> None:
    ticks = [f"{plain(group.name, width=10, lines=5)}<br>n = {group.people}" for group in drawn]
    figure.update_xaxes(
        tickvals=list(range(len(drawn))), ticktext=ticks, tickangle=0, showgrid=False,
        range=[-0.5, max(1, len(drawn)) - 0.5],
    )  # fmt: skip


def _shares(drawn: Sequence[Group]) -> go.Figure:
    """A bar for the share of yes; hatched where only a bound is told."""
    figure = go.Figure()
    for place, group in enumerate(drawn):
        height, bound = int(group.share.split()[0]), not group.share.endswith("%")
        figure.add_bar(
            x=[place], y=[height], width=0.7, hoverinfo="skip",
            marker={"color": PALE if bound else GROUP_COLORS[place % 5], "line": {"color": INK, "width": 1},
                    "pattern": {"shape": "/" if bound else "", "fgcolor": GRAY}},
        )  # fmt: skip
        figure.add_annotation(
            x=place, y=height, yanchor="bottom", yshift=3, showarrow=False, text=f"<b>{group.share}</b>"
        )
        _add_modeled(figure, group, place)
    _columns(figure, drawn)
    figure.update_yaxes(range=[0, 112])
    return figure


def _averages(drawn: Sequence[Group]) -> go.Figure:
    """The middle half as a bar, the average as a dot with its interval."""
    figure = go.Figure()
    for place, group in enumerate(drawn):
        (first, last), (low, high) = group.middle, group.interval
        figure.add_shape(
            type="rect", x0=place - 0.28, x1=place + 0.28, y0=first, y1=last, fillcolor=SKY, opacity=0.35,
            line={"color": BLUE, "width": 1}, layer="below",
        )  # fmt: skip
        figure.add_scatter(
            x=[place], y=[group.mean], mode="markers", hoverinfo="skip",
            marker={"color": BLUE, "symbol": "circle", "size": 11},
            error_y={"type": "data", "symmetric": False, "array": [round(high - group.mean, 9)],
                     "arrayminus": [round(group.mean - low, 9)], "color": BLUE, "thickness": 2, "width": 6},
        )  # fmt: skip
        figure.add_annotation(
            x=place, y=max(high, last), yanchor="bottom", yshift=3, showarrow=False,
            text=f"<b>{group.number(group.mean)}</b>",
        )  # fmt: skip
        _add_modeled(figure, group, place)
    _columns(figure, drawn)
    return figure


def _add_modeled(figure: go.Figure, group: Group, place: int) -> None:
    if not group.modeled:
        return
    estimate, low, high = group.modeled
    figure.add_scatter(
        x=[place + 0.36], y=[estimate], mode="markers", hoverinfo="skip",
        marker={"color": INK, "symbol": "x", "size": 9},
        error_y={"type": "data", "symmetric": False, "array": [round(high - estimate, 9)],
                 "arrayminus": [round(estimate - low, 9)], "color": INK, "thickness": 1.5, "width": 4},
    )  # fmt: skip


def _stacked(drawn: Sequence[Group]) -> go.Figure:
    """One bar a group, made of the shares of its answers, the lowest first; the darker, the higher."""
    figure = go.Figure()
    ticks = [f"{plain(group.name, width=16)}<br>n = {group.people}" for group in drawn]
    for place, group in enumerate(drawn):
        colors = sample_colorscale([[0, "#DCEBF5"], [1, BLUE]], np.linspace(0, 1, len(group.answers)).tolist())
        start = 0
        for answers, color in zip(group.answers, colors, strict=True):
            figure.add_bar(
                x=[answers.percent], base=[start], y=[place], orientation="h", width=0.6, hoverinfo="skip",
                marker={"color": color, "line": {"color": "white", "width": 1}},
            )  # fmt: skip
            figure.add_annotation(
                x=start + answers.percent / 2, y=place - 0.42, showarrow=False, yanchor="middle",
                text=f"{answers.label}<br>{answers.percent} %", font={"size": 11, "color": INK},
            )  # fmt: skip
            start += answers.percent
    figure.update_yaxes(
        tickvals=list(range(len(drawn))), ticktext=ticks, range=[len(drawn) - 0.5, -0.7], showgrid=False
    )
    figure.update_xaxes(range=[0, 108])
    figure.update_layout(barmode="overlay")
    return figure


def _table(info: Sequence[Group], by: str, yes_no: bool) -> list[tuple[str, ...]]:
    heading = capitalize(by)
    if yes_no:
        rows = [(g.name, g.people, g.share or "not shown", _modeled(g, 1.0)) for g in info]
        return [(heading, "Mentees", "Share of yes", "What the model expects"), *rows]
    rows = [
        (g.name, g.people, _average(g), _range(g, g.middle), "; ".join(f"{a.label}: {a.percent} %" for a in g.answers),
         _modeled(g, g.step))
        for g in info
    ]  # fmt: skip
    return [(heading, "Mentees", "Average", "Middle half", "Answers", "What the model expects"), *rows]


def _average(group: Group) -> str:
    return f"{group.number(group.mean)} ({_range(group, group.interval)})" if group.shown else "not shown"


def _range(group: Group, ends: tuple[float, float]) -> str:
    return f"{group.number(ends[0])} to {group.number(ends[1])}" if group.shown else ""


def _modeled(group: Group, step: float) -> str:
    if group.modeled is None:
        return ""
    estimate, low, high = (written(value, step) for value in group.modeled)
    return f"{estimate} ({low} to {high})"


def _summary(info: Sequence[Group], *, name: str, by: str, yes_no: bool) -> Iterable[str]:
    shown = [f"{g.name} {g.share or g.number(g.mean)} (n = {g.people})" for g in info if g.shown]
    yield f"{'Share with' if yes_no else 'Average'} {name} by {by}: {'; '.join(shown) or 'too few people to show'}."
    few = [group.name for group in info if not group.shown]
    if few:
        yield f"Not shown, because few or none are in them: {', '.join(few)}."
    yield "Nothing else that differs between the groups is taken into account here."
    modeled = [f"{group.name} {_modeled(group, 1.0 if yes_no else group.step)}" for group in info if group.modeled]
    if modeled:
        yield f"What the model expects of mentees alike in the rest, with 95 % intervals: {'; '.join(modeled)}."
