from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import mentorstats as ms


def program(days: int | None, answered: int | None = None, people: int = 8, **settings: Any) -> ms.Program:
    """Pairings that last so many days, and final answers so many days after they began."""
    start = pd.Timestamp("2024-01-08")
    pairs = [
        {"mentee_id": f"e{i}", "mentor_id": f"m{i % 3}", "start_date": start,
         "end_date": None if days is None else start + pd.Timedelta(days=days)}
        for i in range(people)
    ]  # fmt: skip
    answers = [
        {"person_id": f"e{i}", "item": "hope", "wave": "final", "score": i % 5 + 1,
         "date": None if answered is None else start + pd.Timedelta(days=answered)}
        for i in range(people)
    ]  # fmt: skip
    return ms.load_frames(pairings=pd.DataFrame(pairs), surveys=pd.DataFrame(answers), **settings)


def said(made: ms.Program, words: str) -> list[str]:
    """What to do, of the problems that have the words."""
    problems = made.problems
    return problems.loc[problems["problem"].str.contains(words, regex=False), "action"].tolist()


EARLY, OVER = "from before the landmark", "all over before the landmark"


@pytest.mark.parametrize(("days", "setting"), [(56, 50), (84, 80), (42, 40), (30, 30), (89, 80)])
def test_a_program_that_is_shorter_than_the_landmark_is_told_the_setting(days, setting):
    assert said(program(days), OVER) == [
        f"if the program is that short, write landmark_days = {setting} at the top of mentorstats.toml"
    ]


@pytest.mark.parametrize("days", [90, 91, 200, None])
def test_a_program_that_lasts_until_the_landmark_hears_nothing(days):
    assert said(program(days), OVER) == []


def test_a_program_of_a_few_days_is_told_the_setting_without_a_number():
    action = "if the program is that short, write a smaller landmark_days at the top of mentorstats.toml"
    assert said(program(5), OVER) == [action]


@pytest.mark.parametrize(("answered", "setting"), [(60, 60), (89, 80), (12, 10)])
def test_final_answers_from_before_the_landmark_are_named(answered, setting):
    assert said(program(200, answered), EARLY) == [
        f"if the program is that short, write landmark_days = {setting} at the top of mentorstats.toml"
    ]


@pytest.mark.parametrize("answered", [90, 120, None])
def test_final_answers_from_the_landmark_on_are_not(answered):
    assert said(program(200, answered), EARLY) == []


def test_what_mentors_say_of_mentees_is_the_mentees_and_what_mentees_say_of_mentors_too():
    start = pd.Timestamp("2024-01-08")
    pairs = pd.DataFrame(
        {"mentee_id": ["e1", "e2"], "mentor_id": ["m1", "e1"], "start_date": [start, start + pd.Timedelta(days=300)]}
    )
    answer = {"item": "hope", "wave": "final", "score": 3, "date": start + pd.Timedelta(days=320)}
    by_mentor = pd.DataFrame([answer | {"person_id": "m1", "about_id": "e2"}])
    assert len(said(ms.load_frames(pairings=pairs, surveys=by_mentor), EARLY)) == 1
    # e1 is a mentee, so this is an answer of e1, whose own pairing began long before.
    by_mentee = pd.DataFrame([answer | {"person_id": "e1", "about_id": "e2"}])
    assert said(ms.load_frames(pairings=pairs, surveys=by_mentee), EARLY) == []
    by_stranger = pd.DataFrame([answer | {"person_id": "m1", "about_id": "e9"}])
    assert said(ms.load_frames(pairings=pairs, surveys=by_stranger), EARLY) == []


def test_cohorts_tell_which_pairing_an_answer_belongs_to_and_its_absence_nothing():
    start = pd.Timestamp("2024-01-08")
    pairs = pd.DataFrame({"mentee_id": ["e1", "e2"], "mentor_id": "m", "cohort": "A", "start_date": start})
    early = {"item": "hope", "wave": "final", "score": 3, "date": start + pd.Timedelta(days=20)}

    def warned(answer: dict[str, Any], pairings: pd.DataFrame = pairs) -> bool:
        made = ms.load_frames(pairings=pairings, surveys=pd.DataFrame([early | {"person_id": "e1"} | answer]))
        return len(said(made, EARLY)) == 1

    assert warned({})
    assert warned({"cohort": "A"})
    assert not warned({"cohort": "B"})
    assert warned({"cohort": "B"}, pairs.drop(columns="cohort"))


def test_of_half_the_ends_nobody_can_tell_how_long_a_program_is():
    made = program(56)
    ends = made.pairings["end_date"].where(made.pairings.index >= 4)
    assert said(ms.load_frames(pairings=made.pairings.assign(end_date=ends)), OVER) == []
    ends = made.pairings["end_date"].where(made.pairings.index >= 3)
    assert len(said(ms.load_frames(pairings=made.pairings.assign(end_date=ends)), OVER)) == 1
    long = made.pairings.assign(
        end_date=made.pairings["end_date"].mask(made.pairings.index >= 4, pd.Timestamp("2025-01-01"))
    )
    assert said(ms.load_frames(pairings=long), OVER) == []


def test_dates_of_half_the_pairings_are_enough():
    made = program(56)
    half = made.pairings.assign(start_date=made.pairings["start_date"].where(made.pairings.index >= 4))
    assert said(ms.load_frames(pairings=half), EARLY) == []


def test_the_setting_is_heard():
    made = program(56, 56, landmark_days=50)
    assert said(made, EARLY) == said(made, OVER) == []


def test_nothing_is_said_where_dates_tell_nothing():
    pairs = pd.DataFrame({"mentee_id": ["a", "b", "c"], "mentor_id": "m", "start_date": ["2024-01-08", None, None]})
    answers = pd.DataFrame({"person_id": ["a"], "item": "hope", "wave": "final", "score": 3, "date": "2024-01-20"})
    assert said(ms.load_frames(pairings=pairs, surveys=answers), EARLY) == []


def test_baselines_and_what_began_never_are_no_final_answers():
    made = program(200, 10)
    before = made.surveys.assign(wave="baseline")
    assert said(ms.load_frames(pairings=made.pairings, surveys=before), EARLY) == []
    declined = made.pairings.assign(status="declined")
    assert said(ms.load_frames(pairings=declined, surveys=made.surveys), EARLY) == []
