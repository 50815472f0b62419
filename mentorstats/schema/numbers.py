"""Numbers and lengths of time, in the ways that people and machines write them.

``3,5`` is three and a half in one country, ``1,234`` more than a thousand in another.  The cells of one column are
written alike, so one that can be read in only one way settles the others; where none does, nothing is guessed.
``85%`` is 85, and a column that has percent signs in some cells only means two different things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

__all__ = ["AmbiguousNumbers", "Amounts", "read_amounts", "read_minutes"]

_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_COMMA_IS_DECIMAL = r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d{1,3}(?:\.\d{3}){2,})"
_COMMA_IS_THOUSANDS = r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})"
_POINT_IS_DECIMAL = r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+)"
_EITHER = r"[+-]?[1-9]\d{0,2},\d{3}"
_SPACES = "\u00a0\u202f\u2009'’ "
_HOURS = r"(?P<hours>\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hour|hours|std\.?|stunden?)\.?"
_MINUTES = r"(?P<minutes>\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minute|minutes|minuten|['’])\.?"
_LENGTHS = (
    re.compile(_MINUTES, re.IGNORECASE),
    re.compile(_HOURS + r"(?:\s*(?:and\s+)?(?P<minutes>\d+)\s*(?:m|min|mins|minutes?)?\.?)?", re.IGNORECASE),
    re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?"),
    re.compile(r"PT(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?"),
)
_IN_HEADER = (
    (re.compile(r"\b(?:hours?|hrs?|h)\b", re.IGNORECASE), 60.0),
    (re.compile(r"\b(?:seconds?|secs?)\b", re.IGNORECASE), 1 / 60),
)


class AmbiguousNumbers(ValueError):
    """No cell of the column tells whether a comma is a decimal or a thousands mark; carries one such cell."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


@dataclass(frozen=True, eq=False)
class Amounts:
    """Numbers, missing where a cell is none; ``notations`` are unusual ways of writing, each with a cell."""

    values: pd.Series
    notations: Mapping[str, str] = field(default_factory=dict)


def read_amounts(text: pd.Series, *, decimal: str | None = None) -> Amounts:
    """The numbers that cells of text hold, as ``float64``; ``decimal`` is ``","`` or ``"."`` where that is known.

    Raises ``AmbiguousNumbers`` where neither the cells nor ``decimal`` tell what a comma is.

    >>> read_amounts(pd.Series(["3,5", "1.234,5", "x"])).values.tolist()
    [3.5, 1234.5, nan]
    """
    codes, cells = pd.factorize(text)
    unique = pd.Series(cells, dtype="str")
    values = pd.to_numeric(unique, errors="coerce").astype("float64").where(unique.str.fullmatch(_PLAIN))
    notations: dict[str, str] = {}
    if values.isna().any() or decimal == ",":
        values, notations = _written(unique, values, decimal)
    return Amounts(values.reindex(codes).set_axis(text.index), notations)


def _written(unique: pd.Series, plain: pd.Series, decimal: str | None) -> tuple[pd.Series, dict[str, str]]:
    percent = unique.str.endswith("%")
    bare = (
        unique.str.removesuffix("%").str.replace(f"(?<=\\d)[{_SPACES}](?=\\d{{3}}(?!\\d))", "", regex=True).str.strip()
    )
    mark = decimal or _decimal_mark(bare)
    swapped = bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    without = bare.str.replace(",", "", regex=False)
    marked = bare.str.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?")
    chosen = (
        swapped.where(bare.str.fullmatch(r"[+-]?\d+(?:\.\d{3})*(?:,\d+)?"))
        if mark == ","
        else without.where(marked, bare)
    )
    values = pd.to_numeric(chosen, errors="coerce").astype("float64")
    values = values.where(chosen.str.fullmatch(_PLAIN).fillna(False).astype(bool))
    if mark == ",":
        values = values.fillna(plain.where(~unique.str.contains(".", regex=False)))
    notations = {}
    if (percent & values.notna()).any():
        notations["percentages, read as numbers from 0 to 100"] = str(unique[percent & values.notna()].iloc[0])
        values = values.where(percent)
    if mark == "," and bare.str.contains(",", regex=False).any():
        notations["numbers with a decimal comma"] = str(unique[bare.str.contains(",", regex=False)].iloc[0])
    return values, notations


def _decimal_mark(bare: pd.Series) -> str:
    """What the decimal mark of these cells is, by those that can be read in one way only."""
    comma = bool(bare.str.fullmatch(_COMMA_IS_DECIMAL).any())
    point = bool((bare.str.fullmatch(_COMMA_IS_THOUSANDS) | bare.str.fullmatch(_POINT_IS_DECIMAL)).any())
    either = bare[bare.str.fullmatch(_EITHER)]
    if comma != point:
        return "," if comma else "."
    if len(either):
        raise AmbiguousNumbers(str(either.iloc[0]))
    return "."


def read_minutes(text: pd.Series, *, header: str = "", decimal: str | None = None) -> Amounts:
    """Lengths of time in minutes: ``45``, ``45 min``, ``1.5 h``, ``1:30`` (hours and minutes).

    ``header`` may name the unit of bare numbers, such as ``Duration (hours)``; else they are minutes.

    >>> read_minutes(pd.Series(["45 min", "1,5 h", "1:30:00", "20"])).values.tolist()
    [45.0, 90.0, 90.0, 20.0]
    """
    codes, cells = pd.factorize(text)
    unique = pd.Series(cells, dtype="str")
    minutes = pd.Series(float("nan"), index=unique.index)
    bare = unique.str.fullmatch(r"[+-]?[\d.,\s]*\d[\d.,\s]*")
    for form in _LENGTHS:
        words = unique[minutes.isna() & ~bare]
        fits = words[words.str.fullmatch(form)]
        if len(fits):
            minutes = minutes.fillna(_summed(fits.str.extract(re.compile(f"^(?:{form.pattern})$", re.IGNORECASE))))
    numbers = read_amounts(unique[bare], decimal=decimal)
    factor = next((factor for pattern, factor in _IN_HEADER if pattern.search(header)), 1.0)
    minutes = minutes.fillna(numbers.values * factor)
    return Amounts(minutes.reindex(codes).set_axis(text.index), numbers.notations)


def _summed(parts: pd.DataFrame) -> pd.Series:
    total = pd.Series(0.0, index=parts.index)
    for name, factor in (("hours", 60.0), ("minutes", 1.0), ("seconds", 1 / 60)):
        if name in parts:
            total += parts[name].str.replace(",", ".").astype("float64").fillna(0.0) * factor
    return total
