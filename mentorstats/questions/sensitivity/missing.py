"""Rows about those who gave no final answer: let others stand in for them, or assume the worst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.missing import ResponseWeights, lee_bounds, manski_bounds, response_weights
from mentorstats.questions.adjustment import cohort_columns
from mentorstats.questions.contrasts import FEWEST, TOO_FEW
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow
from mentorstats.questions.sensitivity.response import scores_by_side, with_nonrespondents

__all__ = ["bound_rows", "response_weight_rows", "tipping_point_rows"]

_WEIGHTED = "those who did not answer weighted in"
_LEE = "lowest and highest if the side that answers more is trimmed (Lee bounds)"
_MANSKI = "lowest and highest whatever the missing would have said (Manski bounds)"
_TIPPING = "how far from the rest the silent of the first side would have to be (tipping point)"
ROLE = "sensitivity"


def response_weight_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The same model, whoever answered counting for those who were as unlikely to (inverse-probability weights)."""
    response, refusal = _weights(model)
    silent = int(with_nonrespondents(model)["final"].isna().sum())
    row = partial(model.row, role=ROLE, hidden=_few_silent(model, silent))
    if response is None:
        for name in model.contrasts:
            yield row(name, _WEIGHTED, refusal=refusal)
        return
    root = np.sqrt(response.weights[response.weights > 0])
    design = model.comparison.design.mul(root, axis=0)
    memberships = {name: sparse.diags_array(root) @ w for name, w in model.memberships.items()}
    fit, refusal, _ = fit_or_refusal(
        model.comparison.rows["final"] * root, design, memberships=memberships,
        residual_by=model.residual_by,
    )  # fmt: skip
    worth = f"worth {100 * _worth(response):.0f} % of as many equal ones"
    detail = f"weights {response.lowest:.1f} to {response.highest:.1f}, {worth}"
    for name, weights in model.contrast_weights():
        if fit is None or weights is None:
            yield row(name, _WEIGHTED, refusal=refusal or TOO_FEW)
        else:
            yield row(name, _WEIGHTED, fit.contrast(weights), detail=detail)


def _few_silent(model: QuestionModel, *silent: int) -> str:
    """Why numbers from which it follows how many did not answer are not shown, else ""."""
    return "" if all(map(model.rounding.enough, silent)) else f"{model.rounding.few} did not answer"


def _worth(weights: ResponseWeights) -> float:
    """The effective share of those who answered, in steps of 5 %: an exact one would tell how many they are."""
    return round(20 * weights.effective / np.count_nonzero(weights.weights)) / 20


def _weights(model: QuestionModel) -> tuple[ResponseWeights | None, str]:
    if model.comparison.group_is_row:
        return None, "teams answer as one"
    everyone = with_nonrespondents(model)
    answered = everyone["final"].notna()
    if answered.all():
        return None, "everyone answered"
    try:
        response = response_weights(answered, _reasons(model, everyone))
    except ValueError:
        return None, "who answered cannot be told from what is known of them"
    kept = everyone.loc[answered, "row"]
    in_order = pd.Series(response.weights[answered.to_numpy()], index=kept).reindex(model.comparison.row_of.index)
    return replace(response, weights=np.asarray(in_order, dtype=np.float64)), ""


def _reasons(model: QuestionModel, everyone: pd.DataFrame) -> pd.DataFrame:
    """What the chance to answer may depend on: the exposures, the score before and the cohort."""
    baseline = everyone["baseline"].fillna(everyone["baseline"].mean()).fillna(0.0)
    counts = model.comparison.counts
    # An exposure that few have would tell by accident who answered.
    exposures = [name for name, count in counts.items() if name != model.comparison.reference and count >= FEWEST]
    intercept = pd.Series(1.0, everyone.index, name="all")
    columns = pd.concat([intercept, everyone[exposures], baseline, cohort_columns(everyone["cohort"])], axis=1)
    return columns.drop(columns=dependent_columns(columns))


def bound_rows(model: QuestionModel, *, seed: int) -> Iterator[ResultRow]:
    """Lee's and Manski's bounds, of mentees all of whose mentors are of one side: nothing is adjusted for."""
    lowest, highest = _range(model)
    for contrast in model.question.contrasts:
        first, second = scores_by_side(model, contrast.exposures)
        hidden = _few_silent(model, int(first.isna().sum()), int(second.isna().sum()))
        sides = [pd.DataFrame({"final": scores.dropna(), "mentees": 1}) for scores in (first, second)]
        row = partial(model.row, contrast.name, role=ROLE, hidden=hidden or model.hidden_averages(*sides))
        refusal = ""
        if model.comparison.group_is_row:
            refusal = "teams answer as one"
        elif min(first.notna().sum(), second.notna().sum()) < FEWEST:
            refusal = "too few"
        elif not (first.isna().any() or second.isna().any()):
            refusal = "everyone answered"
        if refusal:
            yield row(_LEE, refusal=refusal)
            yield row(_MANSKI, refusal=refusal)
            continue
        lee = lee_bounds(first, second, seed=seed)
        manski = manski_bounds(first, second, lowest=lowest, highest=highest)
        with_chance = f"{model.scale.range(lee.conf_low, lee.conf_high)} with chance"
        ends = f"on {model.scale.range(lowest, highest)}"
        for method, bounds, detail in ((_LEE, lee, with_chance), (_MANSKI, manski, ends)):
            numbers = {"conf_low": bounds.low, "conf_high": bounds.high}
            yield row(method, numbers, detail=detail)


def _range(model: QuestionModel) -> tuple[float, float]:
    """The range of the outcome: a declared scale's, else the whole numbers around what was answered."""
    if model.comparison.yes_no:
        return 0.0, 100.0
    declared = {name: scale for scale in model.program.settings.scale for name in scale.scored}
    if model.participations.outcome in declared:
        return declared[model.participations.outcome].low, declared[model.participations.outcome].high
    final = model.comparison.rows["final"]
    return float(np.floor(final.min())), float(np.ceil(final.max()))


def tipping_point_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """How far the silent of the first side would have to differ from those who answered for its lead to be unsure.

    Filling in a share m of a side with scores that are d away moves its mean by m d (a delta adjustment).
    """
    everyone = with_nonrespondents(model)
    for contrast in model.question.contrasts:
        side = contrast.exposures[0]
        silent = everyone["final"].isna()
        missing = float(everyone.loc[silent, side].sum() / max(everyone[side].sum(), 1e-300))
        hidden = _few_silent(model, int((silent & (everyone[side] > 0)).sum()))
        weights = model.weights(contrast)
        row = None if weights is None else model.fitted.contrast(weights)
        numbers, refusal = None, ""
        if row is None or model.comparison.group_is_row or missing == 0:
            refusal = "everyone answered" if missing == 0 else "cannot be told here"
        elif row["conf_low"] <= 0 <= row["conf_high"]:
            refusal = "there is no clear difference to change"
        else:
            nearest = row["conf_low"] if row["conf_low"] > 0 else row["conf_high"]
            numbers = {"estimate": -nearest / missing}
        yield model.row(contrast.name, _TIPPING, numbers, refusal=refusal, role=ROLE, hidden=hidden)
