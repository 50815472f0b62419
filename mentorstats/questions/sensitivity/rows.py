"""All sensitivity rows of one answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mentorstats.models.equivalence import detectable, surely_smaller
from mentorstats.questions.contrasts import TOO_FEW, Row
from mentorstats.questions.model import Asked
from mentorstats.questions.sensitivity.confounding import benchmarks, e_values, robustness_values
from mentorstats.questions.sensitivity.mentor_weights import session_shares
from mentorstats.questions.sensitivity.missing import bounds, tipping_point, weighted_for_response

__all__ = ["sensitivity_rows"]

ROLE = "sensitivity"
_SMALLER = "is it surely too small to matter? (equivalence, two one-sided tests)"
_SEEN = "the smallest difference that could have been seen, four times out of five"


def sensitivity_rows(asked: Asked, *, seed: int = 1) -> list[Row]:
    """Rows of the answer's table with role ``sensitivity``; none where there is no model.

    Units are those of the primary rows, except for robustness values (percent) and E-values (a ratio); the method
    says so.  Bounds stand in ``conf_low`` and ``conf_high`` and have no estimate.
    """
    if asked.fit is None:
        return []
    rows = [*session_shares(asked), *weighted_for_response(asked), *bounds(asked, seed=seed)]
    rows += [*tipping_point(asked), *robustness_values(asked), *benchmarks(asked), *e_values(asked)]
    return [*rows, *_equivalence(asked)]


def _equivalence(asked: Asked) -> Iterator[Row]:
    """Whether the difference is surely smaller than what matters, with its 90 % interval; and what could be seen."""
    for name, weights in asked.weighted():
        if weights is None:
            yield asked.row(name, f"{_SMALLER}: {TOO_FEW}", role=ROLE)
            yield asked.row(name, f"{_SEEN}: {TOO_FEW}", role=ROLE)
            continue
        row = asked.model.contrast(weights, level=0.90)
        p = surely_smaller(row["estimate"], row["std_error"], row["df"], margin=asked.scale.smallest_effect)
        yield asked.row(name, _SMALLER, row.drop("term").to_dict() | {"p_value": p}, role=ROLE)
        seen = detectable(row["std_error"], row["df"])
        none = dict.fromkeys(("conf_low", "conf_high", "p_value"), np.nan)
        yield asked.row(name, _SEEN, none | {"estimate": seen, "df": row["df"]}, role=ROLE)
