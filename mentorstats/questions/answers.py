"""The two questions, answered: do adjacent industries, do several mentors, go with better outcomes here?

Each answer is a table of contrasts, the checks made before answering, and sentences.  The primary rows come from
the multiple-membership model; the naive rows are what a spreadsheet would say, shown to compare and to teach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.formats import OutcomeScale, TextResult
from mentorstats.program import Program
from mentorstats.questions.certainty.evidence import Evidence, gather_evidence
from mentorstats.questions.certainty.grade import Certainty, grade
from mentorstats.questions.checks import checks_table
from mentorstats.questions.contrasts import ADJACENCY, NUMBER, Contrast, Question
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.naive import naive_rows
from mentorstats.questions.paragraphs import answer_paragraphs
from mentorstats.questions.primary import Primary, contrast_result, primary_results, spoken_results
from mentorstats.questions.results import ABSENT, ResultRow, answer_table
from mentorstats.questions.robustness import PERMUTATIONS, robustness_rows
from mentorstats.questions.sensitivity import sensitivity_rows
from mentorstats.questions.verdicts import NO_DIFFERENCE, ContrastResult
from mentorstats.rounding import Rounding
from mentorstats.text import no_listener

__all__ = ["Answer", "adjacent_industries", "multiple_mentors"]

ROLES = ("primary", "exploratory", "robustness", "sensitivity", "naive")
METHOD = "multiple-membership model"


@dataclass(frozen=True, eq=False, repr=False)
class Answer(TextResult):
    """An answer: ``text`` in words, ``table`` of contrasts, ``checks`` made before answering.

    ``checks`` has check, result, status (fine, note, caution, stop) and meaning; ``rows`` are what was compared;
    ``smallest_effect`` is in ``unit``, whose numbers are told in multiples of ``step``; ``better`` says which end of
    the outcome is the good one.  Numbers in the table are exact, those in words as ``rounding`` has them.
    ``permutations`` and ``seed`` are those it was asked with.  ``certainty`` has the grade (high, moderate, low) and
    the reasons of what is claimed or found not to matter; it is None where we cannot tell.  ``results`` are the rows of
    the table as fields,
    ``model`` is what they were computed from.
    """

    question: str
    outcome: str
    table: pd.DataFrame
    text: str
    checks: pd.DataFrame
    unit: str
    smallest_effect: float
    better: str
    rows: pd.DataFrame
    step: float = field(default=0.01, kw_only=True)
    rounding: Rounding = field(default_factory=Rounding, kw_only=True)
    permutations: int = field(default=PERMUTATIONS, kw_only=True)
    seed: int = field(default=1, kw_only=True)
    certainty: Certainty | None = field(default=None, kw_only=True)
    results: tuple[ResultRow, ...] = field(default=(), kw_only=True)
    model: QuestionModel | None = field(default=None, kw_only=True)

    @property
    def scale(self) -> OutcomeScale:
        """How the outcome is spoken of."""
        return OutcomeScale(self.outcome, self.unit, self.better, self.smallest_effect, self.step)


@dataclass(frozen=True)
class _Options:
    """How an answer was asked for."""

    roles: tuple[str, ...]
    permutations: int
    seed: int
    progress: Callable[[str], None]


def adjacent_industries(
    program: Program,
    *,
    outcome: str | None = None,
    roles: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    progress: Callable[[str], None] = no_listener,
) -> Answer:
    """Do mentors from adjacent industries go with better outcomes than those from one's own or distant ones?

    ``outcome`` is a survey item; ``roles`` limits the rows computed (primary, exploratory, robustness, sensitivity,
    naive);
    ``permutations`` and ``seed`` are those of the rows that shuffle.  Estimates are in the outcome's points, or
    percentage points for a yes/no outcome.  ``progress`` is told each step.
    ``UnusableExports`` where nothing can be compared.
    """
    return _answer(program, ADJACENCY, outcome, _Options(_checked_roles(roles), permutations, seed, progress))


def multiple_mentors(
    program: Program,
    *,
    outcome: str | None = None,
    roles: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    progress: Callable[[str], None] = no_listener,
) -> Answer:
    """Do several mentors at the same time go with better outcomes than one?

    Several means two or more whose pairings overlap by 14 days before the landmark; one after another only is a
    group of its own.  Options, units and errors are those of ``adjacent_industries``.
    """
    return _answer(program, NUMBER, outcome, _Options(_checked_roles(roles), permutations, seed, progress))


def _checked_roles(roles: Sequence[str] | None) -> tuple[str, ...]:
    if roles is None:
        return ROLES
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise PlainError(f"roles has {unknown[0]!r}; expected some of {', '.join(ROLES)}")
    return tuple(roles)


def _answer(program: Program, question: Question, outcome: str | None, options: _Options) -> Answer:
    options.progress(f"{question.title}: comparing")
    model = fit_question(program, question, outcome=outcome)
    primary = primary_results(model)
    spoken = spoken_results(model, primary)
    evidence = None
    if model.fit is not None:
        evidence = gather_evidence(model, spoken.contrasts, permutations=options.permutations, seed=options.seed)
    certainty = None if evidence is None else _certainty(spoken, evidence)
    results = tuple(_rows(model, primary, options))
    return Answer(
        question=question.name,
        outcome=model.participations.outcome,
        table=answer_table(results, rounding=model.rounding, steps=model.steps),
        text="\n\n".join(answer_paragraphs(model, spoken, evidence, certainty)),
        checks=checks_table(model, joint=spoken.joint),
        unit=model.scale.unit,
        smallest_effect=model.scale.smallest_effect,
        better=model.scale.better,
        rows=model.comparison.rows.drop(columns="group"),
        step=model.scale.step,
        rounding=model.rounding,
        permutations=options.permutations,
        seed=options.seed,
        certainty=certainty,
        results=results,
        model=model,
    )


def _certainty(primary: Primary, evidence: Evidence) -> Certainty | None:
    """The certainty of what is claimed or, without a claim, found not to matter; None where we cannot tell."""
    settled = primary.claims or [r for r in primary.contrasts if r.verdict.word == NO_DIFFERENCE]
    return grade(evidence.concerning({result.contrast for result in settled})) if settled else None


def _rows(model: QuestionModel, primary: Primary, options: _Options) -> list[ResultRow]:
    """The rows of the answer's table that are wanted."""
    question, roles = model.question, options.roles
    rows = []
    if "primary" in roles:
        best = [] if primary.best is None else [primary.best]
        rows += [_row(model, "primary", result, result.verdict.word) for result in [*primary.contrasts, *best]]
    if "exploratory" in roles:
        seen = [c for c in question.exploratory if model.comparison.counts[c.exposures[0]]]
        rows += [_exploratory(model, contrast) for contrast in seen]
    if "robustness" in roles:
        options.progress(f"{question.title}: answering in other ways")
        rows += robustness_rows(model, permutations=options.permutations, seed=options.seed)
    if "sensitivity" in roles:
        options.progress(f"{question.title}: what if something were otherwise")
        rows += sensitivity_rows(model, seed=options.seed)
    if "naive" in roles:
        rows += naive_rows(model)
    return rows


def _row(model: QuestionModel, role: str, result: ContrastResult, verdict: str = "") -> ResultRow:
    numbers = {"estimate": result.estimate, "conf_low": result.low, "conf_high": result.high,
               "p_value": result.p_value, "df": result.df}  # fmt: skip
    by_side = model.fit is not None and model.fit.design.groups is not None
    method = f"{METHOD}, a spread for each side" if by_side else METHOD
    return model.row(result.contrast, method, numbers, role=role, verdict=verdict)


def _exploratory(model: QuestionModel, contrast: Contrast) -> ResultRow:
    """A row that is there where some have its exposure, and shown where enough have."""
    row = _row(model, "exploratory", contrast_result(model, contrast, model.fit))
    return row if model.rounding.enough(model.fewest(contrast.exposures[:1])) else replace(row, hidden=ABSENT)
