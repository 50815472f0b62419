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
    "CORRELATION",
    "DELTA",
    "ODDS",
    "PERCENT",
    "RATIO",
    "OutcomeScale",
    "TextResult",
    "Unit",
    "count_noun",
    "equals",
    "plain_markdown",
    "to_step",
    "written",
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

    @property
    def step(self) -> float:
        """The smallest difference that is written.

        >>> ODDS.step, CHANCE.step
        (0.01, 0.01)
        """
        return 10.0**-self.decimals / self.factor

    def size(self, value: float) -> str:
        return f"{self.before}{self.number(value)}{self.after}"

    def range(self, low: float, high: float) -> str:
        """Both ends; nothing where one is missing."""
        return f"{self.number(low)} to {self.number(high)}{self.after}" if math.isfinite(low + high) else ""


CORRELATION = Unit(signed=True)
CHANCE = Unit(after=" %", factor=100.0, decimals=0, no_difference="50 % is no difference")
DELTA = Unit(signed=True)
ODDS = Unit(before="odds × ")
PERCENT = Unit(after=" %", decimals=0)
RATIO = Unit(before="× ")


@dataclass(frozen=True)
class OutcomeScale:
    """How an outcome is spoken of: its name, its unit, which end is good, and the smallest effect that matters.

    Its numbers are told in multiples of ``step``.

    >>> scale = OutcomeScale("confidence", "points", "higher", 0.166)
    >>> scale.number(-1.2341), scale.range(0.5, 1), scale.smallest
    ('−1.23', '0.50 to 1.00', '0.17')
    """

    outcome: str
    unit: str
    better: str
    smallest_effect: float
    step: float = 0.01

    def number(self, value: float) -> str:
        return written(value, self.step)

    def range(self, low: float, high: float) -> str:
        return f"{self.number(low)} to {self.number(high)}"

    @property
    def smallest(self) -> str:
        """The smallest effect that matters, which may be smaller than a step where somebody set it."""
        size = self.smallest_effect
        return self.number(size) if to_step(size, self.step) else f"{size:g}"


def count_noun(count: int, noun: str) -> str:
    """A number and its noun.

    >>> count_noun(1, "mentee"), count_noun(3, "mentee")
    ('1 mentee', '3 mentees')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def equals(p_value: float) -> str:
    """A p-value to two significant digits as a sentence has it, with its sign of comparison.

    >>> equals(0.0301), equals(0.2), equals(1e-7).replace("\\xa0", " ")
    ('= 0.03', '= 0.20', '< 0.001')
    """
    if p_value < 0.001:
        return "<\N{NO-BREAK SPACE}0.001"
    return f"= {p_value:.2g}" if p_value < 0.1 else f"= {p_value:.2f}"


def to_step(value: float, step: float) -> float:
    """The multiple of ``step`` that is nearest to a value, of two the one away from 0; missing and endless values stay.

    >>> to_step(3.456, 0.02), to_step(-0.004, 0.01), to_step(-12.5, 5.0)
    (3.46, 0.0, -15.0)
    """
    if not math.isfinite(value):
        return value
    steps = math.floor(abs(value) / step + 0.5 + 1e-9)
    return round(math.copysign(steps * step, value), _decimals(step)) + 0.0


def written(value: float, step: float) -> str:
    """A value to the nearest step, with as many decimals as the step has: three where it is 0.005.

    >>> written(-0.3456, 0.02), written(3.0, 0.1), written(1241.7, 1.0), written(-0.004, 0.01), written(0.2349, 0.005)
    ('−0.34', '3.0', '1,242', '0.00', '0.235')
    """
    return f"{to_step(value, step):,.{_decimals(step)}f}".replace("-", "−")


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


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
