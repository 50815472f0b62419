"""Days, in the ways that people and machines write them.

A year that stands first, a month in words, or dots between day, month and year leave no doubt.  ``03/04/2025`` is
the third of April or the fourth of March: one cell such as ``25/04/2025``, or the header, settles it for the column,
else nobody but the program can.  A spreadsheet counts days from 1900, a computer seconds from 1970; a column of such
numbers is read and said to be one.  The day is the one that is written: a time zone does not move it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from mentorstats.schema.words.table import fold, meaning_of, phrases

__all__ = ["FIRST_YEAR", "LAST_YEAR", "AmbiguousDates", "Days", "order_in_header", "order_of", "read_days"]

# Platforms write 1900-01-01, 1970-01-01 or 0001-01-01 where they have no date.
FIRST_YEAR, LAST_YEAR = 1980, 2100

_MONTH = r"(?P<word>[^\W\d_]{3,12})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_ZONE = r"(?:z|[a-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})?"
_TIME = r"(?:[ T,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*" + _ZONE + ")?"
_FORMS = {
    "year first": r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME,
    "eight digits": r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?\d{6}Z?)?",
    "dots": r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?" + _YEAR + _TIME,
    "day, word": _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|e|º|ª|°|\.)?(?: de)?[ -]+"
    + _MONTH
    + r",?(?: del?)?[ -]"
    + _YEAR
    + _TIME,
    "word, day": _WEEKDAY + _MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?,? " + _YEAR + _TIME,
}
_SLASHED = re.compile(r"(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-]" + _YEAR + _TIME, re.IGNORECASE)
# What a bare number counts: how many seconds each, since when, and the numbers that are dates of this age.
_COUNTS = (
    ("day counts of a spreadsheet", 86_400.0, "1899-12-30", 29_221, 73_050),
    ("seconds since 1970", 1.0, "1970-01-01", 315_532_800, 4_102_444_800),
    ("milliseconds since 1970", 0.001, "1970-01-01", 315_532_800_000, 4_102_444_800_000),
)
_IN_HEADER = re.compile(r"\b(d{1,2}|m{1,3}|y{2,4})[-/. ]?(d{1,2}|m{1,3})[-/. ]?(d{1,2}|m{1,3}|y{2,4})\b", re.IGNORECASE)


class AmbiguousDates(ValueError):
    """No cell of the column tells day and month apart, or cells contradict one another; carries one such cell."""

    def __init__(self, cell: str, *, contradictory: bool) -> None:
        super().__init__(cell)
        self.cell = cell
        self.contradictory = contradictory


@dataclass(frozen=True, eq=False)
class Days:
    """Days, missing where a cell is none; ``notations`` are unusual ways of writing, each with a cell."""

    values: pd.Series
    notations: Mapping[str, str] = field(default_factory=dict)


def order_in_header(header: str) -> str | None:
    """The order that a header such as ``Registered (MM-DD-YYYY)`` states.

    >>> order_in_header("Registered (MM-DD-YYYY)"), order_in_header("Start (dd/mm/yy)"), order_in_header("Start")
    ('month-day-year', 'day-month-year', None)
    """
    match = _IN_HEADER.search(header)
    letters = "".join(group[0].lower() for group in match.groups()) if match else ""
    return {"mdy": "month-day-year", "dmy": "day-month-year"}.get(letters)


def order_of(text: pd.Series) -> str | None:
    """The order of day and month that the cells themselves show.

    >>> order_of(pd.Series(["3/4/2025", "3/14/2025"])), order_of(pd.Series(["3/4/2025"]))
    ('month-day-year', None)
    """
    parts = _extracted(pd.Series(text.dropna().unique(), dtype="str"), _SLASHED)
    if parts.empty:
        return None
    day_first, month_first = (
        bool((parts["first"].astype("int64") > 12).any()),
        bool((parts["second"].astype("int64") > 12).any()),
    )
    return None if day_first == month_first else "day-month-year" if day_first else "month-day-year"


def read_days(text: pd.Series, *, order: str | None = None) -> Days:
    """The days that cells of text name, as ``datetime64[us]``.

    ``text`` is missing where empty; ``order`` is ``day-month-year`` or ``month-day-year`` and counts for slashes.
    Raises ``AmbiguousDates`` where neither the cells nor ``order`` tell day and month apart.

    >>> read_days(pd.Series(["3 Apr 2025", "2025-04-04T23:30:00Z"])).values.dt.day.tolist()
    [3, 4]
    """
    codes, cells = pd.factorize(text)
    unique = pd.Series(cells, dtype="str")
    days = pd.Series(pd.NaT, index=unique.index, dtype="datetime64[us]")
    for form in _FORMS.values():
        open_cells = unique[days.isna()]
        if open_cells.empty:
            break
        days = days.fillna(_days_of(_extracted(open_cells, re.compile(form, re.IGNORECASE))))
    days = days.fillna(_slashed(unique[days.isna()], order))
    counted, notations = _counted(unique[days.isna()])
    days = days.fillna(counted).dt.normalize()
    days = days.where(days.dt.year.between(FIRST_YEAR, LAST_YEAR))
    values = days.reindex(codes).set_axis(text.index).astype("datetime64[us]")
    return Days(values, notations)


def _extracted(cells: pd.Series, pattern: re.Pattern[str]) -> pd.DataFrame:
    """The parts of the cells that are of this form as a whole."""
    whole = re.compile(f"^(?:{pattern.pattern})$", re.IGNORECASE)
    fits = cells[cells.str.fullmatch(pattern)]
    return fits.str.extract(whole) if len(fits) else pd.DataFrame()


def _days_of(parts: pd.DataFrame) -> pd.Series:
    if parts.empty:
        return pd.Series(dtype="datetime64[us]")
    if "word" in parts:
        parts = parts.assign(month=parts["word"].map({word: _month(word) for word in parts["word"].unique()}))
        parts = parts[parts["month"].notna()]
    numbers = parts[["year", "month", "day"]].astype("int64")
    short = parts["year"].str.len() == 2
    # A year of two digits is one of 1980 to 2079.
    century = (numbers["year"] < FIRST_YEAR % 100).map({True: 2000, False: 1900})
    numbers["year"] += century.where(short, 0)
    return pd.to_datetime(numbers, errors="coerce").astype("datetime64[us]")


def _month(word: str) -> int | None:
    """The number of a month by its name in any of the languages, or the beginning of its English name."""
    if named := meaning_of(word, "month"):
        return int(named)
    start = fold(word).casefold()
    return next((number for number, name in _english_months() if len(start) > 3 and name.startswith(start)), None)


@cache
def _english_months() -> tuple[tuple[int, str], ...]:
    return tuple((int(number), names[0]) for number, names in phrases("month").items())


def _slashed(cells: pd.Series, order: str | None) -> pd.Series:
    parts = _extracted(cells, _SLASHED)
    if parts.empty:
        return pd.Series(dtype="datetime64[us]")
    first, second = parts["first"].astype("int64"), parts["second"].astype("int64")
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    differ = first != second
    if order is None and day_first == month_first and differ.any():
        unclear = differ & (first <= 12) & (second <= 12)
        cell = cells[parts.index[unclear if unclear.any() else differ][0]]
        raise AmbiguousDates(str(cell), contradictory=day_first)
    swapped = order == "month-day-year" or (order is None and month_first)
    return _days_of(
        parts.rename(
            columns=dict(zip(("first", "second"), ("month", "day") if swapped else ("day", "month"), strict=True))
        )
    )


def _counted(cells: pd.Series) -> tuple[pd.Series, dict[str, str]]:
    """Numbers that count from a day in the past."""
    numbers = pd.to_numeric(cells[cells.str.fullmatch(r"\d{5,13}(?:\.\d+)?")], errors="coerce").astype("float64")
    days = pd.Series(pd.NaT, index=numbers.index, dtype="datetime64[us]")
    notations: dict[str, str] = {}
    for what, seconds, origin, low, high in _COUNTS:
        fits = numbers[numbers.between(low, high)]
        if len(fits):
            counted = pd.Timestamp(origin) + pd.to_timedelta(fits * seconds, unit="s")
            days[fits.index] = counted.astype("datetime64[us]")
            notations[what] = str(cells[fits.index[0]])
    return days, notations
