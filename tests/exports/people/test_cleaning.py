from __future__ import annotations

import pandas as pd

from mentorstats.exports.load import load_frames
from mentorstats.program import Program


def program(mentees: list[str], persons: list[str], **more: pd.DataFrame) -> Program:
    pairings = pd.DataFrame({"mentee_id": mentees, "mentor_id": [f"M{n}" for n in range(len(mentees))]})
    surveys = pd.DataFrame({"person_id": persons, "wave": "final", "confidence": range(1, len(persons) + 1)})
    return load_frames(pairings=pairings, surveys=surveys, **more)


def rules(loaded: Program) -> list[tuple[str, str, int]]:
    return [(p.rule, p.column, int(p.facts[0].number)) for p in loaded.reported if p.rule.startswith("id-") and p.facts]


def test_people_written_in_two_ways_are_one_and_it_is_said_once_for_each_way():
    loaded = program(["101", "102", "103"], ["101.0", "102.0", "103.0"])
    assert loaded.surveys["person_id"].tolist() == ["101", "102", "103"]
    assert rules(loaded) == [("id-cleaned", "person_id", 3)]


def test_identifiers_in_every_table_are_cleaned():
    loaded = program(
        ["\u200b1", "2"], ["1", "2\xa0"],
        people=pd.DataFrame({"person_id": ['="1"', "2"], "industry": ["Law", "Law"]}),
        sessions=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["'M0"], "date": ["2024-05-01"]}),
    )  # fmt: skip
    assert loaded.people["person_id"].tolist() == ["1", "2"]
    assert loaded.pairings["mentee_id"].tolist() == ["1", "2"]


def test_a_failed_formula_is_nobody_and_each_row_is_said():
    loaded = program(["E1", "#REF!", "E3", "#REF!"], ["E1"])
    assert loaded.pairings["mentee_id"].tolist() == ["E1", "E3"]
    failed = [problem for problem in loaded.reported if problem.rule == "id-failed"]
    assert [(problem.line, problem.severity, problem.value) for problem in failed] == [
        (2, "warning", "#REF!"), (4, "warning", "#REF!"),
    ]  # fmt: skip


def test_salesforce_records_of_both_lengths_are_the_same():
    short = [f"0035g00000AbC{n:02}" for n in range(3)]
    loaded = program(short, [f"{record}AAF" for record in short])
    assert loaded.surveys["person_id"].tolist() == short
    assert rules(loaded) == [("id-short-form", "person_id", 3)]
    alone = program([f"{record}AAF" for record in short], [f"{record}AAF" for record in short])
    assert alone.pairings["mentee_id"].tolist() == [f"{record}AAF" for record in short]


def test_identifiers_that_differ_in_capitals_stay_different():
    loaded = program(["0035g00000AbCa0", "0035g00000AbCA0"], ["0035g00000AbCa0", "0035g00000AbCA0"])
    assert loaded.pairings["mentee_id"].nunique() == 2


def test_plain_identifiers_say_nothing():
    assert rules(program(["E1", "E2"], ["E1", "E2"])) == []
