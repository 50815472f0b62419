from __future__ import annotations

import cProfile
import gzip
import pstats
from pathlib import Path

import pandas as pd
import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.load import load, load_frames
from mentorstats.industry import Industries
from mentorstats.problems import PROBLEM_COLUMNS
from mentorstats.program import Program
from mentorstats.schema.settings import InvalidSettings
from mentorstats.schema.tables import TABLES
from mentorstats.tables.mentees import mentee_table
from mentorstats.tables.pairs import pair_table

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


def blocking(program: Program) -> list[str]:
    return program.problems.loc[program.problems["severity"] == "blocking", "problem"].tolist()


def accounts(program: Program) -> dict[str, list[int]]:
    return {row[0]: list(row[2:]) for row in program.files.itertuples(index=False)}


def pairs(**more: list) -> pd.DataFrame:
    return pd.DataFrame({"mentee_id": ["1", "2"], "mentor_id": ["7", "8"], **more})


# What comes out


def test_the_pairings_alone_are_a_program(folder):
    program = load(folder({"pairings.csv": PAIRINGS}))
    assert program.pairings["mentee_id"].tolist() == ["001", "002", "003"]
    assert program.problems.empty
    for name, table in TABLES.items():
        frame = getattr(program, name)
        assert [column.name for column in table.columns] == frame.columns[: len(table.columns)].tolist()
        assert len(frame) == (3 if name == "pairings" else 0)


def test_without_industries_every_pairing_is_unknown(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "surveys.csv": SURVEYS}))
    assert mentee_table(program)["share_unknown"].tolist() == [1.0, 1.0, 1.0]


def test_every_table_has_the_types_of_its_columns_with_and_without_rows(folder):
    full = load(folder({
        "pairings.csv": "mentee_id,mentor_id,pairing_id,start_date,status\n1,7,P1,2025-01-01,active\n",
        "people.csv": PEOPLE, "surveys.csv": "person_id,wave,item,score,date\n1,final,x,4,2025-05-01\n",
        "sessions.csv": "pairing_id,date,minutes,sessions\nP1,2025-02-01,30,1\n",
    }))  # fmt: skip
    bare = load_frames(pairings=pairs().iloc[:0])
    kinds = {"date": "datetime64[us]", "number": "float64", "count": "Int64"}
    for program in (full, bare):
        for name, table in TABLES.items():
            found = getattr(program, name).dtypes.astype(str).to_dict()
            assert found == found | {column.name: kinds.get(column.kind, "str") for column in table.columns}


def test_a_column_that_is_not_known_is_kept_behind_the_known_ones(folder):
    program = load(folder({"pairings.csv": "Shoe size,mentee_id,mentor_id\n42,1,7\n,2,7\n"}))
    assert program.pairings.columns[-1] == "Shoe size"
    assert program.pairings["Shoe size"].fillna("").tolist() == ["42", ""]
    assert len(said(program, "this column is not known")) == len(program.problems) == 1


def test_problems_have_their_columns_and_types_even_when_there_are_none(folder):
    none = load(folder({"pairings.csv": PAIRINGS})).problems
    some = load(folder({"pairings.csv": PAIRINGS + ",101,A\n"})).problems
    assert tuple(none.columns) == tuple(some.columns) == PROBLEM_COLUMNS
    assert none.dtypes.equals(some.dtypes)
    assert some["line"].tolist() == [5]


def test_the_gravest_problems_come_first_then_by_file_and_line(folder):
    program = load(folder({
        "pairings.csv": "mentee_id,mentor_id,status,start_date\n1,7,declined,x\n2,7,zz,2025-01-01\n",
        "people.csv": "industry\nBanking\n", "a.csv": "foo,bar\n1,2\n",
    }))  # fmt: skip
    order = {"blocking": 0, "warning": 1, "note": 2}
    keys = [(order[p.severity], p.file, p.line if pd.notna(p.line) else 9) for p in program.problems.itertuples()]
    assert keys == sorted(keys)
    assert {severity for severity, _, _ in keys} == {0, 1, 2}


def test_the_program_is_named_by_its_settings_or_else_by_its_folder(folder, tmp_path):
    exports = folder({"pairings.csv": PAIRINGS})
    assert load(exports).name == tmp_path.name
    assert load(folder({"mentorstats.toml": 'name = "Spring"'})).name == "Spring"


# Which file is which


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


def test_sheets_of_a_workbook_are_tables_and_a_sheet_of_notes_blocks_nothing(folder, tmp_path):
    with pd.ExcelWriter(tmp_path / "matches.xlsx") as book:
        pairs(start_date=pd.to_datetime(["2025-01-01", None])).to_excel(book, sheet_name="Sheet1", index=False)
        pd.DataFrame({"person_id": ["1"], "industry": ["Banking"]}).to_excel(book, sheet_name="People", index=False)
        pd.DataFrame({"Word": ["active"], "Meaning": ["goes on"]}).to_excel(book, sheet_name="Legend", index=False)
    program = load(tmp_path)
    assert program.files["table"].tolist() == ["pairings", "people", "not used"]
    assert program.pairings["start_date"].dt.strftime("%Y-%m-%d").tolist()[0] == "2025-01-01"
    assert blocking(program) == []


# What is wrong


def test_a_column_without_which_nothing_can_be_done_blocks_once_whatever_the_rows(folder):
    rows = "".join(f"{number},2025-01-01\n" for number in range(500))
    program = load(folder({"pairings.csv": "mentee_id,start_date\n" + rows}))
    assert blocking(program) == ["the column mentor_id is missing from the pairings; no row of the file is used"]
    assert len(program.problems) == 1
    assert accounts(program)["pairings.csv"] == [500, 0, 500]


def test_without_pairings_the_program_is_blocked_and_the_questions_refuse_it_in_a_sentence(folder):
    program = load(folder({"surveys.csv": SURVEYS}))
    assert blocking(program) == ["no file holds the pairings"]
    with pytest.raises(UnusableExports, match="no file holds the pairings; export who was matched with whom"):
        mentee_table(program)


def test_a_file_that_cannot_be_read_blocks_and_is_named_once(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "surveys.csv": SURVEYS, "people.xlsx": b"PK\x03\x04broken"}))
    found = program.problems[program.problems["severity"] == "blocking"]
    assert found["file"].tolist() == ["people.xlsx"]
    assert len(program.pairings) == 3
    assert accounts(program)["people.xlsx"] == [0, 0, 0]
    with pytest.raises(UnusableExports) as error:
        mentee_table(program)
    assert str(error.value).count("people.xlsx") == 1


def test_files_of_which_none_can_be_read_still_make_a_program_that_says_so(folder):
    program = load(folder({"pairings.csv": b""}))
    assert len(blocking(program)) == 2
    assert program.pairings.empty


@pytest.mark.parametrize("name", ["pairings.xls", "pairings.ods"])
def test_a_spreadsheet_of_a_kind_that_is_not_read_is_not_passed_over(folder, name):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    assert any(name == file for file in load(folder({name: old, "people.csv": PEOPLE})).problems["file"])


def test_a_folder_without_exports_is_refused(tmp_path):
    (tmp_path / "notes.md").write_text("nothing")
    with pytest.raises(UnusableExports, match="no export was found"):
        load(tmp_path)
    with pytest.raises(UnusableExports, match="is not a folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(UnusableExports, match="is not a folder"):
        load(tmp_path / "notes.md")


def test_lock_files_and_hidden_files_are_no_exports(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "~$pairings.xlsx": b"x", ".pairings.csv": b"x", "notes.md": "x"}))
    assert program.files["file"].tolist() == ["pairings.csv"]


def test_dates_that_cannot_be_told_apart_block_with_one_request(folder):
    text = "mentee_id,mentor_id,start_date\n1,7,03/04/2025\n2,7,05/04/2025\n"
    program = load(folder({"pairings.csv": text}))
    found = program.problems[program.problems["severity"] == "blocking"]
    assert found[["line", "column", "value"]].values.tolist() == [[2, "start_date", "03/04/2025"]]
    assert "day-month-year" in found["action"].iloc[0]
    assert program.pairings["start_date"].isna().all()
    settled = load(folder({"mentorstats.toml": '[dates]\norder = "day-month-year"'}))
    assert settled.pairings["start_date"].dt.month.tolist() == [4, 4]


def test_a_cell_that_does_not_fit_is_shown_with_its_line_and_counts_as_missing(folder):
    program = load(folder({"pairings.csv": "mentee_id,mentor_id,status,end_date\n1,7,activ,2025-02-30\n2,7,active,\n"}))
    found = program.problems.set_index("column")
    assert found["line"].tolist() == [2, 2]
    assert found.loc["end_date", "value"] == "2025-02-30"
    assert found.loc["status", "value"] == "activ"
    assert "(nearest: active)" in found.loc["status", "problem"]
    assert "[values.status]" in found.loc["status", "action"]
    assert program.pairings["status"].isna().tolist() == [True, False]


@pytest.mark.parametrize("word", ["closed early", "closed-early", "Closed_Early", "CLOSED EARLY"])
def test_a_status_is_known_however_it_is_written(folder, word):
    program = load(folder({"pairings.csv": f"mentee_id,mentor_id,status\n1,7,{word}\n"}))
    assert program.pairings["status"].tolist() == ["closed_early"]
    assert program.problems.empty


def test_two_exports_of_one_table_that_overlap_count_each_row_once(folder):
    program = load(folder({
        "matches.csv": PAIRINGS,
        "matches (1).csv": "mentor_id,mentee_id,cohort\n101 ,003,A\n101,004,A\n",
    }))  # fmt: skip
    assert program.pairings["mentee_id"].tolist() == ["003", "004", "001", "002"]
    found = said(program, "repeats an earlier one")
    assert found[["file", "line"]].values.tolist() == [["matches.csv", 4]]
    assert accounts(program) == {"matches (1).csv": [2, 2, 0], "matches.csv": [3, 2, 1]}


def test_no_identifier_is_shown_in_a_problem(folder):
    program = load(folder({
        "pairings.csv": "mentee,mentor,status\na@example.org,a@example.org,active\n,b@example.org,odd\n"
        "c@example.org,b@example.org,active\nc@example.org,b@example.org,active\nd@example.org,b@example.org,declined\n",
        "people.csv": "person_id,industry\nx@example.org,Banking\nx@example.org,Hospitals\n",
        "surveys.csv": "person_id,item,score\ny@example.org,confidence,many\n",
        "sessions.csv": "mentee_id,mentor_id,date\nz@example.org,b@example.org,soon\n",
    }))  # fmt: skip
    assert len(program.problems) >= 10
    assert "@example" not in program.problems.to_csv()
    assert {"odd", "declined", "many", "soon"} <= set(program.problems["value"])


# Every row is accounted for

MESSY = {
    "pairings.csv": "mentee_id,mentor_id,status\n1,7,active\n1,7,active\n2,2,active\n,7,active\n3,7,active,extra\n"
    "4,8,declined\n",
    "pairings 2.csv": "mentee_id,mentor_id,status\n1,7,active\n5,9,nonsense\n",
    "people.csv": "person_id,industry\n1,Banking\n1,Banking\n1,Hospitals\n,Banking\n7,Moon mining\n",
    "sessions.csv": "mentee_id,mentor_id,date\n1,7,2025-01-01\n9,9,2025-01-01\n1,7,never\n",
    "survey wide.csv": "person_id,wave,confidence,belonging,comment\n1,final,4,3,fine\n1,final,4,3,fine\n"
    ",final,1,1,x\n5,final,,,\n",
    "survey long.csv": "person_id,wave,item,score\n1,baseline,confidence,2\n1,baseline,,2\n77,baseline,confidence,x\n",
    "survey words.csv": "person_id,wave,comment\n1,final,fine\n5,final,good\n",
    "rooms.csv": "Room,Building\n1,North\n",
    "members.csv": "industry,seniority\nBanking,Senior\n",
}


@pytest.mark.parametrize("left_out", [None, *MESSY])
def test_every_row_of_every_file_is_used_or_set_aside(folder, left_out):
    program = load(folder({name: text for name, text in MESSY.items() if name != left_out}))
    files = program.files
    assert sorted(files["file"]) == sorted(name for name in MESSY if name != left_out)
    assert (files["used"] + files["set_aside"] == files["rows"]).all()
    assert (files[["rows", "used", "set_aside"]] >= 0).all(axis=None)
    assert files["rows"].tolist() == [MESSY[name].count("\n") - 1 for name in files["file"]]
    for name in ("people", "pairings", "sessions"):
        assert files.loc[files["table"] == name, "used"].sum() == len(getattr(program, name))


def test_every_row_set_aside_has_a_reason_and_every_file_not_used_one(folder):
    program = load(folder(MESSY))
    aside = program.problems[program.problems["problem"].str.contains("set aside")]
    counted = aside.drop_duplicates(["file", "line"]).groupby("file").size().to_dict()
    whole = {"rooms.csv", "members.csv", "survey words.csv"}
    expected = dict(zip(program.files["file"], program.files["set_aside"], strict=True))
    assert {file: number for file, number in expected.items() if number and file not in whole} == counted
    assert whole <= set(said(program, "of its rows is used")["file"]) | set(said(program, "no row of the file")["file"])


# Surveys with a column for each question


def test_a_wide_survey_becomes_one_row_for_each_answer(folder):
    program = load(folder({
        "pairings.csv": PAIRINGS,
        "survey.csv": "person_id,Confidence (baseline),Confidence (final),Comment\n001,2,4,fine\n002,3,,good\n",
    }))  # fmt: skip
    answers = program.surveys.sort_values(["person_id", "wave"])[["person_id", "item", "wave", "score"]]
    assert answers.fillna(-1).values.tolist() == [
        ["001", "Confidence", "baseline", 2.0], ["001", "Confidence", "final", 4.0],
        ["002", "Confidence", "baseline", 3.0], ["002", "Confidence", "final", -1.0],
    ]  # fmt: skip
    assert program.surveys["Comment"].tolist() == ["fine", "good", "fine", "good"]
    found = said(program, "holds no scores")
    assert found[["severity", "column"]].values.tolist() == [["note", "Comment"]]


def test_two_people_with_the_same_answers_to_one_question_are_not_a_repetition(folder):
    text = "person_id,confidence,belonging\n001,4,1\n001,4,2\n001,4,2\n"
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": text}))
    assert program.surveys.groupby("item")["score"].apply(list).to_dict() == {"confidence": [4, 4], "belonging": [1, 2]}
    assert said(program, "repeats")["line"].tolist() == [4]


def test_the_named_items_are_the_items_and_others_with_scores_are_noted(folder):
    program = load(folder({
        "mentorstats.toml": '[surveys]\nitems = ["Graduated"]',
        "pairings.csv": PAIRINGS, "outcomes.csv": "person_id,graduated,room,why\n001,yes,12,x\n002,no,13,y\n",
    }))  # fmt: skip
    assert program.surveys[["item", "score"]].values.tolist() == [["graduated", 1.0], ["graduated", 0.0]]
    assert program.problems[["severity", "column"]].values.tolist() == [["note", "room"]]


def test_a_score_that_is_none_is_reported_under_its_own_question(folder):
    text = "person_id,confidence,belonging\n001,4,2\n002,many,3\n003,2,2\n"
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": text}))
    assert program.problems[["line", "column", "value"]].values.tolist() == [[3, "confidence", "many"]]


def test_a_table_of_scores_without_item_has_the_item_score(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "scores.csv": "person_id,score\n001,4\n002,3\n"}))
    assert program.surveys[["item", "score"]].values.tolist() == [["score", 4.0], ["score", 3.0]]


# Industries


def test_industries_of_people_and_of_pairings_are_checked_and_shown_where_they_stand(folder):
    program = load(folder({
        "pairings.csv": "mentee_id,mentor_id,mentee_industry\n1,7,Moon mining\n",
        "people.csv": "person_id,industry\n1,Banking\n7,Stealth mode\n",
    }))  # fmt: skip
    found = program.problems[program.problems["severity"] == "warning"]
    assert sorted(zip(found["file"], found["line"], found["column"], found["value"], strict=True)) == [
        ("pairings.csv", 2, "mentee_industry", "Moon mining"), ("people.csv", 3, "industry", "Stealth mode"),
    ]  # fmt: skip


def test_the_programs_own_separator_becomes_the_semicolon(folder):
    program = load(folder({
        "mentorstats.toml": '[industry]\nseparator = "|"',
        "pairings.csv": "mentee_id,mentor_id,mentor_industry\n1,7,Banking | Hospitals\n",
    }))  # fmt: skip
    assert program.pairings["mentor_industry"].tolist() == ["Banking ; Hospitals"]


def test_a_programs_own_closeness_and_names_are_used_and_are_no_exports(folder):
    program = load(folder({
        "mentorstats.toml": '[industry]\nsimilarity = "fields.csv"\naliases = "names.csv"',
        "fields.csv": "industry_a,industry_b,similarity\nArt,Music,0.9\nArt,Law,0.1\nLaw,Music,0.2\n",
        "names.csv": "name,code\nPainting,Art\n",
        "pairings.csv": "mentee_id,mentor_id,mentee_industry,mentor_industry\n1,7,Painting,Music\n2,8,Art,Law\n",
    }))  # fmt: skip
    compared = program.industries.compare(program.pairings["mentee_industry"], program.pairings["mentor_industry"])
    assert compared["proximity"].tolist() == ["adjacent", "distant"]
    assert program.files["file"].tolist() == ["pairings.csv"]


def test_a_problem_in_the_programs_own_table_is_shown_with_its_file_and_line(folder):
    program = load(folder({
        "mentorstats.toml": '[industry]\nsimilarity = "fields.csv"',
        "fields.csv": 'industry_a,industry_b,similarity\nArt,"Music,\nsung",0.9\n\nArt,Law,7\n',
        "pairings.csv": PAIRINGS,
    }))  # fmt: skip
    found = program.problems[program.problems["problem"].str.contains("between 0 and 1")]
    assert found[["file", "line"]].values.tolist() == [["fields.csv", 5]]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "there is no such file beside it"),
        ({"fields.csv": b""}, "fields.csv: the file is empty"),
        ({"fields.csv": "a,b\n1,2\n"}, "fields.csv: The table has no column industry_a"),
    ],
)
def test_an_own_table_that_cannot_be_used_is_refused_in_a_sentence(folder, files, words):
    exports = folder({"mentorstats.toml": '[industry]\nsimilarity = "fields.csv"', "pairings.csv": PAIRINGS, **files})
    with pytest.raises(UnusableExports, match=words):
        load(exports)


# Tables in memory


def test_frames_of_real_types_give_what_their_text_gives():
    real = load_frames(
        pairings=pd.DataFrame({
            "mentee_id": [1, 2], "mentor_id": [7.0, 8.0], "pairing_id": pd.array([1, None], dtype="Int64"),
            "start_date": pd.to_datetime(["2025-01-01 09:30", None]),
            "status": pd.Categorical(["Active", "closed early"]),
            "mentee_industry": pd.array(["Banking", None], dtype="string"), "cohort": [2024, 2025],
        }),
        sessions=pd.DataFrame({"mentee_id": [1], "mentor_id": [7], "sessions": [3.0], "minutes": [90]}),
        surveys=pd.DataFrame({"person_id": [1, 2], "wave": "final", "graduated": [True, False]}),
    )  # fmt: skip
    text = load_frames(
        pairings=pd.DataFrame({
            "mentee_id": ["1", "2"], "mentor_id": ["7", "8"], "pairing_id": ["1", ""],
            "start_date": ["2025-01-01", ""], "status": ["active", "closed_early"],
            "mentee_industry": ["Banking", ""], "cohort": ["2024", "2025"],
        }),
        sessions=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["7"], "sessions": ["3"], "minutes": ["90"]}),
        surveys=pd.DataFrame({"person_id": ["1", "2"], "wave": "final", "graduated": ["yes", "no"]}),
    )  # fmt: skip
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(real, name), getattr(text, name))
    assert real.problems.equals(text.problems)


def test_a_column_that_is_not_known_keeps_the_type_it_has():
    program = load_frames(
        pairings=pairs(rating=[4.5, None], seen=pd.to_datetime(["2025-01-01"] * 2), note=[["x"], None])
    )
    kinds = program.pairings.dtypes.astype(str)
    assert kinds[["rating", "note"]].tolist() == ["float64", "str"]
    assert kinds["seen"].startswith("datetime64")


def test_what_is_given_is_not_changed():
    given = {
        "pairings": pairs(start_date=["2025-06-01", "x"], end_date=["2025-01-01", ""]).set_index(pd.Index([5, 5])),
        "people": pd.DataFrame({"Person ID": [" 1", "2 "], "industry": ["Banking ", None]}),
        "surveys": pd.DataFrame({"person_id": ["1", "9"], "confidence_final": ["4", "x"]}),
    }
    before = {name: frame.copy() for name, frame in given.items()}
    program = load_frames(**given)
    program.pairings["mentee_id"] = "changed"
    for name, frame in before.items():
        pd.testing.assert_frame_equal(given[name], frame)


@pytest.mark.parametrize("name", ["people", "pairings", "sessions", "surveys"])
@pytest.mark.parametrize(
    "wrong", [["1", "7"], {"mentee_id": ["1"]}, "pairings.csv", pd.Series([1])], ids=lambda w: type(w).__name__
)
def test_what_is_no_table_is_refused_by_name(name, wrong):
    with pytest.raises(
        TypeError, match=rf"^{name} is of type {type(wrong).__name__}; expected a pandas, polars or PyArrow table, "
    ):
        load_frames(**{"pairings": pairs(), name: wrong})


def test_pairings_are_needed():
    with pytest.raises(TypeError, match="pairings is of type NoneType"):
        load_frames(pairings=None)  # type: ignore[arg-type]


def test_columns_of_one_name_are_told_apart_and_said():
    frame = pd.DataFrame([["1", "7", "x", "9"]], columns=["mentee_id", "mentor_id", "note", "note"])
    program = load_frames(pairings=frame)
    assert program.pairings["note (2)"].tolist() == ["9"]
    assert said(program, "is read as 'note (2)'")["column"].tolist() == ["note (2)"]


@pytest.mark.parametrize(
    "columns",
    [
        *(
            ["mentee_id", "mentor_id", third]
            for third in ("mentor_id", "Mentor ID", "mentor", "", 3, None, "file", "line")
        ),
        [("mentee", "id"), ("mentor", "id"), ("x", "y")],
    ],
    ids=str,
)
def test_odd_column_names_do_no_harm(columns):
    frame = pd.DataFrame([["1", "7", "9"], ["2", "8", "9"]]).set_axis(pd.Index(columns, tupleize_cols=False), axis=1)
    program = load_frames(pairings=frame)
    assert program.pairings[["mentee_id", "mentor_id"]].values.tolist() == [["1", "7"], ["2", "8"]]
    assert program.pairings.columns.is_unique


def test_a_second_column_never_takes_a_name_that_is_taken():
    frame = pd.DataFrame([["1", "7", "8", "9"]], columns=["mentee_id", "A", "mentor_id", "mentor_id (2)"])
    program = load_frames(pairings=frame, columns={"pairings": {"mentor_id": "A"}})
    assert program.pairings["mentor_id"].tolist() == ["7"]
    assert program.pairings.columns.is_unique


def test_a_setting_that_is_not_one_is_refused_with_the_nearest():
    with pytest.raises(TypeError, match=r"outcom is not a setting; the nearest one is outcome$"):
        load_frames(pairings=pairs(), outcom="x")
    with pytest.raises(InvalidSettings, match=r"privacy\.min_people is 1"):
        load_frames(pairings=pairs(), min_people=1)


@pytest.mark.parametrize("name", ["files", "industry_aliases", "industry_similarity"])
def test_a_setting_about_files_is_not_silently_ignored(name):
    with pytest.raises(TypeError, match=f"{name} is about files"):
        load_frames(pairings=pairs(), **{name: "x.csv"})


def test_industries_that_are_given_are_used_and_a_second_share_is_refused():
    own = Industries.custom(pd.DataFrame({"industry_a": ["Art"], "industry_b": ["Music"], "similarity": [0.5]}))
    assert load_frames(pairings=pairs(), industries=own).industries is own
    with pytest.raises(TypeError, match="adjacent_share belongs to the industries"):
        load_frames(pairings=pairs(), industries=own, adjacent_share=0.1)


def test_files_and_frames_of_the_same_rows_give_the_same_tables(folder):
    exports = folder({"pairings.csv": PAIRINGS, "surveys.csv": SURVEYS, "people.csv": PEOPLE})
    frames = {path.stem: pd.read_csv(path, dtype=str) for path in exports.iterdir()}
    files, memory = load(exports), load_frames(**frames)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(files, name), getattr(memory, name))


def test_a_packed_export_is_opened(folder):
    assert len(load(folder({"pairings.csv.gz": gzip.compress(PAIRINGS.encode())})).pairings) == 3


def test_twice_as_many_findings_alike_are_at_most_about_twice_the_work():
    calls = []
    # What is done once, such as an import, is done by the first.
    for count in (100, 1_000, 2_000, 4_000):
        many = pd.DataFrame({
            "mentee_id": [f"e{number}" for number in range(count)],
            "mentor_id": [f"m{number % 700}" for number in range(count)],
            "status": "unheard of", "start_date": "2025-02-30",
        })  # fmt: skip
        people = pd.DataFrame({"person_id": ["x"], "industry": ["Banking"]})
        profile = cProfile.Profile()
        program = profile.runcall(load_frames, pairings=many, people=people)
        calls.append(pstats.Stats(profile).total_calls)
        assert len(said(program, "not in the people table")) == count + min(count, 700)
    assert calls[3] - calls[2] < 2.2 * (calls[2] - calls[1])


def test_a_program_may_replace_single_pairs_of_the_usual_measure(tmp_path):
    (tmp_path / "pairings.csv").write_text(
        "mentee_id,mentor_id,mentee_industry,mentor_industry\na,m,Banking,Hospitals\nb,m,Banking,Insurance\n"
    )
    (tmp_path / "ours.csv").write_text("industry_a,industry_b,similarity\nBanking,Hospitals,0.9\n")
    config = '[industry]\nsimilarity = "ours.csv"\n'
    tiers = {}
    for replaces in ("all", "pairs"):
        (tmp_path / "mentorstats.toml").write_text(f'{config}replaces = "{replaces}"\n')
        tiers[replaces] = pair_table(load(tmp_path))["proximity"].tolist()
    assert tiers == {"all": ["adjacent", "unknown"], "pairs": ["adjacent", "adjacent"]}
