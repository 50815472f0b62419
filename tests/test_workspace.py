from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mentorstats import workspace


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
RUNNER = """
import sys
from pathlib import Path
from mentorstats import workspace
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
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with workspace._received_signals() as signals:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
        assert signals == [signal.SIGINT]
        assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_the_exit_status_of_jupyterlab_is_that_of_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(workspace, "jupyterlab", lambda folder: [sys.executable, "-c", "raise SystemExit(3)"])
    assert workspace.run_jupyterlab(tmp_path) == 3
