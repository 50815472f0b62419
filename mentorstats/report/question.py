"""One question on the page: its answer, the rows of its table in words, its checks and its figures.

The main rows have a table of their own; the many rows that test them are one line a method, with a column for each
comparison, so that a reader sees at a glance whether any of them says something else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mentorstats import charts
from mentorstats.formats import OutcomeScale, Unit
from mentorstats.questions.answers import Answer
from mentorstats.questions.certainty.grade import Certainty
from mentorstats.questions.contrasts import QUESTIONS, Question
from mentorstats.questions.results import NUMBERS, ResultRow
from mentorstats.questions.sentences import certainty_sentence
from mentorstats.report.format import equals, interval, p_text, people, signed, text
from mentorstats.report.parts import Figure, Table, figure_of
from mentorstats.rounding import Rounding
from mentorstats.sharing import shareable
from mentorstats.text import capitalize

__all__ = ["QuestionSection", "ResultLine", "question_section"]

ROLES = {
    "primary": "main answer",
    "robustness": "same question, other method",
    "sensitivity": "what if",
    "naive": "the usual shortcut, shown for comparison",
    "exploratory": "also looked at",
}
TESTED = {
    "robustness": "The same question, answered in other ways",
    "sensitivity": "What if something were otherwise",
}


@dataclass(frozen=True)
class ResultLine:
    """One row of an answer's table, rounded and in words."""

    contrast: str
    comparison: str
    role: str
    kind: str
    method: str
    estimate: str
    interval: str
    p_value: str
    people: str
    verdict: str


@dataclass(frozen=True)
class QuestionSection:
    """All that the page says about one question."""

    question: str
    heading: str
    short: str
    certainty: Certainty | None
    paragraphs: tuple[str, ...]
    lines: tuple[ResultLine, ...]
    tests: tuple[Table, ...]
    checks: tuple[dict[str, str], ...]
    figure: Figure
    further: tuple[Figure, ...]

    @property
    def main(self) -> tuple[ResultLine, ...]:
        """The rows with a verdict, which stand on the first screen."""
        return tuple(row for row in self.lines if row.role == "primary" and row.verdict)

    @property
    def people(self) -> str:
        """The numbers of people, where all those rows have the same."""
        counts = {row.people for row in self.main}
        return counts.pop() if len(counts) == 1 else ""


def question_section(answer: Answer, *, further: tuple[Figure, ...] = ()) -> QuestionSection:
    """What the page says about an answer; ``further`` figures come after the one of the differences."""
    short, *paragraphs = answer.text.strip().split("\n\n")
    certainty = answer.certainty
    # The grade and its reasons stand beside the verdicts, and are not said twice.
    graded = "" if certainty is None else certainty_sentence(certainty.grade, certainty.reasons)
    question, rows = QUESTIONS[answer.question], _shown(answer)
    return QuestionSection(
        question=answer.question,
        heading=question.heading,
        short=short,
        certainty=certainty,
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph != graded),
        lines=tuple(_result_line(row, question, answer) for row in rows if row.role not in TESTED),
        tests=tuple(_tests(rows, answer, role) for role in TESTED if any(r.role == role for r in rows)),
        checks=tuple({name: text(value) for name, value in row.items()} for row in _records(answer.checks)),
        figure=figure_of(charts.forest(answer)),
        further=further,
    )


def _shown(answer: Answer) -> list[ResultRow]:
    """The rows that may be shown, with their numbers as they may be, or why there are none instead."""
    shown = shareable(answer.table)
    rows = []
    for place, numbers in zip(shown.index, _records(shown[[*NUMBERS, "verdict"]]), strict=True):
        row = answer.results[place]
        why = {"refusal": row.hidden, "detail": ""} if row.hidden else {}
        rows.append(replace(row, **numbers, **why))
    return rows


def _result_line(row: ResultRow, question: Question, answer: Answer) -> ResultLine:
    size, bounds = _sized(row.estimate, row.conf_low, row.conf_high, row.unit or answer.scale)
    return ResultLine(
        contrast=row.contrast,
        comparison=capitalize(question.labels.get(row.contrast, row.contrast)),
        role=row.role,
        kind=ROLES[row.role],
        method=row.method_text,
        estimate=f"{size} {'correlation' if row.unit else answer.unit}" if size else "",
        interval=bounds,
        p_value=p_text(row.p_value),
        people=people(row.n_mentees, row.n_mentors, answer.rounding),
        verdict=row.verdict,
    )


def _tests(rows: Sequence[ResultRow], answer: Answer, role: str) -> Table:
    """One line a method, a column a comparison; a row about few people has no numbers."""
    labels = QUESTIONS[answer.question].labels
    rows = [row for row in rows if row.role == role]
    contrasts = list(dict.fromkeys(row.contrast for row in rows))
    units = {row.method: row.unit for row in rows}
    cells: dict[str, dict[str, str]] = {}
    for row in rows:
        cells.setdefault(row.method, {})[row.contrast] = _tested(row, row.unit or answer.scale, answer.rounding)
    heads = (
        f"How it was computed (in {answer.unit}, where nothing else is said)",
        *(capitalize(labels.get(name) or name) for name in contrasts),
    )
    lines = tuple(
        (_named(method, units[method]), *(by_contrast.get(c, "") for c in contrasts))
        for method, by_contrast in cells.items()
    )
    return Table(TESTED[role], heads, lines)


def _named(method: str, unit: Unit | None) -> str:
    """A method's name, with the number that would be no difference where that is not 0."""
    no_difference = "" if unit is None else unit.no_difference
    return capitalize(f"{method}; {no_difference}" if no_difference else method)


def _tested(row: ResultRow, unit: Unit | OutcomeScale, rounding: Rounding) -> str:
    detail = row.refusal or row.detail
    if not rounding.enough(row.n_mentees) or not rounding.enough(row.n_mentors):
        return f"{rounding.few} people"
    if not math.isfinite(row.estimate) and not math.isfinite(row.conf_low + row.conf_high):
        return f"p {equals(row.p_value)}" if math.isfinite(row.p_value) else detail
    size, bounds = _sized(row.estimate, row.conf_low, row.conf_high, unit)
    chance = f"p {equals(row.p_value)}".replace(" ", "\N{NO-BREAK SPACE}") if math.isfinite(row.p_value) else ""
    numbers = ", ".join(filter(None, (f"{size} ({bounds})" if size and bounds else size or bounds, chance)))
    return f"{numbers}; {detail}" if detail else numbers


def _sized(estimate: float, low: float, high: float, unit: Unit | OutcomeScale) -> tuple[str, str]:
    """An estimate and its range in a method's own unit, or in the outcome's; nothing for what is missing."""
    known = math.isfinite(estimate)
    if isinstance(unit, Unit):
        return unit.size(estimate) if known else "", unit.range(low, high)
    return signed(estimate, unit) if known else "", interval(low, high, unit)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
