"""The specification curve: the same question analyzed in every way that somebody could defend.

One analysis rests on many small choices, and a reader cannot know whether another choice would have changed the
answer.  So all analyses are made, and their estimates shown in order (Simonsohn, Simmons & Nelson 2020, Nat. Hum.
Behav. 4).  They are not separate facts: all come from the same mentees.  One test of all of them together, by
shuffling the data and making every analysis again, tells whether so many could look so clear by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.analyses.specification.analyses import Analysis, analyses, samples_of
from mentorstats.analyses.specification.choices import Choice, choices_of, sample_specifications
from mentorstats.analyses.specification.sentences import text_of
from mentorstats.analyses.specification.shuffles import draw_shuffles
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import OutcomeScale, TextResult
from mentorstats.models.permutation import PermutationTest
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, Question
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.results import SHOWN_COLUMNS
from mentorstats.rounding import Rounding, Steps
from mentorstats.sharing import Apart, describe

__all__ = ["SpecificationCurve", "specification_curve"]

LIMIT = 0.05
PERMUTATIONS = 200
SPECIFICATIONS = 300
NUMBERS = ("estimate", "conf_low", "conf_high", "p_value", "df", "n_mentees", "n_mentors")


@dataclass(frozen=True, eq=False, repr=False)
class SpecificationCurve(TextResult):
    """All analyses of one contrast.

    ``table`` has a row an analysis, by estimate: usual (whether it is that of the answer), a column for each of
    ``choices``, estimate, conf_low, conf_high, p_value, df, n_mentees, n_mentors.  ``possible`` counts all analyses,
    ``impossible`` those that were tried and could not be made.  ``median`` is that of the estimates, ``same_sign`` the
    share of analyses on its side of 0, ``significant`` the share on that side whose 95 % interval excludes 0.
    ``joint`` holds the tests of all analyses together (median, significant, mean t); it is empty if nothing can be
    shuffled.  The mean t, which weights each estimate by its precision, is the most sensitive of them.
    """

    question: str
    contrast: str
    outcome: str
    unit: str
    table: pd.DataFrame
    choices: tuple[Choice, ...]
    possible: int
    impossible: int
    median: float
    same_sign: float
    significant: float
    joint: dict[str, PermutationTest]
    scale: OutcomeScale
    rounding: Rounding
    steps: Steps
    text: str

    @property
    def by_choice(self) -> pd.DataFrame:
        """What each choice does: choice, way, analyses (how many), median (of their estimates), significant (share)."""
        rows = []
        for choice in self.choices:
            for label in choice.labels:
                with_option = self.table[self.table[choice.name] == label]
                clear = with_option["p_value"] < LIMIT
                median = with_option["estimate"].median()
                rows.append((choice.name, label, len(with_option), median, clear.mean()))
        columns = {
            **dict.fromkeys(("choice", "way", "analyses"), "exact"), "median": "estimate", "significant": "chance",
        }  # fmt: skip
        table = pd.DataFrame(rows, columns=list(columns))
        return describe(table, columns, rounding=self.rounding, steps=self.steps)


def specification_curve(
    program: Program, *,
    question: Question | str = ADJACENCY, contrast: str | None = None, outcome: str | None = None,
    specifications: int = SPECIFICATIONS, permutations: int = PERMUTATIONS, seed: int = 1,
) -> SpecificationCurve:  # fmt: skip
    """Analyze ``question`` in all defensible ways, and test them together with ``permutations`` shuffles.

    ``contrast`` is the first of the question unless given, ``outcome`` a survey item.  If there are more than
    ``specifications`` ways, a random sample of that many is made, the usual one among them.  Estimates are in points,
    or percentage points for a yes/no outcome.  ``UnusableExports`` if the question itself cannot be answered.
    """
    model = fit_question(program, question, outcome=outcome)
    contrast = next(iter(model.contrasts)) if contrast is None else contrast
    if contrast not in model.contrasts:
        raise PlainError(f"contrast is {contrast!r}; expected one of {', '.join(map(repr, model.contrasts))}")
    for name, value in (("specifications", specifications), ("permutations", permutations)):
        if value < 1:
            raise PlainError(f"{name} is {value}; expected 1 or more")
    if model.fit is None or model.weights(model.contrasts[contrast]) is None:
        raise UnusableExports(f"no analysis can be made: {model.refusal or 'too few mentees on a side'}")
    choices = choices_of(model)
    chosen, possible = sample_specifications(choices, limit=specifications, seed=seed)
    samples = samples_of(model, chosen)
    shuffles = draw_shuffles(model, list(samples.values()), permutations=permutations, seed=seed)
    results = [analysis for analysis in analyses(model, contrast, chosen, samples, shuffles) if analysis is not None]
    table = _table(model, choices, results)
    median = float(table["estimate"].median())
    same_side = np.sign(table["estimate"]) == np.sign(median)
    curve = SpecificationCurve(
        question=model.question.name, contrast=contrast, outcome=model.participations.outcome, unit=model.scale.unit,
        table=table, choices=choices, possible=possible, impossible=len(chosen) - len(results), median=median,
        same_sign=float(same_side.mean()), significant=float((same_side & (table["p_value"] < LIMIT)).mean()),
        joint={} if shuffles.reason else _joint_tests(results, exact=shuffles.exact), scale=model.scale,
        rounding=model.rounding, steps=model.steps, text="",
    )  # fmt: skip
    text = text_of(model, contrast, table, curve.by_choice, curve.joint, possible=possible, reason=shuffles.reason)
    return replace(curve, text=text)


def _table(model: QuestionModel, choices: tuple[Choice, ...], results: list[Analysis]) -> pd.DataFrame:
    """One row an analysis, by estimate: whether it is the usual one, the label of each option, and its numbers."""
    usual = {choice.name: choice.usual for choice in choices}
    rows = [
        {"usual": analysis.options == usual}
        | {name: option.label for name, option in analysis.options.items()}
        | analysis.numbers
        for analysis in results
    ]
    table = pd.DataFrame(rows, columns=["usual", *usual, *NUMBERS])
    table = table.sort_values("estimate", kind="stable", ignore_index=True)
    columns = {**dict.fromkeys(table, "exact"), **{name: SHOWN_COLUMNS[name] for name in NUMBERS}}
    few = [row for row in rows if not model.rounding.enough(int(row["fewest"]))]
    apart = {tuple(row[name] for name in usual): Apart() for row in few}
    table = table.astype({"n_mentees": int, "n_mentors": int})
    return describe(table, columns, rounding=model.rounding, steps=model.steps, by=list(usual), rows=apart)


def _joint_tests(results: list[Analysis], *, exact: bool) -> dict[str, PermutationTest]:
    """The median, the share that is significant on one side, and the mean t, observed and in every shuffle."""
    estimates = np.array([analysis.estimates for analysis in results])
    statistics = np.array([analysis.statistics for analysis in results])
    limits = np.array([float(stats.t.ppf(0.975, max(analysis.residual_df, 1))) for analysis in results])[:, None]
    clear = np.maximum((statistics > limits).mean(axis=0), (statistics < -limits).mean(axis=0))
    measures = {"median": np.median(estimates, axis=0), "significant": clear, "mean t": statistics.mean(axis=0)}
    return {name: PermutationTest(float(v[0]), float(v[0]), v[1:], exact) for name, v in measures.items()}
