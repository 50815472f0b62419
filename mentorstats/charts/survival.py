"""How long pairings last, as curves: what share is still going after so many months, group by group.

A curve has marks at whole months, joined by straight lines, and ends where few people's pairings are left in sight.
The numbers below the curves are the pairings still under observation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from mentorstats.analyses.duration import MatchLength
from mentorstats.charts.style import GRAY, GROUP_COLORS, GROUP_SYMBOLS, finish
from mentorstats.errors import UnusableExports
from mentorstats.sharing import shareable

_DASHES = ("solid", "dash", "dot")
_TITLES = {"everyone": "", "proximity": ", by industry", "order": ", by order"}
_APART, _BELOW, _ROW = 8.0, -12.0, 8.0
# Numbers closer than this share of the axis would run into one another on a phone.
_CLOSE = 0.16


@dataclass(frozen=True)
class Line:
    """One group: its label, months, shares in percent, their 95 % intervals, and pairings still in sight as text."""

    label: str
    months: tuple[int, ...]
    shares: tuple[float, ...]
    intervals: tuple[str, ...]
    at_risk: tuple[str, ...]


def lines_of(length: MatchLength) -> tuple[Line, ...]:
    """The curves of a ``MatchLength``, of whose months those are left that may be shown; all begin at 100 %."""
    curve, lines = shareable(length.curve), []
    if curve.empty:
        raise UnusableExports(f"no group of pairings is of {length.rounding.min_people} mentees or more")
    for group, of_group in curve.groupby("group", sort=False):
        rows = of_group[of_group["share"].notna() | (of_group["month"] == 0)].fillna({"share": 1.0})
        ranges = zip(rows["conf_low"], rows["conf_high"], strict=True)
        intervals = tuple("" if pd.isna(low) else f"{100 * low:.0f} to {100 * high:.0f} %" for low, high in ranges)
        shares = tuple(round(100 * share) for share in rows["share"])
        lines.append(Line(str(group), tuple(rows["month"].tolist()), shares, intervals, tuple(rows["at_risk"])))
    return tuple(lines)


def going_on(length: MatchLength) -> go.Figure:
    """Draw the share of pairings that were still going (or not closed early) after so many months."""
    early = length.ending == "early"
    title = f"{'Pairings not closed early' if early else 'How long pairings last'}{_TITLES[length.by]}"
    return draw_lines(lines_of(length), title=title, unit="% not closed early" if early else "% still going")


def draw_lines(info: Sequence[Line], *, title: str, unit: str) -> go.Figure:
    """Draw the curves, their labels at their ends, and the numbers in sight below."""
    last = max(1, *(max(line.months) for line in info))
    ends = _spread([line.shares[-1] for line in info])
    figure = go.Figure()
    for place, (line, end) in enumerate(zip(info, ends, strict=True)):
        color, symbol = GROUP_COLORS[place], GROUP_SYMBOLS[place]
        below = _BELOW - _ROW * place
        figure.add_scatter(
            x=line.months, y=line.shares, mode="lines+markers", hoverinfo="skip", cliponaxis=False,
            line={"color": color, "width": 2, "dash": _DASHES[place]},
            marker={"color": color, "symbol": symbol, "size": 9},
        )  # fmt: skip
        figure.add_annotation(
            x=1.13 * last, y=end, text=line.label, xanchor="left", showarrow=False, font={"color": color}
        )
        shown = _legible(line, _CLOSE * last)
        figure.add_scatter(
            x=list(shown), y=[below] * len(shown), text=list(shown.values()), mode="text",
            textfont={"size": 11, "color": color}, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=[-0.1 * last, 1.1 * last], y=[below, end], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"color": color, "symbol": symbol, "size": 8},
        )  # fmt: skip
    figure.add_annotation(
        x=0, y=_BELOW + 0.85 * _ROW, text="pairings in sight:", xanchor="left", showarrow=False,
        font={"size": 11, "color": GRAY},
    )  # fmt: skip
    months = list(range(0, last + 1, 3 if last > 6 else 1))
    figure.update_xaxes(title_text="months since the pairing began", range=[-0.15 * last, 1.4 * last], tickvals=months)
    figure.update_yaxes(title_text=unit, range=[_BELOW - _ROW * len(info), 104], tickvals=[0, 25, 50, 75, 100])
    return finish(
        figure, title=title, note="marks: months at which enough ended", summary=_in_words(info, title, unit),
        height=380 + 22 * len(info), table=_table(info, unit),
    )  # fmt: skip


def _spread(heights: Sequence[float]) -> list[float]:
    """Heights for labels, moved apart where they would lie on one another, in their order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = [float(height) for height in heights]
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + _APART)
    over = max(0.0, max(moved) - 100.0)
    return [height - over for height in moved]


def _legible(line: Line, apart: float) -> dict[int, str]:
    """Pairings in sight by month, those left out that would stand too close to the one before."""
    kept: dict[int, str] = {}
    for month, number in zip(line.months, line.at_risk, strict=True):
        if not kept or month - max(kept) >= apart:
            kept[month] = number
    return kept


def _table(info: Sequence[Line], unit: str) -> list[tuple[str, ...]]:
    rows = [
        (line.label, str(month), f"{share:.0f} %", interval, at_risk)
        for line in info
        for month, share, interval, at_risk in zip(line.months, line.shares, line.intervals, line.at_risk, strict=True)
    ]
    return [("Pairings", "After months", unit.removeprefix("% ").capitalize(), "95 % interval", "In sight"), *rows]


def _in_words(info: Sequence[Line], title: str, unit: str) -> Iterable[str]:
    yield f"{title}: {unit} after so many months."
    for line in info:
        marks = [f"{share:.0f} % after {month}" for month, share in zip(line.months, line.shares, strict=True) if month]
        listed = ", ".join(marks) or "too few ended to show a month"
        yield f"{line.label.capitalize()} ({line.at_risk[0]} pairings): {listed}."
