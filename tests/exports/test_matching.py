from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.exports.load import load, load_frames
from mentorstats.problems import Problem
from mentorstats.program import Program


def strangers(loaded: Program) -> list[Problem]:
    return [problem for problem in loaded.reported if problem.rule == "people-do-not-match"]


def program(known: int, unknown: int, **more: pd.DataFrame) -> Program:
    pairings = pd.DataFrame({"mentee_id": [f"E{n}" for n in range(20)], "mentor_id": [f"M{n}" for n in range(20)]})
    persons = [*(f"E{n}" for n in range(known)), *(f"X{n}" for n in range(unknown))]
    surveys = pd.DataFrame({"person_id": persons, "wave": "final", "confidence": 3})
    return load_frames(pairings=pairings, surveys=surveys, **more)


@pytest.mark.parametrize(("known", "unknown"), [(8, 2), (4, 4), (0, 5), (16, 4)])
def test_a_fifth_of_strangers_is_the_first_thing_that_is_said(known, unknown):
    loaded = program(known, unknown)
    (problem,) = strangers(loaded)
    assert loaded.reported[0] is problem
    assert (problem.severity, problem.file, problem.column) == ("warning", "surveys", "person_id")
    assert problem.text.startswith(f"{unknown} people are in no pairing, of {known + unknown} people")


@pytest.mark.parametrize(("known", "unknown"), [(10, 0), (9, 2), (4, 1), (1, 1)])
def test_fewer_strangers_are_slips(known, unknown):
    assert strangers(program(known, unknown)) == []


def test_people_of_sessions_and_of_pairings_who_are_listed_nowhere_are_said_as_well():
    sessions = pd.DataFrame({"mentee_id": ["E1", "Q1", "Q2"], "mentor_id": ["M1", "M1", "M1"], "date": "2024-05-01"})
    people = pd.DataFrame({"person_id": [f"e-{n}" for n in range(20)], "industry": "Law"})
    found = strangers(program(9, 0, sessions=sessions, people=people))
    assert [(problem.file, problem.column) for problem in found] == [
        ("pairings", "mentee_id"), ("pairings", "mentor_id"), ("sessions", "mentee_id"),
    ]  # fmt: skip


def test_people_who_are_in_no_pairing_may_be_on_the_list():
    people = pd.DataFrame({"person_id": [f"{kind}{n}" for kind in "EMX" for n in range(20)], "industry": "Law"})
    assert strangers(program(9, 0, people=people)) == []


def test_each_file_is_looked_at_by_itself(tmp_path):
    (tmp_path / "pairings.csv").write_text("mentee_id,mentor_id\n" + "".join(f"E{n},M{n}\n" for n in range(20)))
    (tmp_path / "survey_a.csv").write_text("person_id,wave,c\n" + "".join(f"E{n},final,3\n" for n in range(18)))
    (tmp_path / "survey_b.csv").write_text("person_id,wave,c\nX1,final,3\nX2,final,3\n")

    assert [problem.file for problem in strangers(load(tmp_path))] == ["survey_b.csv"]


def test_who_is_known_to_wait_is_no_stranger(tmp_path):
    (tmp_path / "pairings.csv").write_text("mentee_id,mentor_id\ne1,m1\ne2,m2\ne3,TBD\ne4,none\n")
    (tmp_path / "surveys.csv").write_text("person_id,hope\ne1,2\ne2,5\ne3,1\ne4,3\n")
    rules = {problem.rule for problem in ms.load(tmp_path).reported}
    assert "nobody-named" in rules
    assert "people-do-not-match" not in rules
    (tmp_path / "surveys.csv").write_text("person_id,hope\ne1,2\ne2,5\nx3,1\nx4,3\n")
    assert "people-do-not-match" in {problem.rule for problem in ms.load(tmp_path).reported}
