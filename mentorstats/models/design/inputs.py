"""From what people pass to a ``Design``: every refusal says in words which argument, column and row it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from mentorstats.errors import InvalidInput
from mentorstats.models.design.design import RESIDUAL, Design, ResidualGroups
from mentorstats.models.design.membership import Membership
from mentorstats.models.design.numbers import (
    Array,
    at_row,
    frame_columns,
    index_of,
    is_one_dimensional,
    numbers,
    one_column,
    unmasked,
)

__all__ = ["read_design"]


def read_design(
    y: ArrayLike,
    x: pd.DataFrame | ArrayLike,
    *,
    memberships: Mapping[str, Any],
    weights: ArrayLike | None = None,
    residual_by: ArrayLike | None = None,
) -> Design:
    """Check the arguments of ``fit_multiple_membership`` and put them together."""
    outcome = numbers(one_column(y, "y"), "y")
    terms, fixed = _fixed_effects(x, len(outcome))
    if not isinstance(memberships, Mapping):
        raise InvalidInput("memberships must map names to weights, as in {'mentor': weights}")
    read = {name: _membership(name, given, len(outcome)) for name, given in memberships.items()}
    row_weights = None if weights is None else _row_weights(weights, len(outcome))
    groups = None if residual_by is None else _residual_groups(residual_by, len(outcome))
    named: dict[str, Any] = {"x": x, "y": y} | {f"memberships[{name!r}]": m for name, m in memberships.items()}
    index = _common_index(named | {"weights": weights, "residual_by": residual_by}, len(outcome))
    if len(outcome) <= len(terms):
        raise InvalidInput(f"{len(outcome)} rows are too few for {len(terms)} coefficients")
    return Design(
        outcome, fixed, terms, {name: m.weights for name, m in read.items()},
        {name: m.labels for name, m in read.items()}, row_weights, groups, index,
    )  # fmt: skip


def _fixed_effects(x: Any, n: int) -> tuple[tuple[str, ...], Array]:
    frame = frame_columns(x, "x")
    if frame is None:
        if sparse.issparse(x):
            raise InvalidInput("x is a sparse matrix: pass x.toarray()")
        if isinstance(x, Mapping):
            raise InvalidInput("x is a mapping: pass a table, as pandas.DataFrame(x)")
        if is_one_dimensional(x):
            raise InvalidInput("x has one dimension: it needs a column for each coefficient, also where there is one")
        names, columns = _matrix_columns(x, "x", "x")
    else:
        names, columns = frame
    if not names:
        raise InvalidInput("x has no columns: it needs a column for each coefficient (a constant 1 for the intercept)")
    values = [numbers(column, f"column {name!r} of x") for name, column in zip(names, columns, strict=True)]
    if len(values[0]) != n:
        raise InvalidInput(f"x must have {n} rows, as y has; it has {len(values[0])}")
    return tuple(names), np.column_stack(values)


def _matrix_columns(values: Any, what: str, prefix: str) -> tuple[list[str], list[Any]]:
    """The columns of a matrix or a list of rows, named by their places."""
    if np.ma.isMaskedArray(values):
        matrix = unmasked(values)
    else:
        try:
            matrix = np.asarray(values)
        except ValueError:
            raise InvalidInput(f"{what} has rows of different lengths") from None
    if matrix.ndim == 0:
        raise InvalidInput(f"{what} must be a table or an array of two dimensions; it is {type(values).__name__}")
    if matrix.ndim != 2:
        raise InvalidInput(f"{what} must have two dimensions, rows and columns; it has {matrix.ndim}")
    return [f"{prefix}{j}" for j in range(matrix.shape[1])], list(matrix.T)


def _membership(name: Any, given: Any, n: int) -> Membership:
    """A membership's weights (n, q), none below 0, with what its columns are called."""
    if not isinstance(name, str):
        raise InvalidInput(f"memberships has a name that is not text: {name!r}")
    if name == RESIDUAL or name.startswith(f"{RESIDUAL}["):
        raise InvalidInput(f"a membership cannot be called {name!r}: that is the name of what is left")
    what = f"memberships[{name!r}]"
    read = given if isinstance(given, Membership) else _weights_of(given, what)
    if read.weights.shape[0] != n:
        raise InvalidInput(f"{what} must have {n} rows, as y has; its shape is {read.weights.shape}")
    return read


def _weights_of(given: Any, what: str) -> Membership:
    if sparse.issparse(given):
        of_any_kind = cast(Any, given)
        if of_any_kind.ndim != 2:
            raise InvalidInput(f"{what} must have two dimensions, rows and columns; it has {of_any_kind.ndim}")
        matrix = sparse.csc_array(of_any_kind)
        labels: Any = pd.RangeIndex(matrix.shape[1])
    else:
        frame = frame_columns(given, what)
        if frame is None and is_one_dimensional(given):
            raise InvalidInput(
                f"{what} has one dimension and needs a column of weights for each label: ms.membership(labels)"
            )
        _refuse_labels(frame[1] if frame else given, what)
        names, columns = frame or _matrix_columns(given, what, "")
        labels = pd.Index(names) if frame else pd.RangeIndex(len(names))
        values = [numbers(column, f"column {label!r} of {what}") for label, column in zip(labels, columns, strict=True)]
        matrix = sparse.csc_array(np.column_stack(values) if values else np.zeros((len(given), 0)))
    return Membership(_checked_weights(matrix, labels, what), labels, index_of(given))


def _refuse_labels(rows_or_columns: Any, what: str) -> None:
    """Labels instead of weights are the commonest mistake, and have an answer of their own."""
    for cells in rows_or_columns if isinstance(rows_or_columns, list | tuple | np.ndarray) else ():
        first = next(iter(cells), None) if isinstance(cells, Iterable) else None
        if isinstance(first, str):
            raise InvalidInput(
                f"{what} holds text ({str(first)!r}), not weights: ms.membership(labels) makes weights from labels"
            )


def _checked_weights(matrix: sparse.csc_array, labels: pd.Index, what: str) -> sparse.csc_array:
    if not (np.issubdtype(matrix.dtype, np.number) or matrix.dtype == bool) or np.iscomplexobj(matrix.data):
        raise InvalidInput(f"{what} holds {matrix.dtype}, not numbers")
    weights = sparse.csc_array(matrix, dtype=float)
    for wrong, word in ((~np.isfinite(weights.data), "missing or infinite"), (weights.data < 0.0, "negative")):
        if wrong.any():
            place = int(np.argmax(wrong))
            column = int(np.searchsorted(weights.indptr, place, side="right")) - 1
            row = int(weights.indices[place])
            raise InvalidInput(
                f"{what} has a weight that is {word}, {weights.data[place]:g}, {at_row(row)}, column {labels[column]!r}"
            )
    # A weight of 0 would join the mentor to the row's others.
    if not weights.has_canonical_format or not weights.data.all():
        weights = weights.copy()
        weights.sum_duplicates()
        weights.eliminate_zeros()
    return weights


def _row_weights(weights: Any, n: int) -> Array:
    values = numbers(one_column(weights, "weights"), "weights")
    if len(values) != n:
        raise InvalidInput(f"weights must have {n} numbers, as y has rows; it has {len(values)}")
    if (values <= 0.0).any():
        row = int(np.argmax(values <= 0.0))
        raise InvalidInput(f"weights must be above 0: it is {values[row]:g} {at_row(row)}; leave that row out")
    return values


def _residual_groups(residual_by: Any, n: int) -> ResidualGroups:
    given = one_column(residual_by, "residual_by")
    labels = pd.Series(given.to_list() if hasattr(given, "to_list") else list(given), dtype=object)
    if len(labels) != n:
        raise InvalidInput(f"residual_by must have {n} labels, as y has rows; it has {len(labels)}")
    missing = labels.isna().to_numpy()
    if missing.any():
        raise InvalidInput(f"residual_by has no label {at_row(int(np.argmax(missing)))}")
    codes, unique = pd.factorize(labels.map(str), sort=True)
    if labels.nunique() != len(unique):
        raise InvalidInput("residual_by has two labels that read alike as text")
    return ResidualGroups(codes.astype(np.intp), tuple(unique))


def _common_index(named: Mapping[str, Any], n: int) -> pd.Index:
    """The labels of the rows, which all that have some must share in the same order."""
    indexes = {name: value.index if isinstance(value, Membership) else index_of(value) for name, value in named.items()}
    labeled = {name: index for name, index in indexes.items() if index is not None}
    if not labeled:
        return pd.RangeIndex(n)
    first, index = next(iter(labeled.items()))
    for name, other in labeled.items():
        if not other.equals(index):
            row = int(np.argmax(np.asarray(other != index))) if len(other) == len(index) else 0
            raise InvalidInput(
                f"the index of {name} is not that of {first}: row {row} (counted from 0) is {_as_text(other[row])} in "
                f"{name} and {_as_text(index[row])} in {first}. Put both in one order; .to_numpy() goes by place"
            )
    return index


def _as_text(label: Any) -> str:
    return repr(label.item() if isinstance(label, np.generic) else label)
