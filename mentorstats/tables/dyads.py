"""Both sides' ratings of one pairing, side by side, each in the participation and the wave in which it was given.

Two ratings can be set against each other only where both sides answered on the same range: a 4 of 5 and an 8 of 10
are not 4 apart.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.program import Program, roll_of
from mentorstats.schema.settings import Settings
from mentorstats.tables.pairs import pair_rows
from mentorstats.tables.survey_answers import placed, spells_of

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
    dated = bool(pairs["start_date"].notna().mean() >= 0.5)
    spells = spells_of(pairs, dated=dated, landmark_days=program.settings.landmark_days)
    asked = about.loc[about["item"] == item, "wave"]
    waves = [wave if isinstance(wave, str) else None for wave in asked.drop_duplicates()]
    sides = [ratings_of_each_other(program, pairs, item, spells=spells, waves=(wave,)) for wave in waves]
    both = pd.concat(sides)
    why = different_ranges(program.settings, (item, both["mentee"]), (item, both["mentor"]))
    if why:
        raise UnusableExports(why)
    table = pd.concat(
        pairs[["mentee_id", "mentor_id", "cohort"]].assign(
            wave=pd.Series([wave] * len(pairs), index=pairs.index, dtype="str"),
            mentee_score=own["mentee"], mentor_score=own["mentor"],
            mean=(own["mentee"] + own["mentor"]) / 2, difference=own["mentee"] - own["mentor"],
        )
        for wave, own in zip(waves, sides, strict=True)
    )  # fmt: skip
    return table.reset_index(drop=True)


def ratings_of_each_other(
    program: Program, pairs: pd.DataFrame, item: str, *, spells: pd.DataFrame, waves: tuple[str | None, ...]
) -> pd.DataFrame:
    """Each pairing's two ratings of an item (columns mentee, mentor: who gave it); missing where a side gave none.

    ``pairs`` have mentee_id, spell and mentor_id; ``spells`` are all participations; None stands for no wave.
    """
    rated = program.surveys[program.surveys["item"] == item].dropna(subset=["about_id", "score"])
    in_wave = rated["wave"].isin([wave for wave in waves if wave])
    rated = rated[in_wave | (rated["wave"].isna() & (None in waves))]
    key = ["mentee_id", "spell", "mentor_id"]
    index = pd.MultiIndex.from_frame(pairs[key])
    sides = {"mentee": ("person_id", "about_id"), "mentor": ("about_id", "person_id")}
    found = {}
    who = roll_of(program)["surveys"].loc[rated.index]
    for side, (mentee, mentor) in sides.items():
        number = who[mentee].cat.codes.to_numpy(dtype=np.int64)
        named = rated.assign(mentee_id=rated[mentee], mentor_id=rated[mentor], mentee_number=number)
        given = placed(named, spells)
        found[side] = given.groupby(key)["score"].mean().reindex(index).to_numpy(dtype=float)
    return pd.DataFrame(found, index=pairs.index)


def different_ranges(settings: Settings, one: tuple[str, pd.Series], other: tuple[str, pd.Series]) -> str:
    """Why two sets of answers, each with its item, cannot be set against each other, else "".

    The ranges are those of the scales that hold the items, else what the answers show.
    """
    spans = [_range(settings, item, scores.dropna()) for item, scores in (one, other)]
    if spans[0] is None or spans[1] is None or _alike(spans[0], spans[1]):
        return ""
    name = one[0] if one[0] == other[0] else f"{one[0]} beside {other[0]}"
    said = " and ".join(f"{'' if low is None else f'{low:g} '}to {high:g}" for low, high in (spans[0], spans[1]))
    return (
        f"{name} is answered on different ranges ({said}), so the answers cannot be set against each other; "
        "bring both to one range"
    )


def _alike(one: tuple[float | None, float], other: tuple[float | None, float]) -> bool:
    return one[1] == other[1] and (one[0] == other[0] or None in (one[0], other[0]))


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
