"""The whole page, from a program and its answers."""

from __future__ import annotations

import datetime
import platform
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from mentorstats import charts
from mentorstats.analyses.specification import SpecificationCurve
from mentorstats.charts.industries import draw_neighborhood, neighborhood_at
from mentorstats.formats import Scale, counted
from mentorstats.problems import QUOTED, ProblemGroup, group_problems
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.report.conclusions import cannot_tell, how_sure, question_p_values
from mentorstats.report.exploration import what_else
from mentorstats.report.file_counts import few_people_in, rows_of_files
from mentorstats.report.format import package_version
from mentorstats.report.glossary import Term, terms_in
from mentorstats.report.industries import Example, adjacency_example, closeness_notes, industry_rows
from mentorstats.report.participants import everyone
from mentorstats.report.parts import Figure, Part, Table, figure_of, table_of
from mentorstats.report.question import COMPARISONS, Section, answered
from mentorstats.report.reproduce import Again, again
from mentorstats.tables.industries import people_by_industry, shared_names

__all__ = ["Page", "build_page", "without_few"]

_COUNTED = re.compile(r"\(([\d,]+) ")
_FEW = re.compile(r"(?<![\d.,:/-])(\d+) (rows?|cells?|people|person|mentees?|mentors?|pairings?|sessions?|answers?)\b")

# How many of the most frequent industries have their neighborhood drawn.
NEIGHBORHOODS = 2
METHODS = (
    "Each mentee counts once, at their first participation that has an outcome. The outcome at the end is compared "
    "between mentees who had the same outcome at the start, the same round of the program and the same industry "
    "themselves, as far as the exports hold these. A mentor’s own quality shows in everyone they mentor, so mentees "
    "who share a mentor are not treated as independent: each mentor has an effect of their own in the model "
    "(multiple-membership mixed model, REML, Satterthwaite degrees of freedom), and a mentee with two mentors belongs "
    "half to each. The number of meetings is left out on purpose: it may be part of how a good match helps.",
    "The rows called “the usual shortcut” treat each pairing as if it were a person by itself, as dashboards do. They "
    "are shown because they often look more certain than they are.",
)
WITHOUT_CURVES = (
    "This page has one analysis with its tests. All the analyses that could be defended, hundreds of them, and how far "
    "their answers agree (a specification curve) are added by the option --full; see “Make this page again”."
)
PACKAGES = ("mentorstats", "numpy", "pandas", "plotly", "scipy")


@dataclass(frozen=True)
class Problems:
    """Problems that say the same: what, how often, in which files and columns, and what to do; no row, no value."""

    severity: str
    problem: str
    action: str
    times: str
    where: str


@dataclass(frozen=True)
class Page:
    """Everything that the page says, before it is HTML; ``before`` and ``after`` are the parts around the answers."""

    program: str
    outcome: str
    unit: str
    better: str
    smallest_effect: str
    example: Example
    sections: tuple[Section, ...]
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    cannot_tell: tuple[str, ...]
    problems: tuple[Problems, ...]
    files: tuple[dict[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    date: str
    min_people: int
    again: Again
    glossary: tuple[Term, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order in which they stand."""
        own = [figure for section in self.sections for figure in (section.figure, *section.further)]
        return (*(f for part in self.before for f in part.figures), *own, *(f for p in self.after for f in p.figures))


def build_page(
    program: Program,
    answers: Sequence[Answer],
    *,
    curves: Sequence[SpecificationCurve] = (),
    date: datetime.date | None = None,
) -> Page:
    """What the page says, as plain data; ``curves`` go to how sure it is; ``date`` is today where none is given."""
    day = date or datetime.date.today()
    first, least = answers[0], program.settings.min_people
    shared = shared_names(program)
    sections = tuple(
        answered(answer, min_people=least, further=_raw(program, answer) if len(answer.rows) else ())
        for answer in answers
    )
    before = everyone(program, outcome=first.outcome)
    after = (_close(program), _sure(answers, curves), *_else(program, first))
    return Page(
        program=program.name,
        outcome=first.outcome,
        unit=first.unit,
        better=first.better,
        smallest_effect=" and ".join(dict.fromkeys(_smallest(answer) for answer in answers)),
        example=adjacency_example(program),
        sections=sections,
        before=before,
        after=after,
        cannot_tell=cannot_tell(sections),
        problems=tuple(_problem(group, program, shared) for group in group_problems(program.problems)),
        files=tuple(vars(row) for row in rows_of_files(program)),
        versions=(("python", platform.python_version()), *((name, package_version(name)) for name in PACKAGES)),
        date=f"{day:%B} {day.day}, {day.year}",
        min_people=least,
        again=again(program, answers, full=bool(curves)),
        glossary=terms_in((*sections, *before, *after, *METHODS)),
    )


def _problem(group: ProblemGroup, program: Program, shared: Container[str]) -> Problems:
    """A kind of problem for a page that others read: rows and values stay in problems.csv."""
    least = program.settings.min_people
    few = group.count < least or few_people_in(group, program)
    times = "a few times" if few else counted(group.count, "time")
    if not any(line for _, line, _, _ in group.places):
        times = ""
    where = [f"{file or 'the exports'}{f', column {column}' if column else ''}" for file, _, column, _ in group.places]
    said = without_few(group.problem, min_people=least, shared=shared)
    return Problems(group.severity, said, group.action, times, "; ".join(dict.fromkeys(where)))


def _raw(program: Program, answer: Answer) -> tuple[Figure, ...]:
    draw = charts.outcome_by_proximity if answer.question == ADJACENCY else charts.outcome_by_mentors
    return (figure_of(draw(program, outcome=answer.outcome)),)


def _else(program: Program, answer: Answer) -> tuple[Part, ...]:
    return (what_else(program, outcome=answer.outcome),) if len(answer.rows) else ()


def _smallest(answer: Answer) -> str:
    return Scale(answer.outcome, answer.unit, answer.better, answer.smallest_effect).number(answer.smallest_effect)


def _close(program: Program) -> Part:
    rows = industry_rows(program)
    columns = ("Industry", "People", "Adjacent here", "Adjacent of all")
    cells = tuple((row.title, row.people, row.adjacent, row.degree) for row in rows)
    table = Table("The industries of this program", columns, cells)
    figures = (figure_of(charts.industry_heatmap(program), table=table),) if len(rows) > 1 else ()
    figures += tuple(_neighborhoods(program))
    tables = (table,) if len(rows) == 1 else ()
    return Part(
        "close", "How close industries are", "How close industries are", closeness_notes(program), figures, tables
    )


def _neighborhoods(program: Program) -> Iterator[Figure]:
    """The nearest neighbors of the industries that most people come from, where enough do."""
    people = people_by_industry(program)
    for code in people.loc[people["people"] >= program.settings.min_people, "code"].head(NEIGHBORHOODS):
        info = neighborhood_at(program, code)
        if len(info.neighbors) < 2:
            continue
        cells = tuple((n.title, f"{n.similarity:.2f}", n.tier, n.mentors) for n in info.neighbors)
        table = Table(f"Close to {info.title}", ("Industry", "Similarity", "How close", "Mentors here"), cells)
        yield figure_of(draw_neighborhood(info), table=table)


def _sure(answers: Sequence[Answer], curves: Sequence[SpecificationCurve]) -> Part:
    why = (
        "Two questions asked of the same people give chance two tries at looking like a result. The adjusted figures "
        "below allow for that (Holm’s method)."
    )
    lines = how_sure(question_p_values(answers))
    ways = [paragraph for curve in curves for paragraph in curve.text.split("\n\n")]
    first = () if curves else (WITHOUT_CURVES,)
    figures = tuple(figure_of(charts.specification_chart(curve)) for curve in curves)
    tables = tuple(
        table_of(f"What each choice does: {COMPARISONS.get(curve.contrast, curve.contrast)}", _rounded(curve))
        for curve in curves
    )
    return Part("sure", "How sure", "How sure, with two questions asked", (*first, why, *lines, *ways), figures, tables)


def _rounded(curve: SpecificationCurve) -> pd.DataFrame:
    """What each choice does, as text."""
    table = curve.by_choice
    shares = table["significant"].map(lambda share: f"{100 * share:.0f} %")
    return pd.DataFrame({
        "Choice": table["choice"], "Way": table["way"], "Analyses": table["analyses"].astype(str),
        "Middle difference": table["median"].map("{:+.2f}".format), "Interval leaves out 0": shares,
    })  # fmt: skip


def without_few(problem: str, *, min_people: int, shared: Container[str] | None = None) -> str:
    """A problem's words without the values and the numbers that tell of a few rows; those are for who mends them.

    ``shared`` are the values that enough people gave, where that is known: one person can fill many cells.

    >>> without_few("“Stealth mode” (1 cell) is not an industry", min_people=10)
    '“…” is not an industry'
    >>> without_few("“Banking!” (25 cells) is not an industry", min_people=10)
    '“Banking!” (25 cells) is not an industry'
    """
    quoted = QUOTED.sub(lambda found: _kept(found[0], min_people, shared), problem)
    return _FEW.sub(lambda found: f"a few {found[2]}" if int(found[1]) < min_people else found[0], quoted)


def _kept(quoted: str, min_people: int, shared: Container[str] | None) -> str:
    often = _COUNTED.search(quoted)
    many = often is not None and int(often[1].replace(",", "")) >= min_people
    given = quoted[1 : quoted.index("”")]
    return quoted if many and (shared is None or given in shared) else "“…”"
