"""How certain an answer is, by rules: one major reason for doubt, or two others, make it low.

Without lots drawn it starts at moderate.  The limits were tuned on half of the made-up worlds of ``tests/validation``
and are reported on the other half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mentorstats.questions.certainty.evidence import Evidence
from mentorstats.text import shown_cell

__all__ = ["MAJOR", "OTHERS", "Certainty", "Doubt", "grade"]

LEAST_ANSWERED = 0.60
RESPONSE_GAP, RESPONSE_P = 0.10, 0.05
OTHER_METHOD_P = 0.10
EXPLAINED = 0.60
THROUGH_ONE_HUB = 0.60
Grade = Literal["high", "moderate", "low"]


@dataclass(frozen=True)
class Certainty:
    """A ``grade`` (high, moderate, low) with its ``reasons``, each a clause without a number of people."""

    grade: Grade
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """A reason for doubt: whether the evidence gives it, and how it is said."""

    name: str
    holds: Callable[[Evidence], bool]
    words: Callable[[Evidence], str]


def grade(evidence: Evidence, *, lots_drawn: bool = False) -> Certainty:
    """The grade that the evidence leaves, and why."""
    major = [doubt for doubt in MAJOR if doubt.holds(evidence)]
    others = [doubt for doubt in OTHERS if doubt.holds(evidence)]
    reasons = tuple(doubt.words(evidence) for doubt in [*major, *others])
    if major or len(others) > 1:
        return Certainty("low", reasons)
    if lots_drawn:
        return Certainty("high", ("lots were drawn for who was mentored", *reasons))
    return Certainty("moderate", ("nobody drew lots for who was matched with whom", *reasons))


def _apart(evidence: Evidence, *, adjusted: bool) -> bool:
    return any(imbalance.apart for imbalance in evidence.imbalances if imbalance.adjusted == adjusted)


def _response_differs(evidence: Evidence) -> bool:
    return evidence.response.p_value < RESPONSE_P and evidence.response_gap >= RESPONSE_GAP


def _crosses_zero(evidence: Evidence) -> bool:
    return any(low <= 0 <= high for low, high in evidence.as_strong.values())


def _explained(evidence: Evidence) -> bool:
    return any(background.explained > EXPLAINED for background in evidence.background)


MAJOR = (
    Doubt(
        "answers",
        lambda e: e.answered < LEAST_ANSWERED,
        lambda e: f"fewer than {100 * LEAST_ANSWERED:.0f} % gave a final answer",
    ),
    Doubt(
        "left out",
        lambda e: _apart(e, adjusted=False),
        lambda e: "the sides differ in something that could not be taken into account, with too few people for it",
    ),
    Doubt(
        "mentors",
        lambda e: e.mentors.differ,
        lambda e: "among mentees of the same mentor the difference is another, so part of it is who the mentors are",
    ),
    Doubt(
        "background",
        _explained,
        lambda e: f"“{shown_cell(e.background[0].column)}” mostly says who had which mentors",
    ),
)
OTHERS = (
    Doubt("response", _response_differs, lambda e: "one side gave final answers more often than the other"),
    Doubt(
        "balance",
        lambda e: _apart(e, adjusted=True),
        lambda e: "the sides were far from alike before anything was taken into account",
    ),
    Doubt(
        "methods",
        lambda e: any(p > OTHER_METHOD_P for p in e.other_methods.values()),
        lambda e: "another method that assumes less is not as sure",
    ),
    Doubt(
        "unmeasured",
        _crosses_zero,
        lambda e: "something unmeasured, no stronger than what was measured, could explain it away",
    ),
    Doubt(
        "spread",
        lambda e: e.spread is not None and e.spread.unequal,
        lambda e: "outcomes spread more widely on one side than on the other",
    ),
    Doubt(
        "hub",
        lambda e: e.hub > THROUGH_ONE_HUB,
        lambda e: "most adjacent pairings go through one industry that is close to nearly every other",
    ),
)
