"""The choices that an analysis makes, and the ways in which each could have been made.

Only what matters in these exports is a choice: without dates there is no landmark to move, without sessions nothing
to weigh mentors by.  The first way of each is the usual one.  All ways of all choices together are the analyses that
somebody could have defended; where they are too many, some are drawn at random, the usual one always among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from mentorstats.questions.contrasts import ADJACENCY, IN_TURN
from mentorstats.questions.model import Asked
from mentorstats.questions.robustness.varied import OTHER_SHARES, cut_of
from mentorstats.questions.sensitivity.mentor_weights import by_sessions, weights_differ

__all__ = ["Choice", "Ways", "choices_of", "drawn"]

Ways = Mapping[str, str]

ADJACENT, COUNT, WEIGHT, LANDMARK = "adjacent up to", "several mentors", "mentors weigh", "mentors begun by"
SEVERAL, BASELINE, UNKNOWN, TEAM = "two or more means", "no score before", "unknown industry", "team effect"
USUAL_CUT, SHARES, ANY, FIRST = "the usual cut", "by their shares", "any adjacent one counts", "the first counts"
ALIKE, SESSIONS = "alike", "by sessions"
FILLED, KEPT, LEFT_OUT, YES, NO = "filled in", "kept", "left out", "yes", "no"
AT_ONCE_ONLY, WITHOUT_TURN, EVEN_IN_TURN = "at the same time", "at the same time, no others", "even one after another"
LANDMARKS = (60, 120)


@dataclass(frozen=True)
class Choice:
    """Something to be decided, and the ways to decide it, the usual one first."""

    name: str
    ways: tuple[str, ...]


def choices_of(asked: Asked) -> tuple[Choice, ...]:
    """The choices that matter for what was asked; those with one way only are left out."""
    part, comparison = asked.part, asked.comparison
    several = bool((part.table["mentors_at_landmark"] > 1).any()) and not comparison.group_is_row
    found = _of_adjacency(asked, several=several) if asked.question == ADJACENCY else _of_number(asked)
    found.append(Choice(WEIGHT, (ALIKE, SESSIONS) if several and weights_differ(part, by_sessions(part)) else (ALIKE,)))
    usual = asked.program.settings.landmark_days
    days = [usual, *(d for d in LANDMARKS if d != usual)] if part.dated else [usual]
    found.append(Choice(LANDMARK, tuple(f"{d} days" for d in days)))
    found += [Choice(term, (YES, NO)) for term in comparison.adjustment.kept]
    found.append(Choice(BASELINE, (FILLED, LEFT_OUT) if "baseline missing" in comparison.design else (FILLED,)))
    found.append(Choice(TEAM, (YES, NO) if "group" in asked.memberships else (NO,)))
    return tuple(choice for choice in found if len(choice.ways) > 1)


def _of_adjacency(asked: Asked, *, several: bool) -> list[Choice]:
    usual = asked.program.industries.cut
    cuts = [share for share in OTHER_SHARES if cut_of(asked.program, share) != usual]
    ordered = asked.part.dated and several
    unknown = asked.comparison.rows["unknown"] > 0
    return [
        Choice(ADJACENT, (USUAL_CUT, *(f"closest {100 * share:.0f} %" for share in cuts))),
        Choice(COUNT, (SHARES, *((ANY,) if several else ()), *((FIRST,) if ordered else ()))),
        Choice(UNKNOWN, (KEPT, LEFT_OUT) if unknown.any() else (KEPT,)),
    ]


def _of_number(asked: Asked) -> list[Choice]:
    others = (WITHOUT_TURN, EVEN_IN_TURN) if asked.comparison.counts[IN_TURN] else ()
    return [Choice(SEVERAL, (AT_ONCE_ONLY, *others))]


def drawn(choices: tuple[Choice, ...], *, most: int, seed: int) -> tuple[list[dict[str, str]], int]:
    """Up to ``most`` ways to make all choices, the usual one first, and how many there are.

    >>> drawn((Choice("a", ("x", "y")), Choice("b", ("u", "v"))), most=9, seed=1)[0][:2]
    [{'a': 'x', 'b': 'u'}, {'a': 'x', 'b': 'v'}]
    """
    names = [choice.name for choice in choices]
    every = [dict(zip(names, ways, strict=True)) for ways in product(*(choice.ways for choice in choices))]
    every = [ways for ways in every if not _moot(ways)]
    if len(every) <= most:
        return every, len(every)
    others = np.random.default_rng(seed).choice(len(every) - 1, most - 1, replace=False) + 1
    return [every[0], *(every[place] for place in sorted(others))], len(every)


def _moot(ways: Ways) -> bool:
    """Leaving out who has no score before makes no sense where it is not adjusted for."""
    return ways.get(BASELINE) == LEFT_OUT and ways.get("score before") == NO
