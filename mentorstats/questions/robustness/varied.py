"""Rows of the same model with one choice made otherwise: where adjacent ends, and what is adjusted for.

Nobody knows where adjacent ends or which covariates are right; an answer that needs one particular choice is weak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from mentorstats.industry.industries import STANDARD_SOURCE
from mentorstats.industry.similarity import cut_at, standard_pairs, tiers_at
from mentorstats.models.collinearity import dependent_columns
from mentorstats.program import Program
from mentorstats.questions.comparison import compare
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ABSENT, ResultRow
from mentorstats.questions.robustness.refit import not_compared, refit_rows
from mentorstats.schema.settings import ADJACENT_SHARE
from mentorstats.tables.mentees import Participations, tier_shares

__all__ = [
    "columns_of",
    "complete_case_rows",
    "cut_of",
    "other_cut_rows",
    "other_cuts",
    "shares_at",
    "similarity_rows",
    "without_term_rows",
]

# Where adjacent may end as well: 10 % is strict, 20 % is generous, and between them is the usual cut.
_SHARES = (0.10, ADJACENT_SHARE, 0.20)
_TERM_COLUMNS = {
    "score before": ("baseline",),
    "cohort": ("cohort ",),
    "mentee's sector": ("industry ", "sector "),
    "mentee's industry": ("industry ", "sector "),
}


def other_cut_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Where adjacent ends is a choice: the closest 10, 15 or 20 % of all pairs of industries, but not the own cut."""
    left_out = not_compared(model)
    for cut_share in other_cuts(model.program):
        shares = shares_at(model.participations, cut_of(model.program, cut_share))
        sector = model.program.industries.sector
        other = compare(model.participations, shares, left_out=left_out, sector=sector)
        yield from refit_rows(
            model, f"adjacent are the closest {100 * cut_share:.0f} % of industry pairs", comparison=other
        )


def similarity_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """One line from the most distant (0) to the same industry (1), without tiers."""
    contrast, method = "similarity", "similarity from 0 to 1, no tiers"
    comparison = model.comparison
    row_of = comparison.row_of
    of_mentee = model.participations.table.set_index("row")["similarity"].reindex(row_of.index)
    similarity = of_mentee.groupby(row_of).mean().reindex(comparison.rows["row"]).set_axis(comparison.rows.index)
    unknown = [name for name in comparison.design.columns if name == "unknown"]
    design = comparison.adjustment.columns.join(comparison.design[unknown]).assign(similarity=similarity)
    kept = similarity.notna().to_numpy()
    design = design[kept]
    dependent = dependent_columns(design)
    design = design.drop(columns=[name for name in dependent if name != "similarity"])
    memberships = {name: w[kept] for name, w in model.memberships.items()}
    fit, refusal, _ = fit_or_refusal(
        comparison.rows.loc[kept, "final"], design.drop(columns=dependent, errors="ignore"), memberships=memberships
    )
    if "similarity" in dependent:
        yield model.row(contrast, method, refusal="cannot be told from the rest", kept=kept)
    elif fit is None:
        yield model.row(contrast, method, refusal=refusal, kept=kept)
    else:
        yield model.row(contrast, method, fit.contrast(np.eye(design.shape[1])[-1]), kept=kept)


def without_term_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """The adjustment without each of its terms in turn."""
    design, kept = model.comparison.design, model.comparison.adjustment.kept
    for term in kept:
        for row in refit_rows(model, f"without {term}", design=design.drop(columns=columns_of(design, term))):
            # Without the only term, the difference is that of plain averages.
            few_said = model.few_said(row.contrast) if len(kept) == 1 else ""
            yield replace(row, hidden=row.hidden or few_said)


def complete_case_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Only rows with a score before, instead of a filled-in one for the others."""
    kept = model.comparison.rows["baseline"].notna().to_numpy()
    if "baseline missing" in model.comparison.design:
        enough = model.rounding.enough(int(model.comparison.rows.loc[~kept, "mentees"].sum()))
        for row in refit_rows(model, "only mentees with a score before (complete cases)", kept=kept):
            yield row if enough else replace(row, hidden=ABSENT)


def columns_of(design: pd.DataFrame, term: str) -> list[str]:
    """The columns of a design that belong to a term of the adjustment."""
    return [str(name) for name in design.columns if str(name).startswith(_TERM_COLUMNS[term])]


def other_cuts(program: Program) -> tuple[float, ...]:
    """The shares of pairs of industries that make other ones adjacent than the program's own cut, and than each other.

    Where few industries have few different similarities, several shares end at the same one.
    """
    pairs = _pairs_of(program)
    own, shares = (pairs >= program.industries.cut).sum(), {}
    for share in _SHARES:
        if (adjacent := (pairs >= cut_of(program, share)).sum()) != own:
            shares.setdefault(int(adjacent), share)
    return tuple(shares.values())


def cut_of(program: Program, share: float) -> float:
    """The similarity at or above which a pair of industries belongs to the closest ``share`` of pairs."""
    return cut_at(_pairs_of(program), share)


def _pairs_of(program: Program) -> np.ndarray:
    """The similarities of all pairs of industries, by which the program's own cut was made."""
    lookup = program.industries.lookup
    standard = program.industries.source == STANDARD_SOURCE
    return standard_pairs() if standard else lookup.similarity[np.triu_indices(len(lookup.codes), 1)]


def shares_at(participations: Participations, cut: float) -> dict[str, pd.Series]:
    """The shares of same, adjacent, distant and unknown mentors if ``cut`` were where adjacent ends."""
    met, table = participations.mentors_met(), participations.table
    tiers = tiers_at(met["proximity"].to_numpy(dtype=str), met["similarity"].to_numpy(dtype=float), cut)
    shares = tier_shares(met["row"].to_numpy(), tiers, len(table))
    return {tier: pd.Series(share[table["row"]], index=table.index) for tier, share in shares.items()}
