"""From the exports to the analysis: how many mentees are left at each step, and why the others are not.

Each step is told only where it loses enough people, or nobody: one that loses a few is told together with the next,
since the few would follow from the two numbers around them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from mentorstats.privacy.people import People
from mentorstats.privacy.suppression import NOT_SHOWN, total_text
from mentorstats.questions.model import QuestionModel

__all__ = ["Flow", "Step", "mentee_flow"]


@dataclass(frozen=True)
class Step:
    """Who is left after a step, how many went (both as text), and why they went."""

    name: str
    mentees: str
    gone: str
    why: str


@dataclass(frozen=True)
class Flow:
    """The steps of one question, the first of which nobody has left yet."""

    question: str
    steps: tuple[Step, ...]


def mentee_flow(model: QuestionModel) -> Flow:
    """The way of a question's mentees from the pairings to the comparison; small losses are told with the next."""
    listed = int(model.program.pairings["mentee_id"].nunique())
    table = model.participations.table
    lasting = table[table["left_out"] == ""]
    unanswered = " or ".join(sorted(lasting.loc[lasting["final"].isna(), "unanswered"].unique()))
    counts = [
        ("in the pairings", listed, ""),
        ("with a pairing that began", len(table), "no pairing that began"),
        ("still in a pairing at the landmark", len(lasting), "over before the landmark, or order of mentors unknown"),
        ("with a final answer", int(lasting["final"].notna().sum()), unanswered),
        ("compared", int(model.comparison.rows["mentees"].sum()), model.question.loses),
    ]
    least = model.program.min_people
    if 0 < listed - len(table) < least:
        counts = [(counts[1][0], len(table), ""), *counts[2:]]
    return Flow(model.question.name, tuple(_steps(counts, model.told, least)))


def _steps(counts: list[tuple[str, int, str]], told: People, least: int) -> list[Step]:
    """What both questions share step by step, then this question's own loss as ``told`` has it."""
    merged, waiting = _merged(counts[:-1], least)
    first, *rest = merged
    steps, before = [Step(first[0], total_text(first[1], min_people=least), "", "")], first[1]
    for name, count, whys in rest:
        steps.append(Step(name, str(count), str(before - count), "; ".join(whys)))
        before = count
    name, count, why = counts[-1]
    lost = before - count
    if lost == 0 and rest:
        return [*steps[:-1], replace(steps[-1], name=f"{steps[-1].name}: compared")]
    gone = NOT_SHOWN if told.rounded and lost >= least else total_text(lost, min_people=least)
    whys = [*waiting, *([why] if count < counts[-2][1] else [])]
    return [*steps, Step(name, told.text, gone, "; ".join(whys))]


def _merged(counts: list[tuple[str, int, str]], least: int) -> tuple[list[tuple[str, int, list[str]]], list[str]]:
    """Steps that lose enough people, with their reasons; and the reasons that even together lost only a few."""
    merged: list[tuple[str, int, list[str]]] = [(*counts[0][:2], [])]
    waiting: list[str] = []
    for (_, before, _), (name, count, why) in pairwise(counts):
        waiting += [why] if count < before else []
        if merged[-1][1] - count >= least:
            merged.append((name, count, waiting))
            waiting = []
    if waiting and len(merged) > 1:
        merged[-1] = (*counts[-1][:2], [*merged[-1][2], *waiting])
        waiting = []
    return merged, waiting
