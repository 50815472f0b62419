from __future__ import annotations

from pathlib import Path

from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.read import RawTable, read_tables


def test_renamed_columns_never_take_a_name_that_is_there():
    names, changed = name_columns(["a", "a", "a (2)", "", "column 4"])
    assert names == ("a", "a (3)", "a (2)", "column 4 (2)", "column 4")
    assert changed == [(2, "a", "a (3)"), (4, "", "column 4 (2)")]


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


def test_repeated_and_empty_names_are_renamed_with_a_note(tmp_path):
    table = read(tmp_path, "id,score,,score,score (2)\n1,2,3,4,5\n")
    assert table.columns == ("id", "score", "column 3", "score (3)", "score (2)")
    assert len(table.problems) == 2
    assert {p.severity for p in table.problems} == {"note"}
