"""The rows that one question compares: who is in, who is left out and why, and who belongs to whom.

Usually a row is a mentee.  Where a team always shares one outcome (it graduates together), its members are not
separate facts and the team is the row: covariates and mentor weights are averaged over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.formats import OutcomeScale
from mentorstats.models.collinearity import dependent_columns
from mentorstats.program import Program
from mentorstats.questions.adjustment import Adjustment, adjust
from mentorstats.rounding import Steps, scale_range, steps_of
from mentorstats.schema.scales import declared_range
from mentorstats.tables.mentees import Participations
from mentorstats.text import shown_cell

__all__ = ["Comparison", "compare", "outcome_steps", "scale_of"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The rows of a question, their exposures, adjustment and memberships.

    ``rows`` has row, cohort, baseline, final (in the answer's unit), mentees (how many a row stands for) and the
    exposures; ``counts`` how many rows have each exposure; ``left_out`` how many mentees are left out, by reason.
    ``reference`` is the exposure that the others are compared with; it has no column in ``design``.
    ``row_of`` gives the row of each row of the participations that is compared; ``industries`` (row, code, weight)
    are the mentees' own.
    """

    rows: pd.DataFrame
    row_of: pd.Series
    industries: pd.DataFrame
    counts: dict[str, int]
    reference: str
    adjustment: Adjustment
    design: pd.DataFrame
    tied: tuple[str, ...]
    memberships: dict[str, sparse.csr_array]
    mentors: int
    left_out: dict[str, int]
    group_is_row: bool
    yes_no: bool
    spread: float
    has_baseline: bool

    @property
    def plain(self) -> bool:
        """Whether nothing but the exposures is in the design, so that differences are those of plain averages."""
        return set(self.design) <= {"intercept", *self.counts}


def compare(
    participations: Participations,
    exposures: dict[str, pd.Series],
    *,
    left_out: pd.Series,
    sector: Callable[[str], str],
) -> Comparison:
    """Build the comparison of ``exposures`` (a 0 to 1 column each, the reference first, summing to 1 in a row).

    ``left_out`` says for each mentee why they cannot be compared, else "".
    """
    table = participations.table.assign(**exposures)
    reasons = left_out.mask(table["final"].isna(), table["unanswered"])
    kept = table[reasons == ""]
    # What an outcome is like is known from everyone who has one, even where nobody is left to compare.
    answered = table[table["final"].notna()]
    yes_no = len(answered) > 0 and bool(answered["final"].isin([0.0, 1.0]).all())
    kept = kept.assign(final=kept["final"] * (100.0 if yes_no else 1.0), mentees=1, group=_groups(kept))
    shared = kept.groupby("group")["final"].agg(["size", "nunique"]).query("size > 1")
    group_is_row = bool(len(shared)) and bool((shared["nunique"] == 1).all())
    new_row = pd.Series(kept["group"].factorize()[0] if group_is_row else np.arange(len(kept)), index=kept["row"])
    names = list(exposures)
    rows = kept.groupby(new_row.to_numpy()).agg(
        {"cohort": "first", "baseline": "mean", "final": "mean", "mentees": "sum", "group": "first"}
        | dict.fromkeys(names, "mean")
    )
    rows = rows.rename_axis("row").reset_index()
    counts = {name: int((rows[name] > 0).sum()) for name in names}
    present = [name for name in names if counts[name]]
    industries = _averaged_weights(participations.industries, new_row, ["row", "code"])
    adjustment = adjust(rows, industries, sector=sector, exposures=max(len(present) - 1, 0))
    design = pd.concat([adjustment.columns, rows[present[1:]]], axis=1)
    mentors = _averaged_weights(participations.mentors, new_row, ["row", "mentor_id"])
    return Comparison(
        rows=rows,
        row_of=new_row,
        industries=industries,
        counts=counts,
        reference=present[0] if present else names[0],
        adjustment=adjustment,
        design=design,
        tied=tuple(name for name in dependent_columns(design) if name in names),
        memberships=_memberships(rows, mentors, group_effect=bool(len(shared)) and not group_is_row),
        mentors=mentors["mentor_id"].nunique(),
        left_out={str(reason): int(count) for reason, count in reasons[reasons != ""].value_counts().items()},
        group_is_row=group_is_row,
        yes_no=yes_no,
        spread=_within_cohort_sd(kept if len(kept) else answered),
        has_baseline=bool(table["baseline"].notna().any()),
    )


def outcome_steps(program: Program, participations: Participations, comparison: Comparison) -> Steps:
    """How finely numbers on the scale of an outcome are told."""
    low, high = declared_range(program.settings.scale, participations.outcome)
    return steps_of(scale_range(low, high, spread=comparison.spread), yes_no=comparison.yes_no)


def scale_of(program: Program, participations: Participations, comparison: Comparison) -> OutcomeScale:
    """How an outcome is spoken of; a difference matters from the program's own limit on, else from the usual one."""
    given = program.settings.smallest_effect
    usual = 5.0 if comparison.yes_no else 0.2 * comparison.spread
    outcome = shown_cell(participations.outcome.replace("_", " "))
    return OutcomeScale(
        outcome=f"the share of “{outcome}”" if comparison.yes_no else outcome,
        unit="percentage points" if comparison.yes_no else "points",
        better=program.settings.outcome_better,
        smallest_effect=usual if given is None else given,
        step=outcome_steps(program, participations, comparison).fine,
    )


def _groups(kept: pd.DataFrame) -> pd.Series:
    """The team within its cohort; whoever has none is a team of one."""
    alone = "mentee " + kept["cohort_key"] + "/" + kept["mentee_id"]
    return ("team " + kept["cohort_key"] + "/" + kept["group_id"]).fillna(alone)


def _averaged_weights(weights: pd.DataFrame, new_row: pd.Series, key: list[str]) -> pd.DataFrame:
    """Weights of the kept rows, averaged over the mentees of a new row."""
    sizes = new_row.value_counts()
    kept = weights.assign(row=weights["row"].map(new_row)).dropna(subset="row").astype({"row": int})
    kept["weight"] = kept["weight"] / kept["row"].map(sizes)
    return kept.groupby(key)["weight"].sum().reset_index()


def _memberships(rows: pd.DataFrame, mentors: pd.DataFrame, *, group_effect: bool) -> dict[str, sparse.csr_array]:
    codes, names = mentors["mentor_id"].factorize()
    places = (mentors["row"].to_numpy(), codes)
    memberships = {"mentor": sparse.csr_array((mentors["weight"].to_numpy(), places), shape=(len(rows), len(names)))}
    if group_effect:
        teams, labels = rows["group"].factorize()
        shape = (len(rows), len(labels))
        memberships["group"] = sparse.csr_array((np.ones(len(rows)), (np.arange(len(rows)), teams)), shape=shape)
    return memberships


def _within_cohort_sd(kept: pd.DataFrame) -> float:
    """The spread of final answers within cohorts; that of all of them where every mentee is a cohort alone."""
    cohort = kept["cohort"].fillna("")
    deviations = kept["final"] - kept.groupby(cohort)["final"].transform("mean")
    residual_df = len(kept) - cohort.nunique()
    if residual_df == 0:
        return float(kept["final"].std())
    return float(np.sqrt((deviations**2).sum() / residual_df))
