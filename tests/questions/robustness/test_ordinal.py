"""Rows of logistic regression and proportional odds, read off the rows of the comparison by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from mentorstats.models.ordinal import proportional_odds
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import results_table
from mentorstats.questions.robustness.ordinal import ordinal_rows
from tests.programs import pair, program, score

KINDS = ["Art", "Music", "Steel"]


def rated(*, most: int, decided: int = 0, mentors: int = 12, seed: int = 1):
    """120 mentees of three cohorts with scores up to ``most``; ``decided`` more of a cohort where all score it."""
    rng, pairings, answers = np.random.default_rng(seed), [], []
    for i in range(120 + decided):
        mentor, cohort = int(rng.integers(0, mentors)), f"c{i % 3}" if i < 120 else "all alike"
        value = int(rng.integers(0, most + 1)) if i < 120 else most
        value = most if mentor % 3 == 1 and rng.random() < 0.4 else value
        pairings.append(pair(f"e{i:03}", f"m{mentor}", mentor_industry=KINDS[mentor % 3], cohort=cohort))
        answers.append(score(f"e{i:03}", value, cohort=cohort))
    return program(pairings, surveys=answers)


def rows(made, question=ADJACENCY) -> pd.DataFrame:
    return results_table(ordinal_rows(fit_question(made, question)))


def pick(found: pd.DataFrame, contrast: str, beginning: str) -> pd.Series:
    return found[(found["contrast"] == contrast) & found["method"].str.startswith(beginning)].iloc[0]


@pytest.mark.parametrize(("most", "model"), [(1, "logistic regression"), (4, "proportional odds")])
def test_odds_and_points_are_those_of_the_model_of_the_rows(most, model):
    asked = fit_question(rated(most=most), ADJACENCY)
    found = results_table(ordinal_rows(asked))
    assert found["method"].str.contains(model).all()
    x, final = asked.comparison.design.drop(columns="intercept"), asked.comparison.rows["final"]
    fit = proportional_odds(final, x, shared=asked.comparison.memberships["mentor"])
    weights = (x.columns == "adjacent").astype(float) - (x.columns == "distant")
    row, odds = fit.contrast(weights), pick(found, "adjacent - distant", "odds")
    assert odds["estimate"] == pytest.approx(np.exp(row["estimate"]))
    assert odds["conf_high"] == pytest.approx(np.exp(row["conf_high"]))
    assert odds["p_value"] == pytest.approx(row["p_value"])
    ends = x.assign(adjacent=1.0, distant=0.0), x.assign(adjacent=0.0, distant=1.0)
    points = pick(found, "adjacent - distant", "average difference")
    assert points["estimate"] == pytest.approx(fit.average_difference(*ends)["estimate"])
    assert points["df"] == 11


def test_the_average_difference_comes_close_to_that_of_the_linear_model():
    asked = fit_question(rated(most=1), ADJACENCY)
    found = pick(results_table(ordinal_rows(asked)), "adjacent - same", "average difference")
    linear = asked.fitted.contrast(asked.weights(asked.contrasts["adjacent - same"]))
    assert found["estimate"] == pytest.approx(linear["estimate"], abs=1.0)
    assert abs(found["estimate"]) > 5


@pytest.mark.parametrize("most", [1, 4])
def test_a_cohort_in_which_all_score_highest_leaves_the_odds_and_thins_the_difference(most):
    """Its own odds are endless: its mentees would score highest either way, and add 0 to the average."""
    without, with_them = rows(rated(most=most)), rows(rated(most=most, decided=30))
    for contrast in ("adjacent - same", "distant - same"):
        one, other = (pick(found, contrast, "odds") for found in (without, with_them))
        assert other[["estimate", "conf_low", "p_value"]].to_numpy() == pytest.approx(
            one[["estimate", "conf_low", "p_value"]].to_numpy(dtype=float), rel=1e-6
        )
        one, other = (pick(found, contrast, "average") for found in (without, with_them))
        assert other["estimate"] == pytest.approx(one["estimate"] * 120 / 150, rel=1e-6)
        assert other["conf_high"] == pytest.approx(one["conf_high"] * 120 / 150, rel=1e-6)


def test_scores_that_are_lengths_have_no_such_rows():
    assert rows(rated(most=30)).empty


def test_few_mentors_and_scores_told_apart_make_words_and_no_numbers():
    few = rows(rated(most=1, mentors=6))
    assert few["method"].str.endswith("too few mentors").all()
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=KINDS[i % 3], cohort="one") for i in range(60)]
    answers = [score(f"e{i:02}", float(i % 3 == 1 or (i // 7) % 2), cohort="one") for i in range(60)]
    asked = fit_question(program(pairings, surveys=answers), ADJACENCY)
    told = results_table(ordinal_rows(asked))
    assert told["method"].str.contains(": one score for everybody|: something tells").all()
    for found in (few, told):
        assert found[["estimate", "conf_low", "conf_high", "p_value", "df"]].isna().all().all()


def test_mentees_of_one_team_are_related_too():
    rng, pairings, answers = np.random.default_rng(3), [], []
    for i in range(120):
        more = {"cohort": "one", "group_id": f"t{i // 4}"}
        pairings.append(pair(f"e{i:03}", f"m{i % 17}", **more))
        if i % 2:
            pairings.append(pair(f"e{i:03}", f"m{(i + 5) % 17}", **more))
        answers.append(score(f"e{i:03}", int(rng.integers(0, 2)), cohort="one"))
    asked = fit_question(program(pairings, surveys=answers), NUMBER)
    shared = sparse.hstack([asked.comparison.memberships[name] for name in ("mentor", "group")])
    x = asked.comparison.design.drop(columns="intercept")
    row = proportional_odds(asked.comparison.rows["final"], x, shared=shared).contrast([1.0])
    found = pick(results_table(ordinal_rows(asked)), "2+ - 1", "odds")
    assert found["p_value"] == pytest.approx(row["p_value"])
    assert found["df"] == 17 + 30 - 1
