"""The data-generating models: made-up programs, named, each with one thing that breaks a method somewhere.

A world says how many mentees there are, how many of them share a mentor, and what else goes on; a draw of it is
one program with everything but the outcomes: who is matched with whom, when, and each person's luck.  It shares no
code with the package's own simulator.  Exposures go by chance and by what is recorded (industry, cohort, score
before), so a method that takes those into account should find nothing where nothing was planted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from mentorstats.industry import Industries

Floats = NDArray[Any]
Integers = NDArray[np.intp]
Bools = NDArray[np.bool_]

# The usual landmark: mentors who begin later say nothing about what came before.
LANDMARK = 90
AT_ONCE, FOLLOWER = 4, 4
TIERS = ("same", "adjacent", "distant", "unknown")
UNKNOWN = TIERS.index("unknown")
# Popular ones first; the last cannot be placed.
INDUSTRIES = (
    "Software", "Banking", "Hospitals", "Universities", "Pharmaceuticals", "Automotive", "Insurance",
    "Management consulting", "Advertising", "Nonprofit", "Stealth mode",
)  # fmt: skip
PLACED = len(INDUSTRIES) - 1
UNPLACED_SHARE = 0.02
# How much likelier a match is with a mentor of this tier.
LIKING = (5.0, 1.0, 1.0, 1.0)
MORE_MENTORS = {False: (0.75, 0.25, 0.0), True: (0.5, 0.3, 0.2)}
ICCS = (0.0, 0.1, 0.3)
OUTCOMES = ("rating", "skewed", "yes/no")


@dataclass(frozen=True, kw_only=True)
class World:
    """A data-generating model.

    ``load`` is the mean number of pairings a mentor has.  ``main`` is the share of mentees who come from one
    industry: the larger, the more adjacency is a trait of the mentor.  ``sector_sd`` is how much mentees' industries
    differ in outcome, the popular ones being better; ``cohort_sd`` the same for cohorts, later ones being better, and
    with ``drift`` having more mentors.  ``failed`` first matches end within two months, mostly with a replacement;
    ``late`` mentees get another mentor after the landmark, the lucky more often.  ``missing`` finals depend on luck
    by ``missing_depends`` (log odds a standard deviation).  ``liking`` is how much likelier a match of each tier is.
    Standard deviations are those of the latent outcome.
    """

    name: str
    mentees: int = 240
    load: int = 8
    cohorts: int = 4
    several: float = 0.3
    many: bool = False
    main: float = 0.0
    sector_sd: float = 0.0
    cohort_sd: float = 0.2
    drift: float = 0.0
    failed: float = 0.0
    late: float = 0.0
    missing: float = 0.1
    missing_depends: float = 0.0
    liking: tuple[float, ...] = LIKING
    iccs: tuple[float, ...] = (0.3,)
    outcomes: tuple[str, ...] = OUTCOMES

    @property
    def key(self) -> str:
        return f"{self.name}, {self.mentees} mentees, load {self.load}"

    @property
    def mentors(self) -> int:
        """As many as give each ``load`` pairings on average."""
        more = float(np.dot(MORE_MENTORS[self.many], (1, 2, 3)))
        return round(self.mentees * (1 + self.several * more) / self.load)


PLAIN = tuple(
    World(name="plain", mentees=n, load=load, iccs=ICCS, outcomes=("normal", *OUTCOMES) if n == 240 else OUTCOMES)
    for n in (60, 240, 1000)
    for load in (2, 8)
)
WORLDS = (
    *PLAIN,
    World(name="adjacency half a mentor trait", main=0.5, iccs=ICCS),
    World(name="adjacency largely a mentor trait", main=0.9, iccs=ICCS),
    World(name="popular industries do better", sector_sd=0.35),
    World(name="popular industries do better", sector_sd=0.35, mentees=60),
    World(name="replacement and late mentors", failed=0.2, late=0.2),
    World(name="several mentors each", several=0.7, many=True),
    World(name="one cohort", cohorts=1),
    World(name="twelve cohorts that differ", cohorts=12, cohort_sd=0.4, drift=0.5),
    World(name="attrition that depends on the outcome", missing=0.25, missing_depends=-0.8),
)


class Drawn(NamedTuple):
    """One program without outcomes; arrays are of mentees, of mentors, or of mentees and their places for mentors.

    The first four places begin within weeks of each other, the fifth follows.  ``luck`` and ``quality`` are standard
    normal; ``before`` is the score before, in standard deviations, ``baseline`` what the survey recorded of it.
    """

    world: World
    cohort: Integers
    industry: Integers
    before: Floats
    baseline: Floats
    luck: Floats
    missing: Bools
    failed: Bools
    mentor_industry: Integers
    quality: Floats
    mentor: Integers
    begun: Bools
    by_landmark: Bools
    start: Integers
    end: Integers

    @property
    def tier(self) -> Integers:
        """How close each place's mentor is: a position in ``TIERS``."""
        return tiers()[self.industry[:, None], self.mentor_industry[self.mentor]]


@cache
def tiers() -> Integers:
    """How close each two of ``INDUSTRIES`` are, as the package has it."""
    found = np.full((len(INDUSTRIES), len(INDUSTRIES)), UNKNOWN)
    codes = [Industries.standard().nodes([name])[name][0] for name in INDUSTRIES[:PLACED]]
    found[:PLACED, :PLACED] = Industries.standard().between(codes)[1].map(TIERS.index).to_numpy()
    return found


def draw(world: World, seed: int) -> Drawn:
    """One program of this world; the same seed draws the same one."""
    rng, n = np.random.default_rng([seed, crc32(world.key.encode())]), world.mentees
    cohort = np.arange(n) * world.cohorts // n
    before, luck = rng.standard_normal(n), rng.standard_normal(n)
    baseline = np.round(3 + 0.6 * before, 1)
    baseline[rng.random(n) < 0.04] = np.nan
    # What is not recorded can decide nothing, else no adjustment could make up for it.
    behind = np.nan_to_num((3 - baseline) / 0.6)
    several = rng.random(n) < chance(world.several, 0.2 * behind + world.drift * cohort_scores(world)[cohort])
    industry = _industries(rng, n, main=world.main)
    mentor_industry = _industries(rng, world.mentors)
    mentor = _matched(rng, tiers()[np.ix_(industry, mentor_industry)], world.liking)
    failed = ~several & (rng.random(n) < world.failed)
    replaced = failed & (rng.random(n) < 0.75)
    late = ~several & ~failed & (rng.random(n) < chance(world.late, 1.5 * luck))
    count = np.where(several, 2 + rng.choice(3, n, p=MORE_MENTORS[world.many]), 1)
    begun = np.arange(FOLLOWER + 1) < count[:, None]
    begun[:, FOLLOWER] = replaced | late
    by_landmark = begun & ~(late[:, None] & (np.arange(FOLLOWER + 1) == FOLLOWER))
    start, end = _days(rng, failed, late)
    missing = rng.random(n) < chance(world.missing, world.missing_depends * luck)
    return Drawn(world, cohort, industry, before, baseline, luck, missing, failed, mentor_industry,
                 rng.standard_normal(world.mentors), mentor, begun, by_landmark, start, end)  # fmt: skip


def cohort_scores(world: World) -> Floats:
    """Cohorts from early to late, with mean 0 and standard deviation 1; a single one is 0."""
    return _spread(world.cohorts)


def industry_scores() -> Floats:
    """Industries from unpopular to popular, with mean 0 and standard deviation 1; who cannot be placed is 0."""
    return np.append(_spread(PLACED)[::-1], 0.0)


def chance(share: float, log_odds: Floats) -> Floats:
    """The probability that is ``share`` where the log odds add nothing."""
    odds = share * np.exp(log_odds)
    return odds / (odds + 1 - share)


def _spread(count: int) -> Floats:
    steps = np.arange(count) - (count - 1) / 2
    return steps if count == 1 else steps / steps.std()


def _industries(rng: Generator, count: int, *, main: float = 0.0) -> Integers:
    """Popular ones are twice as frequent as unpopular ones; ``main`` is the share that is of the first."""
    weights = np.linspace(2, 1, PLACED)
    found = rng.choice(PLACED, count, p=weights / weights.sum())
    found[rng.random(count) < main] = 0
    found[rng.random(count) < UNPLACED_SHARE] = PLACED
    return found


def _matched(rng: Generator, tier: Integers, liking: tuple[float, ...]) -> Integers:
    """Five different mentors for each mentee, in random order, so that how many begin says nothing about who they are.

    The likeliest in a race of weights (Gumbel noise): tiers differ in liking, mentors in popularity.
    """
    keys = np.log(liking)[tier] + 0.5 * rng.standard_normal(tier.shape[1]) + rng.gumbel(size=tier.shape)
    best = np.argpartition(keys, -(FOLLOWER + 1), axis=1)[:, -(FOLLOWER + 1) :]
    return rng.permuted(best, axis=1)


def _days(rng: Generator, failed: Bools, late: Bools) -> tuple[Integers, Integers]:
    """Start and end of each place in days from the cohort's first day."""
    n = len(failed)
    first = rng.integers(0, 21, n)
    start = first[:, None] + rng.integers(1, 46, (n, FOLLOWER + 1))
    start[:, 0] = first
    end = rng.integers(200, 300, (n, FOLLOWER + 1))
    end[:, 0] = np.where(failed, first + rng.integers(20, 58, n), end[:, 0])
    start[:, FOLLOWER] = np.where(late, first + LANDMARK + rng.integers(20, 80, n), end[:, 0] + rng.integers(6, 26, n))
    return start, end
