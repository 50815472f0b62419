"""A specification curve in words, by rule: how far the answer hangs on choices that could have been made otherwise."""

from __future__ import annotations

import pandas as pd

from mentorstats.formats import Scale
from mentorstats.models.permutation import PermutationTest
from mentorstats.questions import contrasts
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import Asked

__all__ = ["text_of"]

MOST = 0.95
CHANCE = 0.05


def text_of(
    asked: Asked, contrast: str, table: pd.DataFrame, by_choice: pd.DataFrame, joint: dict[str, PermutationTest], *,
    possible: int, reason: str,
) -> str:  # fmt: skip
    """Four paragraphs: the analyses, what they say, whether chance could say as much, and which choice matters most."""
    paragraphs = [
        _asked_how(len(table), possible),
        _found(asked, contrast, table),
        _by_chance(asked, joint, reason),
        _matters_most(by_choice, asked.scale),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _asked_how(made: int, possible: int) -> str:
    ways = "These data can be analyzed in many ways that somebody could defend: which mentors count, when, how much, "
    drawn = f"{made:,} of {possible:,} such analyses" if made < possible else f"all {made:,} such analyses"
    return f"{ways}and what is adjusted for. Here are {drawn}, the usual one among them."


def _found(asked: Asked, contrast: str, table: pd.DataFrame) -> str:
    scale = asked.scale
    one, other = contrasts.sides(contrast, dated=asked.part.dated)
    median, estimates = float(table["estimate"].median()), table["estimate"]
    above = median >= 0
    side = estimates > 0 if above else estimates < 0
    clear = side & (table["p_value"] < CHANCE)
    way = "higher" if above else "lower"
    agree = "In all of them" if side.all() else f"In {_share(side)} of them"
    return (
        f"{agree} {scale.outcome} is {way} with {one} than with {other}; in {_share(clear)} the 95 % interval leaves "
        f"out 0. The differences go from {scale.range(estimates.min(), estimates.max())} {scale.unit}; the middle one "
        f"is {scale.number(median)}. {_steady(float(side.mean()), float(clear.mean()))}"
    )


def _steady(same: float, clear: float) -> str:
    if same < MOST:
        return "So which side is better hangs on choices that could have been made otherwise: we cannot tell."
    if clear >= MOST:
        return "So the answer does not hang on one of these choices."
    return "So the side does not hang on these choices, but how sure one would be does."


def _by_chance(asked: Asked, joint: dict[str, PermutationTest], reason: str) -> str:
    if not joint:
        return f"Whether chance could make as many analyses agree cannot be tested here: {reason}."
    what = "mentors' industries were" if asked.question == ADJACENCY else "what is left unexplained about mentees was"
    median, average = joint["median"], joint["mean t"]
    unlikely = average.p_value < CHANCE
    so = "so chance alone is an unlikely explanation" if unlikely else "so chance alone could explain it"
    return (
        f"The analyses are not separate facts, since they share their data. So {what} shuffled "
        f"{len(median.draws):,} times within cohorts, and all analyses made again each time: a middle difference as "
        f"far from 0 came up with p = {_p(median)}, results as clear on average with p = {_p(average)}; {so}."
    )


def _matters_most(by_choice: pd.DataFrame, scale: Scale) -> str:
    made = by_choice.dropna(subset="median")
    reach = made.groupby("choice")["median"].agg(lambda own: own.max() - own.min())
    if reach.empty:
        return ""
    name = str(reach.idxmax())
    own = made[made["choice"] == name]
    ways = "; ".join(f"“{way}”: {scale.number(value)}" for way, value in zip(own["way"], own["median"], strict=True))
    return f"The choice that moves the difference most is “{name}” (middle difference with {ways})."


def _share(those: pd.Series) -> str:
    """A share that is neither all nor none is not rounded to it."""
    share = float(those.mean())
    return "all" if share == 1 else "none" if share == 0 else f"{100 * min(max(share, 0.01), 0.99):.0f} %"


def _p(test: PermutationTest) -> str:
    error = "" if test.exact else f" ± {test.monte_carlo_error:.3f}"
    return f"{test.p_value:.3f}{error}"
