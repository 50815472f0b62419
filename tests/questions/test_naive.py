from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.naive import naive_rows
from tests.programs import pair, program, score


@pytest.fixture(scope="module")
def made():
    """Mentee i has a Music (adjacent) or an Art (same) mentor, every third one both."""
    pairs, answers = [], []
    for i in range(12):
        for kind in [["Music"], ["Art"], ["Music", "Art"]][i % 3]:
            pairs.append(pair(f"e{i}", f"m{kind}{i % 4}", mentor_industry=kind))
        answers.append(score(f"e{i}", (i * 7) % 5 + i / 10))
    return program(pairs, surveys=answers)


def rows_of(made, question):
    return naive_rows(fit_question(made, question))


def part_of(made):
    return fit_question(made, ADJACENCY).participations


def finals(made, tier):
    part = part_of(made)
    merged = part.pairs.merge(part.table[["mentee_id", "final"]], on="mentee_id")
    return merged.loc[merged["proximity"] == tier, "final"]


def test_a_naive_difference_counts_every_pairing_once(made):
    row = rows_of(made, ADJACENCY)[0]
    adjacent, same = finals(made, "adjacent"), finals(made, "same")
    assert (row.contrast, row.method) == ("adjacent - same", "pair rows, t-test")
    assert len(adjacent) == len(same) == 8
    assert row.estimate == pytest.approx(adjacent.mean() - same.mean())
    assert row.p_value == pytest.approx(stats.ttest_ind(adjacent, same, equal_var=False).pvalue)
    assert (row.n_mentees, row.n_mentors) == (12, 8)


def test_the_correlation_is_between_similarity_and_outcome(made):
    row = rows_of(made, ADJACENCY)[-1]
    part = part_of(made)
    merged = part.pairs.merge(part.table[["mentee_id", "final"]], on="mentee_id")
    assert row.contrast == "similarity"
    assert row.estimate == pytest.approx(np.corrcoef(merged["similarity"], merged["final"])[0, 1])


def test_a_side_without_pairings_has_no_number(made):
    row = rows_of(made, ADJACENCY)[1]
    assert row.contrast == "adjacent - distant"
    assert np.isnan([row.estimate, row.conf_low, row.p_value]).all()


def test_several_mentors_counts_a_mentee_with_two_mentors_twice(made):
    (row,) = rows_of(made, NUMBER)
    part = part_of(made)
    single = part.table.loc[part.table["mentors"] == 1, "final"]
    double = part.table.loc[part.table["mentors"] == 2, "final"]
    assert row.estimate == pytest.approx(double.mean() - single.mean())
    assert row.p_value == pytest.approx(stats.ttest_ind(np.repeat(double, 2), single, equal_var=False).pvalue)


def test_a_yes_no_outcome_is_in_percentage_points(made):
    model = fit_question(made, NUMBER)
    yes_no = dataclasses.replace(model, comparison=dataclasses.replace(model.comparison, yes_no=True))
    plain = naive_rows(model)[0].estimate
    assert naive_rows(yes_no)[0].estimate == pytest.approx(100 * plain)


def test_a_side_on_which_all_answer_alike_is_compared_without_a_warning():
    alike = [pair(f"e{i}", f"m{i}", mentor_industry="Music") for i in range(5)]
    others = [pair(f"e{i}", f"m{i}", mentor_industry="Art") for i in range(5, 10)]
    answers = [score(f"e{i}", 4 if i < 5 else i - 4) for i in range(10)]
    row = naive_rows(fit_question(program(alike + others, surveys=answers), ADJACENCY))[0]
    assert row.estimate == pytest.approx(4 - np.mean([1, 2, 3, 4, 5]))
    assert row.df == pytest.approx(4)
