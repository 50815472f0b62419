"""Workbooks give the text that people see, and never open a bomb."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

from mentorstats.exports.files import archive
from mentorstats.exports.files.read import RawTable, UnreadableFile, read_tables
from mentorstats.exports.files.workbook import read as workbook

HEADER = ["mentee_id", "mentor_id", "score"]


def save(path: Path, *sheets: list[list[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


def rows(table: RawTable) -> list[list[str]]:
    assert table.rows == len(table.cells) + table.set_aside
    assert not table.cells.isna().any(axis=None)
    return table.cells.to_numpy().tolist()


def said(table: RawTable) -> str:
    return "\n".join(f"{p.severity} {p.line} {p.column}: {p.value} {p.text}" for p in table.problems)


def rewritten(path: Path, change) -> None:
    """The same archive with each part's content changed by ``change(name, content)``."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            parts[part] = change(part, archive.read(part))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def test_values_come_out_as_they_are_shown(tmp_path):
    path = tmp_path / "m.xlsx"
    values = [
        3,
        3.0,
        0.1 + 0.2,
        1e20,
        True,
        dt.datetime(2024, 5, 1),
        dt.datetime(2024, 5, 1, 9, 30),
        dt.time(9, 5),
        dt.timedelta(hours=26, minutes=3),
        " NA ",
        None,
    ]
    save(path, [[f"name {n}" for n in range(len(values))], [*values[:-1], "last"], ["00123", *values[1:]]])
    (table,) = read_tables(path)
    assert rows(table)[0] == [
        "3",
        "3",
        "0.3",
        "100000000000000000000",
        "TRUE",
        "2024-05-01",
        "2024-05-01 09:30:00",
        "09:05:00",
        "26:03:00",
        " NA ",
        "last",
    ]
    assert rows(table)[1][0] == "00123"
    assert rows(table)[1][-1] == ""
    assert table.cells.index.tolist() == [2, 3]


def test_a_format_of_zeros_gives_leading_zeros_back(tmp_path):
    path = tmp_path / "m.xlsx"
    book = save(path, [HEADER, [123, 7, 4]])
    book.worksheets[0]["A2"].number_format = "00000"
    book.save(path)
    assert rows(read_tables(path)[0]) == [["00123", "7", "4"]]


def test_every_sheet_is_a_table_and_empty_ones_have_a_line(tmp_path):
    path = tmp_path / "matches.xlsx"
    book = save(path, [HEADER, ["1", "M1", 4]], [], [["person_id", "industry"], ["M1", "Law"]])
    book.worksheets[2].sheet_state = "hidden"
    book.save(path)
    first, second = read_tables(path)
    assert (first.file, second.file) == ("matches.xlsx [Sheet]", "matches.xlsx [Sheet2]")
    assert (first.encoding, first.delimiter) == ("Excel", "")
    (empty,) = first.problems
    assert (empty.rule, empty.severity, empty.file) == ("empty-sheet", "note", "matches.xlsx [Sheet1]")
    assert "hidden" in said(second)


def test_titles_blank_rows_and_totals_are_no_data(tmp_path):
    path = tmp_path / "m.xlsx"
    body = [
        ["Matches as of May"],
        [],
        HEADER,
        ["1", "M1", 4],
        [None, None, None],
        ["2", "M2", 5],
        [],
        ["Total", None, 9],
    ]
    save(path, body)
    (table,) = read_tables(path)
    assert rows(table) == [["1", "M1", "4"], ["2", "M2", "5"]]
    assert table.cells.index.tolist() == [4, 6]
    assert [(p.severity, p.line) for p in table.problems] == [("note", 1), ("note", 8)]


def test_a_sheet_that_is_a_chart_has_a_line(tmp_path):
    path = tmp_path / "matches.xlsx"
    book = save(path, [HEADER, ["1", "M1", 4]])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=2))
    book.create_chartsheet("Curve").add_chart(chart)
    book.save(path)
    (table,) = read_tables(path)
    (line,) = table.problems
    assert (line.file, line.text) == ("matches.xlsx [Curve]", "the sheet is a chart, without cells")


def test_cells_merged_over_rows_stand_in_each_row(tmp_path):
    path = tmp_path / "m.xlsx"
    book = save(path, [HEADER, ["1", "M1", 4], [None, "M2", 5], ["2", "M3", 3]])
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)
    (table,) = read_tables(path)
    assert rows(table) == [["1", "M1", "4"], ["1", "M2", "5"], ["2", "M3", "3"]]
    assert "note 2 : A2:A3" in said(table)


def test_merged_headings_make_repeated_names_distinct(tmp_path):
    path = tmp_path / "m.xlsx"
    book = save(
        path,
        [
            ["Pair", "Mentor", None, "Mentee", None],
            [None, "Name", "Email", "Name", "Email"],
            [1, "A", "a@x.org", "B", "b@x.org"],
        ],
    )
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        book.worksheets[0].merge_cells(area)
    book.save(path)
    (table,) = read_tables(path)
    assert table.columns == ("Pair", "Mentor Name", "Mentor Email", "Mentee Name", "Mentee Email")
    assert rows(table) == [["1", "A", "a@x.org", "B", "b@x.org"]]


def test_a_merged_title_is_no_header(tmp_path):
    path = tmp_path / "m.xlsx"
    book = save(path, [["All matches", None, None], HEADER, ["1", "M1", 4]])
    book.worksheets[0].merge_cells("A1:C1")
    book.save(path)
    (table,) = read_tables(path)
    assert table.columns == tuple(HEADER)


def test_a_formula_without_result_and_an_error_value_are_reported(tmp_path):
    path = tmp_path / "m.xlsx"
    save(path, [HEADER, ["1", "M1", "=1+1"], ["2", "M2", "#REF!"]])
    (table,) = read_tables(path)
    assert rows(table) == [["1", "M1", ""], ["2", "M2", "#REF!"]]
    assert "warning 2 score:  a formula was saved without its result" in said(table)
    assert "warning 3 score: #REF!" in said(table)


def test_large_workbooks_are_streamed_to_the_same_table(tmp_path, monkeypatch):
    path = tmp_path / "m.xlsx"
    save(path, [["Title"], HEADER, *([f"{n:04}", f"M{n % 9}", n % 5] for n in range(300)), ["1", "M1", "=2"]])
    rewritten(path, lambda name, content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content))
    whole = read_tables(path)[0]
    monkeypatch.setattr(workbook, "STREAM_FROM", 0)
    streamed = read_tables(path)[0]
    assert rows(whole) == rows(streamed)
    assert whole.problems == streamed.problems
    assert len(whole.cells) == 301


def test_the_content_decides_what_a_file_is_not_its_name(tmp_path):
    save(tmp_path / "m.xlsx", [HEADER, ["1", "M1", 4]])
    (tmp_path / "m.xlsx").rename(tmp_path / "m.csv")
    assert len(read_tables(tmp_path / "m.csv")[0].cells) == 1


def test_bombs_and_damaged_workbooks_are_refused_before_they_are_opened(tmp_path, monkeypatch):
    path = tmp_path / "m.xlsx"
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("the workbook was opened"))
    save(path, [HEADER])
    rewritten(path, lambda name, content: content + b" " * 30_000_000 if "sheet1" in name else content)
    with pytest.raises(UnreadableFile, match="bomb"):
        read_tables(path)
    save(path, [HEADER])
    rewritten(
        path,
        lambda name, content: content.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1),
    )
    with pytest.raises(UnreadableFile, match="definitions"):
        read_tables(path)
    save(path, [HEADER])
    monkeypatch.setattr(workbook, "MAX_XML", 1000)
    with pytest.raises(UnreadableFile, match="MB"):
        read_tables(path)
    monkeypatch.setattr(archive, "PARTS_AT_MOST", 3)
    with pytest.raises(UnreadableFile, match="parts"):
        read_tables(path)


def test_an_empty_workbook_is_unreadable(tmp_path):
    save(tmp_path / "m.xlsx", [], [[None, " "]])
    with pytest.raises(UnreadableFile, match="empty"):
        read_tables(tmp_path / "m.xlsx")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6).filter(
    lambda text: not text.startswith(("=", "#")) and not re.search("_x[0-9A-Fa-f]{4}_", text)
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_of_text_reads_back_cell_for_cell(tmp_path, table):
    table = [[f"P{n}x", *row] for n, row in enumerate(table)]
    header = ["person_id", "first answer", "second answer", "third answer"]
    save(tmp_path / "m.xlsx", [header, *table])
    (found,) = read_tables(tmp_path / "m.xlsx")
    assert (list(found.columns), rows(found)) == (header, table)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    cut=st.one_of(st.none(), st.integers(1, 6_000)),
    part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", ""]),
)
def test_damaged_workbooks_give_tables_or_a_clear_refusal(tmp_path, changes, cut, part):
    path = tmp_path / "m.xlsx"
    if not WHOLE:
        save(path, [HEADER, ["1", "M1", 4], ["2", dt.datetime(2024, 5, 1), 0.5]])
        WHOLE.append(path.read_bytes())
    path.write_bytes(WHOLE[0])

    def damage(name: str, content: bytes) -> bytes:
        altered = bytearray(content)
        for place, octet in changes if name == part or not name else []:
            altered[place % len(altered)] = octet
        return bytes(altered)

    if part:
        rewritten(path, damage)
    else:
        path.write_bytes(damage("", WHOLE[0])[:cut])
    refusal = ""
    try:
        for table in read_tables(path):
            rows(table)
    except UnreadableFile as error:
        refusal = str(error)
    assert "\n" not in refusal


WHOLE: list[bytes] = []
