"""Many analyses of one question in one picture: their estimates in order, and below each what was chosen for it.

Where the curve stays on one side of the line of no difference, no choice turns the answer around.  Where the marks of
one way gather at one end, that choice moves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mentorstats.analyses.specification import SpecificationCurve
from mentorstats.charts.forest import CONTRASTS
from mentorstats.charts.style import BLUE, GRAY, INK, SKY, VERMILION, finish, plain, words
from mentorstats.formats import Scale

__all__ = ["CurveInfo", "curve_info", "specification_chart"]

MOST_DRAWN = 400
_CURVE_HEIGHT, _WAY_HEIGHT = 260, 21


@dataclass(frozen=True, eq=False)
class CurveInfo:
    """What the figure shows: analyses by estimate, and for each way of each choice the places of its analyses.

    ``clear`` says whose 95 % interval excludes 0, ``usual`` the place of the answer's own analysis (-1 for none).
    Of very many analyses evenly spread ones are drawn; ``total`` says how many there are.
    """

    estimates: np.ndarray
    low: np.ndarray
    high: np.ndarray
    clear: np.ndarray
    usual: int
    ways: tuple[tuple[str, tuple[tuple[str, np.ndarray], ...]], ...]
    total: int
    scale: Scale
    label: str
    text: str


def curve_info(curve: SpecificationCurve) -> CurveInfo:
    """What will be drawn of a curve."""
    table = curve.table
    places = np.unique(np.linspace(0, len(table) - 1, min(len(table), MOST_DRAWN)).round().astype(int))
    own = np.flatnonzero(table["usual"])
    shown = table.iloc[np.union1d(places, own)].reset_index(drop=True)
    usual = np.flatnonzero(shown["usual"])
    spread = float(table["estimate"].max() - table["estimate"].min()) or abs(curve.median) or 1.0
    return CurveInfo(
        estimates=shown["estimate"].to_numpy(), low=shown["conf_low"].to_numpy(), high=shown["conf_high"].to_numpy(),
        clear=(shown["p_value"] < 0.05).to_numpy(), usual=int(usual[0]) if len(usual) else -1,
        ways=tuple(
            (choice.name, tuple((way, np.flatnonzero(shown[choice.name] == way)) for way in choice.ways))
            for choice in curve.choices
        ),
        total=len(table),
        scale=Scale(words(curve.outcome), curve.unit, "higher", spread),
        label=CONTRASTS[curve.contrast],
        text=curve.text,
    )  # fmt: skip


def specification_chart(curve: SpecificationCurve) -> go.Figure:
    """Draw a specification curve: estimates in order with their 95 % intervals, and what was chosen for each below.

    Filled circles are analyses whose interval excludes 0, hollow ones the others; the diamond is the usual analysis.
    """
    info = curve_info(curve)
    rows = sum(1 + len(ways) for _, ways in info.ways)
    below = _WAY_HEIGHT * max(rows, 1)
    share = _CURVE_HEIGHT / (_CURVE_HEIGHT + below)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.02, row_heights=[share, 1 - share])
    _add_curve(figure, info)
    _add_ways(figure, info)
    title = f"{_capital(info.scale.outcome)}: {info.label}, analyzed in {info.total:,} ways"
    note = "filled: interval leaves out 0"
    return finish(figure, title=title, note=note, summary=_summary(info, curve), height=_CURVE_HEIGHT + below + 40)


def _add_curve(figure: go.Figure, info: CurveInfo) -> None:
    places = np.arange(len(info.estimates))
    gaps = np.full(len(places), np.nan)
    figure.add_scatter(
        x=np.repeat(places, 3), y=np.column_stack([info.low, info.high, gaps]).ravel(), mode="lines",
        hoverinfo="skip", line={"color": SKY, "width": 1}, row=1, col=1,
    )  # fmt: skip
    for those, symbol in ((info.clear, "circle"), (~info.clear, "circle-open")):
        figure.add_scatter(
            x=places[those], y=info.estimates[those], mode="markers", hoverinfo="skip", row=1, col=1,
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


def _add_ways(figure: go.Figure, info: CurveInfo) -> None:
    heights, labels, row = [], [], 0
    for name, ways in info.ways:
        heights.append(-row)
        labels.append(f"<b>{plain(name, width=34, lines=1)}</b>")
        row += 1
        for way, places in ways:
            figure.add_scatter(
                x=places, y=np.full(len(places), -row), mode="markers", hoverinfo="skip", row=2, col=1,
                marker={"size": 9, "symbol": "line-ns", "line": {"color": BLUE, "width": 1}},
            )  # fmt: skip
            heights.append(-row)
            labels.append(plain(way, width=34, lines=1))
            row += 1
    figure.update_yaxes(
        tickvals=heights, ticktext=labels, range=[-row + 0.3, 0.7], showgrid=False, title_text=None, row=2, col=1
    )
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[-2, len(info.estimates) + 1])
    figure.update_xaxes(title_text="analyses in order", row=2, col=1)


def _summary(info: CurveInfo, curve: SpecificationCurve) -> Iterable[str]:
    yield f"{_capital(info.scale.outcome)}, {info.label}: {info.total:,} analyses in order of their estimates."
    yield " ".join(curve.text.split())
    if info.usual >= 0:
        yield f"The usual analysis gives {info.scale.number(float(info.estimates[info.usual]))} {info.scale.unit}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
