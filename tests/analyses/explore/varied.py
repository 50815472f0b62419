"""A program whose pairings have further columns."""

from __future__ import annotations

import numpy as np

from mentorstats.analyses.explore import explore
from tests.programs import pair, program, score


def with_kinds(kinds, *, mentees=80, **given):
    """Mentees of ten mentors with a column ``kind``; their scores have nothing to do with it."""
    scores = np.random.default_rng(4).normal(3, 1, (mentees, 2))
    pairs = [pair(f"e{i:03}", f"m{i % 10}", kind=kinds[i % len(kinds)]) for i in range(mentees)]
    answers = [score(f"e{i:03}", scores[i, 0]) for i in range(mentees)]
    before = [score(f"e{i:03}", scores[i, 1], wave="baseline") for i in range(mentees)]
    return program(pairs, surveys=answers + before, **given)


def looked_at(made, name="kind"):
    return explore(made, columns=[name]).factors.set_index("factor").loc[name]
