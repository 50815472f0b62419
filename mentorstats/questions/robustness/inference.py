"""Rows of other methods on the same rows: other degrees of freedom, wider intervals, other errors.

Kenward–Roger and the simultaneous intervals change how sure the primary model says it is.  CR2 needs each mentee to
have one mentor, so it can say nothing about several.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.kenward_roger import MOST_MENTORS, kenward_roger
from mentorstats.models.robust import ClusterRobust, cluster_robust, tukey_kramer
from mentorstats.questions.contrasts import FEWEST, TOO_FEW
from mentorstats.questions.model import QuestionModel, weights_of
from mentorstats.questions.results import ResultRow
from mentorstats.questions.robustness.refit import carry_contrast, few_on_a_side

__all__ = ["cr2_rows", "kenward_roger_rows", "simultaneous_rows"]

FEWEST_DF = 4.0
MOST_RELATED = 5_000
_ONE_MENTOR = "mentees with one mentor, cluster-robust (CR2)"


def kenward_roger_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Kenward–Roger instead of Satterthwaite."""
    method, varying = "Kenward–Roger", [name for name in model.memberships if model.fitted.variances[name] > 0]
    if sum(model.memberships[name].shape[1] for name in varying) > MOST_MENTORS:
        for name in model.contrasts:
            refusal = f"not computed, since with over {MOST_MENTORS:,} mentors it adds nothing"
            yield model.row(name, method, refusal=refusal)
        return
    adjusted = kenward_roger(model.fitted)
    for name, weights in model.contrast_weights():
        if weights is None:
            yield model.row(name, method, refusal=TOO_FEW)
        else:
            yield model.row(name, method, adjusted.contrast(weights))


def simultaneous_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """All three intervals hold at once; a side with too few rows has none."""
    estimates = {name: None if w is None else model.fitted.contrast(w) for name, w in model.contrast_weights()}
    smallest = min((row["df"] for row in estimates.values() if row is not None), default=np.nan)
    for name, row in estimates.items():
        if row is None:
            yield model.row(name, "simultaneous", refusal=TOO_FEW)
        else:
            yield model.row(name, "simultaneous", tukey_kramer(row["estimate"], row["std_error"], df=smallest))


def cr2_rows(model: QuestionModel) -> Iterator[ResultRow]:
    """Rows with one mentor, related in any way through the mentor or the team; too few df make no p-value."""
    comparison = model.comparison
    kept = np.asarray((comparison.memberships["mentor"] > 0).sum(axis=1)).ravel() == 1
    full = comparison.design[kept]
    design = full.drop(columns=dependent_columns(full))
    robust, no_fit = _clustered(model, design, kept)
    for contrast in model.question.contrasts:
        weights = weights_of(comparison, list(full.columns), contrast.exposures)
        row, refusal = None, no_fit
        if weights is None:
            refusal = TOO_FEW
        elif few_on_a_side(comparison, kept, contrast.exposures):
            refusal = f"fewer than {FEWEST} of them on a side"
        elif robust is not None:
            carried = carry_contrast(weights, full, design)
            row = None if carried is None else robust.contrast(carried)
            refusal = _refusal(row)
        yield model.row(contrast.name, _ONE_MENTOR, None if refusal else row, refusal=refusal, kept=kept)


def _clustered(model: QuestionModel, design: pd.DataFrame, kept: np.ndarray) -> tuple[ClusterRobust | None, str]:
    """Least squares with the rows' clusters, or why not."""
    final = model.comparison.rows.loc[kept, "final"]
    if len(design) <= design.shape[1] + 1:
        return None, "too few of them"
    if final.nunique() < 2:
        return None, "nearly every outcome is the same"
    shared = sparse.hstack([w[kept] for w in model.comparison.memberships.values()], format="csr")
    # Rows and mentors as one graph: all pairs of the rows of a popular mentor would be too many.
    links = sparse.block_array([[None, shared], [shared.T, None]])
    components = connected_components(links, directed=False)[1][: len(design)]
    if len(set(components)) < 2:
        return None, "all of them are related through mentors or teams"
    if np.bincount(components).max() > MOST_RELATED:
        return None, f"more than {MOST_RELATED:,} of them are related through mentors or teams"
    return cluster_robust(final, design, clusters=components), ""


def _refusal(row: pd.Series | None) -> str:
    """Why a contrast has no numbers, if so."""
    if row is None:
        return "cannot be told from the rest among them"
    if not row["std_error"] > 0:
        return "nothing is left to judge by"
    return "too few mentors" if row["df"] < FEWEST_DF else ""
