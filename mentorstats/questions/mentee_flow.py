"""From the exports to the analysis: how many mentees are left at each step, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from mentorstats.questions.model import QuestionModel

__all__ = ["Flow", "Step", "mentee_flow"]


@dataclass(frozen=True)
class Step:
    """Who is left after a step, how many went before it, and why they went."""

    name: str
    mentees: int
    gone: int
    why: str


@dataclass(frozen=True)
class Flow:
    """The steps of one question, the first of which nobody has left yet."""

    question: str
    steps: tuple[Step, ...]


def mentee_flow(model: QuestionModel) -> Flow:
    """The way of a question's mentees from the pairings to the comparison."""
    table = model.participations.table
    lasting = table[table["left_out"] == ""]
    unanswered = " or ".join(model.unanswered)
    steps = [
        ("in the pairings", int(model.program.pairings["mentee_id"].nunique()), ""),
        ("with a pairing that began", len(table), "no pairing that began"),
        ("with a final answer", int(lasting["final"].notna().sum()), unanswered),
        ("compared", model.mentees, model.question.loses),
    ]
    if model.participations.dated:
        why = "over before the landmark, or order of mentors unknown"
        steps.insert(2, ("still in a pairing at the landmark", len(lasting), why))
    gone = [Step(name, left, before - left, why) for (_, before, _), (name, left, why) in pairwise(steps)]
    return Flow(model.question.name, (Step(*steps[0][:2], 0, ""), *gone))
