"""A specification curve in words: how far the answer depends on choices that could have been made otherwise."""

from __future__ import annotations

import pandas as pd

from mentorstats.formats import OutcomeScale, equals
from mentorstats.models.permutation import PermutationTest
from mentorstats.questions.model import QuestionModel

__all__ = ["text_of"]

MOST = 0.95
LIMIT = 0.05


def text_of(
    model: QuestionModel, contrast: str, table: pd.DataFrame, by_choice: pd.DataFrame,
    joint: dict[str, PermutationTest], *, possible: int, reason: str,
) -> str:  # fmt: skip
    """Four paragraphs: the analyses, what they say, whether chance could say as much, and which choice matters most."""
    paragraphs = [
        _analyses_sentence(len(table), possible),
        _agreement_sentence(model, contrast, table),
        _chance_sentence(model, joint, reason),
        _most_important_choice(by_choice, model.scale),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _analyses_sentence(count: int, possible: int) -> str:
    opening = (
        "These data can be analyzed in many ways that somebody could defend: which mentors count, when, how much, "
    )
    selection = f"{count:,} of {possible:,} such analyses" if count < possible else f"all {count:,} such analyses"
    return f"{opening}and what is adjusted for. Here are {selection}, the usual one among them."


def _agreement_sentence(model: QuestionModel, contrast: str, table: pd.DataFrame) -> str:
    scale = model.scale
    first, second = model.contrasts[contrast].in_words(dated=model.participations.dated)
    median, estimates = float(table["estimate"].median()), table["estimate"]
    above = median >= 0
    side = estimates > 0 if above else estimates < 0
    clear = side & (table["p_value"] < LIMIT)
    direction = "higher" if above else "lower"
    reach = scale.range(estimates.min(), estimates.max())
    agree = "In all of them" if side.all() else f"In {_share(side)} of them"
    return (
        f"{agree} {scale.outcome} is {direction} with {first} than with {second}; in {_share(clear)} the 95 % interval "
        f"leaves out 0. The differences go from {reach} {scale.unit}; the middle one is {scale.number(median)}. "
        f"{_conclusion(float(side.mean()), float(clear.mean()))}"
    )


def _conclusion(same_side: float, clear: float) -> str:
    if same_side < MOST:
        return "So which side is better hangs on choices that could have been made otherwise: we cannot tell."
    if clear >= MOST:
        return "So the answer does not hang on one of these choices."
    return "So the side does not hang on these choices, but how sure one would be does."


def _chance_sentence(model: QuestionModel, joint: dict[str, PermutationTest], reason: str) -> str:
    if not joint:
        return f"Whether chance could make as many analyses agree cannot be tested here: {reason}."
    by_industry = model.question.compares_industries
    shuffled = "mentors' industries were" if by_industry else "what is left unexplained about mentees was"
    median, average = joint["median"], joint["mean t"]
    unlikely = average.p_value < LIMIT
    conclusion = "so chance alone is an unlikely explanation" if unlikely else "so chance alone could explain it"
    # How many ways there are says how many people could be moved.
    times = "in all ways there are" if median.exact else f"{len(median.draws):,} times"
    return (
        f"The analyses are not separate facts, since they share their data. So {shuffled} shuffled "
        f"{times} within cohorts, and all analyses made again each time: a middle difference as "
        f"far from 0 came up with {_p(median)}, results as clear on average with {_p(average)}; {conclusion}."
    )


def _most_important_choice(by_choice: pd.DataFrame, scale: OutcomeScale) -> str:
    medians = by_choice.dropna(subset="median")
    reach = medians.groupby("choice")["median"].agg(lambda medians: medians.max() - medians.min())
    if reach.empty:
        return ""
    name = str(reach.idxmax())
    rows = medians[medians["choice"] == name]
    listed = "; ".join(
        f"“{label}”: {scale.number(median)}" for label, median in zip(rows["way"], rows["median"], strict=True)
    )
    return f"The choice that moves the difference most is “{name}” (middle difference with {listed})."


def _share(selected: pd.Series) -> str:
    """A share that is neither all nor none is not rounded to it."""
    share = float(selected.mean())
    return "all" if share == 1 else "none" if share == 0 else f"{100 * min(max(share, 0.01), 0.99):.0f} %"


def _p(test: PermutationTest) -> str:
    error = "" if test.exact else f" ± {test.monte_carlo_error:.3f}"
    return f"p {equals(test.p_value)}{error}"
