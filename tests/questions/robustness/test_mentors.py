"""Rows that weigh mentors or count people otherwise, against fits put together by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.errors import UnusableExports
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.robust import cluster_robust
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import ask
from mentorstats.questions.robustness import permutation_test, robustness_rows
from mentorstats.questions.robustness.inference import one_mentor
from mentorstats.questions.robustness.mentors import mentors_own_average, taking_part_again
from mentorstats.questions.robustness.refit import refitted
from mentorstats.questions.robustness.varied import complete_cases
from mentorstats.questions.sensitivity.mentor_weights import by_sessions, session_shares
from mentorstats.simulation.simulate import simulate_program
from tests.programs import pair, program, score

KINDS = ["Art", "Music", "Steel"]


def made(*, seed: int = 1, again: int = 0, met: bool = False, baseline: bool = False):
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


def one(rows, contrast: str, method: str = "") -> pd.Series:
    found = pd.DataFrame(rows)
    return found[(found["contrast"] == contrast) & found["method"].str.contains(method, regex=False)].iloc[0]


def same_numbers(row, expected) -> None:
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df"):
        assert row[name] == pytest.approx(expected[name], rel=1e-6), name


def test_a_mentor_weighs_by_the_share_of_sessions():
    loaded = made(met=True)
    part = ask(loaded, ADJACENCY).part
    weights = by_sessions(part).mentors.merge(part.table[["row", "mentee_id"]], on="row")
    held = 1 + weights["mentor_id"].str[1:].astype(int) % 4
    np.testing.assert_allclose(weights["weight"], held / held.groupby(weights["mentee_id"]).transform("sum"))
    adjacent = weights["weight"] * (weights["mentor_id"].str[1:].astype(int) % 3 == 1)
    share = adjacent.groupby(weights["row"]).sum()
    np.testing.assert_allclose(by_sessions(part).table.set_index("row")["share_adjacent"], share.sort_index())


def test_the_row_by_sessions_is_the_model_with_those_weights_and_a_sensitivity():
    asked = ask(made(met=True), ADJACENCY)
    rows, part = list(session_shares(asked)), by_sessions(asked.part)
    assert {row["role"] for row in rows} == {"sensitivity"}
    z = part.mentors.pivot_table(index="row", columns="mentor_id", values="weight", fill_value=0.0).to_numpy()
    x = asked.comparison.adjustment.columns.assign(
        adjacent=part.table["share_adjacent"], distant=part.table["share_distant"]
    )
    fit = fit_multiple_membership(asked.comparison.rows["final"], x, memberships={"mentor": z})
    same_numbers(one(rows, "distant - same"), fit.contrast((x.columns == "distant").astype(float)))


def test_without_sessions_or_with_as_many_of_each_mentor_there_is_no_such_row():
    assert list(session_shares(ask(made(), ADJACENCY))) == []
    pairings = [pair(f"e{i}", f"m{j}", mentor_industry=KINDS[j % 3]) for i in range(40) for j in (i % 9, (i + 1) % 9)]
    sessions = [{"mentee_id": p["mentee_id"], "mentor_id": p["mentor_id"], "sessions": 3} for p in pairings]
    answers = [score(f"e{i}", (i * 7) % 11) for i in range(40)]
    assert list(session_shares(ask(program(pairings, surveys=answers, sessions=sessions), ADJACENCY))) == []


def test_the_mentors_own_average_is_that_of_their_mentees():
    asked = ask(made(seed=4), NUMBER)
    comparison = asked.comparison
    z, several = comparison.memberships["mentor"].toarray(), comparison.design["several at once"].to_numpy()
    average = np.array([np.average(several, weights=column) for column in z.T])
    x = comparison.design.assign(own=[np.average(average, weights=row) for row in z])
    fit = fit_multiple_membership(comparison.rows["final"], x, memberships={"mentor": z})
    rows = list(mentors_own_average(asked))
    same_numbers(one(rows, "2+ - 1", "own average"), fit.contrast((x.columns == "several at once").astype(float)))
    same_numbers(one(rows, "2+ - 1", "how much"), fit.contrast((x.columns == "own").astype(float)))


def test_good_mentors_who_are_adjacent_more_often_do_not_pass_for_a_difference():
    """Mentors who are of Music in most of their pairings score 2 higher in all of them."""
    rng, pairings, answers = np.random.default_rng(2), [], []
    for i in range(400):
        mentor = int(rng.integers(0, 40))
        kind = "Music" if rng.random() < (0.8 if mentor % 2 else 0.2) else "Art"
        pairings.append(pair(f"e{i:03}", f"m{mentor}", mentor_industry=kind, cohort="one"))
        answers.append(score(f"e{i:03}", round(2.0 * (mentor % 2) + rng.normal(), 2), cohort="one"))
    asked = ask(program(pairings, surveys=answers), ADJACENCY)
    rows = list(refitted(asked, "bare", design=asked.comparison.design[["intercept", "adjacent"]], memberships={}))
    assert one(rows, "adjacent - same")["estimate"] > 0.8
    rows = list(mentors_own_average(asked))
    within, beyond = one(rows, "adjacent - same", "own average"), one(rows, "adjacent - same", "how much")
    assert within["conf_low"] < 0 < within["conf_high"] < 0.5
    assert beyond["conf_low"] > 1


def test_where_a_mentor_has_mentees_of_one_side_only_their_average_says_nothing_more():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=KINDS[i % 3], cohort="one") for i in range(60)]
    answers = [score(f"e{i:02}", (7 * i) % 11, cohort="one") for i in range(60)]
    rows = list(mentors_own_average(ask(program(pairings, surveys=answers), ADJACENCY)))
    assert {row["method"].split(": ")[1] for row in rows} == {"mentors have mentees of one side only"}


def test_later_participations_come_back_with_an_effect_of_the_mentee():
    loaded = made(again=40)
    asked = ask(loaded, ADJACENCY)
    assert asked.part.later == 40
    again = ask(loaded, ADJACENCY, every=True)
    assert len(again.comparison.rows) == len(asked.comparison.rows) + 40
    who = again.part.table["mentee_id"].factorize()[0]
    memberships = {"mentor": again.comparison.memberships["mentor"], "mentee": np.eye(who.max() + 1)[who]}
    fit = fit_multiple_membership(again.comparison.rows["final"], again.comparison.design, memberships=memberships)
    row = one(taking_part_again(asked), "adjacent - same")
    same_numbers(row, fit.contrast((again.comparison.design.columns == "adjacent").astype(float)))
    assert (row["n_mentees"], row["n_mentors"]) == (90, 18)
    assert list(taking_part_again(ask(made(), ADJACENCY))) == []


def test_complete_cases_are_the_model_of_those_with_a_score_before():
    asked = ask(made(baseline=True), ADJACENCY)
    rows, kept = asked.comparison.rows, asked.comparison.rows["baseline"].notna().to_numpy()
    assert 0 < kept.sum() < len(rows)
    x = asked.comparison.design[kept].drop(columns="baseline missing")
    z = {"mentor": asked.comparison.memberships["mentor"][kept]}
    fit = fit_multiple_membership(rows.loc[kept, "final"], x, memberships=z)
    row = one(complete_cases(asked), "adjacent - same")
    same_numbers(row, fit.contrast((x.columns == "adjacent").astype(float)))
    assert row["n_mentees"] == kept.sum() // 10 * 10


def test_without_one_mentor_mentees_of_ones_own_industry_the_other_two_are_compared_all_the_same():
    """Mentees with two mentors have one of their own industry; those with one have an adjacent or a distant one."""
    rng, pairings, answers = np.random.default_rng(6), [], []
    for i in range(100):
        mentor = int(rng.integers(0, 10))
        pairings.append(pair(f"e{i:03}", f"m{mentor}", mentor_industry=["Music", "Steel"][mentor % 2]))
        if i >= 70:
            pairings.append(pair(f"e{i:03}", f"s{mentor}", mentor_industry="Art"))
        answers.append(score(f"e{i:03}", int(rng.integers(0, 9)) + mentor % 2))
    asked = ask(program(pairings, surveys=answers), ADJACENCY)
    rows = list(one_mentor(asked))
    alone = asked.comparison.rows["same"] == 0
    mentor = np.asarray(asked.comparison.memberships["mentor"][alone.to_numpy()].argmax(axis=1)).ravel()
    x = np.column_stack([np.ones(70), asked.comparison.rows.loc[alone, "adjacent"]])
    expected = cluster_robust(asked.comparison.rows.loc[alone, "final"], x, clusters=mentor).contrast([0, 1])
    same_numbers(one(rows, "adjacent - distant"), expected)
    assert one(rows, "adjacent - same")["method"].endswith("fewer than 10 of them on a side")


def test_clusters_without_anything_to_judge_by_say_so():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=KINDS[i % 3]) for i in range(60)]
    answers = [score(f"e{i:02}", i // 12) for i in range(60)]
    rows = list(one_mentor(ask(program(pairings, surveys=answers), ADJACENCY)))
    assert {row["method"].split(": ")[1] for row in rows} == {"nothing is left to judge by"}


@pytest.mark.parametrize(("question", "contrast"), [(ADJACENCY, "distant - same"), (NUMBER, "2+ - 1")])
def test_the_permutation_test_is_that_of_the_row_with_all_its_draws(question, contrast):
    loaded = simulate_program(seed=4, mentees=120)[0]
    test = permutation_test(loaded, question=question, contrast=contrast, permutations=300, seed=5)
    row = one(robustness_rows(ask(loaded, question), permutations=300, seed=5), contrast, "permuted")
    assert (test.estimate, test.p_value) == (row["estimate"], row["p_value"])
    assert len(test.draws) == 300


def test_what_cannot_be_shuffled_or_asked_is_refused_in_words():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry="Art", cohort="one") for i in range(40)]
    loaded = program(pairings, surveys=[score(f"e{i:02}", (7 * i) % 11, cohort="one") for i in range(40)])
    with pytest.raises(UnusableExports, match="nothing can be shuffled"):
        permutation_test(loaded)
    with pytest.raises(ValueError, match="expected one of 'adjacent - same'"):
        permutation_test(loaded, contrast="2+ - 1")
