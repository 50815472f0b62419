from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from mentorstats.exports.files.passed_over import (
    add_broken_link,
    add_folder,
    add_leftovers,
    add_other_file,
    is_leftover,
    is_misnamed,
)
from mentorstats.problems import Problem, Problems
from mentorstats.schema.tables import TABLES

TABLE = b"mentee_id,mentor_id\nE1,M1\nE2,M2\n"


def told(add, *arguments) -> list[Problem]:
    problems = Problems()
    add(*arguments, problems)
    return list(problems)


def other(folder: Path, name: str, content: bytes) -> Problem:
    """The one line about a file."""
    (folder / name).write_bytes(content)
    (problem,) = told(add_other_file, folder / name)
    assert problem.file == name
    return problem


@pytest.mark.parametrize(
    ("name", "content", "severity", "what", "action"),
    [
        ("a.json", b'[{"a": 1}]', "warning", "a JSON file", "CSV or .xlsx"),
        ("a.dta", b"<stata_dta>", "warning", "a data file of Stata", "from Stata as CSV"),
        ("a.sav", b"cut", "warning", "a data file of SPSS", "from SPSS as CSV"),
        ("a.pdf", b"%PDF", "note", "a PDF document", "export the table as CSV"),
        ("a.png", b"\x89PNG", "note", "a picture", "nothing"),
        ("plan.md", b"# Plan\n\nWe meet, and talk.\n", "note", "a text document", "copy that into a workbook"),
        ("pairings.dat", TABLE, "warning", "text that may be a table", "ends in .csv, or name it in [files]"),
        ("pairings", TABLE, "warning", "text that may be a table", "ends in .csv"),
        ("x.bin", bytes(range(256)) * 9, "note", "of an unknown kind", "if a table is in it"),
        ("x", b"one line", "note", "of an unknown kind", "if a table is in it"),
        ("x.dat", b"", "note", "empty", "export it again"),
        ("damaged.pages", b"PK\x03\x04junk", "note", "a text document", "copy"),
    ],
)
def test_a_file_has_a_line_that_says_what_it_is_and_what_would_make_it_usable(
    tmp_path, name, content, severity, what, action
):
    problem = other(tmp_path, name, content)
    assert (problem.rule, problem.severity) == ("not-read", severity)
    assert what in problem.text
    assert problem.text.endswith("; it is not read")
    assert action in problem.action


def test_an_archive_under_another_name_is_known_by_its_parts(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("Index/Document.iwa", "x")
    assert "Apple Numbers" in other(tmp_path, "a.backup", packed.getvalue()).text


def test_settings_under_another_name_are_said_not_to_count(tmp_path):
    for name in ("mentorstats.toml.txt", "MentorStats (1).toml", "mentorstats.toml.bak"):
        assert is_misnamed(Path(name))
    assert not is_misnamed(Path("mentorstats.toml"))
    assert not is_misnamed(Path("mentorstats.csv"))
    problem = other(tmp_path, "mentorstats.toml.txt", b"x = 1")
    assert (problem.rule, problem.severity) == ("settings-misnamed", "warning")
    assert "rename it to mentorstats.toml" in problem.action


def test_what_programs_leave_is_counted_in_one_line(tmp_path):
    names = (".DS_Store", "._a.csv", "Thumbs.db", "desktop.ini", "__MACOSX", ".git", "a.csv~")
    assert all(is_leftover(Path(name)) for name in names)
    assert not any(is_leftover(Path(name)) for name in ("a.csv", "~a.csv", "desktop.csv", "thumbs.csv"))
    (problem,) = told(add_leftovers, [tmp_path / name for name in names])
    assert (problem.rule, problem.severity, problem.action) == ("leftovers", "note", "nothing")
    assert problem.text.startswith("7 files and folders that the system")
    assert ".DS_Store, ._a.csv" in problem.value
    (problem,) = told(add_leftovers, [tmp_path / ".DS_Store"])
    assert problem.text.startswith("1 file or folder that the system")
    assert told(add_leftovers, []) == []


@pytest.mark.parametrize("name", ["~$pairings.xlsx", ".~lock.pairings.xlsx#"])
def test_the_mark_of_an_open_file_names_it(tmp_path, name):
    (problem,) = told(add_leftovers, [tmp_path / name])
    assert (problem.rule, problem.severity, problem.file) == ("lock-file", "note", name)
    assert "while “pairings.xlsx” is open" in problem.text


def test_a_hidden_export_and_one_that_is_in_the_cloud_are_warnings(tmp_path):
    hidden, cloud = told(add_leftovers, [tmp_path / ".people.csv", tmp_path / ".people.xlsx.icloud"])
    assert {hidden.severity, cloud.severity} == {"warning"}
    assert "begins with a dot" in hidden.text
    assert "only in the cloud" in cloud.text
    assert "download" in cloud.action


def test_a_link_that_leads_to_nothing_is_named(tmp_path):
    (tmp_path / "people.csv").symlink_to("gone.csv")
    (problem,) = told(add_broken_link, tmp_path / "people.csv")
    assert (problem.severity, problem.file) == ("warning", "people.csv")
    assert "a link to “gone.csv”, where there is nothing" in problem.text


@pytest.fixture
def folder(tmp_path):
    """A folder within the folder, with these files."""

    def make(**files: bytes) -> Path:
        for name, content in {"sub/.DS_Store": b"x", **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        return tmp_path / "sub"

    return make


def test_a_folder_tells_how_many_exports_lie_in_it_and_which(folder):
    (problem,) = told(add_folder, folder(**{"sub/surveys.csv": TABLE, "sub/notes.md": b"x"}))
    assert (problem.rule, problem.severity, problem.file) == ("folder-within", "warning", "sub")
    assert "holds 1 file that may be an export: “surveys.csv”" in problem.text
    assert problem.action == "move it beside the other files, if it belongs to this program"
    (problem,) = told(add_folder, folder(**{"sub/old/people.sav": b"x", "sub/.hidden.csv": TABLE}))
    assert "holds 2 files that may be exports: “surveys.csv, old/people.sav”" in problem.text
    assert problem.action.startswith("move them")


def test_of_many_exports_in_a_folder_the_first_are_named(folder):
    (problem,) = told(add_folder, folder(**{f"sub/a{n}.csv": TABLE for n in range(7)}))
    assert "holds 7 files that may be exports: “a0.csv, a1.csv, a2.csv, a3.csv, a4.csv, …”" in problem.text


def test_a_folder_without_exports_is_a_note(folder, tmp_path):
    (problem,) = told(add_folder, folder(**{"sub/logo.png": b"x"}))
    assert (problem.severity, problem.text) == ("note", "no export lies in this folder; nothing in it is read")
    (tmp_path / "empty").mkdir()
    (problem,) = told(add_folder, tmp_path / "empty")
    assert (problem.severity, problem.text) == ("note", "this folder is empty")


def test_the_empty_tables_of_a_new_workspace_are_no_exports(folder):
    header = ",".join(column.name for column in TABLES["pairings"].columns).encode()
    (problem,) = told(add_folder, folder(**{"sub/pairings.csv": header + b"\n"}))
    assert problem.severity == "note"
    (problem,) = told(add_folder, folder(**{"sub/pairings.csv": header + b"\nE1,M1\n"}))
    assert problem.severity == "warning"


def test_a_folder_that_cannot_be_opened_is_a_warning(tmp_path):
    (problem,) = told(add_folder, tmp_path / "gone")
    assert problem.severity == "warning"
    assert "cannot be opened" in problem.text
