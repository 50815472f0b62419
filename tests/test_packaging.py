from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

CACHES = {"__pycache__", ".ipynb_checkpoints"}


def files_under(folder: Path, *, placed: str) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{placed}/{path.as_posix()}" for path in files if not CACHES & set(path.parts)}


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_wheel_holds_the_package_the_notebooks_and_the_sample_and_nothing_else(checkout, contents):
    expected = (
        files_under(checkout / "mentorstats", placed="mentorstats")
        | files_under(checkout / "notebooks", placed="mentorstats/bundled/notebooks")
        | files_under(checkout / "data" / "sample", placed="mentorstats/bundled/sample")
    )
    assert {name for name in contents if ".dist-info/" not in name} == expected


def test_only_kinds_of_files_that_belong_into_a_package_are_in_the_wheel(contents):
    package = [PurePosixPath(name) for name in contents if ".dist-info/" not in name]
    kinds = {".py", ".csv", ".html", ".j2", ".css", ".js", ".toml", ".ipynb", ".png", ".md", ".xlsx", ".typed"}
    assert [str(path) for path in package if path.suffix not in kinds] == []


@pytest.mark.parametrize(
    "name",
    [
        "mentorstats/__init__.py",
        "mentorstats/cli.py",
        "mentorstats/report/write.py",
        "mentorstats/py.typed",
        "mentorstats/models/mixed.py",
        "mentorstats/industry/__init__.py",
        "mentorstats/schema/example_settings.toml",
        "mentorstats/industry/nodes.csv",
        "mentorstats/industry/aliases.csv",
        "mentorstats/industry/similarity.csv",
        "mentorstats/bundled/notebooks/01-check-your-exports.ipynb",
        "mentorstats/bundled/notebooks/04-multiple-mentors.ipynb",
        "mentorstats/bundled/sample/README.md",
    ],
)
def test_what_a_user_meets_first_is_in_the_wheel(contents, name):
    assert name in contents


def test_the_template_of_the_report_is_in_the_wheel(contents):
    assert [name for name in contents if name.startswith("mentorstats/report/templates/")]


def test_the_licence_and_the_command_are_in_the_wheel(wheel, contents):
    (licence,) = (name for name in contents if name.endswith("/licenses/LICENSE"))
    (commands,) = (name for name in contents if name.endswith("/entry_points.txt"))
    with zipfile.ZipFile(wheel) as archive:
        assert b"The mentorstats authors" in archive.read(licence)
        assert b"mentorstats = mentorstats.cli:main" in archive.read(commands)


def test_an_unpacked_wheel_finds_its_own_sample_and_not_the_checkouts(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    found = subprocess.run(
        [sys.executable, "-c", "from mentorstats import workspace; print(workspace.sample_exports())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    sample = tmp_path.resolve() / "mentorstats" / "bundled" / "sample"
    assert Path(found.stdout.strip()) == sample
    assert (sample / "README.md").is_file()


def test_the_change_notes_begin_with_the_version(checkout):
    version = importlib.metadata.version("mentorstats")
    headings = [line for line in (checkout / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert headings[0].split()[1] == version


def test_every_dependency_has_its_version_in_the_constraints(checkout):
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    pinned = (checkout / "constraints.txt").read_text().lower().replace("_", "-").splitlines()
    missing = [name for name in wanted if not any(line.startswith(bare(name) + "==") for line in pinned)]
    assert missing == []


def bare(requirement: str) -> str:
    return requirement.split(">=")[0].split("[")[0].lower()


def test_the_constraints_are_names_and_versions_alone(checkout):
    lines = (checkout / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if line.count("==") != 1 or "/" in line or "@" in line] == []
