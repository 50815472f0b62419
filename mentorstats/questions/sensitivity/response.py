"""Who gave a final answer, side by side: the people behind the rows, those who stayed silent included.

Where one side answers less, the others are a selection, and a difference between those who answered may be a
difference in who answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.questions.comparison import number_exposures, share_exposures
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, FEWEST, IN_TURN
from mentorstats.questions.model import Asked

__all__ = ["Response", "response_by_side", "scores_by_side", "with_silent"]


@dataclass(frozen=True)
class Response:
    """How many were asked and answered on each side, and the p-value that they answer alike; nan where too few."""

    sides: tuple[str, ...]
    asked: tuple[int, ...]
    answered: tuple[int, ...]
    p_value: float


def with_silent(asked: Asked) -> pd.DataFrame:
    """All mentees that could be compared had they answered: their exposures, ``final`` in the answer's unit, cohort.

    A mentee without a final answer has none here either.
    """
    table = asked.part.table
    exposures = share_exposures(table) if asked.question == ADJACENCY else number_exposures(table)
    unknown = table["share_unknown"] >= 1 if asked.question == ADJACENCY else table["several"] == "unclear"
    unit = 100.0 if asked.comparison.yes_no else 1.0
    rows = table[["mentee_id", "row", "cohort", "baseline", "sector"]].assign(**exposures, final=table["final"] * unit)
    return rows[(table["left_out"] == "") & ~unknown].reset_index(drop=True)


def response_by_side(asked: Asked) -> Response:
    """Mentees all of whose mentors are of one kind, and a chi-squared test that they answer alike.

    People who share a mentor are taken as separate; the test is a look at the data, not part of the answer.
    """
    rows = with_silent(asked)
    names = ("same", "adjacent", "distant") if asked.question == ADJACENCY else ("one", AT_ONCE, IN_TURN)
    whole = {name: rows[name] > 1.0 - 1e-9 for name in names}
    sides = [name for name in names if whole[name].sum() >= FEWEST]
    invited = [int(whole[name].sum()) for name in sides]
    replied = [int(rows.loc[whole[name], "final"].notna().sum()) for name in sides]
    table = np.array([replied, np.subtract(invited, replied)])
    known = len(sides) > 1 and (table.sum(axis=1) > 0).all()
    p_value = float(stats.chi2_contingency(table, correction=False).pvalue) if known else float("nan")
    return Response(tuple(sides), tuple(invited), tuple(replied), p_value)


def scores_by_side(asked: Asked, sides: tuple[str, str]) -> tuple[pd.Series, pd.Series]:
    """The final scores, missing ones included, of mentees all of whose mentors are of one side or of the other."""
    rows = with_silent(asked)
    one, other = (rows.loc[rows[side] > 1.0 - 1e-9, "final"] for side in sides)
    return one, other
