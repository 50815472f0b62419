"""Who gave a final answer, side by side: the people behind the rows, those who stayed silent included.

Where one side answers less, the others are a selection, and a difference between those who answered may be a
difference in who answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.model import QuestionModel

__all__ = ["Response", "response_by_side", "scores_by_side", "with_nonrespondents"]


@dataclass(frozen=True)
class Response:
    """How many were invited and answered by exposure, and the p-value that all answer alike; nan where too few."""

    exposures: tuple[str, ...]
    invited: tuple[int, ...]
    answered: tuple[int, ...]
    p_value: float


def with_nonrespondents(model: QuestionModel) -> pd.DataFrame:
    """All mentees that could be compared had they answered: their exposures, ``final`` in the answer's unit, cohort.

    A mentee without a final answer has none here either.
    """
    table = model.participations.table
    unit = 100.0 if model.comparison.yes_no else 1.0
    rows = table[["mentee_id", "row", "cohort", "baseline", "sector"]]
    rows = rows.assign(**model.question.measure(table), final=table["final"] * unit)
    return rows[model.question.cannot_be_compared(table) == ""].reset_index(drop=True)


def response_by_side(model: QuestionModel) -> Response:
    """Mentees all of whose mentors are of one kind, and a chi-squared test that they answer alike.

    People who share a mentor are taken as separate; the test is a look at the data, not part of the answer.
    """
    rows = with_nonrespondents(model)
    whole = {exposure.name: rows[exposure.name] > 1.0 - 1e-9 for exposure in model.question.exposures if exposure.known}
    exposures = [name for name, only in whole.items() if only.sum() >= FEWEST]
    invited = [int(whole[name].sum()) for name in exposures]
    answered = [int(rows.loc[whole[name], "final"].notna().sum()) for name in exposures]
    table = np.array([answered, np.subtract(invited, answered)])
    known = len(exposures) > 1 and (table.sum(axis=1) > 0).all()
    p_value = float(stats.chi2_contingency(table, correction=False).pvalue) if known else float("nan")
    return Response(tuple(exposures), tuple(invited), tuple(answered), p_value)


def scores_by_side(model: QuestionModel, exposures: tuple[str, str]) -> tuple[pd.Series, pd.Series]:
    """The final scores, missing ones included, of mentees all of whose mentors are of one side or of the other."""
    rows = with_nonrespondents(model)
    first, second = (rows.loc[rows[exposure] > 1.0 - 1e-9, "final"] for exposure in exposures)
    return first, second
