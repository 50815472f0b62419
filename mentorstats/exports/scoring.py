"""Survey items scored as scales: the mean of the items that somebody answered, if they answered enough of them.

A scale is declared, never guessed: which items, which range, which of them are reversed.  Answers outside the range
are listed and do not count; items of different ranges are brought to one, which is said.  A score is an item of its
own, so it can be the outcome.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from mentorstats.exports.pooling import pooled_ranges
from mentorstats.problems import Problem
from mentorstats.schema.scales import Scale
from mentorstats.schema.settings import CONFIG_NAME, Settings

__all__ = ["answers_of", "scored"]

_BY = ["person_id", "wave", "cohort", "about_id"]


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


def answers_of(surveys: pd.DataFrame, scale: Scale, items: tuple[str, ...]) -> pd.DataFrame:
    """One row a person, wave, cohort and subject; a column an item, turned so that a high answer is the good one."""
    own = surveys[surveys["item"].isin(items)].dropna(subset=["person_id", "score"])
    low, high = (own["item"].map({item: scale.range_of(item)[end] for item in items}).astype(float) for end in (0, 1))
    own = own.assign(score=_stretched(own["score"], low, high, scale))[own["score"].between(low, high)]
    turned = own["item"].isin(scale.flipped)
    own = own.assign(score=own["score"].mask(turned, scale.low + scale.high - own["score"]))
    keys = [own[name].astype("str").fillna("") for name in _BY]
    wide = own.groupby([*keys, own["item"]])["score"].mean().unstack("item")
    return wide.reindex(columns=list(items))


def _stretched(scores: pd.Series, low: pd.Series, high: pd.Series, scale: Scale) -> pd.Series:
    """Answers from ``low`` to ``high`` as answers on the scale's range; those that have it stay as they are."""
    moved = scale.low + (scores - low) * (scale.high - scale.low) / (high - low)
    return scores.where((low == scale.low) & (high == scale.high), moved)


def _scores(surveys: pd.DataFrame, scale: Scale, name: str, items: tuple[str, ...]) -> pd.DataFrame:
    wide = answers_of(surveys, scale, items)
    enough = wide.notna().mean(axis=1) >= scale.answered - 1e-9
    own = surveys[surveys["item"].isin(items)]
    keys = pd.MultiIndex.from_arrays([own[key].astype("str").fillna("") for key in _BY])
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
