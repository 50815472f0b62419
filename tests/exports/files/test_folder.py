from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.files.folder import export_files, named_table
from mentorstats.exports.load import load
from mentorstats.own_files import FINDINGS, PAGE_MARK, PROBLEMS
from mentorstats.problems import Problems
from mentorstats.schema.settings import InvalidSettings, Settings
from mentorstats.suggest.settings import suggest_settings, write_aliases

PAIRINGS = "mentee_id,mentor_id,mentee_industry,mentor_industry\n001,101,Law,Energy\n002,102,Law,Law\n003,101,Law,Law\n"
OURS = {
    "report.html": f"<!DOCTYPE html>\n{PAGE_MARK}\n",
    "findings.csv": ",".join(FINDINGS.columns),
    "findings.json": '{"program": 1, "outcome": 1, "mentorstats": 1, "answers": 1, "findings": 1, "checks": 1}',
    "problems.csv": ",".join(PROBLEMS.columns) + "\nnote,a.csv,,,,odd,mend\n",
    "our_industries.csv": "name,code,cells,likeliest\nEnergy,,1,211\n",
}


@pytest.fixture
def folder(tmp_path):
    """Write files into the folder of exports, which has pairings."""
    exports = tmp_path / "exports"
    exports.mkdir()

    def write(**files: str) -> Path:
        for name, text in {"pairings.csv": PAIRINGS, **files}.items():
            (exports / name).parent.mkdir(exist_ok=True)
            (exports / name).write_text(text, encoding="utf-8")
        return exports

    return write


def own_outputs(program) -> dict[str, str]:
    return {problem.file: problem.text for problem in program.reported if problem.rule == "own-output"}


def test_what_we_wrote_is_no_export_and_has_a_line_that_says_what_it_is(folder):
    program = load(folder(**OURS))
    assert program.files["file"].tolist() == ["pairings.csv"]
    assert own_outputs(program) == {
        "report.html": "a page that mentorstats wrote, not an export; it is not read",
        "findings.csv": "a table of answers that mentorstats wrote, not an export; it is not read",
        "findings.json": "a file of answers that mentorstats wrote, not an export; it is not read",
        "problems.csv": "a list of problems that mentorstats wrote, not an export; it is not read",
        "our_industries.csv": "the list of industries that `check --suggest` wrote, not an export; it is not read",
    }
    assert {problem.severity for problem in program.reported if problem.rule == "own-output"} == {"note"}
    actions = {problem.file: problem.action for problem in program.reported if problem.rule == "own-output"}
    assert 'write aliases = "our_industries.csv" below [industry]' in actions.pop("our_industries.csv")
    assert set(actions.values()) == {"nothing; it may stay or go"}


def test_an_output_under_another_name_is_known_too(folder):
    program = load(folder(**{"pairings (old).csv": OURS["problems.csv"], "a.txt": OURS["findings.csv"]}))
    assert set(own_outputs(program)) == {"pairings (old).csv", "a.txt"}
    assert program.files["file"].tolist() == ["pairings.csv"]


def test_an_earlier_out_folder_has_a_line_and_another_folder_has_another_one(folder):
    program = load(folder(**{"out/report.html": OURS["report.html"], "old/people.csv": "person_id\n1\n"}))
    assert own_outputs(program) == {"out": "the folder holds a page that mentorstats wrote; nothing in it is read"}
    (line,) = [problem for problem in program.reported if problem.rule == "folder-within"]
    assert (line.file, line.severity) == ("old", "warning")
    assert "“people.csv”" in line.text


def test_a_file_that_the_settings_name_is_read_whatever_it_looks_like(folder):
    settings = Settings(files={"surveys": ("Findings.csv",)})
    exports = export_files(folder(**OURS), settings, Problems())
    assert [path.name for path in exports] == ["findings.csv", "pairings.csv"]
    named = Settings(files={"surveys": ("answers.dat",)})
    problems = Problems()
    exports = export_files(folder(**{"answers.dat": "person_id,joy\n001,4\n"}), named, problems)
    assert "answers.dat" in [path.name for path in exports]
    assert "answers.dat" not in [problem.file for problem in problems]


def test_hidden_files_folders_and_other_kinds_are_no_exports_and_each_has_a_line(folder):
    exports = folder(
        **{
            ".x.csv": "a",
            "~$a.xlsx": "a",
            "notes.pdf": "a",
            "README.md": OURS["problems.csv"],
            "folder.csv/x": "a",
            "B.TSV": "a",
        }
    )
    problems = Problems()
    (exports / "mentorstats.toml").touch()
    (exports / "gone.csv").symlink_to("nowhere")
    assert [path.name for path in export_files(exports, Settings(), problems)] == ["B.TSV", "pairings.csv"]
    assert {problem.file: problem.rule for problem in problems} == {
        ".x.csv": "hidden-file", "~$a.xlsx": "lock-file", "notes.pdf": "not-read", "README.md": "not-read",
        "folder.csv": "folder-within", "gone.csv": "broken-link",
    }  # fmt: skip


def test_a_folder_without_exports_is_refused_with_what_lies_there_instead(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pairings.csv").write_text(PAIRINGS)
    (tmp_path / "surveys.sav").write_bytes(b"$FL2")
    (tmp_path / "logo.png").touch()
    with pytest.raises(UnusableExports, match="no export was found") as caught:
        load(tmp_path)
    assert "sub: this folder holds 1 file that may be an export: “pairings.csv”" in str(caught.value)
    assert "surveys.sav: this is a data file of SPSS; it is not read; export it from SPSS as CSV" in str(caught.value)
    assert "logo" not in str(caught.value)


def test_an_export_that_cannot_be_read_says_what_would_make_it_usable(folder):
    program = load(folder(**{"surveys.xls": "<table><tr><td>person_id</td></tr></table>"}))
    (line,) = [problem for problem in program.reported if problem.rule == "unreadable-file"]
    assert line.text == "this is a web page (HTML), which is not read"
    assert line.action.startswith("open it in a spreadsheet program and save it as .xlsx or CSV, or take it out")


def test_a_list_of_industries_that_was_suggested_is_not_listed_as_unrecognized(folder):
    exports = folder()
    assert write_aliases(exports) is not None
    rules = [problem.rule for problem in load(exports).reported]
    assert "own-output" in rules
    assert "not-recognized" not in rules
    (exports / "mentorstats.toml").write_text(suggest_settings(exports), encoding="utf-8")
    assert "own-output" not in [problem.rule for problem in load(exports).reported]


@pytest.mark.parametrize("name", ["../fields.csv", "sub/../../fields.csv", "link.csv", "sub/link.csv", "~/fields.csv",
                                  "~someone/fields.csv"])  # fmt: skip
def test_a_file_outside_the_folder_is_refused_in_words(folder, tmp_path, name):
    exports = folder(**{"sub/x": ""})
    (tmp_path / "fields.csv").write_text("industry_a,industry_b,similarity\n")
    (exports / "link.csv").symlink_to(tmp_path / "fields.csv")
    (exports / "sub" / "link.csv").symlink_to("../../fields.csv")
    (exports / "~").mkdir()
    (exports / "~" / "fields.csv").touch()
    for settings in (Settings(industry_similarity=name), Settings(industry_aliases=name)):
        with pytest.raises(
            InvalidSettings, match="is not in the folder of the exports; copy the file there, or write its"
        ):
            load(exports, settings=settings)


def test_a_file_inside_the_folder_may_be_named_in_any_way(folder):
    exports = folder(**{"sub/names.csv": "", "~names.csv": "", "..names.csv": ""})
    (exports / "link.csv").symlink_to("sub/names.csv")
    problems = Problems()
    for name in (
        "sub/names.csv",
        "sub/../~names.csv",
        "~names.csv",
        "..names.csv",
        "link.csv",
        str(exports / "~names.csv"),
    ):
        assert named_table(exports, "industry.aliases", name, problems).is_file()
    assert len(problems) == 0


def test_a_folder_that_is_itself_a_link_is_no_way_out(folder, tmp_path):
    folder(**{"names.csv": "name,code\n"})
    (tmp_path / "linked").symlink_to(tmp_path / "exports")
    problems = Problems()
    assert named_table(tmp_path / "linked", "industry.aliases", "names.csv", problems).is_file()
    assert [path.name for path in export_files(tmp_path / "linked", Settings(), problems)] == [
        "names.csv",
        "pairings.csv",
    ]
    assert len(problems) == 0


def test_an_absolute_path_outside_the_folder_is_read_and_said(folder, tmp_path):
    outside = tmp_path / "names.csv"
    outside.write_text("name,code\nEnergy,211\n")
    program = load(folder(), settings=Settings(industry_aliases=str(outside)))
    (line,) = [problem for problem in program.reported if problem.rule == "settings-outside"]
    assert (line.severity, line.column) == ("note", "industry.aliases")
    assert str(outside) in line.text
    assert program.industries.nodes(["Energy"]) == {"Energy": ("211",)}


@pytest.mark.parametrize(("name", "words"), [("gone.csv", "no such file beside it"), ("{}/gone.csv", "no such file$")])
def test_a_named_file_that_is_not_there_is_said(folder, tmp_path, name, words):
    with pytest.raises(InvalidSettings, match=words):
        named_table(folder(), "industry.aliases", name.format(tmp_path), Problems())


@pytest.mark.parametrize(
    "pattern", ["../pairings.csv", "sub/../../pairings.csv", "..\\pairings.csv", "~/pairings.csv", "{}"]
)
def test_files_are_picked_in_the_folder_and_nowhere_else(folder, tmp_path, pattern):
    settings = Settings(files={"pairings": (pattern.format(tmp_path / "pairings.csv"),)})
    with pytest.raises(InvalidSettings, match=r"files.pairings is .* picks among the files that lie in the folder"):
        load(folder(), settings=settings)


@pytest.mark.parametrize("pattern", ["~pairings.csv", "pair..ings.csv", "pairings.csv [a..b]", "*.csv"])
def test_odd_names_are_no_way_out(folder, pattern):
    assert export_files(folder(), Settings(files={"pairings": (pattern,)}), Problems())


def test_an_export_that_is_a_link_out_of_the_folder_is_read_and_said(folder, tmp_path):
    (tmp_path / "elsewhere.csv").write_text("person_id,industry\n001,Law\n")
    exports = folder()
    os.symlink("../elsewhere.csv", exports / "people.csv")
    os.symlink("pairings.csv", exports / "same.csv")
    problems = Problems()
    assert [path.name for path in export_files(exports, Settings(), problems)] == [
        "pairings.csv",
        "people.csv",
        "same.csv",
    ]
    assert [(problem.rule, problem.file) for problem in problems] == [("export-elsewhere", "people.csv")]
    assert str(tmp_path / "elsewhere.csv") in next(iter(problems)).text
