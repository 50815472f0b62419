"""Cells of text to typed values, by the column's role, with every cell that does not fit reported.

An identifier stays text; an empty date is missing but ``2024-02-30`` is a mistake that someone should hear of.
``03/04/2025`` is the third of April or the fourth of March: one cell such as ``25/04/2025`` settles the column,
otherwise the program has to say which.  Values that have a type already, dates and numbers, keep it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mentorstats.schema import Column

__all__ = ["AmbiguousDates", "Typed", "as_text", "folded", "typed"]

_MISSING_WORDS = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "nat"}
# As an identifier these are no one's name, while "None" or "NA" may be someone's.
_NO_ONE = ["n/a", "N/A", "#N/A", "-", "--"]
_YES_NO = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}
_TIME = r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$"
_YEAR_FIRST = re.compile(r"^(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})" + _TIME)
_DOTTED = re.compile(r"^(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _TIME)
_SLASHED = re.compile(r"^(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>\d{4})" + _TIME)
# Platforms write 1900-01-01, 1970-01-01 or 0001-01-01 where they have no date.
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_WHOLE_FLOATS_UP_TO = 2.0**53


class AmbiguousDates(ValueError):
    """No cell of the column tells day and month apart; carries the first such cell."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


@dataclass(frozen=True, eq=False)
class Typed:
    """The values of a column, which of its cells do not fit, and what was expected of them.

    ``hints`` says for cells that do not fit what they may have meant.
    """

    values: pd.Series
    bad: pd.Series
    expected: str
    hints: Mapping[str, str]


def folded(text: str) -> str:
    """A name without case, punctuation and spaces: for comparing headers and words.

    >>> folded(" Mentee-ID ") == folded("mentee_id") == folded("MenteeID")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def typed(
    given: pd.Series, column: Column, *, words: Mapping[str, str] | None = None, order: str | None = None
) -> Typed:
    """Read the cells of one column.

    ``given`` is text, or already dates or numbers, which are kept.  ``words`` are a program's own words for the
    choices; ``order`` is ``day-month-year`` or ``month-day-year``.  ``AmbiguousDates`` where neither the cells
    nor ``order`` settle it.

    >>> day = typed(pd.Series(["23.04.2025", "2025-02-30"]), Column("date", "date", ""))
    >>> day.values.dt.day.tolist(), day.bad.tolist()
    ([23.0, nan], [False, True])
    """
    given = _dense(given)
    if column.kind in ("number", "count"):
        return _numbers(given, whole=column.kind == "count")
    if column.kind == "date":
        return _dates(given, order)
    text = as_text(given)
    if column.kind == "choice":
        return _choices(text, column.choices, words or {})
    if column.kind == "id":
        text = text.mask(text.isin(_NO_ONE))
    return Typed(text, _none_bad(text), "text", {})


def as_text(given: pd.Series) -> pd.Series:
    """Cells as trimmed text, missing where empty; a whole number has no decimal point, whatever holds it.

    >>> as_text(pd.Series([123.0, None])).tolist()
    ['123', nan]
    """
    given = _dense(given)
    if not isinstance(given.dtype, pd.StringDtype):
        cells = [_plain(value, gone) for value, gone in zip(given.astype("object"), given.isna(), strict=True)]
        given = pd.Series(cells, index=given.index, dtype="str")
    text = given.astype("str").str.strip()
    return text.where(text != "")


def _plain(value: object, missing: bool) -> str | None:
    if missing:
        return None
    whole = isinstance(value, float) and value.is_integer() and abs(value) <= _WHOLE_FLOATS_UP_TO
    return f"{value:.0f}" if whole else str(value)


def _dense(given: pd.Series) -> pd.Series:
    """A column of categories as what the categories are."""
    return given.astype("object").infer_objects() if isinstance(given.dtype, pd.CategoricalDtype) else given


def _none_bad(values: pd.Series) -> pd.Series:
    return pd.Series(False, index=values.index)


def _unfit(text: pd.Series, values: pd.Series) -> pd.Series:
    """Which cells hold something, but nothing that could be read; a word for “missing” is not something."""
    rest = text[values.isna()].dropna()
    rest = rest[~rest.str.casefold().isin(_MISSING_WORDS)]
    return pd.Series(text.index.isin(rest.index), index=text.index)


def _numbers(given: pd.Series, *, whole: bool) -> Typed:
    expected = "a whole number of 0 or more" if whole else "a number"
    if given.dtype.kind in "biuf":
        read, bad = given.astype("Float64").astype("float64"), _none_bad(given)
    else:
        text = as_text(given)
        read = pd.to_numeric(text, errors="coerce").astype("float64")
        words = text[read.isna()].dropna().str.casefold()
        read = read.fillna(words.map(_YES_NO).astype("float64"))
        bad = _unfit(text, read)
    odd = read.abs().eq(float("inf"))
    if whole:
        odd |= (read < 0) | (read % 1 != 0)
    odd &= read.notna()
    values = read.mask(odd)
    return Typed(values.astype("Int64") if whole else values, bad | odd, expected, {})


def _choices(text: pd.Series, choices: tuple[str, ...], words: Mapping[str, str]) -> Typed:
    meaning = {folded(choice): choice for choice in choices}
    meaning |= {folded(word): choice for word, choice in words.items() if choice in choices}
    understood = {word: meaning.get(folded(word)) for word in text.dropna().unique()}
    values = text.map(understood).astype("str")
    bad = _unfit(text, values)
    hints = {word: _nearest(word, meaning) for word in text[bad].unique()}
    return Typed(values, bad, "one of " + ", ".join(choices), hints)


def _nearest(word: str, meaning: Mapping[str, str]) -> str:
    near = dict.fromkeys(meaning[name] for name in difflib.get_close_matches(folded(word), meaning, n=2, cutoff=0.5))
    return f"nearest: {' or '.join(near)}" if near else ""


def _dates(given: pd.Series, order: str | None) -> Typed:
    expected = f"a date from {_FIRST_YEAR} to {_LAST_YEAR}, such as 2025-04-23"
    if pd.api.types.is_datetime64_any_dtype(given):
        days = (given.dt.tz_localize(None) if isinstance(given.dtype, pd.DatetimeTZDtype) else given).dt.normalize()
        values = _in_our_time(days)
        return Typed(values, values.isna() & given.notna(), expected, {})
    text = as_text(given)
    distinct = pd.Series(text.dropna().unique(), dtype="str")
    days = _days(distinct, order).set_axis(pd.Index(distinct))
    values = _in_our_time(days.reindex(pd.Index(text)).set_axis(text.index))
    return Typed(values, _unfit(text, values), expected, {})


def _in_our_time(days: pd.Series) -> pd.Series:
    return days.where(days.dt.year.between(_FIRST_YEAR, _LAST_YEAR)).astype("datetime64[us]")


def _days(text: pd.Series, order: str | None) -> pd.Series:
    year_first, dotted, slashed = (text.str.extract(form) for form in (_YEAR_FIRST, _DOTTED, _SLASHED))
    parts = year_first.fillna(dotted)
    if slashed["year"].notna().any():
        parts = parts.fillna(slashed.rename(columns=_slashed_order(text, slashed, order)))
    return pd.to_datetime(parts[["year", "month", "day"]].astype("float64"), errors="coerce")


def _slashed_order(text: pd.Series, slashed: pd.DataFrame, order: str | None) -> dict[str, str]:
    """What the first and second number of dates such as 03/04/2025 are."""
    first, second = slashed["first"].astype("float64"), slashed["second"].astype("float64")
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    differ = first.notna() & (first != second)
    if order is None and day_first == month_first and differ.any():
        unclear = differ & (first <= 12) & (second <= 12)
        raise AmbiguousDates(str(text[unclear if unclear.any() else differ].iloc[0]))
    if order == "month-day-year" or (order is None and month_first):
        return {"first": "month", "second": "day"}
    return {"first": "day", "second": "month"}
