"""The sections on the participants: metrics, the steps to the analysis, meetings, and the length of pairings."""

from __future__ import annotations

from typing import Any

from mentorstats import charts
from mentorstats.analyses.duration import early_closures, match_length, pairing_statuses
from mentorstats.analyses.overview import meeting_rates, program_metrics
from mentorstats.charts.mentee_flow import draw_flow
from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.questions.mentee_flow import mentee_flow
from mentorstats.questions.model import QuestionModel
from mentorstats.report.parts import Section, Table, figure_of
from mentorstats.rounding import NOT_SHOWN
from mentorstats.sharing import shareable
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
    drawings = [] if model is None else [draw_flow(mentee_flow(model), program.rounding)]
    if len(pairing_statuses(program)):
        drawings.append(charts.pairings_by_status(program))
    drawings += [charts.mentors_per_mentee(program), charts.mentor_load(program), charts.matching_heatmap(program)]
    if len(meeting_rates(program)):
        drawings.append(charts.sessions_a_month(program))
    figures = tuple(figure_of(drawing) for drawing in drawings)
    who = Section("who", HEADING, HEADING, (), figures, (_metrics(program),), tables_first=True)
    return who, _match_length_section(program)


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
    if closures.named_by_whom:
        drawings.append(charts.closed_by_whom(program))
    if closures.named_by_reason:
        drawings.append(charts.early_closures(program))
    closed = closures.text if len(pairing_statuses(program)) else NO_CLOSURES
    paragraphs = (*text.split("\n\n"), *closed.split("\n\n"))
    return Section("lasting", LASTING, LASTING, paragraphs, tuple(figure_of(figure) for figure in drawings))


def _metrics(program: Program) -> Table:
    """The numbers that the field reports, each with its definition; those without a value are listed below."""
    metrics = [dict(row) for row in shareable(program_metrics(program)).to_dict("records")]
    shown = [row for row in metrics if row["value"] not in ("", NOT_SHOWN)]
    rows = tuple((_name(row), _value(row), row["definition"]) for row in shown)
    once = dict.fromkeys(capitalize(row["note"]) + "." for row in shown if row["note"])
    columns = ("Metric", "Value", "What it is")
    return Table("The program in numbers", columns, rows, notes=tuple(once), untold=_untold(metrics, program))


def _untold(rows: list[dict[Any, Any]], program: Program) -> tuple[str, ...]:
    """The metrics without a value, by the reason, which names the column that would tell."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row["value"] == NOT_SHOWN:
            reasons.setdefault(f"it would tell of {program.rounding.few} people, or is a share of few", []).append(
                _name(row)
            )
        elif row["value"] == "":
            reasons.setdefault(row["note"], []).append(_name(row))
    return tuple(f"{'; '.join(names)}: {reason}." for reason, names in reasons.items())


def _name(row: dict[Any, Any]) -> str:
    return f"{capitalize(row['metric'])} ({shown_cell(row['of'])})"


def _value(row: dict[Any, Any]) -> str:
    """A share with what it is of; another number with its unit."""
    return f"{row['value']} of {row['denominator']}" if row["unit"] == "%" else f"{row['value']} {row['unit']}"
