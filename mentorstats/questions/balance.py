"""Are the two sides alike before anything is adjusted for, and does everyone have somebody to be compared with?

A standardized difference puts a gap between two sides in standard deviations; above 0.25 the adjustment has to carry
more than it should be trusted with (Rubin 2001, Health Serv. Outcomes Res. Methodol. 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorstats.questions.model import Asked

__all__ = ["LIMIT", "Imbalance", "alone_in_cohort", "imbalances"]

LIMIT = 0.25


@dataclass(frozen=True)
class Imbalance:
    """How far two sides of a contrast are apart in one covariate, in standard deviations."""

    contrast: str
    covariate: str
    difference: float


def imbalances(asked: Asked) -> list[Imbalance]:
    """The standardized difference of every column of the adjustment, for every contrast, the largest first.

    A mentee who is half on a side counts half; the standard deviation is that of the two sides together.
    """
    rows = asked.comparison.rows
    # Where nothing can be compared there is not even an intercept.
    columns = asked.comparison.adjustment.columns.drop(columns="intercept", errors="ignore")
    found = []
    for name, sides in asked.contrasts.items():
        shares = [rows[side].to_numpy(dtype=float) for side in sides]
        if min(share.sum() for share in shares) == 0:
            continue
        for covariate in columns:
            values = columns[covariate].to_numpy(dtype=float)
            means = [float(np.average(values, weights=share)) for share in shares]
            spread = [np.average((values - m) ** 2, weights=w) for m, w in zip(means, shares, strict=True)]
            apart = (means[0] - means[1]) / np.sqrt(np.mean(spread)) if np.mean(spread) > 0 else 0.0
            found.append(Imbalance(name, str(covariate), float(apart)))
    return sorted(found, key=lambda one: -abs(one.difference))


def alone_in_cohort(asked: Asked) -> int:
    """How many of the mentees compared are in cohorts where a side of the first contrast has nobody."""
    rows = asked.comparison.rows
    sides = list(next(iter(asked.contrasts.values())))
    there = (rows[sides] > 0).groupby(rows["cohort"].fillna("")).any().all(axis=1)
    alone = ~rows["cohort"].fillna("").map(there).astype(bool)
    return int(rows.loc[alone, "mentees"].sum())
