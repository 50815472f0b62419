from __future__ import annotations

import pandas as pd

from mentorstats.exports.people.identity import with_people
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings


def part(table: str, columns: list[str], *rows: list[str]) -> SourceTable:
    frame = pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")
    return SourceTable(table, f"{table}.csv", frame, len(rows))


def named(*parts: SourceTable, **settings) -> tuple[dict[str, pd.DataFrame], str]:
    problems = Problems()
    done = with_people(parts, Settings(**settings), problems)
    said = "\n".join(f"{p.severity}: {p.file} {p.line} {p.column} {p.value}: {p.text}" for p in problems)
    return {piece.table: piece.frame for piece in done}, said


def test_addresses_lead_to_the_numbers_of_the_people():
    frames, said = named(
        part("people", ["Member ID", "Email"], ["501", "A@example.org"], ["601", "b@example.org"]),
        part("pairings", ["Mentee Email", "Mentor Email"], ["a@example.org ", "B@EXAMPLE.ORG"]),
    )
    assert frames["pairings"][["mentee_id", "mentor_id"]].values.tolist() == [["501", "601"]]
    assert "Email" not in frames["people"]
    assert said == ""


def test_first_and_last_names_lead_to_the_numbers_where_everything_else_is_a_number():
    frames, said = named(
        part("people", ["id", "First Name", "Last Name"], ["1", "Ash", "Tree"]),
        part("pairings", ["mentee_id", "mentor_id"], ["1", "9"]),
        part("surveys", ["First Name", "Last Name", "score"], ["ash", "tree", "4"]),
    )
    assert frames["surveys"]["person_id"].tolist() == ["1"]
    assert said == ""


def test_a_sign_for_no_one_is_no_one_and_resembles_nobody():
    frames, said = named(part("pairings", ["mentee_id", "mentor_id"], ["1", "n/a"], ["2", "N/A"], ["3", " - "]))
    assert frames["pairings"]["mentor_id"].isna().all()
    assert said == ""


def test_people_who_share_an_address_under_different_names_stay_two():
    frames, said = named(
        part("people", ["id", "email", "name"], ["1", "x@example.org", "Ash"], ["2", "x@example.org", "Birch"])
    )
    assert frames["people"]["person_id"].tolist() == ["1", "2"]
    assert "warning: people.csv 3 person_id" in said
    assert "share an e-mail address" in said


def test_one_person_with_two_numbers_is_one():
    frames, said = named(
        part("people", ["id", "email", "name"], ["1", "x@example.org", "Ash"], ["2", "x@example.org", "ash"]),
        part("pairings", ["mentee_id", "mentor_id"], ["2", "9"]),
    )
    assert frames["pairings"]["mentee_id"].tolist() == ["1"]
    assert "note: people.csv 3" in said


def test_first_and_last_names_are_a_name():
    frames, _ = named(
        part("people", ["id", "First Name", "Last Name"], ["1", "Ash", "Tree"], ["9", "Birch", "Tree"]),
        part("pairings", ["Mentee", "Mentor First Name", "Mentor Last Name"], ["ash  tree", "Birch", "TREE"]),
    )
    assert frames["pairings"][["mentee_id", "mentor_id"]].values.tolist() == [["1", "9"]]
    assert list(frames["people"].columns) == ["person_id"]


def test_a_name_of_two_people_is_nobody_and_said():
    frames, said = named(
        part("people", ["id", "name"], ["1", "Ash Tree"], ["2", "ash tree"]),
        part("pairings", ["mentee", "mentor"], ["Ash Tree", "9"]),
    )
    assert frames["pairings"]["mentee_id"].isna().tolist() == [True]
    assert "more than one person has this name" in said
    assert "Ash" not in said


def test_a_survey_is_joined_by_the_column_that_names_people_who_are_known():
    frames, _ = named(
        part("pairings", ["mentee_id", "mentor_id"], ["p-1", "m-1"]),
        part("surveys", ["Respondent ID", "Custom Data 1", "Q1"], ["118", "p-1", "4"]),
    )
    assert frames["surveys"]["person_id"].tolist() == ["p-1"]


def test_the_settings_say_which_column_it_is():
    frames, _ = named(
        part("surveys", ["person_id", "Email", "Q1"], ["118", "a@example.org", "4"]),
        part("pairings", ["Mentee Email", "Mentor Email"], ["a@example.org", "b@example.org"]),
        columns={"surveys": {"person_id": "person_id"}},
    )
    assert frames["surveys"]["person_id"].tolist() == ["118"]


def test_categories_give_the_same_people_as_text():
    rows = [["p-1", "m-1"], [" p-1", "m-2"], ["", "m-1"], ["Mentee", "m-1"]]
    text = part("sessions", ["mentee_id", "mentor_id"], *rows)
    coded = SourceTable("sessions", "sessions.csv", text.frame.astype("category"), 4)
    (one, said), (other, also) = named(text), named(coded)
    assert one["sessions"]["mentee_id"].astype("str").fillna("").tolist() == ["p-1", "p-1", "", ""]
    assert other["sessions"]["mentee_id"].astype("str").fillna("").tolist() == ["p-1", "p-1", "", ""]
    assert said == also


def test_look_alikes_are_said_once_and_masked():
    _, said = named(
        part("pairings", ["mentee_id", "mentor_id"], ["AB-12", "m1"], ["ab-12", "m 1"]),
        part("sessions", ["mentee_id", "mentor_id"], ["ab-12", "m1"]),
    )
    assert said.count("differ only in upper and lower case or spaces") == 2
    assert "ab-12" not in said
