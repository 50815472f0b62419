"""One question of one program: what is compared, by which model, or why not.

Every row of an answer starts here: the primary rows read the model off, the rows that test the answer change one
thing each.  A row that these data cannot carry has no numbers and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.formats import OutcomeScale, Unit, count_noun, numbered
from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.privacy.people import People, told_people
from mentorstats.privacy.suppression import EVERYTHING_SHOWN, told_in_tens, told_number
from mentorstats.program import Program
from mentorstats.questions.comparison import Comparison, compare
from mentorstats.questions.contrasts import FEWEST, Contrast, Question, question_named
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.results import ResultRow, numbers_of
from mentorstats.tables.mentees import Participations
from mentorstats.tables.mentees import participations as participations_of
from mentorstats.text import shown_cell

__all__ = ["QuestionModel", "fit_participations", "fit_question", "scale_of", "weights_of"]


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

    @property
    def noun(self) -> str:
        """What a row is: a mentee or a team."""
        return "team" if self.comparison.group_is_row else "mentee"

    @cached_property
    def told(self) -> People:
        """How many mentees are compared and who is left out, as may be told."""
        return told_people(
            int(self.comparison.rows["mentees"].sum()),
            self.comparison.left_out,
            own=self.question.loses,
            min_people=self.program.min_people,
        )

    @cached_property
    def told_mentors(self) -> tuple[int, bool]:
        """How many mentors those compared had, as may be told, and whether that is rounded."""
        everyone, least = self.participations.pairs["mentor_id"].nunique(), self.program.min_people
        told = told_number(self.comparison.mentors, of=[everyone], min_people=least)
        return told, 0 < everyone - self.comparison.mentors < least

    @property
    def mentors_sentence(self) -> str:
        """How many mentors those compared had, with their noun."""
        told, rounded = self.told_mentors
        about = "about " if rounded else ""
        return f"{about}{numbered(told, 'mentor', self.program.min_people)}"

    @property
    def told_rows(self) -> str:
        """How many rows are compared, in words that tell of no few mentees."""
        return count_noun(len(self.comparison.rows), "team") if self.comparison.group_is_row else self.told.sentence

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
        kept: np.ndarray | None = None, verdict: str = "",
    ) -> ResultRow:  # fmt: skip
        """A row of the answer's table.

        ``numbers`` (a mapping, a Series or an object) has estimate, interval, p and df; those that a mapping lacks are
        missing.  ``among`` is the comparison behind them if it is another one, ``kept`` says which of its rows.
        """
        compared = self.comparison if among is None else among
        mentees, mentors = compared.rows["mentees"], compared.memberships["mentor"]
        if kept is not None:
            mentees, mentors = mentees[kept], mentors[kept]
        estimated = {} if numbers is None else numbers_of(numbers)
        df = estimated.get("df", np.nan)
        people: dict[str, Any] = self.people(
            int(mentees.sum()), int(((mentors > 0).sum(axis=0) > 0).sum()), df, role=role
        )
        return ResultRow(
            self.question.name, self.participations.outcome, contrast, role, method, detail=detail, refusal=refusal,
            unit=unit, verdict=verdict, **{**estimated, **people},
        )  # fmt: skip

    def people(self, mentees: int, mentors: int, df: float, *, role: str) -> dict[str, Any]:
        """How many stand behind a row, as may be told, and its df, from which they may follow.

        The main rows have the numbers that the answer tells; the many rows beside them are about parts that differ by
        a few, so theirs are in tens.
        """
        least = self.program.min_people
        if role in ("primary", "exploratory"):
            told = {"n_mentees": self.told.number(mentees), "n_mentors": self.told_mentors[0]}
            told = {name: count if count == 0 or count >= least else None for name, count in told.items()}
        else:
            known = {"n_mentees": (mentees, (*self.told.wholes, self.told.exact)),
                     "n_mentors": (mentors, (self.told_mentors[0],))}  # fmt: skip
            told = {name: told_in_tens(count, of=of, min_people=least) for name, (count, of) in known.items()}
        # The df of least squares are the rows less the coefficients, which anyone can count; naive rows are pairings.
        hidden = told["n_mentees"] != mentees or (role == "naive" and least != EVERYTHING_SHOWN)
        return told | {"df": df // 10 * 10 if hidden and float(df).is_integer() else df}


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
    )


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
        noun = "team" if comparison.group_is_row else "mentee"
        fit, refusal, note = fit_or_refusal(
            comparison.rows["final"], comparison.design, memberships=comparison.memberships, noun=noun
        )
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
