"""Made-up programs of very many mentees, with sparse weights."""

from __future__ import annotations

import numpy as np
from scipy import sparse

COLUMNS = 5


def made(
    mentees: int, mentors: int, *,
    seed: int = 1, blocks: int = 1, heavy: float = 0.0, ratio: float = 0.3, tail: float = 0.0,
):  # fmt: skip
    """Outcomes, covariates and weights of mentees with 1 to 3 mentors, who are shared within blocks only.

    ``heavy`` of all places are with the first mentor; with a ``tail`` the k-th mentor is chosen k^-tail as often.
    """
    rng = np.random.default_rng(seed)
    often = rng.integers(1, 4, mentees)
    row = np.repeat(np.arange(mentees), often)
    size = mentors // blocks
    column = row * blocks // mentees * size + rng.integers(0, size, len(row))
    column = np.where(rng.random(len(row)) < heavy, 0, column)
    if tail:
        often_chosen = np.arange(1.0, mentors + 1) ** -tail
        column = rng.choice(mentors, len(row), p=often_chosen / often_chosen.sum())
    weights = sparse.csc_array((1.0 / np.repeat(often, often), (row, column)), shape=(mentees, mentors))
    x = np.column_stack([np.ones(mentees), rng.standard_normal((mentees, COLUMNS - 1))])
    y = x @ rng.standard_normal(COLUMNS) + weights @ rng.normal(0, np.sqrt(ratio), mentors)
    return y + rng.standard_normal(mentees), x, weights
