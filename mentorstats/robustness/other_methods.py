"""Rows of other methods on the same rows: other degrees of freedom, wider intervals, other errors, ranks.

Kenward–Roger and the simultaneous intervals change how sure the primary model says it is.  CR2 needs each mentee to
have one mentor, so it can say nothing about several.  Ranks ask only who scored higher, of mentees as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mentorstats.adjustment import dependent_columns
from mentorstats.asked import FEWEST, TOO_FEW, Asked, Row, weights_of
from mentorstats.models.kenward_roger import kenward_roger
from mentorstats.models.robust import brunner_munzel, cliffs_delta, cluster_robust, tukey_kramer

__all__ = ["adjusted_df", "one_mentor", "ranks", "simultaneous"]

FEWEST_DF = 4.0
_ONE_MENTOR = "mentees with one mentor, cluster-robust (CR2)"


def adjusted_df(asked: Asked) -> Iterator[Row]:
    """Kenward–Roger instead of Satterthwaite."""
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
        wide = None if row is None else tukey_kramer(row["estimate"], row["std_error"], df=smallest)
        yield asked.row(name, "simultaneous", wide)


def one_mentor(asked: Asked) -> Iterator[Row]:
    """Rows with one mentor, related in any way through the mentor or the team; too few df make no p-value."""
    comparison = asked.comparison
    kept = np.asarray((comparison.memberships["mentor"] > 0).sum(axis=1)).ravel() == 1
    design, final = comparison.design[kept], comparison.rows.loc[kept, "final"]
    design = design.drop(columns=dependent_columns(design))
    shared = sparse.hstack([w[kept] for w in comparison.memberships.values()])
    components = connected_components(shared @ shared.T, directed=False)[1]
    robust = None
    if len(set(components)) > 1 and len(design) > design.shape[1] + 1 and final.nunique() > 1:
        robust = cluster_robust(final, design, clusters=components)
    for name, sides in asked.contrasts.items():
        few = any((comparison.rows.loc[kept, side] > 0).sum() < FEWEST for side in sides)
        weights = weights_of(comparison, list(design.columns), sides)
        row = None if robust is None or few or weights is None else robust.contrast(weights)
        if row is None:
            yield asked.row(name, f"{_ONE_MENTOR}: {TOO_FEW}", kept=kept)
        elif row["df"] < FEWEST_DF:
            yield asked.row(name, f"{_ONE_MENTOR}: too few mentors", kept=kept)
        else:
            yield asked.row(name, _ONE_MENTOR, row, kept=kept)


def ranks(asked: Asked) -> Iterator[Row]:
    """Mentees all of whose mentors are of one kind, as they are: nothing is adjusted for."""
    rows = asked.comparison.rows
    for name, (side, other) in asked.contrasts.items():
        one, two = (rows[s] > 1.0 - 1e-9 for s in (side, other))
        few = min(one.sum(), two.sum()) < FEWEST
        for method, compute in (("chance to score higher (Brunner–Munzel)", brunner_munzel),
                                ("Cliff's delta, from −1 to 1", cliffs_delta)):  # fmt: skip
            kept = (one | two).to_numpy()
            if few:
                yield asked.row(name, f"{method}: {TOO_FEW}", kept=kept)
            else:
                yield asked.row(name, method, compute(rows.loc[one, "final"], rows.loc[two, "final"]), kept=kept)
