"""The model to which every factor is added: the rows, adjustment and random effects of the two questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mentorstats.analyses.explore.factor import Factor
from mentorstats.analyses.explore.kinds import compared_kinds, hardly_differs
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.fit import JointTest, MultipleMembershipFit
from mentorstats.program import Program
from mentorstats.questions.adjustment import ROWS_A_COEFFICIENT, adjust
from mentorstats.questions.comparison import Comparison, compare
from mentorstats.questions.contrasts import ADJACENCY, FEWEST
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.tables.mentees import Participations

__all__ = [
    "ExploreModel",
    "FactorFit",
    "PreparedFactor",
    "explore_model",
    "fit_factor",
    "fit_prepared",
    "prepare_factor",
]

# The square of anything larger, summed over many rows, is past what a computer's numbers hold.
LARGEST = 1e120


@dataclass(frozen=True, eq=False)
class ExploreModel:
    """The rows that can be compared, and the shares of industries, which some factors need beside them.

    ``sector`` gives the sector of an industry.  ``min_rows`` is the number of rows below which nothing is looked at:
    10, or the program's ``min_people`` where that is more, so that whatever is looked at may also be told.
    """

    comparison: Comparison
    shares: pd.DataFrame
    sector: Callable[[str], str]
    min_rows: int

    def adjustment(self, kept: np.ndarray, *, beside: int) -> pd.DataFrame:
        """The columns of the adjustment for the kept rows: as many as can be estimated beside so many others."""
        rows = self.comparison.rows[kept]
        industries = self.comparison.industries
        industries = industries[industries["row"].isin(rows["row"])]
        return adjust(rows, industries, sector=self.sector, exposures=beside).columns

    def mentees(self, kept: np.ndarray) -> int:
        """How many mentees the kept rows are about."""
        return int(self.comparison.rows.loc[kept, "mentees"].sum())


@dataclass(frozen=True, eq=False)
class PreparedFactor:
    """A factor's columns beside the adjustment; without columns, ``refusal`` says why.

    ``names`` are its columns in ``design``, ``steps`` what ``factor.per`` more of each is in words; ``kept`` says which
    rows of the model have a value.  ``few_said`` is whether nothing else tells the mentees apart, and few of those who
    have one value said yes, or no: the factor's numbers would tell how many.
    """

    factor: Factor
    kept: np.ndarray
    refusal: str
    names: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    design: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_mentees: int = 0
    n_mentors: int = 0
    few_said: bool = False

    @property
    def name(self) -> str:
        return self.factor.name


@dataclass(frozen=True, eq=False)
class FactorFit(PreparedFactor):
    """A factor's model; without one, ``refusal`` says why."""

    fit: MultipleMembershipFit | None = None

    def contrast(self, column: str) -> pd.Series:
        """The coefficient of one column for each step of the factor: estimate, interval, p and df."""
        return self._fitted().contrast(self.factor.per * np.eye(self.design.shape[1])[self._places([column])[0]])

    def joint(self) -> JointTest:
        """One F test of all columns of the factor."""
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
            raise ValueError(f"{self.name} has no model: {self.refusal}")
        return self.fit


def explore_model(program: Program, participations: Participations) -> ExploreModel:
    """The model of a program's participations."""
    no_exposure = {"everyone": pd.Series(1.0, index=participations.table.index)}
    comparison = compare(
        participations, no_exposure, left_out=participations.table["left_out"], sector=program.industries.sector
    )
    shares = pd.DataFrame(ADJACENCY.measure(participations.table)).set_axis(participations.table["row"], axis=0)
    min_rows = max(FEWEST, program.rounding.min_people)
    shares = _by_row(shares, comparison).drop(columns="same")
    return ExploreModel(comparison, shares, program.industries.sector, min_rows)


def fit_factor(model: ExploreModel, factor: Factor) -> FactorFit:
    """Prepare a factor and fit it."""
    return fit_prepared(model, prepare_factor(model, factor))


def fit_prepared(model: ExploreModel, prepared: PreparedFactor) -> FactorFit:
    """Fit a prepared factor."""
    if prepared.refusal:
        return FactorFit(**vars(prepared))
    memberships = {name: w[prepared.kept] for name, w in model.comparison.memberships.items()}
    final = model.comparison.rows.loc[prepared.kept, "final"]
    fit, refusal, _ = fit_or_refusal(final, prepared.design, memberships=memberships)
    return FactorFit(**vars(prepared) | {"fit": fit, "refusal": refusal})


def prepare_factor(model: ExploreModel, factor: Factor) -> PreparedFactor:
    """Put a factor beside the adjustment, or say why that cannot be done: it is known, or differs, for too few."""
    comparison = model.comparison
    if factor.refusal:
        return _refused(model, factor, factor.refusal)
    if factor.columns.empty:
        return _refused(model, factor, f"the exports do not tell; it would take {factor.missing}")
    columns, steps = _by_row(factor.columns, comparison), factor.steps
    if (columns.abs() > LARGEST).any(axis=None):
        return _refused(model, factor, f"it has numbers too large to compute with (above {LARGEST:.0e})")
    if factor.kinds:
        columns, steps = compared_kinds(columns, model.min_rows)
    plain_names = [str(name) for name in columns]
    # No name of the adjustment begins like this, so a kind called "intercept" is not taken for the intercept.
    columns = columns.add_prefix(f"factor {factor.name!r}/")
    kept = columns.notna().all(axis=1).to_numpy()
    added = [*([model.shares[kept]] if factor.given else []), columns[kept]]
    design = pd.concat(
        [model.adjustment(kept, beside=sum(columns_added.shape[1] for columns_added in added)), *added], axis=1
    )
    dependent = dependent_columns(design)
    needed = max(model.min_rows, ROWS_A_COEFFICIENT * (design.shape[1] - len(set(dependent) - set(columns))))
    refusal = _refusal(columns[kept], dependent, needed, model.min_rows)
    if refusal:
        return _refused(model, factor, refusal)
    mentors = int(((comparison.memberships["mentor"][kept] > 0).sum(axis=0) > 0).sum())
    return PreparedFactor(
        factor, kept, "", tuple(map(str, columns)), tuple(steps.get(name, name) for name in plain_names),
        design.drop(columns=dependent), model.mentees(kept), mentors,
        few_said=comparison.plain and comparison.yes_no and _few_said(model, columns[kept]),
    )  # fmt: skip


def _refusal(columns: pd.DataFrame, dependent: list[str], needed: int, min_rows: int) -> str:
    """Why the columns of a factor cannot be looked at, else ""."""
    if len(columns) < needed:
        return f"it is known of too few mentees; {needed} would be needed"
    if columns.empty or hardly_differs(columns, min_rows):
        return f"it is the same for all, or all but fewer than {min_rows}, of the mentees who can be compared"
    if set(dependent) & set(columns):
        return "it cannot be told apart from what is adjusted for"
    return ""


def _few_said(model: ExploreModel, columns: pd.DataFrame) -> bool:
    """Whether few of those who have one value of a column said yes, or no."""
    yes = model.comparison.rows.loc[columns.index, "final"] > 50
    kinds = [columns[name] for name in columns if columns[name].nunique() == 2]
    counts = [pd.crosstab(kind, yes).reindex(columns=[False, True], fill_value=0) for kind in kinds]
    return any(count.to_numpy().min() < model.min_rows for count in counts)


def _refused(model: ExploreModel, factor: Factor, refusal: str) -> PreparedFactor:
    return PreparedFactor(factor, np.zeros(len(model.comparison.rows), dtype=bool), refusal)


def _by_row(columns: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Columns by the rows of the comparison: a team has the mean of its mentees, missing where one is missing."""
    row_of = comparison.row_of
    values = columns.reindex(row_of.index)
    means = values.groupby(row_of).mean().where(values.notna().groupby(row_of).all())
    return means.reindex(comparison.rows["row"]).set_axis(comparison.rows.index, axis=0)
