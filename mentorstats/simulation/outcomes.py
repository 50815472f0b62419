"""The outcomes of a made-up program, with and without the planted effects, and what these effects come to.

Mentors, cohorts, sectors, the baseline and luck decide the outcome; the planted effects are added to it.  A failed
first match costs some of it.  Luck also decides who leaves no final score, whoever the mentors are.  Each of k mentors
counts 1/k.  The truth is what the effects come to in scores for all mentees, all else being equal.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from mentorstats.simulation.matching import (
    BASELINE_MEAN,
    BASELINE_SD,
    Matches,
    Mentees,
    Names,
    chance,
    draw_matches,
    draw_mentees,
    draw_names,
    industry_names,
    on_scale,
)
from mentorstats.simulation.recipe import PLACES, Recipe
from mentorstats.simulation.traits import MIDDLE, Traits, draw_traits

__all__ = ["Drawn", "draw", "truth"]

FINAL_MEAN = 2.95


class Drawn(NamedTuple):
    """All that is drawn; ``unaffected`` are the outcomes without planted effects, ``final`` those observed.

    ``industries`` has the names of the mentees, then those of the mentors.
    """

    mentees: Mentees
    matches: Matches
    traits: Traits
    industries: np.ndarray
    unaffected: np.ndarray
    final: np.ndarray


def draw(rng: Generator, recipe: Recipe) -> Drawn:
    """Draw mentees, matches and outcomes.

    >>> draw(np.random.default_rng(1), Recipe(mentees=40, mentors=15)).final.shape
    (40,)
    """
    names = industry_names()
    mentees = draw_mentees(rng, recipe, names)
    mentors = draw_names(rng, names, names.mentor_weight, recipe.mentor_count, recipe.unmapped)
    matches = draw_matches(rng, recipe, names, mentees, mentors)
    # A stream of its own: traits change nothing that is drawn elsewhere.
    traits = draw_traits(rng.spawn(1)[0], recipe.mentees, PLACES)
    unaffected = _draw_unaffected(rng, recipe, names, mentees, matches) + _effects_of_traits(recipe, matches, traits)
    final = on_scale(unaffected + _planted_effects(recipe, matches))
    lost = rng.random(len(final)) < chance(recipe.attrition, -recipe.attrition_depends * mentees.luck)
    final[lost | ~matches.begun.any(1)] = np.nan
    first, second = names.typed[np.vstack([mentees.names, mentors])].T
    industries = np.where(second == "", first, first + "; " + second)
    return Drawn(mentees, matches, traits, industries, unaffected, final)


def truth(recipe: Recipe, drawn: Drawn) -> dict[str, Any]:
    """What was planted, and the mean differences in scores that it makes, all else being equal."""
    matches, unaffected = drawn.matches, drawn.unaffected
    begun = matches.begun.any(1) if matches.begun.any() else slice(None)
    by_number = recipe.effect_several * matches.several
    by_industry = _planted_effects(recipe, matches) - by_number

    def mean_score(other_effects: np.ndarray, effect: float) -> float:
        return float(on_scale(unaffected + other_effects + effect)[begun].mean())

    same, adjacent = mean_score(by_number, 0.0), mean_score(by_number, recipe.effect_adjacent)
    distant = mean_score(by_number, recipe.effect_distant)
    one, several = mean_score(by_industry, 0.0), mean_score(by_industry, recipe.effect_several)
    contrasts = {
        "adjacent - same": adjacent - same, "adjacent - distant": adjacent - distant,
        "distant - same": distant - same, "2+ - 1": several - one,
    }  # fmt: skip
    variances = {"mentor": recipe.mentor_sd**2, "residual": recipe.noise_sd**2}
    rounded = {name: round(difference, 6) for name, difference in contrasts.items()}
    return asdict(recipe) | {"contrasts": rounded, "variances": variances}


def _draw_unaffected(rng: Generator, recipe: Recipe, names: Names, mentees: Mentees, matches: Matches) -> np.ndarray:
    """Draw the outcomes without the planted effects."""
    cohorts = recipe.cohort_sd * rng.standard_normal(recipe.cohorts)
    sectors = recipe.sector_sd * rng.standard_normal(names.sectors.shape[1])
    mentors = recipe.mentor_sd * rng.standard_normal(recipe.mentor_count)
    in_sectors = names.sectors[mentees.names].sum(1)
    in_sectors = in_sectors / np.maximum(in_sectors.sum(1, keepdims=True), 1)
    ratio = recipe.baseline_correlation / np.sqrt(1 - recipe.baseline_correlation**2)
    slope = ratio * np.hypot(recipe.noise_sd, recipe.mentor_sd) / BASELINE_SD
    start = FINAL_MEAN + slope * np.nan_to_num(mentees.baseline - BASELINE_MEAN)
    known = start + cohorts[mentees.cohort] + in_sectors @ sectors
    by_chance = _mean_by_landmark(matches, mentors[matches.mentor]) + recipe.noise_sd * mentees.luck
    return known + by_chance - recipe.failed_match_cost * matches.failed


def _mean_by_landmark(matches: Matches, value: np.ndarray) -> np.ndarray:
    return (value * matches.by_landmark).sum(1) / np.maximum(matches.by_landmark.sum(1), 1)


def _planted_effects(recipe: Recipe, matches: Matches) -> np.ndarray:
    effects = np.array([0.0, recipe.effect_distant, recipe.effect_adjacent, 0.0])
    return _mean_by_landmark(matches, effects[matches.proximity]) + recipe.effect_several * matches.several


def _effects_of_traits(recipe: Recipe, matches: Matches, traits: Traits) -> np.ndarray:
    """What goals, style and respect add to the outcome, compared with their averages."""
    pairs = recipe.effect_sounding_board * (traits.sounding_board - MIDDLE["sounding_board"])
    pairs = pairs + recipe.effect_respect * (traits.respect - MIDDLE["respect"])
    clarity = recipe.effect_goal_clarity * (traits.goal_clarity - MIDDLE["goal_clarity"])
    return clarity + _mean_by_landmark(matches, pairs)
