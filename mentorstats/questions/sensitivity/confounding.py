"""Rows about what nobody measured: how strong it would have to be to explain a difference away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import linalg

from mentorstats.formats import PERCENT, RATIO
from mentorstats.models.confounding import (
    as_strong_as,
    e_value,
    interval_as_strong_as,
    partial_r2,
    robustness_value,
)
from mentorstats.questions.contrasts import TOO_FEW, Contrast
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow

__all__ = [
    "as_strong_as_the_strongest",
    "benchmark_rows",
    "e_value_rows",
    "matches_explained",
    "robustness_value_rows",
]

ROLE = "sensitivity"
_ZERO = "something unmeasured would need this % of what is left open of both, to leave no difference (robustness value)"
_UNSURE = "something unmeasured would need this % of both, to leave the difference unsure (robustness value at 5 %)"
_STRONG = "if something unmeasured were as strong as the score before"
_RATIO = "something unmeasured would need this ratio of chances with both (E-value)"


def robustness_value_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Cinelli and Hazlett's robustness value, in percent, for the estimate and for its being sure."""
    for name, weights in model.contrast_weights():
        if weights is None:
            yield model.row(name, _ZERO, refusal=TOO_FEW, unit=PERCENT, role=ROLE)
            yield model.row(name, _UNSURE, refusal=TOO_FEW, unit=PERCENT, role=ROLE)
            continue
        row = model.fitted.contrast(weights)
        t = row["estimate"] / row["std_error"]
        for method, alpha in ((_ZERO, None), (_UNSURE, 0.05)):
            value = 100.0 * robustness_value(t, row["df"], alpha=alpha)
            yield model.row(name, method, {"estimate": value}, unit=PERCENT, role=ROLE)


def benchmark_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The estimate if something unmeasured went with match and outcome as the score before does."""
    design = model.comparison.design
    for name, weights in model.contrast_weights():
        if weights is None or "baseline" not in design:
            why = TOO_FEW if weights is None else "there is no score before"
            yield model.row(name, _STRONG, refusal=why, role=ROLE)
            continue
        row = model.fitted.contrast(weights)
        before = model.fitted.contrast(np.eye(design.shape[1])[list(design.columns).index("baseline")])
        with_outcome = partial_r2(before["estimate"] / before["std_error"], before["df"])
        explained = float(matches_explained(design, weights)["baseline"])
        estimate = as_strong_as(
            row["estimate"], row["std_error"], row["df"], r2_match=explained, r2_outcome=with_outcome
        )
        yield model.row(name, _STRONG, {"estimate": estimate}, role=ROLE)


def matches_explained(design: pd.DataFrame, weights: np.ndarray) -> pd.Series:
    """The partial R² of each covariate with the exposure that a contrast is about, given all other columns.

    The exposures are turned so that the contrast is the coefficient of one column; the others stay as they are.
    """
    sides = np.flatnonzero(weights)
    exposures, turned = design.iloc[:, sides].to_numpy(dtype=float), weights[sides]
    others = design.drop(columns=design.columns[sides])
    columns = np.column_stack([exposures @ turned, exposures @ linalg.null_space(turned[None, :]), others])
    precision = np.linalg.pinv(columns.T @ columns, hermitian=True)
    spread = np.diag(precision)
    with np.errstate(divide="ignore", invalid="ignore"):
        partial = np.nan_to_num(precision[0] ** 2 / (spread[0] * spread))
    return pd.Series(partial[len(sides) :], index=others.columns)


def as_strong_as_the_strongest(model: QuestionModel, contrast: Contrast) -> tuple[float, float] | None:
    """The interval of a contrast if something unmeasured were as strong as the covariate that would move it most.

    None where the contrast cannot be estimated or there is no covariate.
    """
    weights = model.weights(contrast)
    covariates = model.comparison.adjustment.columns.columns.drop("intercept", errors="ignore")
    if weights is None or covariates.empty:
        return None
    row, terms = model.fitted.contrast(weights), model.fitted.coefficients
    of_outcome = dict(zip(terms["term"], terms["estimate"] / terms["std_error"], strict=True))
    df = dict(zip(terms["term"], terms["df"], strict=True))
    explained = matches_explained(model.comparison.design, weights)
    intervals = [
        interval_as_strong_as(
            row["estimate"], row["std_error"], row["df"],
            r2_match=float(explained[name]), r2_outcome=partial_r2(of_outcome[name], df[name]),
        )
        for name in covariates
    ]  # fmt: skip
    known = [interval for interval in intervals if np.isfinite(interval).all()]
    sign = 1.0 if row["estimate"] >= 0 else -1.0
    return min(known, key=lambda ends: min(sign * ends[0], sign * ends[1]), default=None)


def e_value_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The E-value of a yes/no outcome, from the shares that the model expects on both sides; 1 where it is unsure."""
    if not model.comparison.yes_no:
        return
    means = model.means()
    for contrast in model.question.contrasts:
        weights = model.weights(contrast)
        if weights is None or not set(contrast.exposures) <= means.keys():
            yield model.row(contrast.name, _RATIO, refusal=TOO_FEW, unit=RATIO, role=ROLE)
            continue
        row, base = model.fitted.contrast(weights), float(means[contrast.exposures[1]]["estimate"])
        nearest = 0.0 if row["conf_low"] <= 0 <= row["conf_high"] else min(row["conf_low"], row["conf_high"], key=abs)
        ratios = [(base + difference) / base if base > 0 else np.nan for difference in (row["estimate"], nearest)]
        least = f"at least {e_value(ratios[1]):.2f} to leave it unsure"
        numbers = {"estimate": e_value(ratios[0])}
        yield model.row(contrast.name, _RATIO, numbers, detail=least, unit=RATIO, role=ROLE)
