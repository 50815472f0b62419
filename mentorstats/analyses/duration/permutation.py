"""Permutation tests of the length of pairings between groups.

How close the industries are depends on the industry of the mentor, so whole mentors are shuffled on the fixed graph of
who met whom, among mentors of the same cohorts.  Whether a mentor was the first of a mentee belongs to the pairing, and
is shuffled among the pairings of one mentor in one cohort, so that the effect of the mentor stays.
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

# Chunks of shuffled groups (draws, pairings), and whether they are all there are; None if too few can be shuffled.
GroupShuffles = tuple[Iterator[np.ndarray], bool] | None


def shuffled_groups(
    rows: pd.DataFrame, industries: Industries, *, by: str, permutations: int, seed: int
) -> tuple[PermutationTest | None, str]:
    """The log-rank statistic of the groups against those of shuffled groups; or None and why there is no test."""
    if rows["group"].nunique() < 2:
        return None, "there are not two groups to compare"
    names = list(GROUPS[by])
    groups = rows["group"].map(names.index).to_numpy(dtype=np.intp)
    draw = _shuffle_mentors if by == "proximity" else _shuffle_order
    drawn = draw(rows, groups, industries, permutations, seed)
    if drawn is None:
        return None, "too few mentors could have had another group for shuffling to tell anything"
    shuffled, exact = drawn
    test = permuted_log_rank(
        rows["months"], rows["ended"], groups, shuffled=shuffled, exact=exact, strata=rows["cohort_key"]
    )
    return test, ""


def _shuffle_mentors(
    rows: pd.DataFrame, groups: np.ndarray, industries: Industries, permutations: int, seed: int
) -> GroupShuffles:
    """Shuffle industries among mentors of the same cohorts; who met whom stays."""
    met = rows.assign(rank=rows["start_date"].rank())
    mentors = met["mentor_id"].factorize()[0]
    labels = mentor_labels(met, mentors, industries)
    if labels.share_movable < FEWEST_MOVABLE:
        return None
    tiers = closeness(met, list(labels.names), met, industries)[0]
    fixed = ~labels.free[mentors]
    names = np.array(list(GROUPS["proximity"]))
    codes = (tiers[:, :, None] == names).argmax(axis=2)
    codes[fixed] = groups[fixed, None]
    chunks, exact = shuffles(labels.strata, permutations=permutations, seed=seed)
    places = np.arange(len(rows))
    return (codes[places, labels.labels[chunk][:, mentors]] for chunk in chunks), exact


def _shuffle_order(
    rows: pd.DataFrame, groups: np.ndarray, industries: Industries, permutations: int, seed: int
) -> GroupShuffles:
    """Shuffle which pairings are those with a first mentor, among the pairings of a mentor in a cohort."""
    strata = rows.groupby(["mentor_id", "cohort_key"]).ngroup()
    if movable(groups, strata).mean() < FEWEST_MOVABLE:
        return None
    chunks, exact = shuffles(strata, permutations=permutations, seed=seed)
    return (groups[chunk] for chunk in chunks), exact
