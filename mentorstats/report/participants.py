"""The sections on the participants: metrics, the steps to the analysis, meetings, and the length of pairings."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from mentorstats import charts
from mentorstats.analyses.duration import early_closures, match_length, pairing_statuses
from mentorstats.analyses.overview import meeting_rates, program_metrics
from mentorstats.charts.matching import match_sectors, paired_sectors
from mentorstats.charts.mentee_flow import draw_flow
from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.questions.mentee_flow import mentee_flow
from mentorstats.questions.model import QuestionModel
from mentorstats.report.parts import Section, Table, figure_of
from mentorstats.text import capitalize, shown_cell

__all__ = ["participants"]

HEADING, LASTING = "Who is in the data", "How long pairings last"
NO_CLOSURES = "Early closure the exports do not tell; it would take status in the pairings."
NO_LENGTH = (
    "How long pairings last cannot be told: it takes, for enough pairings, the day on which they began, the day on "
    "which they ended and how (columns start_date, end_date and status in the pairings)."
)


def participants(program: Program, model: QuestionModel | None) -> tuple[Section, ...]:
    """Two sections: who takes part, is compared in ``model``, and meets how often; and how long pairings last."""
    sectors = match_sectors(paired_sectors(program), min_people=program.min_people)
    hidden = not any(text.isdigit() for row in sectors.cells for text in row)
    drawings = [] if model is None else [draw_flow(mentee_flow(model))]
    if len(pairing_statuses(program)):
        drawings.append(charts.pairings_by_status(program))
    drawings += [charts.mentors_per_mentee(program), charts.mentor_load(program)]
    if not hidden:
        drawings.append(charts.matching_heatmap(program))
    if len(meeting_rates(program)):
        drawings.append(charts.sessions_a_month(program))
    paragraphs = (_no_sector_table(program),) if hidden else ()
    figures = tuple(figure_of(drawing) for drawing in drawings)
    who = Section("who", HEADING, HEADING, paragraphs, figures, (_metrics(program),), tables_first=True)
    return who, _match_length_section(program)


def _no_sector_table(program: Program) -> str:
    least = program.min_people
    return f"Who is matched with whom is not shown: no two sectors bring together {least} or more mentees."


def _match_length_section(program: Program) -> Section:
    """How long pairings last and why some are closed early, or what the exports lack to tell."""
    closures = early_closures(program)
    drawings = []
    try:
        length = match_length(program)
        text = length.text
        drawings.append(charts.going_on(length))
    except UnusableExports as error:
        text = f"{capitalize(str(error))}." if program.pairings["start_date"].notna().any() else NO_LENGTH
    if len(closures.by_whom):
        drawings.append(charts.closed_by_whom(program))
    if len(closures.by_reason):
        drawings.append(charts.early_closures(program))
    closed = closures.text if len(pairing_statuses(program)) else NO_CLOSURES
    paragraphs = (*text.split("\n\n"), *closed.split("\n\n"))
    return Section("lasting", LASTING, LASTING, paragraphs, tuple(figure_of(figure) for figure in drawings))


def _metrics(program: Program) -> Table:
    """The numbers that the field reports, each with its definition; those without a value are listed below."""
    statuses = pairing_statuses(program)
    metrics = [_safe(row, statuses) for row in program_metrics(program).to_dict("records")]
    told = [row for row in metrics if math.isfinite(row["value"])]
    rows = tuple((_name(row), _value(row), row["definition"]) for row in told)
    once = dict.fromkeys(capitalize(row["note"]) + "." for row in told if row["note"])
    columns = ("Metric", "Value", "What it is")
    return Table("The program in numbers", columns, rows, notes=tuple(once), untold=_untold(metrics))


def _safe(row: dict[Any, Any], statuses: pd.DataFrame) -> dict[Any, Any]:
    """The row without its share of active pairings where their number is hidden among the statuses."""
    hidden = statuses.loc[~statuses["pairings"].str.isdigit(), "status"]
    if row["metric"] != "active pairings" or "active" not in set(hidden) or not math.isfinite(row["value"]):
        return row
    return row | {"value": math.nan, "note": "another status of few people would follow from it, so it is not shown"}


def _untold(rows: list[dict[Any, Any]]) -> tuple[str, ...]:
    """The metrics without a value, by the reason, which names the column that would tell."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if not math.isfinite(row["value"]):
            reasons.setdefault(row["note"], []).append(_name(row))
    return tuple(f"{'; '.join(names)}: {reason}." for reason, names in reasons.items())


def _name(row: dict[Any, Any]) -> str:
    return f"{capitalize(row['metric'])} ({shown_cell(row['of'])})"


def _value(row: dict[Any, Any]) -> str:
    number = f"{row['value']:,.0f}" if row["unit"] in ("%", "people") else f"{row['value']:.2f}"
    of = f" of {row['denominator']:,.0f}" if row["unit"] == "%" and not pd.isna(row["denominator"]) else ""
    return f"{number} {row['unit']}{of}"
