"""The model that every factor is added to: the same rows, adjustment and random effects as the two questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mentorstats.analyses.explore.factor import Factor
from mentorstats.analyses.explore.kinds import compared_kinds, hardly_differs
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.fit import JointTest, MultipleMembershipFit
from mentorstats.privacy.people import People, told_people
from mentorstats.program import Program
from mentorstats.questions.adjustment import ROWS_A_COEFFICIENT, adjust
from mentorstats.questions.comparison import Comparison, compare, share_exposures
from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.tables.mentees import Participations

__all__ = ["Base", "FactorFit", "Ready", "base_of", "fit_factor", "fit_ready", "ready_factor"]

# The square of anything larger, summed over many rows, is past what a computer's numbers hold.
LARGEST = 1e120


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

    def mentees(self, kept: np.ndarray) -> int:
        """How many mentees stand behind the kept rows."""
        return int(self.comparison.rows.loc[kept, "mentees"].sum())


@dataclass(frozen=True, eq=False)
class Ready:
    """A factor's columns beside the adjustment; where there are none, ``refusal`` says why.

    ``names`` are its columns in ``design``, ``steps`` what ``factor.per`` more of each is in words; ``kept`` are the
    rows of the base that it rests on.
    """

    factor: Factor
    kept: np.ndarray
    refusal: str
    names: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    design: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_mentees: int = 0
    n_mentors: int = 0


@dataclass(frozen=True, eq=False)
class FactorFit(Ready):
    """A factor's model; without one, ``refusal`` says why."""

    fit: MultipleMembershipFit | None = None

    def contrast(self, column: str) -> pd.Series:
        """One column's coefficient, for each step of the factor, as a row: estimate, interval, p and df."""
        return self._fitted().contrast(self.factor.per * np.eye(self.design.shape[1])[self._places([column])[0]])

    def joint(self) -> JointTest:
        """One F test of all the factor's columns."""
        return self._fitted().joint_test(np.eye(self.design.shape[1])[self._places(self.names)])

    def average_with(self, values: np.ndarray) -> np.ndarray:
        """The average mentee, but with these values of the factor's columns."""
        row = self.design.to_numpy(dtype=float).mean(axis=0)
        row[self._places(self.names)] = values
        return row

    def _places(self, names: Iterable[str]) -> list[int]:
        return [list(self.design.columns).index(name) for name in names]

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
    """Add a factor to the base and fit it."""
    return fit_ready(base, ready_factor(base, factor))


def fit_ready(base: Base, ready: Ready) -> FactorFit:
    """Fit a factor that is ready for it."""
    if ready.refusal:
        return FactorFit(**vars(ready))
    memberships = {name: w[ready.kept] for name, w in base.comparison.memberships.items()}
    final = base.comparison.rows.loc[ready.kept, "final"]
    fit, refusal, _ = fit_or_refusal(final, ready.design, memberships=memberships)
    return FactorFit(**vars(ready) | {"fit": fit, "refusal": refusal})


def ready_factor(base: Base, factor: Factor) -> Ready:
    """Put a factor beside the adjustment, or say why that cannot be: too few know it, or differ in it."""
    comparison = base.comparison
    if factor.refusal:
        return _refused(base, factor, factor.refusal)
    if factor.columns.empty:
        return _refused(base, factor, f"the exports do not tell; it would take {factor.missing}")
    columns, steps = _by_row(factor.columns, comparison), factor.steps
    if (columns.abs() > LARGEST).any(axis=None):
        return _refused(base, factor, f"it has numbers too large to compute with (above {LARGEST:.0e})")
    if factor.kinds:
        columns, steps = compared_kinds(columns, base.fewest)
    # No name of the adjustment begins like this, so a kind called "intercept" is not taken for the intercept.
    columns = columns.add_prefix(f"factor {factor.name}/")
    kept = columns.notna().all(axis=1).to_numpy()
    own = [*([base.shares[kept]] if factor.given else []), columns[kept]]
    design = pd.concat([base.adjustment(kept, beside=sum(part.shape[1] for part in own)), *own], axis=1)
    dependent = dependent_columns(design)
    enough = max(base.fewest, ROWS_A_COEFFICIENT * (design.shape[1] - len(set(dependent) - set(columns))))
    refusal = _refusal(columns[kept], dependent, enough, base.fewest)
    if refusal:
        return _refused(base, factor, refusal)
    mentors = int(((comparison.memberships["mentor"][kept] > 0).sum(axis=0) > 0).sum())
    plain = (str(name).removeprefix(f"factor {factor.name}/") for name in columns)
    said = tuple(steps.get(name, name) for name in plain)
    return Ready(
        factor, kept, "", tuple(map(str, columns)), said, design.drop(columns=dependent), base.mentees(kept), mentors
    )


def _refusal(columns: pd.DataFrame, dependent: list[str], enough: int, fewest: int) -> str:
    """Why a factor's columns cannot be looked at, else ""."""
    if len(columns) < enough:
        return f"it is known of too few mentees; {enough} would be needed"
    if columns.empty or hardly_differs(columns, fewest):
        return f"it is the same for all, or all but fewer than {fewest}, of the mentees who can be compared"
    if set(dependent) & set(columns):
        return "it cannot be told apart from what is adjusted for"
    return ""


def _refused(base: Base, factor: Factor, why: str) -> Ready:
    return Ready(factor, np.zeros(len(base.comparison.rows), dtype=bool), why)


def _by_row(columns: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Columns by the rows of the comparison: a team has the mean of its mentees, missing where one is missing."""
    row_of = comparison.row_of
    own = columns.reindex(row_of.index)
    means = own.groupby(row_of).mean().where(own.notna().groupby(row_of).all())
    return means.reindex(comparison.rows["row"]).set_axis(comparison.rows.index, axis=0)
