"""The two questions, answered: do adjacent industries, do several mentors, go with better outcomes here?

Each answer is a table of contrasts, the checks made before answering, and sentences.  The primary rows come from
the multiple-membership model; the naive rows are what a spreadsheet would say, shown to compare and to teach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.errors import PlainError
from mentorstats.formats import OutcomeScale, TextResult
from mentorstats.models.equivalence import detectable
from mentorstats.models.fit import JointTest
from mentorstats.program import Program
from mentorstats.questions import sentences
from mentorstats.questions.checks import checks_table
from mentorstats.questions.contrasts import ADJACENCY, FEWEST, NUMBER, UNPLACED, Contrast, Question
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.naive import naive_rows
from mentorstats.questions.results import ABSENT, ResultRow, answer_table
from mentorstats.questions.robustness import PERMUTATIONS, robustness_rows
from mentorstats.questions.sensitivity import sensitivity_rows
from mentorstats.questions.sentences import ContrastResult
from mentorstats.rounding import Counted, Rounding
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
    ``permutations`` and ``seed`` are those it was asked with.  ``results`` are the rows of the table as fields,
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
    primary = [_result(model, contrast) for contrast in question.contrasts]
    best = None if question.best is None else _best(question.best, primary[0], primary[1], model.scale)
    results = tuple(_rows(model, primary, best, options))
    spoken = [_in_words(model, result) for result in primary]
    return Answer(
        question=question.name,
        outcome=model.participations.outcome,
        table=answer_table(results, rounding=model.rounding, steps=model.steps),
        text=_text(model, spoken, best and _in_words(model, best)),
        checks=checks_table(model, joint=_joint(model)),
        unit=model.scale.unit,
        smallest_effect=model.scale.smallest_effect,
        better=model.scale.better,
        rows=model.comparison.rows.drop(columns="group"),
        step=model.scale.step,
        rounding=model.rounding,
        permutations=options.permutations,
        seed=options.seed,
        results=results,
        model=model,
    )


def _result(model: QuestionModel, contrast: Contrast) -> ContrastResult:
    first, second = contrast.in_words(dated=model.participations.dated)
    weights = model.weights(contrast)
    if model.fit is None:
        return ContrastResult(contrast.name, first, second, refusal=model.refusal)
    if weights is None:
        return ContrastResult(contrast.name, first, second, refusal=_too_few(model, contrast.exposures))
    row, narrow = model.fit.contrast(weights), model.fit.contrast(weights, level=0.90)
    return ContrastResult(
        contrast.name, first, second, row["estimate"], row["conf_low"], row["conf_high"], narrow["conf_low"],
        narrow["conf_high"], detectable(row["std_error"], row["df"]), row["std_error"], row["df"], row["p_value"],
    )  # fmt: skip


def _too_few(model: QuestionModel, exposures: Sequence[str]) -> str:
    """Why a contrast has no numbers, or none that are shown, because of a side."""
    few = min(exposures, key=lambda side: model.comparison.counts[side])
    rows = Counted(model.comparison.counts[few], model.fewest([few]))
    had = model.question.exposure(few).in_words(dated=model.participations.dated)
    needed = max(FEWEST, 0 if model.rounding.exact else model.rounding.min_people)
    return f"{model.rounding.words(rows, model.noun)} had {had}, and {needed} are needed, so more of them would help"


def _in_words(model: QuestionModel, result: ContrastResult) -> ContrastResult:
    """A result as it is spoken of: without numbers where a side has fewer people than may be told about."""
    sides = model.question.sides_of(result.contrast)
    few_said = model.few_said(result.contrast) if model.comparison.plain else ""
    if result.refusal or (model.rounding.enough(model.fewest(sides)) and not few_said):
        return result
    refusal = f"{few_said}, so no number is shown" if few_said else _too_few(model, sides)
    return ContrastResult(result.contrast, result.first, result.second, refusal=refusal)


def _best(
    best: Contrast, over_same: ContrastResult, over_distant: ContrastResult, scale: OutcomeScale
) -> ContrastResult:
    """Adjacent beats both (an intersection-union test): as sure as the less sure of its two comparisons.

    The estimate is the smaller lead; p is the larger of the two one-sided ones.
    """
    both = (over_same, over_distant)
    first, second = best.in_words(dated=True)
    refusal = next((result.refusal for result in both if result.refusal), "")
    if refusal:
        return ContrastResult(best.name, first, second, refusal=refusal)
    sign = 1.0 if scale.better == "higher" else -1.0
    pick = min if scale.better == "higher" else max
    return ContrastResult(
        best.name,
        first,
        second,
        estimate=pick(result.estimate for result in both),
        low=pick(result.low for result in both),
        high=pick(result.high for result in both),
        p_value=max(float(stats.t.sf(sign * r.estimate / r.std_error, r.df)) for r in both),
    )


def _rows(
    model: QuestionModel, primary: list[ContrastResult], best: ContrastResult | None, options: _Options
) -> list[ResultRow]:
    """The rows of the answer's table that are wanted."""
    question, roles = model.question, options.roles
    rows = []
    if "primary" in roles:
        rows += [_row(model, "primary", result) for result in [*primary, *([] if best is None else [best])]]
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


def _row(model: QuestionModel, role: str, result: ContrastResult) -> ResultRow:
    verdict = sentences.verdict_of(result, model.scale) if role == "primary" else ""
    numbers = {"estimate": result.estimate, "conf_low": result.low, "conf_high": result.high,
               "p_value": result.p_value, "df": result.df}  # fmt: skip
    return model.row(result.contrast, METHOD, numbers, role=role, verdict=verdict)


def _exploratory(model: QuestionModel, contrast: Contrast) -> ResultRow:
    """A row that is there where some have its exposure, and shown where enough have."""
    row = _row(model, "exploratory", _result(model, contrast))
    return row if model.rounding.enough(model.fewest(contrast.exposures[:1])) else replace(row, hidden=ABSENT)


def _joint(model: QuestionModel) -> JointTest | None:
    """The question's own test, where it has several contrasts: are all its sides alike?"""
    if not model.question.joint or model.fit is None:
        return None
    against_reference = [c for c in model.question.contrasts if c.exposures[1] == model.question.reference]
    weights = [model.weights(contrast) for contrast in against_reference]
    few_said = model.comparison.plain and any(model.few_said(contrast.name) for contrast in against_reference)
    if few_said or any(row is None for row in weights):
        return None
    return model.fit.joint_test(np.array(weights))


def _text(model: QuestionModel, primary: list[ContrastResult], best: ContrastResult | None) -> str:
    comparison, rounding = model.comparison, model.rounding
    teams = model.rows_in_words if comparison.group_is_row else ""
    unplaced, early = model.left_out.get(UNPLACED, 0), model.participations.early_finals
    told, told_early = (rounding.words(n, "mentee") if n and rounding.enough(n) else "" for n in (unplaced, early))
    dated, landmark = model.participations.dated, model.program.settings.landmark_days
    paragraphs = [
        *_answer_paragraphs(model, primary, best),
        sentences.compared(model.mentees, comparison.mentors, model.left_out, rounding=rounding, teams=teams),
        sentences.untold(model.question, dated=dated, has_baseline=comparison.has_baseline, unplaced=told),
        sentences.before_landmark(told_early, landmark_days=landmark),
        sentences.caution(comparison.adjustment.kept),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _answer_paragraphs(model: QuestionModel, primary: list[ContrastResult], best: ContrastResult | None) -> list[str]:
    """The short answer, the sizes, and how far the program can see."""
    scale, refusal = model.scale, model.refusal
    if refusal:
        return [sentences.refused(model.question, refusal)]
    short, further = primary[:2], primary[2:]
    sizes = [sentences.size_sentence(result, scale) for result in short]
    if best is not None and not best.refusal:
        behind = [result.second for result in short if sentences.verdict_of(result, scale) != "better"]
        sizes.append(sentences.best_sentence(sentences.verdict_of(best, scale), behind))
    for result in further:
        sizes += [sentences.short_answer([result], scale), sentences.size_sentence(result, scale)]
    paragraphs = [sentences.short_answer(short, scale), " ".join(sizes)]
    unsure = [r for r in primary if sentences.verdict_of(r, scale) == "cannot tell" and not r.refusal]
    if unsure:
        paragraphs.append(
            sentences.help_sentence(
                unsure, scale, len(model.comparison.rows), people=model.rows_in_words, noun=model.noun
            )
        )
    return paragraphs
