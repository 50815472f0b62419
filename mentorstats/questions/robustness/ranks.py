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
from mentorstats.questions.contrasts import FEWEST, TOO_FEW, Row
from mentorstats.questions.model import Asked

__all__ = ["UNITS", "ranks"]

_CHANCE = "chance to score higher (Brunner–Munzel)"
_DELTA = "Cliff's delta, from −1 to 1"
_CHANCE_WITHIN = "chance to score higher within cohorts (stratified Brunner–Munzel)"
_DELTA_WITHIN = "Cliff's delta within cohorts, from −1 to 1"
UNITS: dict[str, Unit] = {_CHANCE: CHANCE, _CHANCE_WITHIN: CHANCE, _DELTA: DELTA, _DELTA_WITHIN: DELTA}


def ranks(asked: Asked) -> Iterator[Row]:
    """Brunner–Munzel and Cliff's delta of all, and within cohorts where there are several."""
    rows = asked.comparison.rows
    cohort = rows["cohort"].fillna("")
    for name, (side, other) in asked.contrasts.items():
        one, two = (rows[s] > 1.0 - 1e-9 for s in (side, other))
        yield from _compared(asked, name, (one, two), _CHANCE, brunner_munzel)
        yield from _compared(asked, name, (one, two), _DELTA, cliffs_delta)
        if cohort.nunique() < 2:
            continue
        for mask, kept in zip((one, two), in_strata(cohort[one], cohort[two]), strict=True):
            mask[mask] = kept
        strata = cohort[one], cohort[two]
        chance, delta = partial(brunner_munzel, strata=strata), partial(cliffs_delta, strata=strata)
        yield from _compared(asked, name, (one, two), _CHANCE_WITHIN, chance)
        yield from _compared(asked, name, (one, two), _DELTA_WITHIN, delta)


def _compared(
    asked: Asked, name: str, sides: tuple[pd.Series, pd.Series], method: str, compute: Callable[..., Interval]
) -> Iterator[Row]:
    final = asked.comparison.rows["final"]
    kept = (sides[0] | sides[1]).to_numpy()
    if min(side.sum() for side in sides) < FEWEST:
        yield asked.row(name, f"{method}: {TOO_FEW}", kept=kept)
        return
    found = compute(final[sides[0]], final[sides[1]])
    if np.isfinite(found.conf_low):
        yield asked.row(name, method, found, kept=kept)
    elif final[kept].nunique() < 2:
        yield asked.row(name, f"{method}: every outcome is the same", kept=kept)
    else:
        yield asked.row(name, f"{method}: one side is always higher, so there is no interval", found, kept=kept)
