"""The fast way through a large file gives what the careful way gives."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorstats.exports.files.csv import blocks as csv_blocks
from mentorstats.exports.files.csv.blocks import read_blocks
from mentorstats.exports.files.csv.records import Dialect
from mentorstats.exports.files.raw_table import RawTable
from mentorstats.exports.files.read import read_tables

COMMA = Dialect(",")


def both_ways(path, content: bytes, monkeypatch, *, block: int = 200) -> tuple[RawTable, RawTable]:
    path.write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setattr(csv_blocks, "BLOCK_BYTES", block)
        (fast,) = read_tables(path)
        patch.setattr(csv_blocks, "_fast", lambda *_: None)
        (careful,) = read_tables(path)
    return fast, careful


def all_rows(data: bytes, *, width: int) -> list[tuple[int, list[str]]]:
    found = []
    for block in read_blocks(data, COMMA, width=width, start=0, first_line=1):
        rows = zip(*(column.tolist() for column in block.columns), strict=True)
        found += [(int(line), list(row)) for line, row in zip(block.lines, rows, strict=True)]
    return found


def test_the_fast_and_the_careful_way_agree_on_a_large_file(tmp_path, monkeypatch):
    lines = [f'{n:05},"M, ""{n}""",2024-01-{n % 28 + 1:02},NA,é{n},\n' for n in range(4000)]
    lines[2500] = '2500,"two\nlines",x,y,z,w\n'
    lines[3000] = "3000,too,short\n\n"
    text = "id,mentor,date,a,b,c\n" + "".join(lines) + "\n7,short\n"
    fast, careful = both_ways(tmp_path / "x.csv", text.encode(), monkeypatch, block=20_000)
    pd.testing.assert_frame_equal(fast.cells, careful.cells)
    assert fast.problems == careful.problems
    assert (len(fast.cells), fast.set_aside) == (3999, 2)
    assert fast.cells.loc[[2501, 2502, 2504], "id"].tolist() == ["02499", "2500", "02501"]


ROW = st.lists(st.text('ab1 ,"\n\ufeffé', max_size=5), min_size=3, max_size=3)
ODD = st.sampled_from([[], ["x"], ["x", "y"], ["x", "y", "z", ""], ["x", "y", "z", "w"], ["", "", ""]])


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.one_of(ROW, ROW, ROW, ROW, ODD), min_size=1, max_size=30))
def test_the_fast_and_the_careful_way_agree_on_any_rows(tmp_path, monkeypatch, rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([["person_id", "score", "note"], *rows])
    fast, careful = both_ways(tmp_path / "x.csv", out.getvalue().encode(), monkeypatch, block=60)
    pd.testing.assert_frame_equal(fast.cells, careful.cells)
    assert fast.problems == careful.problems


def test_a_regular_file_is_read_the_fast_way(monkeypatch):
    monkeypatch.setattr(csv_blocks, "split_records", lambda *_, **__: pytest.fail("read record by record"))
    data = b'1,"a ""b"", c",x\r\n' * 50 + b'2,"two\r\nlines",y\r\n'
    assert all_rows(data, width=3)[-1] == (51, ["2", "two\r\nlines", "y"])


def test_a_mark_that_is_never_closed_costs_no_other_row(monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 100)
    lines = [f"{n},M{n},4" for n in range(200)]
    lines[50] = '50,"M50,4'
    found = all_rows("\n".join(lines).encode(), width=3)
    assert [line for line, _ in found] == list(range(1, 201))
    assert found[50] == (51, ["50", '"M50', "4"])


def test_a_record_is_never_cut_by_the_end_of_a_block(monkeypatch):
    data = "".join(f'{n},"{"line" * (n % 7)}\n{n}",x\n' for n in range(100)).encode()
    whole = all_rows(data, width=3)
    for size in (20, 33, 64, 500):
        monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", size)
        assert all_rows(data, width=3) == whole
    assert [line for line, _ in whole] == list(range(1, 201, 2))


def test_a_byte_order_mark_within_the_text_is_kept():
    assert all_rows("\ufeffa,b\n\ufeffc,d\n".encode(), width=2) == [(1, ["\ufeffa", "b"]), (2, ["\ufeffc", "d"])]
