"""The header is found where people put it, and data is never taken for it."""

from __future__ import annotations

import pytest

from mentorstats.exports.files.csv.records import Record
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


@pytest.mark.parametrize("names", [["mentee_id", "score"], ["mentee_id", "score", "mentor_id", "note"]])
def test_names_that_may_stand_above_the_wrong_columns_are_unsure(names):
    assert found(names, *BODY).unsure


def test_names_beyond_the_cells_of_every_row_are_of_empty_columns_and_said():
    header = found([*NAMES, "note", "approved"], *BODY)
    assert (header.names, header.width, header.unsure) == ((*NAMES, "note", "approved"), 3, False)
    assert "5 names, the rows have 3 cells" in header.misfit


def test_names_in_two_rows_are_read_together():
    header = found(["person_id", "Scores", "", "comment"], ["", "confidence", "clarity", ""], ["E01", "1", "3", "ok"])
    assert header.names == ("person_id", "Scores confidence", "Scores clarity", "comment")
    assert (header.position, header.first, header.rows) == (1, 2, 2)


def test_a_row_of_words_below_names_with_gaps_is_data():
    header = found(["name", "", "city"], ["", "x", "Berlin"], ["Ann", "y", "Rome"], ["Ben", "z", "Oslo"])
    assert (header.names, header.first) == (("name", "", "city"), 1)


def test_a_title_above_names_that_empty_columns_follow_is_no_header():
    header = found(["Matches", *[""] * 6], ["a_id", "b_id", *[""] * 5], ["1", "2", *[""] * 5], ["3", "4", *[""] * 5])
    assert (header.names[:2], header.first) == (("a_id", "b_id"), 2)


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
