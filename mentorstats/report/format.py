"""Numbers as the page writes them: rounded to what matters, with their sign, and words for missing ones."""

from __future__ import annotations

import importlib.metadata
import math
from typing import Any

import pandas as pd

from mentorstats.formats import OutcomeScale, equals
from mentorstats.rounding import Rounding

__all__ = ["equals", "interval", "p_text", "package_version", "people", "signed", "text"]


def text(value: Any) -> str:
    """A cell as text; nothing where it is missing."""
    return "" if pd.isna(value) else str(value)


def signed(value: float, scale: OutcomeScale) -> str:
    """A difference with its sign; zero has none."""
    number = scale.number(value)
    return f"+{number}" if number[0] != "−" and number.strip("0.") else number


def interval(low: float, high: float, scale: OutcomeScale) -> str:
    """The two ends of an interval; nothing if one is missing."""
    return f"{signed(low, scale)} to {signed(high, scale)}" if math.isfinite(low + high) else ""


def p_text(value: float) -> str:
    """A p-value as it stands in a table.

    >>> p_text(0.0301), p_text(0.2), p_text(0.0000001)
    ('0.03', '0.20', '<\\xa00.001')
    """
    return "" if math.isnan(value) else equals(value).removeprefix("= ")


def people(mentees: Any, mentors: Any, rounding: Rounding) -> str:
    """How many people a row is about.

    >>> people(281, 7, Rounding(10)).replace("\\xa0", " ")
    '280 mentees, fewer than 10 mentors'
    """
    told = [rounding.words(int(count), noun) for count, noun in ((mentees, "mentee"), (mentors, "mentor"))]
    return ", ".join(count.replace(" ", "\N{NO-BREAK SPACE}") for count in told)


def package_version(package: str) -> str:
    """The installed version of a package, in words if it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"
