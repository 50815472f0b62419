"""What may be shown of people: the one rule, at the door.

Statistics and the tables in code are exact.  Whatever may be passed on (the page, its files, sentences, figures) is
rounded here and nowhere else.  People are told in tens, and fewer than ``min_people`` never as a number: none and a
few look alike.  What people have (pairings, sessions, answers) also needs that many different people behind it.
Shares are told in steps of 5 %, averages of few people coarsely, days as months.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.formats import count_noun, to_step

__all__ = [
    "EVERYTHING_SHOWN",
    "LEAST_MIN_PEOPLE",
    "NOT_SHOWN",
    "Count",
    "Counted",
    "Rounding",
    "Steps",
    "check_min_people",
    "scale_range",
    "steps_of",
    "two_digits",
    "up_to_tens",
]

LEAST_MIN_PEOPLE = 5
# The min_people at which nothing is hidden or rounded; settings files cannot ask for it, only code can.
EVERYTHING_SHOWN = 1
NOT_SHOWN = "not shown"

_POSSIBLE_VALUES = 3
_FEW_FOR_MEANS = 50
# A share of so many people and more is told in steps of so many percent.
_SHARE_STEPS = ((1000, 1), (30, 5))
# By size alone, what may be said of a share of which one side is few.
_SIZES = (100, 50, 30)


def check_min_people(min_people: int) -> int:
    """Return ``min_people`` unchanged; raise ``ValueError`` when it is below 5, the least that settings may ask for."""
    if min_people < LEAST_MIN_PEOPLE and min_people != EVERYTHING_SHOWN:
        raise PlainError(f"min_people must be at least {LEAST_MIN_PEOPLE}, got {min_people}")
    return min_people


class Counted(NamedTuple):
    """How many things there are, and how many different ``people`` are behind them."""

    number: int
    people: int


Count = int | Counted


@dataclass(frozen=True)
class Rounding:
    """What may be shown where groups of fewer than ``min_people`` people are not.

    A count is a whole number of people, or ``Counted`` where it is of what people have.  Whatever ``min_people`` is,
    numbers from it on are told in tens, so that with 12 the numbers 12 to 14 are told as 10: how many are hidden does
    not change what the others look like.

    >>> shown = Rounding(10)
    >>> shown.words(286, "mentee"), shown.words(3, "mentee"), shown.words(0, "mentee")
    ('290 mentees', 'fewer than 10 mentees', 'fewer than 10 mentees')
    >>> shown.cell(1234), shown.cell(3), shown.cell(Counted(30, people=4))
    ('1,230', '<10', 'not shown')
    >>> Rounding(12).cell(11), Rounding(12).cell(13)
    ('<12', '10')
    """

    min_people: int = 10

    def __post_init__(self) -> None:
        check_min_people(self.min_people)

    @property
    def exact(self) -> bool:
        """Whether everything is shown as it is."""
        return self.min_people == EVERYTHING_SHOWN

    @property
    def few(self) -> str:
        """What a hidden number of people is called."""
        return f"fewer than {self.min_people}"

    def enough(self, count: Count) -> bool:
        """Whether so many people, and as many things where things are counted, may be told about."""
        return self.exact or min(_pair(count)) >= self.min_people

    def number(self, count: Count) -> int | None:
        """The number as it may be shown; None where it is hidden."""
        if not self.enough(count):
            return None
        number = _pair(count).number
        return number if self.exact else (number + 5) // 10 * 10

    def cell(self, count: Count) -> str:
        """A count in a table or a label."""
        number = self.number(count)
        if number is None:
            return f"<{self.min_people}" if _pair(count).number < self.min_people else NOT_SHOWN
        return f"{number:,}"

    def words(self, count: Count, noun: str) -> str:
        """A count and its noun in a sentence."""
        number = self.number(count)
        if number is None and _pair(count).number < self.min_people:
            return f"{self.few} {noun}s"
        return f"some {noun}s (their number is not shown)" if number is None else count_noun(number, noun)

    def total(self, count: Count, parts: Sequence[Count]) -> str:
        """A total in a table or a label beside its parts: not shown where one of them could almost be worked out.

        >>> Rounding(10).total(27, [9, 9, 9]), Rounding(10).total(36, [9, 9, 9, 9])
        ('30', 'not shown')
        """
        return self.cell(count) if self._keeps_hidden(count, parts) else NOT_SHOWN

    def parts(self, counts: Sequence[Count], *, total: Count) -> list[str]:
        """The parts of a total that is told elsewhere: hidden ones are not even said to be few if it gave them away."""
        kept = self._keeps_hidden(total, counts)
        return [self.cell(count) if kept or self.enough(count) else NOT_SHOWN for count in counts]

    def share(self, part: Count, rest: Count, *, people: int | None = None) -> str:
        """A share of a whole that is ``part`` and ``rest``; ``people`` are those behind both, where they overlap.

        >>> shown = Rounding(10)
        >>> shown.share(63, 20), shown.share(97, 3), shown.share(31, 1), shown.share(1, 31), shown.share(12, 8)
        ('75 %', '90 % or more', '70 % or more', '30 % or less', 'not shown')
        """
        sides = (_pair(part), _pair(rest))
        whole = sum(side.number for side in sides)
        if not whole:
            return NOT_SHOWN
        exact = sides[0].number / whole
        everyone = sum(side.people for side in sides) if people is None else people
        percent = self.percent(exact, inside=sides[0].people, outside=sides[1].people, people=everyone)
        if percent is None:
            return self._one_sided(sides, everyone)
        step = self._share_step(everyone) or 1
        if self.exact or abs(percent - 100 * exact) <= step / 2:
            return f"{percent} %"
        return f"{percent} % or {'more' if exact > 0.5 else 'less'}"

    def percent(self, share: float, *, inside: int, outside: int, people: int | None = None) -> int | None:
        """A share (0 to 1) as the number of percent that may be shown, None where it may not.

        ``inside`` and ``outside`` are the people behind its two sides, ``people`` those behind both.  A share that is
        neither none nor all is not rounded to that.

        >>> Rounding(10).percent(0.92, inside=60, outside=5), Rounding(10).percent(0.985, inside=690, outside=11)
        (None, 95)
        """
        if self.exact:
            return round(100 * share)
        step = self._share_step(inside + outside if people is None else people)
        if step is None or min(inside, outside) < self.min_people:
            return None
        return int(min(max(to_step(100 * share, step), step), 100 - step))

    def step(self, steps: Steps, *, people: int) -> float | None:
        """The step in which a mean, spread or quantile of so many people is told; None where it is not.

        >>> Rounding(10).step(steps_of(4.0), people=49), Rounding(10).step(steps_of(4.0), people=50)
        (0.1, 0.01)
        """
        if not self.enough(people):
            return None
        return steps.coarse if people < _FEW_FOR_MEANS and not self.exact else steps.fine

    def df(self, value: float) -> float:
        """Degrees of freedom, from which people could be counted: in tens, missing under 10.

        >>> Rounding(10).df(187.4), Rounding(10).df(9.9)
        (190.0, nan)
        """
        if self.exact:
            return value
        return float((int(value) + 5) // 10 * 10) if 10 <= value < math.inf else math.nan

    def day(self, date: pd.Timestamp) -> str:
        """A day of the exports, as its month: May 2024."""
        return f"{date:%Y-%m-%d}" if self.exact else f"{date:%B %Y}"

    def pooled(self, counts: Sequence[int]) -> tuple[range, ...]:
        """Neighbors put together until each part is of enough people: the places of each part.

        >>> [list(part) for part in Rounding(10).pooled([2, 9, 30, 12, 4])]
        [[0, 1], [2], [3, 4]]
        """
        starts, inside = [0], 0
        for place, count in enumerate(counts):
            if place and (self.exact or inside >= self.min_people):
                starts, inside = [*starts, place], 0
            inside += count
        if not self.enough(inside) and len(starts) > 1:
            starts.pop()
        return tuple(range(start, end) for start, end in zip(starts, [*starts[1:], len(counts)], strict=True))

    def _span(self, count: Count) -> tuple[float, float]:
        """The least and the largest number that what is shown of a count allows."""
        number, shown = _pair(count).number, self.number(count)
        if shown is None:
            return (0, self.min_people - 1) if number < self.min_people else (self.min_people, math.inf)
        return max(self.min_people, shown - 5), shown + 4

    def _keeps_hidden(self, total: Count, parts: Sequence[Count]) -> bool:
        """Whether each hidden part could still be one of three numbers beside this total and the other parts."""
        spans, (least, most) = [self._span(part) for part in parts], self._span(total)
        for place, (part, (low, high)) in enumerate(zip(parts, spans, strict=True)):
            others = spans[:place] + spans[place + 1 :]
            smallest = max(low, least - sum(span[1] for span in others))
            largest = min(high, most - sum(span[0] for span in others))
            if not self.enough(part) and largest - smallest < _POSSIBLE_VALUES - 1:
                return False
        return True

    def _share_step(self, people: int) -> int | None:
        return next((step for size, step in _SHARE_STEPS if people >= size), None)

    def _one_sided(self, sides: tuple[Counted, Counted], people: int) -> str:
        """What is true of a share whatever the hidden number, where one side is few things; else nothing."""
        few = [side.number < self.min_people for side in sides]
        size = next((size for size in _SIZES if min(sides[0].number + sides[1].number, people) >= size), None)
        if size is None or few[0] == few[1]:
            return NOT_SHOWN
        bound = min(90, 100 * (size - self.min_people + 1) // size // 10 * 10)
        if bound <= 0:
            return NOT_SHOWN
        return f"{bound} % or more" if few[1] else f"{100 - bound} % or less"


def _pair(count: Count) -> Counted:
    return count if isinstance(count, Counted) else Counted(count, count)


@dataclass(frozen=True)
class Steps:
    """How finely numbers on a scale are told: means of few people in ``coarse`` steps, all others in ``fine`` ones."""

    coarse: float
    fine: float


def steps_of(reach: float, *, yes_no: bool = False) -> Steps:
    """The steps for a scale whose ends are ``reach`` apart: a fortieth and a four-hundredth, to the next 1, 2 or 5.

    A yes/no outcome is told in whole percentage points.

    >>> steps_of(4.0), steps_of(6.0), steps_of(100.0, yes_no=True)
    (Steps(coarse=0.1, fine=0.01), Steps(coarse=0.2, fine=0.02), Steps(coarse=5.0, fine=1.0))
    """
    return Steps(5.0, 1.0) if yes_no else Steps(_next_step(reach / 40), _next_step(reach / 400))


def _next_step(least: float) -> float:
    power = math.floor(math.log10(least))
    steps = (float(f"{digit}e{power}") for digit in (1, 2, 5, 10))
    return next(step for step in steps if step >= least * (1 - 1e-9))


def scale_range(low: float | None, high: float | None, *, spread: float) -> float:
    """How far the ends of a scale are apart; where none is declared, four standard deviations, to one digit.

    >>> scale_range(1, 5, spread=0.8), scale_range(None, None, spread=0.83)
    (4, 3.0)
    """
    if low is not None and high is not None and high > low:
        return high - low
    return float(f"{4 * spread:.0e}") if 0 < spread < math.inf else 1.0


def up_to_tens(count: float) -> int:
    """A number of people as a plan tells it: rounded up to tens.

    >>> up_to_tens(281), up_to_tens(280)
    (290, 280)
    """
    return math.ceil(round(count / 10, 9)) * 10


def two_digits(p_value: float) -> float:
    """A p-value to two significant digits.

    >>> two_digits(0.03012), two_digits(0.000123)
    (0.03, 0.00012)
    """
    return float(f"{p_value:.2g}")
