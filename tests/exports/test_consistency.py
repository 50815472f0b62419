from __future__ import annotations

from typing import Any

import pandas as pd

from mentorstats.exports.load import load_frames
from mentorstats.program import Program


def program(pairings: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Program:
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    return load_frames(pairings=pd.DataFrame(pairings), **frames)  # type: ignore[arg-type]


def pair(mentee: str, mentor: str, **more: Any) -> dict[str, Any]:
    return {"mentee_id": mentee, "mentor_id": mentor, **more}


def answer(person: str, **more: Any) -> dict[str, Any]:
    return {"person_id": person, "item": "confidence", "wave": "final", "score": 4, **more}


def said(program: Program, words: str) -> pd.DataFrame:
    """The problems whose sentence holds these words."""
    return program.problems[program.problems["problem"].str.contains(words, regex=False)]


def lines(program: Program, words: str) -> list[int]:
    return said(program, words)["line"].tolist()


def test_a_program_without_a_flaw_has_no_problem():
    dates = {"start_date": "2025-01-10", "end_date": "2025-06-10", "status": "completed", "cohort": "A"}
    clean = program(
        [pair("1", "7", **dates), pair("2", "8", **dates)],
        people=[{"person_id": person} for person in "1278"],
        sessions=[pair("1", "7", date="2025-02-01")],
        surveys=[answer("1", cohort="A"), answer("7", cohort="A", about_id="1")],
    )
    assert clean.problems.empty


def test_a_row_without_a_required_cell_is_set_aside_and_named():
    loaded = program([pair("1", "7"), pair("", "7"), pair("3", "")], surveys=[answer("1"), answer("1", item="")])
    assert loaded.pairings["mentee_id"].tolist() == ["1"]
    assert lines(loaded, "mentee_id is empty") == [2]
    assert lines(loaded, "mentor_id is empty") == [3]
    assert lines(loaded, "item is empty") == [2]
    assert len(loaded.surveys) == 1


def test_a_row_that_repeats_another_is_set_aside_however_it_is_spaced():
    loaded = program([pair("1", "7"), pair("2", "7"), pair(" 1", "7 ")])
    assert loaded.pairings["mentee_id"].tolist() == ["1", "2"]
    assert lines(loaded, "repeats an earlier one") == [3]


def test_two_sessions_alike_are_two_unless_a_day_or_a_count_says_which_they_were():
    pairings = [pair("1", "7")]
    undated = [pair("1", "7", minutes=30), pair("1", "7", minutes=30)]
    assert len(program(pairings, sessions=undated).sessions) == 2
    dated = [row | {"date": "2025-02-01"} for row in undated]
    assert len(program(pairings, sessions=dated).sessions) == 1
    counted = [row | {"sessions": 4} for row in undated]
    assert len(program(pairings, sessions=counted).sessions) == 1


def test_a_second_row_about_a_person_is_set_aside_but_not_one_of_another_cohort():
    people = [
        {"person_id": "1", "cohort": "A", "industry": "Banking"},
        {"person_id": "1", "cohort": "B", "industry": "Banking"},
        {"person_id": "1", "cohort": "A", "industry": "Hospitals"},
        {"person_id": "7", "cohort": None, "industry": "Banking"},
        {"person_id": "7", "cohort": None, "industry": "Hospitals"},
    ]
    loaded = program([pair("1", "7")], people=people)
    assert lines(loaded, "second row about this person") == [3, 5]
    assert loaded.people["industry"].tolist() == ["Banking"] * 3


def test_a_second_row_with_a_pairings_id_and_people_is_set_aside():
    loaded = program([
        pair("1", "7", pairing_id="P1", status="active"),
        pair("1", "7", pairing_id="P1", status="completed"),
        pair("2", "7", pairing_id="P1", status="active"),
        pair("1", "7", pairing_id="P2", status="completed"),
    ])  # fmt: skip
    assert lines(loaded, "second row with this pairing's id") == [2]
    assert len(loaded.pairings) == 3


def test_a_person_who_mentors_themselves_is_set_aside():
    loaded = program([pair("1", "1"), pair("1", "7")])
    assert loaded.pairings["mentor_id"].tolist() == ["7"]
    assert lines(loaded, "same person") == [1]


def test_a_pairing_that_never_began_is_kept_and_noted():
    loaded = program([pair("1", "7", status="declined"), pair("2", "7", status="active")])
    found = said(loaded, "never began")
    assert found[["line", "severity", "value"]].values.tolist() == [[1, "note", "declined"]]
    assert len(loaded.pairings) == 2


def test_an_end_before_the_start_makes_both_dates_missing():
    loaded = program([
        pair("1", "7", start_date="2025-06-01", end_date="2025-01-01"),
        pair("2", "7", start_date="2025-01-01", end_date="2025-06-01"),
    ])  # fmt: skip
    assert lines(loaded, "ends before it starts") == [1]
    assert loaded.pairings["start_date"].isna().tolist() == [True, False]
    assert loaded.pairings["end_date"].isna().tolist() == [True, False]
    assert len(loaded.problems) == 1


def test_a_missing_start_is_named_only_where_others_have_one_and_it_began():
    rows = [pair("1", "7"), pair("2", "7"), pair("3", "7", status="declined")]
    assert lines(program(rows), "began is missing") == []
    rows[0]["start_date"] = "2025-01-01"
    assert lines(program(rows), "began is missing") == [2]


def test_a_pairing_that_is_over_without_a_last_day_is_named_only_where_others_have_one():
    rows = [pair("1", "7", status="completed"), pair("2", "7", status="closed_early"), pair("3", "7", status="active")]
    assert lines(program(rows), "last day is missing") == []
    rows[0]["end_date"] = "2025-01-01"
    assert lines(program(rows), "last day is missing") == [2]


def test_a_session_of_no_pairing_is_set_aside():
    sessions = [pair("1", "7", date="2025-01-01"), pair("1", "8", date="2025-01-01"), pair("", "7", date="2025-01-02")]
    loaded = program([pair("1", "7"), pair("2", "8")], sessions=sessions)
    assert len(loaded.sessions) == 1
    assert lines(loaded, "no pairing belongs to this session") == [2, 3]


def test_a_session_may_name_its_pairing_by_id():
    loaded = program(
        [pair("1", "7", pairing_id="P1"), pair("2", "8", pairing_id="P2")],
        sessions=[{"pairing_id": "P2", "date": "2025-01-01"}, {"pairing_id": "P9", "date": "2025-01-01"}],
    )
    assert loaded.sessions[["mentee_id", "mentor_id"]].values.tolist() == [["2", "8"]]
    found = said(loaded, "no pairing belongs to this session")
    assert found[["line", "column"]].values.tolist() == [[2, "pairing_id"]]


def test_a_session_of_an_id_that_several_pairings_share_is_set_aside_and_not_given_to_the_first():
    loaded = program(
        [pair("1", "7", pairing_id="P1"), pair("2", "7", pairing_id="P1")],
        sessions=[
            {"pairing_id": "P1", "date": "2025-01-01"},
            {"pairing_id": "P1", "date": "2025-01-02", **pair("2", "7")},
        ],
    )
    assert loaded.sessions["mentee_id"].tolist() == ["2"]
    assert lines(loaded, "several pairings have this id") == [1]
    assert len(loaded.problems) == 1


def test_an_answer_of_someone_without_a_pairing_that_began_is_noted():
    loaded = program(
        [pair("1", "7"), pair("2", "8", status="proposed")],
        surveys=[answer("1"), answer("9"), answer("2"), answer("8")],
    )
    assert lines(loaded, "without a pairing that began") == [2, 3, 4]
    assert len(loaded.surveys) == 4


def test_an_answer_in_a_cohort_without_a_pairing_of_the_person_is_named():
    loaded = program(
        [pair("1", "7", cohort="A"), pair("2", "7", cohort="B"), pair("3", "8")],
        surveys=[
            answer("1", cohort="A"),
            answer("1", cohort="B"),
            answer("7", cohort="B"),
            answer("3", cohort="A"),
            answer("2"),
        ],
    )
    found = said(loaded, "none in this cohort")
    assert found[["line", "severity", "value"]].values.tolist() == [[2, "warning", "B"]]


def test_a_cohort_that_only_the_people_table_has_counts():
    loaded = program(
        [pair("1", "7")], people=[{"person_id": "1", "cohort": "A"}, {"person_id": "7"}],
        surveys=[answer("1", cohort="B"), answer("1", cohort="A")],
    )  # fmt: skip
    assert lines(loaded, "none in this cohort") == [1]


def test_an_answer_that_could_belong_to_several_participations_is_named():
    loaded = program(
        [
            pair("1", "7", cohort="A", start_date="2024-01-01"),
            pair("1", "8", cohort="B", start_date="2025-01-01"),
            pair("2", "7", cohort="A", start_date="2024-01-01"),
        ],
        surveys=[
            answer("1"),
            answer("1", date="2023-05-01"),
            answer("1", date="2025-05-01"),
            answer("1", cohort="B"),
            answer("2"),
            answer("7", item="satisfaction"),
        ],
    )
    found = said(loaded, "took part more than once")
    assert found[["line", "severity"]].values.tolist() == [[1, "warning"], [2, "warning"]]
    assert len(loaded.problems) == 2


def test_a_mentors_answer_about_a_mentee_is_placed_as_the_mentees():
    loaded = program(
        [
            pair("1", "7", cohort="A"),
            pair("1", "8", cohort="B"),
            pair("2", "7", cohort="A"),
        ],
        surveys=[
            answer("7", about_id="2", cohort="A"),
            answer("7", about_id="2"),
            answer("7", about_id="2", cohort="B"),
            answer("7", about_id="1"),
            answer("8", about_id="2"),
        ],
    )
    assert lines(loaded, "none in this cohort") == [3]
    assert lines(loaded, "took part more than once") == [4]
    assert lines(loaded, "no pairing that began joins") == [5]
    assert len(loaded.problems) == 3


def test_a_mentees_answer_about_a_mentor_is_fine():
    loaded = program([pair("1", "7")], surveys=[answer("1", about_id="7"), answer("7", about_id="1")])
    assert loaded.problems.empty


def test_a_row_with_many_answers_is_named_once():
    wide = [{"person_id": "9", "wave": "final", "confidence": 4, "belonging": 3}]
    loaded = program([pair("1", "7")], surveys=wide)
    assert len(loaded.surveys) == 2
    assert len(loaded.problems) == 1


def test_a_person_missing_from_the_people_table_is_named_once():
    loaded = program([pair("1", "7"), pair("2", "7"), pair("1", "8")], people=[{"person_id": "2"}, {"person_id": "8"}])
    found = said(loaded, "not in the people table")
    assert found[["line", "column"]].values.tolist() == [[1, "mentee_id"], [1, "mentor_id"]]


def test_a_person_whose_industry_stands_in_the_pairings_need_not_be_in_the_people_table():
    rows = [pair("1", "7", mentee_industry="Banking", mentor_industry="Hospitals")]
    assert said(program(rows, people=[{"person_id": "x"}]), "not in the people table").empty


def test_several_mentors_in_one_cell_who_are_not_listed_are_told_once_each():
    pairings = pd.DataFrame({"mentee_id": ["a", "b"], "mentor_id": ["x; y", "x"]})
    people = pd.DataFrame({"person_id": ["a", "b"], "industry": ["Banking", "Banking"]})
    found = load_frames(pairings=pairings, people=people).problems
    assert found["problem"].str.startswith("this person is not in").sum() == 2
