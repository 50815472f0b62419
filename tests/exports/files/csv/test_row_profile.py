from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.files.csv.row_profile import Profile, profile_of


def profile(*rows: list[str]) -> Profile:
    return profile_of(pd.DataFrame(list(rows), dtype="str"))


ROWS = [
    [f"E{n:02}", ["final", "baseline"][n % 2], f"2024-05-{n:02}", str(n % 5), "", "a word " * n] for n in range(1, 21)
]


def test_a_row_like_the_others_fits():
    known = profile(*ROWS)
    assert known.fits(["E77", "final", "2024-06-30", "3", "", "words"])
    assert known.looks_like(["E77", "final", "2024-06-30", "3", "", "words"])
    assert not known.contradicts(["E77", "final", "2024-06-30", "3", "", "words"])


@pytest.mark.parametrize(
    ("place", "cell"),
    [(0, "words"), (0, ""), (1, "maybe"), (2, "3"), (2, "June"), (3, "2024-05-01"), (3, "3,5"), (5, "")],
)
def test_a_cell_in_anothers_place_does_not_fit(place, cell):
    row = ["E77", "final", "2024-06-30", "3", "", "words"]
    row[place] = cell
    assert not profile(*ROWS).fits(row)


def test_words_that_are_always_the_same_few_are_closed_but_still_look_like_words():
    row = ["E77", "maybe", "2024-06-30", "3", "", "words"]
    assert profile(*ROWS).looks_like(row)
    assert profile(*ROWS).fits(row, but=1)


def test_a_number_among_dates_contradicts_and_words_among_words_do_not():
    known = profile(*ROWS)
    assert known.contradicts(["E77", "final", "3", "3", "", "words"])
    assert not known.contradicts(["E77", "maybe", "2024-06-30", "3", "x", ""])


def test_a_column_that_is_always_empty_may_hold_anything_but_proves_nothing():
    row = ["E77", "final", "2024-06-30", "3", "5", "words"]
    assert profile(*ROWS).looks_like(row)
    assert not profile(*ROWS).fits(row)


def test_two_rows_prove_nothing():
    assert not profile(*ROWS[:2]).fits(ROWS[0])
    assert not profile(*ROWS[:2]).looks_like(ROWS[0])
    assert not profile(*ROWS[:2]).contradicts(["x"] * 6)
    assert profile(*ROWS[:3]).looks_like(ROWS[0])


def test_a_short_column_without_empty_cells_may_have_some():
    few, many = profile(*([str(n)] for n in range(7))), profile(*([str(n)] for n in range(8)))
    assert (few.looks_like([""]), many.looks_like([""])) == (True, False)


def test_of_a_large_table_a_thousand_rows_are_looked_at():
    assert profile_of(pd.DataFrame({0: [str(n) for n in range(5000)]})).rows == 1000
