"""How widely outcomes spread on each side, and which rows share a residual variance.

Where the rarer side spreads more widely, one variance for all makes its mean look surer than it is.  A group of fewer
than 10 rows, or without any spread, is no basis for a variance of its own; it shares that of the largest group, and so
do rows that belong to several sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.models.design.design import residual_name
from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.questions.contrasts import FEWEST, Question

__all__ = ["UNEQUAL", "UNSURE", "SpreadTest", "residual_groups", "row_variances", "spread_test"]

UNEQUAL = 1.3
UNSURE = 0.05
_WHOLE = 1.0 - 1e-9


@dataclass(frozen=True)
class SpreadTest:
    """The widest and the narrowest group, how many times as wide the one is, and p that all spread alike."""

    widest: str
    narrowest: str
    ratio: float
    p_value: float

    @property
    def unequal(self) -> bool:
        """Whether the difference is a caution: large, and more than chance."""
        return self.ratio > UNEQUAL and self.p_value < UNSURE


def residual_groups(question: Question, rows: pd.DataFrame) -> pd.Series | None:
    """The name of the exposure whose residual variance each row has; None where all rows have one.

    ``rows`` (a row each) has the exposures, 0 to 1, and ``final``.  Where the question's sides exclude one another, a
    row belongs to the side that it is wholly on, else to the exposure of which it has most.
    """
    names = [exposure.name for exposure in question.exposures if exposure.name in rows]
    shares = rows[names].to_numpy(dtype=float)
    largest = shares.max(axis=1, keepdims=True)
    single = (shares > largest - 1e-9).sum(axis=1) == 1
    clear = largest[:, 0] > _WHOLE if question.spread_by_side else single
    groups = pd.Series(np.where(clear, np.array(names, dtype=object)[shares.argmax(axis=1)], ""), index=rows.index)
    own = [
        name for name in names
        if (groups == name).sum() >= FEWEST and rows.loc[groups == name, "final"].nunique() > 1
    ]  # fmt: skip
    if len(own) < 2:
        return None
    most = max(own, key=lambda name: int((groups == name).sum()))
    return groups.where(groups.isin(own), most)


def spread_test(one_spread: MultipleMembershipFit, own_spreads: MultipleMembershipFit) -> SpreadTest | None:
    """A restricted likelihood ratio test of one residual variance against one for each group.

    Both fits have the same columns.  None where a likelihood is approximate, or there is one group only.
    """
    groups = own_spreads.design.groups
    if groups is None or one_spread.approximation is not None or own_spreads.approximation is not None:
        return None
    variances = {name: own_spreads.variances[residual_name(name)] for name in groups.names}
    widest, narrowest = max(variances, key=variances.__getitem__), min(variances, key=variances.__getitem__)
    statistic = max(0.0, 2.0 * (own_spreads.loglik - one_spread.loglik))
    p_value = float(stats.chi2.sf(statistic, len(variances) - 1))
    return SpreadTest(widest, narrowest, float(np.sqrt(variances[widest] / variances[narrowest])), p_value)


def row_variances(fit: MultipleMembershipFit) -> np.ndarray:
    """The residual variance of each row of a fit (n,)."""
    return np.array([fit.variances[name] for name in fit.design.residual_names])[fit.design.codes]
