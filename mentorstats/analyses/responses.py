"""Who answered, who stopped answering, and who began to answer late.

An outcome rests on those who answered at the end, and a comparison with the start on those who answered both times.
Who answered an item at two times splits all people in four: both times, the first only, the second only, never.  Where
one of the four is a few people, exact numbers would tell of them, because how many answered at each time is known as
well.  Where only a few answered late, drop-out is told from the two known numbers alone, and so is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

from mentorstats.privacy.metrics import HIDDEN, Metric, share, untold
from mentorstats.privacy.suppression import told_number
from mentorstats.program import Program
from mentorstats.schema.tables import WAVES

__all__ = ["dropout_metrics", "response_metrics"]

DROPOUT, LATE = "survey drop-out", "survey late answers"
# As many items are named where the same people answered several.
NAMED = 2

_ROUNDED = "rounded, because few answered at the later time only"

QuestionModel = tuple[str, str, frozenset[str], frozenset[str]]


def response_metrics(program: Program, pairs: pd.DataFrame) -> Iterator[Metric]:
    """Who answered anything at each wave, of all mentees and of all mentors in a pairing that began."""
    answered = program.surveys.dropna(subset="score")
    mentees, mentors = (frozenset(pairs[f"{side}_id"]) for side in ("mentee", "mentor"))
    # Mentors who are mentees elsewhere have an outcome of their own; what else they answered may be as mentees too,
    # unless those who only mentor were asked it as well.
    items = set(answered["item"])
    outcome = {program.settings.outcome} if program.settings.outcome else items if len(items) == 1 else set()
    asked = set(answered.loc[answered["person_id"].isin(mentors - mentees), "item"]) - outcome
    for side, people in (("mentee", mentees), ("mentor", mentors)):
        own = answered[answered["person_id"].isin(people)]
        own = own if side == "mentee" else own[own["item"].isin(asked)]
        waves = [wave for wave in WAVES if (own["wave"] == wave).any()]
        if own["wave"].isna().any():
            waves.append("")
        if not waves:
            would = f"answers of {side}s in the surveys, with their wave, would tell"
            yield untold("survey response", f"{side}s", "%", would)
        for wave in waves:
            inside = own["wave"].fillna("") == wave
            name = f"{side}s, {wave or 'survey without its time'}"
            yield share("survey response", name, frozenset(own.loc[inside, "person_id"]), people)


def dropout_metrics(program: Program, pairs: pd.DataFrame) -> Iterator[Metric]:
    """Who answered an item at one wave and not at a later one, and who at the later one only, by side and item.

    Items that the same people answered both times are one row.
    """
    for side in ("mentee", "mentor"):
        people = frozenset(pairs[f"{side}_id"])
        own = program.surveys.dropna(subset=["score", "wave"])
        asked = _asked_twice(own[own["person_id"].isin(people)])
        if not asked:
            would = f"answers of {side}s to one question at two times, with their wave, would tell"
            yield from (untold(metric, f"{side}s", "%", would) for metric in (DROPOUT, LATE))
        for metric in (DROPOUT, LATE):
            for (earlier, later, first, second), items in asked.items():
                name = f"{side}s, {_listed(items)}, {earlier} to {later}"
                yield _told(metric, name, first, second, people, program.min_people)


def _told(
    metric: str, name: str, first: frozenset[str], second: frozenset[str], people: frozenset[str], few: int
) -> Metric:
    """The share of those who answered ``first`` only or ``second`` only, exact, rounded or hidden."""

    def is_few(number: int) -> bool:
        return 0 < number < few

    both, stopped, late = first & second, first - second, second - first
    if not any(is_few(len(part)) for part in (both, stopped, late, people - first - second)):
        return share(metric, name, stopped, first) if metric == DROPOUT else share(metric, name, late, second)
    sizes_known = not any(is_few(len(people) - len(part)) or is_few(len(part)) for part in (first, second))
    if metric == DROPOUT and sizes_known and is_few(len(late)) and min(len(both), len(stopped)) >= few:
        number = float(len(first) - told_number(len(both), of=[len(second)], min_people=few))
        value = 100 * number / len(first)
        return Metric(metric, name, "%", value, number, float(len(first)), len(first), note=_ROUNDED)
    return untold(metric, name, "%", HIDDEN.format(few=few))


def _asked_twice(answered: pd.DataFrame) -> dict[QuestionModel, list[str]]:
    """Two waves and who answered at each, with the items for which this is so."""
    items_by_answerers: dict[QuestionModel, list[str]] = {}
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
