from __future__ import annotations

import datetime as dt
import io
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mentorstats.exports.files.raw_table import RawTable
from mentorstats.exports.files.read import read_tables
from mentorstats.exports.files.workbook import read as workbook

PAIRS = [["mentee_id", "mentor_id"], *([f"E{n}", f"M{n}"] for n in range(1, 13))]


def book(rows: list[list[Any]], **cells: Any) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for place, value in cells.items():
        made.active[place] = value
    return made


def read(folder: Path, made: openpyxl.Workbook) -> list[RawTable]:
    made.save(folder / "x.xlsx")
    return read_tables(folder / "x.xlsx")


def rules(table: RawTable) -> list[str]:
    return [problem.rule for problem in table.problems]


@pytest.mark.parametrize("place", ["XFD1", "XFD5", "A1048576", "XFD1048576", "CZ3"])
def test_a_stray_cell_far_away_costs_nothing_and_is_said(tmp_path, place):
    made = book(PAIRS, **{place: 7})
    tracemalloc.start()
    start = time.process_time()
    (table,) = read(tmp_path, made)
    seconds, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.columns == ("mentee_id", "mentor_id")
    assert table.cells.to_numpy().tolist() == PAIRS[1:]
    (problem,) = (problem for problem in table.problems if problem.rule == "far-cells")
    assert (problem.severity, problem.value) == ("warning", place)
    assert (seconds < 5, peak < 300e6) == (True, True)


def test_a_table_that_is_only_wide_or_has_gaps_loses_nothing(tmp_path):
    wide = [[f"name {n}" for n in range(120)], [str(n) for n in range(120)], [str(n) for n in range(120)]]
    assert len(read(tmp_path, book(wide))[0].columns) == 120
    (table,) = read(tmp_path, book(PAIRS, A90="E90", B90="M90"))
    assert (len(table.cells), rules(table)) == (13, [])
    (table,) = read(tmp_path, book(PAIRS, **{f"{column}{line}": "x" for line in (500, 501) for column in "AB"}))
    assert len(table.cells) == 14


def test_cells_merged_over_the_whole_sheet_are_no_work(tmp_path):
    made = book(PAIRS)
    made.active.merge_cells("D1:D2")
    made.save(out := io.BytesIO())
    data = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'ref="D1:D2"', b'ref="D1:XFD1048576"'))
    start = time.process_time()
    (table,) = read_tables(tmp_path / "x.xlsx")
    assert table.cells.to_numpy().tolist() == PAIRS[1:]
    assert time.process_time() - start < 5


def test_hidden_rows_and_sheets_are_read_and_said(tmp_path):
    made = book(PAIRS)
    for line in (4, 5, 9):
        made.active.row_dimensions[line].hidden = True
    other = made.create_sheet("Old")
    for row in PAIRS:
        other.append(row)
    other.sheet_state = "hidden"
    shown, hidden = read(tmp_path, made)
    assert (len(shown.cells), len(hidden.cells)) == (12, 12)
    assert [(p.rule, p.severity, p.line, p.text[:13]) for p in shown.problems] == [
        ("hidden-rows", "warning", 4, "3 rows hidden")
    ]
    assert [(p.rule, p.severity) for p in hidden.problems] == [("hidden-sheet", "warning")]


def test_hidden_rows_are_said_of_streamed_sheets_too(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "STREAM_FROM", 0)
    made = book(PAIRS, XFD1048576=7)
    made.active.row_dimensions[4].hidden = True
    (table,) = read(tmp_path, made)
    assert sorted(rules(table)) == ["far-cells", "hidden-rows"]
    assert table.cells.to_numpy().tolist() == PAIRS[1:]


def test_escaped_characters_of_a_workbook_are_these_characters(tmp_path):
    (table,) = read(tmp_path, book([["id", "note"], ["E03_x000D_", "a_x000A_b"], ["E04", "_x005F_x000D_"]]))
    assert table.cells.to_numpy().tolist() == [["E03\r", "a\nb"], ["E04", "_x000D_"]]


def test_numbers_are_read_as_their_formats_show_them(tmp_path):
    made = book([["id", "share", "score"], [1, 0.85, 3.14159], [12, 0.5, 2]])
    for line in (2, 3):
        made.active[f"A{line}"].number_format = '"E"00'
        made.active[f"B{line}"].number_format = "0%"
        made.active[f"C{line}"].number_format = "0.0"
    assert read(tmp_path, made)[0].cells.to_numpy().tolist() == [["E01", "85%", "3.14159"], ["E12", "50%", "2"]]


def half_swapped(*days: Any) -> openpyxl.Workbook:
    return book([["id", "start"], *([f"E{n}", day] for n, day in enumerate(days))])


def test_dates_of_which_a_spreadsheet_has_read_the_half_it_could_are_said(tmp_path):
    real = [dt.datetime(2024, month, day) for month, day in ((3, 4), (5, 12), (7, 1))]
    (table,) = read(tmp_path, half_swapped(*real, "13/04/2024", "25/12/2024"))
    (problem,) = table.problems
    assert (problem.rule, problem.severity, problem.column, problem.value) == (
        "half-swapped-dates", "warning", "start", "13/04/2024",
    )  # fmt: skip


@pytest.mark.parametrize(
    "days",
    [
        [dt.datetime(2024, 3, 4), dt.datetime(2024, 3, 13), dt.datetime(2024, 7, 1), "25/12/2024"],
        [dt.datetime(2024, 3, 4), dt.datetime(2024, 3, 5), dt.datetime(2024, 7, 1), "03/04/2024"],
        [dt.datetime(2024, 3, 4), dt.datetime(2024, 3, 5), dt.datetime(2024, 7, 1), "soon"],
        [dt.datetime(2024, 3, 4), dt.datetime(2024, 3, 5), "25/12/2024"],
    ],
)
def test_other_mixtures_of_dates_and_text_prove_nothing(tmp_path, days):
    assert read(tmp_path, half_swapped(*days))[0].problems == ()


def test_a_workbook_in_the_strict_variant_is_read(tmp_path):
    book(PAIRS).save(out := io.BytesIO())
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new:
        for part in old.infolist():
            content = old.read(part)
            for strict, ordinary in workbook._STRICT:
                content = content.replace(ordinary, strict)
            new.writestr(part, content)
    (table,) = read_tables(tmp_path / "x.xlsx")
    assert table.cells.to_numpy().tolist() == PAIRS[1:]
