"""The primary results of a question: each contrast with its verdict, and the tests that a claim depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from mentorstats.formats import OutcomeScale
from mentorstats.models.equivalence import detectable
from mentorstats.models.fit import JointTest, MultipleMembershipFit
from mentorstats.questions.contrasts import FEWEST, Contrast
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import ContrastResult, verdict_of
from mentorstats.rounding import Counted

__all__ = ["Primary", "contrast_result", "primary_results", "spoken_results", "told_spread"]


@dataclass(frozen=True)
class Primary:
    """The results of the primary contrasts, whether the first side is best, and the joint test.

    ``best`` and ``joint`` are None where the question has none; ``joint`` also where fewer than two contrasts that do
    not follow from one another can be estimated.
    """

    contrasts: tuple[ContrastResult, ...]
    best: ContrastResult | None
    joint: JointTest | None

    @property
    def claims(self) -> tuple[ContrastResult, ...]:
        """The contrasts that are called better or worse."""
        return tuple(result for result in self.contrasts if result.verdict.is_claim)


def primary_results(model: QuestionModel) -> Primary:
    """The primary contrasts with their verdicts."""
    question = model.question
    contrasts, best, joint = _results(model, model.fit)
    allowing: dict[str, tuple[ContrastResult, float | None]] = {}
    if not question.spread_by_side and model.spread is not None and model.spread.unequal:
        others, other_best, other_joint = _results(model, model.otherwise_spread)
        every = [*others, *([] if other_best is None else [other_best])]
        allowing = {result.contrast: (result, _p(other_joint)) for result in every}

    def judged(result: ContrastResult) -> ContrastResult:
        verdict = verdict_of(result, model.scale, joint_p=_p(joint), allowing=allowing.get(result.contrast))
        return replace(result, verdict=verdict)

    return Primary(tuple(map(judged, contrasts)), None if best is None else judged(best), joint)


def _p(joint: JointTest | None) -> float | None:
    return None if joint is None else joint.p_value


def _results(
    model: QuestionModel, fit: MultipleMembershipFit | None
) -> tuple[list[ContrastResult], ContrastResult | None, JointTest | None]:
    """The contrasts of a fit of the question's columns, the best and the joint test, without verdicts."""
    question = model.question
    contrasts = [contrast_result(model, contrast, fit) for contrast in question.contrasts]
    best = None if question.best is None else _best(question.best, contrasts[:2], model.scale)
    return contrasts, best, _joint(model, fit)


def contrast_result(model: QuestionModel, contrast: Contrast, fit: MultipleMembershipFit | None) -> ContrastResult:
    """A contrast of ``fit``, or why there is none; without a verdict."""
    first, second = contrast.in_words(dated=model.participations.dated)
    if fit is None:
        return ContrastResult(contrast.name, first, second, refusal=model.refusal)
    weights = model.weights(contrast)
    if weights is None:
        return ContrastResult(contrast.name, first, second, refusal=_too_few(model, contrast.exposures))
    row, narrow = fit.contrast(weights), fit.contrast(weights, level=0.90)
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


def spoken_results(model: QuestionModel, primary: Primary) -> Primary:
    """The results as they are spoken of: without numbers and verdict where a side has too few people to be told of."""

    def spoken(result: ContrastResult) -> ContrastResult:
        sides = model.question.sides_of(result.contrast)
        few_said = model.few_said(result.contrast) if model.comparison.plain else ""
        if result.refusal or (model.rounding.enough(model.fewest(sides)) and not few_said):
            return result
        refusal = f"{few_said}, so no number is shown" if few_said else _too_few(model, sides)
        return ContrastResult(result.contrast, result.first, result.second, refusal=refusal)

    contrasts = tuple(map(spoken, primary.contrasts))
    few_said = model.comparison.plain and any(model.few_said(result.contrast) for result in contrasts)
    best = None if primary.best is None else spoken(primary.best)
    return Primary(contrasts, best, None if few_said else primary.joint)


def told_spread(model: QuestionModel) -> SpreadTest | None:
    """The test of spread where it may be told: of yes and no, a spread says how many said which."""
    if model.spread is None:
        return None
    sides = model.spread.widest, model.spread.narrowest
    few = not model.rounding.enough(model.fewest(sides)) or model.few_said_on(sides)
    return None if few else model.spread


def _best(best: Contrast, leads: Sequence[ContrastResult], scale: OutcomeScale) -> ContrastResult:
    """The first side beats all others (an intersection-union test): as sure as the least sure of its leads.

    The estimate is the smaller lead; p is twice the larger of the one-sided ones, at most 1.
    """
    first, second = best.in_words(dated=True)
    refusal = next((lead.refusal for lead in leads if lead.refusal), "")
    if refusal:
        return ContrastResult(best.name, first, second, refusal=refusal)
    sign = 1.0 if scale.better == "higher" else -1.0
    pick = min if scale.better == "higher" else max
    one_sided = max(float(stats.t.sf(sign * lead.estimate / lead.std_error, lead.df)) for lead in leads)
    return ContrastResult(
        best.name,
        first,
        second,
        estimate=pick(lead.estimate for lead in leads),
        low=pick(lead.low for lead in leads),
        high=pick(lead.high for lead in leads),
        low90=pick(lead.low90 for lead in leads),
        high90=pick(lead.high90 for lead in leads),
        p_value=min(1.0, 2.0 * one_sided),
    )


def _joint(model: QuestionModel, fit: MultipleMembershipFit | None) -> JointTest | None:
    """The question's own test, where several of its contrasts can be estimated: are all its sides alike?"""
    if fit is None:
        return None
    # Those between other sides follow from those against the reference.
    against_reference = [c for c in model.question.contrasts if c.exposures[1] == model.question.reference]
    weights = [w for w in map(model.weights, against_reference) if w is not None]
    return fit.joint_test(np.array(weights)) if len(weights) > 1 else None
