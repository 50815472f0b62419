from __future__ import annotations

import pytest
from scipy import stats

from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.questions.sensitivity import response_by_side
from tests.programs import pair, program, score


def test_response_is_told_side_by_side_with_a_test():
    pairs = [pair(f"e{i:02}", f"m{i}", mentor_industry=["Art", "Music"][i % 2]) for i in range(60)]
    answers = [score(f"e{i:02}", i % 5) for i in range(60) if i % 2 == 0 or i % 3 == 0]
    found = response_by_side(fit_question(program(pairs, surveys=answers), ADJACENCY))
    assert found.exposures == ("same", "adjacent")
    assert (found.invited, found.answered) == ((30, 30), (30, 10))
    table = [[30, 10], [0, 20]]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
