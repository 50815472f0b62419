"""Items of different ranges in one scale: said where they are declared, and suspected where they are not.

The mean of an item from 1 to 5 and one from 1 to 7 says that people who answered the first think less of the matter.
An item is suspected where its best or worst answer is an end of a usual range, although other items are answered beyond
it so often that somebody should have gone there in this item too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mentorstats.problems import Problem
from mentorstats.schema.scales import Scale
from mentorstats.schema.settings import CONFIG_NAME

__all__ = ["pooled_ranges"]

USUAL_TOPS, USUAL_BOTTOMS = (1, 2, 3, 4, 5, 6, 7, 9, 10), (0, 1)
# The chance that nobody goes beyond the end, if the item were answered like the others.
UNLIKELY = 0.01


def pooled_ranges(surveys: pd.DataFrame, scale: Scale) -> Iterator[Problem]:
    """What is to be said of the ranges of a scale's items."""
    answers = surveys[surveys["item"].isin(scale.items)].dropna(subset="score")
    for item in scale.items:
        low, high = scale.range_of(item)
        if (low, high) != (scale.low, scale.high):
            yield _stretched(scale, item, low, high)
        else:
            yield from _suspected(answers[~answers["item"].isin(scale.ranges)], scale, item)


def _stretched(scale: Scale, item: str, low: float, high: float) -> Problem:
    problem = (
        f"an item of {scale.name} that is answered from {low:g} to {high:g}; its answers are stretched to "
        f"{scale.low:g} to {scale.high:g}, so that it counts as much as the others"
    )
    return Problem("note", CONFIG_NAME, None, "scale.ranges", item, problem, "nothing, if the ranges are right")


def _suspected(answers: pd.DataFrame, scale: Scale, item: str) -> Iterator[Problem]:
    inside = answers[answers["score"].between(scale.low, scale.high)]
    own, others = (inside.loc[rows, "score"] for rows in (inside["item"] == item, inside["item"] != item))
    if own.empty or others.empty:
        return
    people = inside.loc[own.index, "person_id"].nunique()
    ends = (
        ("above", own.max(), others > own.max(), USUAL_TOPS),
        ("below", own.min(), others < own.min(), USUAL_BOTTOMS),
    )
    for word, end, beyond, usual in ends:
        if end in usual and beyond.any() and (1 - beyond.mean()) ** people < UNLIKELY:
            problem = (
                f"no answer to this item of {scale.name} is {word} {end:g}, and other items have many that are; if it "
                "is asked on another range, the scale pools what cannot be compared"
            )
            yield Problem(
                "warning", CONFIG_NAME, None, "scale.items", item, problem,
                f"give the item's own range in ranges, such as ranges = {{{item} = [1, 5]}}, if it has one",
            )  # fmt: skip
