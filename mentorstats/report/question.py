"""One question on the page: its answer, the rows of its table in words, its checks and its figures.

The main rows have a table of their own; the many rows that test them are one line a method, with a column for each
comparison, so that a reader sees at a glance whether any of them says something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorstats import charts
from mentorstats.formats import Scale, Unit
from mentorstats.questions import robustness, sensitivity
from mentorstats.questions.answers import Answer
from mentorstats.report.format import capital, equals, interval, p_text, people, signed, text
from mentorstats.report.parts import Figure, Table, figure_of

__all__ = ["Finding", "Section", "answered"]

HEADINGS = {
    "adjacent_industries": "Do mentors from adjacent industries go with better outcomes?",
    "multiple_mentors": "Do several mentors go with better outcomes than one?",
}
COMPARISONS = {
    **charts.CONTRASTS,
    "2+ - 1": "two or more mentors, against one",
    "adjacent is best": "adjacent better than both others",
    "similarity": "how alike the two industries are",
}
ROLES = {
    "primary": "main answer",
    "robustness": "same question, other method",
    "sensitivity": "what if",
    "naive": "the usual shortcut, shown for comparison",
    "exploratory": "also looked at",
}
UNITS: dict[str, Unit] = {**robustness.UNITS, **sensitivity.UNITS}
# How often, how exact, how wide: what a method says of one comparison, in parentheses at its end.
_DETAIL = re.compile(r"(.*) \(((?:all |weights |on |at least |−?\d)[^()]*)\)")
TESTED = {
    "robustness": "The same question, answered in other ways",
    "sensitivity": "What if something were otherwise",
}


@dataclass(frozen=True)
class Finding:
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
class Section:
    """All that the page says about one question."""

    question: str
    heading: str
    short: str
    paragraphs: tuple[str, ...]
    findings: tuple[Finding, ...]
    tests: tuple[Table, ...]
    checks: tuple[dict[str, str], ...]
    figure: Figure
    further: tuple[Figure, ...]

    @property
    def main(self) -> tuple[Finding, ...]:
        """The rows with a verdict, which stand on the first screen."""
        return tuple(row for row in self.findings if row.role == "primary" and row.verdict)

    @property
    def people(self) -> str:
        """The numbers of people, where all those rows have the same."""
        counts = {row.people for row in self.main}
        return counts.pop() if len(counts) == 1 else ""


def answered(answer: Answer, *, min_people: int, further: tuple[Figure, ...] = ()) -> Section:
    """What the page says about an answer; ``further`` figures come after the one of the differences."""
    short, *paragraphs = answer.text.strip().split("\n\n")
    rows = _records(answer.table)
    return Section(
        question=answer.question,
        heading=HEADINGS[answer.question],
        short=short,
        paragraphs=tuple(paragraphs),
        findings=tuple(_finding(row, answer, min_people) for row in rows if row["role"] not in TESTED),
        tests=tuple(_tests(rows, answer, role, min_people) for role in TESTED if any(r["role"] == role for r in rows)),
        checks=tuple({name: text(value) for name, value in row.items()} for row in _records(answer.checks)),
        figure=figure_of(charts.forest(answer, min_people=min_people)),
        further=further,
    )


def _finding(row: Mapping[str, Any], answer: Answer, min_people: int) -> Finding:
    scale, p_value = _scale(answer), p_text(row["p_value"])
    if row["contrast"] == "similarity":
        scale = Scale(answer.outcome, "correlation", answer.better, 0.2)
    return Finding(
        contrast=row["contrast"],
        comparison=capital(COMPARISONS.get(row["contrast"], row["contrast"])),
        role=row["role"],
        kind=ROLES[row["role"]],
        method=row["method"],
        estimate=f"{signed(row['estimate'], scale)} {scale.unit}" if math.isfinite(row["estimate"]) else "",
        interval=interval(row["conf_low"], row["conf_high"], scale),
        p_value=f"{p_value} (one-sided)" if p_value and row["contrast"] == "adjacent is best" else p_value,
        people=people(
            row["n_mentees"],
            row["n_mentors"],
            min_people=min_people,
            rounded=(True, True) if row["role"] == "naive" else (answer.rounded, answer.mentors_rounded),
        ),
        verdict=row["verdict"],
    )


def _tests(rows: list[dict[str, Any]], answer: Answer, role: str, min_people: int) -> Table:
    """One line a method, a column a comparison; a row about few people has no numbers."""
    own = [row for row in rows if row["role"] == role]
    contrasts = list(dict.fromkeys(row["contrast"] for row in own))
    cells: dict[str, dict[str, str]] = {}
    for row in own:
        name, detail = _method(row["method"])
        cells.setdefault(name, {})[row["contrast"]] = _tested(row, detail, UNITS.get(name, _scale(answer)), min_people)
    heads = (
        f"How it was computed (in {answer.unit}, where nothing else is said)",
        *(capital(COMPARISONS.get(name) or name) for name in contrasts),
    )
    lines = tuple((_named(name), *(found.get(c, "") for c in contrasts)) for name, found in cells.items())
    return Table(TESTED[role], heads, lines)


def _method(method: str) -> tuple[str, str]:
    """A method's name, and what is said of one comparison only: why it has no numbers, or how exact they are."""
    if exact := _DETAIL.fullmatch(method):
        return exact[1], exact[2]
    name, _, why = method.partition(": ")
    return name, why


def _named(method: str) -> str:
    """A method's name, with the number that would be no difference where that is not 0."""
    said = UNITS[method].no_difference if method in UNITS else ""
    return capital(f"{method}; {said}" if said else method)


def _tested(row: Mapping[str, Any], detail: str, unit: Unit | Scale, min_people: int) -> str:
    if pd.isna(row["n_mentees"]) or pd.isna(row["n_mentors"]):
        return f"fewer than {min_people} people"
    if not math.isfinite(row["estimate"]) and not math.isfinite(row["conf_low"] + row["conf_high"]):
        return f"p {equals(row['p_value'])}" if math.isfinite(row["p_value"]) else detail
    size, bounds = _sized(row["estimate"], row["conf_low"], row["conf_high"], unit)
    chance = f"p {equals(row['p_value'])}".replace(" ", "\N{NO-BREAK SPACE}") if math.isfinite(row["p_value"]) else ""
    said = ", ".join(filter(None, (f"{size} ({bounds})" if size and bounds else size or bounds, chance)))
    return f"{said}; {detail}" if detail else said


def _sized(estimate: float, low: float, high: float, unit: Unit | Scale) -> tuple[str, str]:
    """An estimate and its range in a method's own unit, or in the outcome's; nothing for what is missing."""
    known = math.isfinite(estimate)
    if isinstance(unit, Unit):
        return unit.size(estimate) if known else "", unit.range(low, high)
    return signed(estimate, unit) if known else "", interval(low, high, unit)


def _scale(answer: Answer) -> Scale:
    return Scale(answer.outcome, answer.unit, answer.better, answer.smallest_effect)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
