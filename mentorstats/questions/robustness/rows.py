"""All robustness rows of one answer.

They are to be read together: one row that differs is a question to look into, not another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mentorstats.questions.contrasts import ADJACENCY, Row
from mentorstats.questions.model import Asked
from mentorstats.questions.robustness.inference import adjusted_df, one_mentor, simultaneous
from mentorstats.questions.robustness.mentors import mentors_own_average, taking_part_again
from mentorstats.questions.robustness.ordinal import levels
from mentorstats.questions.robustness.permutation import PERMUTATIONS, shuffled
from mentorstats.questions.robustness.ranks import ranks
from mentorstats.questions.robustness.varied import complete_cases, other_cuts, similarity, without_terms

__all__ = ["robustness_rows"]


def robustness_rows(asked: Asked, *, permutations: int = PERMUTATIONS, seed: int = 1) -> list[Row]:
    """Rows of the answer's table with role ``robustness``; none where there is no model.

    Units are those of the primary rows, except for Brunner–Munzel (a chance, 0.5 is no difference), Cliff's delta
    (-1 to 1), odds (a ratio, 1 is no difference) and similarity (from 0 to 1); the method says so.  A permutation's
    row has no interval; its method says how often and how exact its p is.
    """
    if asked.fit is None:
        return []
    chance = partial(shuffled, permutations=permutations, seed=seed)
    kinds: list[Callable[[Asked], Iterator[Row]]] = [adjusted_df]
    if asked.question == ADJACENCY:
        kinds += [simultaneous, chance, one_mentor, levels, ranks, other_cuts, similarity]
    else:
        kinds += [chance, levels, ranks]
    kinds += [without_terms, complete_cases, mentors_own_average, taking_part_again]
    return [row for kind in kinds for row in kind(asked)]
