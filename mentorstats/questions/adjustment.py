"""What a comparison is adjusted for: the columns beside the exposure, and which of them the data can carry.

Cohort, the score before, and the mentee's own industry are adjusted for, because each goes with both the match
and the outcome.  (Popular industries find a match more easily; without the mentee's industry they pass for good
matches.)  They stay as long as they can be estimated: terms go, in a written order, until 3 rows remain for each
coefficient and 20 rows more than there are coefficients.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.models.collinearity import dependent_columns

__all__ = ["DROP_ORDER", "OF_INDUSTRY", "RESIDUAL_ROWS", "ROWS_A_COEFFICIENT", "Adjustment", "adjust", "enough_rows"]

SMALLEST_CATEGORY = 5
ROWS_A_COEFFICIENT = 3
RESIDUAL_ROWS = 20
# How the names of the columns of the mentee's industry begin.
OF_INDUSTRY = ("industry ", "sector ")
DROP_ORDER = ("mentee's industry", "mentee's sector", "cohort", "score before")


@dataclass(frozen=True, eq=False)
class Adjustment:
    """The columns of the adjustment, intercept first, those that could not stay, and which terms stayed and went."""

    columns: pd.DataFrame
    left_out: pd.DataFrame
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def adjust(rows: pd.DataFrame, industries: pd.DataFrame, *, sector: Callable[[str], str], exposures: int) -> Adjustment:
    """Columns for ``rows`` (columns row, cohort, baseline), which already hold ``exposures`` other coefficients.

    ``industries`` (row, code, weight) are the mentees' own.  The mentee's industry is used as detailed as the rows
    allow: by industry, else by sector, else not at all; then cohort goes, then the score before.
    """
    candidates: dict[str, pd.DataFrame] = {
        "score before": baseline_columns(rows),
        "cohort": cohort_columns(rows["cohort"]),
        "mentee's sector": industry_columns(rows, industries, sector, by_sector=True),
        "mentee's industry": industry_columns(rows, industries, sector),
    }
    present = [name for name, columns in candidates.items() if columns.shape[1]]
    order, dropped = [name for name in DROP_ORDER if name in present], list[str]()
    while True:
        chosen = [n for n in present if not (n == "mentee's sector" and "mentee's industry" in present)]
        columns = _independent(rows, [candidates[n] for n in chosen])
        if not order or enough_rows(len(rows), columns.shape[1] + exposures):
            break
        dropped.append(order.pop(0))
        present.remove(dropped[-1])
    gone = [n for n in dropped if not (n == "mentee's sector" and "mentee's industry" in dropped)]
    # Of industries and their sectors the finest that went say all that could not be taken into account.
    left_out = pd.concat([rows[[]], *(candidates[name] for name in gone)], axis=1)
    return Adjustment(columns, left_out.drop(columns=list(columns), errors="ignore"), tuple(chosen), tuple(gone))


def enough_rows(rows: int, coefficients: int) -> bool:
    """Whether so many coefficients can be estimated."""
    return rows >= ROWS_A_COEFFICIENT * coefficients and rows - coefficients >= RESIDUAL_ROWS


def _independent(rows: pd.DataFrame, terms: list[pd.DataFrame]) -> pd.DataFrame:
    intercept = pd.DataFrame({"intercept": np.ones(len(rows))}, index=rows.index)
    columns = pd.concat([intercept, *terms], axis=1)
    return columns.drop(columns=dependent_columns(columns))


def baseline_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """The score before; a missing one is the cohort's mean, with a column that says so."""
    baseline = rows["baseline"]
    if baseline.nunique() < 2:
        return pd.DataFrame(index=rows.index)
    cohort_mean = baseline.groupby(rows["cohort"].fillna("")).transform("mean").fillna(baseline.mean())
    columns = pd.DataFrame({"baseline": baseline.fillna(cohort_mean)})
    if baseline.isna().any():
        columns["baseline missing"] = baseline.isna().astype(float)
    return columns


def cohort_columns(cohort: pd.Series) -> pd.DataFrame:
    """A column for each cohort but the largest; cohorts of fewer than 5 rows are one, called other."""
    named = cohort.fillna("no cohort")
    pooled = named.where(named.map(named.value_counts()) >= SMALLEST_CATEGORY, "other")
    return _but_the_largest(pd.get_dummies(pooled).astype(float).add_prefix("cohort "))


def industry_columns(
    rows: pd.DataFrame, industries: pd.DataFrame, sector: Callable[[str], str], *, by_sector: bool = False
) -> pd.DataFrame:
    """Weights of the mentees' industries; those of fewer than 5 mentees count as their sector, then as other."""
    if industries.empty:
        return pd.DataFrame(index=rows.index)
    codes, distinct = pd.factorize(industries["code"])
    nodes = np.array([f"industry {code}" for code in distinct], dtype=object)
    sectors = np.array([f"sector {sector(str(code))}" for code in distinct], dtype=object)
    row = industries["row"].to_numpy()
    names = np.where(by_sector | _rare(codes, nodes, row), sectors, nodes)
    names = np.where(_rare(codes, names, row), "industry other", names)
    columns, place = np.unique(names.astype(str), return_inverse=True)
    where = pd.Index(rows["row"]).get_indexer(pd.Index(row))
    known = where >= 0
    table = np.zeros((len(rows), len(columns)))
    np.add.at(table, (where[known], place[codes[known]]), industries["weight"].to_numpy(dtype=float)[known])
    weights = pd.DataFrame(table, index=rows.index, columns=columns)
    placed = weights.sum(axis=1)
    if (placed < 1.0 - 1e-9).any():
        weights["industry unknown"] = 1.0 - placed
    return _but_the_largest(weights)


def _rare(codes: np.ndarray, names: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Which of ``names``, one for each code, fewer than 5 mentees have; ``codes`` and ``row`` are who has which."""
    places, distinct = pd.factorize(names)
    held = pd.DataFrame({"place": places[codes], "row": row}).drop_duplicates()
    return (np.bincount(held["place"], minlength=len(distinct)) < SMALLEST_CATEGORY)[places]


def _but_the_largest(columns: pd.DataFrame) -> pd.DataFrame:
    if columns.shape[1] < 2:
        return columns.iloc[:, :0]
    return columns.drop(columns=str(columns.sum().idxmax()))
