"""Numbers as the page writes them: rounded to what matters, with their sign, and words for missing ones."""

from __future__ import annotations

import importlib.metadata
import math
from typing import Any

import pandas as pd

from mentorstats.formats import OutcomeScale, numbered

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


def equals(p: float) -> str:
    """A p-value as it stands in a sentence, with its sign of comparison."""
    return "<\N{NO-BREAK SPACE}0.001" if p < 0.001 else f"= {p:.2g}" if p < 0.1 else f"= {p:.2f}"


def people(mentees: Any, mentors: Any, *, min_people: int, rounded: tuple[bool, bool] = (False, False)) -> str:
    """How many people a row is about; few are missing and not told, and ``rounded`` numbers say so.

    >>> people(280, pd.NA, min_people=10, rounded=(True, False)).replace("\\xa0", " ")
    'about 280 mentees, fewer than 10 mentors'
    """
    told = []
    for count, noun, is_rounded in zip((mentees, mentors), ("mentee", "mentor"), rounded, strict=True):
        text = numbered(1 if pd.isna(count) else int(count), noun, min_people)
        told.append(f"about {text}" if is_rounded and pd.notna(count) else text)
    return ", ".join(count.replace(" ", "\N{NO-BREAK SPACE}") for count in told)


def package_version(package: str) -> str:
    """The installed version of a package, in words if it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"
