"""How close the industries of a program are: all of them with each other, and one with its neighbors.

In the heatmap, similar industries stand beside each other, so that clusters show as dark blocks; only industries of
enough people are named.  In the neighborhood of one industry, the neighbors are those of the measure, whether the
program has them or not, and only the numbers of mentors tell about people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from mentorstats.charts.style import BLUE, GRAY, INK, PALE, SKY, VERMILION, across, finish, plain, words
from mentorstats.errors import PlainError
from mentorstats.program import Program
from mentorstats.tables.industries import people_by_industry

MOST = 20
# With more columns than these their names have one line each.
WRAPPED = 7
NEAREST = 8


@dataclass(frozen=True)
class Closeness:
    """Industries in an order in which similar ones are neighbors, and how close each two are.

    ``similarity`` is None where unknown and for an industry with itself; ``left_out`` counts industries of few
    people, ``beyond`` those that would not fit.
    """

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    people: tuple[str, ...]
    similarity: tuple[tuple[float | None, ...], ...]
    adjacent: tuple[tuple[bool, ...], ...]
    left_out: int
    beyond: int
    cut: float

    def pairs(self) -> list[tuple[float, bool, str, str]]:
        """Similarity, whether adjacent, and both titles of each pair whose similarity is known, closest first."""
        pairs = [
            (value, self.adjacent[i][j], self.titles[i], self.titles[j])
            for i, row in enumerate(self.similarity)
            for j, value in enumerate(row[:i])
            if value is not None
        ]
        return sorted(pairs, key=lambda pair: (-pair[0], pair[2:]))


def closeness_between(program: Program) -> Closeness:
    """How close a program's industries of enough people are; the ``MOST`` largest of them."""
    every, rounding = people_by_industry(program), program.rounding
    enough = every[every["people"].map(rounding.enough).astype(bool)]
    named = enough.head(MOST)
    similarity, tier = program.industries.between(named["code"].tolist())
    order = alike_order(similarity.to_numpy(dtype=float))
    values = similarity.to_numpy(dtype=float)[np.ix_(order, order)]
    np.fill_diagonal(values, np.nan)
    return Closeness(
        codes=tuple(named["code"].iloc[order]),
        titles=tuple(named["title"].iloc[order]),
        people=tuple(rounding.cell(int(count)) for count in named["people"].iloc[order]),
        similarity=tuple(tuple(float(v) if np.isfinite(v) else None for v in row) for row in values),
        adjacent=tuple(tuple(row) for row in (tier.to_numpy()[np.ix_(order, order)] == "adjacent").tolist()),
        left_out=len(every) - len(enough),
        beyond=len(enough) - len(named),
        cut=program.industries.cut,
    )


def alike_order(similarity: np.ndarray) -> list[int]:
    """An order in which similar rows are neighbors: average linkage, its leaves ordered as well as can be.

    Unknown similarities (NaN) count as 0.  Of an order and its reverse, the one that begins with the lower row.

    >>> alike_order(np.array([[1, 0.1, 0.8], [0.1, 1, 0.2], [0.8, 0.2, 1]]))
    [0, 2, 1]
    """
    if len(similarity) < 3:
        return list(range(len(similarity)))
    distance = 1 - np.clip(np.nan_to_num(similarity, nan=0.0), 0, 1)
    np.fill_diagonal(distance, 0.0)
    pairwise = squareform((distance + distance.T) / 2, checks=False)
    order = leaves_list(linkage(pairwise, "average", optimal_ordering=True)).tolist()
    return order if order[0] < order[-1] else order[::-1]


def industry_heatmap(program: Program) -> go.Figure:
    """Draw how close the industries of the program are, similar ones side by side, adjacent ones marked."""
    return draw_closeness(closeness_between(program), few=program.rounding.few)


def draw_closeness(info: Closeness, *, few: str) -> go.Figure:
    """Draw the table: the darker, the more similar; a dot where two are adjacent."""
    places = list(range(len(info.titles)))
    figure = go.Figure()
    figure.add_heatmap(
        x=places, y=places, z=[list(row) for row in info.similarity], hoverinfo="skip", zmin=0, zmax=1,
        colorscale=[[0, "#FFFFFF"], [1, BLUE]], xgap=1, ygap=1,
        colorbar={"orientation": "h", "thickness": 8, "len": 0.9, "x": 0.5, "y": 1, "yanchor": "bottom", "ypad": 0,
                  "ticklabelposition": "outside top", "tickvals": [0, 0.5, 1],
                  "ticktext": ["0", "similarity", "1"], "tickfont_size": 11},
    )  # fmt: skip
    dots = [(j, i) for i in places for j in places if info.adjacent[i][j]]
    figure.add_scatter(
        x=[x for x, _ in dots], y=[y for _, y in dots], mode="markers", hoverinfo="skip",
        marker={"size": 7, "color": VERMILION, "line": {"color": "white", "width": 1}},
    )  # fmt: skip
    ends = [-0.5, len(places) - 0.5]
    lines = 2 if len(places) <= WRAPPED else 1
    columns = [plain(title, width=across(title, lines=lines), lines=lines) for title in info.titles]
    rows = [plain(title, width=20, lines=2) for title in info.titles]
    axis = {"tickvals": places, "tickfont_size": 11, "showgrid": False, "ticklabelstandoff": 2}
    figure.update_xaxes(axis, ticktext=columns, tickangle=-90, range=ends)
    figure.update_yaxes(axis, ticktext=rows, range=ends[::-1])
    figure.update_layout(plot_bgcolor=PALE)
    return finish(
        figure,
        title="How close this program's industries are",
        note=f"dot: adjacent, {info.cut:.2f} or more; gray: same or not known",
        summary=_closeness_in_words(info, few),
        height=170 + 34 * len(places),
        above=24,
    )


def _closeness_in_words(info: Closeness, few: str) -> Iterable[str]:
    pairs = info.pairs()
    adjacent = [pair for pair in pairs if pair[1]]
    yield f"Similarity between {len(info.titles)} industries of this program."
    if pairs:
        yield f"{len(adjacent)} of {len(pairs)} pairs are adjacent ({info.cut:.2f} or more)."
    else:
        yield "No two of them can be compared."
    if adjacent:
        yield "Closest: " + "; ".join(_pair_words(pair) for pair in adjacent[:3]) + "."
    if len(pairs) > 3:
        yield f"Least close: {_pair_words(pairs[-1])}."
    if len(info.titles) > 2:
        yield f"In the order shown: {'; '.join(words(title) for title in info.titles)}."
    left_out = (info.left_out, f"of {few} people"), (info.beyond, "smaller ones")
    if listed := " and ".join(f"{count} {kind}" for count, kind in left_out if count):
        yield f"Left out: {listed}."


def _pair_words(pair: tuple[float, bool, str, str]) -> str:
    return f"{words(pair[2])} and {words(pair[3])} ({pair[0]:.2f})"


@dataclass(frozen=True)
class Neighbor:
    """An industry beside the one in the middle: how close, which tier, and how many mentors (as text)."""

    title: str
    similarity: float
    tier: str
    mentors: str


@dataclass(frozen=True)
class Neighborhood:
    """One industry, itself first, then its nearest by similarity; ``degree`` is how many are adjacent to it."""

    title: str
    neighbors: tuple[Neighbor, ...]
    degree: int
    cut: float


def neighborhood_of(program: Program, name: str | None = None) -> Neighborhood:
    """The industry that ``name`` stands for, else the most frequent one of the program, and its nearest neighbors.

    ``ValueError`` if the name is unknown, or if no name is given and no industry of the program is known.
    """
    people = people_by_industry(program)
    if name is not None:
        code = next((named.code for named in program.industries.parts(name) if named.code), None)
        if code is None:
            raise PlainError(f"{name!r} is not a known industry; industry_table shows those of this program")
    elif people.empty:
        raise PlainError("no industry of this program's people is known; name one")
    else:
        code = str(people["code"].iloc[0])
    return neighborhood_at(program, code)


def neighborhood_at(program: Program, code: str) -> Neighborhood:
    """The industry of this code and its nearest."""
    industries, people = program.industries, people_by_industry(program)
    near = industries.neighbors(code, n=NEAREST)
    codes = [code, *near["code"]]
    tiers = list(industries.between(codes)[1].iloc[0])
    mentors = people.set_index("code")["mentors"].reindex(codes, fill_value=0)
    counts = [program.rounding.cell(int(count)) for count in mentors]
    values = [1.0, *near["similarity"]]
    rows = zip([industries.title(c) for c in codes], values, ["same", *tiers[1:]], counts, strict=True)
    return Neighborhood(
        industries.title(code), tuple(Neighbor(*row) for row in rows), industries.degree(code), industries.cut
    )


def industry_neighborhood(program: Program, name: str | None = None) -> go.Figure:
    """Draw one industry's nearest neighbors by similarity, and how many of the program's mentors come from each.

    The industry is the one that ``name`` stands for, else the most frequent one.  Neighbors are of all industries
    there are, so they show where more mentors could be found.  Errors: ``neighborhood_of``.
    """
    return draw_neighborhood(neighborhood_of(program, name))


def draw_neighborhood(info: Neighborhood) -> go.Figure:
    """Draw similarity as dots on a line, filled where adjacent, with the mentors' number at the right."""
    places = list(range(len(info.neighbors)))
    figure = go.Figure()
    for place, neighbor in zip(places, info.neighbors, strict=True):
        figure.add_shape(
            type="line",
            x0=0,
            x1=neighbor.similarity,
            y0=place,
            y1=place,
            line={"color": SKY, "width": 2},
            layer="below",
        )
    looks = {"same": ("diamond", BLUE), "adjacent": ("circle", BLUE)}
    shapes = [looks.get(neighbor.tier, ("circle-open", GRAY)) for neighbor in info.neighbors]
    figure.add_scatter(
        x=[neighbor.similarity for neighbor in info.neighbors], y=places, mode="markers", hoverinfo="skip",
        cliponaxis=False,
        marker={"size": 12, "symbol": [shape for shape, _ in shapes], "color": [color for _, color in shapes],
                "line": {"width": 2}},
    )  # fmt: skip
    figure.add_scatter(
        x=[1.22] * len(places), y=places, text=[plain(neighbor.mentors) for neighbor in info.neighbors], mode="text",
        hoverinfo="skip", textposition="middle center",
    )  # fmt: skip
    if np.isfinite(info.cut):
        figure.add_vline(x=info.cut, line={"color": INK, "width": 1, "dash": "dash"})
        figure.add_annotation(x=info.cut, y=-0.85, text="adjacent →", showarrow=False, xanchor="left", xshift=4)
    figure.add_annotation(x=1.22, y=-0.85, text="mentors", showarrow=False, font={"color": GRAY})
    ticks = [f"{plain(neighbor.title, width=22)}" for neighbor in info.neighbors]
    figure.update_xaxes(title_text="similarity", range=[0, 1.4], tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_yaxes(tickvals=places, ticktext=ticks, range=[len(places) - 0.5, -1.3], showgrid=False)
    return finish(
        figure,
        title=f"Close to {info.title}",
        note=_key(info),
        summary=_neighborhood_in_words(info),
        height=130 + 40 * len(places),
    )


def _key(info: Neighborhood) -> str:
    limit = f", from {info.cut:.2f}" if np.isfinite(info.cut) else ""
    return f"diamond: the same; filled: adjacent{limit}; open: distant; right: mentors"


def _neighborhood_in_words(info: Neighborhood) -> Iterable[str]:
    near = info.neighbors[1:]
    yield f"{words(info.title)} and its nearest industries, with this program's mentors from each."
    yield f"The same: {info.neighbors[0].mentors} mentors."
    if not near:
        yield "How close it is to others is not known."
        return
    listed = (
        f"{words(neighbor.title)} {neighbor.similarity:.2f}, {neighbor.tier} ({neighbor.mentors} mentors)"
        for neighbor in near
    )
    yield "; ".join(listed) + "."
    limit = f", those of a similarity of {info.cut:.2f} or more" if np.isfinite(info.cut) else ""
    yield f"{info.degree} industries in all are adjacent to it{limit}."
