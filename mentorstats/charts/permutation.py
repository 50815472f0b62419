"""Permutation tests as histograms: the statistics of all shuffles, and the observed one among them.

If many shuffles are as far from 0 as the observed statistic, chance could explain it.  They are counted; no formula is
needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from mentorstats.charts.style import GRAY, INK, VERMILION, finish, plain
from mentorstats.formats import equals
from mentorstats.models.permutation import PermutationTest

__all__ = ["ShufflesInfo", "permutation_chart", "shuffles_info"]

_BARS = 30


@dataclass(frozen=True, eq=False)
class ShufflesInfo:
    """Bars of the shuffles' values: ``edges`` (one more than bars), ``shares`` in percent, and which are as ``far`` as
    seen.  Where the shuffles are all that there are, how many they are says how many people could be moved.
    """

    edges: np.ndarray
    shares: np.ndarray
    far: np.ndarray
    seen: float
    reached: int
    shuffles: int
    beyond: int
    p_value: float
    error: float
    exact: bool


def shuffles_info(test: PermutationTest) -> ShufflesInfo:
    """The histogram of a test; the observed value is an edge, so that no bar is on both sides of it."""
    draws = test.draws[np.isfinite(test.draws)]
    seen = abs(test.statistic) if np.isfinite(test.statistic) else 0.0
    reach = float(max(np.abs(draws).max(initial=0.0), seen)) or 1.0
    width = seen / max(1, round(seen / (2 * reach / _BARS))) if seen > reach / _BARS else 2 * reach / _BARS
    half = int(np.ceil(reach / width)) + 1
    edges = width * np.arange(-half, half + 1)
    # A shuffle that equals the observed value belongs to the far side, whatever its last digit.
    counts = np.histogram(draws * (1.0 + 1e-9), edges)[0]
    kept = np.flatnonzero(counts)
    first, last = (kept[0], kept[-1] + 1) if len(kept) else (0, len(counts))
    edges, counts = edges[first : last + 1], counts[first:last]
    middles = (edges[:-1] + edges[1:]) / 2
    reached = int(np.sum(np.abs(test.draws) >= seen * (1.0 - 1e-9)))
    return ShufflesInfo(
        edges, 100 * counts / max(len(test.draws), 1), np.abs(middles) > seen, float(test.statistic), reached,
        len(test.draws), len(test.draws) - len(draws), test.p_value, test.monte_carlo_error, test.exact,
    )  # fmt: skip


def permutation_chart(
    test: PermutationTest, *, title: str = "What chance alone gives", unit: str = "difference in standard errors (t)"
) -> go.Figure:
    """Draw the values of all shuffles as bars and the observed one as a line; orange bars are as far from 0.

    ``unit`` names the axis: a test of one contrast holds t, a joint test of a specification curve what it is of.
    """
    info = shuffles_info(test)
    middles, widths = (info.edges[:-1] + info.edges[1:]) / 2, np.diff(info.edges)
    figure = go.Figure()
    stripes = {"shape": ["/" if far else "" for far in info.far], "fillmode": "overlay", "fgcolor": "white"}
    colors = [VERMILION if far else GRAY for far in info.far]
    figure.add_bar(
        x=middles.round(3), y=info.shares.round(1), width=widths.round(3), hoverinfo="skip",
        marker={"color": colors, "line": {"color": "white", "width": 1}, "pattern": stripes},
    )  # fmt: skip
    figure.add_vline(x=round(info.seen, 2), line={"color": INK, "width": 2})
    left = info.seen > float(middles.mean())
    figure.add_annotation(
        x=round(info.seen, 2), y=1, yref="paper", yanchor="top", xanchor="right" if left else "left", showarrow=False,
        text=f" seen: {_number(info.seen)} ", font={"color": INK}, bgcolor="rgba(255,255,255,0.8)",
    )  # fmt: skip
    reach = [min(float(info.edges[0]), info.seen), max(float(info.edges[-1]), info.seen)]
    margin = 0.04 * (reach[1] - reach[0])
    figure.update_xaxes(title_text=plain(unit), range=[round(reach[0] - margin, 2), round(reach[1] + margin, 2)])
    figure.update_yaxes(title_text="% of the shuffles", rangemode="tozero")
    figure.update_layout(bargap=0)
    note = f"{_how_many(info)}; striped: as far from 0 as what was seen"
    return finish(figure, title=title, note=note, summary=_summary(info, unit), height=320)


def _summary(info: ShufflesInfo, unit: str) -> Iterable[str]:
    yield f"Seen was {_number(info.seen)} ({unit})."
    reached = f"{100 * info.reached / max(info.shuffles, 1):.2g} %"
    yield f"Of {_how_many(info)} {reached} were as far from 0 or farther: {_p(info)}."
    if info.beyond:
        yield "Shuffles from which nothing could be estimated count among them and are not drawn."


def _how_many(info: ShufflesInfo) -> str:
    return "all shuffles that there are" if info.exact else f"{info.shuffles:,} shuffles"


def _p(info: ShufflesInfo) -> str:
    return f"p {equals(info.p_value)}" + ("" if info.exact else f" ± {info.error:.4f}")


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
