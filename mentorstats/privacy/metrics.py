"""Numbers that say what was counted of what, and that are hidden where they tell of a few.

A share is hidden whether those counted are few or those not counted: 98 % of 345 also tells of the other 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

__all__ = ["HIDDEN", "Count", "Metric", "hidden", "share", "share_of", "untold"]

HIDDEN = "it tells of fewer than {few} people, so it is not shown"


@dataclass(frozen=True)
class Count:
    """What is counted, and whose it is: a person may stand behind several."""

    number: float
    people: frozenset[str]


@dataclass(frozen=True)
class Metric:
    """One row; ``behind`` are the numbers of people who could be worked out from it, beside all that it is about."""

    metric: str
    of: str
    unit: str
    value: float = np.nan
    numerator: float = np.nan
    denominator: float = np.nan
    people: int | None = None
    note: str = ""
    behind: tuple[int, ...] = ()


def share(metric: str, of: str, inside: frozenset[str], people: frozenset[str], note: str = "") -> Metric:
    """A share of people."""
    parts = [Count(float(len(own)), own) for own in (inside, people - inside)]
    return replace(share_of(metric, of, parts), note=note)


def share_of(metric: str, of: str, parts: Sequence[Count]) -> Metric:
    """A share in percent of two parts: what is counted, and the rest."""
    inside, rest = parts
    whole, people = inside.number + rest.number, len(inside.people | rest.people)
    behind = (len(inside.people), len(rest.people))
    return Metric(metric, of, "%", 100 * inside.number / whole, inside.number, whole, people, behind=behind)


def untold(metric: str, of: str, unit: str, would: str) -> Metric:
    """A row without a value, which names what would tell."""
    return Metric(metric, of, unit, note=would)


def hidden(row: Metric, few: int) -> Metric:
    """The row without its numbers where few people stand behind it, or behind what it leaves out."""
    about_few = 0 < (row.people or 0) < few
    if not about_few and not any(0 < number < few for number in row.behind):
        return row
    gone = replace(row, value=np.nan, numerator=np.nan, note=HIDDEN.format(few=few))
    return replace(gone, denominator=np.nan, people=None) if about_few else gone
