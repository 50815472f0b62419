"""Rows about what nobody measured: how strong it would have to be to explain a difference away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import linalg

from mentorstats.formats import PERCENT, RATIO, Unit
from mentorstats.models.confounding import as_strong_as, e_value, partial_r2, robustness_value
from mentorstats.questions.contrasts import TOO_FEW, Row
from mentorstats.questions.model import Asked

__all__ = ["UNITS", "benchmarks", "e_values", "robustness_values"]

ROLE = "sensitivity"
_ZERO = "something unmeasured would need this % of what is left open of both, to leave no difference (robustness value)"
_UNSURE = "something unmeasured would need this % of both, to leave the difference unsure (robustness value at 5 %)"
_STRONG = "if something unmeasured were as strong as the score before"
_RATIO = "something unmeasured would need this ratio of chances with both (E-value)"
UNITS: dict[str, Unit] = {_ZERO: PERCENT, _UNSURE: PERCENT, _RATIO: RATIO}
_NONE = dict.fromkeys(("conf_low", "conf_high", "p_value", "df"), np.nan)


def robustness_values(asked: Asked) -> Iterator[Row]:
    """Cinelli and Hazlett's robustness value, in percent, for the estimate and for its being sure."""
    for name, weights in asked.weighted():
        if weights is None:
            yield asked.row(name, f"{_ZERO}: {TOO_FEW}", role=ROLE)
            yield asked.row(name, f"{_UNSURE}: {TOO_FEW}", role=ROLE)
            continue
        row = asked.model.contrast(weights)
        t = row["estimate"] / row["std_error"]
        for method, alpha in ((_ZERO, None), (_UNSURE, 0.05)):
            value = 100.0 * robustness_value(t, row["df"], alpha=alpha)
            yield asked.row(name, method, _NONE | {"estimate": value}, role=ROLE)


def benchmarks(asked: Asked) -> Iterator[Row]:
    """The estimate if something unmeasured went with match and outcome as the score before does."""
    design = asked.comparison.design
    for name, weights in asked.weighted():
        if weights is None or "baseline" not in design:
            why = TOO_FEW if weights is None else "there is no score before"
            yield asked.row(name, f"{_STRONG}: {why}", role=ROLE)
            continue
        row = asked.model.contrast(weights)
        before = asked.model.contrast(np.eye(design.shape[1])[list(design.columns).index("baseline")])
        with_outcome = partial_r2(before["estimate"] / before["std_error"], before["df"])
        estimate = as_strong_as(
            row["estimate"], row["std_error"], row["df"], r2_match=_with_match(design, weights), r2_outcome=with_outcome
        )
        yield asked.row(name, _STRONG, _NONE | {"estimate": estimate}, role=ROLE)


def _with_match(design: pd.DataFrame, weights: np.ndarray) -> float:
    """The partial R² of the score before with the exposure that a contrast is about, given the other columns.

    The exposures are turned so that the contrast is the coefficient of one column; the others stay as they are.
    """
    own = np.flatnonzero(weights)
    exposures, turned = design.iloc[:, own].to_numpy(), weights[own]
    rest = [name for place, name in enumerate(design.columns) if place not in own and name != "baseline"]
    others = np.column_stack([design[rest].to_numpy(), exposures @ linalg.null_space(turned[None, :])])
    exposure, before = exposures @ turned, design["baseline"].to_numpy()
    residuals = [column - others @ np.linalg.lstsq(others, column, rcond=None)[0] for column in (exposure, before)]
    lengths = [float(np.linalg.norm(residual)) for residual in residuals]
    if min(lengths) < 1e-12:
        return 0.0
    return float(residuals[0] @ residuals[1] / (lengths[0] * lengths[1])) ** 2


def e_values(asked: Asked) -> Iterator[Row]:
    """The E-value of a yes/no outcome, from the shares that the model expects on both sides; 1 where it is unsure."""
    if not asked.comparison.yes_no:
        return
    means = asked.means()
    for name, weights in asked.weighted():
        one, other = asked.contrasts[name]
        if weights is None or not {one, other} <= means.keys():
            yield asked.row(name, f"{_RATIO}: {TOO_FEW}", role=ROLE)
            continue
        row, base = asked.model.contrast(weights), float(means[other]["estimate"])
        nearest = 0.0 if row["conf_low"] <= 0 <= row["conf_high"] else min(row["conf_low"], row["conf_high"], key=abs)
        ratios = [(base + difference) / base if base > 0 else np.nan for difference in (row["estimate"], nearest)]
        least = f"at least {e_value(ratios[1]):.2f} to leave it unsure"
        yield asked.row(name, f"{_RATIO} ({least})", _NONE | {"estimate": e_value(ratios[0])}, role=ROLE)
