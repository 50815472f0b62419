"""One model a factor, and what the models say together: which factors go with the outcome beyond luck.

A program is first prepared: its participations, the model to which each factor is added, and the factors as columns
beside the adjustment.  Then each factor is fitted by itself.  Its p-value is that of one F test of all its columns.
These are adjusted by Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57): of the factors that are named, no more than
1 in 20 is expected to be there by luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.analyses.explore.factors import factors_of
from mentorstats.analyses.explore.model import (
    ExploreModel,
    FactorFit,
    PreparedFactor,
    explore_model,
    fit_prepared,
    prepare_factor,
)
from mentorstats.analyses.explore.sentences import exploration_text
from mentorstats.models.collinearity import dependent_columns
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.questions.checks import CHECK_COLUMNS
from mentorstats.questions.comparison import outcome_steps, scale_of
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.results import NUMBERS, SHOWN_COLUMNS, ResultRow, answer_table
from mentorstats.rounding import Rounding
from mentorstats.sharing import Apart, describe
from mentorstats.tables.mentees import Participations, participations

__all__ = ["Exploration", "Prepared", "explore", "explore_prepared", "prepare"]

LIMIT = 0.05
METHOD = "multiple-membership model, one factor at a time"
_SHOWN_FACTORS = {
    "p_value": "p", "p_adjusted": "p", "n_mentees": "people", "n_overlap": "people",
    **dict.fromkeys(("alone", "beside_the_others"), ("estimate", 0.001)),
}  # fmt: skip
_SHOWN_ESTIMATES = {
    "factor": "exact", "step": "exact", **{name: SHOWN_COLUMNS[name] for name in (*NUMBERS, "n_mentees")},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Prepared:
    """The participations of an outcome, the model that they make, and all ``factors``, the refused ones included."""

    participations: Participations
    model: ExploreModel
    factors: tuple[PreparedFactor, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Exploration(Answer):
    """An ``Answer`` with ``factors``, a row a factor, and ``estimates``, a row a step of a factor that was fitted.

    ``factors`` has factor, title, p_value, p_adjusted, n_mentees, alone and beside_the_others (the share of what the
    base leaves unexplained that the factor explains by itself, and beside all the others), n_overlap (of how many
    mentees all of these are known, whom the two shares are about), after (it happens after the match), confounded,
    refusal (why it was not looked at, else "").  ``estimates`` has factor, step, estimate, conf_low, conf_high,
    p_value, df, n_mentees.
    """

    factors: pd.DataFrame
    estimates: pd.DataFrame


def explore(program: Program, *, outcome: str | None = None, columns: Sequence[str] = ()) -> Exploration:
    """Look at what else goes with the outcome, each factor by itself beside the usual adjustment.

    ``columns`` are further ones that you name: of the pairings or the mentees, or survey items.  Estimates are in the
    outcome's points, or percentage points for a yes/no outcome, for each step that the row's contrast names.  Errors
    are those of ``adjacent_industries``; ``ValueError`` for a column that is not there, is named twice, or is looked
    at anyway.
    """
    return explore_prepared(program, prepare(program, outcome=outcome, columns=columns))


def prepare(program: Program, *, outcome: str | None = None, columns: Sequence[str] = ()) -> Prepared:
    """Every factor beside the adjustment; ``columns`` and errors are those of ``explore``."""
    measured = participations(program, outcome=outcome)
    model = explore_model(program, measured)
    factors = factors_of(program, measured, columns=columns)
    return Prepared(measured, model, tuple(prepare_factor(model, factor) for factor in factors))


def explore_prepared(program: Program, prepared: Prepared) -> Exploration:
    """``explore`` of prepared factors."""
    participations, model = prepared.participations, prepared.model
    fits = [fit_prepared(model, factor) for factor in prepared.factors]
    scale = scale_of(program, participations, model.comparison)
    steps, rounding = outcome_steps(program, participations, model.comparison), program.rounding
    factors, estimates = _factors(model, fits), pd.DataFrame(_estimates(fits), columns=list(_SHOWN_ESTIMATES))
    few_said = [] if rounding.exact else [fit.name for fit in fits if fit.few_said]
    results = tuple(_results(fits, estimates, factors, participations.outcome, few_said, rounding))
    spoken = estimates.dropna(subset="estimate")
    spoken = spoken[~spoken["factor"].isin(few_said)]
    about = {"rounding": rounding, "by": ["factor"], "rows": {(name,): Apart(words={}) for name in few_said}}
    shown_factors = {**dict.fromkeys(factors, "exact"), **_SHOWN_FACTORS}
    return Exploration(
        question="explore",
        outcome=participations.outcome,
        table=answer_table(results, rounding=rounding, steps=steps),
        results=results,
        text=exploration_text(factors, spoken, scale, limit=LIMIT),
        checks=pd.DataFrame([_check(row, rounding) for row in factors.to_dict("records")], columns=list(CHECK_COLUMNS)),
        unit=scale.unit,
        smallest_effect=scale.smallest_effect,
        better=scale.better,
        rows=model.comparison.rows.drop(columns="group"),
        step=scale.step,
        rounding=rounding,
        factors=describe(factors, shown_factors, **about),
        estimates=describe(estimates, _SHOWN_ESTIMATES, steps=steps, **about),
    )


def _factors(model: ExploreModel, fits: list[FactorFit]) -> pd.DataFrame:
    shares, together = _partial_r2(model, fits)
    none = (np.nan, np.nan)
    rows = [
        {"factor": fit.name, "title": fit.factor.title, "p_value": fit.joint().p_value if fit.fit else np.nan,
         "n_mentees": fit.n_mentees if fit.fit else pd.NA,
         "alone": shares.get(fit.name, none)[0], "beside_the_others": shares.get(fit.name, none)[1],
         "n_overlap": together if fit.name in shares else pd.NA,
         "after": fit.factor.after, "confounded": fit.factor.confounded, "refusal": fit.refusal}
        for fit in fits
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"n_mentees": "Int64", "n_overlap": "Int64"})
    known = table["p_value"].notna()
    table.insert(3, "p_adjusted", np.nan)
    if known.any():
        table.loc[known, "p_adjusted"] = stats.false_discovery_control(table.loc[known, "p_value"], method="bh")
    return table


def _estimates(fits: list[FactorFit]) -> Iterator[dict[str, Any]]:
    """One row a step of each factor that was fitted."""
    for fit in fits:
        for column, step in zip(fit.names, fit.steps, strict=True) if fit.fit else ():
            row = fit.contrast(column)
            numbers = {name: float(row[name]) for name in NUMBERS}
            yield {"factor": fit.name, "step": step} | numbers | {"n_mentees": fit.n_mentees}


def _results(
    fits: list[FactorFit], estimates: pd.DataFrame, factors: pd.DataFrame, outcome: str, few_said: Sequence[str],
    rounding: Rounding,
) -> Iterator[ResultRow]:  # fmt: skip
    """For each factor its contrasts, its joint test, and the p-value adjusted for how many were looked at."""
    adjusted = factors.set_index("factor")["p_adjusted"]
    looked_at = int(adjusted.notna().sum())
    for fit in fits:
        if fit.fit is None:
            continue
        row = ResultRow(
            "explore", outcome, fit.name, "exploratory", METHOD, n_mentees=fit.n_mentees, n_mentors=fit.n_mentors,
            hidden=f"{rounding.few} of a kind said yes or no" if fit.name in few_said else "",
        )  # fmt: skip
        for estimate in estimates[estimates["factor"] == fit.name].to_dict("records"):
            numbers = {name: estimate[name] for name in NUMBERS}
            yield replace(row, contrast=f"{fit.name}: {estimate['step']}", **numbers)
        joint = fit.joint()
        yield replace(row, method="all of it at once (F test)", p_value=joint.p_value, df=joint.df_den)
        method = f"adjusted for {looked_at} factors (Benjamini–Hochberg)"
        yield replace(row, method=method, p_value=float(adjusted[fit.name]))


def _partial_r2(model: ExploreModel, fits: list[FactorFit]) -> tuple[dict[str, tuple[float, float]], int]:
    """Each factor's partial R² by itself and beside all the others, and of how many mentees all of them are known.

    A factor that repeats others would leave them nothing, and has no share here.
    """
    usable = [fit for fit in fits if fit.fit is not None and not fit.factor.repeats]
    if len(usable) < 2:
        return {}, 0
    kept = np.logical_and.reduce([fit.kept for fit in usable])
    if kept.sum() < model.min_rows:
        return {}, 0
    fixed = model.adjustment(kept, beside=sum(len(fit.names) for fit in usable))
    columns = {fit.name: fit.design.loc[kept[fit.kept], list(fit.names)] for fit in usable}
    beside = _shares_explained(model, fixed, kept, columns)
    alone = {name: _shares_explained(model, fixed, kept, {name: columns[name]})[name] for name in columns}
    return {name: (alone[name], beside[name]) for name in columns}, model.mentees(kept)


def _shares_explained(
    model: ExploreModel, fixed: pd.DataFrame, kept: np.ndarray, columns: dict[str, pd.DataFrame]
) -> dict[str, float]:
    """Partial R² of each factor's columns beside the others', from its F test; missing if there is no model."""
    design = pd.concat([fixed, *columns.values()], axis=1)
    nothing = dict.fromkeys(columns, math.nan)
    if dependent_columns(design):
        return nothing
    memberships = {name: w[kept] for name, w in model.comparison.memberships.items()}
    fit, _, _ = fit_or_refusal(model.comparison.rows.loc[kept, "final"], design, memberships=memberships)
    if fit is None:
        return nothing
    ends = np.cumsum([fixed.shape[1], *(factor_columns.shape[1] for factor_columns in columns.values())])
    contrasts = np.split(np.eye(design.shape[1]), ends)[1:-1]
    tests = {name: fit.joint_test(rows) for name, rows in zip(columns, contrasts, strict=True)}
    return {name: t.df_num * t.statistic / (t.df_num * t.statistic + t.df_den) for name, t in tests.items()}


def _check(row: dict[Any, Any], rounding: Rounding) -> tuple[str, str, str, str]:
    when = "It happens after the match. " if row["after"] else ""
    if row["refusal"]:
        return row["factor"], f"not looked at: {row['refusal']}", "note", f"{when}{row['confounded']}"
    return row["factor"], rounding.words(row["n_mentees"], "mentee"), "fine", f"{when}{row['confounded']}"
