"""The choices that an analysis makes, and the options for each of them.

Only what matters in these exports is a choice: without dates there is no landmark to move, without sessions nothing
to weight mentors by.  The first option of each choice is the usual one.  All combinations of options are the analyses
that somebody could have defended; if there are too many, a random sample of them is made, which always holds the
usual one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from mentorstats.questions.contrasts import IN_TURN
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.robustness.varied import other_cuts
from mentorstats.questions.sensitivity.mentor_weights import by_sessions, weights_differ

__all__ = ["Choice", "Option", "Options", "choices_of", "sample_specifications"]


@dataclass(frozen=True)
class Option:
    """One way to decide a choice: its name in tables and figures, and the value with which analyses compute."""

    label: str
    value: float | str | None = None


Options = Mapping[str, Option]

ADJACENT, COUNT, WEIGHT, LANDMARK = "adjacent up to", "several mentors", "mentors weigh", "mentors begun by"
SEVERAL, BASELINE, UNKNOWN, TEAM = "two or more means", "no score before", "unknown industry", "team effect"

USUAL_CUT = Option("the usual cut")
SHARES, ANY, FIRST = Option("by their shares"), Option("any adjacent one counts"), Option("the first counts")
# The value is the column of weights in ``Sample.met``.
ALIKE, SESSIONS = Option("alike", "weight"), Option("by sessions", "session_weight")
FILLED, KEPT, LEFT_OUT = Option("filled in"), Option("kept"), Option("left out")
YES, NO = Option("yes"), Option("no")
AT_ONCE_ONLY = Option("at the same time")
WITHOUT_IN_TURN, EVEN_IN_TURN = Option("at the same time, no others"), Option("even one after another")
LANDMARKS = (60, 120)


@dataclass(frozen=True)
class Choice:
    """Something to decide, and the options for it, the usual one first."""

    name: str
    options: tuple[Option, ...]

    @property
    def usual(self) -> Option:
        return self.options[0]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(option.label for option in self.options)


def choices_of(model: QuestionModel) -> tuple[Choice, ...]:
    """The choices that matter for a question; those with a single option are left out."""
    participations, comparison = model.participations, model.comparison
    several = bool((participations.table["mentors_at_landmark"] > 1).any()) and not comparison.group_is_row
    by_industry = model.question.compares_industries
    choices = _adjacency_choices(model, several=several) if by_industry else [_number_choice(model)]
    weighable = several and weights_differ(participations, by_sessions(participations))
    choices.append(Choice(WEIGHT, (ALIKE, SESSIONS) if weighable else (ALIKE,)))
    usual_days = model.program.settings.landmark_days
    days = [usual_days, *(d for d in LANDMARKS if d != usual_days)] if participations.dated else [usual_days]
    choices.append(Choice(LANDMARK, tuple(Option(f"{d} days", d) for d in days)))
    choices += [Choice(term, (YES, NO)) for term in comparison.adjustment.kept]
    choices.append(Choice(BASELINE, (FILLED, LEFT_OUT) if "baseline missing" in comparison.design else (FILLED,)))
    choices.append(Choice(TEAM, (YES, NO) if "group" in model.memberships else (NO,)))
    return tuple(choice for choice in choices if len(choice.options) > 1)


def _adjacency_choices(model: QuestionModel, *, several: bool) -> list[Choice]:
    shares = other_cuts(model.program)
    ordered = model.participations.dated and several
    unknown = model.comparison.rows["unknown"] > 0
    return [
        Choice(ADJACENT, (USUAL_CUT, *(Option(f"closest {100 * share:.0f} %", share) for share in shares))),
        Choice(COUNT, (SHARES, *((ANY,) if several else ()), *((FIRST,) if ordered else ()))),
        Choice(UNKNOWN, (KEPT, LEFT_OUT) if unknown.any() else (KEPT,)),
    ]


def _number_choice(model: QuestionModel) -> Choice:
    further = (WITHOUT_IN_TURN, EVEN_IN_TURN) if model.comparison.counts[IN_TURN] else ()
    return Choice(SEVERAL, (AT_ONCE_ONLY, *further))


def sample_specifications(choices: tuple[Choice, ...], *, limit: int, seed: int) -> tuple[list[dict[str, Option]], int]:
    """Up to ``limit`` combinations of options, the usual one first, and how many there are in all.

    >>> choices = (Choice("a", (Option("x"), Option("y"))), Choice("b", (Option("u"), Option("v"))))
    >>> specifications, possible = sample_specifications(choices, limit=2, seed=1)
    >>> [option.label for option in specifications[0].values()], possible
    (['x', 'u'], 4)
    """
    names = [choice.name for choice in choices]
    combinations = product(*(choice.options for choice in choices))
    possible = [dict(zip(names, options, strict=True)) for options in combinations]
    possible = [options for options in possible if not _contradictory(options)]
    if len(possible) <= limit:
        return possible, len(possible)
    sampled = np.random.default_rng(seed).choice(len(possible) - 1, limit - 1, replace=False) + 1
    return [possible[0], *(possible[place] for place in sorted(sampled))], len(possible)


def _contradictory(options: Options) -> bool:
    """Whether mentees without a score before are left out although nothing is adjusted for that score."""
    return options.get(BASELINE) == LEFT_OUT and options.get("score before") == NO
