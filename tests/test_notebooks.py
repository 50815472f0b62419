from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

NAMES = [
    "01-check-your-exports",
    "02-program-overview",
    "03-adjacent-industries",
    "04-multiple-mentors",
    "05-how-sure-can-we-be",
    "06-what-else",
]
FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
PLOTLY = "application/vnd.plotly.v1+json"
ABSOLUTE = re.compile(r"(?:^|[\s\"'(=\[])(?:/(?:home|Users|root|tmp|var|opt|usr|mnt|work)/|[A-Za-z]:\\)", re.MULTILINE)
DEFINES = re.compile(r"^\s*(?:def|class|async def)\s", re.MULTILINE)
STYLER = re.compile(r"#T_\w+|id=\"T_\w+")
NUMBER = re.compile(r"\d")

Notebook = dict[str, Any]
each_notebook = pytest.mark.parametrize("name", NAMES)


def read(name: str) -> Notebook:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook: Notebook) -> list[dict[str, Any]]:
    return [output for cell in code_cells(notebook) for output in cell["outputs"]]


def texts(value: Any) -> Iterator[str]:
    """Every text inside a cell or an output, but for the binary arrays of a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (
            [joined(value)]
            if all(isinstance(part, str) for part in value)
            else (text for part in value for text in texts(part))
        )
    elif isinstance(value, dict):
        yield from (text for key, part in value.items() if key != "bdata" for text in texts(part))


def stripped_or_out_of_order(notebook: Notebook) -> bool:
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    shows = any(output["output_type"] != "stream" for output in outputs(notebook))
    return counts != list(range(1, len(counts) + 1)) or not shows


def defines_something(notebook: Notebook) -> bool:
    return any(DEFINES.search(joined(cell["source"])) for cell in code_cells(notebook))


def names_an_absolute_path(notebook: Notebook) -> bool:
    return any(ABSOLUTE.search(text) for text in texts(notebook["cells"]))


def shows_a_styler(notebook: Notebook) -> bool:
    return any(STYLER.search(text) for output in outputs(notebook) for text in texts(output.get("data", {})))


def fails_or_warns(notebook: Notebook) -> bool:
    return any(output["output_type"] == "error" or output.get("name") == "stderr" for output in outputs(notebook))


def shows_a_figure_without_its_summary(notebook: Notebook) -> bool:
    figures = [output["data"] for output in outputs(notebook) if PLOTLY in output.get("data", {})]
    summaries = [joined(data.get("text/plain", "")) for data in figures]
    return any(not summary.strip() or summary.startswith("Figure(") for summary in summaries)


def loads_from_a_network(notebook: Notebook) -> bool:
    html = [joined(output.get("data", {}).get("text/html", "")) for output in outputs(notebook)]
    return any(re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", text) for text in html)


def keeps_what_changes_with_every_run(notebook: Notebook) -> bool:
    timed = any("execution" in cell["metadata"] for cell in code_cells(notebook))
    return timed or "version" in notebook["metadata"].get("language_info", {})


def switches_its_check_off(notebook: Notebook) -> bool:
    return any(re.search(r"nbval|raises-exception", json.dumps(cell), re.IGNORECASE) for cell in code_cells(notebook))


FAULTS = [
    stripped_or_out_of_order,
    defines_something,
    names_an_absolute_path,
    shows_a_styler,
    fails_or_warns,
    shows_a_figure_without_its_summary,
    loads_from_a_network,
    keeps_what_changes_with_every_run,
    switches_its_check_off,
]


def cell(source: str, count: int | None, *shown: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "source": source,
        "outputs": list(shown),
    }


def shown(**data: str | dict[str, Any]) -> dict[str, Any]:
    types = {"plain": "text/plain", "html": "text/html", "plotly": PLOTLY}
    return {"output_type": "display_data", "metadata": {}, "data": {types[k]: v for k, v in data.items()}}


def printed(text: str, *, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


SOUND: Notebook = {
    "cells": [
        {"cell_type": "markdown", "id": "why", "metadata": {}, "source": "# Why\n\nWhat def and class mean."},
        cell("estimate = 0.31", 1),
        cell(
            "show(figure)",
            2,
            shown(plain="0.31 points, n = 240", plotly={"data": [{"y": {"bdata": "/opt/A=="}}]}),
        ),
    ],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
FAULTY = [
    (stripped_or_out_of_order, cell("1 + 1", None)),
    (stripped_or_out_of_order, cell("1 + 1", 7)),
    (defines_something, cell("def tidy(x):\n    return x", 3)),
    (names_an_absolute_path, cell("load('/opt/exports')", 3)),
    (names_an_absolute_path, cell("program", 3, printed("read from C:\\exports"))),
    (shows_a_styler, cell("table.style", 3, shown(html='<table id="T_8f3a1">'))),
    (fails_or_warns, cell("1 / 0", 3, {"output_type": "error", "ename": "E", "evalue": "", "traceback": []})),
    (fails_or_warns, cell("warn()", 3, printed("careful", name="stderr"))),
    (shows_a_figure_without_its_summary, cell("figure", 3, shown(plotly={"data": []}))),
    (shows_a_figure_without_its_summary, cell("figure", 3, shown(plain="Figure({", plotly={"data": []}))),
    (loads_from_a_network, cell("figure", 3, shown(html='<script src="https://cdn.example/p.js">'))),
    (keeps_what_changes_with_every_run, cell("1", 3) | {"metadata": {"execution": {}}}),
    (switches_its_check_off, cell("# NBVAL_IGNORE_OUTPUT\nnow()", 3)),
]


@each_notebook
def test_a_notebook_exists_and_begins_with_a_question_in_words(name):
    first = read(name)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert joined(first["source"]).startswith("# ")


def test_every_notebook_is_looked_at_here():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES


@each_notebook
@pytest.mark.parametrize("fault", FAULTS)
def test_a_notebook_is_without(name, fault):
    assert not fault(read(name))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sound_notebook_has_no_fault(fault):
    assert not fault(SOUND)


@pytest.mark.parametrize(("fault", "last"), FAULTY)
def test_a_fault_is_found(fault: Callable[[Notebook], bool], last):
    notebook = copy.deepcopy(SOUND)
    notebook["cells"].append(last)
    assert fault(notebook)


def test_every_fault_has_a_notebook_that_shows_it_is_found():
    assert {fault for fault, _ in FAULTY} == set(FAULTS)


def told_by(exports: Path) -> None:
    """Exports that hold the least: who was matched with whom, in which industries, and how it went."""
    pairs = [
        f"e{n},m{n % 5},{('Software', 'Banking')[n % 2]},{('Banking', 'Insurance')[n % 3 // 2]}" for n in range(14)
    ]
    header = "mentee_id,mentor_id,mentee_industry,mentor_industry"
    (exports / "pairings.csv").write_text("\n".join([header, *pairs, ""]), encoding="utf-8")
    answers = [f"e{n},promoted,{n * n % 7 % 2}" for n in range(14)]
    (exports / "surveys.csv").write_text("\n".join(["person_id,item,score", *answers, ""]), encoding="utf-8")


@each_notebook
def test_a_notebook_runs_to_its_end_on_exports_that_hold_the_least(name, tmp_path, monkeypatch, capsys):
    told_by(tmp_path)
    monkeypatch.setenv("MENTORSTATS_EXPORTS", str(tmp_path))
    shown: dict[str, Any] = {"display": print}
    with pd.option_context("display.max_colwidth", 50):
        for cell in code_cells(read(name)):
            exec(joined(cell["source"]), shown)
    assert ("The exports do not tell this" in capsys.readouterr().out) == (name[:2] in ("02", "05", "06"))


def change_one_digit(notebook: Notebook) -> Notebook:
    """Change the last digit of the last text output that has one."""
    changed = copy.deepcopy(notebook)
    for output in reversed(outputs(changed)):
        holder, key = (output, "text") if "text" in output else (output.get("data", {}), "text/plain")
        text = joined(holder.get(key, ""))
        if digits := list(NUMBER.finditer(text)):
            place = digits[-1].start()
            holder[key] = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
            return changed
    raise AssertionError("no text output of this notebook has a number")


def validate(notebook: Notebook, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one notebook under strict nbval, as ``make test`` runs them."""
    (folder / "copy.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    root = FOLDER.parent
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    own = [
        "-c",
        str(root / "pyproject.toml"),
        f"--confcutdir={folder}",
        "-p",
        "conftest",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*command, *own, "--color=no", "copy.ipynb"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_notebook_passes_as_committed_and_fails_when_one_number_is_changed(tmp_path):
    notebook = read(NAMES[0])
    as_committed = validate(notebook, tmp_path)
    assert as_committed.returncode == 0, as_committed.stdout
    changed = validate(change_one_digit(notebook), tmp_path)
    assert changed.returncode == 1
    assert "Cell outputs differ" in changed.stdout
    assert "1 failed" in changed.stdout
