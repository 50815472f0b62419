"""The package's own methods, asked of one drawn program for many outcomes at once.

Who is compared with whom, the adjustment and the memberships do not depend on the outcome (who is missing is
drawn with the program), so the package's ``compare`` is called once a question and its model once an outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mentorstats.industry import Industries
from mentorstats.models.mixed import IndistinctError, NoMaximumError
from mentorstats.models.permutation import PermutationTest, freedman_lane, movable, permute_labels
from mentorstats.questions.comparison import Comparison, compare
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, NUMBER, Question
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.model import weights_of
from mentorstats.questions.robustness.labels import FEWEST_MOVABLE, relabeling
from mentorstats.questions.spread import residual_groups
from mentorstats.tables.mentees import Participations
from tests.validation.worlds import Floats

MODEL, SHUFFLED = "model", "model, permuted"
ALL_ALIKE = "all alike"
PERMUTATIONS = 199
Shuffle = Callable[[Floats], dict[str, PermutationTest]]


class Row(NamedTuple):
    """What a method says of one contrast for each outcome: arrays (outcomes,), nan where it refuses or has none.

    ``on_edge`` is 1 where the mentors' variance was estimated as 0.
    """

    method: str
    contrast: str
    estimate: Floats
    low: Floats
    high: Floats
    p_value: Floats
    on_edge: Floats


@dataclass(frozen=True, eq=False)
class Asking:
    """One question asked of one drawn program; ``kept`` are the mentees who are compared, in the rows' order."""

    question: Question
    part: Participations
    comparison: Comparison

    @property
    def kept(self) -> np.ndarray:
        return self.comparison.row_of.index.to_numpy()

    @property
    def sides(self) -> dict[str, tuple[str, str]]:
        """The two exposures of each contrast."""
        return {contrast.name: contrast.exposures for contrast in self.question.contrasts}

    @property
    def exposures(self) -> list[str]:
        """The names of the columns of the design that are exposures."""
        return [str(name) for name in self.comparison.design.columns[self.comparison.adjustment.columns.shape[1] :]]

    def weighted(self, columns: list[str] | None = None) -> Iterator[tuple[str, Floats | None]]:
        """Each contrast as a weighting of the design's columns, or of these; None where a side has too few rows."""
        names = list(self.comparison.design.columns) if columns is None else columns
        for contrast in self.question.contrasts:
            usable = not self.comparison.tied and len(self.comparison.rows)
            yield contrast.name, weights_of(self.comparison, names, contrast.exposures) if usable else None


def askings(part: Participations) -> list[Asking]:
    """Both questions, as the package asks them."""
    table, sector = part.table, Industries.standard().sector
    return [
        Asking(question, part, compare(part, question.measure(table), left_out=question.cannot_be_compared(table),
                                       sector=sector))
        for question in (ADJACENCY, NUMBER)
    ]  # fmt: skip


def model_rows(asking: Asking, outcomes: Floats) -> Iterator[Row]:
    """The primary rows; ``outcomes`` (mentees, outcomes) are of all mentees, in the answer's unit."""
    comparison = asking.comparison
    weighted = {} if comparison.tied else {name: w for name, w in asking.weighted() if w is not None}
    names = [contrast.name for contrast in asking.question.contrasts] + [ALL_ALIKE] * bool(asking.question.joint)
    found = np.full((len(names), 5, outcomes.shape[1]), np.nan)
    for place, y in enumerate(outcomes[asking.kept].T):
        rows, memberships = comparison.rows.assign(final=y), comparison.memberships
        groups = residual_groups(asking.question, rows) if asking.question.spread_by_side else None
        fit = fit_or_refusal(y, comparison.design, memberships=memberships, residual_by=groups)[0] if weighted else None
        if fit is None:
            continue
        edge = float(fit.variances.get("mentor", 0.0) == 0)
        for name, weights in weighted.items():
            row = fit.contrast(weights)
            numbers = (row["estimate"], row["conf_low"], row["conf_high"], row["p_value"], edge)
            found[names.index(name), :, place] = numbers
        if ALL_ALIKE in names and {"adjacent - same", "distant - same"} <= weighted.keys():
            joint = fit.joint_test([weighted["adjacent - same"], weighted["distant - same"]])
            found[names.index(ALL_ALIKE), 3:, place] = joint.p_value, edge
    for name, numbers in zip(names, found, strict=True):
        yield Row(MODEL, name, *numbers)


def shuffled_rows(asking: Asking, outcomes: Floats, *, seed: int) -> Iterator[Row]:
    """The permutation rows: mentors' industries for adjacency, for the number of mentors what is left of the scores."""
    weighted = dict(asking.weighted())
    found = {name: np.full((2, outcomes.shape[1]), np.nan) for name in weighted}
    usable = {name: weights for name, weights in weighted.items() if weights is not None}
    prepared = _labels if asking.question == ADJACENCY else _residuals
    if usable and (shuffle := prepared(asking, usable, seed)):
        for place, y in enumerate(outcomes[asking.kept].T):
            with suppress(IndistinctError, NoMaximumError):
                for name, result in shuffle(y).items():
                    found[name][:, place] = result.estimate, result.p_value
    for name, (estimate, p_value) in found.items():
        none = np.full_like(estimate, np.nan)
        yield Row(SHUFFLED, name, estimate, none, none, p_value, none)


def _labels(asking: Asking, usable: dict[str, Floats], seed: int) -> Shuffle | None:
    """Mentors' industries are shuffled among mentors of the same cohorts; None where too few can move."""
    fixed = asking.comparison.adjustment.columns
    moved = relabeling(asking.part, asking.comparison.row_of, Industries.standard())
    contrasts = {name: weights[fixed.shape[1] :].tolist() for name, weights in usable.items()}
    if moved.share_movable < FEWEST_MOVABLE:
        return None
    return lambda y: permute_labels(
        y, fixed, moved.edges, tiers=asking.exposures, contrasts=contrasts, strata=moved.strata,
        memberships=asking.comparison.memberships, permutations=PERMUTATIONS, seed=seed,
    )  # fmt: skip


def _residuals(asking: Asking, usable: dict[str, Floats], seed: int) -> Shuffle | None:
    """What the rest does not explain is shuffled within cohorts; None where too few can move."""
    comparison = asking.comparison
    cohort, exposure = comparison.rows["cohort"], comparison.rows[AT_ONCE]
    if movable(exposure, cohort).mean() < FEWEST_MOVABLE:
        return None
    return lambda y: {
        name: freedman_lane(
            y, exposure, comparison.design.drop(columns=AT_ONCE), strata=cohort,
            memberships=comparison.memberships, permutations=PERMUTATIONS, seed=seed,
        )
        for name in usable
    }  # fmt: skip
