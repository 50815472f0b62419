"""Everything that the page says, from a program and its answers, as plain data before it is HTML."""

from __future__ import annotations

import datetime
import math
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from mentorstats import charts
from mentorstats.analyses.specification import SpecificationCurve
from mentorstats.charts.groups import outcome_figure
from mentorstats.charts.industries import draw_neighborhood, neighborhood_at
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.questions.contrasts import ADJACENCY, QUESTIONS
from mentorstats.report.conclusions import cannot_tell, how_sure, question_p_values
from mentorstats.report.exploration import exploration
from mentorstats.report.file_counts import rows_of_files
from mentorstats.report.format import package_version, signed
from mentorstats.report.glossary import Term, terms_in
from mentorstats.report.industries import Example, adjacency_example, closeness_notes, industry_rows
from mentorstats.report.participants import participants
from mentorstats.report.parts import Figure, Section, Table, figure_of, table_of
from mentorstats.report.problems import Problems, shown_problems
from mentorstats.report.question import QuestionSection, question_section
from mentorstats.report.reproduce import Reproduction, reproduce
from mentorstats.sharing import shareable
from mentorstats.tables.industries import people_by_industry

__all__ = ["Page", "build_page"]

# How many of the most frequent industries have their neighborhood drawn.
NEIGHBORHOODS = 2
METHODS = (
    "Each mentee counts once, at their first participation that has an outcome. The outcome at the end is compared "
    "between mentees who had the same outcome at the start, the same round of the program and the same industry "
    "themselves, as far as the exports hold these. A mentor’s own quality shows in everyone they mentor, so mentees "
    "who share a mentor are not treated as independent: each mentor has an effect of their own in the model "
    "(multiple-membership mixed model, REML, Satterthwaite degrees of freedom), and a mentee with two mentors belongs "
    "half to each. Mentees with several mentors and mentees with one may spread unequally; each side has a spread of "
    "its own there. Better and worse are said of kinds of mentors only where the test of all kinds together says "
    "that they are not alike. The number of meetings is left out on purpose: it may be part of how a good match helps.",
    "The rows called “the usual shortcut” treat each pairing as if it were a person by itself, as dashboards do. They "
    "are shown because they often look more certain than they are.",
)
WITHOUT_CURVES = (
    "This page has one analysis with its tests. All the analyses that could be defended, hundreds of them, and how far "
    "their answers agree (a specification curve) are added by the option --full; see “Make this page again”."
)
PACKAGES = ("mentorstats", "numpy", "pandas", "plotly", "scipy")


@dataclass(frozen=True)
class Page:
    """Everything that the page says; ``before`` and ``after`` are the sections around those of the questions."""

    program: str
    outcome: str
    unit: str
    better: str
    smallest_effect: str
    example: Example
    questions: tuple[QuestionSection, ...]
    before: tuple[Section, ...]
    after: tuple[Section, ...]
    cannot_tell: tuple[str, ...]
    problems: tuple[Problems, ...]
    files: tuple[dict[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    date: str
    min_people: int
    reproduction: Reproduction
    glossary: tuple[Term, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in their order on the page."""
        of_questions = [figure for question in self.questions for figure in (question.figure, *question.further)]
        before, after = ([f for section in part for f in section.figures] for part in (self.before, self.after))
        return (*before, *of_questions, *after)


def build_page(
    program: Program,
    answers: Sequence[Answer],
    *,
    curves: Sequence[SpecificationCurve] = (),
    date: datetime.date | None = None,
) -> Page:
    """Build the page; ``curves`` go to the section on how sure it is; ``date`` is today unless given."""
    day = date or datetime.date.today()
    first = answers[0]
    questions = tuple(question_section(answer, further=_raw_figures(answer)) for answer in answers)
    before = participants(program, next((a.model for a in answers if a.question == ADJACENCY.name), None))
    explored = (exploration(program, outcome=first.outcome),) if len(first.rows) else ()
    after = (_closeness_section(program), _certainty_section(answers, curves), *explored)
    return Page(
        program=program.name,
        outcome=first.outcome,
        unit=first.unit,
        better=first.better,
        smallest_effect=_smallest_effects(answers),
        example=adjacency_example(program),
        questions=questions,
        before=before,
        after=after,
        cannot_tell=cannot_tell(questions),
        problems=shown_problems(program),
        files=tuple(vars(row) for row in rows_of_files(program)),
        versions=(("python", platform.python_version()), *((name, package_version(name)) for name in PACKAGES)),
        date=f"{day:%B} {day.day}, {day.year}",
        min_people=program.rounding.min_people,
        reproduction=reproduce(program, answers, full=bool(curves)),
        glossary=terms_in((*questions, *before, *after, *METHODS)),
    )


def _raw_figures(answer: Answer) -> tuple[Figure, ...]:
    if answer.model is None or answer.rows.empty:
        return ()
    return (figure_of(outcome_figure(answer.model)),)


def _smallest_effects(answers: Sequence[Answer]) -> str:
    """From where on a difference matters; answers that do not vary do not tell."""
    known = [answer for answer in answers if math.isfinite(answer.smallest_effect)]
    return " and ".join(dict.fromkeys(answer.scale.smallest for answer in known)) or "(unknown)"


def _closeness_section(program: Program) -> Section:
    rows = industry_rows(program)
    columns = ("Industry", "People", "Adjacent here", "Adjacent of all")
    cells = tuple((row.title, row.people, row.adjacent, row.degree) for row in rows)
    table = Table("The industries of this program", columns, cells)
    figures = (figure_of(charts.industry_heatmap(program), table=table),) if len(rows) > 1 else ()
    figures += tuple(_neighborhood_figures(program))
    tables = (table,) if len(rows) == 1 else ()
    return Section(
        "close", "How close industries are", "How close industries are", closeness_notes(program), figures, tables
    )


def _neighborhood_figures(program: Program) -> Iterator[Figure]:
    """The nearest neighbors of the most frequent industries, if enough people come from them."""
    people = people_by_industry(program)
    for code in people.loc[people["people"].map(program.rounding.enough).astype(bool), "code"].head(NEIGHBORHOODS):
        info = neighborhood_at(program, code)
        if len(info.neighbors) < 2:
            continue
        cells = tuple((near.title, f"{near.similarity:.2f}", near.tier, near.mentors) for near in info.neighbors)
        table = Table(f"Close to {info.title}", ("Industry", "Similarity", "How close", "Mentors here"), cells)
        yield figure_of(draw_neighborhood(info), table=table)


def _certainty_section(answers: Sequence[Answer], curves: Sequence[SpecificationCurve]) -> Section:
    two_questions = (
        "Two questions asked of the same people give chance two tries at looking like a result. The adjusted figures "
        "below allow for that (Holm’s method)."
    )
    lines = how_sure(question_p_values(answers))
    texts = [paragraph for curve in curves for paragraph in curve.text.split("\n\n")]
    first = () if curves else (WITHOUT_CURVES,)
    figures = tuple(figure_of(charts.specification_chart(curve)) for curve in curves)
    tables = tuple(
        table_of(f"What each choice does: {QUESTIONS[curve.question].labels[curve.contrast]}", _choice_table(curve))
        for curve in curves
    )
    return Section(
        "sure",
        "How sure",
        "How sure, with two questions asked",
        (*first, two_questions, *lines, *texts),
        figures,
        tables,
    )


def _choice_table(curve: SpecificationCurve) -> pd.DataFrame:
    """What each choice does, as text."""
    table = shareable(curve.by_choice)
    shares = table["significant"].map(lambda share: f"{100 * share:.0f} %", na_action="ignore")
    return pd.DataFrame({
        "Choice": table["choice"], "Way": table["way"], "Analyses": table["analyses"].astype(str),
        "Middle difference": table["median"].map(lambda size: signed(size, curve.scale), na_action="ignore"),
        "Interval leaves out 0": shares,
    })  # fmt: skip
