"""The model that every factor is added to: the same rows, adjustment and random effects as the two questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.adjustment import ROWS_A_COEFFICIENT, adjust, dependent_columns
from mentorstats.asked import FEWEST, fit_or_refusal
from mentorstats.comparison import Comparison, compare, share_exposures
from mentorstats.exploring.factors import Factor
from mentorstats.loading import Program
from mentorstats.measures import Participations
from mentorstats.models.mixed import JointTest, MultipleMembershipFit
from mentorstats.telling import People, told_people

__all__ = ["Base", "FactorFit", "base_of", "fit_factor"]


@dataclass(frozen=True, eq=False)
class Base:
    """The rows that can be compared, and the shares of industries, which some factors are asked beside.

    ``sector`` gives an industry's sector; ``fewest`` is the number of people below which nothing is told; ``told`` says
    how many they are.
    """

    comparison: Comparison
    shares: pd.DataFrame
    sector: Callable[[str], str]
    fewest: int
    told: People

    def adjustment(self, kept: np.ndarray, *, beside: int) -> pd.DataFrame:
        """The columns of the adjustment for the kept rows, as many as they can carry beside so many others."""
        rows = self.comparison.rows[kept]
        industries = self.comparison.industries
        own = industries[industries["row"].isin(rows["row"])]
        return adjust(rows, own, sector=self.sector, exposures=beside).columns


@dataclass(frozen=True, eq=False)
class FactorFit:
    """A factor's model; without one, ``refusal`` says why.  ``kept`` are the rows of the base that it rests on."""

    factor: Factor
    names: tuple[str, ...]
    design: pd.DataFrame
    kept: np.ndarray
    fit: MultipleMembershipFit | None
    refusal: str
    n_mentees: int
    n_mentors: int

    def contrast(self, column: str) -> pd.Series:
        """One column's coefficient as a row: estimate, interval, p and df."""
        return self._fitted().contrast(np.eye(self.design.shape[1])[list(self.design.columns).index(column)])

    def joint(self) -> JointTest:
        """One F test of all the factor's columns."""
        places = [list(self.design.columns).index(name) for name in self.names]
        return self._fitted().joint_test(np.eye(self.design.shape[1])[places])

    def average_with(self, values: np.ndarray) -> np.ndarray:
        """The average mentee, but with these values of the factor's columns."""
        row = self.design.to_numpy(dtype=float).mean(axis=0)
        row[[list(self.design.columns).index(name) for name in self.names]] = values
        return row

    def _fitted(self) -> MultipleMembershipFit:
        if self.fit is None:
            raise ValueError(f"{self.factor.name} has no model: {self.refusal}")
        return self.fit


def base_of(program: Program, part: Participations) -> Base:
    """The base for a program's participations."""
    everyone = {"everyone": pd.Series(1.0, index=part.table.index)}
    comparison = compare(part, everyone, left_out=part.table["left_out"], sector=program.industries.sector)
    shares = pd.DataFrame(share_exposures(part.table)).set_axis(part.table["row"], axis=0)
    fewest = max(FEWEST, program.settings.min_people)
    mentees = int(comparison.rows["mentees"].sum())
    told = told_people(mentees, comparison.left_out, own="", min_people=program.settings.min_people)
    own = _by_row(shares, comparison).drop(columns="same")
    return Base(comparison, own, program.industries.sector, fewest, told)


def fit_factor(base: Base, factor: Factor) -> FactorFit:
    """Add a factor to the base; kinds that few rows have are one kind, called other."""
    comparison = base.comparison
    if factor.columns.empty:
        return _refused(factor, comparison, f"the exports do not tell; it would take {factor.missing}")
    columns = _by_row(factor.columns, comparison)
    if factor.kinds:
        columns = _pooled(columns, base.fewest)
    kept = columns.notna().all(axis=1).to_numpy()
    own = [*([base.shares[kept]] if factor.given else []), columns[kept]]
    design = pd.concat([base.adjustment(kept, beside=sum(part.shape[1] for part in own)), *own], axis=1)
    dependent = dependent_columns(design)
    if set(dependent) & set(columns):
        return _refused(factor, comparison, "it cannot be told apart from what is adjusted for, or does not differ")
    design = design.drop(columns=dependent)
    enough = max(base.fewest, ROWS_A_COEFFICIENT * design.shape[1])
    if kept.sum() < enough:
        return _refused(factor, comparison, f"it is known of too few mentees; {enough} would be needed")
    memberships = {name: w[kept] for name, w in comparison.memberships.items()}
    fit, refusal, _ = fit_or_refusal(comparison.rows.loc[kept, "final"], design, memberships=memberships)
    mentors = int(((comparison.memberships["mentor"][kept] > 0).sum(axis=0) > 0).sum())
    people = int(comparison.rows.loc[kept, "mentees"].sum())
    return FactorFit(factor, tuple(map(str, columns)), design, kept, fit, refusal, people, mentors)


def _refused(factor: Factor, comparison: Comparison, why: str) -> FactorFit:
    nobody = np.zeros(len(comparison.rows), dtype=bool)
    return FactorFit(factor, (), pd.DataFrame(), nobody, None, why, 0, 0)


def _by_row(columns: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Columns by the rows of the comparison: a team has the mean of its mentees, missing where one is missing."""
    row_of = comparison.row_of
    own = columns.reindex(row_of.index)
    means = own.groupby(row_of).mean().where(own.notna().groupby(row_of).all())
    return means.reindex(comparison.rows["row"]).set_axis(comparison.rows.index, axis=0)


def _pooled(columns: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Kinds that few rows have together; where even together they are few, their rows are left out."""
    few = [name for name in columns if (columns[name] > 0).sum() < fewest]
    if not few:
        return columns
    other = columns[few].sum(axis=1, skipna=False)
    rest = columns.drop(columns=few)
    if (other > 0).sum() >= fewest or rest.empty:
        return rest.assign(other=other)
    return rest.where(~(other > 0))
