"""The surveys of a made-up program: who answers what, and when.

Mentees score themselves before, halfway and at the end.  At the end the two people of a pairing also rate each other,
and mentees answer the four items of a scale.  A mentee without a final score answers nothing at the end.  The items of
the scale share one factor; the mean, the loading and the error of each item are planted, and so is the reliability
(Cronbach's alpha) of the rounded answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy import special

from mentorstats.simulation.dates import dates, opening
from mentorstats.simulation.matching import chance
from mentorstats.simulation.outcomes import Drawn

__all__ = ["OUTCOME", "SCALE", "draw_answers", "draw_surveys", "planted_alpha"]

OUTCOME = "career_confidence"
# Halfway, goals have become so much clearer, and this share does not answer.
CLEARER, SILENT_HALFWAY = 0.4, 0.25

ITEMS = ("belonging_1", "belonging_2", "belonging_3", "belonging_4")
MEANS, LOADINGS, ERRORS = (3.6, 3.4, 3.5, 3.3), (0.9, 0.8, 0.7, 0.7), (0.6, 0.7, 0.7, 0.8)
LOW, HIGH = 1, 5
REVERSED, SHARE_SKIPPED = "belonging_3", 0.02
SCALE: dict[str, Any] = {
    "name": "belonging", "items": list(ITEMS), "range": [LOW, HIGH], "reverse": [REVERSED], "best": "high",
    "answered": 0.75,
}  # fmt: skip


def draw_surveys(
    rng: Generator, pairings: pd.DataFrame, days: pd.DataFrame, drawn: Drawn, ids: np.ndarray
) -> pd.DataFrame:
    """Draw survey rows, one an answer; ``days`` are those of each row of ``pairings``, ``ids`` begin with mentees'."""
    mentees, final, count = drawn.mentees, drawn.final, len(drawn.final)
    first = opening(mentees.cohort)
    before = first - 14 + np.floor(12 * rng.random(count)).astype(int)
    after = first + 215 + np.floor(21 * rng.random(count)).astype(int)
    clarity = drawn.traits.goal_clarity + 0 * mentees.baseline
    ratings = list(_ratings(rng, pairings, days, drawn, after))
    # A stream of its own: these answers change nothing that is drawn elsewhere.
    later_stream = rng.spawn(1)[0]
    halfway = first + 100 + np.floor(21 * later_stream.random(count)).astype(int)
    midpoint = _clarity_halfway(later_stream, drawn)
    scale = draw_answers(later_stream, count)
    scale.loc[np.isnan(final)] = np.nan
    scores = [
        ("baseline", OUTCOME, mentees.baseline, before),
        ("baseline", "goal_clarity", clarity, before),
        ("final", OUTCOME, final, after),
        ("midpoint", "goal_clarity", midpoint, halfway),
        *(("final", item, scale[item].to_numpy(), after) for item in scale),
    ]
    tables = [
        pd.DataFrame({"person_id": ids[:count], "wave": wave, "item": item, "score": score, "date": dates(day)})
        for wave, item, score, day in scores
    ]
    rows = pd.concat([*tables[:3], *ratings, *tables[3:]], ignore_index=True)
    rows = rows.dropna(subset="score").sort_values(["date", "person_id"], kind="stable", ignore_index=True)
    return rows.reindex(columns=["person_id", "wave", "item", "score", "about_id", "date"])


def _clarity_halfway(rng: Generator, drawn: Drawn) -> np.ndarray:
    """How clear goals are halfway; unlucky mentees answer less often, and those who never began do not answer."""
    luck = drawn.mentees.luck
    clearer = _whole(drawn.traits.goal_clarity + CLEARER + 0.6 * rng.standard_normal(len(luck)))
    silent = rng.random(len(luck)) < chance(SILENT_HALFWAY, -0.3 * luck)
    return np.where(silent | ~drawn.matches.begun.any(1), np.nan, clearer)


def _ratings(
    rng: Generator, pairings: pd.DataFrame, days: pd.DataFrame, drawn: Drawn, after: np.ndarray
) -> Iterator[pd.DataFrame]:
    """The ratings of mentors by mentees, and the respect of mentors for mentees, in pairings that began before."""
    who, place = days["mentee"].to_numpy(), days["place"].to_numpy()
    silent = ~days["begun"].to_numpy() | (days["start"].to_numpy() > after[who]) | np.isnan(drawn.final[who])
    pleased = _whole(3.7 + 0.6 * drawn.mentees.luck[who] + 0.5 * rng.standard_normal(len(who)))
    traits = drawn.traits
    by_mentee = {
        "satisfaction": pleased,
        "sounding_board": traits.sounding_board[who, place],
        "directive": traits.directive[who, place],
        "respect": traits.respect_by_mentee[who, place],
    }
    ratings = [("mentee_id", "mentor_id", item, score) for item, score in by_mentee.items()]
    ratings.append(("mentor_id", "mentee_id", "respect", traits.respect_by_mentor[who, place]))
    for rater, rated, item, score in ratings:
        yield pd.DataFrame({
            "person_id": pairings[rater], "wave": "final", "item": item, "score": np.where(silent, np.nan, score),
            "about_id": pairings[rated], "date": dates(after[who]),
        })  # fmt: skip


def _whole(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 1, 5)


def draw_answers(rng: Generator, people: int) -> pd.DataFrame:
    """Draw the answers to the scale: a row a person, a column an item; a few are skipped.

    >>> draw_answers(np.random.default_rng(1), 3).shape
    (3, 4)
    """
    factor = rng.standard_normal((people, 1))
    errors = np.array(ERRORS) * rng.standard_normal((people, len(ITEMS)))
    answers = np.clip(np.rint(np.array(MEANS) + np.array(LOADINGS) * factor + errors), LOW, HIGH)
    table = pd.DataFrame(answers, columns=list(ITEMS))
    table[REVERSED] = LOW + HIGH - table[REVERSED]
    return table.mask(rng.random(table.shape) < SHARE_SKIPPED)


def planted_alpha() -> float:
    """Cronbach's alpha of the rounded answers in the population, with the reversed item turned back.

    Given the factor the items are independent, so their variances and covariances are averages over it.

    >>> round(planted_alpha(), 2)
    0.8
    """
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    steps = np.arange(LOW, HIGH + 1)
    cuts = np.concatenate([[-np.inf], steps[:-1] + 0.5, [np.inf]])
    center = np.array(MEANS)[:, None] + np.array(LOADINGS)[:, None] * points
    below = special.ndtr((cuts[:, None, None] - center) / np.array(ERRORS)[:, None])
    shares = np.diff(below, axis=0)
    mean = np.tensordot(steps, shares, axes=1)
    within = np.tensordot(steps**2, shares, axes=1) - mean**2
    covariance = (weights * (mean - mean @ weights[:, None])) @ (mean - mean @ weights[:, None]).T
    covariance += np.diag(within @ weights)
    count = len(ITEMS)
    return float(count / (count - 1) * (1 - np.trace(covariance) / covariance.sum()))
