"""What a spreadsheet would say: every pairing a row, no adjustment, no shared mentors.

Shown beside the answer to compare and to teach.  It counts a mentee with three mentors three times and a popular
mentor's quality as many times as they have mentees; and it counts mentors who came because things went well.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import pandas as pd
from scipy import stats

from mentorstats.formats import CORRELATION, Unit
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import NUMBERS, ResultRow

__all__ = ["naive_rows"]

ROLE = "naive"


def naive_rows(model: QuestionModel) -> list[ResultRow]:
    """Rows of the answer's table: t-tests, and for adjacency a correlation, over the pairings.

    Yes/no outcomes are in percentage points; the correlation has no unit.  They are not shown where a side is few.
    """
    participations, question, yes_no = model.participations, model.question, model.comparison.yes_no
    mentees = participations.table.dropna(subset="final")[["participation", "mentors", "final"]]
    columns = ["participation", "mentee_id", "mentor_id", "proximity", "similarity"]
    pairs = participations.pairs[[name for name in columns if name in participations.pairs]]
    pairs = pairs.merge(mentees, on="participation")
    pairs["final"] = pairs["final"] * (100.0 if yes_no else 1.0)
    sides, rows = question.pair_sides(pairs), []
    for contrast in question.contrasts:
        first, second = (sides[name] for name in contrast.exposures)
        method, numbers = "pair rows, t-test", _t_test(pairs.loc[first, "final"], pairs.loc[second, "final"])
        rows.append(_row(model, contrast.name, method, (pairs[first], pairs[second]), numbers))
    if question.compares_industries:
        known = pairs.dropna(subset="similarity")
        method, numbers = "pair rows, correlation", _correlation(known["similarity"], known["final"])
        rows.append(_row(model, "similarity", method, (known,), numbers, unit=CORRELATION))
    return rows


def _row(
    model: QuestionModel, contrast: str, method: str, sides: Sequence[pd.DataFrame], numbers: tuple[float, ...], *,
    unit: Unit | None = None,
) -> ResultRow:  # fmt: skip
    pairs, mentees = pd.concat(sides), [side.drop_duplicates("mentee_id").assign(mentees=1) for side in sides]
    return ResultRow(
        model.question.name, model.participations.outcome, contrast, ROLE, method, unit=unit,
        n_mentees=pairs["mentee_id"].nunique(), n_mentors=pairs["mentor_id"].nunique(),
        hidden=model.hidden_averages(*mentees), **dict(zip(NUMBERS, map(float, numbers), strict=True)),
    )  # fmt: skip


def _t_test(first: pd.Series, second: pd.Series) -> tuple[float, ...]:
    """Welch's t-test."""
    if min(len(first), len(second)) < 2 or first.nunique() + second.nunique() < 3:
        return (math.nan,) * 5
    with warnings.catch_warnings():
        # A side on which all said yes has no spread, which is known and no loss of precision.
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
