from __future__ import annotations

import re
import shutil
import subprocess

import pytest

MAKE = shutil.which("make")
needs_make = pytest.mark.skipif(MAKE is None, reason="make is not installed")
TARGETS = {
    "help", "report", "test", "test-slow", "test-spark", "notebooks", "lint", "validate", "bench", "industry", "clean",
}  # fmt: skip
TOO_OLD = "exit 1\n"
WITHOUT_ENSUREPIP = 'case "$2" in *ensurepip*) exit 1;; esac\n'
GOOD = 'if test "$1" = -m; then echo "$*" > made; fi\n'


@pytest.fixture(scope="module")
def makefile(checkout):
    return (checkout / "Makefile").read_text()


@pytest.fixture
def venv_with(checkout, tmp_path):
    """Ask make for a virtual environment where only the given pythons (shell scripts) can be found."""
    shutil.copy(checkout / "Makefile", tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()

    def run(**pythons: str) -> subprocess.CompletedProcess[str]:
        for name, script in pythons.items():
            program = programs / name.replace("_", ".")
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(0o755)
        return subprocess.run(
            [str(MAKE), ".venv/bin/python"],
            cwd=tmp_path,
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_every_target_is_phony_but_for_the_files_of_the_environment(makefile):
    written = set(re.findall(r"^([A-Za-z][\w-]*):(?!=)", makefile, flags=re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)[1].split())
    assert written == phony == TARGETS


def test_every_target_says_what_it_does(makefile):
    assert set(re.findall(r"^([\w-]+):[^#\n]*## \w", makefile, flags=re.MULTILINE)) == TARGETS


def test_every_stamp_follows_the_project_and_its_versions(makefile):
    stamps = re.findall(r"^(\.venv/\.ready\S*): (.+)$", makefile, flags=re.MULTILINE)
    kinds = ["", "-test", "-bench", "-spark", "-lint"]
    assert [name for name, _ in stamps] == [f".venv/.ready{kind}" for kind in kinds]
    assert {needs for _, needs in stamps} == {"pyproject.toml constraints.txt | .venv/bin/python"}


@pytest.mark.parametrize("later", [".ONESHELL", "!=", "::=", "$(file ", "$(guile ", ".SHELLFLAGS", "&:"])
def test_nothing_is_newer_than_make_3_81(makefile, later):
    rules = [line for line in makefile.splitlines() if not line.startswith("\t")]
    assert later not in "\n".join(rules)


@needs_make
def test_the_first_python_that_runs_and_is_new_enough_makes_the_environment(venv_with, tmp_path):
    result = venv_with(python3=TOO_OLD, python3_12=GOOD, python3_11=TOO_OLD)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "python3.12 -m venv .venv\n"
    assert (tmp_path / "made").read_text() == "-m venv --clear .venv\n"


@needs_make
def test_without_a_python_one_sentence_says_which_are_needed(venv_with):
    result = venv_with(python3=TOO_OLD)
    assert result.returncode != 0
    assert result.stderr.startswith("mentorstats needs Python 3.11 or newer, and none was found: ")


@needs_make
def test_a_python_without_ensurepip_is_told_which_package_brings_it(venv_with):
    result = venv_with(python3=WITHOUT_ENSUREPIP)
    assert result.returncode != 0
    assert result.stderr.startswith("python3 cannot make a virtual environment: on Debian or Ubuntu, apt install")


def test_every_ignore_rule_starts_at_the_root(checkout):
    rules = [line for line in (checkout / ".gitignore").read_text().splitlines() if line.strip()]
    assert "/.venv/" in rules
    assert [rule for rule in rules if not rule.startswith(("/", "#"))] == []
