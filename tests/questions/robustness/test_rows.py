from __future__ import annotations

import pytest

from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.results import TABLE_COLUMNS
from tests.questions.answered import (
    by_hand,
    of_simulated,
    rows_of,
)

CONTRASTS = ["adjacent - same", "adjacent - distant", "distant - same"]


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER], ids=lambda question: question.name)
def test_rows_have_the_columns_of_the_answer_and_the_role_robustness(question):
    found = of_simulated(question)
    assert list(found.columns) == list(TABLE_COLUMNS)
    assert set(found["role"]) == {"robustness"}
    assert set(found["verdict"]) == {""}
    assert not found.duplicated(["contrast", "method"]).any()


def test_adjacency_has_every_method_for_its_three_contrasts():
    found = of_simulated(ADJACENCY)
    cuts = [f"adjacent are the closest {share}" for share in ("10 %", "20 %")]
    kinds = ["Kenward", "simultaneous", "mentor labels", "mentees with one", *cuts]
    kinds += ["chance to score higher (", "chance to score higher within", "Cliff's delta, ", "Cliff's delta within"]
    kinds += ["without score", "without cohort", "only mentees with a score", "mentor's own", "how much mentors differ"]
    for kind in kinds:
        own = found[found["method"].str.startswith(kind)]
        assert own["contrast"].tolist() == CONTRASTS, kind
    assert found[found["method"].str.startswith("similarity")]["contrast"].tolist() == ["similarity"]


def test_the_number_of_mentors_has_no_row_that_needs_one_mentor():
    found = of_simulated(NUMBER)
    assert set(found["contrast"]) == {"2+ - 1"}
    assert not found["method"].str.contains("one mentor|simultaneous|closest|labels").any()


def test_a_side_with_too_few_mentees_has_no_numbers_and_says_why():
    found = rows_of(by_hand(mentees=27), ADJACENCY)
    numbers = found[["estimate", "conf_low", "conf_high", "p_value", "df"]]
    few = found["contrast"].isin(CONTRASTS)
    assert numbers[few].isna().all().all()
    assert found.loc[few, "method"].str.contains("fewer than 10 on a side").all()
