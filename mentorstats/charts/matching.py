"""Who is matched with whom: pairings by the sector of both sides, as a table of colors.

The largest sectors have rows and columns of their own and the others are pooled, as many as leave most cells with
enough people to be shown.  Where even few sectors leave most cells hidden, the sectors of each side are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mentorstats.charts.counts import Bar, bars_of, draw
from mentorstats.charts.style import GRAY, INK, PALE, SKY, across, finish, plain, words
from mentorstats.industry import Industries
from mentorstats.program import Program
from mentorstats.rounding import NOT_SHOWN, Counted, Rounding
from mentorstats.schema.tables import NEVER_BEGAN

OTHERS = "all others, not known"
LARGEST = 6
# The share of cells that have to be shown.
MOST = 0.5
_TITLE = "Who is matched with whom"


@dataclass(frozen=True)
class Matching:
    """Pairings by sector: ``cells[i][j]`` (text) joins mentees of sector i with mentors of sector j.

    ``numbers`` are those of the cells, None where hidden.
    """

    sectors: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[int | None, ...], ...]
    pairings: str

    def shown(self) -> list[tuple[int, str, str]]:
        """Count and both sectors of every cell that is not hidden, largest first."""
        cells = [
            (number, mentee, mentor)
            for mentee, row in zip(self.sectors, self.numbers, strict=True)
            for mentor, number in zip(self.sectors, row, strict=True)
            if number
        ]
        return sorted(cells, key=lambda cell: -cell[0])


def match_sectors(pairs: pd.DataFrame, rounding: Rounding, *, largest: int = LARGEST) -> Matching | None:
    """Count pairings by both sides' sectors, all but the largest together; None where most cells would be hidden.

    ``pairs`` has mentee_id, mentee_sector and mentor_sector, one row a pairing.
    """
    named = _named(pairs, rounding)
    for number in range(min(largest, len(named)), 0, -1):
        matched = _matched(pairs, named[:number], rounding)
        hidden = [cell is None for row in matched.numbers for cell in row]
        if sum(hidden) <= (1 - MOST) * len(hidden):
            return matched
    return None


def _counted(pairs: pd.DataFrame) -> Counted:
    return Counted(len(pairs), pairs["mentee_id"].nunique())


def _named(pairs: pd.DataFrame, rounding: Rounding) -> list[str]:
    """The sectors that enough pairings have on one side, the largest first."""
    both = pd.concat([pairs["mentee_sector"], pairs["mentor_sector"]]).tolist()
    sizes = {sector: both.count(sector) for sector in set(both) - {OTHERS}}
    sides = ("mentee_sector", "mentor_sector")
    enough = [s for s in sizes if any(rounding.enough(_counted(pairs[pairs[side] == s])) for side in sides)]
    return sorted(enough, key=lambda sector: (-sizes[sector], sector))


def _matched(pairs: pd.DataFrame, sectors: list[str], rounding: Rounding) -> Matching:
    mentees, mentors = (
        pairs[side].where(pairs[side].isin(sectors), OTHERS) for side in ("mentee_sector", "mentor_sector")
    )
    names = [*sectors, OTHERS]
    counts = [[_counted(pairs[(mentees == row) & (mentors == column)]) for column in names] for row in names]
    every = [*chain(*counts)]
    texts = rounding.parts(every, total=_counted(pairs))
    cells = [tuple(texts[place : place + len(names)]) for place in range(0, len(texts), len(names))]
    numbers = [tuple(rounding.number(count) for count in row) for row in counts]
    return Matching(tuple(names), tuple(cells), tuple(numbers), rounding.total(_counted(pairs), every))


def matching_heatmap(program: Program) -> go.Figure:
    """Draw how many pairings join which mentee's sector with which mentor's sector.

    Where few people share most pairs of sectors, draw how many pairings have mentees, and how many mentors, of which.
    """
    pairs = paired_sectors(program)
    info = match_sectors(pairs, program.rounding)
    return draw_margins(pairs, program.rounding) if info is None else draw_matching(info)


def draw_margins(pairs: pd.DataFrame, rounding: Rounding) -> go.Figure:
    """Draw the pairings by the sector of each side by itself."""
    named, bars = _named(pairs, rounding)[:LARGEST], list[Bar]()
    for side in ("mentee", "mentor"):
        own = pairs[f"{side}_sector"].where(pairs[f"{side}_sector"].isin(named), OTHERS)
        counts = [(f"{side}s: {sector}", _counted(pairs[own == sector])) for sector in (*named, OTHERS)]
        bars += bars_of(counts, rounding, total=_counted(pairs))
    return draw(bars, title=_TITLE, of="pairings", whole=f"{rounding.cell(_counted(pairs))} pairings")


def paired_sectors(program: Program) -> pd.DataFrame:
    """One row for each pairing that began: mentee_id, mentee_sector, mentor_sector, in titles.

    A pairing's own industries win over those of the people; the first of several industries decides.
    """
    people = program.people.drop_duplicates("person_id")
    known = dict(zip(people["person_id"], people["industry"], strict=True))
    rows = [
        row
        for row in program.pairings.to_dict("records")
        if row["status"] not in NEVER_BEGAN and row["mentee_id"] != row["mentor_id"]
    ]
    cells = {side: [_industry(row, side, known) for row in rows] for side in ("mentee", "mentor")}
    codes = program.industries.nodes(dict.fromkeys(cell for side in cells.values() for cell in side if cell))
    titles = {cell: _sector_title(program.industries, sector_codes) for cell, sector_codes in codes.items()}
    sectors = {f"{side}_sector": [titles.get(cell, OTHERS) for cell in cells[side]] for side in cells}
    return pd.DataFrame({"mentee_id": [row["mentee_id"] for row in rows], **sectors})


def _industry(row: dict[Any, Any], side: str, known: dict[str, Any]) -> str:
    of_pairing = row[f"{side}_industry"]
    name = of_pairing if isinstance(of_pairing, str) else known.get(row[f"{side}_id"])
    return name if isinstance(name, str) else ""


def _sector_title(industries: Industries, codes: tuple[str, ...]) -> str:
    return (industries.sector_title(industries.sector(codes[0])) if codes else "") or OTHERS


def draw_matching(info: Matching) -> go.Figure:
    """Draw the table: the darker a cell, the more pairings; gray where the number is hidden."""
    places = list(range(len(info.sectors)))
    figure = go.Figure()
    figure.add_heatmap(
        x=places, y=places, z=[list(row) for row in info.numbers],
        texttemplate="%{z}", textfont={"size": 12, "color": INK}, hoverinfo="skip",
        zmin=0, colorscale=[[0, "#FFFFFF"], [1, SKY]], showscale=False, xgap=2, ygap=2,
    )  # fmt: skip
    hidden = [
        (column, row, plain(info.cells[row][column].replace(NOT_SHOWN, "…")))
        for row in places
        for column in places
        if info.numbers[row][column] is None
    ]
    figure.add_scatter(
        x=[x for x, _, _ in hidden], y=[y for _, y, _ in hidden], text=[text for _, _, text in hidden],
        mode="text", textfont={"size": 12, "color": GRAY}, hoverinfo="skip",
    )  # fmt: skip
    axis = {"tickvals": places, "tickfont_size": 11, "showgrid": False}
    columns = [plain(title, width=across(title), lines=2) for title in info.sectors]
    rows = [plain(title, width=18, lines=3) for title in info.sectors]
    figure.update_xaxes(axis, ticktext=columns, tickangle=-90, range=[-0.5, len(places) - 0.5])
    figure.update_yaxes(axis, ticktext=rows, range=[len(places) - 0.5, -0.5])
    figure.update_layout(plot_bgcolor=PALE)
    figure.add_annotation(
        x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom", showarrow=False,
        text="rows: mentee's sector, columns: mentor's sector", font={"color": GRAY},
    )  # fmt: skip
    note = f"{info.pairings} pairings" + ("; gray: few or none" if hidden else "")
    height = 190 + 46 * len(places)
    table = [("Mentee’s sector", *info.sectors), *((s, *row) for s, row in zip(info.sectors, info.cells, strict=True))]
    return finish(figure, title=_TITLE, note=note, summary=_summary(info), height=height, table=table)


def _summary(info: Matching) -> Iterable[str]:
    yield f"Pairings by the sector of both sides ({info.pairings} pairings)."
    shown = [cell for cell in info.shown() if OTHERS not in cell][:3]
    if shown:
        most = [
            f"mentees in {words(mentee)} with mentors in {words(mentor)} ({count:,})" for count, mentee, mentor in shown
        ]
        yield f"Most frequent: {'; '.join(most)}."
    hidden = sum(number is None for row in info.numbers for number in row)
    if hidden:
        yield f"{hidden} of {len(info.sectors) ** 2} cells have few pairings or none."
