"""What else goes with the outcome: how much each factor explains, and the outcome by how often people met.

The share of a factor is shown by itself and beside all the others: if the second is much smaller, other factors hold
the same information.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from mentorstats.analyses.explore import DoseCurve, Exploration
from mentorstats.charts.style import BLUE, GRAY, INK, SKY, finish, plain, words
from mentorstats.formats import written
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

LIMIT = 0.05


@dataclass(frozen=True)
class Share:
    """One factor: what it explains by itself and beside the others, in percent, and whether it is clear."""

    title: str
    alone: float
    beside: float
    clear: bool
    after: bool


def explained_shares(exploration: Exploration) -> tuple[Share, ...]:
    """The factors that have a share, the largest first."""
    known = shareable(exploration.factors).dropna(subset=["alone"])
    known = known.sort_values("alone", ascending=False, kind="stable")
    clear = set(exploration.factors.loc[exploration.factors["p_adjusted"] < LIMIT, "factor"])
    return tuple(
        Share(
            title=row["factor"],
            alone=round(100 * row["alone"], 1),
            beside=round(100 * row["beside_the_others"], 1),
            clear=row["factor"] in clear,
            after=row["after"],
        )
        for row in known.to_dict("records")
    )


def explained(exploration: Exploration) -> go.Figure:
    """Draw how much of what the adjustment leaves open each factor explains, by itself and beside the others."""
    known = exploration.factors["n_overlap"].dropna()
    mentees = exploration.rounding.words(int(known.iloc[0]), "mentee") if len(known) else ""
    return draw_shares(explained_shares(exploration), outcome=words(exploration.outcome), mentees=mentees)


def draw_shares(info: tuple[Share, ...], *, outcome: str, mentees: str) -> go.Figure:
    """Draw two marks a factor: a filled one by itself, an open one beside the others.

    ``mentees`` says of how many all the factors are known.
    """
    places = list(range(len(info)))
    reach = max((max(share.alone, share.beside) for share in info if math.isfinite(share.beside)), default=1.0)
    figure = go.Figure()
    for place, share in zip(places, info, strict=True):
        figure.add_shape(
            type="line", x0=share.beside, x1=share.alone, y0=place, y1=place, line={"color": SKY, "width": 2}
        )
    looks = {"by itself": ("circle", [share.alone for share in info]),
             "beside the others": ("diamond-open", [share.beside for share in info])}  # fmt: skip
    for symbol, values in looks.values():
        figure.add_scatter(
            x=values, y=places, mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"symbol": symbol, "size": 11, "color": [BLUE if share.clear else GRAY for share in info]},
        )  # fmt: skip
    ticks = [f"{_label(share)}{' *' if share.after else ''}" for share in info]
    figure.update_xaxes(title_text="% of what is left open", range=[-0.03 * reach, 1.08 * reach])
    figure.update_yaxes(tickvals=places, ticktext=ticks, range=[len(info) - 0.5, -0.5], showgrid=False)
    table = [
        ("Factor", "By itself", "Beside the others", "Found", "When"),
        *((share.title, f"{share.alone:.1f} %", _percent(share.beside), "yes" if share.clear else "no",
           "after the match" if share.after else "before") for share in info),
    ]  # fmt: skip
    note = "filled: by itself; open: beside others; bold: found; *: after the match"
    return finish(
        figure, title=f"What goes with {outcome}", note=note,
        summary=_shares_in_words(info, outcome, mentees), height=110 + 40 * max(1, len(info)), table=table,
    )  # fmt: skip


def _label(share: Share) -> str:
    name = plain(share.title, width=24)
    return f"<b>{name}</b>" if share.clear else name


def _percent(value: float) -> str:
    return f"{value:.1f} %" if math.isfinite(value) else ""


def _shares_in_words(info: tuple[Share, ...], outcome: str, mentees: str) -> Iterable[str]:
    yield f"How much of what the adjustment leaves open of {outcome} each factor explains."
    if not info:
        yield "Nothing could be looked at."
        return
    yield f"All of these are known of {mentees}, whom the shares are about."
    listed = (
        f"{share.title} {share.alone:.1f} % by itself, {_percent(share.beside)} beside the others" for share in info
    )
    yield f"{'; '.join(listed)}."
    clear = [share.title for share in info if share.clear]
    yield f"Found beyond luck: {', '.join(clear) or 'none'}."
    after = [share.title for share in info if share.after]
    if after:
        yield f"After the match, so they may follow from how it went: {', '.join(after)}."


def dose(curve: DoseCurve) -> go.Figure:
    """Draw the outcome that the model expects at each dose, with its 95 % band."""
    rows, scale = shareable(curve.curve), curve.scale
    x = rows["dose"].tolist()
    figure = go.Figure()
    figure.add_scatter(
        x=[*x, *reversed(x)], y=[*rows["conf_low"], *reversed(rows["conf_high"].tolist())], fill="toself",
        mode="lines", line={"width": 0}, fillcolor="rgba(86,180,233,0.3)", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(x=x, y=rows["estimate"], mode="lines", line={"color": INK, "width": 3}, hoverinfo="skip")
    figure.update_xaxes(title_text=curve.name)
    figure.update_yaxes(title_text=plain(f"{scale.outcome} ({scale.unit})", width=28, lines=1))
    shown = rows.iloc[np.linspace(0, len(rows) - 1, 7).round().astype(int)]
    doses = [written(dose, curve.dose_step) for dose in shown["dose"]]
    expected = [scale.number(value) for value in shown["estimate"]]
    ranges = [scale.range(*ends) for ends in zip(shown["conf_low"], shown["conf_high"], strict=True)]
    table = [(curve.name.capitalize(), "Expected", "95 % interval"), *zip(doses, expected, ranges, strict=True)]
    return finish(
        figure, title=f"{capitalize(scale.outcome)} by {curve.name}",
        note=f"line: model, {curve.rounding.words(curve.mentees, 'mentee')}; band: 95 %", summary=[curve.text],
        height=360,
        table=table,
    )  # fmt: skip
