"""A workspace made from the built wheel, in an empty folder, without the checkout: every notebook runs in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(checkout, tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The workspace, and an environment in which only the wheel's package is found."""
    built, package, folder = (tmp_path_factory.mktemp(name) for name in ("built", "package", "elsewhere"))
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(built)]
    subprocess.run(command, cwd=checkout, capture_output=True, check=True)
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        archive.extractall(package)
    environment = {name: value for name, value in os.environ.items() if name != "MENTORSTATS_EXPORTS"}
    environment |= {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    start = "from mentorstats.cli import main; raise SystemExit(main(['start', 'mentoring', '--no-launch']))"
    subprocess.run([sys.executable, "-c", start], cwd=folder, env=environment, capture_output=True, check=True)
    return folder / "mentoring", environment


def test_every_notebook_runs_in_it_on_the_sample_of_the_wheel(made):
    folder, environment = made
    names = sorted(path.name for path in (folder / "notebooks").glob("*.ipynb"))
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", "run"]
    run = subprocess.run(
        [*command, *names], cwd=folder / "notebooks", env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    for name in names:
        cells = json.loads((folder / "notebooks" / "run" / name).read_text(encoding="utf-8"))["cells"]
        counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1)), name
