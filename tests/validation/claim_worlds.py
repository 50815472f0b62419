"""Worlds for the study of claims: in most nothing is planted, and something else could be taken for an effect.

A claim world is a world of ``worlds.py`` with one thing changed: a side that spreads more widely, or something that
goes with the exposure and with the outcome (a site, mentors who were chosen, drive, the score before).  Half of the
worlds serve to settle the rules, the other half to report what the rules do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from tests.validation.outcomes import CUTS, Cell, at_once, expected, mean_by_landmark
from tests.validation.worlds import FOLLOWER, TIERS, Bools, Drawn, Floats, World, draw

__all__ = ["CERTAINTY_WORLDS", "NULL_WORLDS", "REPORTED", "SETTLED", "ClaimWorld", "Made", "make"]

Half = Literal["settled on", "reported on"]
SETTLED, REPORTED = "settled on", "reported on"
Behind = Literal["", "site of number", "site of industry", "mentors of number", "mentors of industry", "drive", "start"]
SITES = np.array(["North", "South", "West"], dtype=object)
# How often a site decides the exposure; what sites, mentors and drive add to the latent outcome, in its SDs.
BY_SITE, SITE_ADDS, MENTORS_ADD, DRIVE_ADDS, START_ADDS = 0.96, 0.5, 2.0, 0.5, 0.6
# How much drive, and how much a low start, makes several mentors likelier (log odds a standard deviation).
DRIVE, START, FEW_HAVE_SEVERAL = 1.0, 1.5, 0.9
# Distant mentors are one in six of these.
RARELY_DISTANT = (5.0, 2.0, 0.6, 1.0)


@dataclass(frozen=True, kw_only=True)
class ClaimWorld:
    """A world, and what is changed in it.

    ``spread`` multiplies the luck of mentees by what they mostly had (a tier, or "several"); ``behind`` is what goes
    with both, and with ``group_id`` a site is also the mentees' group.  ``effect`` plants one.  ``promised`` says
    whether a number is promised for it; ``runs`` how many programs make the whole study.
    """

    name: str
    world: World
    half: Half
    outcome: str = "rating"
    spread: tuple[tuple[str, float], ...] = ()
    behind: Behind = ""
    group_id: bool = False
    effect: bool = False
    promised: bool = True
    runs: int = 2_000


class Made(NamedTuple):
    """A program of a claim world: what was drawn, the outcome of each mentee, and each mentee's site, else ""."""

    drawn: Drawn
    final: Floats
    site: np.ndarray


def _null(
    name: str, mentees: int, half: Half, *, spread: dict[str, float] | None = None, runs: int = 2_000, **changes: Any
) -> ClaimWorld:
    """A world with nothing in it; ``changes`` are those of ``World``.

    Where spreads are planted, the outcome is the latent one: a rating from 1 to 5 would cut the wider side off.
    """
    world = World(name="claims", mentees=mentees, load=changes.pop("load", 8), **changes)
    planted = () if spread is None else tuple(spread.items())
    outcome = "rating" if spread is None else "normal"
    return ClaimWorld(name=name, world=world, half=half, outcome=outcome, spread=planted, runs=runs)


_WIDER, _RARE = "several mentors spread {} times as widely", "the rarer distant mentors spread {} times as widely"
_LATER, _POPULAR = {"cohort_sd": 0.4, "drift": 0.5}, {"sector_sd": 0.35}
NULL_WORLDS = (
    _null("plain", 60, REPORTED, runs=10_000),
    _null("plain", 120, SETTLED),
    _null("plain", 240, REPORTED, runs=10_000),
    _null("plain", 1_000, REPORTED, runs=10_000),
    _null("popular industries do better", 60, REPORTED, **_POPULAR),
    _null("popular industries do better", 90, SETTLED, **_POPULAR),
    _null("24 cohorts of 10 that get better", 240, REPORTED, cohorts=24, **_LATER),
    _null("12 cohorts of 10 that get better", 120, SETTLED, cohorts=12, **_LATER),
    _null(_WIDER.format("1.4"), 240, REPORTED, spread={"several": 1.4}),
    _null(_WIDER.format("1.7"), 240, SETTLED, spread={"several": 1.7}),
    _null(_WIDER.format("2"), 240, REPORTED, spread={"several": 2.0}),
    _null(_WIDER.format("half"), 240, REPORTED, spread={"several": 0.5}),
    _null(_RARE.format("1.4"), 240, REPORTED, spread={"distant": 1.4}, liking=RARELY_DISTANT),
    _null(_RARE.format("1.7"), 240, SETTLED, spread={"distant": 1.7}, liking=RARELY_DISTANT),
    _null(_RARE.format("2"), 240, REPORTED, spread={"distant": 2.0}, liking=RARELY_DISTANT),
    _null("5 mentors", 120, REPORTED, load=32),
    _null("8 mentors", 120, SETTLED, load=20),
    _null("adjacency largely a mentor trait", 240, REPORTED, main=0.9),
    _null("adjacency half a mentor trait", 240, SETTLED, main=0.5),
)


def _certainty_worlds() -> tuple[ClaimWorld, ...]:
    """Worlds with an effect and nothing else, and worlds in which something else is behind what looks like one."""
    clean: list[tuple[str, Half, World]] = [
        ("an effect, nothing else", REPORTED, World(name="claims", mentees=240)),
        ("an effect, nothing else", SETTLED, World(name="claims", mentees=180)),
        ("an effect, several mentors each", REPORTED, World(name="claims", mentees=240, several=0.7, many=True)),
        ("an effect, few mentors", SETTLED, World(name="claims", mentees=240, load=12)),
    ]
    behind: list[tuple[str, Behind, bool, bool]] = [
        ("several mentors by site", "site of number", False, True),
        ("several mentors by site, which is the group_id", "site of number", True, False),
        ("adjacent mentors by site", "site of industry", False, True),
        ("good mentors come in twos", "mentors of number", False, True),
        ("good mentors are adjacent more often", "mentors of industry", False, True),
        ("those who started lower get several mentors", "start", False, True),
        ("the driven find several mentors", "drive", False, False),
    ]
    halves: list[tuple[int, Half]] = [(240, REPORTED), (200, SETTLED)]
    return (
        *(ClaimWorld(name=n, half=half, world=world, effect=True, runs=500) for n, half, world in clean),
        *(
            ClaimWorld(name=name, half=half, world=World(name="claims", mentees=mentees), behind=kind,
                       group_id=group_id, promised=promised, runs=500)
            for mentees, half in halves
            for name, kind, group_id, promised in behind
        ),
    )  # fmt: skip


CERTAINTY_WORLDS = _certainty_worlds()


def make(claim: ClaimWorld, seed: int) -> Made:
    """One program of a claim world; the same seed makes the same one."""
    drawn, rng = draw(claim.world, seed), np.random.default_rng([seed, 7])
    mentees = len(drawn.luck)
    site, added = np.full(mentees, "", dtype=object), np.zeros(mentees)
    if claim.behind.startswith("site"):
        drawn, site, added = _sites(drawn, rng, number=claim.behind == "site of number")
    elif claim.behind.startswith("mentors"):
        drawn = _better_mentors(drawn, number=claim.behind == "mentors of number")
    elif claim.behind == "drive":
        drive = rng.standard_normal(mentees)
        drawn, added = _with_several(drawn, rng.random(mentees) < _logistic(DRIVE * drive)), DRIVE_ADDS * drive
    elif claim.behind == "start":
        low = np.nan_to_num((3 - drawn.baseline) / 0.6)
        # Only those who start low gain; a straight line in the score before would take the whole of it away.
        drawn = _with_several(drawn, rng.random(mentees) < _logistic(START * low))
        added = START_ADDS * np.maximum(low, 0.0) ** 2
    return Made(drawn, _scores(claim, drawn, added), site)


def _logistic(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(FEW_HAVE_SEVERAL - log_odds))


def _scores(claim: ClaimWorld, drawn: Drawn, added: Floats) -> Floats:
    cell = Cell(outcome=claim.outcome, icc=claim.world.iccs[0], effect=claim.effect)
    luck = np.sqrt(1.0 - cell.icc) * _widths(claim, drawn) * drawn.luck
    latent = expected(drawn, cell) + added + luck
    return latent if claim.outcome == "normal" else 1.0 + np.searchsorted(CUTS, latent).astype(float)


def _widths(claim: ClaimWorld, drawn: Drawn) -> Floats:
    """By what each mentee's luck is multiplied."""
    widths = np.ones(len(drawn.luck))
    for side, factor in claim.spread:
        several = side == "several"
        has = at_once(drawn) if several else mean_by_landmark(drawn, drawn.tier == TIERS.index(side)) > 0.5
        widths[has] *= factor
    return widths


def _with_several(drawn: Drawn, several: Bools) -> Drawn:
    """The same program with two mentors for these mentees and one for the others."""
    begun = np.arange(FOLLOWER + 1) < np.where(several, 2, 1)[:, None]
    return drawn._replace(begun=begun, by_landmark=begun, failed=np.zeros(len(several), dtype=bool))


def _sites(drawn: Drawn, rng: np.random.Generator, *, number: bool) -> tuple[Drawn, np.ndarray, Floats]:
    """Sites of which one does better: where most have several mentors, or where most have adjacent ones."""
    mentees = len(drawn.luck)
    decided = rng.random(mentees) < BY_SITE
    if number:
        place = rng.integers(0, len(SITES), mentees)
        drawn, better = _with_several(drawn, np.where(decided, place == 0, place != 0)), 0
    else:
        drawn, better = _with_several(drawn, np.zeros(mentees, dtype=bool)), TIERS.index("adjacent")
        tier = np.minimum(drawn.tier[:, 0], len(SITES) - 1)
        place = np.where(decided, tier, rng.integers(0, len(SITES), mentees))
    return drawn, SITES[place], SITE_ADDS * (place == better).astype(float)


def _better_mentors(drawn: Drawn, *, number: bool) -> Drawn:
    """Mentors who are met beside another one, or who are adjacent, more often are better with all of their mentees."""
    met, mentors = drawn.by_landmark, len(drawn.quality)
    has = np.broadcast_to(at_once(drawn)[:, None], met.shape) if number else drawn.tier == TIERS.index("adjacent")
    often = np.bincount(drawn.mentor[met], weights=has[met].astype(float), minlength=mentors)
    share = often / np.maximum(np.bincount(drawn.mentor[met], minlength=mentors), 1)
    better = (share - share.mean()) / share.std() if share.std() > 0 else np.zeros(mentors)
    return drawn._replace(quality=drawn.quality + MENTORS_ADD * better)
