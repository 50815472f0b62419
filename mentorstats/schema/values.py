"""Cells of text to typed values, by the column's role, with every cell that does not fit reported.

An identifier stays text; an empty date is missing but ``2024-02-30`` is a mistake that someone should hear of.
``03/04/2025`` is the third of April or the fourth of March: one cell such as ``25/04/2025`` settles the column,
otherwise the program has to say which.  Values that have a type already, dates and numbers, keep it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.schema.cells import as_text, from_categorical, is_categorical_text, to_categorical, without_no_one
from mentorstats.schema.dates import FIRST_YEAR, LAST_YEAR, order_in_header, read_days
from mentorstats.schema.error_texts import are_error_texts
from mentorstats.schema.numbers import count_in_words, read_amounts, read_minutes
from mentorstats.schema.tables import Column
from mentorstats.schema.words.labels import (
    is_no_answer,
    json_number,
    json_texts,
    label_and_number,
    labeled_number,
    yes_or_no,
)
from mentorstats.schema.words.presence import UNKNOWN
from mentorstats.text import match_key

__all__ = ["ReadColumn", "read_column"]

_BETWEEN = re.compile(r"\|{1,3}|\n")
_ALMOST = 0.8
# Nobody writes larger numbers, and the squares of much larger ones are none.
_LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class ReadColumn:
    """The values of a column, which of its cells do not fit, and what was expected of them.

    ``nearest`` has for words that do not fit the choices whose words are most like them; ``notations`` are unusual
    ways of writing that were understood, each with a cell.
    """

    values: pd.Series
    bad: pd.Series
    expected: str
    nearest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notations: Mapping[str, str] = field(default_factory=dict)


def read_column(
    given: pd.Series,
    column: Column,
    *,
    words: Mapping[str, str] | None = None,
    order: str | None = None,
    decimal: str | None = None,
    header: str = "",
) -> ReadColumn:
    """Read the cells of one column.

    ``given`` is text, or already dates or numbers, which are kept.  ``words`` are a program's own words for the
    choices; ``order`` is ``day-month-year`` or ``month-day-year``; ``decimal`` is the decimal mark; ``header``, as the
    file has it, may say order or unit.  ``AmbiguousDates`` and ``AmbiguousNumbers`` where none of these settles it.

    >>> day = read_column(pd.Series(["23.04.2025", "2025-02-30"]), Column("date", "date", ""))
    >>> day.values.dt.day.tolist(), day.bad.tolist()
    ([23.0, nan], [False, True])
    """
    if is_categorical_text(given):
        return _typed_once(given, column, words=words, order=order, decimal=decimal, header=header)
    given = from_categorical(given)
    if column.kind in ("number", "count"):
        return _numbers(given, column, decimal, header)
    if column.kind == "date":
        return _dates(given, order or order_in_header(header))
    text = as_text(given)
    if column.kind == "choice":
        return _choices(text, column, words or {})
    text = without_no_one(text)
    failed = are_error_texts(text)
    if failed.any():
        text = text.mask(failed)
    if column.kind == "list":
        text = _listed(text)
    return ReadColumn(text, failed, "something else than what a failed formula leaves")


def _typed_once(given: pd.Series, column: Column, **how: Any) -> ReadColumn:
    """A column of categories, each read once; text stays categories."""
    codes = given.cat.codes.to_numpy()
    result = read_column(pd.Series(given.cat.categories.array), column, **how)
    bad = pd.Series(np.append(result.bad.to_numpy(dtype=bool), False)[codes], index=given.index)
    if result.values.equals(pd.Series(given.cat.categories.array)):
        values = given
    elif isinstance(result.values.dtype, pd.StringDtype):
        values = pd.Series(to_categorical(codes, result.values), index=given.index)
    else:
        values = result.values.reset_index(drop=True).reindex(codes).set_axis(given.index)
    return replace(result, values=values, bad=bad)


def _listed(text: pd.Series) -> pd.Series:
    """Several values in a cell with ``;`` between them, whatever stood there."""
    lists = {}
    for cell in text.dropna().unique():
        parts = json_texts(cell) or _BETWEEN.split(cell)
        if len(parts) > 1:
            lists[cell] = ";".join(parts)
    return text.replace(lists) if lists else text


def _none_bad(values: pd.Series) -> pd.Series:
    return pd.Series(False, index=values.index)


def _unfit(text: pd.Series, values: pd.Series) -> pd.Series:
    """Which cells hold something, but nothing that could be read; a word for “missing” is not something."""
    rest = text[values.isna()].dropna()
    if rest.empty:
        return _none_bad(text)
    rest = rest[~rest.map({cell: is_no_answer(cell) for cell in rest.unique()}).astype(bool)]
    return pd.Series(text.index.isin(rest.index), index=text.index)


def _numbers(given: pd.Series, column: Column, decimal: str | None, header: str) -> ReadColumn:
    whole = column.kind == "count"
    given = _plain_decimals(given)
    expected = "a whole number of 0 or more" if whole else "a number"
    notations: Mapping[str, str] = {}
    if given.dtype.kind == "m" and column.name == "minutes":
        given = given.dt.total_seconds() / 60
    if given.dtype.kind in "biuf":
        read, bad = given.astype("Float64").astype("float64"), _none_bad(given)
    else:
        text = as_text(given)
        length = column.name == "minutes"
        amounts = read_minutes(text, header=header, decimal=decimal) if length else read_amounts(text, decimal=decimal)
        read, notations = amounts.values, amounts.notations
        if not length:
            read = _in_words(text, read, counted=whole)
        bad = _unfit(text, read)
    odd = read.abs() > _LARGEST
    if whole:
        odd |= (read < 0) | (read % 1 != 0)
    if column.name == "minutes":
        odd |= read < 0
    odd &= read.notna()
    values = read.mask(odd)
    return ReadColumn(values.astype("Int64") if whole else values, bad | odd, expected, notations=notations)


def _plain_decimals(given: pd.Series) -> pd.Series:
    """Decimals, as warehouses sum, as ordinary numbers."""
    first = given.iloc[0] if len(given) else None
    if isinstance(first, Decimal) and pd.api.types.infer_dtype(given, skipna=True) == "decimal":
        return given.astype("float64")
    return given


def _in_words(text: pd.Series, read: pd.Series, *, counted: bool) -> pd.Series:
    """Numbers, completed by words for numbers where something is counted, else by yes and no and by labels."""
    words = text[read.isna()].dropna()
    words = words[~are_error_texts(words)]
    cells = list(words.unique())
    number = count_in_words if counted else _number_of_answer(cells)
    numbers = {cell: value for cell in cells if (value := number(cell)) is not None}
    return read.fillna(words.map(numbers).astype("float64")) if numbers else read


def _number_of_answer(cells: Sequence[str]) -> Callable[[str], float | None]:
    """How an answer in words is a number: "1 - Yes" and "2 - No" are yes and no, not 1 and 2."""
    labels = [parts[0] for cell in cells if (parts := label_and_number(cell)) and not is_no_answer(cell)]
    all_yes_no = bool(labels) and all(yes_or_no(label) is not None for label in labels)

    def number(cell: str) -> float | None:
        parts = label_and_number(cell) if all_yes_no else None
        answer = yes_or_no(parts[0] if parts else cell)
        if answer is None and not is_no_answer(cell):
            answer = labeled_number(cell)
        return json_number(cell) if answer is None else answer

    return number


def _choices(text: pd.Series, column: Column, words: Mapping[str, str]) -> ReadColumn:
    meanings = {match_key(choice): choice for choice in column.choices}
    meanings |= {match_key(word): choice for word, choice in words.items() if choice in (*column.choices, UNKNOWN)}
    codes, cells = pd.factorize(text)
    choices = [meanings.get(match_key(cell)) for cell in cells]
    values = pd.Series(choices, dtype="str").reindex(codes).set_axis(text.index)
    bad = _unfit(text, values)
    nearest = {word: _nearest(word, meanings) for word in text[bad].unique()}
    return ReadColumn(values, bad, "one of " + ", ".join(column.choices), nearest)


def _nearest(cell: str, meanings: Mapping[str, str]) -> tuple[str, ...]:
    """The one or two choices whose words are most like the cell; none where no word is."""
    word = match_key(cell)
    near = difflib.get_close_matches(word, meanings, n=2, cutoff=0.5)
    if near and difflib.SequenceMatcher(None, word, near[0]).ratio() > _ALMOST:
        near = near[:1]
    return tuple(dict.fromkeys(meanings[name] for name in near))


def _dates(given: pd.Series, order: str | None) -> ReadColumn:
    expected = f"a date from {FIRST_YEAR} to {LAST_YEAR}, such as 2025-04-23"
    if pd.api.types.is_datetime64_any_dtype(given):
        days = (given.dt.tz_localize(None) if isinstance(given.dtype, pd.DatetimeTZDtype) else given).dt.normalize()
        values = days.where(days.dt.year.between(FIRST_YEAR, LAST_YEAR)).astype("datetime64[us]")
        return ReadColumn(values, values.isna() & given.notna(), expected)
    text = as_text(given)
    days = read_days(text, order=order)
    return ReadColumn(days.values, _unfit(text, days.values), expected, notations=days.notations)
