"""Columns of numbers from pandas, polars, arrays and lists; what is no number is refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from mentorstats.errors import InvalidInput

__all__ = ["Array", "at_row", "frame_columns", "index_of", "is_one_dimensional", "numbers", "one_column", "unmasked"]

Array = NDArray[np.float64]

_TOO_LARGE = 1e120
_TEMPORAL = (date, timedelta, np.datetime64, np.timedelta64)


def at_row(row: int) -> str:
    """Where something is, in words."""
    return f"in row {row} (counted from 0)"


def numbers(values: Any, what: str) -> Array:
    """A column of numbers or of yes and no as floats; ``what`` names it in a refusal.

    Whole numbers, decimals and booleans are numbers, of whatever kind; text, dates, categories, complex numbers and
    missing or infinite values are refused with the first row that has one.

    >>> numbers([1, True, 2.5], "x")
    array([1. , 1. , 2.5])
    """
    plain = values.to_numpy() if isinstance(values, pd.Series) and isinstance(values.dtype, np.dtype) else values
    if isinstance(plain, np.ndarray) and not np.ma.isMaskedArray(plain) and plain.dtype.kind in "biuf":
        return _finite(np.ascontiguousarray(plain, dtype=float), np.isnan(plain), what)
    column = _as_column(values)
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        raise InvalidInput(f"{what} holds categories, not numbers: pandas.get_dummies makes columns of 0 and 1")
    if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_timedelta64_dtype(dtype):
        raise InvalidInput(f"{what} holds dates, not numbers: take a difference of dates in days, say")
    if pd.api.types.is_complex_dtype(dtype):
        raise InvalidInput(f"{what} holds complex numbers")
    missing = column.isna().to_numpy(dtype=bool)
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_numeric_dtype(dtype):
        floats = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        floats = _object_numbers(column, missing, what)
    return _finite(floats, missing, what)


def _finite(floats: Array, missing: NDArray[np.bool_], what: str) -> Array:
    if (np.abs(floats) < _TOO_LARGE).all() and not missing.any():
        return floats
    if missing.any():
        raise InvalidInput(f"{what} has no value (it is missing) {at_row(int(np.argmax(missing)))}")
    large = np.abs(floats) >= _TOO_LARGE
    word = "infinite" if np.isinf(floats[large][0]) else "too large to be squared"
    raise InvalidInput(f"{what} is {word} {at_row(int(np.argmax(large)))}")


def _as_column(values: Any) -> pd.Series:
    if isinstance(values, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        return pd.Series(values)
    native = nw.from_native(values, series_only=True, pass_through=True)
    if isinstance(native, nw.Series):
        return pd.Series(native.to_list() if native.null_count() else native.to_numpy())
    if np.ma.isMaskedArray(values):
        return pd.Series(unmasked(values))
    return pd.Series(values if isinstance(values, np.ndarray) else list(values))


def unmasked(values: Any) -> NDArray[Any]:
    """An array whose masked values are missing."""
    plain = np.array(np.ma.getdata(values), dtype=object)
    plain[np.ma.getmaskarray(values)] = None
    return plain


def _object_numbers(column: pd.Series, missing: NDArray[np.bool_], what: str) -> Array:
    """Values of mixed kinds, one by one."""
    floats = np.full(len(column), np.nan)
    for row in np.flatnonzero(~missing):
        value = column.iloc[row]
        if isinstance(value, _TEMPORAL):
            raise InvalidInput(f"{what} holds dates, not numbers: {value} {at_row(int(row))}")
        if not isinstance(value, Real | Decimal | np.bool_):
            kind = "text" if isinstance(value, str) else type(value).__name__
            raise InvalidInput(f"{what} holds {kind}, not numbers: {_short(value)} {at_row(int(row))}")
        floats[row] = float(value)
    return floats


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def is_one_dimensional(values: Any) -> bool:
    """Whether it is a single column: a Series, a list of single values, an array of one dimension."""
    if isinstance(values, pd.Series | pd.Index | pd.Categorical | nw.Series):
        return True
    if isinstance(nw.from_native(values, series_only=True, pass_through=True), nw.Series):
        return True
    if isinstance(values, list | tuple):
        return not any(isinstance(value, list | tuple | np.ndarray | pd.Series | dict | set) for value in values)
    return np.ndim(values) == 1


def frame_columns(values: Any, what: str) -> tuple[list[str], list[Any]] | None:
    """Names and columns of a pandas or polars frame; None for anything else.  Repeated names are refused."""
    if isinstance(values, pd.DataFrame):
        names, columns = list(values.columns), [values.iloc[:, j] for j in range(values.shape[1])]
    else:
        native = nw.from_native(values, pass_through=True)
        if isinstance(native, nw.LazyFrame):
            raise InvalidInput(f"{what} is a query that has not run yet: collect it first")
        if not isinstance(native, nw.DataFrame):
            return None
        names, columns = native.columns, [native[name] for name in native.columns]
    texts = [str(name) for name in names]
    repeated = pd.Index(texts)[pd.Index(texts).duplicated()]
    if len(repeated):
        raise InvalidInput(f"{what} has two columns of the name {repeated[0]!r}: give each a name of its own")
    return texts, columns


def one_column(values: Any, name: str) -> Any:
    """A single column as it is; tables and matrices are refused with what to pass instead."""
    frame = frame_columns(values, name)
    if frame is not None:
        raise InvalidInput(f"{name} is a table: pass one of its columns, as in table[{(frame[0] or ['…'])[0]!r}]")
    if sparse.issparse(values):
        raise InvalidInput(f"{name} is a sparse matrix: pass an array of one dimension")
    if not is_one_dimensional(values):
        kind = type(values).__name__ if np.ndim(values) == 0 else f"of {np.ndim(values)} dimensions"
        raise InvalidInput(f"{name} must be a column, a value for each row; it is {kind}")
    if len(values) == 0:
        raise InvalidInput(f"{name} is empty: there are no rows")
    return values


def index_of(values: Any) -> pd.Index | None:
    """The labels of the rows where what is passed has them."""
    return values.index if isinstance(values, pd.Series | pd.DataFrame) else None
