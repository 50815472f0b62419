"""All robustness rows of one answer.

They are to be read together: one row that differs is a question to look into, not another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import ResultRow
from mentorstats.questions.robustness.cohorts import cohort_rows
from mentorstats.questions.robustness.inference import cr2_rows, kenward_roger_rows, simultaneous_rows
from mentorstats.questions.robustness.mentors import mundlak_rows, repeat_participation_rows
from mentorstats.questions.robustness.ordinal import ordinal_rows
from mentorstats.questions.robustness.permutation import PERMUTATIONS, permutation_rows
from mentorstats.questions.robustness.ranks import rank_rows
from mentorstats.questions.robustness.spread import spread_rows
from mentorstats.questions.robustness.varied import (
    complete_case_rows,
    other_cut_rows,
    similarity_rows,
    without_term_rows,
)

__all__ = ["ROWS", "robustness_rows", "rows_of"]

Rows = Callable[[QuestionModel], Iterator[ResultRow]]

# By the names that ``Question.robustness`` lists; the permutation takes its options besides.
ROWS: Mapping[str, Rows] = {
    "degrees of freedom": kenward_roger_rows,
    "simultaneous intervals": simultaneous_rows,
    "spread": spread_rows,
    "one mentor": cr2_rows,
    "levels": ordinal_rows,
    "ranks": rank_rows,
    "other cuts": other_cut_rows,
    "similarity": similarity_rows,
    "without each term": without_term_rows,
    "complete cases": complete_case_rows,
    "cohorts": cohort_rows,
    "within mentors": mundlak_rows,
    "repeated participations": repeat_participation_rows,
}


def robustness_rows(model: QuestionModel, *, permutations: int = PERMUTATIONS, seed: int = 1) -> list[ResultRow]:
    """The rows that test an answer, role ``robustness``; none where there is no model.

    Units are those of the primary rows, except for Brunner–Munzel (a chance, 0.5 is no difference), Cliff's delta
    (-1 to 1), odds (a ratio, 1 is no difference) and similarity (from 0 to 1); the method says so.  A permutation's
    row has no interval; its detail says how often and how exact its p is.
    """
    if model.fit is None:
        return []
    kinds = model.question.robustness
    return [row for kind in kinds for row in rows_of(model, kind, permutations=permutations, seed=seed)]


def rows_of(
    model: QuestionModel, kind: str, *, permutations: int = PERMUTATIONS, seed: int = 1
) -> tuple[ResultRow, ...]:
    """The rows of one kind, made once; none where the question has none of that kind or there is no model."""
    if model.fit is None or kind not in model.question.robustness:
        return ()
    rows = {**ROWS, "permutation": partial(permutation_rows, permutations=permutations, seed=seed)}[kind]
    return model.derived.once((kind, permutations, seed), lambda: tuple(rows(model)))
