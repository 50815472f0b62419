from __future__ import annotations

from mentorstats.report.page import build_page
from tests.report.makers import answers, matched


def test_without_dates_the_page_says_which_columns_would_tell_how_long_pairings_last(page):
    assert "How long pairings last cannot be told" in page.text
    assert "start_date, end_date and status" in page.text


def test_where_no_two_sectors_have_enough_people_the_sectors_of_each_side_are_counted():
    kinds = ("Banking", "Hospitals", "Mining", "Hotels", "Education")
    few = build_page(matched([(one, other, 2) for one in kinds for other in kinds]), answers())
    (matrix,) = [figure for figure in few.figures if figure.title.startswith("Who is matched with whom")]
    assert matrix.table is not None
    assert {row[0].partition(":")[0] for row in matrix.table.rows} == {"mentees", "mentors"}
    assert {row[1] for row in matrix.table.rows} == {"10", "<10"}


def test_numbers_that_are_not_there_are_one_list_with_the_column_that_would_tell(program):
    table = build_page(program, answers()).before[0].tables[0]
    assert not [row for row in table.rows if "not shown" in row]
    assert "Active pairings (pairings); Closed early (pairings): status in the pairings would tell." in table.untold
    assert len(table.notes) == len(set(table.notes)) == 1
