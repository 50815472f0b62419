"""Rows whose p-value comes from shuffling, not from a formula.

For adjacency mentors' industries are shuffled, for the number of mentors what the rest does not explain about each
mentee.  Where fewer than half could get anything else, shuffling tells too little, and the row says "too few".
What is tested is that no industry matters at all.  Where mentees mostly meet mentors of their own industry, those who
get theirs back by chance are much of the "same" of a shuffle: the test stays honest then, but is weak.
"""

from __future__ import annotations

from collections.abc import Iterator

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.models.mixed import IndistinctError, NoMaximumError
from mentorstats.models.permutation import PermutationTest, freedman_lane, movable, permute_labels
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, TOO_FEW, Question
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.results import ResultRow
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, relabeling

__all__ = ["PERMUTATIONS", "permutation_rows", "permutation_test"]

PERMUTATIONS = 10_000
# With very many mentors each shuffle takes milliseconds; the row says how many there were, and how exact its p is.
_ENOUGH, _MENTORS_SHUFFLED = 999, 5e7
_METHODS = {"mentors' industries": "mentor labels permuted", "scores": "scores permuted within cohorts"}


def permutation_test(
    program: Program, *,
    question: Question | str = ADJACENCY, contrast: str | None = None, outcome: str | None = None,
    permutations: int = PERMUTATIONS, seed: int = 1,
) -> PermutationTest:  # fmt: skip
    """The permutation test of one contrast with all its draws; ``contrast`` is the question's first unless given.

    For ``adjacent_industries`` mentors' industries are shuffled within cohorts, for ``multiple_mentors`` what the
    rest does not explain about each mentee.  ``UnusableExports`` where that cannot be done, with the reason.
    """
    model = fit_question(program, question, outcome=outcome)
    wanted = next(iter(model.contrasts)) if contrast is None else contrast
    if wanted not in model.contrasts:
        raise PlainError(f"contrast is {wanted!r}; expected one of {', '.join(map(repr, model.contrasts))}")
    if model.fit is None:
        raise UnusableExports(f"nothing can be shuffled: {model.refusal}")
    test = _tests(model, permutations=permutations, seed=seed)[wanted]
    if isinstance(test, str):
        raise UnusableExports(f"nothing can be shuffled: {test}")
    return test


def permutation_rows(model: QuestionModel, *, permutations: int, seed: int) -> Iterator[ResultRow]:
    """The rows of the permutation that fits the question."""
    method = _METHODS[model.question.shuffles]
    affordable = int(_MENTORS_SHUFFLED / max(model.comparison.mentors, 1))
    permutations = min(permutations, max(_ENOUGH, affordable))
    for name, test in _tests(model, permutations=permutations, seed=seed).items():
        if isinstance(test, str):
            yield model.row(name, method, refusal=test)
        else:
            # How many ways there are says how many people could be moved.
            times = "all ways" if test.exact else f"{len(test.draws):,} times"
            error = "" if test.exact else f", p ± {test.monte_carlo_error:.4f}"
            numbers = {"estimate": test.estimate, "p_value": test.p_value}
            yield model.row(name, method, numbers, detail=f"{times}{error}")


def _tests(model: QuestionModel, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """The test of each contrast, or why there is none."""
    test = _labels if model.question.shuffles == "mentors' industries" else _residuals
    return test(model, permutations=permutations, seed=seed)


def _labels(model: QuestionModel, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """Mentors' industries are shuffled among mentors of the same cohorts."""
    tests: dict[str, PermutationTest | str] = {name: TOO_FEW for name in model.contrasts}
    usable = {name: weights for name, weights in model.contrast_weights() if weights is not None}
    moved = relabeling(model.participations, model.comparison.row_of, model.program.industries)
    if moved.share_movable < FEWEST_MOVABLE:
        return dict.fromkeys(tests, "too few can move")
    if not usable:
        return tests
    fixed = model.comparison.adjustment.columns
    tiers = [name for name in model.comparison.design.columns if name not in fixed.columns]
    try:
        permuted = permute_labels(
            model.comparison.rows["final"], fixed, moved.edges, strata=moved.strata, tiers=tiers,
            contrasts={name: weights[fixed.shape[1] :].tolist() for name, weights in usable.items()},
            memberships=model.memberships, permutations=permutations, seed=seed,
        )  # fmt: skip
    except (IndistinctError, NoMaximumError):
        return tests | dict.fromkeys(usable, "no model without the industries")
    return {**tests, **permuted}


def _residuals(model: QuestionModel, *, permutations: int, seed: int) -> dict[str, PermutationTest | str]:
    """Freedman–Lane: what the rest does not explain is shuffled within cohorts."""
    cohort = model.comparison.rows["cohort"].fillna("")
    tests: dict[str, PermutationTest | str] = {}
    for name, weights in model.contrast_weights():
        side = model.contrasts[name].exposures[0]
        exposure = model.comparison.rows[side]
        if weights is None:
            tests[name] = TOO_FEW
        elif movable(exposure, cohort).mean() < FEWEST_MOVABLE:
            tests[name] = "too few can move"
        else:
            try:
                tests[name] = freedman_lane(
                    model.comparison.rows["final"], exposure, model.comparison.design.drop(columns=side),
                    strata=cohort, memberships=model.memberships, permutations=permutations, seed=seed,
                )  # fmt: skip
            except (IndistinctError, NoMaximumError):
                tests[name] = "no model without the number of mentors"
    return tests
