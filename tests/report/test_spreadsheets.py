"""The sample saved from a spreadsheet program gives the same findings, byte for byte."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from mentorstats import load
from mentorstats.report.files import write_findings
from mentorstats.report.write import answer_questions
from mentorstats.workspace import sample_exports


def as_cell(text: str) -> object:
    """What a spreadsheet program takes typed text for: a date, a number (without leading zeros), or text."""
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        pass
    try:
        return int(text) if text == text.strip() else text
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text or None


def as_european(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y")
    return repr(cell).replace(".", ",") if isinstance(cell, float) else str("" if cell is None else cell)


def write_workbook(cells: list[list[object]], path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in cells:
        sheet.append(row)
    book.save(path.with_suffix(".xlsx"))


def write_european(cells: list[list[object]], path: Path) -> None:
    with path.with_suffix(".csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([map(as_european, row) for row in cells])


def findings(exports: Path, out: Path) -> bytes:
    out.mkdir()
    program = load(exports)
    write_findings(program, answer_questions(program), out)
    return (out / "findings.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_workbook, write_european])
def test_the_sample_saved_by_a_spreadsheet_program_gives_the_same_findings(tmp_path, write: Callable):
    saved = tmp_path / "saved"
    saved.mkdir()
    shutil.copy(sample_exports() / "mentorstats.toml", saved)
    for file in sorted(sample_exports().glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            write([[as_cell(cell) for cell in row] for row in csv.reader(text)], saved / file.stem)
    assert findings(saved, tmp_path / "a") == findings(sample_exports(), tmp_path / "b")
