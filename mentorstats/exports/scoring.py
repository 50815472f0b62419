"""Survey items scored as scales: the mean of the items that somebody answered, if they answered enough of them.

A scale is declared, never guessed: which items, which range, which of them are reversed.  Answers outside the range
are listed and do not count; items of different ranges are brought to one, which is said.  A score is an item of its
own, so it can be the outcome.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from mentorstats.problems import Problem
from mentorstats.schema.scales import ANSWER_KEYS, Scale, answers_of
from mentorstats.schema.settings import CONFIG_NAME, Settings

__all__ = ["UNLIKELY", "USUAL_BOTTOMS", "USUAL_TOPS", "pooled_ranges", "scored"]

USUAL_TOPS, USUAL_BOTTOMS = (1, 2, 3, 4, 5, 6, 7, 9, 10), (0, 1)
# The chance that nobody goes beyond the end, if the item were answered like the others.
UNLIKELY = 0.01


def scored(surveys: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """The surveys with the scores of all declared scales as further rows, and what was found on the way.

    ``surveys`` is indexed by file and line; the rows of scores stand at the first answer that they rest on.
    """
    problems: list[Problem] = []
    added = [surveys]
    asked = frozenset(surveys["item"].dropna().unique())
    scores = frozenset(name for scale in settings.scale for name in scale.scored)
    for scale in settings.scale:
        problems += [*_missing(scale, asked, scores), *_outside(surveys, scale), *pooled_ranges(surveys, scale)]
        for name, items in scale.scored.items():
            if name in asked:
                problems.append(_named_alike(name))
            else:
                added.append(_scores(surveys, scale, name, items))
    return pd.concat(added) if len(added) > 1 else surveys, problems


def _scores(surveys: pd.DataFrame, scale: Scale, name: str, items: tuple[str, ...]) -> pd.DataFrame:
    wide = answers_of(surveys, scale, items)
    enough = wide.notna().mean(axis=1) >= scale.answered - 1e-9
    own = surveys[surveys["item"].isin(items)]
    keys = pd.MultiIndex.from_arrays([own[key].astype("str").fillna("") for key in ANSWER_KEYS])
    first = own[~keys.duplicated()].assign(item=name)
    mean = wide[enough].mean(axis=1)
    first["score"] = mean.reindex(keys[~keys.duplicated()]).to_numpy(dtype=float)
    return first.dropna(subset="score")


def _named_alike(name: str) -> Problem:
    problem = "the scale has the name of a survey item, so scores and answers would mix; it is not scored"
    return Problem("warning", CONFIG_NAME, None, "scale.name", name, problem, "give the scale a name of its own")


def _missing(scale: Scale, asked: frozenset[str], scores: frozenset[str]) -> Iterator[Problem]:
    for item in scale.items:
        if item in asked:
            continue
        problem = f"the scale {scale.name} has an item that no survey has; the others are scored without it"
        action = "correct the item's name"
        if item in scores:
            problem = f"the scale {scale.name} has another scale's score as an item, which cannot be; it is left out"
            action = "list the items themselves, and name those that belong together in parts"
        yield Problem("warning", CONFIG_NAME, None, "scale.items", item, problem, action)


def _outside(surveys: pd.DataFrame, scale: Scale) -> Iterator[Problem]:
    own = surveys[surveys["item"].isin(scale.items) & surveys["score"].notna()]
    for item, answers in own.groupby("item", sort=False):
        low, high = scale.range_of(str(item))
        wrong = answers[~answers["score"].between(low, high)]
        for (file, line), row in wrong.iterrows():  # type: ignore[misc]
            problem = f"an answer outside the range of {scale.name}, {low:g} to {high:g}; the scale does without it"
            value = f"{row['score']:g}" if math.isfinite(row["score"]) else ""
            yield Problem("warning", str(file), int(line), "score", value, problem, "correct the answer, or the range")


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
