"""JupyterLab itself, in a workspace: a notebook is opened, run, and shows its figures."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorstats.workspace import environment, jupyterlab, start
from tests.chromium import browser

NOTEBOOK = "06-what-else.ipynb"
ALL_RUN = """() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
  return prompts.length > 3 && prompts.every(prompt => /\\[\\d+\\]/.test(prompt.textContent));
}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """JupyterLab of a new workspace, as ``mentorstats start`` starts it but for the browser that it would open."""
    folder = tmp_path / "mentoring"
    start(folder, overwrite=False)
    port = free_port()
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.open_browser=False",
        "--IdentityProvider.token=",
        "--allow-root",
    ]
    homes = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")}
    log = (tmp_path / "log").open("w")
    command = [*jupyterlab(folder), *options]
    server = subprocess.Popen(command, env=environment(folder) | homes, stdout=log, stderr=log, cwd=folder)
    try:
        waited_for(f"http://127.0.0.1:{port}/api")
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{NOTEBOOK}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def waited_for(address: str) -> None:
    for _ in range(240):
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.25)
    pytest.fail("JupyterLab did not start")


def test_a_notebook_of_a_workspace_runs_in_jupyterlab_and_shows_its_figures(address):
    with browser() as chromium:
        tab = chromium.new_page(viewport={"width": 1280, "height": 900})
        elsewhere: list[str] = []
        tab.on("request", lambda request: elsewhere.append(request.url) if "127.0.0.1" not in request.url else None)
        tab.goto(address)
        tab.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        assert tab.locator("text=Would you like to get notified").count() == 0
        tab.click("text=Run >> nth=0")
        tab.click("text=Restart Kernel and Run All Cells")
        tab.click(".jp-Dialog .jp-mod-accept")
        tab.wait_for_function(ALL_RUN, timeout=120_000)
        assert tab.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
        assert tab.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
        tab.locator(".jp-OutputArea .js-plotly-plot svg.main-svg").first.wait_for(timeout=30_000)
        assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


def test_the_notebook_that_is_opened_is_one_of_the_workspace():
    assert (Path(__file__).parents[1] / "notebooks" / NOTEBOOK).is_file()
