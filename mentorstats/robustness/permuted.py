"""Rows whose p-value comes from shuffling, not from a formula.

For adjacency mentors' industries are shuffled, for the number of mentors what the rest does not explain about each
mentee.  Where fewer than half could get anything else, shuffling tells too little, and the row says "too few".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mentorstats.asked import NUMBERS, TOO_FEW, Asked, Row
from mentorstats.models.mixed import IndistinctError, NoMaximumError
from mentorstats.models.permutation import PermutationTest, freedman_lane, movable, permute_labels
from mentorstats.robustness.relabeling import FEWEST_MOVABLE, relabeling

__all__ = ["labels_permuted", "residuals_permuted"]


def labels_permuted(asked: Asked, *, permutations: int, seed: int) -> Iterator[Row]:
    """Mentors' industries are shuffled among mentors of the same cohorts."""
    method = "mentor labels permuted"
    weighted = dict(asked.weighted())
    usable = {name: weights for name, weights in weighted.items() if weights is not None}
    drawn: dict[str, PermutationTest] = {}
    reason = TOO_FEW
    moved = relabeling(asked.part, asked.comparison.row_of, asked.program.industries)
    if moved.share_movable < FEWEST_MOVABLE:
        reason = "too few can move"
    elif usable:
        fixed = asked.comparison.adjustment.columns
        tiers = [name for name in asked.comparison.design.columns if name not in fixed.columns]
        try:
            drawn = permute_labels(
                asked.comparison.rows["final"], fixed, moved.edges, strata=moved.strata, tiers=tiers,
                contrasts={name: weights[fixed.shape[1] :].tolist() for name, weights in usable.items()},
                memberships=asked.memberships, permutations=permutations, seed=seed,
            )  # fmt: skip
        except (IndistinctError, NoMaximumError):
            reason = "no model without the industries"
    for name in weighted:
        yield _permuted(asked, name, method, drawn[name]) if name in drawn else asked.row(name, f"{method}: {reason}")


def residuals_permuted(asked: Asked, *, permutations: int, seed: int) -> Iterator[Row]:
    """Freedman–Lane: what the rest does not explain is shuffled within cohorts."""
    method = "scores permuted within cohorts"
    cohort = asked.comparison.rows["cohort"].fillna("")
    for name, weights in asked.weighted():
        side = asked.contrasts[name][0]
        if weights is None:
            yield asked.row(name, f"{method}: {TOO_FEW}")
            continue
        exposure = asked.comparison.rows[side]
        if movable(exposure, cohort).mean() < FEWEST_MOVABLE:
            yield asked.row(name, f"{method}: too few can move")
            continue
        try:
            test = freedman_lane(
                asked.comparison.rows["final"], exposure, asked.comparison.design.drop(columns=side), strata=cohort,
                memberships=asked.memberships, permutations=permutations, seed=seed,
            )  # fmt: skip
        except (IndistinctError, NoMaximumError):
            yield asked.row(name, f"{method}: no model without the number of mentors")
        else:
            yield _permuted(asked, name, method, test)


def _permuted(asked: Asked, name: str, method: str, test: PermutationTest) -> Row:
    times = f"all {len(test.draws):,} ways" if test.exact else f"{len(test.draws):,} times"
    error = "" if test.exact else f", p ± {test.monte_carlo_error:.4f}"
    numbers = dict.fromkeys(NUMBERS, np.nan) | {"estimate": test.estimate, "p_value": test.p_value}
    return asked.row(name, f"{method} ({times}{error})", numbers)
