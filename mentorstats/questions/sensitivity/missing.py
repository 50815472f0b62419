"""Rows about those who gave no final answer: let others stand in for them, or assume the worst."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.missing import ResponseWeights, lee_bounds, manski_bounds, response_weights
from mentorstats.questions.adjustment import cohort_columns
from mentorstats.questions.contrasts import FEWEST, Row
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import Asked
from mentorstats.questions.sensitivity.response import scores_by_side, with_silent

__all__ = ["bounds", "tipping_point", "weighted_for_response"]

_WEIGHTED = "those who did not answer weighted in"
_LEE = "lowest and highest if the side that answers more is trimmed (Lee bounds)"
_MANSKI = "lowest and highest whatever the missing would have said (Manski bounds)"
_TIPPING = "how far from the rest the silent of the first side would have to be (tipping point)"
ROLE = "sensitivity"


def weighted_for_response(asked: Asked) -> Iterator[Row]:
    """The same model, whoever answered counting for those who were as unlikely to (inverse-probability weights)."""
    weights, refusal = _weights(asked)
    if weights is None:
        for name in asked.contrasts:
            yield asked.row(name, f"{_WEIGHTED}: {refusal}", role=ROLE)
        return
    root = np.sqrt(weights.weights[weights.weights > 0])
    design = asked.comparison.design.mul(root, axis=0)
    belongs = {name: sparse.diags_array(root) @ w for name, w in asked.memberships.items()}
    fit, refusal, _ = fit_or_refusal(asked.comparison.rows["final"] * root, design, memberships=belongs)
    told = f"{weights.lowest:.2f} to {weights.highest:.2f}, worth {100 * _worth(weights):.0f} % of as many equal ones"
    for name, contrast in asked.weighted():
        if fit is None or contrast is None:
            yield asked.row(name, f"{_WEIGHTED}: {refusal or f'fewer than {FEWEST} on a side'}", role=ROLE)
        else:
            yield asked.row(name, f"{_WEIGHTED} (weights {told})", fit.contrast(contrast), role=ROLE)


def _worth(weights: ResponseWeights) -> float:
    """The effective share of those who answered, in steps of 5 %: an exact one would tell how many they are."""
    return round(20 * weights.effective / np.count_nonzero(weights.weights)) / 20


def _weights(asked: Asked) -> tuple[ResponseWeights | None, str]:
    if asked.comparison.group_is_row:
        return None, "teams answer as one"
    everyone = with_silent(asked)
    answered = everyone["final"].notna()
    if answered.all():
        return None, "everyone answered"
    try:
        found = response_weights(answered, _reasons(asked, everyone))
    except ValueError:
        return None, "who answered cannot be told from what is known of them"
    kept = everyone.loc[answered, "row"]
    in_order = pd.Series(found.weights[answered.to_numpy()], index=kept).reindex(asked.comparison.row_of.index)
    return ResponseWeights(np.asarray(in_order, dtype=np.float64), found.lowest, found.highest, found.effective), ""


def _reasons(asked: Asked, everyone: pd.DataFrame) -> pd.DataFrame:
    """What the chance to answer may depend on: the exposures, the score before and the cohort."""
    baseline = everyone["baseline"].fillna(everyone["baseline"].mean()).fillna(0.0)
    counts = asked.comparison.counts
    # An exposure that few have would tell by accident who answered.
    exposures = [name for name, count in counts.items() if name != asked.comparison.reference and count >= FEWEST]
    own = [everyone[exposures], baseline, cohort_columns(everyone["cohort"])]
    columns = pd.concat([pd.Series(1.0, everyone.index, name="all"), *own], axis=1)
    return columns.drop(columns=dependent_columns(columns))


def bounds(asked: Asked, *, seed: int) -> Iterator[Row]:
    """Lee's and Manski's bounds, of mentees all of whose mentors are of one side: nothing is adjusted for."""
    lowest, highest = _range(asked)
    for name, sides in asked.contrasts.items():
        one, other = scores_by_side(asked, sides)
        few = min(one.notna().sum(), other.notna().sum()) < FEWEST
        if asked.comparison.group_is_row or few or not (one.isna().any() or other.isna().any()):
            why = "teams answer as one" if asked.comparison.group_is_row else "too few" if few else "everyone answered"
            yield asked.row(name, f"{_LEE}: {why}", role=ROLE)
            yield asked.row(name, f"{_MANSKI}: {why}", role=ROLE)
            continue
        lee = lee_bounds(one, other, seed=seed)
        span = manski_bounds(one, other, lowest=lowest, highest=highest)
        sure = f"{asked.scale.range(lee.conf_low, lee.conf_high)} with chance"
        ends = f"on {asked.scale.range(lowest, highest)}"
        for method, found in ((f"{_LEE} ({sure})", lee), (f"{_MANSKI} ({ends})", span)):
            numbers = {"estimate": np.nan, "conf_low": found.low, "conf_high": found.high, "p_value": np.nan}
            yield asked.row(name, method, numbers | {"df": np.nan}, role=ROLE)


def _range(asked: Asked) -> tuple[float, float]:
    """The range of the outcome: a declared scale's, else the whole numbers around what was answered."""
    if asked.comparison.yes_no:
        return 0.0, 100.0
    declared = {name: scale for scale in asked.program.settings.scale for name in scale.scored}
    if asked.part.outcome in declared:
        return declared[asked.part.outcome].low, declared[asked.part.outcome].high
    final = asked.comparison.rows["final"]
    return float(np.floor(final.min())), float(np.ceil(final.max()))


def tipping_point(asked: Asked) -> Iterator[Row]:
    """How far the silent of the first side would have to differ from those who answered for its lead to be unsure.

    Filling in a share m of a side with scores that are d away moves its mean by m d (a delta adjustment).
    """
    everyone = with_silent(asked)
    for name, contrast in asked.weighted():
        side = asked.contrasts[name][0]
        silent = everyone["final"].isna()
        missing = float(everyone.loc[silent, side].sum() / max(everyone[side].sum(), 1e-300))
        # How many are silent follows from where it tips.
        few = (silent & (everyone[side] > 0)).sum() < asked.program.settings.min_people
        row = None if contrast is None else asked.model.contrast(contrast)
        if row is None or asked.comparison.group_is_row or missing == 0 or few:
            why = "everyone answered" if missing == 0 else "too few are silent" if few else "cannot be told here"
        elif row["conf_low"] <= 0 <= row["conf_high"]:
            why = "there is no clear difference to change"
        else:
            nearest = row["conf_low"] if row["conf_low"] > 0 else row["conf_high"]
            numbers = dict.fromkeys(("conf_low", "conf_high", "p_value", "df"), np.nan)
            yield asked.row(name, _TIPPING, numbers | {"estimate": -nearest / missing}, role=ROLE)
            continue
        yield asked.row(name, f"{_TIPPING}: {why}", role=ROLE)
