from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from mentorstats.privacy.suppression import check_min_people, suppress_small_counts
from mentorstats.text import neutralize_formulas


def hidden(text: pd.DataFrame) -> np.ndarray:
    return ~text.apply(lambda column: column.str.isdigit()).to_numpy()


def possible_values(
    values: np.ndarray, text: pd.DataFrame, cell: tuple[int, int], *, min_people: int
) -> tuple[int, int]:
    """Smallest and largest value of a cell for a reader who knows all totals, and which cells are 0."""
    rows, columns = values.shape
    bounds = []
    for value, mark in zip(values.ravel(), text.to_numpy().ravel(), strict=True):
        if mark.isdigit():
            bounds.append((value, value))
        else:
            bounds.append((min(1, value), min_people - 1) if mark.startswith("<") else (min_people, None))
    of_rows = np.kron(np.eye(rows), np.ones(columns))
    of_columns = np.kron(np.ones(rows), np.eye(columns))
    totals = np.concatenate([values.sum(axis=1), values.sum(axis=0)])
    aim = np.zeros(values.size)
    aim[cell[0] * columns + cell[1]] = 1
    ends = [linprog(sign * aim, A_eq=np.vstack([of_rows, of_columns]), b_eq=totals, bounds=bounds) for sign in (1, -1)]
    assert all(end.success for end in ends)
    return round(ends[0].fun), round(-ends[1].fun)


@pytest.mark.parametrize("seed", range(12))
def test_a_solver_that_knows_all_totals_recovers_no_hidden_count(seed):
    rng = np.random.default_rng(seed)
    values = rng.poisson(rng.choice([1, 6, 15, 40], size=(3, 4)))
    text = suppress_small_counts(pd.DataFrame(values), min_people=10)
    cells = hidden(text)
    if cells.all():
        return
    for cell in np.argwhere(cells):
        low, high = possible_values(values, text, tuple(cell), min_people=10)
        assert low < high


def test_the_solver_does_recover_a_count_that_is_hidden_alone():
    values = np.array([[40, 22], [31, 4]])
    naive = pd.DataFrame([["40", "22"], ["31", "<10"]])
    assert possible_values(values, naive, (1, 1), min_people=10) == (4, 4)


def test_counts_of_enough_people_and_zeros_are_shown_as_they_are():
    counts = pd.DataFrame({"a": [10, 0], "b": [200, 35]}, index=["x", "y"])
    text = suppress_small_counts(counts)
    assert text.to_numpy().tolist() == [["10", "200"], ["0", "35"]]
    assert text.index.tolist() == ["x", "y"]


def test_a_single_small_count_takes_the_next_smallest_of_its_line_with_it():
    text = suppress_small_counts(pd.DataFrame({"mentees": [210, 120, 24, 4]}))
    assert text["mentees"].tolist() == ["210", "120", "not shown", "<10"]


def test_two_small_counts_protect_each_other_unless_their_sum_gives_both_away():
    assert suppress_small_counts(pd.DataFrame({"n": [210, 24, 4, 5]}))["n"].tolist() == [
        "210",
        "24",
        "<10",
        "<10",
    ]
    assert suppress_small_counts(pd.DataFrame({"n": [210, 24, 9, 9]}))["n"].tolist() == [
        "210",
        "not shown",
        "<10",
        "<10",
    ]
    assert suppress_small_counts(pd.DataFrame({"n": [210, 24, 1, 1]}))["n"].tolist() == [
        "210",
        "not shown",
        "<10",
        "<10",
    ]


def test_a_hidden_zero_is_written_like_any_other_small_count():
    assert suppress_small_counts(pd.DataFrame({"n": [210, 0, 4]}))["n"].tolist() == ["210", "<10", "<10"]


def test_people_decide_not_pairings():
    pairings = pd.DataFrame({"a": [14, 30], "b": [40, 50]})
    people = pd.DataFrame({"a": [6, 30], "b": [40, 50]})
    text = suppress_small_counts(pairings, people=people)
    assert text.loc[0, "a"] == "not shown"
    assert suppress_small_counts(pairings).to_numpy().tolist() == [["14", "40"], ["30", "50"]]


def test_the_counts_handed_in_are_not_changed():
    counts = pd.DataFrame({"n": [3, 40, 50]})
    suppress_small_counts(counts)
    assert counts["n"].tolist() == [3, 40, 50]


def test_fewer_than_five_people_cannot_be_asked_for():
    with pytest.raises(ValueError, match="min_people must be at least 5, got 4"):
        suppress_small_counts(pd.DataFrame({"n": [3]}), min_people=4)
    assert check_min_people(5) == 5


@pytest.mark.parametrize("bad", [[-1, 3], [np.nan, 3]])
def test_negative_or_missing_counts_are_refused(bad):
    with pytest.raises(ValueError, match="none missing"):
        suppress_small_counts(pd.DataFrame({"n": bad}))


def test_people_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="shape"):
        suppress_small_counts(pd.DataFrame({"n": [3, 4]}), people=pd.DataFrame({"n": [3]}))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "\uff1d1+1",
        "-",
        "- adjacent",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_kept_from_running(text):
    assert neutralize_formulas(pd.DataFrame({"value": [text]})).loc[0, "value"] == f"'{text}"


@pytest.mark.parametrize("text", ["-3.5", "-3,5", "+4", "-1e3", "-20 %", ".5", "adjacent - same", "2+ - 1", "", "R&D"])
def test_numbers_and_ordinary_text_stay_as_they_are(text):
    assert neutralize_formulas(pd.DataFrame({"value": [text]})).loc[0, "value"] == text


def test_numbers_missing_values_and_their_types_stay_and_column_names_are_made_safe_too():
    frame = pd.DataFrame({"=evil": ["a"], "estimate": [-0.25], "n": [3], "note": pd.array([pd.NA], dtype="str")})
    safe = neutralize_formulas(frame)
    assert safe.columns.tolist() == ["'=evil", "estimate", "n", "note"]
    assert safe["estimate"].tolist() == [-0.25]
    assert safe["estimate"].dtype == float
    assert safe["n"].tolist() == [3]
    assert safe["note"].isna().all()
    assert frame.columns[0] == "=evil"
