from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mentorstats import workspace
from mentorstats.cli import main
from mentorstats.errors import UnusableExports
from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.schema.tables import TABLES
from mentorstats.workspace import jupyterlab, start, workspace_files


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "mentoring"
    assert start(folder, overwrite=False) == []
    return folder


def test_a_workspace_has_the_notebooks_the_sample_and_a_template_of_each_table(made):
    notebooks = {path.name for path in workspace.notebooks().glob("*.ipynb")}
    assert {path.name for path in (made / "notebooks").iterdir()} == notebooks
    assert (made / "sample" / "pairings.csv").read_bytes() == (workspace.sample_exports() / "pairings.csv").read_bytes()
    for name, table in TABLES.items():
        (header,) = csv.reader((made / "exports" / "templates" / f"{name}.csv").read_text().splitlines())
        assert header == [column.name for column in table.columns]


def test_its_settings_change_nothing_until_a_line_is_switched_on(made):
    text = (made / "exports" / "mentorstats.toml").read_text()
    assert tomllib.loads(text) == {}
    assert tomllib.loads(text.replace('# outcome = "', 'outcome = "')) == {"outcome": "career_confidence"}


def test_exports_reports_and_notebook_outputs_stay_out_of_version_control(made):
    subprocess.run(["git", "init", "-q"], cwd=made, check=True)
    (made / "exports" / "pairings.csv").write_text("mentee_id,mentor_id\n1,2\n")
    (made / "out").mkdir()
    (made / "out" / "report.html").write_text("x")
    command = ["git", "ls-files", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=made, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in listed if name.startswith(("out/", "notebooks/"))]
    assert "exports/pairings.csv" not in listed
    assert "exports/templates/pairings.csv" in listed


def test_nothing_is_replaced_unless_that_is_asked_for(made):
    changed = made / "notebooks" / "01-check-your-exports.ipynb"
    changed.write_text("mine")
    (made / "exports" / "README.md").unlink()
    assert start(made, overwrite=False) == ["notebooks/01-check-your-exports.ipynb"]
    assert changed.read_text() == "mine"
    assert (made / "exports" / "README.md").exists()
    assert start(made, overwrite=True) == []
    assert changed.read_bytes() == workspace_files()["notebooks/01-check-your-exports.ipynb"]


def test_a_workspace_that_nobody_has_touched_shows_the_sample_and_then_your_exports(made, monkeypatch):
    monkeypatch.delenv("MENTORSTATS_EXPORTS", raising=False)
    for here in (made, made / "notebooks"):
        monkeypatch.chdir(here)
        assert workspace.find_exports() == workspace.sample_exports()
    (made / "exports" / "matches.csv").write_text("mentee_id,mentor_id\n1,2\n")
    for here in (made, made / "notebooks"):
        monkeypatch.chdir(here)
        assert workspace.find_exports() == made / "exports"


def test_a_folder_called_exports_that_is_no_workspace_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.delenv("MENTORSTATS_EXPORTS", raising=False)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "other.csv").write_text("a\n1\n")
    monkeypatch.chdir(tmp_path)
    assert workspace.find_exports() == workspace.sample_exports()


def test_start_says_where_to_put_the_exports_and_what_it_left(tmp_path, capsys):
    folder = tmp_path / "w"
    assert main(["start", str(folder), "--no-launch"]) == 0
    assert "put your exports into" in " ".join(capsys.readouterr().out.split())
    (folder / ".gitignore").write_text("mine")
    assert main(["start", str(folder), "--no-launch"]) == 0
    assert "Left as they are" in capsys.readouterr().out
    assert (folder / ".gitignore").read_text() == "mine"
    assert main(["start", str(folder), "--no-launch", "--overwrite"]) == 0
    assert (folder / ".gitignore").read_text() != "mine"


def test_jupyterlab_is_that_of_this_environment_and_asks_no_network_for_news():
    command = jupyterlab(Path("here"))
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    assert "--LabApp.default_url=/lab/tree/notebooks" in command


@pytest.mark.parametrize("error", [UnusableExports, UnreadableFile])
def test_an_error_in_a_notebook_is_its_sentence_and_no_traceback(error):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    shown = []
    shell._showtraceback = lambda kind, value, lines: shown.extend(lines)
    shell.run_cell(f"from {error.__module__} import {error.__name__}\nraise {error.__name__}('{'word ' * 40}end')")
    assert " ".join(shown) == f"{'word ' * 40}end"
    assert len(shown) == 3
