"""Who answers, and how to let those who did stand in for those who did not.

The chance to answer is estimated by logistic regression; whoever answered counts for as many as were as unlikely to.
It mends what the columns know about, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from mentorstats.errors import WrongArrays
from mentorstats.models.reml.criterion import Array

__all__ = ["ResponseWeights", "response_weights"]

_STEPS, _CLOSE = 50, 1e-12


@dataclass(frozen=True, eq=False)
class ResponseWeights:
    """A weight (n,) for each who answered, 0 for the rest; ``effective`` is how many equal ones they amount to."""

    weights: Array
    lowest: float
    highest: float
    effective: float


def response_weights(answered: ArrayLike, columns: ArrayLike) -> ResponseWeights:
    """Stabilized inverse-probability weights: the share that answered over each one's chance to.

    ``answered`` (n,) is true or false, ``columns`` (n, p) what the chance may depend on, an intercept included.
    ``ValueError`` where the columns tell without exception who answered.
    """
    said, x = np.asarray(answered, dtype=bool), np.asarray(columns, dtype=float)
    chance = expit(x @ _logistic(said.astype(float), x))
    weights = np.where(said, said.mean() / chance, 0.0)
    own = weights[said]
    return ResponseWeights(weights, float(own.min()), float(own.max()), float(own.sum() ** 2 / (own @ own)))


def _logistic(y: Array, x: Array) -> Array:
    """Maximum likelihood by Newton's method."""
    estimates = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ estimates)
        information = x.T @ ((chance * (1.0 - chance))[:, None] * x)
        try:
            step = np.linalg.solve(information, x.T @ (y - chance))
        except np.linalg.LinAlgError:
            break
        estimates = estimates + step
        if np.abs(step).max() < _CLOSE * (1.0 + np.abs(estimates).max()):
            return estimates
        if np.abs(x @ estimates).max() > 30.0:
            break
    raise WrongArrays("the columns tell without exception who answered")
