"""Checks of the model: how the sides spread, who the mentors are, which columns decide who is matched with whom."""

from __future__ import annotations

from mentorstats.formats import equals, to_step
from mentorstats.questions.certainty.background import background_columns
from mentorstats.questions.certainty.grade import EXPLAINED
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.primary import told_spread
from mentorstats.questions.results import Check
from mentorstats.questions.robustness.mentors import within_mentors
from mentorstats.text import shown_cell

__all__ = ["model_checks"]


def model_checks(model: QuestionModel) -> list[Check]:
    """The checks of a fitted question that its certainty rests on."""
    return [*_spread(model), *_within_mentors(model), *_background(model)]


def _in_words(model: QuestionModel, exposure: str) -> str:
    return model.question.exposure(exposure).in_words(dated=model.participations.dated)


def _spread(model: QuestionModel) -> list[Check]:
    """How widely outcomes spread on each side, and who has no spread of their own."""
    spread, rows = told_spread(model), []
    if spread is not None:
        widest, narrowest = (_in_words(model, name) for name in (spread.widest, spread.narrowest))
        result = f"{spread.ratio:.1f} times as wide with {widest} as with {narrowest} (p {equals(spread.p_value)})"
        allowed = "Each side has a spread of its own in the model."
        one = "All share one in the model; where theirs differ much, a claim has to hold in a row that allows for it."
        meaning = allowed if model.question.spread_by_side else one
        rows.append(Check("spread of the sides", result, "caution" if spread.unequal else "fine", meaning))
    groups = model.residual_by
    own = set() if groups is None else set(groups)
    without = [name for name in model.comparison.counts if name not in own]
    if model.question.spread_by_side and without:
        names = "; ".join(_in_words(model, name) for name in without)
        shared = "Too few, or too much alike, for a spread of their own; they share that of the largest side."
        rows.append(Check("no spread of their own", names, "note", shared))
    return rows


def _within_mentors(model: QuestionModel) -> list[Check]:
    """Whether the difference is the same among mentees of the same mentor."""
    mentors = within_mentors(model)
    if mentors.refusal:
        return []
    same = "another" if mentors.differ else "the same, as far as can be seen"
    who = "Where it is another, part of the difference is who the mentors are."
    status = "caution" if mentors.differ else "fine"
    return [Check("difference among mentees of one mentor", f"{same} (p {equals(mentors.p_value)})", status, who)]


def _background(model: QuestionModel) -> list[Check]:
    """The column of the exports that explains most of who had which mentors."""
    columns = background_columns(model)
    if not columns:
        return []
    most = columns[0]
    result = f"most by “{shown_cell(most.column)}”: {to_step(100 * most.explained, 5):.0f} % of who had which mentors"
    beside = "What decides who is matched with whom may decide the outcome, too."
    status = "caution" if most.explained > EXPLAINED else "fine"
    return [Check("explained by other columns", result, status, beside)]
