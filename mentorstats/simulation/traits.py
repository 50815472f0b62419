"""The traits of a made-up program: how clear goals are, the style of mentors, and respect for each other.

Goals are clear or not before anybody is matched.  The style of a mentor and the respect of the two belong to the
pairing; both sides rate the same respect, each with an error of their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator

__all__ = ["MIDDLE", "Traits", "draw_traits"]

# The average of each on a scale from 1 to 5.
MIDDLE = {"goal_clarity": 3.2, "sounding_board": 3.4, "directive": 2.6, "respect": 3.8}


class Traits(NamedTuple):
    """Scores from 1 to 5: goal clarity is one a mentee, the others one for each place of the shortlist."""

    goal_clarity: np.ndarray
    sounding_board: np.ndarray
    directive: np.ndarray
    respect_by_mentee: np.ndarray
    respect_by_mentor: np.ndarray

    @property
    def respect(self) -> np.ndarray:
        """The level of both sides' respect."""
        return (self.respect_by_mentee + self.respect_by_mentor) / 2


def draw_traits(rng: Generator, mentees: int, places: int) -> Traits:
    """Draw the traits, independent of the matches and the outcomes.

    >>> draw_traits(np.random.default_rng(1), 4, 6).respect.shape
    (4, 6)
    """
    shape = (mentees, places)
    clarity = _whole(MIDDLE["goal_clarity"] + rng.standard_normal(mentees))
    sounding = _whole(MIDDLE["sounding_board"] + rng.standard_normal(shape))
    directive = _whole(MIDDLE["directive"] - 0.5 * (sounding - MIDDLE["sounding_board"]) + rng.standard_normal(shape))
    shared = MIDDLE["respect"] + 0.7 * rng.standard_normal(shape)
    both = (_whole(shared + 0.6 * rng.standard_normal(shape)) for _ in range(2))
    return Traits(clarity, sounding, directive, *both)


def _whole(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 1, 5)
