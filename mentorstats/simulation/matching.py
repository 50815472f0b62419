"""What is planted in a made-up program: who is matched with whom, and how it goes.

With zero effects, mentees who differ in their mentors differ by chance alone: each has a shortlist of mentors
in random order, and how many of them begin depends on the cohort and the recorded baseline only.  A mentee's
luck (what nothing else explains) decides who leaves no final score, whose pairing closes early, and who stays
long and gets another mentor after the landmark, so that "ever two mentors" looks good although it does
nothing; it decides all that in the same way whoever the mentors are.  A failed first match costs confidence
but strikes at random, and only mentees with one mentor: it takes them out of the group with one mentor, and
if it went with luck, only the lucky would be left there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator

from mentorstats.errors import PlainError
from mentorstats.industry import Industries
from mentorstats.simulation.dates import LAST_DAY
from mentorstats.simulation.traits import MIDDLE, Traits, draw_traits

__all__ = ["Recipe", "chance", "draw", "pick", "truth"]

BASELINE_MEAN, BASELINE_SD, FINAL_MEAN = 2.6, 0.6, 2.95
LANDMARK_DAYS = 90
FOLLOWER, ASKED, PLACES = 4, 5, 6

# weight among mentees, weight among mentors, ways to type it
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
_BOUNDS = {
    "mentees": (1, 40_000), "mentor_count": (PLACES, 40_000), "cohorts": (1, 99), "mentor_icc": (0, 0.95),
    "cohort_sd": (0, 10), "sector_sd": (0, 10), "noise_sd": (0.01, 10), "baseline_correlation": (-0.95, 0.95),
    "attrition": (0, 0.95), "share_several": (0, 1), "failed_match": (0, 1), "long_stay": (0, 1),
    "unmapped": (0, 1),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a made-up program holds; effects, cost and standard deviations are points of the 1 to 5 outcome.

    ``effect_adjacent`` and ``effect_distant`` are against mentors of the same industry, ``effect_several``
    is two or more mentors at once against one; those of goal clarity, sounding board and respect are for each point
    more of what is said about them.  ``mentor_icc`` is the mentors' part of the variance that
    baseline, cohort and industry leave.  ``mentors`` is a third of the mentees unless given.  ``attrition``,
    ``share_several``, ``failed_match`` and ``long_stay`` are shares for the average mentee; the two
    ``…_depends`` are log odds for each standard deviation of luck.  ``time_follows_luck`` says whether the lucky
    meet more often, earlier and for longer, and get a late mentor.  Raises ValueError out of bounds.

    >>> Recipe(mentees=60).mentor_count
    20
    """

    mentees: int = 240
    mentors: int | None = None
    cohorts: int = 4
    effect_adjacent: float = 0.0
    effect_distant: float = 0.0
    effect_several: float = 0.0
    effect_goal_clarity: float = 0.0
    effect_sounding_board: float = 0.0
    effect_respect: float = 0.0
    mentor_icc: float = 0.2
    cohort_sd: float = 0.15
    sector_sd: float = 0.25
    noise_sd: float = 0.5
    baseline_correlation: float = 0.5
    attrition: float = 0.15
    attrition_depends: float = 0.5
    share_several: float = 0.25
    failed_match: float = 0.08
    failed_match_cost: float = 0.25
    long_stay: float = 0.2
    long_stay_depends: float = 1.5
    unmapped: float = 0.02
    time_follows_luck: bool = True

    def __post_init__(self) -> None:
        for name, (low, high) in _BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise PlainError(f"{name.replace('_count', 's')} must be from {low} to {high}, not {value}")

    @property
    def mentor_count(self) -> int:
        return max(PLACES, self.mentees // 3) if self.mentors is None else self.mentors

    @property
    def luck_in_time(self) -> float:
        """What luck is multiplied by where it decides about sessions and length."""
        return float(self.time_follows_luck)

    @property
    def mentor_sd(self) -> float:
        return self.noise_sd * float(np.sqrt(self.mentor_icc / (1 - self.mentor_icc)))


class Names(NamedTuple):
    """Names as people type them, "" the last of them; how close each two are, and their sectors in shares."""

    typed: np.ndarray
    mentee_weight: np.ndarray
    mentor_weight: np.ndarray
    proximity: np.ndarray
    sectors: np.ndarray


class Mentees(NamedTuple):
    """One entry a mentee; ``names`` has two columns, positions in ``Names.typed``."""

    cohort: np.ndarray
    names: np.ndarray
    baseline: np.ndarray
    luck: np.ndarray


class Matches(NamedTuple):
    """One row a mentee, six places: four mentors at once, one who follows, one who never begins."""

    mentor: np.ndarray
    proximity: np.ndarray
    begun: np.ndarray
    asked: np.ndarray
    by_landmark: np.ndarray
    several: np.ndarray
    failed: np.ndarray
    start: np.ndarray
    end: np.ndarray
    early: np.ndarray


class Drawn(NamedTuple):
    """All of it: ``unaffected`` are the outcomes without the planted effects, ``final`` the scores left."""

    mentees: Mentees
    matches: Matches
    traits: Traits
    industries: np.ndarray
    unaffected: np.ndarray
    final: np.ndarray


def draw(rng: Generator, recipe: Recipe) -> Drawn:
    """Draw mentees, matches and outcomes; ``industries`` has the mentees' first, then the mentors'.

    >>> draw(np.random.default_rng(1), Recipe(mentees=40, mentors=15)).final.shape
    (40,)
    """
    names = _names()
    mentees = _mentees(rng, recipe, names)
    mentors = _typed(rng, names, names.mentor_weight, recipe.mentor_count, recipe.unmapped)
    matches = _match(rng, recipe, mentees, _closest(names.proximity, mentees.names, mentors))
    # A stream of its own: what is said changes nothing that is drawn elsewhere.
    traits = draw_traits(rng.spawn(1)[0], recipe.mentees, PLACES)
    unaffected = _unaffected(rng, recipe, names, mentees, matches) + _said(recipe, matches, traits)
    final = on_scale(unaffected + _planted(recipe, matches))
    lost = rng.random(len(final)) < chance(recipe.attrition, -recipe.attrition_depends * mentees.luck)
    final[lost | ~matches.begun.any(1)] = np.nan
    first, second = names.typed[np.vstack([mentees.names, mentors])].T
    industries = np.where(second == "", first, first + "; " + second)
    return Drawn(mentees, matches, traits, industries, unaffected, final)


def truth(recipe: Recipe, drawn: Drawn) -> dict[str, Any]:
    """Return what was planted and what it comes to in scores, all else as it is."""
    matches, unaffected = drawn.matches, drawn.unaffected
    begun = matches.begun.any(1) if matches.begun.any() else slice(None)
    by_number = recipe.effect_several * matches.several
    by_industry = _planted(recipe, matches) - by_number

    def score(others: np.ndarray, effect: float) -> float:
        return float(on_scale(unaffected + others + effect)[begun].mean())

    same, adjacent = score(by_number, 0.0), score(by_number, recipe.effect_adjacent)
    distant = score(by_number, recipe.effect_distant)
    one, several = score(by_industry, 0.0), score(by_industry, recipe.effect_several)
    contrasts = {
        "adjacent - same": adjacent - same, "adjacent - distant": adjacent - distant,
        "distant - same": distant - same, "2+ - 1": several - one,
    }  # fmt: skip
    variances = {"mentor": recipe.mentor_sd**2, "residual": recipe.noise_sd**2}
    rounded = {name: round(difference, 6) for name, difference in contrasts.items()}
    return asdict(recipe) | {"contrasts": rounded, "variances": variances}


@cache
def _names() -> Names:
    industries = Industries.standard()
    typed = [name for _, _, ways in INDUSTRIES for name in ways] + list(UNMAPPED)
    weights = [(mentee / len(ways), mentor / len(ways)) for mentee, mentor, ways in INDUSTRIES for _ in ways]
    weight = np.array(weights + [(0.0, 0.0)] * len(UNMAPPED))
    left, right = pd.Series(np.repeat(typed, len(typed))), pd.Series(np.tile(typed, len(typed)))
    proximity = industries.compare(left, right)["proximity"].map(PROXIMITIES.index)
    square = np.pad(proximity.to_numpy(dtype=int).reshape(len(typed), -1), (0, 1))
    codes = industries.nodes(typed)
    sectors = [[industries.sector(code) for code in codes[name]] for name in typed] + [[]]
    known = sorted({sector for found in sectors for sector in found})
    shares = np.array([[found.count(sector) / max(len(found), 1) for sector in known] for found in sectors])
    return Names(np.array([*typed, ""], dtype=object), weight[:, 0], weight[:, 1], square, shares)


def _mentees(rng: Generator, recipe: Recipe, names: Names) -> Mentees:
    count = recipe.mentees
    baseline = on_scale(BASELINE_MEAN + BASELINE_SD * rng.standard_normal(count))
    baseline[rng.random(count) < 0.04] = np.nan
    cohort = np.arange(count) * recipe.cohorts // count
    typed = _typed(rng, names, names.mentee_weight, count, recipe.unmapped)
    return Mentees(cohort, typed, baseline, rng.standard_normal(count))


def _typed(rng: Generator, names: Names, weight: np.ndarray, count: int, unmapped: float) -> np.ndarray:
    """Draw two names a person, as positions in ``names.typed``; the second is mostly none."""
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


def _match(rng: Generator, recipe: Recipe, mentees: Mentees, proximity: np.ndarray) -> Matches:
    count = recipe.mentees
    mentor = _shortlists(rng, recipe, proximity, mentees.cohort)
    behind = np.nan_to_num((BASELINE_MEAN - mentees.baseline) / BASELINE_SD)
    later = mentees.cohort - (recipe.cohorts - 1) / 2
    several = rng.random(count) < chance(recipe.share_several, 0.3 * behind + 0.3 * later)
    failed = ~several & (rng.random(count) < recipe.failed_match)
    replaced = failed & (rng.random(count) < 0.75)
    luck = recipe.luck_in_time * mentees.luck
    stays = rng.random(count) < chance(recipe.long_stay, recipe.long_stay_depends * luck)
    late = ~several & ~failed & stays
    never = rng.random(count) < 0.03
    begun = np.arange(PLACES) < np.where(several, 2 + pick(rng, (75, 20, 5), count), 1)[:, None]
    begun[:, FOLLOWER] = replaced | late
    begun[never] = False
    asked = np.zeros_like(begun)
    asked[:, ASKED] = never | (rng.random(count) < 0.08)
    by_landmark = begun.copy()
    by_landmark[late, FOLLOWER] = False
    days = _days(rng, luck, failed, replaced)
    proximity = np.take_along_axis(proximity, mentor, 1)
    return Matches(mentor, proximity, begun, asked, by_landmark, several, failed, *days)


def _shortlists(rng: Generator, recipe: Recipe, proximity: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """Draw six mentors a mentee, in random order: how many of them begin says nothing about who they are."""
    mentors, cohorts = recipe.mentor_count, np.arange(recipe.cohorts)
    popularity = 0.8 * rng.standard_normal(mentors)
    joined = np.floor(rng.random(mentors) * (recipe.cohorts + 1))[:, None] - 1
    left = joined + 1 + np.floor(rng.random(mentors) * recipe.cohorts)[:, None]
    there = ((joined <= cohorts) & (cohorts < left)).T
    there[there.sum(1) < 2 * PLACES] = True
    liking = np.log([1.0, 1.0, 1.5, 5.0])[proximity] * np.linspace(1.2, 0.8, recipe.cohorts)[cohort, None]
    keys = liking + popularity - np.log(-np.log(rng.random(proximity.shape)))
    best = np.argsort(np.where(there[cohort], keys, -np.inf), axis=1, kind="stable")[:, -PLACES:]
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
    next_one = over + 6 + np.floor(20 * rng.random(len(luck)))
    late = first + LANDMARK_DAYS + 20 + np.floor(80 * rng.random(len(luck)))
    start[:, FOLLOWER] = np.where(replaced, next_one, late)
    end[:, 0] = np.where(failed, over, end[:, 0])
    early[:, 0] |= failed
    return start.astype(int), end.astype(int), early


def _unaffected(rng: Generator, recipe: Recipe, names: Names, mentees: Mentees, matches: Matches) -> np.ndarray:
    """Draw the outcomes as they would be without the planted effects; each of k mentors counts 1/k."""
    cohorts = recipe.cohort_sd * rng.standard_normal(recipe.cohorts)
    sectors = recipe.sector_sd * rng.standard_normal(names.sectors.shape[1])
    mentors = recipe.mentor_sd * rng.standard_normal(recipe.mentor_count)
    own = names.sectors[mentees.names].sum(1)
    own = own / np.maximum(own.sum(1, keepdims=True), 1)
    part = recipe.baseline_correlation / np.sqrt(1 - recipe.baseline_correlation**2)
    slope = part * np.hypot(recipe.noise_sd, recipe.mentor_sd) / BASELINE_SD
    start = FINAL_MEAN + slope * np.nan_to_num(mentees.baseline - BASELINE_MEAN)
    known = start + cohorts[mentees.cohort] + own @ sectors
    by_chance = _mean_by_landmark(matches, mentors[matches.mentor]) + recipe.noise_sd * mentees.luck
    return known + by_chance - recipe.failed_match_cost * matches.failed


def _mean_by_landmark(matches: Matches, value: np.ndarray) -> np.ndarray:
    return (value * matches.by_landmark).sum(1) / np.maximum(matches.by_landmark.sum(1), 1)


def _planted(recipe: Recipe, matches: Matches) -> np.ndarray:
    effects = np.array([0.0, recipe.effect_distant, recipe.effect_adjacent, 0.0])
    return _mean_by_landmark(matches, effects[matches.proximity]) + recipe.effect_several * matches.several


def _said(recipe: Recipe, matches: Matches, traits: Traits) -> np.ndarray:
    """What goals, style and respect add, from their average on; each of k mentors counts 1/k."""
    pairs = recipe.effect_sounding_board * (traits.sounding_board - MIDDLE["sounding_board"])
    pairs = pairs + recipe.effect_respect * (traits.respect - MIDDLE["respect"])
    clarity = recipe.effect_goal_clarity * (traits.goal_clarity - MIDDLE["goal_clarity"])
    return clarity + _mean_by_landmark(matches, pairs)


def pick(rng: Generator, weights: Any, count: int) -> np.ndarray:
    """Draw positions in ``weights``."""
    edges = np.cumsum(weights)
    return np.searchsorted(edges[:-1], rng.random(count) * edges[-1], side="right")


def on_scale(values: np.ndarray) -> np.ndarray:
    """Round to scores as the mean of ten items from 1 to 5 has them: multiples of .1."""
    return np.rint(np.clip(values, 1, 5) * 10) / 10


def chance(share: float, log_odds: np.ndarray) -> np.ndarray:
    """The probability that is ``share`` where the log odds add nothing; 0 stays 0 and 1 stays 1."""
    odds = share * np.exp(log_odds)
    return odds / (odds + 1 - share)
