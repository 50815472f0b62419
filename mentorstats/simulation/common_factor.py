"""A made-up scale whose reliability is known.

Four items say how much somebody feels to belong; one common factor moves them all, each as far as its loading says,
and each has an error of its own.  It has nothing to do with mentors or with how it goes.  Rounding to whole answers
from 1 to 5 takes some of what the items have in common away, and so the planted alpha is that of the rounded answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy import special

__all__ = ["DECLARED", "draw_answers", "planted_alpha"]

MIDDLES, LOADINGS, ERRORS = (3.6, 3.4, 3.5, 3.3), (0.9, 0.8, 0.7, 0.7), (0.6, 0.7, 0.7, 0.8)
LOW, HIGH = 1, 5
ITEMS = ("belonging_1", "belonging_2", "belonging_3", "belonging_4")
REVERSED = "belonging_3"
SKIPPED = 0.02
DECLARED: dict[str, Any] = {
    "name": "belonging", "items": list(ITEMS), "range": [LOW, HIGH], "reverse": [REVERSED], "best": "high",
    "answered": 0.75,
}  # fmt: skip


def draw_answers(rng: Generator, people: int) -> pd.DataFrame:
    """Draw answers as they are given: one row a person, a column an item; a few are skipped.

    >>> draw_answers(np.random.default_rng(1), 3).shape
    (3, 4)
    """
    factor = rng.standard_normal((people, 1))
    errors = np.array(ERRORS) * rng.standard_normal((people, len(ITEMS)))
    answers = np.clip(np.rint(np.array(MIDDLES) + np.array(LOADINGS) * factor + errors), LOW, HIGH)
    given = pd.DataFrame(answers, columns=list(ITEMS))
    given[REVERSED] = LOW + HIGH - given[REVERSED]
    return given.mask(rng.random(given.shape) < SKIPPED)


def planted_alpha() -> float:
    """Cronbach's alpha of the rounded answers of everybody there could be, the reversed item turned back.

    Given the factor the items are independent, so their variances and covariances are averages over it.

    >>> round(planted_alpha(), 2)
    0.8
    """
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    steps = np.arange(LOW, HIGH + 1)
    cuts = np.concatenate([[-np.inf], steps[:-1] + 0.5, [np.inf]])
    center = np.array(MIDDLES)[:, None] + np.array(LOADINGS)[:, None] * points
    below = special.ndtr((cuts[:, None, None] - center) / np.array(ERRORS)[:, None])
    shares = np.diff(below, axis=0)
    mean = np.tensordot(steps, shares, axes=1)
    within = np.tensordot(steps**2, shares, axes=1) - mean**2
    covariance = (weights * (mean - mean @ weights[:, None])) @ (mean - mean @ weights[:, None]).T
    covariance += np.diag(within @ weights)
    count = len(ITEMS)
    return float(count / (count - 1) * (1 - np.trace(covariance) / covariance.sum()))
