"""Which of these identifiers are among those, for tables of millions of rows.

Text is hashed once, into codes, and everything after that is done with the codes.  Columns that share their
categories have codes already (``share_categories``).  A missing identifier is among others only where one of them is
missing too, as in pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from mentorstats.grouped import in_repeated_group

__all__ = [
    "id_codes",
    "isin",
    "lookup",
    "match_codes",
    "repeated_rows",
    "row_codes",
    "rows_isin",
    "share_categories",
    "shared_categories",
]

Key = TypeVar("Key", bound=Hashable)

_NOTHING = pd.Series(dtype="str")


def id_codes(*columns: pd.Series) -> tuple[list[np.ndarray], int]:
    """The columns with a number for each distinct cell, the same in all of them, -1 where missing; and how many.

    >>> [codes.tolist() for codes in id_codes(pd.Series(["b", "a"]), pd.Series(["a", None]))[0]]
    [[0, 1], [1, -1]]
    """
    if _share_their_list(columns):
        return [column.cat.codes.to_numpy(dtype=np.int64) for column in columns], len(columns[0].cat.categories)
    whole = columns[0] if len(columns) == 1 else pd.concat([column.astype("str") for column in columns])
    codes, distinct = pd.factorize(whole)
    return np.split(codes, np.cumsum([len(column) for column in columns])[:-1]), len(distinct)


def _share_their_list(columns: Sequence[pd.Series]) -> bool:
    first = columns[0].dtype
    return isinstance(first, pd.CategoricalDtype) and all(
        isinstance(column.dtype, pd.CategoricalDtype) and column.cat.categories is first.categories
        for column in columns
    )


def share_categories(
    tables: Mapping[Key, pd.DataFrame],
    names: Mapping[Key, Sequence[str]],
    *,
    read: Callable[[pd.Series], pd.Series] | None = None,
) -> dict[Key, pd.DataFrame]:
    """The tables with the named columns of each, text or categories of text, as categories from one list of everyone.

    ``read`` is that of ``shared_categories``.

    >>> pair = pd.DataFrame({"mentee": ["a", "b"], "mentor": ["b", None]}, dtype="str")
    >>> share_categories({"pairs": pair}, {"pairs": ["mentee", "mentor"]})["pairs"]["mentor"].cat.codes.tolist()
    [1, -1]
    """
    places = [(key, name) for key in tables for name in names.get(key, ())]
    columns = shared_categories([tables[key][name] for key, name in places], read=read)
    by_table: dict[Key, dict[str, pd.Series]] = {key: {} for key in tables}
    for (key, name), column in zip(places, columns, strict=True):
        by_table[key][name] = column
    return {key: frame.assign(**by_table[key]) for key, frame in tables.items()}


def shared_categories(
    columns: Sequence[pd.Series], *, read: Callable[[pd.Series], pd.Series] | None = None
) -> list[pd.Series]:
    """Columns of text, or of categories of text, as categories from one list of all that occurs in them.

    ``read`` says what a text is taken for, missing where it is none.

    >>> strip = lambda texts: texts.str.strip()
    >>> [column.tolist() for column in shared_categories([pd.Series(["a "]), pd.Series(["b", "a"])], read=strip)]
    [['a'], ['b', 'a']]
    """
    sources = {id(source): source for source in map(_source, columns)}
    filled = [source for source in sources.values() if isinstance(source, pd.Index) or source.notna().any()]
    if read is None and len(filled) == 1 and isinstance(filled[0], pd.Index):
        shared = pd.CategoricalDtype(filled[0])
        numbers = {key: np.arange(len(source)) if source is filled[0] else None for key, source in sources.items()}
    else:
        codes, texts = pd.factorize(pd.concat([pd.Series(source, dtype="str") for source in filled] or [_NOTHING]))
        if read is not None:
            as_written = pd.Series(texts, dtype="str")
            as_read = read(as_written)
            if not as_read.equals(as_written):
                places, texts = pd.factorize(as_read)
                codes = np.append(places, -1)[codes]
        shared = pd.CategoricalDtype(pd.Index(texts, dtype="str"))
        ends = np.cumsum([len(source) for source in filled], dtype=np.int64)
        numbers = {id(source): codes[end - len(source) : end] for source, end in zip(filled, ends, strict=True)}
    return [_recoded(column, numbers.get(id(_source(column))), shared) for column in columns]


def _source(column: pd.Series) -> pd.Index | pd.Series:
    """Where the texts of a column are: its categories, or itself."""
    return column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column


def _recoded(column: pd.Series, numbers: np.ndarray | None, shared: pd.CategoricalDtype) -> pd.Series:
    """A column as categories of a list: ``numbers`` are those of its texts, None where it has none."""
    if numbers is None:
        codes = np.full(len(column), -1)
    elif isinstance(column.dtype, pd.CategoricalDtype):
        codes = np.append(numbers, -1)[column.cat.codes]
    else:
        codes = numbers
    return pd.Series(pd.Categorical.from_codes(codes, dtype=shared, validate=False), index=column.index)


def isin(ids: pd.Series, those: pd.Series | Sequence[str]) -> pd.Series:
    """Whether each of ``ids`` is one of ``those``, with the index of ``ids``.

    >>> isin(pd.Series(["a", "b"]), ["b", "c"]).tolist()
    [False, True]
    """
    others = those if isinstance(those, pd.Series) else pd.Series(those, dtype="str")
    (codes, other_codes), count = id_codes(ids, others)
    return pd.Series(_marked(codes, other_codes, count), index=ids.index)


def lookup(ids: pd.Series, those: pd.Series, values: pd.Series) -> pd.Series:
    """The cell of ``values`` beside the first of ``those`` that is the id, missing where none is.

    >>> lookup(pd.Series(["b", "c"]), pd.Series(["a", "b"]), pd.Series([1.0, 2.0])).tolist()
    [2.0, nan]
    """
    (codes, other_codes), count = id_codes(ids, those)
    places = np.full(count + 1, -1)
    places[other_codes[::-1]] = np.arange(len(other_codes))[::-1]
    places[-1] = -1
    return values.reset_index(drop=True).reindex(places[codes]).set_axis(ids.index)


def rows_isin(rows: pd.DataFrame, those: pd.DataFrame) -> pd.Series:
    """Whether each row, cell by cell in the order of the columns, is a row of ``those``; the index is that of ``rows``.

    >>> pairs = pd.DataFrame({"mentee": ["a", "b"], "mentor": ["x", "y"]})
    >>> rows_isin(pairs, pairs.tail(1)).tolist()
    [False, True]
    """
    if not those.isna().to_numpy().any() and any(rows[name].isna().all() for name in rows):
        return pd.Series(False, index=rows.index)
    codes, other_codes = row_codes(rows, those)
    return pd.Series(pd.Series(codes).isin(other_codes).to_numpy(), index=rows.index)


def match_codes(codes: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of every code and of the same code in ``others``, in the order of the places; -1 fits nothing.

    Codes are places in some list, so that there are not many more of them than rows.

    >>> [places.tolist() for places in match_codes(np.array([5, 7, -1]), np.array([7, -1, 5, 7]))]
    [[0, 1, 1], [2, 0, 3]]
    """
    sizes = np.bincount(others + 1, minlength=int(codes.max(initial=-1)) + 2)
    first = np.cumsum(sizes) - sizes
    count = np.where(codes < 0, 0, sizes[codes + 1])
    places = np.repeat(np.arange(len(codes)), count)
    within = np.arange(len(places)) - np.repeat(np.cumsum(count) - count, count)
    return places, np.argsort(others, kind="stable")[np.repeat(first[codes + 1], count) + within]


def row_codes(*frames: pd.DataFrame) -> list[np.ndarray]:
    """A number for each distinct row, cell by cell in the order of the columns, the same in all frames."""
    rows = [np.zeros(len(frame), dtype=np.int64) for frame in frames]
    for place in range(frames[0].shape[1]):
        columns, count = id_codes(*(frame.iloc[:, place] for frame in frames))
        rows = [codes * (count + 1) + column + 1 for codes, column in zip(rows, columns, strict=True)]
    return rows


def repeated_rows(frame: pd.DataFrame, *, first: Sequence[str]) -> np.ndarray:
    """Whether each row is that of an earlier one in every cell.

    Columns are looked at one by one, ``first`` those that tell most rows apart, and only for rows that are still alike.

    >>> repeated_rows(pd.DataFrame({"who": ["a", "b", "a"], "day": [1, 1, 1]}), first=["who"]).tolist()
    [False, False, True]
    """
    places, alike, width = np.arange(len(frame)), np.zeros(len(frame), dtype=np.int64), 1
    for name in [*first, *(name for name in frame if name not in first)]:
        (codes,), count = id_codes(pd.Series(frame[name].array[places]))
        if not len(codes) or (codes == codes[0]).all():
            continue
        if width * (count + 1) > np.iinfo(np.int64).max:
            alike, distinct = pd.factorize(alike)
            width = len(distinct)
        alike, width = alike * (count + 1) + codes + 1, width * (count + 1)
        still = (
            in_repeated_group(alike) if width <= 4 * len(frame) else pd.Series(alike).duplicated(keep=False).to_numpy()
        )
        places, alike = places[still], alike[still]
    repeated = np.zeros(len(frame), dtype=bool)
    repeated[places[pd.Series(alike).duplicated()]] = True
    return repeated


def _marked(codes: np.ndarray, others: np.ndarray, count: int) -> np.ndarray:
    # The last place is that of missing cells, whose number is -1.
    marked = np.zeros(count + 1, dtype=bool)
    marked[others] = True
    return marked[codes]
