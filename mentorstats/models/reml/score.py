"""How often a variance that is 0 is estimated above 0: a little less than half the time where mentors are few.

The estimate is above 0 where the likelihood rises from 0 on, which it does where the score ``y'PGPy`` is above its
expectation ``tr(PG)``.  The score is a sum of squares; matched in mean and variance by a multiple of chi-squared with
``tr(PG)^2 / tr(PGPG)`` df (Satterthwaite 1946), it is above its mean less than half the time, as that is skewed.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from mentorstats.models.design.design import Design
from mentorstats.models.reml.estimate import reduce_design
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.large import block_labels
from mentorstats.models.reml.newton import evaluate, only
from mentorstats.models.reml.sums import sum_rows

__all__ = ["chance_above_zero"]

# So small a ratio that it changes nothing, relative to a membership's largest sum of squares.
_NOTHING = 1e-8


def chance_above_zero(design: Design, null_variances: dict[str, float], membership: str) -> float:
    """The chance that the variance of ``membership`` is estimated above 0, at the variances of the fit without it."""
    reduction = reduce_design(design)
    memberships = list(reduction.memberships.values())
    sums = sum_rows(memberships, np.column_stack([reduction.basis, reduction.residual]), reduction.codes)
    residuals = np.array([null_variances[design.residual_names[group]] for group in reduction.order])
    ratios = np.array([
        null_variances.get(name, 0.0) * unit**2 / residuals[0] for name, unit in reduction.units.items()
    ])  # fmt: skip
    place = list(reduction.memberships).index(membership)
    ratios[place] = _NOTHING / float(sums.only(np.array([place])).diagonal.max())
    active = np.flatnonzero(ratios)
    gram = only(Inverses(sums, block_labels(memberships)).at(residuals / residuals[0]), active)
    derivatives = evaluate(gram, ratios[active]).derivatives
    tested = int(np.flatnonzero(active == place)[0])
    df = float(derivatives.traces[tested] ** 2 / derivatives.trace_pairs[tested, tested])
    return float(stats.chi2.sf(df, df))
