"""Rows that look at mentors or count people otherwise, against fits put together by hand."""

from __future__ import annotations

import numpy as np

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.mentors import mundlak_rows, repeat_participation_rows
from mentorstats.questions.robustness.refit import refit_rows
from tests.programs import pair, program, score
from tests.questions.answered import (
    KINDS,
    matched,
    only_row,
    same_numbers,
)


def test_the_mentors_own_average_is_that_of_their_mentees():
    asked = fit_question(matched(seed=4), NUMBER)
    comparison = asked.comparison
    z, several = comparison.memberships["mentor"].toarray(), comparison.design["several at once"].to_numpy()
    average = np.array([np.average(several, weights=column) for column in z.T])
    x = comparison.design.assign(own=[np.average(average, weights=row) for row in z])
    fit = fit_multiple_membership(comparison.rows["final"], x, memberships={"mentor": z}, residual_by=asked.residual_by)
    assert set(asked.residual_by) == {"one", "several at once"}
    rows = list(mundlak_rows(asked))
    same_numbers(only_row(rows, "2+ - 1", "own average"), fit.contrast((x.columns == "several at once").astype(float)))
    same_numbers(only_row(rows, "2+ - 1", "how much"), fit.contrast((x.columns == "own").astype(float)))


def test_good_mentors_who_are_adjacent_more_often_do_not_pass_for_a_difference():
    """Mentors who are of Music in most of their pairings score 2 higher in all of them."""
    rng, pairings, answers = np.random.default_rng(2), [], []
    for i in range(400):
        mentor = int(rng.integers(0, 40))
        kind = "Music" if rng.random() < (0.8 if mentor % 2 else 0.2) else "Art"
        pairings.append(pair(f"e{i:03}", f"m{mentor}", mentor_industry=kind, cohort="one"))
        answers.append(score(f"e{i:03}", round(2.0 * (mentor % 2) + rng.normal(), 2), cohort="one"))
    asked = fit_question(program(pairings, surveys=answers), ADJACENCY)
    rows = list(refit_rows(asked, "bare", design=asked.comparison.design[["intercept", "adjacent"]], memberships={}))
    assert only_row(rows, "adjacent - same")["estimate"] > 0.8
    rows = list(mundlak_rows(asked))
    within, beyond = only_row(rows, "adjacent - same", "own average"), only_row(rows, "adjacent - same", "how much")
    assert within["conf_low"] < 0 < within["conf_high"] < 0.5
    assert beyond["conf_low"] > 1


def test_where_a_mentor_has_mentees_of_one_side_only_their_average_says_nothing_more():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=KINDS[i % 3], cohort="one") for i in range(60)]
    answers = [score(f"e{i:02}", (7 * i) % 11, cohort="one") for i in range(60)]
    rows = list(mundlak_rows(fit_question(program(pairings, surveys=answers), ADJACENCY)))
    assert {row.refusal for row in rows} == {"mentors have mentees of one side only"}


def test_later_participations_come_back_with_an_effect_of_the_mentee():
    loaded = matched(again=40)
    asked = fit_question(loaded, ADJACENCY)
    assert asked.participations.later == 40
    again = fit_question(loaded, ADJACENCY, every=True)
    assert len(again.comparison.rows) == len(asked.comparison.rows) + 40
    who = again.participations.table["mentee_id"].factorize()[0]
    memberships = {"mentor": again.comparison.memberships["mentor"], "mentee": np.eye(who.max() + 1)[who]}
    fit = fit_multiple_membership(again.comparison.rows["final"], again.comparison.design, memberships=memberships)
    row = only_row(repeat_participation_rows(asked), "adjacent - same")
    same_numbers(row, fit.contrast((again.comparison.design.columns == "adjacent").astype(float)))
    assert (row["n_mentees"], row["n_mentors"]) == (90, 18)
    assert list(repeat_participation_rows(fit_question(matched(), ADJACENCY))) == []
