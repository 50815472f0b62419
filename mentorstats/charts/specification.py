"""Specification curves: the estimates of many analyses in order, and below each the options chosen for it.

If the curve stays on one side of the line of no difference, no choice reverses the answer.  If the marks of an option
gather at one end, that choice moves the estimate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mentorstats.analyses.specification import SpecificationCurve
from mentorstats.charts.forest import CONTRASTS
from mentorstats.charts.style import BLUE, GRAY, INK, SKY, VERMILION, finish, plain, words
from mentorstats.formats import OutcomeScale
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

__all__ = ["CurveInfo", "curve_info", "specification_chart"]

MOST_DRAWN = 400
CLEAR = 0.05
_CURVE_HEIGHT, _OPTION_HEIGHT = 260, 21


@dataclass(frozen=True, eq=False)
class CurveInfo:
    """What the figure shows: analyses by estimate, and for each option of each choice the places of its analyses.

    ``clear`` says whose 95 % interval excludes 0, ``usual`` is the place of the usual analysis (-1 for none).  Of very
    many analyses evenly spread ones are drawn; ``total`` counts all.
    """

    estimates: np.ndarray
    low: np.ndarray
    high: np.ndarray
    clear: np.ndarray
    usual: int
    choices: tuple[tuple[str, tuple[tuple[str, np.ndarray], ...]], ...]
    total: int
    scale: OutcomeScale
    label: str
    text: str


def curve_info(curve: SpecificationCurve) -> CurveInfo:
    """What will be drawn of a curve."""
    table = shareable(curve.table).assign(clear=curve.table["p_value"] < CLEAR)
    places = np.unique(np.linspace(0, len(table) - 1, min(len(table), MOST_DRAWN)).round().astype(int))
    usual_rows = np.flatnonzero(table["usual"])
    shown = table.iloc[np.union1d(places, usual_rows)].reset_index(drop=True)
    usual = np.flatnonzero(shown["usual"])
    return CurveInfo(
        estimates=shown["estimate"].to_numpy(), low=shown["conf_low"].to_numpy(), high=shown["conf_high"].to_numpy(),
        clear=shown["clear"].to_numpy(), usual=int(usual[0]) if len(usual) else -1,
        choices=tuple(
            (choice.name, tuple((label, np.flatnonzero(shown[choice.name] == label)) for label in choice.labels))
            for choice in curve.choices
        ),
        total=len(table),
        scale=replace(curve.scale, outcome=words(curve.outcome)),
        label=CONTRASTS[curve.contrast],
        text=curve.text,
    )  # fmt: skip


def specification_chart(curve: SpecificationCurve) -> go.Figure:
    """Draw a specification curve: estimates in order with their 95 % intervals, and what was chosen for each below.

    Filled circles are analyses whose interval excludes 0, hollow ones the others; the diamond is the usual analysis.
    """
    info = curve_info(curve)
    rows = sum(1 + len(options) for _, options in info.choices)
    below = _OPTION_HEIGHT * max(rows, 1)
    share = _CURVE_HEIGHT / (_CURVE_HEIGHT + below)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.02, row_heights=[share, 1 - share])
    _add_curve(figure, info)
    _add_options(figure, info)
    title = f"{capitalize(info.scale.outcome)}: {info.label}, analyzed in {info.total:,} ways"
    note = "filled: interval leaves out 0"
    return finish(figure, title=title, note=note, summary=_summary(info, curve), height=_CURVE_HEIGHT + below + 40)


def _add_curve(figure: go.Figure, info: CurveInfo) -> None:
    places = np.arange(len(info.estimates))
    gaps = np.full(len(places), np.nan)
    figure.add_scatter(
        x=np.repeat(places, 3), y=np.column_stack([info.low, info.high, gaps]).ravel(), mode="lines",
        hoverinfo="skip", line={"color": SKY, "width": 1}, row=1, col=1,
    )  # fmt: skip
    for selected, symbol in ((info.clear, "circle"), (~info.clear, "circle-open")):
        figure.add_scatter(
            x=places[selected], y=info.estimates[selected], mode="markers", hoverinfo="skip", row=1, col=1,
            marker={"size": 5, "symbol": symbol, "color": BLUE if symbol == "circle" else GRAY},
        )  # fmt: skip
    if info.usual >= 0:
        figure.add_scatter(
            x=[info.usual], y=[info.estimates[info.usual]], mode="markers+text", hoverinfo="skip", row=1, col=1,
            marker={"size": 12, "symbol": "diamond", "color": VERMILION, "line": {"color": "white", "width": 1}},
            text=["usual"], textposition="top center", textfont={"color": VERMILION},
        )  # fmt: skip
    figure.add_scatter(
        x=[-2, len(places) + 1], y=[0, 0], mode="lines", hoverinfo="skip", line={"color": INK, "width": 1.5},
        row=1, col=1,
    )  # fmt: skip
    unit = plain(f"difference ({info.scale.unit})")
    figure.update_yaxes(title_text=unit, rangemode="tozero", row=1, col=1)


def _add_options(figure: go.Figure, info: CurveInfo) -> None:
    heights, labels, row = [], [], 0
    for name, options in info.choices:
        heights.append(-row)
        labels.append(f"<b>{plain(name, width=34, lines=1)}</b>")
        row += 1
        for label, places in options:
            figure.add_scatter(
                x=places, y=np.full(len(places), -row), mode="markers", hoverinfo="skip", row=2, col=1,
                marker={"size": 9, "symbol": "line-ns", "line": {"color": BLUE, "width": 1}},
            )  # fmt: skip
            heights.append(-row)
            labels.append(plain(label, width=34, lines=1))
            row += 1
    figure.update_yaxes(
        tickvals=heights, ticktext=labels, range=[-row + 0.3, 0.7], showgrid=False, title_text=None, row=2, col=1
    )
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[-2, len(info.estimates) + 1])
    figure.update_xaxes(title_text="analyses in order", row=2, col=1)


def _summary(info: CurveInfo, curve: SpecificationCurve) -> Iterable[str]:
    yield f"{capitalize(info.scale.outcome)}, {info.label}: {info.total:,} analyses in order of their estimates."
    yield " ".join(curve.text.split())
    if info.usual >= 0:
        yield f"The usual analysis gives {info.scale.number(float(info.estimates[info.usual]))} {info.scale.unit}."
