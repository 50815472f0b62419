"""Are the two sides alike before anything is adjusted for, and does everyone have somebody to be compared with?

A standardized difference puts a gap between two sides in standard deviations; above 0.25 the adjustment has to carry
more than it should be trusted with (Rubin 2001, Health Serv. Outcomes Res. Methodol. 2).  Among many covariates of a
small program some are that far apart by chance alone, which is no reason for doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from mentorstats.questions.adjustment import OF_INDUSTRY
from mentorstats.questions.model import QuestionModel

__all__ = ["BY_CHANCE", "LIMIT", "Imbalance", "alone_in_cohort", "imbalances"]

LIMIT = 0.25
BY_CHANCE = 0.05


@dataclass(frozen=True)
class Imbalance:
    """How far two sides of a contrast are apart in one covariate, in standard deviations.

    ``by_chance`` is how far chance alone takes the furthest of so many covariates at most 1 time in 20; ``adjusted``
    says whether the covariate is in the model.  What the question asks for makes some covariates differ: whose mentors
    can be adjacent follows from the mentee's industry, so ``expected`` says that they do.
    """

    contrast: str
    covariate: str
    difference: float
    by_chance: float
    adjusted: bool = True
    expected: bool = False

    @property
    def apart(self) -> bool:
        """Whether the sides are further apart than they should be, and than chance would have it."""
        return abs(self.difference) > max(LIMIT, self.by_chance) and not (self.expected and self.adjusted)


def imbalances(model: QuestionModel) -> list[Imbalance]:
    """The standardized difference of every covariate, also of those left out, for every contrast, the largest first.

    A mentee who is half on a side counts half; the standard deviation is that of the two sides together.
    """
    rows, adjustment = model.comparison.rows, model.comparison.adjustment
    differences = []
    for contrast in model.question.contrasts:
        shares = [rows[exposure].to_numpy(dtype=float) for exposure in contrast.exposures]
        if min(share.sum() for share in shares) == 0:
            continue
        error = float(np.sqrt(sum((share**2).sum() / share.sum() ** 2 for share in shares)))
        # Where nothing can be compared there is not even an intercept.
        columns = adjustment.columns.drop(columns="intercept", errors="ignore")
        for adjusted, covariates in ((True, columns), (False, adjustment.left_out)):
            by_chance = error * float(stats.norm.isf(BY_CHANCE / 2.0 / max(covariates.shape[1], 1)))
            for covariate, values in covariates.items():
                difference = _standardized(values.to_numpy(dtype=float), *shares)
                expected = model.question.compares_industries and str(covariate).startswith(OF_INDUSTRY)
                differences.append(Imbalance(contrast.name, str(covariate), difference, by_chance, adjusted, expected))
    return sorted(differences, key=lambda imbalance: -abs(imbalance.difference))


def _standardized(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """The difference of two weighted means in standard deviations within the sides; 0 where the means are the same.

    Of a covariate that has no spread within the sides and tells them apart, in those of the two sides together.
    """
    means = [float(np.average(values, weights=share)) for share in (first, second)]
    spread = np.mean([np.average((values - m) ** 2, weights=w) for m, w in zip(means, (first, second), strict=True)])
    difference = means[0] - means[1]
    if difference == 0:
        return 0.0
    return float(difference / np.sqrt(spread if spread > 0 else difference**2 / 4.0))


def alone_in_cohort(model: QuestionModel) -> int:
    """How many of the mentees compared are in cohorts where a side of the first contrast has nobody."""
    rows = model.comparison.rows
    cohort, exposures = rows["cohort"].fillna(""), list(model.question.contrasts[0].exposures)
    both_sides = (rows[exposures] > 0).groupby(cohort).any().all(axis=1)
    alone = ~cohort.map(both_sides).astype(bool)
    return int(rows.loc[alone, "mentees"].sum())
