"""The outcome in groups of mentees as a figure may show it, without anything that single people could be told from.

The plain data, where nothing is taken into account but the group.  Of a large group the shares of the answers are
told, neighboring ones together until enough people gave them; of a small one the average and the middle half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.formats import to_step, written
from mentorstats.rounding import Rounding, Steps

__all__ = ["PROXIMITY_GROUPS", "Answers", "Group", "nearest_group", "outcome_groups"]

PROXIMITY_GROUPS = ("mostly same", "mostly adjacent", "mostly distant", "evenly mixed", "not known")
# From so many people on the shares of their answers are told.
MANY = 50


@dataclass(frozen=True)
class Answers:
    """Neighboring answers, such as ``4 or more``, and the percentage of the group that gave them."""

    label: str
    percent: int


@dataclass(frozen=True)
class Group:
    """A group of mentees: how many (as text), their average and its 95 % interval, their middle half, their answers.

    A group of few people has its name and its size only.  Of yes and no, ``share`` says how many said yes.  ``step``
    is that of its numbers; ``modeled`` is what the model expects of mentees who are alike in the rest, with its 95 %
    interval.
    """

    name: str
    people: str
    step: float = math.nan
    mean: float = math.nan
    interval: tuple[float, float] = (math.nan, math.nan)
    middle: tuple[float, float] = (math.nan, math.nan)
    answers: tuple[Answers, ...] = ()
    share: str = ""
    modeled: tuple[float, float, float] | None = None

    @property
    def shown(self) -> bool:
        return bool(self.share) or math.isfinite(self.mean)

    @property
    def has_number(self) -> bool:
        """Whether its average is shown as a number; of yes and no it is a share, of which there may be a bound only."""
        return self.share.endswith("%") if self.share else self.shown

    def number(self, value: float) -> str:
        return written(value, self.step)


def nearest_group(shares: pd.DataFrame) -> pd.Series:
    """Which kind of mentors each mentee mostly had; equal shares are "evenly mixed".

    ``shares`` has the columns share_same, share_adjacent, share_distant and share_unknown.
    """
    names = ["share_same", "share_adjacent", "share_distant", "share_unknown"]
    values = shares[names].astype(float).fillna(0.0).to_numpy()
    largest = values.max(axis=1, keepdims=True)
    leaders = np.isclose(values, largest)
    same, adjacent, distant, mixed, unknown = PROXIMITY_GROUPS
    kinds = np.array([same, adjacent, distant, unknown])[leaders.argmax(axis=1)]
    kinds = np.where(leaders.sum(axis=1) > 1, mixed, kinds)
    return pd.Series(np.where(largest[:, 0] == 0, unknown, kinds), index=shares.index, dtype="str")


def outcome_groups(
    values: pd.Series,
    groups: pd.Series,
    *,
    order: Sequence[str],
    rounding: Rounding,
    steps: Steps,
    yes_no: bool = False,
) -> tuple[Group, ...]:
    """The outcome in each group of ``order``, whether anybody is in it or not."""
    known = values.notna().to_numpy()
    found = {name: values[known & (groups == name).to_numpy()].to_numpy(dtype=float) for name in order}
    sizes = rounding.parts([len(scores) for scores in found.values()], total=int(known.sum()))
    return tuple(
        _group(name, size, scores, rounding, steps, yes_no=yes_no)
        for (name, scores), size in zip(found.items(), sizes, strict=True)
    )


def _group(name: str, size: str, scores: np.ndarray, rounding: Rounding, steps: Steps, *, yes_no: bool) -> Group:
    if yes_no:
        yes = int((scores > 0).sum())
        return Group(name, size, share=rounding.share(yes, len(scores) - yes) if rounding.enough(len(scores)) else "")
    step = rounding.step(steps, people=len(scores))
    if step is None or not len(scores):
        return Group(name, size)
    mean, reach = float(scores.mean()), 0.0
    if len(scores) > 1:
        reach = float(stats.t.ppf(0.975, len(scores) - 1) * scores.std(ddof=1) / np.sqrt(len(scores)))
    numbers = (mean, mean - reach, mean + reach, *np.quantile(scores, (0.25, 0.75)))
    average, low, high, first, last = (to_step(float(number), step) for number in numbers)
    return Group(name, size, step, average, (low, high), (first, last), _answers(scores, rounding))


def _answers(scores: np.ndarray, rounding: Rounding) -> tuple[Answers, ...]:
    """The shares of neighboring answers, whole points each; none of few people, or where nearly all answered alike."""
    if len(scores) < MANY:
        return ()
    points = np.floor(scores + 0.5).astype(int)
    levels = np.arange(points.min(), points.max() + 1)
    counts = [int((points == level).sum()) for level in levels]
    parts = rounding.pooled(counts)
    if len(parts) < 2:
        return ()
    sizes = [sum(counts[place] for place in part) for part in parts]
    percents = [rounding.percent(n / len(scores), inside=n, outside=len(scores) - n) for n in sizes]
    labels = [_label(levels[part.start], levels[part.stop - 1], place, len(parts)) for place, part in enumerate(parts)]
    return tuple(Answers(label, percent or 0) for label, percent in zip(labels, percents, strict=True))


def _label(low: int, high: int, place: int, parts: int) -> str:
    """What a part holds; the ends are open, so that they do not say what the most extreme answer was."""
    if place == 0:
        return f"{high} or less"
    if place == parts - 1:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low}–{high}"
