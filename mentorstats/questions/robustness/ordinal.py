"""Rows for outcomes with few levels: yes or no by logistic regression, one rating by proportional odds.

Both models also say what their odds come to in points: what everyone would be expected to score with the one kind of
mentors, less that with the other.  Rows that share a mentor or a team may be related in any way.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.formats import ODDS
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.ordinal import ProportionalOdds, SeparationError, proportional_odds
from mentorstats.questions.contrasts import TOO_FEW
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow

__all__ = ["ordinal_rows"]

MOST_LEVELS = 11
FEWEST_MENTORS = 10
_ENDS = ("estimate", "conf_low", "conf_high")
_YES = "odds of yes, 1 is no difference (logistic regression)"
_HIGHER = "odds of a higher score, 1 is no difference (proportional odds)"


def ordinal_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Odds ratios and average differences; no row where the outcome is neither yes or no nor a single rating."""
    final = model.comparison.rows["final"]
    if model.comparison.yes_no and final.nunique() == 2:
        odds, difference = _YES, "average difference (logistic regression)"
    elif 3 <= final.nunique() <= MOST_LEVELS and (final == final.round()).all():
        odds, difference = _HIGHER, "average difference (proportional odds)"
    else:
        return
    design = model.comparison.design
    kept, columns = _undecided(design, final)
    fixed = design.loc[kept, columns].drop(columns="intercept")
    fit, refusal = _fitted(model, fixed, kept)
    for contrast in model.question.contrasts:
        weights = model.weights(contrast)
        if fit is None or weights is None:
            refused = TOO_FEW if weights is None else refusal
            yield model.row(contrast.name, difference, refusal=refused)
            yield model.row(contrast.name, odds, refusal=refused, unit=ODDS)
            continue
        everybody = [_everybody(model, fixed, exposure) for exposure in contrast.exposures]
        points = fit.average_difference(*everybody)
        logs = fit.contrast(weights[design.columns.isin(fixed.columns)])
        # A row whose outcome is decided either way adds a difference of 0 to the average.
        yield model.row(contrast.name, difference, {**points, **{n: kept.mean() * points[n] for n in _ENDS}})
        yield model.row(contrast.name, odds, {**logs, **{n: np.exp(logs[n]) for n in _ENDS}}, unit=ODDS)


def _undecided(design: pd.DataFrame, final: pd.Series) -> tuple[np.ndarray, list[str]]:
    """The rows left without categories that all have the highest or all the lowest score, and the columns left.

    Such a category (a cohort of which everyone graduated) has endless odds and tells nothing about the rest.
    """
    kept, ends = np.ones(len(design), dtype=bool), (final.min(), final.max())
    while True:
        for name in design.columns[1:]:
            in_category = kept & (design[name] != 0).to_numpy()
            decided = any((final[in_category] == end).all() for end in ends)
            if in_category.any() and design.loc[in_category, name].eq(1).all() and decided:
                kept &= ~in_category
                break
        else:
            undecided = design[kept]
            return kept, list(undecided.columns.drop(dependent_columns(undecided)))


def _fitted(model: QuestionModel, fixed: pd.DataFrame, kept: np.ndarray) -> tuple[ProportionalOdds | None, str]:
    shared = sparse.hstack([w[kept] for w in model.comparison.memberships.values()])
    exposures = [name for name in model.comparison.design if name not in model.comparison.adjustment.columns]
    final = model.comparison.rows.loc[kept, "final"]
    if not set(exposures) <= set(fixed.columns) or final.nunique() < 2:
        return None, "one score for everybody on a side"
    if int(np.count_nonzero(shared.sum(axis=0))) < FEWEST_MENTORS:
        return None, "too few mentors"
    try:
        return proportional_odds(final, fixed, shared=shared), ""
    except SeparationError:
        return None, "something tells high and low scores apart without exception"


def _everybody(model: QuestionModel, fixed: pd.DataFrame, side: str) -> pd.DataFrame:
    """The rows as if all their mentors were of one kind."""
    exposures = [name for name in fixed.columns if name not in model.comparison.adjustment.columns]
    return fixed.assign(**{name: float(name == side) for name in exposures})
