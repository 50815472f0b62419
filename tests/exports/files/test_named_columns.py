from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.files.header import Header
from mentorstats.exports.files.named_columns import with_named_columns
from mentorstats.problems import Problems


def named(names: list[str], *rows: list[str], position: int = 0) -> tuple[pd.DataFrame, Problems]:
    problems = Problems()
    width = len(rows[0])
    cells = pd.DataFrame(list(rows), columns=range(width), dtype="str", index=pd.RangeIndex(2, len(rows) + 2))
    header = Header(tuple(names), position, position + 1, width)
    return with_named_columns("a.csv", cells, header, 1 if position >= 0 else None, problems), problems


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "index", "#", "Row number", " Index "])
@pytest.mark.parametrize("numbers", [["0", "1", "2"], ["1", "2", "3"]])
def test_a_column_that_numbers_the_rows_is_left_out_and_said(name, numbers):
    rows = [[number, "E", "5"] for number in numbers]
    cells, problems = named([name, "id", "score"], *rows)
    assert list(cells.columns) == ["id", "score"]
    assert [problem.rule for problem in problems] == ["row-numbers"]


@pytest.mark.parametrize(
    "numbers", [["1", "2", "2"], ["5", "7", "9"], ["3", "2", "1"], ["1", "x", "3"], ["", "1", "2"]]
)
def test_other_numbers_without_a_name_are_kept(numbers):
    cells, problems = named(["", "id"], *([number, "E"] for number in numbers))
    assert list(cells.columns) == ["column 1", "id"]
    assert [problem.rule for problem in problems] == ["column-renamed"]


def test_numbers_with_a_name_of_their_own_are_kept():
    assert list(named(["id", "score"], ["1", "4"], ["2", "5"])[0].columns) == ["id", "score"]


def test_rows_that_are_missing_leave_a_gap_in_their_numbers():
    cells, _ = named(["", "id"], *([str(n), "E"] for n in range(30) if n != 12))
    assert list(cells.columns) == ["id"]


def test_a_column_without_name_and_text_is_nothing():
    cells, problems = named(["id", "", "score", ""], ["E1", "", "4", " "], ["E2", "", "5", ""])
    assert list(cells.columns) == ["id", "score"]
    assert len(problems) == 0


def test_names_beyond_the_cells_are_empty_columns():
    cells, _ = named(["id", "score", "note"], ["E1", "4"], ["E2", "5"])
    assert cells.to_numpy().tolist() == [["E1", "4", ""], ["E2", "5", ""]]


def test_a_table_without_header_keeps_every_column():
    cells, problems = named(["column 1", "column 2"], ["1", "a"], ["2", "b"], position=-1)
    assert list(cells.columns) == ["column 1", "column 2"]
    assert len(problems) == 0
