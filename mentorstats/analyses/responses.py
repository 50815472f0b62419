"""Who answered, who stopped answering, and who began to answer late.

An outcome rests on those who answered at the end, and a comparison with the start on those who answered both times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

from mentorstats.analyses.metrics import Metric, missing, share_of
from mentorstats.program import Program
from mentorstats.schema.tables import WAVES

__all__ = ["dropout_metrics", "response_metrics"]

DROPOUT, LATE = "survey drop-out", "survey late answers"
# As many items are named where the same people answered several.
NAMED = 2

# An earlier and a later wave, and who answered at each.
TwoWaves = tuple[str, str, frozenset[str], frozenset[str]]


def response_metrics(program: Program, pairs: pd.DataFrame) -> Iterator[Metric]:
    """Who answered anything at each wave, of all mentees and of all mentors in a pairing that began."""
    answered = program.surveys.dropna(subset="score")
    mentees, mentors = (frozenset(pairs[f"{side}_id"]) for side in ("mentee", "mentor"))
    # Mentors who are mentees elsewhere have an outcome of their own; what else they answered may be as mentees too,
    # unless those who only mentor were asked it as well.
    items = set(answered["item"])
    outcome = {program.settings.outcome} if program.settings.outcome else items if len(items) == 1 else set()
    mentor_items = set(answered.loc[answered["person_id"].isin(mentors - mentees), "item"]) - outcome
    for side, people in (("mentee", mentees), ("mentor", mentors)):
        answers = answered[answered["person_id"].isin(people)]
        answers = answers if side == "mentee" else answers[answers["item"].isin(mentor_items)]
        waves = [wave for wave in WAVES if (answers["wave"] == wave).any()]
        if answers["wave"].isna().any():
            waves.append("")
        if not waves:
            would = f"answers of {side}s in the surveys, with their wave, would tell"
            yield missing("survey response", f"{side}s", "%", would)
        for wave in waves:
            in_wave = answers["wave"].fillna("") == wave
            name = f"{side}s, {wave or 'survey without its time'}"
            yield share_of("survey response", name, frozenset(answers.loc[in_wave, "person_id"]), people)


def dropout_metrics(program: Program, pairs: pd.DataFrame) -> Iterator[Metric]:
    """Who answered an item at one wave and not at a later one, and who at the later one only, by side and item.

    Items that the same people answered both times are one row.
    """
    for side in ("mentee", "mentor"):
        people = frozenset(pairs[f"{side}_id"])
        answered = program.surveys.dropna(subset=["score", "wave"])
        asked_twice = _asked_twice(answered[answered["person_id"].isin(people)])
        if not asked_twice:
            would = f"answers of {side}s to one question at two times, with their wave, would tell"
            yield from (missing(metric, f"{side}s", "%", would) for metric in (DROPOUT, LATE))
        for metric in (DROPOUT, LATE):
            for (earlier, later, first, second), items in asked_twice.items():
                name = f"{side}s, {_listed(items)}, {earlier} to {later}"
                inside, whole = (first - second, first) if metric == DROPOUT else (second - first, second)
                yield share_of(metric, name, inside, whole)


def _asked_twice(answered: pd.DataFrame) -> dict[TwoWaves, list[str]]:
    """Two waves and who answered at each, with the items for which this is so."""
    items_by_answerers: dict[TwoWaves, list[str]] = {}
    for item, rows in answered.groupby("item"):
        answered_at = {str(wave): frozenset(answers["person_id"]) for wave, answers in rows.groupby("wave")}
        for earlier, later in combinations([wave for wave in WAVES if wave in answered_at], 2):
            items_by_answerers.setdefault((earlier, later, answered_at[earlier], answered_at[later]), []).append(
                str(item)
            )
    return items_by_answerers


def _listed(items: Sequence[str]) -> str:
    unnamed = len(items) - NAMED
    return " and ".join([*items[:NAMED], *([f"{unnamed} more"] if unnamed > 0 else [])])
