"""Both sides' ratings of one pairing, side by side, each in the participation and the wave in which it was given.

Two ratings can be set against each other only where both sides answered on the same range: a 4 of 5 and an 8 of 10
are not 4 apart.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.program import Program, person_codes
from mentorstats.schema.settings import Settings
from mentorstats.tables.pairs import are_dated, pair_rows
from mentorstats.tables.survey_answers import participation_frame, with_participation

__all__ = ["different_ranges", "dyads", "ratings_of_each_other"]

# Where the ranges of survey items usually end.
_ENDS = (1, 5, 7, 10, 100)


def dyads(program: Program, *, item: str) -> pd.DataFrame:
    """One row for each pairing that began and each wave in which the item was asked.

    Columns: mentee_id, mentor_id, cohort, wave (missing where the exports have none), mentee_score, mentor_score,
    mean, difference.  ``item`` is one that people answer about each other (``about_id``).  A side that gave no answer
    is missing, and so are ``mean`` and ``difference`` (mentee minus mentor).  ``ValueError`` for an item that nobody
    answers about anybody; ``UnusableExports`` where the two sides answered on different ranges.
    """
    about = program.surveys.dropna(subset=["about_id", "score"])
    if item not in set(about["item"]):
        known = ", ".join(sorted(about["item"].dropna().unique())) or "none"
        raise PlainError(f"item is {item!r}; those that people answer about each other: {known}")
    pairs = pair_rows(program)
    frame = participation_frame(pairs, dated=are_dated(pairs), landmark_days=program.settings.landmark_days)
    item_waves = about.loc[about["item"] == item, "wave"].drop_duplicates()
    waves = [wave if isinstance(wave, str) else None for wave in item_waves]
    ratings = [ratings_of_each_other(program, pairs, item, participations=frame, waves=(wave,)) for wave in waves]
    every = pd.concat(ratings)
    refusal = different_ranges(program.settings, (item, every["mentee"]), (item, every["mentor"]))
    if refusal:
        raise UnusableExports(refusal)
    table = pd.concat(
        pairs[["mentee_id", "mentor_id", "cohort"]].assign(
            wave=pd.Series([wave] * len(pairs), index=pairs.index, dtype="str"),
            mentee_score=sides["mentee"], mentor_score=sides["mentor"],
            mean=(sides["mentee"] + sides["mentor"]) / 2, difference=sides["mentee"] - sides["mentor"],
        )
        for wave, sides in zip(waves, ratings, strict=True)
    )  # fmt: skip
    return table.reset_index(drop=True)


def ratings_of_each_other(
    program: Program, pairs: pd.DataFrame, item: str, *, participations: pd.DataFrame, waves: tuple[str | None, ...]
) -> pd.DataFrame:
    """Each pairing's two ratings of an item (columns mentee, mentor: who gave it); missing where a side gave none.

    ``pairs`` have mentee_id, cohort_key and mentor_id; ``participations`` are those of ``participation_frame``; None
    stands for no wave.
    """
    rated = program.surveys[program.surveys["item"] == item].dropna(subset=["about_id", "score"])
    in_wave = rated["wave"].isin([wave for wave in waves if wave])
    rated = rated[in_wave | (rated["wave"].isna() & (None in waves))]
    key = ["mentee_id", "cohort_key", "mentor_id"]
    index = pd.MultiIndex.from_frame(pairs[key])
    sides = {"mentee": ("person_id", "about_id"), "mentor": ("about_id", "person_id")}
    scores = {}
    people = person_codes(program)["surveys"].loc[rated.index]
    for side, (mentee, mentor) in sides.items():
        number = people[mentee].cat.codes.to_numpy(dtype=np.int64)
        named = rated.assign(mentee_id=rated[mentee], mentor_id=rated[mentor], mentee_number=number)
        matched = with_participation(named, participations)
        scores[side] = matched.groupby(key)["score"].mean().reindex(index).to_numpy(dtype=float)
    return pd.DataFrame(scores, index=pairs.index)


def different_ranges(settings: Settings, first: tuple[str, pd.Series], second: tuple[str, pd.Series]) -> str:
    """Why two sets of answers, each with its item, cannot be set against each other, else "".

    The ranges are those of the scales that hold the items, else what the answers show.
    """
    ranges = [_range(settings, item, scores.dropna()) for item, scores in (first, second)]
    if ranges[0] is None or ranges[1] is None or _alike(ranges[0], ranges[1]):
        return ""
    name = first[0] if first[0] == second[0] else f"{first[0]} beside {second[0]}"
    both = " and ".join(f"{'' if low is None else f'{low:g} '}to {high:g}" for low, high in (ranges[0], ranges[1]))
    return (
        f"{name} is answered on different ranges ({both}), so the answers cannot be set against each other; "
        "bring both to one range"
    )


def _alike(first: tuple[float | None, float], second: tuple[float | None, float]) -> bool:
    return first[1] == second[1] and (first[0] == second[0] or None in (first[0], second[0]))


def _range(settings: Settings, item: str, scores: pd.Series) -> tuple[float | None, float] | None:
    """The declared range where the answers keep to it, else where the usual one ends that they fit in."""
    if scores.empty:
        return None
    low, high = float(scores.min()), float(scores.max())
    for scale in settings.scale:
        if (item in scale.items or item in scale.scored) and scale.low <= low and high <= scale.high:
            return scale.low, scale.high
    top = next((float(end) for end in _ENDS if max(-low, high) <= end), high)
    return (-top if low < 0 else None), top
