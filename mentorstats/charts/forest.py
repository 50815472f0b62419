"""Forest plots: estimates with their intervals, around the line of no difference.

Each line is one comparison with its estimate and its 95 % interval.  An interval that crosses the line of no difference
leaves open which side is better; an interval inside the shaded band says that the difference, either way, is too small
to matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from mentorstats.charts.style import BLUE, GRAY, INK, PALE, finish, plain, words
from mentorstats.formats import OutcomeScale, to_step
from mentorstats.questions.answers import Answer
from mentorstats.questions.contrasts import QUESTIONS
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

CONTRASTS = {name: contrast.label for question in QUESTIONS.values() for name, contrast in question.estimated.items()}


@dataclass(frozen=True)
class Interval:
    """One line of a forest plot: a comparison, its estimate, its 95 % interval and what follows from it."""

    label: str
    naive: bool
    estimate: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class Forest:
    """What a forest plot shows: its lines, all in one unit, the people, and the words at the ends of its axis."""

    lines: tuple[Interval, ...]
    scale: OutcomeScale
    people: str
    ends: tuple[str, str]


def forest_lines(answer: Answer, *, naive: bool = False) -> Forest:
    """The primary comparisons of an answer that have an interval, then the naive ones if asked for."""
    rows = [row for row in shareable(answer.table).to_dict("records") if row["contrast"] in CONTRASTS]
    rows = [row for row in rows if math.isfinite(row["conf_low"]) and math.isfinite(row["conf_high"])]
    primary = [row for row in rows if row["role"] == "primary"]
    main = answer.table[answer.table["role"] == "primary"]
    people = [answer.rounding.words(int(main[f"n_{side}s"].max()), side) for side in ("mentee", "mentor") if primary]
    low, high = ("worse", "better") if answer.better == "higher" else ("better", "worse")
    subject = QUESTIONS[answer.question].first_side
    return Forest(
        lines=tuple(_interval(row) for row in primary + [row for row in rows if naive and row["role"] == "naive"]),
        scale=replace(answer.scale, outcome=words(answer.outcome)),
        people=", ".join(people) or "nothing could be estimated",
        ends=(f"← {subject} {low}", f"{subject} {high} →"),
    )


def _interval(row: dict) -> Interval:
    numbers = (float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    return Interval(CONTRASTS[row["contrast"]], row["role"] == "naive", *numbers, verdict=str(row["verdict"]))


def forest(answer: Answer, *, naive: bool = False) -> go.Figure:
    """Draw an answer's estimated differences with their 95 % intervals around the line of no difference.

    Differences inside the shaded band are too small to matter (``answer.smallest_effect``).  With ``naive``
    the comparisons that ignore shared mentors are added, gray and hollow: what they would have claimed.
    """
    info = forest_lines(answer, naive=naive)
    scale, band = info.scale, to_step(info.scale.smallest_effect, info.scale.step)
    figure = go.Figure()
    if band > 0:
        figure.add_vrect(x0=-band, x1=band, fillcolor=PALE, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": INK, "width": 1.5})
    for place, line in enumerate(info.lines):
        _add_interval(figure, line, height=-place, scale=scale)
    reach = 1.12 * max([band, *(abs(end) for line in info.lines for end in (line.low, line.high))])
    unit = plain(f"difference in {scale.outcome} ({scale.unit})")
    shaded = "<br>shaded: too small to matter" if band > 0 else ""
    figure.update_xaxes(range=[-reach, reach], title_text=unit + shaded)
    figure.update_yaxes(range=[-len(info.lines) + 0.3, 0.95], visible=False)
    for x, side, text in ((0, "left", info.ends[0]), (1, "right", info.ends[1])):
        figure.add_annotation(
            x=x, y=1, xref="paper", yref="paper", xanchor=side, yanchor="bottom",
            text=text, showarrow=False, font={"color": GRAY},
        )  # fmt: skip
    title = f"Estimated differences in {scale.outcome}, with 95 % intervals"
    height = 88 + 84 * max(1, len(info.lines))
    return finish(figure, title=title, note=info.people, summary=_summary(info), height=height)


def _add_interval(figure: go.Figure, line: Interval, *, height: int, scale: OutcomeScale) -> None:
    color, dash, symbol = (GRAY, "dot", "square-open") if line.naive else (BLUE, "solid", "circle")
    figure.add_scatter(
        x=[line.low, line.high], y=[height, height], mode="lines", hoverinfo="skip",
        line={"color": color, "width": 3, "dash": dash},
    )  # fmt: skip
    figure.add_scatter(
        x=[line.estimate], y=[height], mode="markers", hoverinfo="skip",
        marker={"size": 12, "symbol": symbol, "color": color, "line": {"color": color, "width": 2}},
    )  # fmt: skip
    label = f"{'naive: ' if line.naive else ''}{line.label}"
    figure.add_annotation(
        x=0, xref="paper", y=height + 0.14, xanchor="left", yanchor="bottom", align="left", showarrow=False,
        text=f"{label}<br><b>{_estimate(line, scale)}</b>", font={"color": GRAY if line.naive else INK},
        bgcolor="rgba(255,255,255,0.8)", borderpad=1,
    )  # fmt: skip


def _estimate(line: Interval, scale: OutcomeScale) -> str:
    return f"{_signed(line.estimate, scale)} ({_signed(line.low, scale)} to {_signed(line.high, scale)})"


def _signed(value: float, scale: OutcomeScale) -> str:
    text = scale.number(value)
    return f"+{text}" if to_step(value, scale.step) > 0 else text


def _summary(info: Forest) -> Iterable[str]:
    scale = info.scale
    yield f"Estimated differences in {scale.outcome}, in {scale.unit}, with 95 % intervals ({info.people})."
    for line in info.lines:
        label = f"{'naive, for contrast only: ' if line.naive else ''}{line.label}"
        verdict = f", {line.verdict}" if line.verdict else ""
        yield f"{capitalize(label)}: {_estimate(line, scale)}{verdict}."
    if scale.smallest_effect > 0:
        yield f"Differences under {scale.smallest} are too small to matter."
