"""Rows whose p-value comes from shuffling, not from a formula.

For adjacency mentors' industries are shuffled, for the number of mentors what the rest does not explain about each
mentee.  Where fewer than half could get anything else, shuffling tells too little, and the row says "too few".
What is tested is that no industry matters at all.  Where mentees mostly meet mentors of their own industry, those who
get theirs back by chance are much of the "same" of a shuffle: the test stays honest then, but is weak.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.models.mixed import IndistinctError, NoMaximumError
from mentorstats.models.permutation import PermutationTest, freedman_lane, movable, permute_labels
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, NUMBERS, TOO_FEW, Row
from mentorstats.questions.model import Asked, ask
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, relabeling

__all__ = ["PERMUTATIONS", "permutation_test", "shuffled"]

PERMUTATIONS = 10_000
# With very many mentors each shuffle takes milliseconds; the row says how many there were, and how exact its p is.
_ENOUGH, _MENTORS_SHUFFLED = 999, 5e7
_METHODS = {ADJACENCY: "mentor labels permuted"}
_SCORES = "scores permuted within cohorts"


def permutation_test(
    program: Program, *,
    question: str = ADJACENCY, contrast: str | None = None, outcome: str | None = None,
    permutations: int = PERMUTATIONS, seed: int = 1,
) -> PermutationTest:  # fmt: skip
    """The permutation test of one contrast with all its draws; ``contrast`` is the question's first unless given.

    For ``adjacent_industries`` mentors' industries are shuffled within cohorts, for ``multiple_mentors`` what the
    rest does not explain about each mentee.  ``UnusableExports`` where that cannot be done, with the reason.
    """
    asked = ask(program, question, outcome=outcome)
    wanted = next(iter(asked.contrasts)) if contrast is None else contrast
    if wanted not in asked.contrasts:
        raise PlainError(f"contrast is {wanted!r}; expected one of {', '.join(map(repr, asked.contrasts))}")
    if asked.fit is None:
        raise UnusableExports(f"nothing can be shuffled: {asked.refusal}")
    found = _tests(asked, permutations=permutations, seed=seed)[wanted]
    if isinstance(found, str):
        raise UnusableExports(f"nothing can be shuffled: {found}")
    return found


def shuffled(asked: Asked, *, permutations: int, seed: int) -> Iterator[Row]:
    """The rows of the permutation that fits the question."""
    method = _METHODS.get(asked.question, _SCORES)
    affordable = int(_MENTORS_SHUFFLED / max(asked.comparison.mentors, 1))
    permutations = min(permutations, max(_ENOUGH, affordable))
    for name, test in _tests(asked, permutations=permutations, seed=seed).items():
        if isinstance(test, str):
            yield asked.row(name, f"{method}: {test}")
        else:
            yield _permuted(asked, name, method, test)


def _tests(asked: Asked, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """The test of each contrast, or why there is none."""
    test = _labels if asked.question == ADJACENCY else _residuals
    return test(asked, permutations=permutations, seed=seed)


def _labels(asked: Asked, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """Mentors' industries are shuffled among mentors of the same cohorts."""
    found: dict[str, PermutationTest | str] = {name: TOO_FEW for name in asked.contrasts}
    usable = {name: weights for name, weights in asked.weighted() if weights is not None}
    moved = relabeling(asked.part, asked.comparison.row_of, asked.program.industries)
    if moved.share_movable < FEWEST_MOVABLE:
        return dict.fromkeys(found, "too few can move")
    if not usable:
        return found
    fixed = asked.comparison.adjustment.columns
    tiers = [name for name in asked.comparison.design.columns if name not in fixed.columns]
    try:
        drawn = permute_labels(
            asked.comparison.rows["final"], fixed, moved.edges, strata=moved.strata, tiers=tiers,
            contrasts={name: weights[fixed.shape[1] :].tolist() for name, weights in usable.items()},
            memberships=asked.memberships, permutations=permutations, seed=seed,
        )  # fmt: skip
    except (IndistinctError, NoMaximumError):
        return found | dict.fromkeys(usable, "no model without the industries")
    return {**found, **drawn}


def _residuals(asked: Asked, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """Freedman–Lane: what the rest does not explain is shuffled within cohorts."""
    cohort = asked.comparison.rows["cohort"].fillna("")
    found: dict[str, PermutationTest | str] = {}
    for name, weights in asked.weighted():
        side = asked.contrasts[name][0]
        exposure = asked.comparison.rows[side]
        if weights is None:
            found[name] = TOO_FEW
        elif movable(exposure, cohort).mean() < FEWEST_MOVABLE:
            found[name] = "too few can move"
        else:
            try:
                found[name] = freedman_lane(
                    asked.comparison.rows["final"], exposure, asked.comparison.design.drop(columns=side),
                    strata=cohort, memberships=asked.memberships, permutations=permutations, seed=seed,
                )  # fmt: skip
            except (IndistinctError, NoMaximumError):
                found[name] = "no model without the number of mentors"
    return found


def _permuted(asked: Asked, name: str, method: str, test: PermutationTest) -> Row:
    times = f"all {len(test.draws):,} ways" if test.exact else f"{len(test.draws):,} times"
    error = "" if test.exact else f", p ± {test.monte_carlo_error:.4f}"
    numbers = dict.fromkeys(NUMBERS, np.nan) | {"estimate": test.estimate, "p_value": test.p_value}
    return asked.row(name, f"{method} ({times}{error})", numbers)
