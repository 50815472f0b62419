"""One model a factor, and what they say together: which go with the outcome beyond the luck of looking at many.

Every factor has one p-value, the F test of all its columns, and these are adjusted by Benjamini and Hochberg
(1995, J. R. Stat. Soc. B 57): of the factors named as found, no more than 1 in 20 is expected to be found by luck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.analyses.explore.factors import factors_of
from mentorstats.analyses.explore.model import Base, FactorFit, Ready, base_of, fit_ready, ready_factor
from mentorstats.analyses.explore.sentences import explored_text
from mentorstats.models.collinearity import dependent_columns
from mentorstats.privacy.suppression import told_in_tens
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.questions.checks import CHECK_COLUMNS
from mentorstats.questions.contrasts import NUMBERS, TABLE_COLUMNS
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import scale_of
from mentorstats.tables.mentees import Participations, participations

__all__ = ["Exploration", "Looking", "explore", "explored", "looking"]

LIMIT = 0.05
METHOD = "multiple-membership model, one factor at a time"


@dataclass(frozen=True, eq=False, repr=False)
class Exploration(Answer):
    """An ``Answer`` with ``factors``: a row a factor, those that could not be looked at included.

    Its columns: factor, title, p_value, p_adjusted, n_mentees (rounded where ``rounded``, since a few would follow from
    it and another number), alone and beside_the_others (the share of what the base leaves unexplained that the factor
    explains by itself, and beside all the others), n_overlap (of how many mentees all of these are known, whom the two
    shares are about; rounded where ``overlap_rounded``), after (it happens after the match), confounded, refusal (why
    it was not looked at, else "").
    """

    factors: pd.DataFrame


def explore(program: Program, *, outcome: str | None = None, columns: Sequence[str] = ()) -> Exploration:
    """Look at what else goes with the outcome, each factor by itself beside the usual adjustment.

    ``columns`` are further ones that you name: of the pairings or the mentees, or survey items.  Estimates are in the
    outcome's points, or percentage points for a yes/no outcome, for each step that the row's contrast names.  Errors
    are those of ``adjacent_industries``; ``ValueError`` for a column that is not there, is named twice, or is looked
    at anyway.
    """
    return explored(program, looking(program, outcome=outcome, columns=columns))


def explored(program: Program, looked: Looking) -> Exploration:
    """``explore`` of factors that are ready for it."""
    part, base = looked.part, looked.base
    fits = [fit_ready(base, factor) for factor in looked.factors]
    scale = scale_of(program, part, base.comparison)
    factors = _factors(base, fits)
    everyone, least = [part.pairs["mentor_id"].nunique()], base.told.min_people
    mentors = {one.n_mentors: told_in_tens(one.n_mentors, of=everyone, min_people=least) for one in fits}
    table = pd.DataFrame(_rows(fits, factors, mentors, part.outcome), columns=list(TABLE_COLUMNS))
    table = table.astype({"n_mentees": "Int64", "n_mentors": "Int64"})
    return Exploration(
        question="explore",
        outcome=part.outcome,
        table=table,
        text=explored_text(table, factors, scale, limit=LIMIT),
        checks=pd.DataFrame([_check(row) for row in factors.to_dict("records")], columns=list(CHECK_COLUMNS)),
        unit=scale.unit,
        smallest_effect=scale.smallest_effect,
        better=scale.better,
        rows=base.comparison.rows.drop(columns="group"),
        factors=factors,
    )


def _factors(base: Base, fits: list[FactorFit]) -> pd.DataFrame:
    shares, together = _overlap(base, fits)
    told = base.told.parts([*(one.n_mentees for one in fits if one.n_mentees), together])
    none = (np.nan, np.nan)
    rows = [
        {"factor": one.factor.name, "title": one.factor.title, "p_value": one.joint().p_value if one.fit else np.nan,
         "n_mentees": told[one.n_mentees].number if one.fit else pd.NA,
         "rounded": one.fit is not None and told[one.n_mentees].rounded,
         "alone": shares.get(one.factor.name, none)[0], "beside_the_others": shares.get(one.factor.name, none)[1],
         "n_overlap": told[together].number if one.factor.name in shares else pd.NA,
         "overlap_rounded": one.factor.name in shares and told[together].rounded,
         "after": one.factor.after, "confounded": one.factor.confounded, "refusal": one.refusal}
        for one in fits
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"n_mentees": "Int64", "n_overlap": "Int64"})
    known = table["p_value"].notna()
    table.insert(3, "p_adjusted", np.nan)
    if known.any():
        table.loc[known, "p_adjusted"] = stats.false_discovery_control(table.loc[known, "p_value"], method="bh")
    return table


def _rows(fits: list[FactorFit], factors: pd.DataFrame, mentors: dict[int, int | None], outcome: str) -> list[dict]:
    """For each factor its contrasts, its joint test, and the p-value adjusted for how many were looked at.

    ``mentors`` is how a number of mentors may be told.
    """
    adjusted, told = (factors.set_index("factor")[name] for name in ("p_adjusted", "n_mentees"))
    looked_at = int(adjusted.notna().sum())
    rows = []
    for one in fits:
        if one.fit is None:
            continue
        people = {"n_mentees": int(told[one.factor.name]), "n_mentors": mentors[one.n_mentors]}
        about = {"question": "explore", "outcome": outcome, "role": "exploratory"} | people | {"verdict": ""}
        for column, step in zip(one.names, one.steps, strict=True):
            numbers = one.contrast(column)[list(NUMBERS)].to_dict()
            rows.append(about | {"contrast": f"{one.factor.name}: {step}", "method": METHOD} | numbers)
        joint = one.joint()
        none = dict.fromkeys(NUMBERS, np.nan)
        rows.append(about | none | {"contrast": one.factor.name, "method": "all of it at once (F test)",
                                    "p_value": joint.p_value, "df": joint.df_den})  # fmt: skip
        rows.append(about | none | {"contrast": one.factor.name, "p_value": float(adjusted[one.factor.name]),
                                    "method": f"adjusted for {looked_at} factors (Benjamini–Hochberg)"})  # fmt: skip
    return rows


def _overlap(base: Base, fits: list[FactorFit]) -> tuple[dict[str, tuple[float, float]], int]:
    """Each factor's partial R² by itself and beside all the others, and of how many mentees all of them are known.

    A factor that repeats others would leave them nothing, and has no part of its own here.
    """
    usable = [one for one in fits if one.fit is not None and not one.factor.repeats]
    if len(usable) < 2:
        return {}, 0
    kept = np.logical_and.reduce([one.kept for one in usable])
    if kept.sum() < base.fewest:
        return {}, 0
    fixed = base.adjustment(kept, beside=sum(len(one.names) for one in usable))
    own = {one.factor.name: one.design.loc[kept[one.kept], list(one.names)] for one in usable}
    beside = _explained(base, fixed, kept, own)
    alone = {name: _explained(base, fixed, kept, {name: part})[name] for name, part in own.items()}
    return {name: (alone[name], beside[name]) for name in own}, base.mentees(kept)


def _explained(base: Base, fixed: pd.DataFrame, kept: np.ndarray, parts: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Partial R² of each part's columns beside the others', from its F test; missing where there is no model."""
    design = pd.concat([fixed, *parts.values()], axis=1)
    nothing = dict.fromkeys(parts, math.nan)
    if dependent_columns(design):
        return nothing
    memberships = {name: w[kept] for name, w in base.comparison.memberships.items()}
    fit, _, _ = fit_or_refusal(base.comparison.rows.loc[kept, "final"], design, memberships=memberships)
    if fit is None:
        return nothing
    own = np.split(np.eye(design.shape[1]), np.cumsum([fixed.shape[1], *(part.shape[1] for part in parts.values())]))
    tests = {name: fit.joint_test(rows) for name, rows in zip(parts, own[1:], strict=False)}
    return {name: t.df_num * t.statistic / (t.df_num * t.statistic + t.df_den) for name, t in tests.items()}


def _check(row: dict) -> tuple[str, str, str, str]:
    when = "It happens after the match. " if row["after"] else ""
    if row["refusal"]:
        return row["factor"], f"not looked at: {row['refusal']}", "note", f"{when}{row['confounded']}"
    about = "about " if row["rounded"] else ""
    return row["factor"], f"{about}{row['n_mentees']} mentees", "fine", f"{when}{row['confounded']}"


@dataclass(frozen=True, eq=False)
class Looking:
    """The participations of an outcome, the base that they make, and the ``factors``, those refused included."""

    part: Participations
    base: Base
    factors: tuple[Ready, ...]


def looking(program: Program, *, outcome: str | None = None, columns: Sequence[str] = ()) -> Looking:
    """Every factor beside the adjustment; ``columns`` and errors are those of ``explore``."""
    part = participations(program, outcome=outcome)
    base = base_of(program, part)
    return Looking(part, base, tuple(ready_factor(base, one) for one in factors_of(program, part, columns=columns)))
