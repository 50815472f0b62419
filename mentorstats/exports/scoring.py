"""Survey items scored as scales: the mean of the items that somebody answered, if they answered enough of them.

A scale is declared, never guessed: which items, which range, which of them are reversed.  Answers outside the range
are listed and do not count; items of different ranges are brought to one, which is said.  A score is an item of its
own, so it can be the outcome.
"""

from __future__ import annotations

import math

import pandas as pd

from mentorstats.problems import Problems
from mentorstats.schema.scales import ANSWER_KEYS, SurveyScale, answers_of
from mentorstats.schema.settings import CONFIG_NAME, Settings

__all__ = ["UNLIKELY", "USUAL_BOTTOMS", "USUAL_TOPS", "add_scale_scores", "check_item_ranges"]

USUAL_TOPS, USUAL_BOTTOMS = (1, 2, 3, 4, 5, 6, 7, 9, 10), (0, 1)
# The chance that nobody goes beyond the end, if the item were answered like the others.
UNLIKELY = 0.01


def add_scale_scores(surveys: pd.DataFrame, settings: Settings, problems: Problems) -> pd.DataFrame:
    """The surveys with the scores of all declared scales as further rows.

    ``surveys`` is indexed by file and line; the rows of scores stand at the first answer that they rest on.
    """
    tables = [surveys]
    items = frozenset(surveys["item"].dropna().unique())
    score_names = frozenset(name for scale in settings.scale for name in scale.scored)
    for scale in settings.scale:
        _check_items(scale, items, score_names, problems)
        _check_range(surveys, scale, problems)
        check_item_ranges(surveys, scale, problems)
        for name, scored_items in scale.scored.items():
            if name in items:
                problems.add(
                    rule="scale-named-like-item", severity="warning", file=CONFIG_NAME, column="scale.name", value=name,
                    problem="the scale has the name of a survey item, so scores and answers would mix; it is not "
                    "scored", action="give the scale a name of its own",
                )  # fmt: skip
            else:
                tables.append(_scores(surveys, scale, name, scored_items))
    return pd.concat(tables) if len(tables) > 1 else surveys


def _scores(surveys: pd.DataFrame, scale: SurveyScale, name: str, items: tuple[str, ...]) -> pd.DataFrame:
    wide = answers_of(surveys, scale, items)
    enough = wide.notna().mean(axis=1) >= scale.answered - 1e-9
    answers = surveys[surveys["item"].isin(items)]
    keys = pd.MultiIndex.from_arrays([answers[key].astype("str").fillna("") for key in ANSWER_KEYS])
    first = answers[~keys.duplicated()].assign(item=name)
    mean = wide[enough].mean(axis=1)
    first["score"] = mean.reindex(keys[~keys.duplicated()]).to_numpy(dtype=float)
    return first.dropna(subset="score")


def _check_items(scale: SurveyScale, items: frozenset[str], score_names: frozenset[str], problems: Problems) -> None:
    if not items.intersection(scale.items):
        problems.add(
            rule="scale-without-items", severity="warning", file=CONFIG_NAME, column="scale.items",
            value=", ".join(scale.items)[:80],
            problem=f"no survey has any item of the scale {scale.name}, so it has no scores",
            action="correct the names of the items, or take the scale out",
        )  # fmt: skip
        return
    for item in scale.items:
        if item in items:
            continue
        problem = f"the scale {scale.name} has an item that no survey has; the others are scored without it"
        action = "correct the item's name"
        if item in score_names:
            problem = f"the scale {scale.name} has another scale's score as an item, which cannot be; it is left out"
            action = "list the items themselves, and name those that belong together in parts"
        problems.add(
            rule="scale-item-unknown", severity="warning", file=CONFIG_NAME, column="scale.items", value=item,
            problem=problem, action=action,
        )  # fmt: skip


def _check_range(surveys: pd.DataFrame, scale: SurveyScale, problems: Problems) -> None:
    answers = surveys[surveys["item"].isin(scale.items) & surveys["score"].notna()]
    for item, of_item in answers.groupby("item", sort=False):
        low, high = scale.range_of(str(item))
        outside = of_item[~of_item["score"].between(low, high)]
        for (file, line), row in outside.iterrows():  # type: ignore[misc]
            problems.add(
                rule="outside-range", severity="warning", file=str(file), line=int(line), column="score",
                value=f"{row['score']:g}" if math.isfinite(row["score"]) else "",
                problem=f"an answer outside the range of {scale.name}, {low:g} to {high:g}; the scale does without it",
                action="correct the answer, or the range",
            )  # fmt: skip


def check_item_ranges(surveys: pd.DataFrame, scale: SurveyScale, problems: Problems) -> None:
    """Say which items of a scale are stretched to its range, and which seem to have a range of their own."""
    answers = surveys[surveys["item"].isin(scale.items)].dropna(subset="score")
    for item in scale.items:
        low, high = scale.range_of(item)
        if (low, high) != (scale.low, scale.high):
            problems.add(
                rule="item-stretched", severity="note", file=CONFIG_NAME, column="scale.ranges", value=item,
                problem=f"an item of {scale.name} that is answered from {low:g} to {high:g}; its answers are stretched "
                f"to {scale.low:g} to {scale.high:g}, so that it counts as much as the others",
                action="nothing, if the ranges are right",
            )  # fmt: skip
        else:
            _check_usual_range(answers[~answers["item"].isin(scale.ranges)], scale, item, problems)


def _check_usual_range(answers: pd.DataFrame, scale: SurveyScale, item: str, problems: Problems) -> None:
    """An item that nobody answers beyond a usual end, although other items have many such answers."""
    inside = answers[answers["score"].between(scale.low, scale.high)]
    scores, others = (inside.loc[rows, "score"] for rows in (inside["item"] == item, inside["item"] != item))
    if scores.empty or others.empty:
        return
    people = inside.loc[scores.index, "person_id"].nunique()
    ends = (
        ("above", scores.max(), others > scores.max(), USUAL_TOPS),
        ("below", scores.min(), others < scores.min(), USUAL_BOTTOMS),
    )
    for word, end, beyond, usual in ends:
        if end in usual and beyond.any() and (1 - beyond.mean()) ** people < UNLIKELY:
            problems.add(
                rule="item-of-other-range", severity="warning", file=CONFIG_NAME, column="scale.items", value=item,
                problem=f"no answer to this item of {scale.name} is {word} {end:g}, and other items have many that "
                "are; if it is asked on another range, the scale pools what cannot be compared",
                action=f"give the item's own range in ranges, such as ranges = {{{item} = [1, 5]}}, if it has one",
            )  # fmt: skip
