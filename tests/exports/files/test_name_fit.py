from __future__ import annotations

import pytest

from mentorstats.exports.files.name_fit import fit_names


def test_rows_that_end_with_an_empty_cell_are_named_for_sure_where_the_last_name_says_what_its_column_is():
    sure = fit_names(["id", "start date"], 3, [["7", "2024-05-01", ""], ["8", "2024-05-02", ""]])
    assert (sure.names, sure.misfit, sure.unsure) == (("id", "start date", ""), "", False)


@pytest.mark.parametrize(
    "names", [["person_id", "waveconfidence", "clarity", "notes"], ["person_id", "wave", "clarity", "notes"]]
)
def test_rows_that_end_with_an_empty_cell_may_lack_any_name(names):
    fit = fit_names(names, 5, [["E01", "final", "1", "3", ""], ["E02", "final", "2", "4", ""]])
    assert "4 names, the rows have 5 cells" in fit.misfit
    assert "wrong columns" in fit.misfit
    assert not fit.unsure


def test_a_filled_cell_without_a_name_leaves_all_names_unsure():
    fit = fit_names(["id", "score"], 3, [["7", "M1", "4"], ["8", "M2", "5"]])
    assert (fit.names, fit.unsure) == (("id", "score", ""), True)


@pytest.mark.parametrize("first", [0, 1])
def test_numbers_in_front_are_no_data(first):
    rows = [[str(n + first), "a", "5"] for n in range(3)]
    assert fit_names(["id", "score"], 3, rows).names == ("row", "id", "score")


def test_names_beyond_every_row_are_of_empty_columns_unless_one_contradicts_its_cells():
    rows = [["E01", "1", "3"], ["E02", "2", "4"]]
    fit = fit_names(["person_id", "confidence", "clarity", "Approve", "Reject"], 3, rows)
    assert (len(fit.names), fit.unsure) == (5, False)
    assert "were taken as empty" in fit.misfit
    assert fit_names(["person_id", "start date", "score", "note"], 3, rows).unsure
    assert fit_names(["person_id", "email", "score", "note"], 3, rows).unsure
    assert not fit_names(["person_id", "end reason", "score", "note"], 3, rows).unsure


def test_empty_names_are_those_that_no_cell_has():
    fit = fit_names(["a", "", "b"], 2, [["1", "2"]])
    assert (fit.names, fit.unsure) == (("a", "b"), False)
    assert fit_names(["a", "b", "", ""], 2, [["1", "2"]]).misfit == ""
