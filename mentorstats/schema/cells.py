"""Cells as text, whatever holds them; columns whose cells repeat as categories, so that each text is read once.

A large export says the same few words a million times.  As categories its distinct texts are read and the others
follow by their codes; every function here gives the same for categories as for text.
"""

from __future__ import annotations

import string
from decimal import Decimal

import numpy as np
import pandas as pd

__all__ = [
    "WHOLE_FLOATS_UP_TO",
    "as_text",
    "categorize_repeats",
    "from_categorical",
    "is_categorical_text",
    "is_text",
    "text_codes",
    "texts_in",
    "to_categorical",
    "without_no_one",
]

# Up to here every whole number has a float of its own.
WHOLE_FLOATS_UP_TO = 2.0**53
_NO_ONE = ["n/a", "N/A", "#N/A", "-", "--"]
_SAMPLE = 20_000
_BETWEEN_CELLS = "\x1f"


def to_categorical(codes: np.ndarray, texts: pd.Series) -> pd.Categorical:
    """Categories that are the distinct ``texts``, for codes that count ``texts`` and are -1 where missing."""
    places, distinct = pd.factorize(texts)
    return pd.Categorical.from_codes(np.append(places, -1)[codes], categories=pd.Index(distinct, dtype="str"))


def categorize_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Text columns whose cells repeat as categories, so that each distinct cell is read once only."""
    columns = {}
    for name in frame.columns:
        column, head = frame[name], frame[name].iloc[:_SAMPLE]
        repeats = isinstance(column.dtype, pd.StringDtype) and head.nunique() <= len(head) / 2
        columns[name] = column
        if repeats:
            codes, distinct = pd.factorize(column)
            texts = pd.Series(distinct, dtype="str")
            columns[name] = pd.Series(to_categorical(codes, texts), index=column.index)
    return pd.DataFrame(columns, index=frame.index)


def text_codes(given: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """The distinct texts of a column, trimmed, and which of them each cell is, -1 where it is empty.

    >>> codes, texts = text_codes(pd.Series(["b", " b", ""]))
    >>> codes.tolist(), texts.tolist()
    ([0, 0, -1], ['b'])
    """
    if is_categorical_text(given):
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
    return pd.Series(text_codes(given)[1], dtype="str") if is_categorical_text(given) else as_text(given).dropna()


def as_text(given: pd.Series) -> pd.Series:
    """Cells as trimmed text, missing where empty; a whole number has no decimal point, whatever holds it.

    >>> as_text(pd.Series([123.0, None])).tolist()
    ['123', nan]
    """
    if is_categorical_text(given):
        texts = as_text(pd.Series(given.cat.categories.array))
        return texts.reindex(given.cat.codes.to_numpy()).set_axis(given.index)
    given = from_categorical(given)
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
    whole = isinstance(value, float) and value.is_integer() and abs(value) <= WHOLE_FLOATS_UP_TO
    return f"{value:.0f}" if whole else str(value)


def is_categorical_text(given: pd.Series) -> bool:
    """Whether a column is categories of text."""
    return isinstance(given.dtype, pd.CategoricalDtype) and isinstance(given.cat.categories.dtype, pd.StringDtype)


def is_text(given: pd.Series) -> bool:
    """Whether a column is text, or categories of text."""
    return isinstance(given.dtype, pd.StringDtype) or is_categorical_text(given)


def from_categorical(given: pd.Series) -> pd.Series:
    """A column of categories as what the categories are."""
    if is_categorical_text(given):
        cells = given.cat.categories.array.take(given.cat.codes.to_numpy(), allow_fill=True)
        return pd.Series(cells, index=given.index)
    return given.astype("object").infer_objects() if isinstance(given.dtype, pd.CategoricalDtype) else given


def without_no_one(text: pd.Series) -> pd.Series:
    """Text that names someone or something, missing where a sign says that there is none."""
    no_one = text.isin(_NO_ONE)
    return text.mask(no_one) if no_one.any() else text
