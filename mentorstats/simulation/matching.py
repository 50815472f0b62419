"""Who is matched with whom in a made-up program, when, and for how long.

Each mentee has a shortlist of mentors in random order, and how many of them begin depends on the cohort and the
recorded baseline only; so without planted effects, mentees with different mentors differ by chance alone.  Luck is
what nothing else explains about a mentee.  It decides whose pairing closes early, and who stays long and gets another
mentor after the landmark, so that "ever two mentors" looks good although it does nothing; it does so in the same way
whoever the mentors are.  A failed first match strikes at random, and only mentees with one mentor: it takes them out
of that group, and if it went with luck, only the lucky would be left there.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator

from mentorstats.industry import Industries
from mentorstats.simulation.dates import LAST_DAY
from mentorstats.simulation.recipe import PLACES, Recipe

__all__ = [
    "Matches",
    "Mentees",
    "Names",
    "chance",
    "draw_matches",
    "draw_mentees",
    "draw_names",
    "industry_names",
    "on_scale",
    "pick",
]

BASELINE_MEAN, BASELINE_SD = 2.6, 0.6
LANDMARK_DAYS = 90
# The places of a shortlist: four mentors at once, one who follows, one whose pairing never begins.
FOLLOWER, REQUESTED = 4, 5

# The weight of each industry among mentees and among mentors, and the ways to type it.
INDUSTRIES = (
    (16, 13, ("Software", "software development", "Computer Software", "SaaS")),
    (12, 12, ("Banking", "Retail Banking", "Commercial banking", "banking")),
    (11, 9, ("Hospitals", "Hospital", "hospitals")),
    (11, 8, ("Higher Ed", "Higher Education", "University", "Universities")),
    (11, 12, ("Management consulting", "Consulting", "Business Consulting and Services")),
    (9, 9, ("Pharma", "Pharmaceuticals", "Pharmaceutical Manufacturing")),
    (8, 8, ("IT Services", "Information Technology")),
    (8, 8, ("Insurance", "insurance", "Insurance Carriers")),
    (7, 6, ("Advertising", "Marketing & Advertising", "Advertising Services")),
    (7, 6, ("Automotive", "Automotive Manufacturing", "Car manufacturing")),
    (0, 3, ("Grocery", "Supermarkets")),
    (0, 3, ("Nonprofit", "Philanthropy", "Civic and Social Organizations")),
    (0, 2, ("Telecommunications", "Telecom")),
    (0, 1, ("Restaurants", "restaurants")),
)
UNMAPPED = ("Stealth mode", "Various", "Between things")
PROXIMITIES = ("unknown", "distant", "adjacent", "same")


class Names(NamedTuple):
    """Industry names as people type them, the last one ""; how close each two are, and the shares of their sectors."""

    typed: np.ndarray
    mentee_weight: np.ndarray
    mentor_weight: np.ndarray
    proximity: np.ndarray
    sectors: np.ndarray


class Mentees(NamedTuple):
    """One entry a mentee; ``names`` (mentees, 2) are positions in ``Names.typed``."""

    cohort: np.ndarray
    names: np.ndarray
    baseline: np.ndarray
    luck: np.ndarray


class Matches(NamedTuple):
    """One row a mentee, one column a place of the shortlist (``PLACES``), or one entry a mentee.

    ``requested`` marks pairings that never begin, ``by_landmark`` those begun by then; ``start`` and ``end`` are days
    from the first day of the cohort.
    """

    mentor: np.ndarray
    proximity: np.ndarray
    begun: np.ndarray
    requested: np.ndarray
    by_landmark: np.ndarray
    several: np.ndarray
    failed: np.ndarray
    start: np.ndarray
    end: np.ndarray
    early: np.ndarray


@cache
def industry_names() -> Names:
    """The names of all industries that occur; computed once, since it is the same for every program."""
    industries = Industries.standard()
    typed = [name for _, _, spellings in INDUSTRIES for name in spellings] + list(UNMAPPED)
    weights = [
        (mentee / len(spellings), mentor / len(spellings))
        for mentee, mentor, spellings in INDUSTRIES
        for _ in spellings
    ]
    weight = np.array(weights + [(0.0, 0.0)] * len(UNMAPPED))
    left, right = pd.Series(np.repeat(typed, len(typed))), pd.Series(np.tile(typed, len(typed)))
    proximity = industries.compare(left, right)["proximity"].map(PROXIMITIES.index)
    square = np.pad(proximity.to_numpy(dtype=int).reshape(len(typed), -1), (0, 1))
    codes = industries.nodes(typed)
    sectors = [[industries.sector(code) for code in codes[name]] for name in typed] + [[]]
    known = sorted({sector for of_name in sectors for sector in of_name})
    shares = np.array([[of_name.count(sector) / max(len(of_name), 1) for sector in known] for of_name in sectors])
    return Names(np.array([*typed, ""], dtype=object), weight[:, 0], weight[:, 1], square, shares)


def draw_mentees(rng: Generator, recipe: Recipe, names: Names) -> Mentees:
    """Draw the cohort, the industries, the baseline and the luck of each mentee."""
    count = recipe.mentees
    baseline = on_scale(BASELINE_MEAN + BASELINE_SD * rng.standard_normal(count))
    baseline[rng.random(count) < 0.04] = np.nan
    cohort = np.arange(count) * recipe.cohorts // count
    typed = draw_names(rng, names, names.mentee_weight, count, recipe.unmapped)
    return Mentees(cohort, typed, baseline, rng.standard_normal(count))


def draw_names(rng: Generator, names: Names, weight: np.ndarray, count: int, unmapped: float) -> np.ndarray:
    """Draw two names a person, as positions in ``names.typed``; the second is mostly the last, ""."""
    none = len(names.typed) - 1
    chosen = np.column_stack([pick(rng, weight, count), pick(rng, weight, count)])
    nowhere = rng.random(count) < unmapped
    chosen[:, 0] = np.where(nowhere, none - 1 - pick(rng, (1, 1, 1), count), chosen[:, 0])
    repeated = names.proximity[chosen[:, 0], chosen[:, 1]] == PROXIMITIES.index("same")
    chosen[nowhere | repeated | (rng.random(count) > 0.08), 1] = none
    return chosen


def _closest(proximity: np.ndarray, mentees: np.ndarray, mentors: np.ndarray) -> np.ndarray:
    pairs = [proximity[np.ix_(mentees[:, i], mentors[:, j])] for i in (0, 1) for j in (0, 1)]
    return np.maximum.reduce(pairs)


def draw_matches(rng: Generator, recipe: Recipe, names: Names, mentees: Mentees, mentors: np.ndarray) -> Matches:
    """Match mentees with mentors, who are given by their names (mentors, 2)."""
    count = recipe.mentees
    proximity = _closest(names.proximity, mentees.names, mentors)
    mentor = _shortlists(rng, recipe, proximity, mentees.cohort)
    below_average = np.nan_to_num((BASELINE_MEAN - mentees.baseline) / BASELINE_SD)
    later = mentees.cohort - (recipe.cohorts - 1) / 2
    several = rng.random(count) < chance(recipe.share_several, 0.3 * below_average + 0.3 * later)
    failed = ~several & (rng.random(count) < recipe.failed_match)
    replaced = failed & (rng.random(count) < 0.75)
    luck = recipe.luck_in_time * mentees.luck
    stays = rng.random(count) < chance(recipe.long_stay, recipe.long_stay_depends * luck)
    late = ~several & ~failed & stays
    never = rng.random(count) < 0.03
    begun = np.arange(PLACES) < np.where(several, 2 + pick(rng, (75, 20, 5), count), 1)[:, None]
    begun[:, FOLLOWER] = replaced | late
    begun[never] = False
    requested = np.zeros_like(begun)
    requested[:, REQUESTED] = never | (rng.random(count) < 0.08)
    by_landmark = begun.copy()
    by_landmark[late, FOLLOWER] = False
    days = _days(rng, luck, failed, replaced)
    proximity = np.take_along_axis(proximity, mentor, 1)
    return Matches(mentor, proximity, begun, requested, by_landmark, several, failed, *days)


def _shortlists(rng: Generator, recipe: Recipe, proximity: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """Draw six mentors a mentee, in random order: how many of them begin says nothing about who they are."""
    mentors, cohorts = recipe.mentor_count, np.arange(recipe.cohorts)
    popularity = 0.8 * rng.standard_normal(mentors)
    joined = np.floor(rng.random(mentors) * (recipe.cohorts + 1))[:, None] - 1
    left = joined + 1 + np.floor(rng.random(mentors) * recipe.cohorts)[:, None]
    present = ((joined <= cohorts) & (cohorts < left)).T
    present[present.sum(1) < 2 * PLACES] = True
    liking = np.log([1.0, 1.0, 1.5, 5.0])[proximity] * np.linspace(1.2, 0.8, recipe.cohorts)[cohort, None]
    keys = liking + popularity - np.log(-np.log(rng.random(proximity.shape)))
    best = np.argsort(np.where(present[cohort], keys, -np.inf), axis=1, kind="stable")[:, -PLACES:]
    return np.take_along_axis(best, np.argsort(rng.random(best.shape), axis=1, kind="stable"), 1)


def _days(
    rng: Generator, luck: np.ndarray, failed: np.ndarray, replaced: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw start and end in days from the cohort's first day, and which pairings are closed early.

    Only a failed match ends before the landmark; only a late follower begins after it.
    """
    shape = (len(luck), PLACES)
    first = np.floor(21 * rng.random(len(luck)))
    start = first[:, None] + np.floor(46 * rng.random(shape)) * (np.arange(PLACES) > 0)
    end = LAST_DAY - 10 + np.floor(30 * rng.random(shape))
    early = (rng.random(shape) < chance(0.15, -0.8 * luck)[:, None]) & (np.arange(PLACES) != FOLLOWER)
    end = np.where(early, first[:, None] + LANDMARK_DAYS + 20 + np.floor(110 * rng.random(shape)), end)
    over = first + 20 + np.floor(38 * rng.random(len(luck)))
    replacement = over + 6 + np.floor(20 * rng.random(len(luck)))
    late = first + LANDMARK_DAYS + 20 + np.floor(80 * rng.random(len(luck)))
    start[:, FOLLOWER] = np.where(replaced, replacement, late)
    end[:, 0] = np.where(failed, over, end[:, 0])
    early[:, 0] |= failed
    return start.astype(int), end.astype(int), early


def pick(rng: Generator, weights: Any, count: int) -> np.ndarray:
    """Draw ``count`` positions in ``weights``."""
    edges = np.cumsum(weights)
    return np.searchsorted(edges[:-1], rng.random(count) * edges[-1], side="right")


def on_scale(values: np.ndarray) -> np.ndarray:
    """Round to scores from 1 to 5 that are multiples of .1, such as means of ten items."""
    return np.rint(np.clip(values, 1, 5) * 10) / 10


def chance(share: float, log_odds: np.ndarray) -> np.ndarray:
    """``share`` as a probability changed by log odds; 0 stays 0 and 1 stays 1."""
    odds = share * np.exp(log_odds)
    return odds / (odds + 1 - share)
