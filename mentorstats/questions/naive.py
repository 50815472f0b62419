"""What a spreadsheet would say: every pairing a row, no adjustment, no shared mentors.

Shown beside the answer to compare and to teach.  It counts a mentee with three mentors three times and a popular
mentor's quality as many times as they have mentees; and it counts mentors who came because things went well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.tables.mentees import Participations

__all__ = ["naive_rows"]


def naive_rows(part: Participations, *, question: str, yes_no: bool) -> list[dict[str, Any]]:
    """Rows of the answer's table: t-tests, and for adjacency a correlation, over the pairings.

    Yes/no outcomes are in percentage points; the correlation has no unit.
    """
    mentees = part.table.dropna(subset="final")[["mentee_id", "spell", "mentors", "final"]]
    pairs = part.pairs.merge(mentees, on=["mentee_id", "spell"])
    pairs["final"] = pairs["final"] * (100.0 if yes_no else 1.0)
    if question == "multiple_mentors":
        return [_t_test(pairs, pairs["mentors"] > 1, pairs["mentors"] == 1, "2+ - 1")]
    tier = {name: pairs["proximity"] == name for name in ("adjacent", "same", "distant")}
    tests = [("adjacent", "same"), ("adjacent", "distant"), ("distant", "same")]
    rows = [_t_test(pairs, tier[one], tier[other], f"{one} - {other}") for one, other in tests]
    return [*rows, _correlation(pairs.dropna(subset="similarity"))]


def _row(pairs: pd.DataFrame, contrast: str, method: str, numbers: tuple[float, ...]) -> dict[str, Any]:
    names = ("estimate", "conf_low", "conf_high", "p_value", "df")
    counts = {"n_mentees": pairs["mentee_id"].nunique(), "n_mentors": pairs["mentor_id"].nunique()}
    return {"contrast": contrast, "method": method} | dict(zip(names, map(float, numbers), strict=True)) | counts


def _t_test(pairs: pd.DataFrame, one: pd.Series, other: pd.Series, contrast: str) -> dict[str, Any]:
    """Welch's t-test."""
    method = "pair rows, t-test"
    a, b = pairs.loc[one, "final"], pairs.loc[other, "final"]
    if min(len(a), len(b)) < 2 or a.nunique() + b.nunique() < 3:
        return _row(pairs[one | other], contrast, method, (np.nan,) * 5)
    result = stats.ttest_ind(a, b, equal_var=False)
    low, high = result.confidence_interval(0.95)
    numbers = (a.mean() - b.mean(), low, high, result.pvalue, result.df)
    return _row(pairs[one | other], contrast, method, numbers)


def _correlation(pairs: pd.DataFrame) -> dict[str, Any]:
    """Pearson correlation of similarity and outcome."""
    method = "pair rows, correlation"
    if len(pairs) < 4 or pairs["similarity"].nunique() < 2 or pairs["final"].nunique() < 2:
        return _row(pairs, "similarity", method, (np.nan,) * 5)
    result = stats.pearsonr(pairs["similarity"], pairs["final"])
    low, high = result.confidence_interval(0.95)
    return _row(pairs, "similarity", method, (result.statistic, low, high, result.pvalue, len(pairs) - 2))
