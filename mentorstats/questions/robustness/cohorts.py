"""Rows that ask whether a contrast is the same in every cohort.

A difference that is there in one cohort and not in another is no general one, and a mean of both hides it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.fit import JointTest
from mentorstats.questions.adjustment import SMALLEST_CATEGORY, enough_rows
from mentorstats.questions.contrasts import TOO_FEW, Contrast
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow

__all__ = ["cohort_rows"]

_METHOD = "do cohorts differ in it? (F test)"


def cohort_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """A joint test that the contrast is the same in all cohorts that have at least 5 rows on each of its sides.

    The rows have a p-value and df and no estimate.  No rows where there is one cohort.
    """
    cohort = model.comparison.rows["cohort"].fillna("")
    if cohort.nunique() < 2:
        return
    for contrast in model.question.contrasts:
        joint = _test(model, contrast, cohort)
        if isinstance(joint, str):
            yield model.row(contrast.name, _METHOD, refusal=joint)
        else:
            yield model.row(contrast.name, _METHOD, {"p_value": joint.p_value, "df": joint.df_den})


def _test(model: QuestionModel, contrast: Contrast, cohort: pd.Series) -> JointTest | str:
    """The test, or why there is none."""
    if model.weights(contrast) is None:
        return TOO_FEW
    if "cohort" not in model.comparison.adjustment.kept:
        return "cohorts are not adjusted for"
    both_sides = (model.comparison.rows[list(contrast.exposures)] > 0).groupby(cohort).sum().min(axis=1)
    shared = [str(key) for key in both_sides.index[both_sides >= SMALLEST_CATEGORY]]
    if len(shared) < 2:
        return f"fewer than 2 cohorts have {SMALLEST_CATEGORY} on each side"
    design = _by_cohort(model, cohort, shared[1:])
    if not enough_rows(len(design), design.shape[1]):
        return "too few for a difference of each cohort"
    weights = [_difference(model, contrast, key, list(design.columns)) for key in shared[1:]]
    if any(row is None for row in weights):
        return "cannot be told from the rest"
    fit, refusal, _ = fit_or_refusal(
        model.comparison.rows["final"], design, memberships=model.memberships,
        residual_by=model.residual_by,
    )  # fmt: skip
    return refusal if fit is None else fit.joint_test(np.array(weights))


def _by_cohort(model: QuestionModel, cohort: pd.Series, keys: list[str]) -> pd.DataFrame:
    """The design with every exposure's own difference in each of these cohorts."""
    rows, design = model.comparison.rows, model.comparison.design
    exposures = [str(name) for name in design if name in model.comparison.counts]
    own = {_name(name, key): rows[name] * (cohort == key) for name in exposures for key in keys}
    wide = design.assign(**own)
    return wide.drop(columns=dependent_columns(wide))


def _difference(model: QuestionModel, contrast: Contrast, key: str, columns: list[str]) -> list[float] | None:
    """By how much the contrast is another in this cohort, as weights of ``columns``; None where they do not tell."""
    signs = {
        _name(side, key): sign
        for side, sign in zip(contrast.exposures, (1.0, -1.0), strict=True)
        if side != model.comparison.reference
    }
    return [signs.get(column, 0.0) for column in columns] if signs.keys() <= set(columns) else None


def _name(exposure: str, key: str) -> str:
    return f"{exposure} in {key}"
