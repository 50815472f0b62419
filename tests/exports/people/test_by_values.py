from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.load import load_frames
from mentorstats.program import Program

MENTEES = ["Ana Cole", "Bea Dunn", "Cy Eads", "Dov Baab"]
PAIRINGS = pd.DataFrame({"Mentee": MENTEES, "Mentor": [f"Kit Moss{n}" for n in range(4)], "Match ID": list("wxyz")})


def program(surveys: dict[str, list], pairings: pd.DataFrame = PAIRINGS) -> Program:
    return load_frames(pairings=pairings, surveys=pd.DataFrame(surveys))


def rules(loaded: Program) -> set[str]:
    return {problem.rule for problem in loaded.reported}


@pytest.mark.parametrize("heading", ["Mentee", "Your name", "Who are you?", "Participant", "Q1"])
def test_a_column_of_mentees_is_who_answered_whatever_it_is_called(heading):
    loaded = program({heading: [name.upper() for name in MENTEES], "confidence": [1, 2, 3, 4]})
    assert loaded.surveys["person_id"].tolist() == MENTEES
    assert "people-by-values" in rules(loaded)


def test_a_column_of_pairings_is_about_their_mentees_and_that_is_a_warning():
    loaded = program({"Match": ["w", "x", "y", "z"], "relationship": [1, 2, 3, 4]})
    assert loaded.surveys["person_id"].tolist() == MENTEES
    (problem,) = (problem for problem in loaded.reported if problem.rule == "pairings-by-values")
    assert problem.severity == "warning"


def test_a_column_of_other_texts_is_nobody():
    loaded = program({"Comment": ["fine", "well", "good", "Ana Cole"], "confidence": [1, 2, 3, 4]})
    assert "column-missing" in rules(loaded)


def test_two_columns_of_people_do_not_say_who_answered():
    loaded = program({"Mentee": MENTEES, "Coach": MENTEES[::-1], "confidence": [1, 2, 3, 4]})
    assert "column-missing" in rules(loaded)


def test_a_column_that_is_known_needs_no_look_at_its_cells():
    loaded = program({"person_id": ["x", "y", "z", "q"], "Friend": MENTEES, "confidence": [1, 2, 3, 4]})
    assert loaded.surveys["person_id"].tolist() == ["x", "y", "z", "q"]


def test_answers_that_happen_to_be_numbers_of_people_are_answers():
    pairings = pd.DataFrame({"mentee_id": [str(n) for n in range(1, 31)], "mentor_id": "M"})
    answers = [str(n % 5 + 1) for n in range(30)]
    assert "column-missing" in rules(program({"How was it?": answers, "clarity": answers[::-1]}, pairings))
    people = [str(n) for n in range(1, 31)]
    assert program({"Number": people, "clarity": answers}, pairings).surveys["person_id"].tolist() == people


def test_a_few_unknown_people_among_many_known_ones_do_no_harm():
    known = [f"Person {chr(97 + n)}" for n in range(10)]
    pairings = pd.DataFrame({"Mentee": known, "Mentor": "M"})
    names = [*known[:8], "Stranger", "Stranger too"]
    assert "people-by-values" in rules(program({"Name here": names, "clarity": range(10)}, pairings))
    names = [*known[:7], "Stranger", "Stranger too", "Nobody"]
    assert "people-by-values" not in rules(program({"Name here": names, "clarity": range(10)}, pairings))


def test_a_heading_that_names_people_gives_way_where_it_names_nobody_of_the_program():
    surveys = {"Email": ["anonymous"] * 4, "ref": MENTEES, "confidence": [1, 2, 3, 4]}
    assert program(surveys).surveys["person_id"].tolist() == MENTEES
    surveys = {"Email": [MENTEES[0], "x@example.org", "", ""], "ref": MENTEES, "confidence": [1, 2, 3, 4]}
    assert "people-by-values" not in rules(program(surveys))


def test_two_columns_that_name_the_same_people_are_one():
    loaded = program({"token": MENTEES, "Q1": [MENTEES[0].upper(), "", *MENTEES[2:]], "confidence": [1, 2, 3, 4]})
    assert loaded.surveys["person_id"].tolist() == MENTEES
    assert "Q1" not in loaded.surveys
