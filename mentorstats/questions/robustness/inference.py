"""Rows of other methods on the same rows: other degrees of freedom, wider intervals, other errors.

Kenward–Roger and the simultaneous intervals change how sure the primary model says it is.  CR2 needs each mentee to
have one mentor, so it can say nothing about several.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.kenward_roger import MOST_MENTORS, kenward_roger
from mentorstats.models.robust import ClusterRobust, cluster_robust, tukey_kramer
from mentorstats.questions.contrasts import FEWEST, TOO_FEW, Row
from mentorstats.questions.model import Asked, weights_of
from mentorstats.questions.robustness.refit import carried, few_on_a_side

__all__ = ["adjusted_df", "one_mentor", "simultaneous"]

FEWEST_DF = 4.0
MOST_RELATED = 5_000
_ONE_MENTOR = "mentees with one mentor, cluster-robust (CR2)"


def adjusted_df(asked: Asked) -> Iterator[Row]:
    """Kenward–Roger instead of Satterthwaite."""
    if sum(w.shape[1] for name, w in asked.memberships.items() if asked.model.variances[name] > 0) > MOST_MENTORS:
        for name in asked.contrasts:
            yield asked.row(
                name, f"Kenward–Roger: not computed, since with over {MOST_MENTORS:,} mentors it adds nothing"
            )
        return
    adjusted = kenward_roger(asked.model, asked.comparison.design, memberships=asked.memberships)
    for name, weights in asked.weighted():
        if weights is None:
            yield asked.row(name, f"Kenward–Roger: {TOO_FEW}")
        else:
            yield asked.row(name, "Kenward–Roger", adjusted.contrast(weights))


def simultaneous(asked: Asked) -> Iterator[Row]:
    """All three intervals hold at once; a side with too few rows has none."""
    found = {name: None if w is None else asked.model.contrast(w) for name, w in asked.weighted()}
    smallest = min((row["df"] for row in found.values() if row is not None), default=np.nan)
    for name, row in found.items():
        if row is None:
            yield asked.row(name, f"simultaneous: {TOO_FEW}")
        else:
            yield asked.row(name, "simultaneous", tukey_kramer(row["estimate"], row["std_error"], df=smallest))


def one_mentor(asked: Asked) -> Iterator[Row]:
    """Rows with one mentor, related in any way through the mentor or the team; too few df make no p-value."""
    comparison = asked.comparison
    kept = np.asarray((comparison.memberships["mentor"] > 0).sum(axis=1)).ravel() == 1
    full = comparison.design[kept]
    design = full.drop(columns=dependent_columns(full))
    robust, refusal = _clustered(asked, design, kept)
    for name, sides in asked.contrasts.items():
        weights = weights_of(comparison, list(full.columns), sides)
        row, reason = None, refusal
        if weights is None:
            reason = TOO_FEW
        elif few_on_a_side(comparison, kept, sides):
            reason = f"fewer than {FEWEST} of them on a side"
        elif robust is not None:
            left = carried(weights, full, design)
            row = None if left is None else robust.contrast(left)
            reason = _reason(row)
        if reason:
            yield asked.row(name, f"{_ONE_MENTOR}: {reason}", kept=kept)
        else:
            yield asked.row(name, _ONE_MENTOR, row, kept=kept)


def _clustered(asked: Asked, design, kept: np.ndarray) -> tuple[ClusterRobust | None, str]:
    """Least squares with the rows' clusters, or why not."""
    final = asked.comparison.rows.loc[kept, "final"]
    if len(design) <= design.shape[1] + 1:
        return None, "too few of them"
    if final.nunique() < 2:
        return None, "every outcome is the same"
    shared = sparse.hstack([w[kept] for w in asked.comparison.memberships.values()], format="csr")
    # Rows and mentors as one graph: all pairs of the rows of a popular mentor would be too many.
    links = sparse.block_array([[None, shared], [shared.T, None]])
    components = connected_components(links, directed=False)[1][: len(design)]
    if len(set(components)) < 2:
        return None, "all of them are related through mentors or teams"
    if np.bincount(components).max() > MOST_RELATED:
        return None, f"more than {MOST_RELATED:,} of them are related through mentors or teams"
    return cluster_robust(final, design, clusters=components), ""


def _reason(row) -> str:
    """Why a contrast has no numbers, if so."""
    if row is None:
        return "cannot be told from the rest among them"
    if not row["std_error"] > 0:
        return "nothing is left to judge by"
    return "too few mentors" if row["df"] < FEWEST_DF else ""
