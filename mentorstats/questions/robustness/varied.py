"""Rows of the same model with one choice made otherwise: where adjacent ends, and what is adjusted for.

Nobody knows where adjacent ends or which covariates are right; an answer that needs one particular choice is weak.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mentorstats.industry.industries import STANDARD_SOURCE
from mentorstats.industry.similarity import cut_at, standard_pairs
from mentorstats.models.collinearity import dependent_columns
from mentorstats.program import Program
from mentorstats.questions.comparison import compare
from mentorstats.questions.contrasts import Row
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import Asked
from mentorstats.questions.robustness.refit import refitted
from mentorstats.tables.mentees import SHARES, Participations

__all__ = ["columns_of", "complete_cases", "cut_of", "other_cuts", "shares_at", "similarity", "without_terms"]

OTHER_SHARES = (0.10, 0.20)
_TERM_COLUMNS = {
    "score before": ("baseline",),
    "cohort": ("cohort ",),
    "mentee's sector": ("industry ", "sector "),
    "mentee's industry": ("industry ", "sector "),
}


def other_cuts(asked: Asked) -> Iterator[Row]:
    """Where adjacent ends is a choice: the closest 10 % or 20 % of all pairs of industries instead."""
    left_out = pd.Series("not compared", index=asked.part.table.index)
    left_out[asked.part.table["row"].isin(asked.comparison.row_of.index)] = ""
    for share in OTHER_SHARES:
        shares = shares_at(asked.part, cut_of(asked.program, share))
        other = compare(asked.part, shares, left_out=left_out, sector=asked.program.industries.sector)
        yield from refitted(asked, f"adjacent are the closest {100 * share:.0f} % of industry pairs", comparison=other)


def similarity(asked: Asked) -> Iterator[Row]:
    """One line from the most distant (0) to the same industry (1), without tiers."""
    method = "similarity from 0 to 1, no tiers"
    comparison = asked.comparison
    row_of = comparison.row_of
    each = asked.part.table.set_index("row")["similarity"].reindex(row_of.index)
    similarity = each.groupby(row_of).mean().reindex(comparison.rows["row"]).set_axis(comparison.rows.index)
    unknown = [name for name in comparison.design.columns if name == "unknown"]
    design = comparison.adjustment.columns.join(comparison.design[unknown]).assign(similarity=similarity)
    kept = similarity.notna().to_numpy()
    design = design[kept]
    dependent = dependent_columns(design)
    design = design.drop(columns=[name for name in dependent if name != "similarity"])
    memberships = {name: w[kept] for name, w in asked.memberships.items()}
    fit, refusal, _ = fit_or_refusal(
        comparison.rows.loc[kept, "final"], design.drop(columns=dependent, errors="ignore"), memberships=memberships
    )
    if "similarity" in dependent:
        yield asked.row("similarity", f"{method}: cannot be told from the rest", kept=kept)
    elif fit is None:
        yield asked.row("similarity", f"{method}: {refusal}", kept=kept)
    else:
        yield asked.row("similarity", method, fit.contrast(np.eye(design.shape[1])[-1]), kept=kept)


def without_terms(asked: Asked) -> Iterator[Row]:
    """The adjustment without each of its terms in turn."""
    design = asked.comparison.design
    for term in asked.comparison.adjustment.kept:
        yield from refitted(asked, f"without {term}", design=design.drop(columns=columns_of(design, term)))


def complete_cases(asked: Asked) -> Iterator[Row]:
    """Only rows with a score before, instead of a filled-in one for the others."""
    kept = asked.comparison.rows["baseline"].notna().to_numpy()
    if "baseline missing" in asked.comparison.design:
        yield from refitted(asked, "only mentees with a score before (complete cases)", kept=kept)


def columns_of(design: pd.DataFrame, term: str) -> list[str]:
    """The columns of a design that belong to a term of the adjustment."""
    return [str(name) for name in design.columns if str(name).startswith(_TERM_COLUMNS[term])]


def cut_of(program: Program, share: float) -> float:
    """The similarity at or above which a pair of industries belongs to the closest ``share`` of pairs."""
    lookup = program.industries.lookup
    own = lookup.similarity[np.triu_indices(len(lookup.codes), 1)]
    return cut_at(standard_pairs() if program.industries.source == STANDARD_SOURCE else own, share)


def shares_at(part: Participations, cut: float) -> dict[str, pd.Series]:
    """The shares of same, adjacent, distant and unknown mentors if ``cut`` were where adjacent ends."""
    key = ["mentee_id", "spell"]
    met = part.pairs[part.pairs["begun"]].drop_duplicates([*key, "mentor_id"])
    by_cut = met["proximity"].isin(["adjacent", "distant"]) & met["similarity"].notna()
    near = pd.Series(np.where(met["similarity"] >= cut, "adjacent", "distant"), index=met.index)
    tier = met["proximity"].mask(by_cut, near)
    rows = pd.MultiIndex.from_frame(part.table[key])
    shares = {name: (tier == name).astype(float).groupby([met[k] for k in key]).mean() for name in SHARES}
    return {name: share.reindex(rows).set_axis(part.table.index) for name, share in shares.items()}
