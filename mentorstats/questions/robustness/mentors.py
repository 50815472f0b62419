"""Rows that look at mentors and mentees in another way: who weighs how much, and what is a mentor's own.

A mentor may count by how much of a mentee's sessions were theirs.  Good mentors may be adjacent more often; the
mentor's own average of the exposure, added to the model, takes that out, and says how much of it there is (Mundlak
1978, Econometrica 46).  And those who took part again may count again, if they keep an effect of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.contrasts import TOO_FEW, Row
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import Asked, ask
from mentorstats.questions.robustness.refit import refitted

__all__ = ["mentors_own_average", "taking_part_again"]

_AVERAGE = "mentor's own average of "
_AGAIN = "later participations too, with an effect of the mentee"


def mentors_own_average(asked: Asked) -> Iterator[Row]:
    """The contrast within a mentor's mentees, and by how much mentors differ who have more of one side.

    The first differs from the primary row where mentor effects go with the exposure; the second says how much.
    """
    within = "mentor's own average added (Mundlak)"
    beyond = "how much mentors differ who have it more often (Mundlak)"
    design = asked.comparison.design
    exposures = [name for name in design.columns if name not in asked.comparison.adjustment.columns]
    belongs = sparse.csr_array(asked.comparison.memberships["mentor"])
    each = (belongs.T @ design[exposures].to_numpy()) / np.asarray(belongs.sum(axis=0)).reshape(-1, 1)
    averages = pd.DataFrame(belongs @ each, index=design.index, columns=[f"{_AVERAGE}{name}" for name in exposures])
    wide = pd.concat([design, averages], axis=1)
    fit, reason = None, "mentors have mentees of one side only"
    if not dependent_columns(wide):
        fit, reason, _ = fit_or_refusal(asked.comparison.rows["final"], wide, memberships=asked.memberships)
    for name, weights in asked.weighted():
        if fit is None or weights is None:
            yield asked.row(name, f"{within}: {TOO_FEW if weights is None else reason}")
            continue
        moved = np.concatenate([np.zeros(len(weights)), weights[design.columns.isin(exposures)]])
        yield asked.row(name, within, fit.contrast(np.concatenate([weights, np.zeros(len(exposures))])))
        yield asked.row(name, beyond, fit.contrast(moved))


def taking_part_again(asked: Asked) -> Iterator[Row]:
    """All participations with an outcome; a mentee who has several keeps an effect of their own."""
    if not asked.part.later:
        return
    again = ask(asked.program, asked.question, outcome=asked.part.outcome, every=True)
    comparison = again.comparison
    row_of = comparison.row_of
    codes, names = again.part.table.set_index("row")["mentee_id"].reindex(row_of.index).factorize()
    rows, sizes = row_of.to_numpy(), row_of.value_counts()
    places, shape = (rows, codes), (len(comparison.rows), len(names))
    mentee = sparse.csr_array((1.0 / sizes.reindex(rows).to_numpy(), places), shape=shape)
    memberships = {**comparison.memberships, "mentee": mentee}
    for row in refitted(asked, _AGAIN, comparison=comparison, memberships=memberships, needs="mentee"):
        yield row | {"n_mentees": asked.people(len(names), 0, np.nan, role="robustness")["n_mentees"]}
