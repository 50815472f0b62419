"""The same contrasts of a changed model: other columns, fewer rows, other memberships.

Fewer rows may leave a column that follows from the others, or no row of the side that all are compared with.  A
contrast is then carried over to the columns that are left, if they still tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import FEWEST, TOO_FEW, Row
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import Asked, weights_of

__all__ = ["carried", "few_on_a_side", "refitted"]

_SAME = 1e-8


def refitted(
    asked: Asked, method: str, *,
    comparison: Comparison | None = None, design: pd.DataFrame | None = None, kept: np.ndarray | None = None,
    memberships: Mapping[str, Any] | None = None, needs: str = "", role: str = "robustness",
) -> Iterator[Row]:  # fmt: skip
    """The contrasts of ``asked`` with what is given in place of its own; ``kept`` says which rows are left.

    ``needs`` is a membership without whose effect the rows would not say what their method says.
    """
    compared = asked.comparison if comparison is None else comparison
    about = {"among": compared, "kept": kept, "role": role}
    full = compared.design if design is None else design
    every = np.ones(len(full), dtype=bool) if kept is None else kept
    reduced = full[every].drop(columns=dependent_columns(full[every]))
    belongs = {name: w[every] for name, w in (asked.memberships if memberships is None else memberships).items()}
    fit, refusal, _ = fit_or_refusal(compared.rows.loc[every, "final"], reduced, memberships=belongs, noun=asked.noun)
    if fit is not None and needs and needs not in fit.variances:
        fit, refusal = None, f"{needs} effects cannot be told from the rest"
    for name, sides in asked.contrasts.items():
        weights = weights_of(compared, list(full.columns), sides)
        if few_on_a_side(compared, every, sides) or weights is None:
            yield asked.row(name, f"{method}: {TOO_FEW}", **about)
        elif fit is None:
            yield asked.row(name, f"{method}: {refusal}", **about)
        elif (left := carried(weights, full[every], reduced)) is None:
            yield asked.row(name, f"{method}: cannot be told from the rest", **about)
        else:
            yield asked.row(name, method, fit.contrast(left), **about)


def few_on_a_side(comparison: Comparison, kept: np.ndarray, sides: tuple[str, str]) -> bool:
    """Whether one of the sides has too few of the rows that are kept."""
    return any((comparison.rows.loc[kept, side] > 0).sum() < FEWEST for side in sides)


def carried(weights: np.ndarray, full: pd.DataFrame, reduced: pd.DataFrame) -> np.ndarray | None:
    """A weighting of the columns of ``full`` as one of ``reduced``, which spans them; None if that is not possible.

    >>> full = pd.DataFrame({"all": [1.0, 1, 1], "adjacent": [1.0, 0, 0], "distant": [0.0, 1, 1]})
    >>> np.abs(carried(np.array([0.0, 1, -1]), full, full[["all", "adjacent"]])).round(9).tolist()
    [0.0, 1.0]
    >>> carried(np.array([0.0, 1, 0]), full, full[["all", "adjacent"]]) is None
    True
    """
    if full.shape == reduced.shape:
        return weights
    spelled = np.linalg.lstsq(reduced.to_numpy(), full.to_numpy(), rcond=None)[0]
    found = np.linalg.lstsq(spelled.T, weights, rcond=None)[0]
    return found if np.abs(spelled.T @ found - weights).max() < _SAME else None
