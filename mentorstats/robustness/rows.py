"""All robustness rows of one answer.

They are to be read together: one row that differs is a question to look into, not another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mentorstats.asked import ADJACENCY, Asked, Row
from mentorstats.robustness.other_methods import adjusted_df, one_mentor, ranks, simultaneous
from mentorstats.robustness.permuted import labels_permuted, residuals_permuted
from mentorstats.robustness.varied import other_cuts, similarity, without_terms

__all__ = ["PERMUTATIONS", "robustness_rows"]

PERMUTATIONS = 10_000


def robustness_rows(asked: Asked, *, permutations: int = PERMUTATIONS, seed: int = 1) -> list[Row]:
    """Rows of the answer's table with role ``robustness``; none where there is no model.

    Units are those of the primary rows, except for Brunner–Munzel (a chance, 0.5 is no difference), Cliff's delta
    (-1 to 1) and similarity (from 0 to 1).  A permutation's row has no interval; its method says how often and how
    exact its p is.
    """
    if asked.fit is None:
        return []
    shuffled = partial(
        labels_permuted if asked.question == ADJACENCY else residuals_permuted, permutations=permutations, seed=seed
    )
    kinds: list[Callable[[Asked], Iterator[Row]]] = [adjusted_df]
    if asked.question == ADJACENCY:
        kinds += [simultaneous, shuffled, one_mentor, ranks, other_cuts, similarity]
    else:
        kinds += [shuffled, ranks]
    return [row for kind in [*kinds, without_terms] for row in kind(asked)]
