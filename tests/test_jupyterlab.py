"""JupyterLab itself, in a workspace: a notebook is opened, run, and shows its figures."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorstats.workspace import end_jupyterlab, environment, jupyterlab, start
from tests.chromium import browser

pytestmark = pytest.mark.slow
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
    command, log = [*jupyterlab(folder), *options], tmp_path / "log"
    variables = environment(folder) | homes
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, env=variables, stdout=output, stderr=output, cwd=folder, start_new_session=True
        ) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server, log)
            yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{NOTEBOOK}"
        finally:
            end_jupyterlab(server)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.25)
    pytest.fail(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")


def test_a_notebook_of_a_workspace_runs_in_jupyterlab_and_shows_its_figures(address):
    with browser() as chromium:
        tab = chromium.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(180_000)
        elsewhere: list[str] = []
        tab.on("request", lambda request: elsewhere.append(request.url) if "127.0.0.1" not in request.url else None)
        tab.goto(address)
        tab.wait_for_selector(".jp-Notebook .jp-CodeCell")
        assert tab.locator("text=Would you like to get notified").count() == 0
        tab.click("text=Run >> nth=0")
        tab.click("text=Restart Kernel and Run All Cells")
        tab.click(".jp-Dialog .jp-mod-accept")
        tab.wait_for_function(ALL_RUN)
        assert tab.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
        assert tab.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
        tab.locator(".jp-OutputArea .js-plotly-plot svg.main-svg").first.wait_for()
        assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


def test_the_notebook_that_is_opened_is_one_of_the_workspace():
    assert (Path(__file__).parents[1] / "notebooks" / NOTEBOOK).is_file()
