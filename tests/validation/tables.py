"""A drawn program as the package sees it, by two ways: through its tables, and past them.

Reading tables takes longer than all models together, so the study builds ``Participations`` itself.  That is only
honest as long as both ways give the same answers; a test asks both.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from mentorstats.industry import Industries
from mentorstats.tables.mentees import SHARES, UNANSWERED, Participations
from tests.validation.outcomes import at_once, mean_by_landmark
from tests.validation.worlds import FOLLOWER, INDUSTRIES, LANDMARK, PLACED, TIERS, Drawn, Floats

OUTCOME = "outcome"
FIRST_DAY, DAYS_BETWEEN_COHORTS = np.datetime64("2020-01-06"), 30


def tables_of(drawn: Drawn, final: Floats) -> dict[str, pd.DataFrame]:
    """People, pairings and surveys, as a program would export them."""
    mentee, place = np.nonzero(drawn.begun)
    opening = FIRST_DAY + DAYS_BETWEEN_COHORTS * drawn.cohort
    mentees, mentors, names = _mentee_ids(drawn), _mentor_ids(drawn), np.array(INDUSTRIES)
    people = {
        "person_id": np.concatenate([mentees, mentors]),
        "industry": names[np.concatenate([drawn.industry, drawn.mentor_industry])],
        "cohort": np.concatenate([_cohorts(drawn), np.full(len(mentors), "")]),
    }
    pairings = {
        "mentee_id": mentees[mentee],
        "mentor_id": mentors[drawn.mentor[mentee, place]],
        "start_date": opening[mentee] + drawn.start[mentee, place],
        "end_date": opening[mentee] + drawn.end[mentee, place],
        "status": np.where(drawn.failed[mentee] & (place == 0), "closed_early", "completed"),
    }
    waves = [("baseline", drawn.baseline, -7), ("final", np.where(drawn.missing, np.nan, final), LANDMARK + 200)]
    surveys = [
        pd.DataFrame({
            "person_id": mentees, "wave": wave, "item": OUTCOME, "score": score, "date": opening + day
        }).dropna(subset="score")
        for wave, score, day in waves
    ]  # fmt: skip
    return {"people": pd.DataFrame(people), "pairings": pd.DataFrame(pairings), "surveys": pd.concat(surveys)}


def participations_of(drawn: Drawn) -> Participations:
    """What the package makes of the tables; in the place of the outcome stands the mentees' luck."""
    n, several = len(drawn.luck), drawn.by_landmark.sum(1) > 1
    ids, cohorts = _mentee_ids(drawn), _cohorts(drawn)
    shares = {SHARES[tier]: mean_by_landmark(drawn, drawn.tier == code) for code, tier in enumerate(TIERS)}
    columns = {
        "participation": np.arange(n), "answered": np.datetime64("NaT", "us"), "mentee_id": ids,
        "cohort_key": cohorts, "cohort": cohorts, "group_id": pd.array([pd.NA] * n, dtype="str"),
        "rank": np.arange(n), "mentors": drawn.begun.sum(1), "mentors_at_landmark": drawn.by_landmark.sum(1),
        "baseline": drawn.baseline, "final": np.where(drawn.missing, np.nan, drawn.luck), "row": np.arange(n),
        "unanswered": np.where(drawn.missing, UNANSWERED[1], ""), "sector": _sectors(drawn),
        "several": np.select([~several, at_once(drawn)], ["one", "at once"], "in turn"),
        "left_out": np.where(drawn.failed & ~drawn.begun[:, FOLLOWER], "over before the landmark", ""),
    }  # fmt: skip
    own, place = np.nonzero(drawn.by_landmark)
    mentors = pd.DataFrame({"row": own, "mentor_id": _mentor_ids(drawn)[drawn.mentor[own, place]],
                            "weight": 1.0 / drawn.by_landmark.sum(1)[own]})  # fmt: skip
    row = np.flatnonzero(drawn.industry < PLACED)
    industries = pd.DataFrame({"row": row, "code": _codes()[drawn.industry[row]], "weight": 1.0})
    table = pd.DataFrame(columns | shares)
    pairs = _pairs(drawn, ids, cohorts)
    return Participations(table, pairs, mentors, industries, OUTCOME, dated=True, later=0, early_finals=0)


def _pairs(drawn: Drawn, ids: np.ndarray, cohorts: np.ndarray) -> pd.DataFrame:
    mentee, place = np.nonzero(drawn.begun)
    names = np.array(INDUSTRIES)
    columns = {
        "mentee_id": ids[mentee],
        "mentor_id": _mentor_ids(drawn)[drawn.mentor[mentee, place]],
        "cohort_key": cohorts[mentee],
        "participation": mentee,
        "mentor_number": drawn.mentor[mentee, place],
        "mentee_industry": names[drawn.industry[mentee]],
        "mentor_industry": names[drawn.mentor_industry[drawn.mentor[mentee, place]]],
        "proximity": np.array(TIERS)[drawn.tier[mentee, place]],
        "at_landmark": drawn.by_landmark[mentee, place],
    }
    return pd.DataFrame(columns)


def _sectors(drawn: Drawn) -> np.ndarray:
    """Each mentee's sector, missing where the industry cannot be placed."""
    sectors = [Industries.standard().sector(str(code)) for code in _codes()]
    return np.append(np.array(sectors, dtype=object), None)[drawn.industry]


@cache
def _codes() -> np.ndarray:
    nodes = Industries.standard().nodes(INDUSTRIES[:PLACED])
    return np.array([nodes[name][0] for name in INDUSTRIES[:PLACED]])


def _mentee_ids(drawn: Drawn) -> np.ndarray:
    return np.array([f"1{number:05d}" for number in range(len(drawn.luck))])


def _mentor_ids(drawn: Drawn) -> np.ndarray:
    return np.array([f"2{number:05d}" for number in range(len(drawn.quality))])


def _cohorts(drawn: Drawn) -> np.ndarray:
    return np.array([f"Cohort {number + 1:02d}" for number in drawn.cohort])
