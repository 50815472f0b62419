"""How much of the outcome's variance goes with the fixed effects, and with the memberships as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorstats.models.design.design import Design

__all__ = ["R2", "explained_shares"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class R2:
    """Shares from 0 to 1: ``marginal`` of the fixed effects, ``conditional`` of fixed effects and memberships."""

    marginal: float
    conditional: float


def explained_shares(design: Design, variances: dict[str, float], coefficients: Array) -> R2:
    """Nakagawa and Schielzeth's shares (2013, Methods Ecol. Evol. 4).

    A membership adds the mean over rows of its variance times the row's sum of squared weights (Johnson 2014, Methods
    Ecol. Evol. 5), the residual the mean of the rows' residual variances.
    """
    fixed = float(np.var(design.fixed @ coefficients, ddof=1))
    shared = sum(
        variances[name] * float(np.sum(weights.data**2)) / weights.shape[0]
        for name, weights in design.memberships.items()
    )
    total = fixed + shared + float(np.mean(residual_variances(design, variances)))
    return R2(fixed / total, (fixed + shared) / total)


def residual_variances(design: Design, variances: dict[str, float]) -> Array:
    """Each row's own residual variance (n,)."""
    by_group = np.array([variances[name] for name in design.residual_names])
    return by_group[design.codes] / design.root_weights**2
