"""What is known against an answer: numbers, gathered once, that the rules of certainty and the sentences read.

Only what concerns the contrasts in question counts: those that are claimed, or found not to matter.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from mentorstats.questions.certainty.background import Background, background_columns
from mentorstats.questions.certainty.balance import Imbalance, imbalances
from mentorstats.questions.certainty.hubs import hub_pairs
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.robustness import PERMUTATIONS, rows_of
from mentorstats.questions.robustness.mentors import WithinMentors, within_mentors
from mentorstats.questions.sensitivity.confounding import as_strong_as_the_strongest
from mentorstats.questions.sensitivity.response import Response, response_by_side, with_nonrespondents
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import ContrastResult

__all__ = ["Evidence", "gather_evidence"]

# The rows that test a claim by a method that assumes less.
KINDS = ("permutation", "one mentor")


@dataclass(frozen=True, eq=False)
class Evidence:
    """What concerns the contrasts of a question.

    ``answered`` is the share of those who could be compared that gave a final answer.  ``other_methods`` are the
    p-values of claimed contrasts, by method and contrast, where labels or scores are permuted and with cluster-robust
    errors; ``as_strong`` the intervals of claimed contrasts if something were as strong as the strongest covariate.
    ``hub`` is the share of adjacent pairings through the most frequent hub, 0 where no adjacency is compared.
    """

    answered: float
    response: Response
    imbalances: tuple[Imbalance, ...]
    mentors: WithinMentors
    background: tuple[Background, ...]
    spread: SpreadTest | None
    other_methods: dict[tuple[str, str], float]
    as_strong: dict[str, tuple[float, float]]
    hub: float

    @property
    def response_gap(self) -> float:
        """The largest difference between the sides' shares of final answers; 0 where it cannot be told."""
        shares = [a / i for a, i in zip(self.response.answered, self.response.invited, strict=True)]
        # Of 90 and 80 of 100 the difference is 10 points, not a rounding error less.
        return round(max(shares) - min(shares), 9) if shares else 0.0

    def concerning(self, contrasts: Container[str]) -> Evidence:
        """The same without what concerns other contrasts only."""
        return replace(
            self,
            imbalances=tuple(i for i in self.imbalances if i.contrast in contrasts),
            background=tuple(b for b in self.background if b.contrast in contrasts),
            other_methods={key: p for key, p in self.other_methods.items() if key[1] in contrasts},
            as_strong={name: ends for name, ends in self.as_strong.items() if name in contrasts},
        )


def gather_evidence(
    model: QuestionModel, results: Sequence[ContrastResult], *, permutations: int = PERMUTATIONS, seed: int = 1
) -> Evidence:
    """The evidence about a fitted question and its primary results; options are those of the permutation."""
    claimed = [result.contrast for result in results if result.verdict.is_claim]
    final = with_nonrespondents(model)["final"]
    as_strong = {name: as_strong_as_the_strongest(model, model.contrasts[name]) for name in claimed}
    rows = [r for kind in KINDS if claimed for r in rows_of(model, kind, permutations=permutations, seed=seed)]
    compares, pairs = model.question.compares_industries, model.participations.pairs
    return Evidence(
        answered=float(final.notna().mean()) if len(final) else 0.0,
        response=response_by_side(model),
        imbalances=tuple(imbalances(model)),
        mentors=within_mentors(model),
        background=tuple(background_columns(model)),
        spread=model.spread,
        other_methods={(row.method, row.contrast): row.p_value for row in rows if math.isfinite(row.p_value)},
        as_strong={name: interval for name, interval in as_strong.items() if interval is not None},
        hub=hub_pairs(pairs, model.program.industries).through_one if compares else 0.0,
    )
