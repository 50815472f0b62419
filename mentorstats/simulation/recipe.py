"""What is planted in a made-up program: its size, its effects, and how strongly luck decides what happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorstats.errors import PlainError

__all__ = ["PLACES", "Recipe"]

# The mentors on the shortlist of each mentee.
PLACES = 6
_BOUNDS = {
    "mentees": (1, 40_000), "mentors": (PLACES, 40_000), "cohorts": (1, 99), "mentor_icc": (0, 0.95),
    "cohort_sd": (0, 10), "sector_sd": (0, 10), "noise_sd": (0.01, 10), "baseline_correlation": (-0.95, 0.95),
    "attrition": (0, 0.95), "share_several": (0, 1), "failed_match": (0, 1), "long_stay": (0, 1),
    "unmapped": (0, 1),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a made-up program holds; effects, cost and standard deviations are points of the outcome, from 1 to 5.

    ``effect_adjacent`` and ``effect_distant`` are against mentors of the same industry, ``effect_several`` is two or
    more mentors at once against one; those of goal clarity, sounding board and respect are for each point more of the
    rating.  ``mentor_icc`` is the share of mentors in the variance that baseline, cohort and industry leave.
    ``mentors`` is a third of the mentees unless given.  ``attrition``, ``share_several``, ``failed_match`` and
    ``long_stay`` are shares for the average mentee; the two ``…_depends`` are log odds for each standard deviation of
    luck.  ``time_follows_luck`` says whether lucky mentees meet more often, earlier and for longer, and get a late
    mentor.  ``ValueError`` for a value out of bounds.

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
            value = self.mentor_count if name == "mentors" else getattr(self, name)
            if not low <= value <= high:
                raise PlainError(f"{name} must be from {low} to {high}, not {value}")

    @property
    def mentor_count(self) -> int:
        return max(PLACES, self.mentees // 3) if self.mentors is None else self.mentors

    @property
    def luck_in_time(self) -> float:
        """The factor by which luck decides about sessions and length: 1 or 0."""
        return float(self.time_follows_luck)

    @property
    def mentor_sd(self) -> float:
        return self.noise_sd * float(np.sqrt(self.mentor_icc / (1 - self.mentor_icc)))
