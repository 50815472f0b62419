"""The sample, saved again from a spreadsheet program, is the same program."""

from __future__ import annotations

import contextlib
import csv
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mentorstats.exports import load as loading
from mentorstats.exports.load import load
from mentorstats.program import Program
from tests.corruptions import CASES

TABLES = ("people", "pairings", "sessions", "surveys")
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def as_typed(cell: str) -> object:
    """A cell as someone's spreadsheet would hold it: days as days, short numbers as numbers, all else as text."""
    with contextlib.suppress(ValueError):
        return datetime.strptime(cell, "%Y-%m-%d")
    return float(cell) if cell.isdigit() and len(cell) < 4 else cell or None


@pytest.fixture(scope="module")
def sample(checkout) -> Path:
    return checkout / "data" / "sample"


def assert_same(one: Program, other: Program) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_sample_as_a_european_csv_is_the_same_program(sample, tmp_path):
    (tmp_path / "mentorstats.toml").write_bytes((sample / "mentorstats.toml").read_bytes())
    for table in TABLES:
        with (tmp_path / f"{table}.csv").open("w", encoding="cp1252", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            for row in rows(sample / f"{table}.csv"):
                cells = [DATE.sub(r"\3.\2.\1", cell) for cell in row]
                writer.writerow([re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell) for cell in cells])
    assert_same(load(sample), load(tmp_path))


@pytest.mark.slow
def test_the_sample_as_a_workbook_is_the_same_program(sample, tmp_path):
    (tmp_path / "mentorstats.toml").write_bytes((sample / "mentorstats.toml").read_bytes())
    book = openpyxl.Workbook(write_only=True)
    for table in TABLES:
        sheet = book.create_sheet(table)
        for row in rows(sample / f"{table}.csv"):
            sheet.append([as_typed(cell) for cell in row])
    book.save(tmp_path / "sample.xlsx")
    assert_same(load(sample), load(tmp_path))


def test_large_files_are_read_as_small_ones_are(sample, tmp_path, monkeypatch):
    small = load(sample)
    monkeypatch.setattr(loading, "_LARGE", 0)
    large = load(sample)
    assert_same(small, large)
    pd.testing.assert_frame_equal(small.problems, large.problems)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if "sessions.csv" in case.files], ids=lambda case: case.name)
def test_large_files_of_odd_cells_are_read_as_small_ones_are(case, tmp_path, monkeypatch):
    for name, content in case.files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    small = load(tmp_path)
    monkeypatch.setattr(loading, "_LARGE", 0)
    large = load(tmp_path)
    assert_same(small, large)
    pd.testing.assert_frame_equal(small.problems, large.problems)
