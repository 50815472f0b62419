"""Both sides' ratings of one pairing, side by side."""

from __future__ import annotations

import pandas as pd

from mentorstats.loading import Program
from mentorstats.pairs import pair_rows
from mentorstats.schema import PlainError

__all__ = ["dyads", "ratings_of_each_other"]


def dyads(program: Program, *, item: str) -> pd.DataFrame:
    """One row for each pairing that began: mentee_id, mentor_id, cohort, mentee_score, mentor_score, mean, difference.

    ``item`` is one that people answer about each other (``about_id``), averaged over waves.  A side that gave no
    answer is missing, and so are ``mean`` and ``difference`` (mentee minus mentor).  ``ValueError`` for an item that
    nobody answers about anybody.
    """
    about = program.surveys.dropna(subset=["about_id", "score"])
    if item not in set(about["item"]):
        known = ", ".join(sorted(about["item"].dropna().unique())) or "none"
        raise PlainError(f"item is {item!r}; those that people answer about each other: {known}")
    pairs = pair_rows(program)
    both = ratings_of_each_other(program, pairs, item)
    table = pairs[["mentee_id", "mentor_id", "cohort"]].assign(mentee_score=both["mentee"], mentor_score=both["mentor"])
    mean = (table["mentee_score"] + table["mentor_score"]) / 2
    return table.assign(mean=mean, difference=table["mentee_score"] - table["mentor_score"])


def ratings_of_each_other(program: Program, pairs: pd.DataFrame, item: str | None) -> pd.DataFrame:
    """Each pairing's two ratings of an item (columns mentee, mentor: who gave it); missing where a side gave none."""
    rated = program.surveys[program.surveys["item"] == item].dropna(subset=["about_id", "score"])
    mean = rated.groupby(["person_id", "about_id"])["score"].mean()
    sides = {"mentee": ["mentee_id", "mentor_id"], "mentor": ["mentor_id", "mentee_id"]}
    keyed = {side: pd.MultiIndex.from_frame(pairs[keys]) for side, keys in sides.items()}
    found = {side: mean.reindex(index).to_numpy(dtype=float) for side, index in keyed.items()}
    return pd.DataFrame(found, index=pairs.index)
