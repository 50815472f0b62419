from __future__ import annotations

import contextlib
import csv
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mentorstats import workspace
from mentorstats.cli import main
from mentorstats.schema.tables import TABLES
from mentorstats.workspace import jupyterlab, start, workspace_files


def test_the_sample_of_a_checkout_is_its_data_folder(checkout):
    assert workspace.sample_exports() == checkout / "data" / "sample"
    assert workspace.sample_exports().is_dir()


def test_the_sample_inside_an_installed_package_comes_first(tmp_path, monkeypatch):
    bundled = tmp_path / "mentorstats" / "bundled" / "sample"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "mentorstats" / "workspace.py"))
    assert workspace.sample_exports() == bundled


def test_exports_that_you_name_come_before_the_sample(tmp_path, monkeypatch):
    monkeypatch.setenv("MENTORSTATS_EXPORTS", str(tmp_path))
    assert workspace.find_exports() == tmp_path


def test_a_tilde_in_your_exports_is_your_home_folder(monkeypatch):
    monkeypatch.setenv("MENTORSTATS_EXPORTS", "~/exports")
    assert workspace.find_exports() == Path.home() / "exports"


def test_no_exports_named_or_an_empty_name_is_the_sample(monkeypatch):
    monkeypatch.delenv("MENTORSTATS_EXPORTS", raising=False)
    assert workspace.find_exports() == workspace.sample_exports()
    monkeypatch.setenv("MENTORSTATS_EXPORTS", " ")
    assert workspace.find_exports() == workspace.sample_exports()


# A server that does not end when asked, with a kernel in a session of its own and a helper in its process group.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleeper = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]
kernel = subprocess.Popen(
    sleeper, start_new_session=True, env=os.environ | {"JPY_PARENT_PID": str(os.getpid())}, stderr=subprocess.DEVNULL
)
helper = subprocess.Popen(sleeper, stderr=subprocess.DEVNULL)
pathlib.Path("new").write_text(f"{os.getpid()} {kernel.pid} {helper.pid}")
os.replace("new", "started")
time.sleep(600 if "stays" in sys.argv else 0)
"""
# Whoever runs the tests in the background ignores SIGINT, and so would all that they start.
RUNNER = """
import signal, sys
from pathlib import Path
from mentorstats import workspace
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
workspace.jupyterlab = lambda folder: [sys.executable, "-c", *sys.argv[1:]]
raise SystemExit(workspace.run_jupyterlab(Path(), patience=0.5))
"""
needs_signals = pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no process groups")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def all_ended(processes: list[psutil.Process]) -> bool:
    """Whether none runs; one that ended and that nobody has asked about yet is a zombie."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                return False
    return True


@contextlib.contextmanager
def stubborn(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], list[psutil.Process]]]:
    """A process that runs the stubborn server, and those of the processes that the server told of which still run."""
    root = Path(workspace.__file__).parents[1]
    command = [sys.executable, "-c", RUNNER, STUBBORN, *arguments]
    processes: list[psutil.Process] = []
    with subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(root)}) as runner:
        try:
            wait_until((folder / "started").exists)
            for number in (folder / "started").read_text().split():
                with contextlib.suppress(psutil.NoSuchProcess):
                    processes.append(psutil.Process(int(number)))
            yield runner, processes
        finally:
            for process in (runner, *processes):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()


@needs_signals
@pytest.mark.parametrize(("number", "status"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_jupyterlab_its_kernels_and_its_group_end_when_mentorstats_is_asked_to(tmp_path, number, status):
    with stubborn(tmp_path, "stays") as (runner, processes):
        assert len(processes) == 3
        runner.send_signal(getattr(signal, number))
        assert runner.wait(60) == status
        wait_until(lambda: all_ended(processes))


@needs_signals
def test_kernels_and_group_of_a_jupyterlab_that_ended_by_itself_end_too(tmp_path):
    with stubborn(tmp_path) as (runner, processes):
        assert runner.wait(60) == 0
        wait_until(lambda: all_ended(processes))


@needs_signals
def test_a_jupyterlab_that_ends_when_asked_is_not_forced():
    code = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); print(1); time.sleep(600)"
    command = [sys.executable, "-uc", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as server:
        assert server.stdout.readline() == b"1\n"
        workspace.end_jupyterlab(server, patience=60)
    assert server.returncode == 7


def test_signals_are_handled_while_it_runs_but_for_ignored_ones_and_as_before_afterwards():
    given = {signal.SIGTERM: signal.SIG_IGN, signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in given.items()}
    try:
        with workspace._received_signals() as signals:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
        assert signals == [signal.SIGINT]
        assert {number: signal.getsignal(number) for number in given} == given
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_the_exit_status_of_jupyterlab_is_that_of_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(workspace, "jupyterlab", lambda folder: [sys.executable, "-c", "raise SystemExit(3)"])
    assert workspace.run_jupyterlab(tmp_path) == 3


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "mentoring"
    assert start(folder, overwrite=False) == []
    return folder


def test_a_workspace_has_the_notebooks_the_sample_and_a_template_of_each_table(made):
    notebooks = {path.name for path in workspace.notebooks().glob("*.ipynb")}
    assert {path.name for path in (made / "notebooks").glob("*.ipynb")} == notebooks
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
    assert not [name for name in listed if name.startswith("out/") or name.endswith(".ipynb")]
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
