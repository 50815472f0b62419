"""Who is in the data, before any question is asked of it: metrics, the way to the analysis, meetings, match length."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from mentorstats import charts
from mentorstats.asked import ADJACENCY
from mentorstats.lasting import early_closures, match_length
from mentorstats.loading import Program
from mentorstats.overview import meeting_rates, program_metrics
from mentorstats.page.pieces import Figure, Part, Table, figure_of
from mentorstats.page.rounded import capital
from mentorstats.schema import UnusableExports

__all__ = ["everyone"]

HEADING, LASTING = "Who is in the data", "How long pairings last"


def everyone(program: Program, *, outcome: str) -> tuple[Part, ...]:
    """Who takes part, who is compared in the end, how often people meet; and how long pairings last."""
    drawn = [charts.mentors_per_mentee(program), charts.mentor_load(program), charts.matching_heatmap(program)]
    if len(meeting_rates(program)):
        drawn.append(charts.sessions_a_month(program))
    figures = (*_flow(program, outcome), *(figure_of(figure) for figure in drawn))
    who = Part("who", HEADING, HEADING, figures=figures, tables=(_metrics(program),), tables_first=True)
    return who, *_lasting(program)


def _flow(program: Program, outcome: str) -> Iterator[Figure]:
    try:
        yield figure_of(charts.flow(program, ADJACENCY, outcome=outcome))
    except UnusableExports:
        return


def _lasting(program: Program) -> Iterator[Part]:
    """How long pairings last and why some are closed early, where the exports tell."""
    try:
        length = match_length(program)
    except UnusableExports:
        return
    paragraphs = (*length.text.split("\n\n"), *early_closures(program).text.split("\n\n"))
    figures = (figure_of(charts.going_on(length)), figure_of(charts.early_closures(program)))
    yield Part("lasting", LASTING, LASTING, paragraphs, figures)


def _metrics(program: Program) -> Table:
    """The numbers that the field reports, each with its definition."""
    rows = tuple(
        (f"{capital(row['metric'])} ({row['of']})", _value(row), row["definition"], row["note"])
        for row in program_metrics(program).to_dict("records")
    )
    return Table("The program in numbers", ("Metric", "Value", "What it is", "Note"), rows)


def _value(row: dict) -> str:
    if not math.isfinite(row["value"]):
        return "not shown"
    number = f"{row['value']:,.0f}" if row["unit"] in ("%", "people") else f"{row['value']:.2f}"
    of = f" of {row['denominator']:,.0f}" if row["unit"] == "%" and not pd.isna(row["denominator"]) else ""
    return f"{number} {row['unit']}{of}"
