from __future__ import annotations

from pathlib import Path

import pytest

from mentorstats.exports.files.footer import is_footer
from mentorstats.exports.files.read import RawTable, read_tables


@pytest.mark.parametrize(
    ("cells", "after_gap", "expected"),
    [
        (["Total", "", "9"], False, True),
        (["", "Grand Total:", "9"], False, True),
        (["Average", "", "4.5"], False, True),
        (["Total", "M1", "9"], False, True),
        (["Average", "M1", "4"], False, False),
        (["Exported on 1 May", "", ""], False, True),
        (["42 records", "", ""], False, True),
        (["Ann Roe", "", ""], False, False),
        (["Ann Roe", "", ""], True, True),
        (["P017", "", ""], True, False),
        (["Page Turner", "M1", ""], False, False),
        (["Totalgaz", "", ""], False, False),
    ],
)
def test_a_footer_is_known_by_what_it_says(cells, after_gap, expected):
    assert is_footer(cells, width=3, after_gap=after_gap, misfit=False) is expected


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


@pytest.mark.parametrize(
    "footer",
    [
        "Total,,9\n",
        "Grand total: 2,,\n",
        ",Total,9\n",
        "\nExported on 2024-05-01\n",
        "Confidential - do not share,,\n",
        "\nThis list is for the board,,\n",
        "\nTotal\n2 records\nPage 1 of 1\n",
        "Exported on May 1, 2024\n",
    ],
)
def test_totals_and_footers_are_set_aside_with_a_note(tmp_path, footer):
    table = read(tmp_path, PLAIN.decode() + footer)
    assert len(table.cells) == 2
    assert table.set_aside == len([line for line in footer.splitlines() if line])
    assert said(table).count("a total or a note at the end") == table.set_aside


@pytest.mark.parametrize("row", ["Total,M3,4", "P017,,", "Jane Roe,,", "Ann Total,M1,", "Page,M1,"])
def test_a_row_of_data_at_the_end_is_no_footer(tmp_path, row):
    table = read(tmp_path, PLAIN.decode() + row + "\nlast,M1,2\n")
    assert rows(table)[2] == row.split(",")
    if not row.startswith("Total"):
        assert rows(read(tmp_path, PLAIN.decode() + row + "\n"))[2] == row.split(",")
