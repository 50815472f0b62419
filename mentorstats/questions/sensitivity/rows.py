"""All sensitivity rows of one answer."""

from __future__ import annotations

from collections.abc import Iterator

from mentorstats.models.equivalence import detectable, surely_smaller
from mentorstats.questions.contrasts import TOO_FEW
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow
from mentorstats.questions.sensitivity.confounding import benchmark_rows, e_value_rows, robustness_value_rows
from mentorstats.questions.sensitivity.mentor_weights import session_weight_rows
from mentorstats.questions.sensitivity.missing import bound_rows, response_weight_rows, tipping_point_rows

__all__ = ["sensitivity_rows"]

ROLE = "sensitivity"
_SMALLER = "is it surely too small to matter? (equivalence, two one-sided tests)"
_SEEN = "the smallest difference that could have been seen, four times out of five"


def sensitivity_rows(model: QuestionModel, *, seed: int = 1) -> list[ResultRow]:
    """Rows of the answer's table with role ``sensitivity``; none where there is no model.

    Units are those of the primary rows, except for robustness values (percent) and E-values (a ratio); the method
    says so.  Bounds stand in ``conf_low`` and ``conf_high`` and have no estimate.
    """
    if model.fit is None:
        return []
    rows = [*session_weight_rows(model), *response_weight_rows(model), *bound_rows(model, seed=seed)]
    rows += [*tipping_point_rows(model), *robustness_value_rows(model), *benchmark_rows(model), *e_value_rows(model)]
    return [*rows, *_equivalence_rows(model)]


def _equivalence_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Whether the difference is surely smaller than what matters, with its 90 % interval; and what could be seen."""
    for name, weights in model.contrast_weights():
        if weights is None:
            yield model.row(name, _SMALLER, refusal=TOO_FEW, role=ROLE)
            yield model.row(name, _SEEN, refusal=TOO_FEW, role=ROLE)
            continue
        row = model.fitted.contrast(weights, level=0.90)
        p = surely_smaller(row["estimate"], row["std_error"], row["df"], margin=model.scale.smallest_effect)
        yield model.row(name, _SMALLER, row.drop("term").to_dict() | {"p_value": p}, role=ROLE)
        seen = detectable(row["std_error"], row["df"])
        yield model.row(name, _SEEN, {"estimate": seen, "df": row["df"]}, role=ROLE)
