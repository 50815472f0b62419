"""What a spreadsheet would say: every pairing a row, no adjustment, no shared mentors.

Shown beside the answer to compare and to teach.  It counts a mentee with three mentors three times and a popular
mentor's quality as many times as they have mentees; and it counts mentors who came because things went well.
"""

from __future__ import annotations

import math
import warnings

import pandas as pd
from scipy import stats

from mentorstats.questions.contrasts import Question
from mentorstats.questions.results import NUMBERS, ResultRow
from mentorstats.tables.mentees import Participations

__all__ = ["naive_rows"]

ROLE = "naive"


def naive_rows(participations: Participations, *, question: Question, yes_no: bool) -> list[ResultRow]:
    """Rows of the answer's table: t-tests, and for adjacency a correlation, over the pairings.

    Yes/no outcomes are in percentage points; the correlation has no unit.  Numbers of people are exact.
    """
    mentees = participations.table.dropna(subset="final")[["participation", "mentors", "final"]]
    columns = ["participation", "mentee_id", "mentor_id", "proximity", "similarity"]
    pairs = participations.pairs[[name for name in columns if name in participations.pairs]]
    pairs = pairs.merge(mentees, on="participation")
    pairs["final"] = pairs["final"] * (100.0 if yes_no else 1.0)
    sides, outcome, rows = question.pair_sides(pairs), participations.outcome, []
    for contrast in question.contrasts:
        first, second = (sides[name] for name in contrast.exposures)
        method, numbers = "pair rows, t-test", _t_test(pairs.loc[first, "final"], pairs.loc[second, "final"])
        rows.append(_row(outcome, question, contrast.name, method, pairs[first | second], numbers))
    if question.compares_industries:
        known = pairs.dropna(subset="similarity")
        method, numbers = "pair rows, correlation", _correlation(known["similarity"], known["final"])
        rows.append(_row(outcome, question, "similarity", method, known, numbers))
    return rows


def _row(
    outcome: str, question: Question, contrast: str, method: str, pairs: pd.DataFrame, numbers: tuple[float, ...]
) -> ResultRow:
    return ResultRow(
        question.name, outcome, contrast, ROLE, method,
        n_mentees=pairs["mentee_id"].nunique(), n_mentors=pairs["mentor_id"].nunique(),
        **dict(zip(NUMBERS, map(float, numbers), strict=True)),
    )  # fmt: skip


def _t_test(first: pd.Series, second: pd.Series) -> tuple[float, ...]:
    """Welch's t-test."""
    if min(len(first), len(second)) < 2 or first.nunique() + second.nunique() < 3:
        return (math.nan,) * 5
    with warnings.catch_warnings():
        # Of a side that answers alike, which has no spread, as is right.
        warnings.filterwarnings("ignore", "Precision loss", RuntimeWarning)
        result = stats.ttest_ind(first, second, equal_var=False)
    low, high = result.confidence_interval(0.95)
    return (first.mean() - second.mean(), low, high, result.pvalue, result.df)


def _correlation(similarity: pd.Series, final: pd.Series) -> tuple[float, ...]:
    """Pearson correlation of similarity and outcome."""
    if len(final) < 4 or similarity.nunique() < 2 or final.nunique() < 2:
        return (math.nan,) * 5
    result = stats.pearsonr(similarity, final)
    low, high = result.confidence_interval(0.95)
    return (result.statistic, low, high, result.pvalue, len(final) - 2)
