"""Which of these identifiers are among those, for tables of millions of rows.

Text is hashed once, into numbers; what is asked after that is asked of the numbers.  Columns that share their
categories have theirs already (``with_one_list``).  A missing identifier is among others only where one of them is
missing too, as pandas has it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from mentorstats.grouped import repeats

__all__ = [
    "is_among",
    "joined",
    "listed_together",
    "looked_up",
    "numbered",
    "numbered_rows",
    "repeated_rows",
    "rows_among",
    "with_one_list",
]

Key = TypeVar("Key", bound=Hashable)

_NOTHING = pd.Series(dtype="str")


def numbered(*columns: pd.Series) -> tuple[list[np.ndarray], int]:
    """The columns with a number for each distinct cell, the same in all of them, -1 where missing; and how many.

    >>> [found.tolist() for found in numbered(pd.Series(["b", "a"]), pd.Series(["a", None]))[0]]
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


def with_one_list(
    tables: Mapping[Key, pd.DataFrame],
    names: Mapping[Key, Sequence[str]],
    *,
    read: Callable[[pd.Series], pd.Series] | None = None,
) -> dict[Key, pd.DataFrame]:
    """The tables with the named columns of each, text or categories of text, as categories from one list of everyone.

    ``read`` is that of ``listed_together``.

    >>> pair = pd.DataFrame({"mentee": ["a", "b"], "mentor": ["b", None]}, dtype="str")
    >>> with_one_list({"pairs": pair}, {"pairs": ["mentee", "mentor"]})["pairs"]["mentor"].cat.codes.tolist()
    [1, -1]
    """
    places = [(key, name) for key in tables for name in names.get(key, ())]
    listed = listed_together([tables[key][name] for key, name in places], read=read)
    made: dict[Key, dict[str, pd.Series]] = {key: {} for key in tables}
    for (key, name), column in zip(places, listed, strict=True):
        made[key][name] = column
    return {key: frame.assign(**made[key]) for key, frame in tables.items()}


def listed_together(
    columns: Sequence[pd.Series], *, read: Callable[[pd.Series], pd.Series] | None = None
) -> list[pd.Series]:
    """Columns of text, or of categories of text, as categories from one list of all that occurs in them.

    ``read`` says what a text is taken for, missing where it is none.

    >>> strip = lambda texts: texts.str.strip()
    >>> [one.tolist() for one in listed_together([pd.Series(["a "]), pd.Series(["b", "a"])], read=strip)]
    [['a'], ['b', 'a']]
    """
    sources = {id(source): source for source in map(_source, columns)}
    told = [source for source in sources.values() if isinstance(source, pd.Index) or source.notna().any()]
    if read is None and len(told) == 1 and isinstance(told[0], pd.Index):
        listed = pd.CategoricalDtype(told[0])
        numbers = {key: np.arange(len(source)) if source is told[0] else None for key, source in sources.items()}
    else:
        codes, texts = pd.factorize(pd.concat([pd.Series(source, dtype="str") for source in told] or [_NOTHING]))
        if read is not None:
            given = pd.Series(texts, dtype="str")
            said = read(given)
            if not said.equals(given):
                places, texts = pd.factorize(said)
                codes = np.append(places, -1)[codes]
        listed = pd.CategoricalDtype(pd.Index(texts, dtype="str"))
        ends = np.cumsum([len(source) for source in told], dtype=np.int64)
        numbers = {id(own): codes[end - len(own) : end] for own, end in zip(told, ends, strict=True)}
    return [_renumbered(column, numbers.get(id(_source(column))), listed) for column in columns]


def _source(column: pd.Series) -> pd.Index | pd.Series:
    """Where the texts of a column are: its categories, or itself."""
    return column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column


def _renumbered(column: pd.Series, numbers: np.ndarray | None, listed: pd.CategoricalDtype) -> pd.Series:
    """A column as categories of a list: ``numbers`` are those of its texts, None where it has none."""
    if numbers is None:
        codes = np.full(len(column), -1)
    elif isinstance(column.dtype, pd.CategoricalDtype):
        codes = np.append(numbers, -1)[column.cat.codes]
    else:
        codes = numbers
    return pd.Series(pd.Categorical.from_codes(codes, dtype=listed, validate=False), index=column.index)


def is_among(ids: pd.Series, those: pd.Series | Sequence[str]) -> pd.Series:
    """Whether each of ``ids`` is one of ``those``, with the index of ``ids``.

    >>> is_among(pd.Series(["a", "b"]), ["b", "c"]).tolist()
    [False, True]
    """
    given = those if isinstance(those, pd.Series) else pd.Series(those, dtype="str")
    (own, others), count = numbered(ids, given)
    return pd.Series(_marked(own, others, count), index=ids.index)


def looked_up(ids: pd.Series, those: pd.Series, values: pd.Series) -> pd.Series:
    """The cell of ``values`` beside the first of ``those`` that is the id, missing where none is.

    >>> looked_up(pd.Series(["b", "c"]), pd.Series(["a", "b"]), pd.Series([1.0, 2.0])).tolist()
    [2.0, nan]
    """
    (own, others), count = numbered(ids, those)
    places = np.full(count + 1, -1)
    places[others[::-1]] = np.arange(len(others))[::-1]
    places[-1] = -1
    return values.reset_index(drop=True).reindex(places[own]).set_axis(ids.index)


def rows_among(rows: pd.DataFrame, those: pd.DataFrame) -> pd.Series:
    """Whether each row, cell by cell in the order of the columns, is a row of ``those``; the index is that of ``rows``.

    >>> pairs = pd.DataFrame({"mentee": ["a", "b"], "mentor": ["x", "y"]})
    >>> rows_among(pairs, pairs.tail(1)).tolist()
    [False, True]
    """
    if not those.isna().to_numpy().any() and any(rows[name].isna().all() for name in rows):
        return pd.Series(False, index=rows.index)
    own, others = numbered_rows(rows, those)
    return pd.Series(pd.Series(own).isin(others).to_numpy(), index=rows.index)


def joined(own: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of every number in ``own`` and of the same in ``others``, in the order of the places; -1 fits nothing.

    Numbers are places in some list, so that there are not many more of them than rows.

    >>> [found.tolist() for found in joined(np.array([5, 7, -1]), np.array([7, -1, 5, 7]))]
    [[0, 1, 1], [2, 0, 3]]
    """
    held = np.bincount(others + 1, minlength=int(own.max(initial=-1)) + 2)
    first = np.cumsum(held) - held
    count = np.where(own < 0, 0, held[own + 1])
    one = np.repeat(np.arange(len(own)), count)
    within = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    return one, np.argsort(others, kind="stable")[np.repeat(first[own + 1], count) + within]


def numbered_rows(*frames: pd.DataFrame) -> list[np.ndarray]:
    """A number for each distinct row, cell by cell in the order of the columns, the same in all frames."""
    found = [np.zeros(len(frame), dtype=np.int64) for frame in frames]
    for place in range(frames[0].shape[1]):
        codes, count = numbered(*(frame.iloc[:, place] for frame in frames))
        found = [own * (count + 1) + code + 1 for own, code in zip(found, codes, strict=True)]
    return found


def repeated_rows(frame: pd.DataFrame, *, first: Sequence[str]) -> np.ndarray:
    """Whether each row is that of an earlier one in every cell.

    Columns are looked at one by one, ``first`` those that tell most rows apart, and only for rows that are still alike.

    >>> repeated_rows(pd.DataFrame({"who": ["a", "b", "a"], "day": [1, 1, 1]}), first=["who"]).tolist()
    [False, False, True]
    """
    places, alike, width = np.arange(len(frame)), np.zeros(len(frame), dtype=np.int64), 1
    for name in [*first, *(name for name in frame if name not in first)]:
        (codes,), count = numbered(pd.Series(frame[name].array[places]))
        if not len(codes) or (codes == codes[0]).all():
            continue
        if width * (count + 1) > np.iinfo(np.int64).max:
            alike, distinct = pd.factorize(alike)
            width = len(distinct)
        alike, width = alike * (count + 1) + codes + 1, width * (count + 1)
        still = repeats(alike) if width <= 4 * len(frame) else pd.Series(alike).duplicated(keep=False).to_numpy()
        places, alike = places[still], alike[still]
    repeated = np.zeros(len(frame), dtype=bool)
    repeated[places[pd.Series(alike).duplicated()]] = True
    return repeated


def _marked(own: np.ndarray, others: np.ndarray, count: int) -> np.ndarray:
    # The last place is that of missing cells, whose number is -1.
    marked = np.zeros(count + 1, dtype=bool)
    marked[others] = True
    return marked[own]
