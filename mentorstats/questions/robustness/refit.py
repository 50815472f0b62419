"""The same contrasts of a changed model: other columns, fewer rows, other memberships.

Fewer rows may leave a column that follows from the others, or no row of the side that all are compared with.  A
contrast is then carried over to the columns that are left, where it can still be estimated from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import FEWEST, TOO_FEW
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel, weights_of
from mentorstats.questions.results import ResultRow
from mentorstats.questions.spread import residual_groups

__all__ = ["carry_contrast", "few_on_a_side", "not_compared", "refit_rows"]

_SAME = 1e-8


def refit_rows(
    model: QuestionModel, method: str, *,
    comparison: Comparison | None = None, design: pd.DataFrame | None = None, kept: np.ndarray | None = None,
    memberships: Mapping[str, Any] | None = None, needs: str = "", role: str = "robustness",
) -> Iterator[ResultRow]:  # fmt: skip
    """The contrasts of ``model`` with what is given in place of its own; ``kept`` says which rows are left.

    ``needs`` is a membership without whose effect the rows would not say what their method says.
    """
    compared = model.comparison if comparison is None else comparison
    full = compared.design if design is None else design
    rows = np.ones(len(full), dtype=bool) if kept is None else kept
    reduced = full[rows].drop(columns=dependent_columns(full[rows]))
    given = model.memberships if memberships is None else memberships
    fit, refusal, _ = fit_or_refusal(
        compared.rows.loc[rows, "final"], reduced, memberships={n: w[rows] for n, w in given.items()},
        residual_by=residual_groups(model.question, compared.rows[rows]) if model.question.spread_by_side else None,
        noun=model.noun,
    )  # fmt: skip
    if fit is not None and needs and needs not in fit.variances:
        fit, refusal = None, f"{needs} effects cannot be told from the rest"
    for contrast in model.question.contrasts:
        weights = weights_of(compared, list(full.columns), contrast.exposures)
        carried, reason = None, refusal
        if few_on_a_side(compared, rows, contrast.exposures) or weights is None:
            reason = TOO_FEW
        elif fit is not None:
            carried = carry_contrast(weights, full[rows], reduced)
            reason = "cannot be told from the rest" if carried is None else ""
        numbers = None if fit is None or carried is None else fit.contrast(carried)
        yield model.row(contrast.name, method, numbers, refusal=reason, among=compared, kept=kept, role=role)


def not_compared(model: QuestionModel) -> pd.Series:
    """Why each row of the participations stays out of another comparison of the same rows, else ""."""
    table = model.participations.table
    return pd.Series("not compared", index=table.index).mask(table["row"].isin(model.comparison.row_of.index), "")


def few_on_a_side(comparison: Comparison, kept: np.ndarray, exposures: tuple[str, str]) -> bool:
    """Whether one of the exposures has too few of the rows that are kept."""
    return any((comparison.rows.loc[kept, exposure] > 0).sum() < FEWEST for exposure in exposures)


def carry_contrast(weights: np.ndarray, full: pd.DataFrame, reduced: pd.DataFrame) -> np.ndarray | None:
    """A weighting of the columns of ``full`` as one of ``reduced``, which spans them; None if that is not possible.

    >>> full = pd.DataFrame({"all": [1.0, 1, 1], "adjacent": [1.0, 0, 0], "distant": [0.0, 1, 1]})
    >>> np.abs(carry_contrast(np.array([0.0, 1, -1]), full, full[["all", "adjacent"]])).round(9).tolist()
    [0.0, 1.0]
    >>> carry_contrast(np.array([0.0, 1, 0]), full, full[["all", "adjacent"]]) is None
    True
    """
    if full.shape == reduced.shape:
        return weights
    # Each column of ``full`` as a combination of those of ``reduced``.
    spanned = np.linalg.lstsq(reduced.to_numpy(), full.to_numpy(), rcond=None)[0]
    carried = np.linalg.lstsq(spanned.T, weights, rcond=None)[0]
    return carried if np.abs(spanned.T @ carried - weights).max() < _SAME else None
