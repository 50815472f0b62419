from __future__ import annotations

from mentorstats.report.page import build_page
from tests.report.makers import answers, matched


def test_without_dates_the_page_says_which_columns_would_tell_how_long_pairings_last(page):
    assert "How long pairings last cannot be told" in page.text
    assert "start_date, end_date and status" in page.text


def test_where_no_two_sectors_have_enough_people_one_sentence_stands_for_the_matrix():
    each = [(one, other, 3) for one in ("Banking", "Hospitals") for other in ("Banking", "Hospitals")]
    few = build_page(matched(each), answers())
    assert not [figure for figure in few.figures if figure.title.startswith("Who is matched with whom")]
    assert "no two sectors bring together 10 or more mentees" in few.before[0].paragraphs[0]


def test_numbers_that_are_not_there_are_one_list_with_the_column_that_would_tell(program):
    table = build_page(program, answers()).before[0].tables[0]
    assert not [row for row in table.rows if "not shown" in row]
    assert "Active pairings (pairings); Closed early (pairings): status in the pairings would tell." in table.untold
    assert len(table.notes) == len(set(table.notes)) == 1
