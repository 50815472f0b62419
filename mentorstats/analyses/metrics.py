"""Numbers that say what was counted of what, and each as it may be told.

The same word stands for different numbers in different programs, so a number comes with the people it is about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mentorstats.formats import written
from mentorstats.rounding import NOT_SHOWN, Counted, Rounding, scale_range, steps_of
from mentorstats.sharing import Apart

__all__ = ["Metric", "average", "missing", "share_of", "share_of_things", "shown"]

_FINEST = 0.01


@dataclass(frozen=True)
class Metric:
    """One number: a share in percent of two ``sides``, a number of ``unit``, or none with a ``note`` what would tell.

    ``people`` are those behind it, ``spread`` is the standard deviation of what an average is of.
    """

    metric: str
    of: str
    unit: str
    value: float = math.nan
    numerator: float = math.nan
    denominator: float = math.nan
    people: int | None = None
    note: str = ""
    sides: tuple[Counted, Counted] | None = None
    spread: float = math.nan


def share_of(metric: str, of: str, inside: frozenset[str], people: frozenset[str], note: str = "") -> Metric:
    """A share of people."""
    sides = [Counted(len(side), len(side)) for side in (inside, people - inside)]
    return share_of_things(metric, of, sides, people=len(people), note=note)


def share_of_things(metric: str, of: str, sides: Sequence[Counted], *, people: int, note: str = "") -> Metric:
    """A share of what people have: what is counted, and the rest."""
    inside, rest = sides
    whole = inside.number + rest.number
    value = 100 * inside.number / whole
    return Metric(metric, of, "%", value, inside.number, whole, people, note, (inside, rest))


def average(metric: str, of: str, unit: str, values: pd.Series, *, total: float, over: float, people: int) -> Metric:
    """A total over what it is spread over; ``values`` are the single ones."""
    return Metric(metric, of, unit, total / over, total, over, people, spread=float(values.std()))


def missing(metric: str, of: str, unit: str, would: str) -> Metric:
    """A row without a value, which names what would tell."""
    return Metric(metric, of, unit, note=would)


def shown(row: Metric, rounding: Rounding) -> Apart:
    """The row as it may be told, in words."""
    if row.people is None:
        return Apart(words=dict.fromkeys(("value", "numerator", "denominator", "people"), ""))
    people = rounding.cell(row.people)
    if row.sides is not None:
        inside, rest = row.sides
        whole = Counted(inside.number + rest.number, row.people)
        words = {"value": rounding.share(inside, rest, people=row.people), "numerator": rounding.cell(inside)}
        return Apart(words=words | {"denominator": rounding.cell(whole), "people": people})
    if row.unit == "people":
        number = rounding.cell(int(row.value))
        return Apart(words={"value": number, "numerator": number, "denominator": people, "people": people})
    step = rounding.step(steps_of(scale_range(None, None, spread=row.spread)), people=row.people)
    value = NOT_SHOWN if step is None else written(row.value, max(step, _FINEST))
    return Apart(words={"value": value, "numerator": "", "denominator": "", "people": people})
