"""Rows that look at mentors and mentees in another way: who weighs how much, and what is a mentor's own.

A mentor may count by how much of a mentee's sessions were theirs.  Good mentors may be adjacent more often; the
mentor's own average of the exposure, added to the model, takes that out, and says how much of it there is (Mundlak
1978, Econometrica 46).  And those who took part again may count again, if they keep an effect of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.models.collinearity import dependent_columns
from mentorstats.questions.contrasts import TOO_FEW
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.results import ABSENT, ResultRow
from mentorstats.questions.robustness.refit import refit_rows

__all__ = ["WithinMentors", "mundlak_rows", "repeat_participation_rows", "within_mentors"]

DIFFER = 0.05
_WITHIN = "mentor's own average added (Mundlak)"
_BEYOND = "how much mentors differ who have it more often (Mundlak)"
_AVERAGE = "mentor's own average of "
_AGAIN = "later participations too, with an effect of the mentee"


@dataclass(frozen=True, eq=False)
class WithinMentors:
    """The contrasts within mentors' own mentees, and by how much mentors differ who have more of one side.

    ``within`` and ``beyond`` are rows of ``fit.contrast`` by contrast; where there are none, ``refusal`` says why.
    ``p_value`` is that of all of ``beyond`` being 0: whether who the mentors are makes some of the difference.
    """

    within: dict[str, pd.Series]
    beyond: dict[str, pd.Series]
    p_value: float
    refusal: str

    @property
    def differ(self) -> bool:
        """Whether the estimates within mentors differ from the main ones."""
        return self.p_value < DIFFER


def within_mentors(model: QuestionModel) -> WithinMentors:
    """The model with each mentor's own average of the exposures added; made once."""
    return model.derived.once("within mentors", lambda: _within_mentors(model))


def _within_mentors(model: QuestionModel) -> WithinMentors:
    design = model.comparison.design
    exposures = [name for name in design.columns if name not in model.comparison.adjustment.columns]
    membership = sparse.csr_array(model.comparison.memberships["mentor"])
    mentor_means = (membership.T @ design[exposures].to_numpy()) / np.asarray(membership.sum(axis=0)).reshape(-1, 1)
    names = [f"{_AVERAGE}{name}" for name in exposures]
    averages = pd.DataFrame(membership @ mentor_means, index=design.index, columns=names)
    wide = pd.concat([design, averages], axis=1)
    fit, refusal = None, "mentors have mentees of one side only"
    if not dependent_columns(wide):
        fit, refusal, _ = fit_or_refusal(
            model.comparison.rows["final"], wide, memberships=model.memberships,
            residual_by=model.residual_by,
        )  # fmt: skip
    usable = {name: weights for name, weights in model.contrast_weights() if weights is not None}
    if fit is None or not usable:
        return WithinMentors({}, {}, np.nan, refusal or TOO_FEW)
    none = np.zeros(len(exposures))
    beyond = {
        name: np.concatenate([np.zeros(len(weights)), weights[design.columns.isin(exposures)]])
        for name, weights in usable.items()
    }
    return WithinMentors(
        {name: fit.contrast(np.concatenate([weights, none])) for name, weights in usable.items()},
        {name: fit.contrast(weights) for name, weights in beyond.items()},
        fit.joint_test(np.array(list(beyond.values()))).p_value,
        "",
    )


def mundlak_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The contrast within a mentor's mentees, and by how much mentors differ who have more of one side.

    The first differs from the primary row where mentor effects go with the exposure; the second says how much.
    """
    mentors = within_mentors(model)
    for name, weights in model.contrast_weights():
        if name not in mentors.within:
            yield model.row(name, _WITHIN, refusal=TOO_FEW if weights is None else mentors.refusal)
            continue
        yield model.row(name, _WITHIN, mentors.within[name])
        yield model.row(name, _BEYOND, mentors.beyond[name])


def repeat_participation_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """All participations with an outcome; a mentee who has several keeps an effect of their own."""
    if not model.participations.later:
        return
    every = fit_question(model.program, model.question, outcome=model.participations.outcome, every=True)
    comparison = every.comparison
    row_of = comparison.row_of
    codes, mentees = every.participations.table.set_index("row")["mentee_id"].reindex(row_of.index).factorize()
    rows, sizes = row_of.to_numpy(), row_of.value_counts()
    places, shape = (rows, codes), (len(comparison.rows), len(mentees))
    membership = sparse.csr_array((1.0 / sizes.reindex(rows).to_numpy(), places), shape=shape)
    memberships = {**comparison.memberships, "mentee": membership}
    with_outcome = every.participations.table.dropna(subset="final")["mentee_id"]
    enough = model.rounding.enough(with_outcome[with_outcome.duplicated()].nunique())
    for row in refit_rows(model, _AGAIN, comparison=comparison, memberships=memberships, needs="mentee"):
        yield replace(row, n_mentees=len(mentees), hidden=row.hidden if enough else ABSENT)
