"""Rows that ask only who scored higher: mentees as they are, all of whose mentors are of one kind.

Nothing is adjusted for, except that within cohorts only mentees of the same cohort are compared.  That mentees share
mentors is not taken into account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from mentorstats.formats import CHANCE, DELTA, Unit
from mentorstats.models.intervals import Interval
from mentorstats.models.ranks import brunner_munzel, cliffs_delta, in_strata
from mentorstats.questions.contrasts import FEWEST, TOO_FEW, Contrast
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow

__all__ = ["rank_rows"]

_CHANCE = "chance to score higher (Brunner–Munzel)"
_DELTA = "Cliff's delta, from −1 to 1"
_CHANCE_WITHIN = "chance to score higher within cohorts (stratified Brunner–Munzel)"
_DELTA_WITHIN = "Cliff's delta within cohorts, from −1 to 1"


def rank_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Brunner–Munzel and Cliff's delta of all, and within cohorts where there are several."""
    rows = model.comparison.rows
    cohort = rows["cohort"].fillna("")
    for contrast in model.question.contrasts:
        first, second = (rows[exposure] > 1.0 - 1e-9 for exposure in contrast.exposures)
        yield _compared(model, contrast, (first, second), _CHANCE, CHANCE, brunner_munzel)
        yield _compared(model, contrast, (first, second), _DELTA, DELTA, cliffs_delta)
        if cohort.nunique() < 2:
            continue
        for side, kept in zip((first, second), in_strata(cohort[first], cohort[second]), strict=True):
            side[side] = kept
        strata = cohort[first], cohort[second]
        chance, delta = partial(brunner_munzel, strata=strata), partial(cliffs_delta, strata=strata)
        yield _compared(model, contrast, (first, second), _CHANCE_WITHIN, CHANCE, chance)
        yield _compared(model, contrast, (first, second), _DELTA_WITHIN, DELTA, delta)


def _compared(
    model: QuestionModel, contrast: Contrast, sides: tuple[pd.Series, pd.Series], method: str, unit: Unit,
    compute: Callable[..., Interval],
) -> ResultRow:  # fmt: skip
    final = model.comparison.rows["final"]
    hidden = model.hidden_averages(*(model.comparison.rows[side] for side in sides))
    row = partial(model.row, contrast.name, method, unit=unit, kept=(sides[0] | sides[1]).to_numpy(), hidden=hidden)
    if min(side.sum() for side in sides) < FEWEST:
        return row(refusal=TOO_FEW)
    interval = compute(final[sides[0]], final[sides[1]])
    if np.isfinite(interval.conf_low):
        return row(interval)
    if final[sides[0] | sides[1]].nunique() < 2:
        return row(refusal="nearly every outcome is the same")
    return row(interval, refusal="one side is always higher, so there is no interval")
