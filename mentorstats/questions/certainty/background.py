"""Columns of the exports that explain who had which mentors: a site, a department, a manager.

Where nearly everyone of a site has several mentors and nearly nobody elsewhere, the sites are compared, not the numbers
of mentors.  What mentees adjust for anyway (cohort, industry, score before) is no such column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.questions.contrasts import Contrast
from mentorstats.questions.model import QuestionModel
from mentorstats.tables.pairs import MADE

__all__ = ["Background", "background_columns", "explained_by"]

SMALLEST_VALUE = 5
# What says who the two are and when they met, or is the exposure itself, explains nothing from outside.
_NOT_BACKGROUND = frozenset({
    *MADE, "person_id", "mentee_id", "mentor_id", "pairing_id", "cohort", "industry", "mentee_industry",
    "mentor_industry", "role", "start_date", "end_date", "status", "end_reason", "ended_by",
})  # fmt: skip
# A column that says the number of mentors for nearly everyone is the number of mentors.
_SAME = 0.95


@dataclass(frozen=True)
class Background:
    """How much of a contrast's exposure a column explains (adjusted R², 0 to 1)."""

    column: str
    contrast: str
    explained: float


def background_columns(model: QuestionModel) -> list[Background]:
    """Every column beside the adjustment with what it explains of each contrast that can be estimated, most first."""
    table = model.participations.table.set_index("row").loc[model.comparison.row_of.index]
    exposures = pd.DataFrame(model.question.measure(table))
    columns = _columns(model, table)
    every = [
        Background(str(name), contrast.name, explained_by(values, *_exposed(exposures, contrast)))
        for contrast in model.question.contrasts
        if model.weights(contrast) is not None
        for name, values in columns.items()
    ]
    return sorted(every, key=lambda background: -background.explained)


def _exposed(exposures: pd.DataFrame, contrast: Contrast) -> tuple[pd.Series, pd.Series]:
    """How much more of the first side each mentee had than of the second, and who had any of the two."""
    first, second = (exposures[side] for side in contrast.exposures)
    return first - second, first + second > 0


def _columns(model: QuestionModel, table: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns as text, a row for each row of ``table``; the pairings' are those of a mentee's first pairing."""
    pairs, people = model.participations.pairs, model.program.people
    first = pairs.drop_duplicates("participation").set_index("participation").reindex(table["participation"])
    listed = people.drop_duplicates("person_id").set_index("person_id").reindex(table["mentee_id"])
    columns = {}
    for source in (first, listed):
        for name in source.columns.difference(list(_NOT_BACKGROUND), sort=False):
            values = source[name].set_axis(table.index)
            if not _number_of_mentors(values, table):
                columns[str(name)] = values.astype("str")
    return columns


def _number_of_mentors(values: pd.Series, table: pd.DataFrame) -> bool:
    numbers = pd.to_numeric(values, errors="coerce")
    return any((numbers == table[name]).mean() > _SAME for name in ("mentors", "mentors_at_landmark"))


def explained_by(values: pd.Series, exposure: pd.Series, among: pd.Series) -> float:
    """The adjusted R² of an exposure by the values of a column; values of fewer than 5 people are one.

    >>> site = pd.Series(["a"] * 5 + ["b"] * 5)
    >>> explained_by(site, (site == "a").astype(float), site.notna())
    1.0
    """
    exposure, values = exposure[among], values[among].fillna("")
    counts = values.map(values.value_counts())
    values = values.where(counts >= SMALLEST_VALUE, "other")
    free, whole = len(values) - values.nunique(), float(((exposure - exposure.mean()) ** 2).sum())
    if values.nunique() < 2 or free < 1 or whole == 0:
        return 0.0
    rest = float(((exposure - exposure.groupby(values).transform("mean")) ** 2).sum())
    return float(np.clip(1.0 - (rest / free) / (whole / (len(values) - 1)), 0.0, 1.0))
