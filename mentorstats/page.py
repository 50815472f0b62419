"""What the report says, before any of it is HTML.

A report answers first and explains afterwards: both questions, how sure the answers are and what cannot be
told come first; the numbers, the checks and the rows that need mending follow.  All of it is plain frozen
data here, rounded and in words, so that it can be read, and tested, without a browser.
"""

from __future__ import annotations

import copy
import datetime
import html
import importlib.metadata
import math
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorstats import charts
from mentorstats.closeness import IndustryRow, closeness_notes, industry_rows
from mentorstats.example import Example, adjacency_example
from mentorstats.grouping import ProblemGroup, group_problems
from mentorstats.loading import Program
from mentorstats.questions import Answer
from mentorstats.wording import Scale, counted

__all__ = [
    "Figure",
    "Finding",
    "Page",
    "Section",
    "build_page",
    "holm",
    "package_version",
    "question_p_values",
]

HEADINGS = {
    "adjacent_industries": "Do mentors from adjacent industries go with better outcomes?",
    "multiple_mentors": "Do several mentors go with better outcomes than one?",
}
CLAIMS = {
    "adjacent_industries": "That adjacent industries do better than both the same and distant ones",
    "multiple_mentors": "That two or more mentors go with other outcomes than one",
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
PACKAGES = ("mentorstats", "numpy", "pandas", "plotly", "scipy")
_QUESTION_ROW = {"adjacent_industries": ("adjacent is best", 2.0), "multiple_mentors": ("2+ - 1", 1.0)}
_TOP = 40
_USUAL_LIMIT = 0.05


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
class Figure:
    """A figure: its title, what a reader should see in it, and the figure itself as JSON."""

    title: str
    summary: str
    spec: str


@dataclass(frozen=True)
class Section:
    """All that the page says about one question."""

    question: str
    heading: str
    short: str
    paragraphs: tuple[str, ...]
    findings: tuple[Finding, ...]
    checks: tuple[dict[str, str], ...]
    figure: Figure

    @property
    def main(self) -> tuple[Finding, ...]:
        """The rows with a verdict, which stand on the first screen."""
        return tuple(row for row in self.findings if row.role == "primary" and row.verdict)

    @property
    def people(self) -> str:
        """The numbers of people, where all those rows have the same."""
        counts = {row.people for row in self.main}
        return counts.pop() if len(counts) == 1 else ""


@dataclass(frozen=True)
class Page:
    """Everything that the page says, before it is HTML."""

    program: str
    outcome: str
    unit: str
    better: str
    smallest_effect: str
    example: Example
    sections: tuple[Section, ...]
    closeness: tuple[str, ...]
    industries: tuple[IndustryRow, ...]
    industries_figure: Figure | None
    cannot_tell: tuple[str, ...]
    how_sure: tuple[str, ...]
    problems: tuple[ProblemGroup, ...]
    files: tuple[dict[str, Any], ...]
    versions: tuple[tuple[str, str], ...]
    date: str


def build_page(program: Program, answers: Sequence[Answer], *, date: datetime.date | None = None) -> Page:
    """What the page says, as plain data; ``date`` is today where none is given."""
    day = date or datetime.date.today()
    first = answers[0]
    sections = tuple(_section(answer) for answer in answers)
    rows = industry_rows(program)
    return Page(
        program=program.name,
        outcome=first.outcome,
        unit=first.unit,
        better=first.better,
        smallest_effect=" and ".join(
            dict.fromkeys(_scale(answer).number(answer.smallest_effect) for answer in answers)
        ),
        example=adjacency_example(program),
        sections=sections,
        closeness=closeness_notes(program),
        industries=rows,
        industries_figure=_figure(charts.industry_heatmap(program)) if len(rows) > 1 else None,
        cannot_tell=_cannot_tell(sections),
        how_sure=_how_sure(question_p_values(answers)),
        problems=group_problems(program.problems),
        files=tuple(_records(program.files)),
        versions=_versions(),
        date=f"{day:%B} {day.day}, {day.year}",
    )


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """P-values adjusted for being several (Holm 1979, Scand. J. Stat. 6); missing ones do not count.

    >>> holm({"one": 0.01, "two": 0.04, "three": float("nan")})
    {'one': 0.02, 'two': 0.04, 'three': nan}
    """
    adjusted = dict.fromkeys(p_values, math.nan)
    known = sorted((p, name) for name, p in p_values.items() if not math.isnan(p))
    highest = 0.0
    for rank, (p, name) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        adjusted[name] = highest
    return adjusted


def question_p_values(answers: Sequence[Answer]) -> dict[str, float]:
    """One p-value a question, unadjusted; missing where the question could not be tested.

    The row ``adjacent is best`` holds the larger of two one-sided p-values, doubled here to be two-sided.
    """
    found = {}
    for answer in answers:
        contrast, sides = _QUESTION_ROW[answer.question]
        asked = (answer.table["contrast"] == contrast) & (answer.table["role"] == "primary")
        rows = answer.table.loc[asked, "p_value"].dropna()
        found[answer.question] = min(1.0, sides * float(rows.iloc[0])) if len(rows) else math.nan
    return found


def _section(answer: Answer) -> Section:
    short, *paragraphs = answer.text.strip().split("\n\n")
    return Section(
        question=answer.question,
        heading=HEADINGS[answer.question],
        short=short,
        paragraphs=tuple(paragraphs),
        findings=tuple(_finding(row, answer) for row in _records(answer.table)),
        checks=tuple({name: _text(value) for name, value in row.items()} for row in _records(answer.checks)),
        figure=_figure(charts.forest(answer)),
    )


def _finding(row: Mapping[str, Any], answer: Answer) -> Finding:
    scale, p_value = _scale(answer), _p(row["p_value"])
    if row["contrast"] == "similarity":
        scale = Scale(answer.outcome, "correlation", answer.better, 0.2)
    return Finding(
        contrast=row["contrast"],
        comparison=capital(COMPARISONS.get(row["contrast"], row["contrast"])),
        role=row["role"],
        kind=ROLES[row["role"]],
        method=row["method"],
        estimate=f"{_signed(row['estimate'], scale)} {scale.unit}" if math.isfinite(row["estimate"]) else "",
        interval=_interval(row["conf_low"], row["conf_high"], scale),
        p_value=f"{p_value} (one-sided)" if p_value and row["contrast"] == "adjacent is best" else p_value,
        people=_people(row["n_mentees"], row["n_mentors"]),
        verdict=row["verdict"],
    )


def _scale(answer: Answer) -> Scale:
    return Scale(answer.outcome, answer.unit, answer.better, answer.smallest_effect)


def _cannot_tell(sections: Sequence[Section]) -> tuple[str, ...]:
    """What stays open: comparisons without an answer, and checks that warn."""
    rows = [row for section in sections for row in section.main if row.contrast in charts.CONTRASTS]
    unsure = [row.comparison for row in rows if row.verdict == "cannot tell"]
    unknown = [row.comparison for row in rows if not row.estimate]
    doubts = {
        "Which way these differ, if at all (their intervals hold both)": [c for c in unsure if c not in unknown],
        "These, which cannot be compared here": unknown,
    }
    warnings = [
        f"{capital(check['check'])}: {check['result']}. {check['meaning']}"
        for section in sections
        for check in section.checks
        if check["status"] in ("caution", "stop")
    ]
    return (*(f"{said}: {'; '.join(names)}." for said, names in doubts.items() if names), *dict.fromkeys(warnings))


def _how_sure(p_values: Mapping[str, float]) -> tuple[str, ...]:
    """The p-values of the two questions, adjusted for being two, in words."""
    lines = []
    for question, adjusted in holm(p_values).items():
        if math.isnan(adjusted):
            lines.append(f"{CLAIMS[question]}: this could not be tested with these exports.")
            continue
        usual = "rarer" if adjusted < _USUAL_LIMIT else "not rarer"
        lines.append(
            f"{CLAIMS[question]}: if it were not so, chance alone would give a result at least this clear "
            f"{_how_often(adjusted)}, which is {usual} than the customary limit of 5 times in 100 "
            f"(p {_equals(p_values[question])} by itself, {_p(adjusted)} adjusted)."
        )
    return tuple(lines)


def _how_often(p: float) -> str:
    if p < 0.001:
        return "less than once in 1,000 times"
    base = 1000 if p < 0.0095 else 100
    times = round(p * base)
    return f"about {'once' if times == 1 else f'{times} times'} in {base:,}"


def _figure(figure: Any) -> Figure:
    """Take the title out of a figure, where long text would be cut, and its fixed width."""
    title = _plain_text(figure.layout.title.text or "")
    summary = figure.layout.meta["summary"]
    layout = figure.layout
    drawn = copy.deepcopy(figure).update_layout(title=None, width=None, autosize=True, meta=None)
    if layout.height and layout.margin.t:
        drawn.update_layout(height=layout.height - layout.margin.t + _TOP, margin_t=_TOP)
    return Figure(title=title, summary=summary, spec=drawn.to_json())


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _plain_text(markup: str) -> str:
    return html.unescape(re.sub(r"<br ?/?>", " ", markup)).replace("<b>", "").replace("</b>", "")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _versions() -> tuple[tuple[str, str], ...]:
    return (("python", platform.python_version()), *((name, package_version(name)) for name in PACKAGES))


def package_version(package: str) -> str:
    """The installed version of a package, in words where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _signed(value: float, scale: Scale) -> str:
    text = scale.number(value)
    return f"+{text}" if text[0] != "−" and text.strip("0.") else text


def _interval(low: float, high: float, scale: Scale) -> str:
    return f"{_signed(low, scale)} to {_signed(high, scale)}" if math.isfinite(low + high) else ""


def _p(value: float) -> str:
    return "" if math.isnan(value) else _equals(value).removeprefix("= ")


def _equals(p: float) -> str:
    return "<\N{NO-BREAK SPACE}0.001" if p < 0.001 else f"= {p:.2g}" if p < 0.1 else f"= {p:.2f}"


def _people(mentees: float, mentors: float) -> str:
    counts = [counted(int(n), noun) for n, noun in ((mentees, "mentee"), (mentors, "mentor")) if pd.notna(n)]
    return ", ".join(count.replace(" ", "\N{NO-BREAK SPACE}") for count in counts)
