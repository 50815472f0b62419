"""One question of one program: what is compared, by which model, or why not.

Every row of an answer starts here: the primary rows read the model off, the rows that test the answer change one
thing each.  A row that these data cannot carry has no numbers and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.formats import OutcomeScale, Unit
from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.program import Derived, Program
from mentorstats.questions.comparison import Comparison, compare, outcome_steps, scale_of
from mentorstats.questions.contrasts import FEWEST, Contrast, Question, question_named
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.results import ResultRow, numbers_of
from mentorstats.questions.spread import SpreadTest, residual_groups, spread_test
from mentorstats.rounding import Counted, Rounding, Steps
from mentorstats.tables.mentees import LEFT_OUT, UNANSWERED, Participations
from mentorstats.tables.mentees import participations as participations_of

__all__ = ["QuestionModel", "fit_participations", "fit_question", "weights_of"]


@dataclass(frozen=True, eq=False)
class QuestionModel:
    """A question with its comparison and its model; where there is none, ``refusal`` says why in words.

    ``note`` says which effect could not be told from the rest and is part of it.
    """

    program: Program
    question: Question
    participations: Participations
    comparison: Comparison
    fit: MultipleMembershipFit | None
    refusal: str
    note: str
    derived: Derived = field(default_factory=Derived, init=False, repr=False)

    @property
    def contrasts(self) -> dict[str, Contrast]:
        """The question's primary contrasts, by name."""
        return {contrast.name: contrast for contrast in self.question.contrasts}

    @cached_property
    def scale(self) -> OutcomeScale:
        """How the outcome is spoken of, and the smallest effect that matters."""
        return scale_of(self.program, self.participations, self.comparison)

    @property
    def fitted(self) -> MultipleMembershipFit:
        """The fit, for those who have seen that there is one."""
        if self.fit is None:
            raise ValueError(f"there is no model: {self.refusal}")
        return self.fit

    @property
    def memberships(self) -> dict[str, Any]:
        """Those that the model kept."""
        kept = self.comparison.memberships if self.fit is None else self.fit.variances
        return {name: w for name, w in self.comparison.memberships.items() if name in kept}

    @cached_property
    def spread_groups(self) -> pd.Series | None:
        """The groups of rows that can have a residual variance each; None where all have to share one."""
        return residual_groups(self.question, self.comparison.rows)

    @property
    def residual_by(self) -> pd.Series | None:
        """The groups of rows that have a residual variance each in the model; None where all share one."""
        return self.spread_groups if self.question.spread_by_side else None

    @cached_property
    def otherwise_spread(self) -> MultipleMembershipFit | None:
        """The model with one residual variance where it has one for each side, and the other way round."""
        if self.fit is None or self.spread_groups is None:
            return None
        groups = None if self.question.spread_by_side else self.spread_groups
        rows, memberships = self.comparison.rows, self.memberships
        fit = fit_or_refusal(rows["final"], self.comparison.design, memberships=memberships, residual_by=groups)[0]
        by_group = self.fit if self.question.spread_by_side else fit
        return fit if by_group is not None and by_group.design.groups is not None else None

    @cached_property
    def spread(self) -> SpreadTest | None:
        """Whether the sides spread alike; None where that cannot be tested."""
        other = self.otherwise_spread
        if other is None:
            return None
        return spread_test(other, self.fitted) if self.question.spread_by_side else spread_test(self.fitted, other)

    @property
    def noun(self) -> str:
        """What a row is: a mentee or a team."""
        return "team" if self.comparison.group_is_row else "mentee"

    @property
    def rounding(self) -> Rounding:
        """How what is told of the program is rounded."""
        return self.program.rounding

    @cached_property
    def steps(self) -> Steps:
        """How finely numbers on the outcome's scale are told."""
        return outcome_steps(self.program, self.participations, self.comparison)

    @property
    def mentees(self) -> int:
        """How many mentees are compared."""
        return int(self.comparison.rows["mentees"].sum())

    @property
    def rows_in_words(self) -> str:
        """How many rows are compared, with their noun."""
        rows = Counted(len(self.comparison.rows), self.mentees)
        return self.rounding.words(rows if self.comparison.group_is_row else self.mentees, self.noun)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Why a mentee may have no outcome here: without dates none comes early, with one cohort each is of it."""
        without, early, unclear = UNANSWERED[1:]
        several = self.participations.table["cohort"].nunique() > 1
        return (without, *([early] if self.participations.dated else []), *([unclear] if several else []))

    @property
    def left_out(self) -> dict[str, int]:
        """How many mentees are left out, for every reason for which this question can leave some out."""
        reasons = [*self.unanswered, *(LEFT_OUT[1:] if self.participations.dated else ()), self.question.loses]
        return dict.fromkeys(reasons, 0) | self.comparison.left_out

    def hidden_averages(self, *sides: pd.DataFrame) -> str:
        """Why plain averages of these sides are not shown, else "": rows with ``final``, and ``mentees`` behind each.

        Averages of yes and no are shares.
        """
        for side in sides:
            answered, yes = (int(rows["mentees"].sum()) for rows in (side, side[side["final"] > 50]))
            if not self.comparison.yes_no and not self.rounding.enough(answered):
                return f"{self.rounding.few} on a side"
            share = yes / max(answered, 1)
            if self.comparison.yes_no and self.rounding.percent(share, inside=yes, outside=answered - yes) is None:
                return f"{self.rounding.few} on a side said yes or no"
        return ""

    def few_said(self, contrast: str, *, among: Comparison | None = None, kept: np.ndarray | None = None) -> str:
        """Why a contrast that nothing is adjusted for is not shown, else "": of a side, few said yes or few said no.

        The difference of two shares, its interval and p, each rounded, leave one number of those who did.
        """
        return self.few_said_on(self.question.sides_of(contrast), among=among, kept=kept)

    def few_said_on(
        self, exposures: Iterable[str], *, among: Comparison | None = None, kept: np.ndarray | None = None
    ) -> str:
        """The same of any exposures."""
        compared = self.comparison if among is None else among
        rows = compared.rows if kept is None else compared.rows[kept]
        sides = [rows[rows[side] > 0] for side in exposures] if compared.yes_no else []
        answers = [part for side in sides for part in (side[side["final"] > 50], side[side["final"] <= 50])]
        enough = all(self.rounding.enough(int(part["mentees"].sum())) for part in answers)
        return "" if enough else f"{self.rounding.few} on a side said yes or no"

    def fewest(self, sides: Iterable[str], *, among: Comparison | None = None, kept: np.ndarray | None = None) -> int:
        """How many mentees are on the smallest of these sides, of the rows of a comparison that are kept."""
        rows = (self.comparison if among is None else among).rows
        rows = rows if kept is None else rows[kept]
        sizes = [int(rows.loc[rows[side] > 0, "mentees"].sum()) for side in sides]
        return min(sizes, default=int(rows["mentees"].sum()))

    def weights(self, contrast: Contrast) -> np.ndarray | None:
        """A contrast as a weighting of the coefficients; None where there is no model or a side has too few rows."""
        if self.fit is None:
            return None
        return weights_of(self.comparison, list(self.comparison.design.columns), contrast.exposures)

    def contrast_weights(self) -> Iterator[tuple[str, np.ndarray | None]]:
        """Each primary contrast with its weights; None where it cannot be estimated."""
        for contrast in self.question.contrasts:
            yield contrast.name, self.weights(contrast)

    def means(self) -> dict[str, pd.Series]:
        """The model's average outcome if all compared had one exposure, for each that enough rows have.

        Each is a row of ``fit.contrast``: estimate, conf_low and conf_high in the outcome's unit.
        """
        if self.fit is None:
            return {}
        columns = list(self.comparison.design.columns)
        weights = self.comparison.rows["mentees"].to_numpy(dtype=float)
        average = np.average(self.comparison.design.to_numpy(dtype=float), axis=0, weights=weights)
        exposures = [place for place, name in enumerate(columns) if name in self.comparison.counts]
        means = {}
        for side in dict.fromkeys(side for contrast in self.question.contrasts for side in contrast.exposures):
            if self.comparison.counts.get(side, 0) >= FEWEST:
                everybody = average.copy()
                everybody[exposures] = [float(columns[place] == side) for place in exposures]
                means[side] = self.fit.contrast(everybody)
        return means

    def row(
        self, contrast: str, method: str, numbers: Any = None, *, detail: str = "", refusal: str = "",
        unit: Unit | None = None, role: str = "robustness", among: Comparison | None = None,
        kept: np.ndarray | None = None, verdict: str = "", hidden: str = "",
    ) -> ResultRow:  # fmt: skip
        """A row of the answer's table.

        ``numbers`` (a mapping, a Series or an object) has estimate, interval, p and df; those that a mapping lacks are
        missing.  ``among`` is the comparison behind them if it is another one, ``kept`` says which of its rows.
        ``hidden`` says why its numbers are not shown, beside that a side has few people.
        """
        compared = self.comparison if among is None else among
        mentees, mentors = compared.rows["mentees"], compared.memberships["mentor"]
        if kept is not None:
            mentees, mentors = mentees[kept], mentors[kept]
        if not self.rounding.enough(self.fewest(self.question.sides_of(contrast), among=among, kept=kept)):
            hidden = f"{self.rounding.few} on a side"
        elif compared.plain:
            hidden = hidden or self.few_said(contrast, among=among, kept=kept)
        return ResultRow(
            self.question.name, self.participations.outcome, contrast, role, method, detail=detail, refusal=refusal,
            unit=unit, verdict=verdict, hidden=hidden, n_mentees=int(mentees.sum()),
            n_mentors=int(((mentors > 0).sum(axis=0) > 0).sum()), **({} if numbers is None else numbers_of(numbers)),
        )  # fmt: skip


def fit_question(
    program: Program, question: Question | str, *, outcome: str | None = None, every: bool = False
) -> QuestionModel:
    """Fit a question's model; ``UnusableExports`` where nothing can be compared.

    With ``every`` the later participations are compared too.
    """
    return fit_participations(program, question, participations_of(program, outcome=outcome, every=every))


def fit_participations(
    program: Program, question: Question | str, participations: Participations, *, left_out: pd.Series | None = None
) -> QuestionModel:
    """Fit a question's model to given participations; ``left_out`` says why more of their rows cannot be compared."""
    question = question_named(question)
    reasons = question.cannot_be_compared(participations.table)
    if left_out is not None:
        reasons = reasons.mask(reasons == "", left_out)
    exposures = question.measure(participations.table)
    comparison = compare(participations, exposures, left_out=reasons, sector=program.industries.sector)
    if comparison.tied:
        terms = " or ".join(comparison.adjustment.kept)
        apart = f"{', '.join(comparison.tied)} cannot be told apart from {terms}"
        fit, refusal, note = None, f"{apart}; it would take cohorts in which both sides are found", ""
    else:
        fit, refusal, note = fit_or_refusal(
            comparison.rows["final"], comparison.design, memberships=comparison.memberships,
            residual_by=residual_groups(question, comparison.rows) if question.spread_by_side else None,
            noun="team" if comparison.group_is_row else "mentee",
        )  # fmt: skip
    return QuestionModel(program, question, participations, comparison, fit, refusal, note)


def weights_of(comparison: Comparison, columns: list[str], exposures: tuple[str, str]) -> np.ndarray | None:
    """A contrast as a weighting of ``columns``; None where a side has too few rows or no column."""
    weights = np.zeros(len(columns))
    for side, sign in zip(exposures, (1.0, -1.0), strict=True):
        if comparison.counts.get(side, 0) < FEWEST:
            return None
        if side != comparison.reference:
            if side not in columns:
                return None
            weights[columns.index(side)] = sign
    return weights
