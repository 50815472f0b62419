"""Rows for outcomes with few levels: yes or no by logistic regression, one rating by proportional odds.

Both models also say what their odds come to in points: what everyone would be expected to score with the one kind of
mentors, less that with the other.  Rows that share a mentor or a team may be related in any way.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.formats import ODDS, Unit
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.ordinal import ProportionalOdds, SeparationError, proportional_odds
from mentorstats.questions.contrasts import TOO_FEW, Row
from mentorstats.questions.model import Asked

__all__ = ["UNITS", "levels"]

MOST_LEVELS = 11
FEWEST_MENTORS = 10
_ENDS = ("estimate", "conf_low", "conf_high")
_YES = "odds of yes, 1 is no difference (logistic regression)"
_HIGHER = "odds of a higher score, 1 is no difference (proportional odds)"
UNITS: dict[str, Unit] = {_YES: ODDS, _HIGHER: ODDS}


def levels(asked: Asked) -> Iterator[Row]:
    """Odds ratios and average differences; no row where the outcome is neither yes or no nor a single rating."""
    final = asked.comparison.rows["final"]
    if asked.comparison.yes_no and final.nunique() == 2:
        odds, difference = _YES, "average difference (logistic regression)"
    elif 3 <= final.nunique() <= MOST_LEVELS and (final == final.round()).all():
        odds, difference = _HIGHER, "average difference (proportional odds)"
    else:
        return
    design = asked.comparison.design
    kept, columns = _undecided(design, final)
    fixed = design.loc[kept, columns].drop(columns="intercept")
    fit, refusal = _fitted(asked, fixed, kept)
    for name, weights in asked.weighted():
        if fit is None or weights is None:
            few = TOO_FEW if weights is None else refusal
            yield asked.row(name, f"{difference}: {few}")
            yield asked.row(name, f"{odds}: {few}")
            continue
        ends = [_everybody(asked, fixed, side) for side in asked.contrasts[name]]
        points, logs = fit.average_difference(*ends), fit.contrast(weights[design.columns.isin(fixed.columns)])
        # A row whose outcome is decided either way adds a difference of 0 to the average.
        yield asked.row(name, difference, {**points, **{n: kept.mean() * points[n] for n in _ENDS}})
        yield asked.row(name, odds, {**logs, **{n: np.exp(logs[n]) for n in _ENDS}})


def _undecided(design: pd.DataFrame, final: pd.Series) -> tuple[np.ndarray, list[str]]:
    """The rows left without categories that all have the highest or all the lowest score, and the columns left.

    Such a category (a cohort of which everyone graduated) has endless odds and tells nothing about the rest.
    """
    kept, ends = np.ones(len(design), dtype=bool), (final.min(), final.max())
    while True:
        for name in design.columns[1:]:
            own = kept & (design[name] != 0).to_numpy()
            if own.any() and design.loc[own, name].eq(1).all() and any((final[own] == end).all() for end in ends):
                kept &= ~own
                break
        else:
            left = design[kept]
            return kept, list(left.columns.drop(dependent_columns(left)))


def _fitted(asked: Asked, fixed: pd.DataFrame, kept: np.ndarray) -> tuple[ProportionalOdds | None, str]:
    shared = sparse.hstack([w[kept] for w in asked.comparison.memberships.values()])
    exposures = [name for name in asked.comparison.design if name not in asked.comparison.adjustment.columns]
    final = asked.comparison.rows.loc[kept, "final"]
    if not set(exposures) <= set(fixed.columns) or final.nunique() < 2:
        return None, "one score for everybody on a side"
    if int(np.count_nonzero(shared.sum(axis=0))) < FEWEST_MENTORS:
        return None, "too few mentors"
    try:
        return proportional_odds(final, fixed, shared=shared), ""
    except SeparationError:
        return None, "something tells high and low scores apart without exception"


def _everybody(asked: Asked, fixed: pd.DataFrame, side: str) -> pd.DataFrame:
    """The rows as if all their mentors were of one kind."""
    exposures = [name for name in fixed.columns if name not in asked.comparison.adjustment.columns]
    return fixed.assign(**{name: float(name == side) for name in exposures})
