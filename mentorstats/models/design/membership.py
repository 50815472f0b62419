"""Weights of a multiple membership from labels: who belongs to whom, and how much."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from mentorstats.errors import InvalidInput
from mentorstats.models.design.numbers import at_row, frame_columns, index_of, is_one_dimensional, numbers, unmasked

__all__ = ["Membership", "membership"]

Labels = list[list[Hashable]]


@dataclass(frozen=True, eq=False)
class Membership:
    """``weights`` (n, q), sparse, with a column for each of ``labels`` (q,); ``index`` (n,) names the rows, if any."""

    weights: sparse.csc_array
    labels: pd.Index
    index: pd.Index | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and labels."""
        return self.weights.shape

    def __repr__(self) -> str:
        rows, labels = self.weights.shape
        return f"Membership({rows} rows, {labels} labels, {self.weights.nnz} weights)"


def membership(
    labels: Any,
    *,
    weights: Any = None,
    separator: str | None = None,
    duplicates: Literal["refuse", "add"] = "refuse",
    missing: Literal["refuse", "nobody"] = "refuse",
) -> Membership:
    """Weights from labels, for ``memberships`` of ``fit_multiple_membership``: a column for each label.

    ``labels`` has a row for each row of the model: one label each (a column), several (lists, or a column of text
    with a ``separator``), or several columns (a table; its empty cells are nobody).  A row with k labels belongs to
    each with weight 1/k, or with ``weights`` of the same shape, taken as they are.

    A label that a row has twice is refused, or its weights are added (``duplicates="add"``).  A row without any is
    refused, or belongs to nobody (``missing="nobody"``).  Refusals are ``ValueError`` and name the row.  Labels keep
    the order in which they first appear.

    >>> found = membership(["A", "A;B", "B"], separator=";")
    >>> found.labels.tolist(), found.weights.toarray().tolist()
    (['A', 'B'], [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    """
    _refuse_other_than("duplicates", duplicates, ("refuse", "add"))
    _refuse_other_than("missing", missing, ("refuse", "nobody"))
    if separator is not None and (not isinstance(separator, str) or not separator):
        raise InvalidInput(f'separator must be the text between labels, as ";"; it is {separator!r}')
    rows = _label_rows(labels, separator)
    if not rows:
        raise InvalidInput("labels is empty: there are no rows")
    for row, row_labels in enumerate(rows):
        if not row_labels and missing == "refuse":
            raise InvalidInput(f'labels has none {at_row(row)}: missing="nobody" lets a row belong to nobody')
        if duplicates == "refuse" and len(set(row_labels)) < len(row_labels):
            repeated = next(label for place, label in enumerate(row_labels) if label in row_labels[:place])
            raise InvalidInput(f'labels has {repeated!r} twice {at_row(row)}: duplicates="add" adds its weights')
    counts = np.array([len(row_labels) for row_labels in rows], dtype=np.intp)
    every = [label for row_labels in rows for label in row_labels]
    codes, unique = pd.factorize(pd.Series(every, dtype=object))
    if len(set(map(str, unique))) < len(unique):
        raise InvalidInput("labels has a number and a text that read alike: make all of them text")
    values = np.repeat(1.0 / np.maximum(counts, 1), counts) if weights is None else _given(weights, labels, counts)
    places = (np.repeat(np.arange(len(rows)), counts), codes)
    matrix = sparse.csc_array(sparse.coo_array((values, places), shape=(len(rows), len(unique))))
    matrix.sum_duplicates()
    return Membership(matrix, pd.Index(unique), index_of(labels))


def _refuse_other_than(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidInput(f"{name} is {value!r}; it can be {' or '.join(map(repr, choices))}")


def _is_missing(label: Any) -> bool:
    if isinstance(label, str):
        return not label.strip()
    return label is None or label is pd.NA or label is pd.NaT or (isinstance(label, float) and np.isnan(label))


def _whole(label: Hashable) -> Hashable:
    """Whole numbers that a column with missing cells has turned into decimals are whole numbers."""
    return int(label) if isinstance(label, float) and label.is_integer() else label


def _label_rows(labels: Any, separator: str | None) -> Labels:
    """The labels of every row; cells that are missing are nobody."""
    frame = frame_columns(labels, "labels")
    if frame is not None:
        if separator is not None:
            raise InvalidInput("labels is a table: a separator is for a single column of text")
        columns = [column.to_list() for column in frame[1]]
        return [[_whole(label) for label in row if not _is_missing(label)] for row in zip(*columns, strict=True)]
    if sparse.issparse(labels) or isinstance(labels, str | bytes | dict) or not isinstance(labels, Iterable):
        raise InvalidInput("labels must have a row for each row of the model: a column, lists, or a table")
    cells = _cells(labels)
    if separator is not None:
        return [_split(cell, separator, row) for row, cell in enumerate(cells)]
    if isinstance(labels, np.ndarray) and labels.ndim == 2:
        return [[_whole(label) for label in cell if not _is_missing(label)] for cell in unmasked(labels).tolist()]
    return [_cell_labels(cell, row) for row, cell in enumerate(cells)]


def _cells(column: Any) -> list[Any]:
    """The cells of a column of any kind."""
    if np.ma.isMaskedArray(column):
        return list(unmasked(column))
    return list(column.to_list() if hasattr(column, "to_list") else column)


def _cell_labels(cell: Any, row: int) -> list[Hashable]:
    """The labels of one cell: a list of them, or a single one."""
    if isinstance(cell, list | tuple | np.ndarray | pd.Series):
        several = list(cell)
    elif isinstance(cell, set | frozenset | dict):
        raise InvalidInput(f"labels has a {type(cell).__name__} {at_row(row)}: pass a list, whose order is kept")
    else:
        return [] if _is_missing(cell) else [_whole(cell)]
    if any(map(_is_missing, several)):
        raise InvalidInput(f"labels has a missing one among others {at_row(row)}")
    if not all(isinstance(label, Hashable) for label in several):
        raise InvalidInput(f"labels has lists within lists {at_row(row)}")
    return [_whole(label) for label in several]


def _split(cell: Any, separator: str, row: int) -> list[Hashable]:
    if _is_missing(cell):
        return []
    if not isinstance(cell, str):
        raise InvalidInput(f"labels has {cell!r} {at_row(row)}, which is not text: a separator is for text")
    return [label.strip() for label in cell.split(separator) if label.strip()]


def _given(weights: Any, labels: Any, counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Weights in the shape of the labels, row by row."""
    frame, rows = frame_columns(weights, "weights"), len(counts)
    if frame is not None:
        label_frame = frame_columns(labels, "labels")
        if label_frame is None or len(label_frame[0]) != len(frame[0]):
            raise InvalidInput("weights is a table: labels must be one with as many columns")
        given: Sequence[Sequence[Any]] = [
            [weight for weight, label in zip(row, row_labels, strict=True) if not _is_missing(label)]
            for row, row_labels in zip(
                zip(*(c.to_list() for c in frame[1]), strict=True),
                zip(*(c.to_list() for c in label_frame[1]), strict=True), strict=True,
            )
        ]  # fmt: skip
    else:
        if isinstance(weights, str) or not isinstance(weights, Iterable):
            raise InvalidInput(f"weights must have the shape of labels; it is {type(weights).__name__}")
        given = [[cell] if is_one_dimensional(weights) else list(cell) for cell in _cells(weights)]
    if len(given) != rows:
        raise InvalidInput(f"weights has {len(given)} rows, labels has {rows}")
    for row, (row_weights, count) in enumerate(zip(given, counts, strict=True)):
        if len(row_weights) != count:
            raise InvalidInput(f"weights has {len(row_weights)} numbers and labels {count} labels {at_row(row)}")
    return _weight_values([weight for row in given for weight in row], np.repeat(np.arange(rows), counts))


def _weight_values(values: list[Any], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """The weights as numbers; ``rows`` says whose each is, for refusals."""
    try:
        floats = numbers(values, "weights")
    except InvalidInput:
        for weight, row in zip(values, rows, strict=True):
            numbers([weight], f"weights of row {row} (counted from 0)")
        raise
    if (floats < 0).any():
        place = int(np.argmax(floats < 0))
        raise InvalidInput(f"weights has a negative one, {floats[place]:g}, {at_row(int(rows[place]))}")
    return floats
