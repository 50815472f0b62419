from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mentorstats.exports.load import load, load_frames
from mentorstats.program import Program

PAIRINGS = "mentee_id,mentor_id,cohort\n001,101,A\n002,102,A\n003,101,A\n"


SURVEYS = "person_id,wave,item,score\n001,final,confidence,4\n002,final,confidence,3\n003,final,confidence,5\n"


PEOPLE = "person_id,industry\n001,Banking\n002,Hospitals\n003,Banking\n101,Insurance\n102,Banking\n"


@pytest.fixture
def folder(tmp_path):
    """Write files into the folder of exports."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def said(program: Program, words: str) -> pd.DataFrame:
    return program.problems[program.problems["problem"].str.contains(words, regex=False)]


def accounts(program: Program) -> dict[str, list[int]]:
    return {row[0]: list(row[2:5]) for row in program.files.itertuples(index=False)}


@pytest.mark.parametrize(
    ("name", "header", "table"),
    [
        ("Matches 2025.csv", "mentee_id,mentor_id", "pairings"),
        ("export.csv", "Mentee ID,Mentor ID,Status", "pairings"),
        ("export.csv", "menteeId,mentorId,startDate,minutes", "pairings"),
        ("export.csv", "mentee_id,mentor_id,date,minutes", "sessions"),
        ("export.csv", "pairing_id,minutes", "sessions"),
        ("export.csv", "person_id,wave,confidence", "surveys"),
        ("export.csv", "person_id,item,score", "surveys"),
        ("export.csv", "User ID,Industry", "people"),
        ("Survey final.csv", "person_id,confidence", "surveys"),
        ("matching survey.csv", "person_id,wave,confidence", "surveys"),
        ("export.csv", "ID,Room,Building", "not used"),
    ],
)
def test_a_file_is_recognized_by_its_name_and_columns(folder, name, header, table):
    row = ",".join("1" for _ in header.split(","))
    program = load(folder({"pairings.csv": PAIRINGS, name: f"{header}\n{row}\n{row.replace('1', '2')}\n"}))
    assert program.files.set_index("file").loc[name, "table"] == table


def test_a_file_that_nobody_recognizes_is_named_and_none_of_its_rows_is_used(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "rooms.csv": "Room,Building\n1,North\n2,South\n"}))
    found = said(program, "not recognized")
    assert found[["severity", "file", "value"]].values.tolist() == [["warning", "rooms.csv", "Room, Building"]]
    assert accounts(program)["rooms.csv"] == [2, 0, 2]


def test_the_settings_have_the_first_word_on_files_columns_and_words(folder):
    program = load(folder({
        "mentorstats.toml": """
            [files]
            pairings = "who_*.csv"
            [columns.pairings]
            mentee_id = "Learner"
            mentor_id = "Guide "
            [values.status]
            "Rolling" = "active"
        """,
        "Who_with_whom.csv": "Learner,guide,mentor_id,status\n1,7,x,rolling\n2,8,y,Rolling\n",
    }))  # fmt: skip
    assert program.pairings[["mentee_id", "mentor_id", "status"]].values.tolist() == [
        ["1", "7", "active"], ["2", "8", "active"],
    ]  # fmt: skip
    assert program.pairings["mentor_id (2)"].tolist() == ["x", "y"]
    assert len(said(program, "another column is mentor_id as well")) == len(program.problems) == 1


def test_what_the_settings_name_and_no_file_has_is_reported(folder):
    program = load(folder({
        "mentorstats.toml": """
            [files]
            sessions = "meetings_*.csv"
            [columns.people]
            industry = "Feild"
            [surveys]
            items = ["confidence", "belongng"]
        """,
        "pairings.csv": PAIRINGS, "people.csv": PEOPLE, "surveys.csv": SURVEYS,
    }))  # fmt: skip
    found = program.problems[program.problems["file"] == "mentorstats.toml"]
    assert sorted(zip(found["column"], found["value"], strict=True)) == [
        ("columns.people.industry", "Feild"), ("files.sessions", "meetings_*.csv"), ("surveys.items", "belongng"),
    ]  # fmt: skip


def test_a_second_column_never_takes_a_name_that_is_taken():
    frame = pd.DataFrame([["1", "7", "8", "9"]], columns=["mentee_id", "A", "mentor_id", "mentor_id (2)"])
    program = load_frames(pairings=frame, columns={"pairings": {"mentor_id": "A"}})
    assert program.pairings["mentor_id"].tolist() == ["7"]
    assert program.pairings.columns.is_unique
