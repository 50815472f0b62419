from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.tables.pairs import pair_rows
from mentorstats.tables.survey_answers import match_answers, mentee_answers, participation_frame, with_participation
from tests.programs import pair, program, score


def frame_of(made, *, dated: bool = True) -> pd.DataFrame:
    return participation_frame(pair_rows(made), dated=dated, landmark_days=90)


def test_participations_are_in_the_order_of_their_first_days_and_without_dates_of_their_names():
    pairs = [pair("a", "m", "2025-03-01", cohort="OLS-2"), pair("a", "m", "2024-03-01", cohort="OLS-10")]
    made = program(pairs, surveys=[score("a", 1, cohort="OLS-2")])
    assert frame_of(made).sort_values("rank")["cohort"].tolist() == ["OLS-10", "OLS-2"]
    assert frame_of(made, dated=False).sort_values("rank")["cohort"].tolist() == ["OLS-2", "OLS-10"]
    assert frame_of(made)["landmark"].tolist() == [pd.Timestamp("2025-05-30"), pd.Timestamp("2024-05-30")]


def test_the_order_of_two_mentors_is_not_known_where_one_has_no_first_day():
    pairs = [pair("a", "m", "2025-03-01"), pair("a", "n"), pair("b", "m", "2025-03-01"), pair("c", "n")]
    made = program(pairs, surveys=[score("a", 1)])
    assert frame_of(made).set_index("mentee_id")["unordered"].to_dict() == {"a": True, "b": False, "c": False}
    assert not frame_of(made, dated=False)["unordered"].any()


@pytest.mark.parametrize(
    ("answer", "cohort"),
    [
        ({"cohort": "2"}, "2"),
        ({"date": "2024-06-01"}, "1"),
        ({"date": "2025-06-01"}, "2"),
        ({"date": "2023-06-01"}, None),
        ({}, None),
        ({"cohort": "3"}, None),
    ],
)
def test_an_answer_belongs_to_its_cohort_else_to_the_participation_that_had_begun_last(answer, cohort):
    pairs = [pair("a", "m", "2024-03-01", cohort="1"), pair("a", "m", "2025-03-01", cohort="2")]
    made = program([*pairs, pair("b", "m", "2025-03-01", cohort="2")], surveys=[score("a", 4, **answer), score("b", 1)])
    matched = with_participation(mentee_answers(made), frame_of(made))
    assert matched.loc[matched["mentee_id"] == "a", "cohort_key"].tolist() == ([] if cohort is None else [cohort])


def test_answers_without_a_score_match_nothing():
    made = program([pair("a", "m")], surveys=[score("a", 4), {"person_id": "a", "wave": "final", "item": "joy"}])
    assert with_participation(mentee_answers(made), frame_of(made))["score"].tolist() == [4.0]
    answer, place = match_answers(mentee_answers(made), frame_of(made))
    assert len(answer) == len(place)


def test_the_mentees_own_answer_goes_before_the_mentors_about_them():
    surveys = [score("a", 4), score("m", 2, about_id="a"), score("m", 5, "final", item="drive", about_id="a")]
    made = program([pair("a", "m"), pair("b", "m")], surveys=surveys)
    answers = mentee_answers(made).set_index("item")
    assert answers.loc["confidence", "score"] == 4.0
    assert answers.loc["drive", ["mentee_id", "score"]].tolist() == ["a", 5.0]


def test_each_caller_may_change_its_answers():
    made = program([pair("a", "m")], surveys=[score("a", 4)])
    answers = mentee_answers(made)
    answers["score"] = 0.0
    assert mentee_answers(made)["score"].tolist() == [4.0]
