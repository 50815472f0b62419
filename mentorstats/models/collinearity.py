"""Columns of a design that follow from others."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["dependent_columns"]


def dependent_columns(columns: pd.DataFrame) -> list[str]:
    """The columns that follow from those before them."""
    dependent: list[str] = []
    every, count = np.empty(columns.shape, order="F"), 0
    for place, name in enumerate(columns):
        column, basis = columns.iloc[:, place].to_numpy(dtype=float), every[:, :count]
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        if np.linalg.norm(rest) <= 1e-8 * max(float(np.linalg.norm(column)), 1e-300):
            dependent.append(str(name))
        else:
            every[:, count] = rest / np.linalg.norm(rest)
            count += 1
    return dependent
