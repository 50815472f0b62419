"""What the data suggest could be behind a difference: each clause, and none where nothing points to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.questions.certainty.background import Background
from mentorstats.questions.certainty.balance import Imbalance
from mentorstats.questions.certainty.suspicions import suspicions
from mentorstats.questions.contrasts import AT_ONCE, NUMBER
from mentorstats.questions.robustness.mentors import WithinMentors
from mentorstats.questions.sensitivity.response import Response
from tests.questions.certainty.test_grade import CLEAN

QUIET = replace(CLEAN, background=(Background("site", "2+ - 1", 0.5),), imbalances=())


def clauses(**changes) -> list[str]:
    return suspicions(replace(QUIET, **changes), NUMBER, dated=True)


def test_nothing_is_suspected_where_nothing_points_to_it():
    assert clauses() == []


def test_a_column_that_explains_more_than_half_is_named_once():
    columns = (Background("site", "2+ - 1", 0.9), Background("site", "2+ - 1", 0.6), Background("desk", "2+ - 1", 0.5))
    assert clauses(background=columns) == [
        "“site” mostly decides who has two or more mentors at the same time, so whatever else differs by it would look "
        "the same"
    ]


def test_mentors_are_suspected_where_the_difference_within_them_is_another():
    (clause,) = clauses(mentors=WithinMentors({}, {}, 0.01, ""))
    assert clause.startswith("the mentors themselves: ")


@pytest.mark.parametrize(("difference", "way"), [(0.5, "higher"), (-0.5, "lower")])
def test_who_started_out_otherwise_may_have_been_chosen_or_driven(difference, way):
    (clause,) = clauses(imbalances=(Imbalance("2+ - 1", "baseline", difference, 0.3),))
    assert clause == (
        f"mentees with two or more mentors at the same time started out {way} than those with one mentor, so mentors "
        "may have been chosen for them, or the more driven may have looked for them"
    )


@pytest.mark.parametrize("imbalance", [
    Imbalance("2+ - 1", "baseline", 0.25, 0.1), Imbalance("2+ - 1", "baseline", 0.5, 0.6),
    Imbalance("2+ - 1", "cohort b", 0.9, 0.3),
])  # fmt: skip
def test_a_start_that_differs_little_or_by_chance_is_not_suspected(imbalance):
    assert clauses(imbalances=(imbalance,)) == []


def test_the_side_that_answered_more_often_may_be_the_driven():
    response = Response(("one", AT_ONCE), (100, 50), (70, 45), 0.01)
    assert clauses(response=response) == [
        "mentees with several mentors at the same time answered more often, which may be their drive"
    ]
    assert clauses(response=replace(response, answered=(90, 30)))[0].startswith("mentees with one mentor answered")
    assert clauses(response=replace(response, p_value=0.05)) == []
    assert clauses(response=replace(response, answered=(81, 45))) == []
