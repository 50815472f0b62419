from __future__ import annotations

import pytest

from mentorstats.exports.file_rows import FILE_COLUMNS
from tests.programs import pair, program, score


def test_rows_and_the_people_behind_them_are_counted_by_file():
    rows = [pair(f"e{n}", f"m{n % 3}") for n in range(12)]
    made = program([*rows, *rows[:2]], surveys=[score(f"e{n % 4}", n % 5, item=f"item {n}") for n in range(9)])
    assert tuple(made.files.columns) == FILE_COLUMNS
    counts = made.files.set_index("file")
    assert counts.loc["pairings"].tolist() == ["pairings", 14, 12, 2, 12, 2]
    assert counts.loc["surveys"].tolist() == ["surveys", 9, 9, 0, 4, 0]


@pytest.mark.parametrize("repeated", [0, 1, 5])
def test_used_and_set_aside_add_up_to_all(repeated):
    rows = [pair(f"e{n}", "m") for n in range(6)]
    files = program([*rows, *rows[:repeated]]).files
    assert (files["used"] + files["set_aside"]).tolist() == files["rows"].tolist() == [6 + repeated]
