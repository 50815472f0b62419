from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.files.csv.records import Record
from mentorstats.exports.files.other_tables import add_tables_above, find_other_tables, without_other_tables
from mentorstats.problems import Problems

NAMES = ("person_id", "wave", "score")


def cells(*rows: list[str]) -> pd.DataFrame:
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    return pd.DataFrame(list(rows), index=index, columns=range(3), dtype="str")


DATA = [["E1", "final", "3"], ["E2", "final", "4"]]


@pytest.mark.parametrize("again", [list(NAMES), ["\ufeffperson_id", "wave", "score"], ["Person ID", "Wave", "score"]])
def test_the_header_again_is_told_however_it_is_written(again):
    found = find_other_tables(NAMES, cells(*DATA, again, *DATA), [], [4])
    assert (found.repeated, found.others) == ([4], [])


def test_another_header_begins_another_table_up_to_the_end_or_the_first_header_again():
    rows = cells(*DATA, ["mentee_id", "mentor_id", "status"], ["a", "b", "open"], list(NAMES), *DATA)
    found = find_other_tables(NAMES, rows, [], [4, 5, 6])
    assert (found.repeated, found.others) == ([6], [(4, 5)])


def test_a_header_of_another_width_stands_among_the_odd_records():
    odd = [Record(9, ["person_id", "date", "wave", "score"]), Record(10, ["E1", "2024-05-01", "final", "2"])]
    problems = Problems()
    found = find_other_tables(NAMES, cells(*DATA), odd, [])
    kept, left, count = without_other_tables("a.csv", cells(*DATA), odd, found, problems)
    assert (len(kept), left, count) == (2, [], 2)
    (problem,) = problems
    assert (problem.rule, problem.severity, problem.line, problem.set_aside) == ("second-table", "blocking", 9, True)
    assert "2 rows" in problem.text


@pytest.mark.parametrize("row", [["Ann", "mentor", "Banking"], ["start", "of", "it"], ["Mentor", "x", "y"]])
def test_words_in_a_row_of_data_are_no_header(row):
    assert find_other_tables(NAMES, cells(*DATA, row), [], [4]).others == []


def test_rows_of_words_are_not_searched_one_by_one_where_there_are_many():
    rows = cells(*[["Ann", "Ben", "Cy"]] * 5000, ["mentee_id", "mentor_id", "status"])
    assert find_other_tables(NAMES, rows, [], list(range(2, 5003))).others == []
    assert find_other_tables(NAMES, rows, [], list(range(3, 5003))).others == [(5002, 5002)]


def test_a_table_above_the_header_is_counted_and_a_list_of_facts_is_none():
    table = [Record(1, ["person_id", "score"]), Record(2, ["E1", "3"]), Record(3, ["E2", "4"])]
    problems = Problems()
    assert add_tables_above("a.csv", [Record(0, ["A title"]), *table], problems) == 3
    assert [problem.line for problem in problems] == [1]
    facts = [Record(1, ["Program", "Spring"]), Record(2, ["Exported", "May"]), Record(3, ["By", "the office"])]
    assert add_tables_above("a.csv", facts, Problems()) == 0
    assert add_tables_above("a.csv", table[:2], Problems()) == 0
