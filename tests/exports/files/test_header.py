"""The header is found where people put it, and data is never taken for it."""

from __future__ import annotations

import pytest

from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.csv.records import Record
from mentorstats.exports.files.footer import is_footer
from mentorstats.exports.files.header import Header, find_header, unlike_header

BODY = [["7", "M1", "4"], ["8", "M2", "5"], ["9", "M3", "5"]]
NAMES = ["mentee_id", "mentor_id", "score"]


def found(*rows: list[str], **options) -> Header:
    return find_header([Record(line, row) for line, row in enumerate(rows, 1)], **options)


def test_titles_of_any_shape_stand_above_the_header():
    for title in (["Matches"], ["Matches", "", ""], ["As of", "May"], ["", "", ""]):
        assert found(title, NAMES, *BODY) == Header(tuple(NAMES), 1, 2, 3)


def test_a_header_with_gaps_is_a_header():
    assert found(["mentee_id", "", "score"], *BODY).names == ("mentee_id", "", "score")


def test_rows_without_header_start_at_the_first_row_of_data():
    assert found(["Matches"], *BODY) == Header(("column 1", "column 2", "column 3"), -1, 1, 3)


def test_names_that_number_the_rows_are_not_asked_for():
    header = found(["mentee_id", "score"], ["1", "a", "5"], ["2", "b", "4"])
    assert (header.names, header.unsure) == (("row", "mentee_id", "score"), False)
    assert "numbers the rows" in header.misfit


@pytest.mark.parametrize("names", [["mentee_id", "score"], ["mentee_id", "mentor_id", "score", "note"]])
def test_names_that_may_stand_above_the_wrong_columns_are_unsure(names):
    assert found(names, *BODY).unsure


@pytest.mark.parametrize("names", [[*NAMES, ""], [*NAMES, "", ""]])
def test_empty_names_beyond_the_rows_are_no_fault(names):
    assert found(names, *BODY) == Header(tuple(NAMES), 0, 1, 3)


@pytest.mark.parametrize(
    ("row", "body"),
    [
        (["M1", "Law"], [["M2", "Law"], ["M3", "Law"]]),
        (["2024-05-01", "x"], [["2024-05-02", "y"]]),
        (["a@x.org", "Ann"], [["b@x.org", "Ben"]]),
        (["P001", "Mentor", "3"], [["P002", "Mentor", "4"], ["P003", "Mentee", "5"]]),
    ],
)
def test_a_row_like_those_below_is_data(row, body):
    assert unlike_header(row, body)


@pytest.mark.parametrize(
    ("row", "body"),
    [
        (["id", "1", "2"], [["a1", "4", "5"]]),
        (["who", "what"], [["Ann", "Law"], ["Ben", "Tax"]]),
        (["Name", "2024"], [["Ann", "3"], ["Ben", "4"]]),
        (["person", "yes or no"], [["Ann", "yes"], ["Ben", "no"]]),
    ],
)
def test_names_above_data_are_names(row, body):
    assert not unlike_header(row, body)


def test_renamed_columns_never_take_a_name_that_is_there():
    names, changed = name_columns(["a", "a", "a (2)", "", "column 4"])
    assert names == ("a", "a (3)", "a (2)", "column 4 (2)", "column 4")
    assert changed == [(2, "a", "a (3)"), (4, "", "column 4 (2)")]


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
