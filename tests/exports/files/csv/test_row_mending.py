from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.files.csv.records import Dialect, Record, split_records
from mentorstats.exports.files.csv.row_mending import (
    DOUBLED,
    LINE_END,
    LONE_MARK,
    MARK,
    NO_DELIMITER,
    OTHER_DELIMITER,
    QUOTED_ROW,
    UNQUOTED,
    Mending,
    mend_rows,
)

WORDS = ["good", "so-so", "very good", "not bad at all"]
ROWS = [[f"E{n:02}", "final", WORDS[n % 4] + f" {'x' * n}", str(n % 5 + 1), f"2024-05-{n:02}"] for n in range(1, 21)]
REGULAR = pd.DataFrame(ROWS, index=range(2, 22), dtype="str")


def mend(*lines: str, cells: pd.DataFrame = REGULAR) -> Mending:
    dialect = Dialect(",")
    records = split_records([f"{line}\n" for line in lines], dialect, width=cells.shape[1], first_line=30)
    odd = [record for record in records if record.text or len(record.cells) != cells.shape[1]]
    return mend_rows(odd, cells, dialect)


@pytest.mark.parametrize(
    ("line", "cells", "how"),
    [
        ("E30,final,good, really,3,2024-06-01", ["E30", "final", "good, really", "3", "2024-06-01"], UNQUOTED),
        ("E30,,final,good,3,2024-06-01", ["E30", "final", "good", "3", "2024-06-01"], DOUBLED),
        ('E30,final"good, really",3,2024-06-01', ["E30", "final", "good, really", "3", "2024-06-01"], NO_DELIMITER),
        ('E30,final,"good, really"3,2024-06-01', ["E30", "final", "good, really", "3", "2024-06-01"], NO_DELIMITER),
        ('E30,final,a "fine, old" one,3,2024-06-01', ["E30", "final", 'a "fine, old" one', "3", "2024-06-01"], MARK),
        ('E30,final,5" long,3,2024-06-01', ["E30", "final", '5" long', "3", "2024-06-01"], LONE_MARK),
        ('E30,final,"good,3,2024-06-01', ["E30", "final", '"good', "3", "2024-06-01"], MARK),
        ("E30;final;good;3;2024-06-01", ["E30", "final", "good", "3", "2024-06-01"], OTHER_DELIMITER),
        ("E30 final good 3 2024-06-01", ["E30", "final", "good", "3", "2024-06-01"], OTHER_DELIMITER),
        ('"E30,final,good,3,2024-06-01"', ["E30", "final", "good", "3", "2024-06-01"], QUOTED_ROW),
    ],
)
def test_a_row_that_can_be_meant_in_one_way_is_read_so_and_said(line, cells, how):
    (row,) = mend(line).mended
    assert (row.line, row.cells, row.how) == (30, cells, how)


@pytest.mark.parametrize(
    "line",
    [
        "E30,final,good,3",
        "E30,final,3,2024-06-01",
        "E30final,good,3,2024-06-01",
        "E30,final,good,x,y,3,2024-06-01,4,5,6",
        'E30,final,"good "or, bad"",3,2024-06-01,',
    ],
)
def test_a_row_that_cannot_be_told_is_left(line):
    mending = mend(line)
    assert [record.line for record in mending.left] == [30]
    assert [*mending.mended, *mending.filled, *mending.trimmed] == []


def test_two_columns_of_words_do_not_tell_which_of_them_a_delimiter_belongs_to():
    cells = pd.DataFrame([[f"E{n:02}", "x y" * n, "z w" * n] for n in range(1, 10)], dtype="str")
    assert mend("E30,one, two,three", cells=cells).mended == []


def test_a_cell_in_quotation_marks_is_never_put_together_with_another():
    cells = pd.DataFrame([[f"E{n:02}", "x y" * n, str(n % 5)] for n in range(1, 20)], dtype="str")
    assert [row.cells for row in mend("E30,one,two,3", cells=cells).mended] == [["E30", "one,two", "3"]]
    assert mend('E30,"one",two,3', cells=cells).mended == []


def test_pieces_that_line_ends_have_cut_are_one_row():
    mending = mend("E30,final,good", "really", "and fine,3,2024-06-01")
    assert [(row.line, row.cells, row.how) for row in mending.mended] == [
        (30, ["E30", "final", "good\nreally\nand fine", "3", "2024-06-01"], LINE_END)
    ]
    assert mend("E30,final,good", "3,2024-06-01").left != []


def test_pieces_on_lines_apart_are_no_row():
    dialect = Dialect(",")
    pieces = [Record(30, ["E30", "final", "good"], text="x\n"), Record(32, ["really", "3", "2024-06-01"], text="y\n")]
    assert len(mend_rows(pieces, REGULAR, dialect).left) == 2


def test_empty_cells_behind_a_full_row_are_left_out():
    mending = mend("E30,final,good,3,2024-06-01,,", "E31,final,good,3,2024-06-01,")
    assert [record.cells for record in mending.trimmed] == [["E30", "final", "good", "3", "2024-06-01"],
                                                            ["E31", "final", "good", "3", "2024-06-01"]]  # fmt: skip


def test_missing_cells_at_the_end_are_empty_where_that_is_a_habit_and_no_row_ends_empty():
    short = [f"E{n},final,good,3" for n in range(30, 33)]
    assert [record.cells[-1] for record in mend(*short).filled] == ["", "", ""]
    assert mend(*short[:2]).filled == []
    ends_empty = REGULAR.assign(**{"4": ""}).set_axis(range(6), axis=1)[[0, 1, 2, 3, 5]].set_axis(range(5), axis=1)
    assert mend(*short, cells=ends_empty).filled == []
    many = pd.concat([REGULAR] * 4, ignore_index=True)
    assert mend(*short, cells=many).filled == []


def test_short_rows_whose_gap_may_be_elsewhere_are_left():
    cells = pd.DataFrame([[f"E{n:02}", "" if n % 2 else "3", "4"] for n in range(1, 21)], dtype="str")
    assert mend("E30,4", "E31,3", "E32,5", cells=cells).filled == []


def test_no_odd_row_is_no_work():
    assert mend() == Mending()
