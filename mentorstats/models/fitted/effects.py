"""Each member's own effect, shrunken towards 0 by how little is known of them (best linear unbiased prediction).

With N the inverse of ``L^-1 + Z'D^-1 Z`` (L the variances of the memberships, D those of the residuals), the effects
are ``N Z'D^-1 (y - X b)``, and N is their covariance given the variances and the coefficients, as in lme4's ``ranef``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.models.design.design import Design
from mentorstats.models.reml.blocks import separate_blocks
from mentorstats.models.reml.criterion import Array, blocks_of
from mentorstats.models.reml.inverses import inverted
from mentorstats.models.reml.large import MOST_EXACT, block_labels
from mentorstats.models.reml.scaled import scale
from mentorstats.models.reml.sums import RowSums, sum_rows

__all__ = ["Effects", "effect_table", "predict_effects"]

_SOLVED = 1e-12
_MOST_IN_BLOCK = MOST_EXACT


@dataclass(frozen=True, eq=False)
class Effects:
    """Each membership's effects (q,) and their standard errors (q,), missing where there are too many to invert."""

    estimates: dict[str, Array]
    std_errors: dict[str, Array]

    def fitted(self, design: Design, coefficients: Array) -> Array:
        """The fixed effects' part and the members' (n,)."""
        fitted = design.fixed @ coefficients
        for name, estimates in self.estimates.items():
            fitted = fitted + design.memberships[name] @ estimates
        return fitted


def predict_effects(design: Design, variances: dict[str, float], coefficients: Array) -> Effects:
    """Effects of all memberships at given variances and coefficients."""
    estimates = {name: np.zeros(weights.shape[1]) for name, weights in design.memberships.items()}
    std_errors = {name: np.zeros(len(effects)) for name, effects in estimates.items()}
    active = [name for name in design.memberships if variances[name] > 0]
    if not active:
        return Effects(estimates, std_errors)
    residuals = np.array([variances[name] for name in design.residual_names])
    memberships = [design.scaled_memberships[name] for name in active]
    left = (design.outcome - design.fixed @ coefficients) * design.root_weights
    sums = sum_rows(memberships, left[:, None], design.codes).at(residuals)
    spread = np.repeat([variances[name] for name in active], sums.sizes)
    labels = block_labels(memberships)
    if np.bincount(labels).max() <= _MOST_IN_BLOCK:
        effects, errors = _by_blocks(sums, labels, spread)
    else:
        effects, errors = _iterated(sums, spread), np.full(len(spread), np.nan)
    for name, block in zip(active, blocks_of(sums.sizes), strict=True):
        estimates[name], std_errors[name] = effects[block], errors[block]
    return Effects(estimates, std_errors)


def _by_blocks(sums: RowSums, labels: np.ndarray, spread: Array) -> tuple[Array, Array]:
    effects, errors, root = np.empty(len(spread)), np.empty(len(spread)), np.sqrt(spread)
    for block in separate_blocks(sums, labels):
        here = root[block.members]
        dense = np.tensordot(1.0 / sums.multipliers, block.dense, 1) * (here[:, :, None] * here[:, None, :])
        inverse = inverted(dense)[0] * (here[:, :, None] * here[:, None, :])
        effects[block.members] = (inverse @ sums.cross[block.members])[..., 0]
        errors[block.members] = np.sqrt(np.einsum("bii->bi", inverse))
    return effects, errors


def _iterated(sums: RowSums, spread: Array) -> Array:
    scaled = scale(sums, spread)
    return scaled.root * scaled.solve(scaled.root[:, None] * sums.cross, guess=None, tolerance=_SOLVED)[:, 0]


def effect_table(labels: pd.Index, estimates: Array, std_errors: Array, level: float) -> pd.DataFrame:
    """One row a member: label, estimate, std_error, conf_low, conf_high."""
    reach = float(stats.norm.ppf(0.5 + level / 2.0)) * std_errors
    return pd.DataFrame({
        "label": labels, "estimate": estimates, "std_error": std_errors,
        "conf_low": estimates - reach, "conf_high": estimates + reach,
    })  # fmt: skip
