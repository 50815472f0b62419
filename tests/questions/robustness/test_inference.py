from __future__ import annotations

import numpy as np
import pytest

from mentorstats.models.robust import cluster_robust
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness import inference, permutation
from mentorstats.questions.robustness.inference import cr2_rows
from tests.programs import pair, program, score
from tests.questions.answered import (
    KINDS,
    of_simulated,
    only_row,
    prepared,
    rows_of,
    same_numbers,
    simulated,
)


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER], ids=lambda question: question.name)
def test_kenward_roger_moves_the_interval_and_not_the_estimate(question):
    answer = adjacent_industries if question == ADJACENCY else multiple_mentors
    primary = answer(simulated(), roles=["primary"]).table.set_index("contrast")
    found = of_simulated(question).query("method == 'Kenward–Roger'").set_index("contrast")
    for name, row in found.iterrows():
        assert row["estimate"] == pytest.approx(primary.loc[name, "estimate"], rel=1e-9)
        assert row["conf_low"] < primary.loc[name, "conf_low"]
        assert (row["n_mentees"], row["n_mentors"]) == tuple(primary.loc[name, ["n_mentees", "n_mentors"]])


def test_simultaneous_intervals_are_wider_by_the_studentized_range():
    _, comparison, fit = prepared(simulated(), ADJACENCY)
    found = of_simulated(ADJACENCY).query("method == 'simultaneous'").set_index("contrast")
    columns = list(comparison.design.columns)
    weights = np.zeros(len(columns))
    weights[columns.index("adjacent")] = 1.0
    one = found.loc["adjacent - same"]
    reach = (one["conf_high"] - one["conf_low"]) / 2 / fit.contrast(weights)["std_error"]
    # q(.95; 3, df) / sqrt(2) falls from 2.37 at 120 df to 2.344 without limit (printed tables of the range).
    assert 2.344 < reach < 2.38
    assert (found["df"] == found["df"].min()).all()


def test_cluster_robust_rows_count_only_mentees_with_one_mentor():
    _, comparison, _ = prepared(simulated(), ADJACENCY)
    one = (comparison.memberships["mentor"] > 0).sum(axis=1) == 1
    found = of_simulated(ADJACENCY)
    own = found[found["method"].str.startswith("mentees with one mentor")]
    assert set(own["n_mentees"]) == {int(one.sum()) // 10 * 10}
    assert (own["df"] < own["n_mentors"]).all()


def test_without_one_mentor_mentees_of_ones_own_industry_the_other_two_are_compared_all_the_same():
    """Mentees with two mentors have one of their own industry; those with one have an adjacent or a distant one."""
    rng, pairings, answers = np.random.default_rng(6), [], []
    for i in range(100):
        mentor = int(rng.integers(0, 10))
        pairings.append(pair(f"e{i:03}", f"m{mentor}", mentor_industry=["Music", "Steel"][mentor % 2]))
        if i >= 70:
            pairings.append(pair(f"e{i:03}", f"s{mentor}", mentor_industry="Art"))
        answers.append(score(f"e{i:03}", int(rng.integers(0, 9)) + mentor % 2))
    asked = fit_question(program(pairings, surveys=answers), ADJACENCY)
    rows = list(cr2_rows(asked))
    alone = asked.comparison.rows["same"] == 0
    mentor = np.asarray(asked.comparison.memberships["mentor"][alone.to_numpy()].argmax(axis=1)).ravel()
    x = np.column_stack([np.ones(70), asked.comparison.rows.loc[alone, "adjacent"]])
    expected = cluster_robust(asked.comparison.rows.loc[alone, "final"], x, clusters=mentor).contrast([0, 1])
    same_numbers(only_row(rows, "adjacent - distant"), expected)
    assert only_row(rows, "adjacent - same")["method"].endswith("fewer than 10 of them on a side")


def test_clusters_without_anything_to_judge_by_say_so():
    pairings = [pair(f"e{i:02}", f"m{i % 12}", mentor_industry=KINDS[i % 3]) for i in range(60)]
    answers = [score(f"e{i:02}", i // 12) for i in range(60)]
    rows = list(cr2_rows(fit_question(program(pairings, surveys=answers), ADJACENCY)))
    assert {row.refusal for row in rows} == {"nothing is left to judge by"}


def test_with_very_many_mentors_rows_say_what_was_not_computed_and_how_often_labels_moved(monkeypatch):
    monkeypatch.setattr(inference, "MOST_MENTORS", 5)
    monkeypatch.setattr(inference, "MOST_RELATED", 2)
    monkeypatch.setattr(permutation, "_MENTORS_SHUFFLED", 1.0)
    monkeypatch.setattr(permutation, "_ENOUGH", 99)
    methods = rows_of(simulated(), ADJACENCY)["method"]
    assert (methods == "Kenward–Roger: not computed, since with over 5 mentors it adds nothing").sum() == 3
    assert methods.str.contains("mentor labels permuted (99 times", regex=False).sum() == 3
    assert methods.str.contains("more than 2 of them are related through mentors or teams").any()
