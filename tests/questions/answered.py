"""Programs that many tests of rows share, and ways to pick a row."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.questions.contrasts import Question
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import results_table
from mentorstats.questions.robustness import robustness_rows
from mentorstats.questions.sensitivity import sensitivity_rows
from mentorstats.simulation.simulate import simulate_program
from tests.programs import pair, program, score

KINDS = ["Art", "Music", "Steel"]


@cache
def simulated(effect: float = 0.0) -> ms.Program:
    return simulate_program(seed=4, mentees=240, effect_adjacent=effect)[0]


def prepared(made: ms.Program, question: Question):
    model = fit_question(made, question)
    return model.participations, model.comparison, model.fitted


def rows_of(made: ms.Program, question: Question, *, permutations: int = 200, seed: int = 1) -> pd.DataFrame:
    return results_table(robustness_rows(fit_question(made, question), permutations=permutations, seed=seed))


@cache
def of_simulated(question: Question) -> pd.DataFrame:
    return rows_of(simulated(), question)


@cache
def sensitivity_of_simulated(question: Question) -> pd.DataFrame:
    return results_table(sensitivity_rows(fit_question(simulated(0.6), question)))


def by_hand(*, cohort_of_kind: bool = False, mentees: int = 60):
    """Mentee i has mentor i % 12; every third mentor is of Art, Music, Steel; scores rise with i."""
    kinds = ["Art", "Music", "Steel"]
    pairs = [
        pair(f"e{i:03}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=kinds[i % 3] if cohort_of_kind else "one")
        for i in range(mentees)
    ]
    cohorts = {p["mentee_id"]: p["cohort"] for p in pairs}
    answers = [score(f"e{i:03}", (7 * i) % 11 + i % 3, cohort=cohorts[f"e{i:03}"]) for i in range(mentees)]
    return program(pairs, surveys=answers)


def matched(*, seed: int = 1, again: int = 0, met: bool = False, baseline: bool = False):
    """One or two mentors each, without dates; ``again`` mentees take part in a second cohort."""
    rng, pairings, surveys, sessions = np.random.default_rng(seed), [], [], []
    mentees, mentors = 90, 18
    skill = rng.normal(size=mentors)
    for i in range(mentees):
        own = rng.choice(mentors, rng.integers(1, 3), replace=False)
        for cohort in ["c1", "c2"] if i < again else [f"c{1 + i % 2}"]:
            for mentor in own:
                pairings.append(pair(f"e{i:03}", f"m{mentor:02}", mentor_industry=KINDS[mentor % 3], cohort=cohort))
                held = {"mentee_id": f"e{i:03}", "mentor_id": f"m{mentor:02}", "sessions": 1 + int(mentor % 4)}
                sessions.append(held)
            surveys.append(score(f"e{i:03}", round(skill[own].mean() + rng.normal(), 2), cohort=cohort))
            if baseline and i % 4:
                surveys.append(score(f"e{i:03}", round(rng.normal(), 2), "baseline", cohort=cohort))
    return program(pairings, surveys=surveys, **({"sessions": sessions} if met else {}))


def only_row(rows, contrast: str, method: str = "") -> pd.Series:
    found = results_table(rows)
    return found[(found["contrast"] == contrast) & found["method"].str.contains(method, regex=False)].iloc[0]


def same_numbers(row, expected) -> None:
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df"):
        assert row[name] == pytest.approx(expected[name], rel=1e-6), name


def sensitivity_row(question: Question, beginning: str, contrast: str) -> pd.Series:
    found = sensitivity_of_simulated(question)
    return found[(found["contrast"] == contrast) & found["method"].str.startswith(beginning)].iloc[0]
