"""From numbers to a verdict, by rules that were written before looking.

In this order: no difference that matters (the 90 % interval lies inside what matters), better or worse (the 95 %
interval excludes 0), cannot tell.  Where a question has several contrasts, a claim also needs the test of all of them
together (a closed test: with three sides it holds the chance of any false claim at 5 %).  Where the sides spread
unequally and the model has one spread for all, a claim also has to hold in the model that allows for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from mentorstats.formats import OutcomeScale

__all__ = ["CANNOT_TELL", "NO_DIFFERENCE", "SURE", "ContrastResult", "Verdict", "verdict_of"]

SURE = 0.05
NO_DIFFERENCE = "no difference that matters"


@dataclass(frozen=True)
class Verdict:
    """A verdict's ``word``, and what kept a comparison that looks clear by itself from being a claim, else ""."""

    word: str
    held_back: Literal["", "joint test", "spread"] = ""

    @property
    def is_claim(self) -> bool:
        return self.word in ("better", "worse")


CANNOT_TELL = Verdict("cannot tell")


@dataclass(frozen=True)
class ContrastResult:
    """One contrast: estimate, 95 % and 90 % intervals, p, df, and the smallest effect it could have seen.

    ``first`` and ``second`` are its sides in words.  Where it cannot be estimated the numbers are missing and
    ``refusal`` says why.
    """

    contrast: str
    first: str
    second: str
    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    low90: float = math.nan
    high90: float = math.nan
    detectable: float = math.nan
    std_error: float = math.nan
    df: float = math.nan
    p_value: float = math.nan
    refusal: str = ""
    verdict: Verdict = CANNOT_TELL

    @property
    def sign(self) -> int:
        """1 or -1 where the 95 % interval lies above or below 0, else 0."""
        return int(self.low > 0) - int(self.high < 0)


def verdict_of(
    result: ContrastResult,
    scale: OutcomeScale,
    *,
    joint_p: float | None = None,
    allowing: tuple[ContrastResult, float | None] | None = None,
) -> Verdict:
    """The verdict of a contrast, or of the first side's smallest lead over all others.

    ``joint_p`` is the p-value of the test of all contrasts together, None where there is one contrast only;
    ``allowing`` are the contrast and that p-value in the model that allows for unequal spread, None where the spread
    raises no doubt.

    >>> numbers = {"estimate": 0.0, "low": -0.12, "high": 0.12, "low90": -0.1, "high90": 0.1}
    >>> result = ContrastResult("2+ - 1", "two or more", "one", **numbers)
    >>> verdict_of(result, OutcomeScale("confidence", "points", "higher", 0.2)).word
    'no difference that matters'
    """
    if not math.isfinite(result.estimate):
        return CANNOT_TELL
    if -scale.smallest_effect < result.low90 and result.high90 < scale.smallest_effect:
        return Verdict(NO_DIFFERENCE)
    return _claim(result, scale, joint_p, allowing)


def _claim(
    result: ContrastResult,
    scale: OutcomeScale,
    joint_p: float | None,
    allowing: tuple[ContrastResult, float | None] | None,
) -> Verdict:
    if result.sign == 0:
        return CANNOT_TELL
    if not _together(joint_p):
        return Verdict("cannot tell", "joint test")
    if allowing is not None and not (allowing[0].sign == result.sign and _together(allowing[1])):
        return Verdict("cannot tell", "spread")
    return Verdict("better" if (result.sign > 0) == (scale.better == "higher") else "worse")


def _together(joint_p: float | None) -> bool:
    """Whether the test of all contrasts together allows a claim."""
    return joint_p is None or joint_p < SURE
