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
    return {row[0]: list(row[2:5]) for row in program.files.itertuples(index=False)}


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
    assert [problem.rule for problem in program.reported] == ["column-unknown"]


def test_without_a_survey_columns_that_may_say_how_it_went_are_named_but_not_who_or_when(folder):
    header = "mentee_id,mentor_id,Progress score,Graduated,Program ID,Creation date,Company,Flags,Notes\n"
    rows = "1,7,71,yes,1,1700000000,Company 1,0,\n2,7,64,no,2,1700000100,Company 2,0,\n"
    problems = load(folder({"pairings.csv": header + rows})).problems
    named = problems[problems["problem"].str.startswith("there is no survey")]
    assert named["column"].tolist() == ["Progress score", "Graduated"]
    assert named["action"].str.contains('write outcome = "').all()


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
