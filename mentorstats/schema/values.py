"""Cells of text to typed values, by the column's role, with every cell that does not fit reported.

An identifier stays text; an empty date is missing but ``2024-02-30`` is a mistake that someone should hear of.
``03/04/2025`` is the third of April or the fourth of March: one cell such as ``25/04/2025`` settles the column,
otherwise the program has to say which.  Values that have a type already, dates and numbers, keep it.
"""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.schema.dates import FIRST_YEAR, LAST_YEAR, order_in_header, read_days
from mentorstats.schema.labels import YES_NO, json_number, json_texts, labeled_number, word
from mentorstats.schema.numbers import read_amounts, read_minutes
from mentorstats.schema.tables import Column
from mentorstats.schema.vocabulary import wave_in
from mentorstats.text import folded

__all__ = [
    "MISSING_WORDS",
    "Typed",
    "as_text",
    "coded",
    "dense",
    "encoded",
    "is_text",
    "recoded",
    "texts_in",
    "typed",
    "without_no_one",
]

# For numbers, dates and choices; as an identifier, a name or an industry, "None" and "NA" may be meant.
MISSING_WORDS = {
    "", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "nat", ".", "not applicable", "not available",
    "no answer",
    "no response", "prefer not to say", "prefer not to answer", "don't know", "do not know", "dont know", "missing",
    "skipped", "not answered",
}  # fmt: skip
_NO_ONE = ["n/a", "N/A", "#N/A", "-", "--"]
_BETWEEN = re.compile(r"\|{1,3}|\n")
_WHOLE_FLOATS_UP_TO = 2.0**53
_ALMOST = 0.8
_SAMPLE = 20_000
_BETWEEN_CELLS = "\x1f"


@dataclass(frozen=True, eq=False)
class Typed:
    """The values of a column, which of its cells do not fit, and what was expected of them.

    ``hints`` says for cells that do not fit what they may have meant; ``habits`` are unusual ways of writing that
    were understood, each with a cell.
    """

    values: pd.Series
    bad: pd.Series
    expected: str
    hints: Mapping[str, str]
    habits: Mapping[str, str] = field(default_factory=dict)


def typed(
    given: pd.Series,
    column: Column,
    *,
    words: Mapping[str, str] | None = None,
    order: str | None = None,
    decimal: str | None = None,
    header: str = "",
) -> Typed:
    """Read the cells of one column.

    ``given`` is text, or already dates or numbers, which are kept.  ``words`` are a program's own words for the
    choices; ``order`` is ``day-month-year`` or ``month-day-year``; ``decimal`` is the decimal mark; ``header``, as the
    file has it, may say order or unit.  ``AmbiguousDates`` and ``AmbiguousNumbers`` where none of these settles it.

    >>> day = typed(pd.Series(["23.04.2025", "2025-02-30"]), Column("date", "date", ""))
    >>> day.values.dt.day.tolist(), day.bad.tolist()
    ([23.0, nan], [False, True])
    """
    if _is_encoded(given):
        return _typed_once(given, column, words=words, order=order, decimal=decimal, header=header)
    given = dense(given)
    if column.kind in ("number", "count"):
        return _numbers(given, column, decimal, header)
    if column.kind == "date":
        return _dates(given, order or order_in_header(header))
    text = as_text(given)
    if column.kind == "choice":
        return _choices(text, column, words or {})
    text = without_no_one(text)
    if column.kind == "list":
        text = _listed(text)
    return Typed(text, _none_bad(text), "text", {})


def without_no_one(text: pd.Series) -> pd.Series:
    """Text that names someone or something, missing where a sign says that there is none."""
    no_one = text.isin(_NO_ONE)
    return text.mask(no_one) if no_one.any() else text


def _typed_once(given: pd.Series, column: Column, **how: Any) -> Typed:
    """A column of categories, each read once; text stays categories."""
    codes = given.cat.codes.to_numpy()
    result = typed(pd.Series(given.cat.categories.array), column, **how)
    bad = pd.Series(np.append(result.bad.to_numpy(dtype=bool), False)[codes], index=given.index)
    if result.values.equals(pd.Series(given.cat.categories.array)):
        values = given
    elif isinstance(result.values.dtype, pd.StringDtype):
        values = pd.Series(recoded(codes, result.values), index=given.index)
    else:
        values = result.values.reset_index(drop=True).reindex(codes).set_axis(given.index)
    return replace(result, values=values, bad=bad)


def recoded(codes: np.ndarray, texts: pd.Series) -> pd.Categorical:
    """Categories that are the distinct ``texts``, for codes that count ``texts`` and are -1 where missing."""
    places, distinct = pd.factorize(texts)
    return pd.Categorical.from_codes(np.append(places, -1)[codes], categories=pd.Index(distinct, dtype="str"))


def encoded(frame: pd.DataFrame) -> pd.DataFrame:
    """Text columns whose cells repeat as categories, so that each distinct cell is read once only."""
    columns = {}
    for name in frame.columns:
        column, head = frame[name], frame[name].iloc[:_SAMPLE]
        repeats = isinstance(column.dtype, pd.StringDtype) and head.nunique() <= len(head) / 2
        columns[name] = column
        if repeats:
            codes, distinct = pd.factorize(column)
            texts = pd.Series(distinct, dtype="str")
            columns[name] = pd.Series(recoded(codes, texts), index=column.index)
    return pd.DataFrame(columns, index=frame.index)


def coded(given: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """The distinct texts of a column, trimmed, and which of them each cell is, -1 where it is empty.

    >>> codes, texts = coded(pd.Series(["b", " b", ""]))
    >>> codes.tolist(), texts.tolist()
    ([0, 0, -1], ['b'])
    """
    if _is_encoded(given):
        codes, distinct = _occurring(given)
    else:
        codes, distinct = pd.factorize(given if isinstance(given.dtype, pd.StringDtype) else as_text(given))
    given_texts = pd.Series(distinct, dtype="str")
    trimmed = as_text(given_texts)
    if trimmed.equals(given_texts) and trimmed.notna().all():
        return np.asarray(codes), pd.Index(trimmed, dtype="str")
    places, texts = pd.factorize(trimmed)
    return np.append(places, -1)[codes], pd.Index(texts, dtype="str")


def _occurring(given: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """The codes and categories of a column of categories, without those that do not occur."""
    codes, categories = given.cat.codes.to_numpy(), given.cat.categories
    occurs = np.bincount(codes + 1, minlength=len(categories) + 1)[1:] > 0
    if occurs.all():
        return codes, categories
    return np.append(np.cumsum(occurs) - 1, -1)[codes], categories[occurs]


def texts_in(given: pd.Series) -> pd.Series:
    """The trimmed texts of a column, each at least once and in any order; without the empty ones.

    >>> texts_in(pd.Series(["b ", None, "a"])).tolist()
    ['b', 'a']
    """
    return pd.Series(coded(given)[1], dtype="str") if _is_encoded(given) else as_text(given).dropna()


def _listed(text: pd.Series) -> pd.Series:
    """Several values in a cell with ``;`` between them, whatever stood there."""
    lists = {}
    for cell in text.dropna().unique():
        parts = json_texts(cell) or _BETWEEN.split(cell)
        if len(parts) > 1:
            lists[cell] = ";".join(parts)
    return text.replace(lists) if lists else text


def as_text(given: pd.Series) -> pd.Series:
    """Cells as trimmed text, missing where empty; a whole number has no decimal point, whatever holds it.

    >>> as_text(pd.Series([123.0, None])).tolist()
    ['123', nan]
    """
    if _is_encoded(given):
        texts = as_text(pd.Series(given.cat.categories.array))
        return texts.reindex(given.cat.codes.to_numpy()).set_axis(given.index)
    given = dense(given)
    if not isinstance(given.dtype, pd.StringDtype):
        cells = [_plain(value, gone) for value, gone in zip(given.astype("object"), given.isna(), strict=True)]
        given = pd.Series(cells, index=given.index, dtype="str")
    if _is_trimmed(given):
        return given
    text = given.astype("str").str.strip()
    empty = text == ""
    return text.mask(empty) if empty.any() else text


def _is_trimmed(text: pd.Series) -> bool:
    """Whether no cell is empty or has space around it, seen quickly."""
    if len(text) < _SAMPLE or getattr(text.dtype, "storage", "") == "pyarrow":
        # Arrow trims more quickly than anyone sees.
        return False
    try:
        joined = _BETWEEN_CELLS + _BETWEEN_CELLS.join(text.to_numpy(dtype=object)) + _BETWEEN_CELLS
    except TypeError:
        return False
    if not joined.isascii() or _BETWEEN_CELLS * 2 in joined:
        return False
    present = [space for space in string.whitespace + "\x1c\x1d\x1e" if space in joined]
    return not any(space + _BETWEEN_CELLS in joined or _BETWEEN_CELLS + space in joined for space in present)


def _plain(value: object, missing: bool) -> str | None:
    if missing:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}".removesuffix("." + "0" * max(0, -int(value.as_tuple().exponent)))
    whole = isinstance(value, float) and value.is_integer() and abs(value) <= _WHOLE_FLOATS_UP_TO
    return f"{value:.0f}" if whole else str(value)


def _is_encoded(given: pd.Series) -> bool:
    return isinstance(given.dtype, pd.CategoricalDtype) and isinstance(given.cat.categories.dtype, pd.StringDtype)


def is_text(given: pd.Series) -> bool:
    """Whether a column is text, or categories of text."""
    return isinstance(given.dtype, pd.StringDtype) or _is_encoded(given)


def dense(given: pd.Series) -> pd.Series:
    """A column of categories as what the categories are."""
    if _is_encoded(given):
        cells = given.cat.categories.array.take(given.cat.codes.to_numpy(), allow_fill=True)
        return pd.Series(cells, index=given.index)
    return given.astype("object").infer_objects() if isinstance(given.dtype, pd.CategoricalDtype) else given


def _none_bad(values: pd.Series) -> pd.Series:
    return pd.Series(False, index=values.index)


def _unfit(text: pd.Series, values: pd.Series) -> pd.Series:
    """Which cells hold something, but nothing that could be read; a word for “missing” is not something."""
    rest = text[values.isna()].dropna()
    if rest.empty:
        return _none_bad(text)
    rest = rest[~rest.str.casefold().isin(MISSING_WORDS)]
    return pd.Series(text.index.isin(rest.index), index=text.index)


def _numbers(given: pd.Series, column: Column, decimal: str | None, header: str) -> Typed:
    whole = column.kind == "count"
    given = _plain_decimals(given)
    expected = "a whole number of 0 or more" if whole else "a number"
    habits: Mapping[str, str] = {}
    if given.dtype.kind == "m" and column.name == "minutes":
        given = given.dt.total_seconds() / 60
    if given.dtype.kind in "biuf":
        read, bad = given.astype("Float64").astype("float64"), _none_bad(given)
    else:
        text = as_text(given)
        length = column.name == "minutes"
        amounts = read_minutes(text, header=header, decimal=decimal) if length else read_amounts(text, decimal=decimal)
        read, habits = _in_words(text, amounts.values), amounts.habits
        bad = _unfit(text, read)
    odd = read.abs().eq(float("inf"))
    if whole:
        odd |= (read < 0) | (read % 1 != 0)
    if column.name == "minutes":
        odd |= read < 0
    odd &= read.notna()
    values = read.mask(odd)
    return Typed(values.astype("Int64") if whole else values, bad | odd, expected, {}, habits)


def _plain_decimals(given: pd.Series) -> pd.Series:
    """Decimals, as warehouses sum, as ordinary numbers."""
    first = given.iloc[0] if len(given) else None
    if isinstance(first, Decimal) and pd.api.types.infer_dtype(given, skipna=True) == "decimal":
        return given.astype("float64")
    return given


def _in_words(text: pd.Series, read: pd.Series) -> pd.Series:
    """Numbers, completed by yes and no, by labels with a number and by JSON."""
    words = text[read.isna()].dropna()
    meaning: dict[str, float] = {}
    for cell in words.unique():
        plain = word(cell)
        number = YES_NO.get(plain)
        number = labeled_number(cell) if number is None and plain not in MISSING_WORDS else number
        number = json_number(cell) if number is None else number
        if number is not None:
            meaning[cell] = number
    return read.fillna(words.map(meaning).astype("float64")) if meaning else read


def _choices(text: pd.Series, column: Column, words: Mapping[str, str]) -> Typed:
    choices = column.choices
    meaning = {folded(choice): choice for choice in choices}
    meaning |= {folded(word): choice for word, choice in words.items() if choice in choices}
    codes, cells = pd.factorize(text)
    understood = [meaning.get(folded(cell)) or _wave(cell, column) for cell in cells]
    values = pd.Series(understood, dtype="str").reindex(codes).set_axis(text.index)
    bad = _unfit(text, values)
    hints = {word: _nearest(word, meaning) for word in text[bad].unique()}
    return Typed(values, bad, "one of " + ", ".join(choices), hints)


def _wave(cell: str, column: Column) -> str | None:
    return wave_in(cell) or None if column.name == "wave" else None


def _nearest(cell: str, meaning: Mapping[str, str]) -> str:
    word = folded(cell)
    near = difflib.get_close_matches(word, meaning, n=2, cutoff=0.5)
    if near and difflib.SequenceMatcher(None, word, near[0]).ratio() > _ALMOST:
        near = near[:1]
    choices = dict.fromkeys(meaning[name] for name in near)
    return f"nearest: {' or '.join(choices)}" if near else ""


def _dates(given: pd.Series, order: str | None) -> Typed:
    expected = f"a date from {FIRST_YEAR} to {LAST_YEAR}, such as 2025-04-23"
    if pd.api.types.is_datetime64_any_dtype(given):
        days = (given.dt.tz_localize(None) if isinstance(given.dtype, pd.DatetimeTZDtype) else given).dt.normalize()
        values = days.where(days.dt.year.between(FIRST_YEAR, LAST_YEAR)).astype("datetime64[us]")
        return Typed(values, values.isna() & given.notna(), expected, {})
    text = as_text(given)
    days = read_days(text, order=order)
    return Typed(days.values, _unfit(text, days.values), expected, {}, days.habits)
