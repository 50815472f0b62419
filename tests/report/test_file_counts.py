from __future__ import annotations

import pytest

import mentorstats as ms
from mentorstats.report.file_counts import FileRows, rows_of_files
from tests.programs import pair, program, score


def rows_of(made: ms.Program, table: str) -> FileRows:
    (row,) = (row for row in rows_of_files(made) if row.table == table)
    return row


def pairs(number: int, status: str = "completed", prefix: str = "e") -> list[dict]:
    return [pair(f"{prefix}{n}", f"m{n % 10}", "2024-01-01", "2024-07-01", status=status) for n in range(number)]


@pytest.mark.parametrize("twice", range(5))
def test_rows_are_told_in_tens_and_few_that_are_set_aside_as_few_whether_there_are_any_or_not(twice):
    rows = pairs(40)
    assert rows_of(program([*rows, *rows[:twice]]), "pairings") == FileRows("pairings", "pairings", "40", "40", "<10")


def test_many_rows_set_aside_are_told_in_tens_as_well():
    rows = pairs(47)
    assert rows_of(program([*rows, *rows[:12]]), "pairings") == FileRows("pairings", "pairings", "60", "50", "10")


def test_many_rows_of_a_few_people_are_not_counted():
    few = [score(f"e{n % 4}", 3, item=f"item {n}") for n in range(60)]
    row = rows_of(program(pairs(40), surveys=few), "surveys")
    assert (row.rows, row.used, row.set_aside) == ("not shown", "not shown", "<10")


def test_what_is_used_and_what_is_set_aside_are_not_both_few_beside_a_whole_that_tells_them_apart():
    rows = pairs(9)
    row = rows_of(program([*rows, *rows]), "pairings")
    assert row == FileRows("pairings", "pairings", "not shown", "<10", "<10")


def test_where_small_groups_are_shown_rows_are_exact():
    rows = pairs(43)
    made = ms.small_groups_shown(program([*rows, *rows[:3]]))
    assert rows_of(made, "pairings") == FileRows("pairings", "pairings", "46", "43", "3")
