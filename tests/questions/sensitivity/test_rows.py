from __future__ import annotations

import pytest

from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import TABLE_COLUMNS
from mentorstats.questions.sensitivity import sensitivity_rows
from tests.programs import pair, program, score
from tests.questions.answered import (
    sensitivity_of_simulated,
)


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER], ids=lambda question: question.name)
def test_rows_have_the_columns_of_the_answer_and_the_role_sensitivity(question):
    assert tuple(sensitivity_of_simulated(question).columns) == TABLE_COLUMNS
    assert set(sensitivity_of_simulated(question)["role"]) == {"sensitivity"}
    assert not sensitivity_of_simulated(question).duplicated(["contrast", "method"]).any()


def test_without_a_model_there_are_no_rows():
    made = program([pair(f"e{i}", "m") for i in range(2)], surveys=[score(f"e{i}", i) for i in range(2)])
    assert sensitivity_rows(fit_question(made, NUMBER)) == []
