"""From a drawn program to its outcomes, and the truth that a method should find.

A latent score adds up what is planted, what is recorded (score before, cohort, industry), the mean quality of the
mentors at the landmark and the mentee's luck; the survey sees a rating from 1 to 5, a skewed amount, or a yes or
no.  The truth is the mean difference on that observed scale between everybody having the one and everybody having
the other, luck averaged out exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

import numpy as np
from scipy import special

from tests.validation.worlds import TIERS, Bools, Drawn, Floats, World, cohort_scores, draw, industry_scores

CONTRASTS = ("adjacent - same", "adjacent - distant", "distant - same", "2+ - 1")
EFFECTS = {"adjacent": 0.4, "distant": 0.1, "several": 0.4}
BEFORE, FAILED_COST = 0.5, 0.5
CUTS, YES, SKEW = (-2.0, -1.2, -0.2, 0.9), 0.75, 0.6
TRUTH_FROM, TRUTH_MENTEES = 1_000_000, 100_000


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is measured and planted; ``icc`` is the mentors' part of what nothing recorded explains."""

    outcome: str
    icc: float
    effect: bool


def cells(world: World) -> list[Cell]:
    """The cells that share the programs of a world."""
    combined = product(world.outcomes, world.iccs, (False, True))
    return [Cell(outcome=outcome, icc=icc, effect=effect) for outcome, icc, effect in combined]


def scores(drawn: Drawn, cell: Cell) -> Floats:
    """The outcome of each mentee as a survey has it, the missing ones too; yes/no is 1 or 0."""
    latent = expected(drawn, cell) + _luck_sd(drawn, cell) * drawn.luck
    if cell.outcome == "rating":
        return 1.0 + np.searchsorted(CUTS, latent).astype(float)
    if cell.outcome == "yes/no":
        return (latent > YES).astype(float)
    return np.exp(SKEW * latent) if cell.outcome == "skewed" else latent


def expected(drawn: Drawn, cell: Cell, *, share: Floats | None = None, several: Floats | None = None) -> Floats:
    """The latent score without luck; ``share`` (adjacent, distant) and ``several`` are as they were, or as given."""
    world = drawn.world
    if share is None:
        share = np.stack([mean_by_landmark(drawn, drawn.tier == TIERS.index(t)) for t in ("adjacent", "distant")])
    if several is None:
        several = at_once(drawn).astype(float)
    planted = EFFECTS["adjacent"] * share[0] + EFFECTS["distant"] * share[1] + EFFECTS["several"] * several
    mentors = np.sqrt(cell.icc) * mean_by_landmark(drawn, drawn.quality[drawn.mentor])
    cohort = world.cohort_sd * cohort_scores(world)[drawn.cohort]
    industry = world.sector_sd * industry_scores()[drawn.industry]
    return BEFORE * drawn.before + cohort + industry + mentors - FAILED_COST * drawn.failed + cell.effect * planted


def mean_by_landmark(drawn: Drawn, values: Floats | Bools) -> Floats:
    """The mean over the mentors at the landmark, each counting the same."""
    return (values * drawn.by_landmark).sum(1) / drawn.by_landmark.sum(1)


def at_once(drawn: Drawn) -> Bools:
    """Who has several mentors at the same time by the landmark, not one after another."""
    return (drawn.by_landmark.sum(1) > 1) & ~drawn.failed


@cache
def truths(world: World, cell: Cell) -> dict[str, float]:
    """The mean counterfactual difference of each contrast, in the answer's unit; exactly 0 without an effect."""
    if not cell.effect:
        return dict.fromkeys(CONTRASTS, 0.0)
    return {name: float(np.mean([_difference(one, cell, name) for one in _programs(world)])) for name in CONTRASTS}


@lru_cache(maxsize=1)
def _programs(world: World) -> list[Drawn]:
    return [draw(world, TRUTH_FROM + number) for number in range(TRUTH_MENTEES // world.mentees)]


def _difference(drawn: Drawn, cell: Cell, contrast: str) -> float:
    n = len(drawn.luck)
    if contrast == "2+ - 1":
        # A first match that failed is neither: those mentees are not in the contrast.
        free = ~drawn.failed
        one, other = (_seen(drawn, cell, expected(drawn, cell, several=np.full(n, k)))[free] for k in (1.0, 0.0))
        return float(np.mean(one - other))
    shares = {"same": (0.0, 0.0), "adjacent": (1.0, 0.0), "distant": (0.0, 1.0)}
    one, other = (
        _seen(drawn, cell, expected(drawn, cell, share=np.tile(np.array(shares[side])[:, None], n)))
        for side in contrast.split(" - ")
    )
    return float(np.mean(one - other))


def _luck_sd(drawn: Drawn, cell: Cell) -> Floats:
    """Luck makes up for what averaging over several mentors takes off the spread, so that no effect is none at all.

    Else fewer of those with two mentors would say yes, merely for being nearer the middle.  The normal outcome does
    without: a mean does not feel the spread, and there the model that is fitted is the one that is drawn from.
    """
    shared = np.ones(len(drawn.luck)) if cell.outcome == "normal" else 1.0 / drawn.by_landmark.sum(1)
    return np.sqrt(1.0 - cell.icc * shared)


def _seen(drawn: Drawn, cell: Cell, mean: Floats) -> Floats:
    """The observed outcome's expectation over luck; yes/no in percentage points."""
    sd = _luck_sd(drawn, cell)
    above: Callable[[float], Floats] = lambda cut: special.ndtr((mean - cut) / sd)  # noqa: E731
    if cell.outcome == "rating":
        return 1.0 + np.sum([above(cut) for cut in CUTS], axis=0)
    if cell.outcome == "yes/no":
        return 100.0 * above(YES)
    return np.exp(SKEW * mean + (SKEW * sd) ** 2 / 2) if cell.outcome == "skewed" else mean
