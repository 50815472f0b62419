"""From the exports to the analysis: how many mentees are left at each step, and why the others are not.

Each step is told only where it loses enough people, or nobody: one that loses a few is told together with the next,
since the few would follow from the two numbers around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from mentorstats.asked import ADJACENCY, Asked
from mentorstats.privacy import total_text

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


def mentee_flow(asked: Asked) -> Flow:
    """The way of a question's mentees from the pairings to the comparison; small losses are told with the next."""
    listed = int(asked.program.pairings["mentee_id"].nunique())
    table = asked.part.table
    lasting = table[table["left_out"] == ""]
    if asked.question == ADJACENCY:
        told, why = lasting[lasting["share_unknown"] < 1], "no mentor whose industry is known"
    else:
        told, why = lasting[lasting["several"] != "unclear"], "unclear whether mentors were there at the same time"
    counts = [
        ("in the pairings", listed, ""),
        ("with a pairing that began", len(table), "no pairing that began"),
        ("still in a pairing at the landmark", len(lasting), "over before the landmark, or order of mentors unknown"),
        ("whose mentors can be told apart", len(told), why),
        ("with a final answer: compared", int(told["final"].notna().sum()), "no final answer"),
    ]
    least = asked.program.settings.min_people
    return Flow(asked.question, tuple(_steps(counts, least)))


def _steps(counts: list[tuple[str, int, str]], least: int) -> list[Step]:
    """Steps that lose enough people or nobody; the last stays, and takes an earlier one in if it has to."""
    merged = [(*counts[0][:2], [""])]
    waiting: list[str] = []
    for place, (name, count, why) in enumerate(counts[1:], 1):
        waiting.append(why)
        lost = merged[-1][1] - count
        if lost == 0:
            waiting = waiting[:-1]
            continue
        if lost < least and place < len(counts) - 1:
            continue
        if lost < least and len(merged) > 1:
            waiting = [*merged.pop()[2], *waiting]
        merged.append((name, count, waiting))
        waiting = []
    steps = [Step(merged[0][0], total_text(merged[0][1], min_people=least), "", "")]
    for (_, before, _), (name, count, whys) in pairwise(merged):
        gone = total_text(before - count, min_people=least)
        hidden = 0 < before - count < least
        steps.append(Step(name, "not shown" if hidden else total_text(count, min_people=least), gone, "; ".join(whys)))
    return steps
