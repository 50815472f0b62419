"""Which groupings of the pairings chance could have made: what is shuffled when their lengths are compared.

How close the industries are belongs to the mentor's industry, so whole mentors are shuffled on the fixed graph of who
met whom, among mentors of the same cohorts.  Whether a mentor was a mentee's first belongs to the pairing, and is
shuffled among the pairings of one mentor in one cohort, so that a mentor's own way with mentees stays.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mentorstats.analyses.duration.spans import GROUPS
from mentorstats.industry import Industries
from mentorstats.models.permutation import PermutationTest, movable, shuffles
from mentorstats.models.survival import permuted_log_rank
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, closeness, mentor_labels

__all__ = ["shuffled_groups"]

Drawn = tuple[Iterator[np.ndarray], bool] | None


def shuffled_groups(
    rows: pd.DataFrame, industries: Industries, *, by: str, permutations: int, seed: int
) -> tuple[PermutationTest | None, str]:
    """The log-rank statistic of the groups against shuffled ones; without a test, why there is none."""
    if rows["group"].nunique() < 2:
        return None, "there are not two groups to compare"
    names = list(GROUPS[by])
    groups = rows["group"].map(names.index).to_numpy(dtype=np.intp)
    draw = _mentors_shuffled if by == "proximity" else _order_shuffled
    found = draw(rows, groups, industries, permutations, seed)
    if found is None:
        return None, "too few mentors could have had another group for shuffling to tell anything"
    shuffled, exact = found
    test = permuted_log_rank(
        rows["months"], rows["ended"], groups, shuffled=shuffled, exact=exact, strata=rows["spell"]
    )
    return test, ""


def _mentors_shuffled(
    rows: pd.DataFrame, groups: np.ndarray, industries: Industries, permutations: int, seed: int
) -> Drawn:
    """Mentors' industries move among mentors of the same cohorts; who met whom stays."""
    met = rows.assign(rank=rows["start_date"].rank())
    mentors = met["mentor_id"].factorize()[0]
    found = mentor_labels(met, mentors, industries)
    if found.share_movable < FEWEST_MOVABLE:
        return None
    tiers = closeness(met, list(found.names), met, industries)[0]
    fixed = ~found.free[mentors]
    names = np.array(list(GROUPS["proximity"]))
    codes = (tiers[:, :, None] == names).argmax(axis=2)
    codes[fixed] = groups[fixed, None]
    chunks, exact = shuffles(found.strata, permutations=permutations, seed=seed)
    places = np.arange(len(rows))
    return (codes[places, found.labels[chunk][:, mentors]] for chunk in chunks), exact


def _order_shuffled(
    rows: pd.DataFrame, groups: np.ndarray, industries: Industries, permutations: int, seed: int
) -> Drawn:
    """Which of a mentor's pairings of a round were a mentee's first moves among these pairings."""
    strata = rows.groupby(["mentor_id", "spell"]).ngroup()
    if movable(groups, strata).mean() < FEWEST_MOVABLE:
        return None
    chunks, exact = shuffles(strata, permutations=permutations, seed=seed)
    return (groups[chunk] for chunk in chunks), exact
