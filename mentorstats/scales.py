"""Survey items scored as scales: the mean of the items that somebody answered, if they answered enough of them.

A scale is declared, never guessed: which items, which range, which of them are reversed.  Answers outside the range
are listed and do not count.  A score is an item of its own, so it can be the outcome.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from mentorstats.instruments import Scale
from mentorstats.schema import Problem
from mentorstats.settings import CONFIG_NAME, Settings

__all__ = ["answers_of", "scored"]

_BY = ["person_id", "wave", "cohort", "about_id"]


def scored(surveys: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """The surveys with the scores of all declared scales as further rows, and what was found on the way.

    ``surveys`` is indexed by file and line; the rows of scores stand at the first answer that they rest on.
    """
    problems: list[Problem] = []
    added = [surveys]
    for scale in settings.scale:
        problems += [*_missing(surveys, scale), *_outside(surveys, scale)]
        for name, items in scale.scored.items():
            added.append(_scores(surveys, scale, name, items))
    return pd.concat(added) if len(added) > 1 else surveys, problems


def answers_of(surveys: pd.DataFrame, scale: Scale, items: tuple[str, ...]) -> pd.DataFrame:
    """One row a person, wave, cohort and subject; a column an item, turned so that a high answer is the good one."""
    own = surveys[surveys["item"].isin(items)].dropna(subset=["person_id", "score"])
    own = own[own["score"].between(scale.low, scale.high)]
    turned = own["item"].isin(scale.flipped)
    own = own.assign(score=own["score"].mask(turned, scale.low + scale.high - own["score"]))
    keys = [own[name].astype("str").fillna("") for name in _BY]
    wide = own.groupby([*keys, own["item"]])["score"].mean().unstack("item")
    return wide.reindex(columns=list(items))


def _scores(surveys: pd.DataFrame, scale: Scale, name: str, items: tuple[str, ...]) -> pd.DataFrame:
    wide = answers_of(surveys, scale, items)
    enough = wide.notna().mean(axis=1) >= scale.answered - 1e-9
    own = surveys[surveys["item"].isin(items)]
    keys = pd.MultiIndex.from_arrays([own[key].astype("str").fillna("") for key in _BY])
    first = own[~keys.duplicated()].assign(item=name)
    mean = wide[enough].mean(axis=1)
    first["score"] = mean.reindex(keys[~keys.duplicated()]).to_numpy(dtype=float)
    return first.dropna(subset="score")


def _missing(surveys: pd.DataFrame, scale: Scale) -> Iterator[Problem]:
    there = set(surveys["item"].dropna())
    for item in scale.items:
        if item not in there:
            problem = f"the scale {scale.name} has an item that no survey has; the others are scored without it"
            yield Problem("warning", CONFIG_NAME, None, "scale.items", item, problem, "correct the item's name")


def _outside(surveys: pd.DataFrame, scale: Scale) -> Iterator[Problem]:
    own = surveys[surveys["item"].isin(scale.items) & surveys["score"].notna()]
    wrong = own[~own["score"].between(scale.low, scale.high)]
    for (file, line), row in wrong.iterrows():  # type: ignore[misc]
        span = f"{scale.low:g} to {scale.high:g}"
        problem = f"an answer outside the range of {scale.name}, {span}; the scale does without it"
        value = f"{row['score']:g}" if math.isfinite(row["score"]) else ""
        yield Problem("warning", str(file), int(line), "score", value, problem, "correct the answer, or the range")
