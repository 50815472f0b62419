"""Rows of the same model with another idea of how widely outcomes spread.

Where each side has a residual variance of its own, one variance for all; where all have one, a variance for each, by
the exposure of which a mentee has most.
"""

from __future__ import annotations

from collections.abc import Iterator

from mentorstats.questions.contrasts import TOO_FEW
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow

__all__ = ["spread_rows"]

_BY_SIDE = "a spread for each side"
_ONE = "one spread for all sides"


def spread_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The contrasts with the other kind of residual variance."""
    method, fit = _ONE if model.question.spread_by_side else _BY_SIDE, model.otherwise_spread
    for name, weights in model.contrast_weights():
        if weights is None:
            yield model.row(name, method, refusal=TOO_FEW)
        elif fit is None:
            yield model.row(name, method, refusal="too few on each side to tell how widely they spread")
        else:
            yield model.row(name, method, fit.contrast(weights))
