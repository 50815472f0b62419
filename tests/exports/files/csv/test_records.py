"""Records are cut so that one stray quotation mark costs one row at most."""

from __future__ import annotations

import csv
import sys

import pytest

from mentorstats.exports.files.csv.records import Dialect, split_records


def cut(text: str, *, width: int = 0, delimiter: str = ",", **options) -> list[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    records = split_records(lines, Dialect(delimiter, **options), width=width)
    return [(record.line, record.cells) for record in records]


def test_line_numbers_count_the_lines_within_cells():
    assert cut('a,"b\n\nc"\n\nd,e\n') == [(1, ["a", "b\n\nc"]), (5, ["d", "e"])]


def test_a_lone_empty_pair_of_quotes_is_a_cell_and_a_blank_line_is_none():
    assert cut('""\n\nx\n', delimiter=",") == [(1, [""]), (3, ["x"])]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"a"b",c', ["1", 'a"b', "c"]),
        ('1,""a",c', ["1", '"a', "c"]),
        ('1,"a,c', ["1", '"a', "c"]),
        ('"1,a,"b, c"', ['"1', "a", "b, c"]),
        ('1,"he said "no, never"",c', ["1", 'he said "no, never"', "c"]),
    ],
)
def test_a_stray_mark_is_read_so_that_the_row_has_its_width(line, cells):
    found = cut(f'{line}\n2,"x",y\n3,"x",y\n', width=3)
    assert found == [(1, cells), (2, ["2", "x", "y"]), (3, ["3", "x", "y"])]


def test_stray_marks_in_a_cell_of_several_lines_are_read_together():
    found = cut('1,"he said "no"\nand left",c\n2,x,y\n', width=3)
    assert found == [(1, ["1", 'he said "no"\nand left', "c"]), (3, ["2", "x", "y"])]


def test_whole_rows_are_never_swallowed_by_an_open_quotation_mark():
    found = cut('1,"open, too many, cells\n2,"x",y\n3,"z",w\n', width=3)
    assert found[1:] == [(2, ["2", "x", "y"]), (3, ["3", "z", "w"])]


def test_delimiters_of_several_characters_stay_whole_within_quotes():
    assert cut('a||"b||c"||d|e\n', delimiter="||") == [(1, ["a", "b||c", "d|e"])]


def test_only_quotes_and_backslashes_are_unescaped():
    assert cut('"a \\"b\\" c","d\\\\e","f\\n"\n', escaped=True) == [(1, ['a "b" c', "d\\e", "f\\n"])]


def test_the_limit_on_cells_of_the_csv_module_is_put_back():
    before = csv.field_size_limit()
    assert len(cut("a," + "x" * 200_000 + "\n")[0][1][1]) == 200_000
    assert csv.field_size_limit() == before


def work_for(text: str) -> int:
    """How many function calls it takes to cut a text, which unlike seconds is the same on every machine."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        cut(text, width=2)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("line", ['a,"b', '"', 'a,"b""', '"a"b,"', '""a,""b'])
def test_twice_as_many_broken_lines_are_twice_the_work(line):
    assert work_for(f"{line}\n" * 1000) <= 2.2 * work_for(f"{line}\n" * 500)
