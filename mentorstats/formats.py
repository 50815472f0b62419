"""How the numbers of a method are written, where they are not differences in the outcome's unit.

A chance of 0.5 is no difference, and so are odds of 1; written as "+0.5" and "+1.0" both would look like one.  A
method's unit stands beside its name, where the method is defined.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

__all__ = [
    "CHANCE",
    "DELTA",
    "ODDS",
    "PERCENT",
    "RATIO",
    "OutcomeScale",
    "TextResult",
    "Unit",
    "count_noun",
    "numbered",
    "plain_markdown",
]


@dataclass(frozen=True)
class Unit:
    """How a number is written: what stands before and after it, and which number would be no difference.

    ``factor`` multiplies the number first; ``signed`` numbers above 0 have a plus.

    >>> ODDS.size(0.7), ODDS.range(0.3, 1.5), CHANCE.size(0.64), CHANCE.range(0.55, 0.73)
    ('odds × 0.70', '0.30 to 1.50', '64 %', '55 to 73 %')
    """

    before: str = ""
    after: str = ""
    factor: float = 1.0
    decimals: int = 2
    signed: bool = False
    no_difference: str = ""

    def number(self, value: float) -> str:
        """The number alone, with its sign where the unit has one.

        >>> DELTA.number(0.3), DELTA.number(-0.3), DELTA.number(-0.001)
        ('+0.30', '−0.30', '0.00')
        """
        text = f"{self.factor * value:,.{self.decimals}f}"
        if float(text.replace(",", "")) == 0:
            return text.removeprefix("-")
        return f"+{text}" if self.signed and value > 0 else text.replace("-", "−")

    def size(self, value: float) -> str:
        return f"{self.before}{self.number(value)}{self.after}"

    def range(self, low: float, high: float) -> str:
        """Both ends; nothing where one is missing."""
        return f"{self.number(low)} to {self.number(high)}{self.after}" if math.isfinite(low + high) else ""


CHANCE = Unit(after=" %", factor=100.0, decimals=0, no_difference="50 % is no difference")
DELTA = Unit(signed=True)
ODDS = Unit(before="odds × ")
PERCENT = Unit(after=" %", decimals=0)
RATIO = Unit(before="× ")


@dataclass(frozen=True)
class OutcomeScale:
    """How an outcome is spoken of: its name, its unit, which end is good, and the smallest effect that matters."""

    outcome: str
    unit: str
    better: str
    smallest_effect: float

    def number(self, value: float) -> str:
        """A number with as many decimals as the smallest effect that matters makes sensible."""
        reach = self.smallest_effect if self.smallest_effect > 0 else 1.0
        decimals = min(max(0, 1 - math.floor(math.log10(reach))), 6)
        text = f"{value:.{decimals}f}"
        return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")

    def range(self, low: float, high: float) -> str:
        return f"{self.number(low)} to {self.number(high)}"


def count_noun(count: int, noun: str) -> str:
    """A number and its noun.

    >>> count_noun(1, "mentee"), count_noun(3, "mentee")
    ('1 mentee', '3 mentees')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def numbered(count: int, noun: str, min_people: int) -> str:
    """A number of people and their noun; few are not told.

    >>> numbered(12, "mentee", 10), numbered(3, "mentee", 10)
    ('12 mentees', 'fewer than 10 mentees')
    """
    return count_noun(count, noun) if count == 0 or count >= min_people else f"fewer than {min_people} {noun}s"


class TextResult:
    """A result that is shown as its ``text``; in a notebook with nothing in it read as markup."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return plain_markdown(self.text)


def plain_markdown(text: str) -> str:
    """Text whose every character a notebook shows as it is, since an outcome's name comes from an export.

    >>> plain_markdown("<b>joy</b> & $x$")
    '\\\\<b\\\\>joy\\\\</b\\\\> \\\\& \\\\$x\\\\$'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|$~&!])", r"\\\1", text)
