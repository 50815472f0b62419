from __future__ import annotations

from pathlib import Path

import pytest

from mentorstats.exports.files.read import RawTable, read_tables

PLAIN = b"mentee_id,mentor_id,score\n007,M1,4\n008,M2,5\n"


def read(folder: Path, content: bytes | str, name: str = "matches.csv") -> RawTable:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (table,) = read_tables(path)
    assert table.rows == len(table.cells) + table.set_aside
    assert tuple(table.cells.columns) == table.columns
    assert table.cells.index.name == "line"
    assert all(dtype == "str" for dtype in table.cells.dtypes)
    assert not table.cells.isna().any(axis=None)
    return table


def rows(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def said(table: RawTable) -> str:
    return "\n".join(f"{p.severity} {p.line}: {p.value} {p.text}; {p.action}" for p in table.problems)


def test_blank_lines_are_passed_over_without_shifting_line_numbers(tmp_path):
    table = read(tmp_path, "\n\nid,name\n\n1,a\n\n\n2,b\n,\n \n3,c\n\n")
    assert rows(table) == [["1", "a"], ["2", "b"], ["3", "c"]]
    assert table.cells.index.tolist() == [5, 8, 11]
    assert "2 rows without any text" in said(table)


@pytest.mark.parametrize(
    "preamble",
    ["Matches as of May\n", "Matches\nExported 2024-05-01\n\n", "Matches,,\n,,\n", "A\nB\nC, D\n\n"],
)
def test_a_preamble_is_skipped_with_a_note(tmp_path, preamble):
    table = read(tmp_path, preamble + PLAIN.decode())
    assert table.columns == ("mentee_id", "mentor_id", "score")
    assert len(table.cells) == 2
    assert "above the header" in said(table)


def test_ragged_rows_are_set_aside_by_line_and_shift_nothing(tmp_path):
    table = read(tmp_path, PLAIN.decode() + "9,M1\n10,M2,3,4\n11,M3,2\n")
    assert rows(table) == [["007", "M1", "4"], ["008", "M2", "5"], ["11", "M3", "2"]]
    aside = [(p.line, p.severity) for p in table.problems]
    assert aside == [(4, "warning"), (5, "warning")]
    assert "2 cells where 3 were expected" in said(table)
    assert "4 cells where 3 were expected" in said(table)


def test_empty_extra_cells_at_the_end_are_no_fault(tmp_path):
    table = read(tmp_path, "id,name\n1,a,\n2,b,,,\n3,c\n")
    assert rows(table) == [["1", "a"], ["2", "b"], ["3", "c"]]
    assert "note 2:  2 rows with more cells than the header, which are all empty" in said(table)


def test_short_rows_are_filled_only_where_the_export_shows_that_habit(tmp_path):
    body = "".join(f"{n},M{n},4,fine\n" for n in range(6))
    filled = read(tmp_path, "id,mentor,score,note\n" + body + "7,M7,3\n8,M8\n9,M9,2\n")
    assert rows(filled)[6:] == [["7", "M7", "3", ""], ["8", "M8", "", ""], ["9", "M9", "2", ""]]
    assert "3 rows with fewer cells" in said(filled)
    not_filled = read(tmp_path, "id,mentor,score,note\n" + body + "6,M6,3,\n7,M7,3\n8,M8\n9,M9,2\n")
    assert not_filled.set_aside == 3


def test_a_row_with_another_delimiter_is_read_and_named(tmp_path):
    table = read(tmp_path, PLAIN.decode() + "9;M3;5\n10,M4,2\n")
    assert rows(table)[2] == ["9", "M3", "5"]
    assert "warning 4:  the row is separated by another character" in said(table)


def test_the_header_again_is_set_aside(tmp_path):
    table = read(tmp_path, PLAIN + PLAIN)
    assert len(table.cells) == 4
    assert "note 4:  the header again" in said(table)


def test_a_second_table_below_the_first_blocks(tmp_path):
    table = read(tmp_path, "id,score\n1,2\n\nperson_id,name\n5,x\n")
    assert "blocking 4:  another table seems to begin here" in said(table)
    assert "another table" not in said(read(tmp_path, "id,name\n1,Ann\n\n2,Ben\n"))


def test_a_file_without_header_gets_numbered_columns_and_a_warning(tmp_path):
    table = read(tmp_path, "M1,2024-05-01,4\nM2,2024-06-01,5\nM3,2024-06-09,3\n")
    assert table.columns == ("column 1", "column 2", "column 3")
    assert table.cells.index.tolist() == [1, 2, 3]
    assert "warning None:  no header row" in said(table)


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    table = read(tmp_path, "mentee_id,mentor_id\n")
    assert (table.columns, len(table.cells), table.rows) == (("mentee_id", "mentor_id"), 0, 0)
    assert read(tmp_path, "mentee_id").columns == ("mentee_id",)
