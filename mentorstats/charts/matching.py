"""Who is matched with whom: pairings by the sector of both sides, as a table of colors.

The largest sectors have rows and columns of their own and the others are pooled, because a table of every sector by
every sector would say little but ``<10``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mentorstats.charts.style import GRAY, INK, PALE, SKY, across, finish, plain, words
from mentorstats.industry import Industries
from mentorstats.privacy.suppression import NOT_SHOWN, suppress_small_counts, total_text
from mentorstats.program import Program
from mentorstats.schema.tables import NEVER_BEGAN

OTHERS = "all others, not known"


@dataclass(frozen=True)
class Matching:
    """Pairings by sector: ``cells[i][j]`` (text) joins mentees of sector i with mentors of sector j."""

    sectors: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    pairings: str

    def shown(self) -> list[tuple[int, str, str]]:
        """Count and both sectors of every cell that is neither hidden nor empty, largest first."""
        cells = [
            (int(text), mentee, mentor)
            for mentee, row in zip(self.sectors, self.cells, strict=True)
            for mentor, text in zip(self.sectors, row, strict=True)
            if text.isdigit() and text != "0"
        ]
        return sorted(cells, key=lambda cell: -cell[0])


def match_sectors(pairs: pd.DataFrame, *, min_people: int = 10, largest: int = 6) -> Matching:
    """Count pairings by both sides' sectors, all but the ``largest`` together; a cell rests on its mentees.

    ``pairs`` has mentee_id, mentee_sector and mentor_sector, one row a pairing.
    """
    both = pd.concat([pairs["mentee_sector"], pairs["mentor_sector"]]).tolist()
    sizes = {sector: both.count(sector) for sector in set(both) - {OTHERS}}
    sectors = sorted(sizes, key=lambda sector: (-sizes[sector], sector))[:largest]
    mentees, mentors = (
        pairs[side].where(pairs[side].isin(sectors), OTHERS) for side in ("mentee_sector", "mentor_sector")
    )
    if OTHERS in {*mentees, *mentors}:
        sectors.append(OTHERS)
    inside = [[pairs.loc[(mentees == row) & (mentors == column), "mentee_id"] for column in sectors] for row in sectors]
    counts = pd.DataFrame([[len(cell) for cell in row] for row in inside])
    people = pd.DataFrame([[cell.nunique() for cell in row] for row in inside])
    text = suppress_small_counts(counts, min_people=min_people, people=people)
    total = total_text(len(pairs), min_people=min_people, people=len(set(pairs["mentee_id"])))
    return Matching(tuple(sectors), tuple(tuple(row) for row in text.to_numpy().tolist()), total)


def matching_heatmap(program: Program) -> go.Figure:
    """Draw how many pairings join which mentee's sector with which mentor's sector, small counts hidden."""
    return draw_matching(match_sectors(paired_sectors(program), min_people=program.min_people))


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
        x=places, y=places, z=[[int(text) if text.isdigit() else None for text in row] for row in info.cells],
        texttemplate="%{z}", textfont={"size": 12, "color": INK}, hoverinfo="skip",
        zmin=0, colorscale=[[0, "#FFFFFF"], [1, SKY]], showscale=False, xgap=2, ygap=2,
    )  # fmt: skip
    hidden = [
        (column, row, plain(info.cells[row][column].replace(NOT_SHOWN, "…")))
        for row in places
        for column in places
        if not info.cells[row][column].isdigit()
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
    note = f"{info.pairings} pairings" + ("; gray: hidden, few people" if hidden else "")
    height = 190 + 46 * len(places)
    table = [("Mentee’s sector", *info.sectors), *((s, *row) for s, row in zip(info.sectors, info.cells, strict=True))]
    return finish(
        figure, title="Who is matched with whom", note=note, summary=_summary(info), height=height, table=table
    )


def _summary(info: Matching) -> Iterable[str]:
    yield f"Pairings by the sector of both sides ({info.pairings} pairings)."
    shown = [cell for cell in info.shown() if OTHERS not in cell][:3]
    if shown:
        most = [
            f"mentees in {words(mentee)} with mentors in {words(mentor)} ({count})" for count, mentee, mentor in shown
        ]
        yield f"Most frequent: {'; '.join(most)}."
    hidden = sum(not text.isdigit() for row in info.cells for text in row)
    if hidden:
        yield f"{hidden} of {len(info.sectors) ** 2} cells are hidden because of few people."
