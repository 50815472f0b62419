"""Columns of a design that follow from others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg

from mentorstats.errors import InvalidInput

__all__ = ["dependent_columns", "refuse_dependent_columns"]

_DEPENDENT = 1e-9


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


def refuse_dependent_columns(triangle: NDArray[np.float64], terms: Sequence[str]) -> None:
    """Refuse columns that follow from others, which those of their triangle (p, p) do alike; ``terms`` name them."""
    lengths = np.linalg.norm(triangle, axis=0)
    if not lengths.all():
        raise InvalidInput(f"column {terms[int(np.argmin(lengths))]!r} of x is 0 in every row")
    pivoted, order = linalg.qr(triangle / lengths, mode="r", pivoting=True)[:2]
    diagonal = np.abs(np.diag(pivoted))
    rank = int(np.sum(diagonal > _DEPENDENT * diagonal[0]))
    if rank < len(terms):
        shares = np.linalg.lstsq(triangle[:, order[:rank]], triangle[:, order[rank]], rcond=None)[0]
        others = [terms[j] for j, share in zip(order[:rank], shares, strict=True) if abs(share) > 1e-6]
        raise InvalidInput(
            f"x has {len(terms)} columns but rank {rank}: "
            f"column {terms[order[rank]]!r} follows from {', '.join(map(repr, others))}"
        )
