from __future__ import annotations

from typing import Any

import pandas as pd

from mentorstats.exports.people.merge import merge_people
from mentorstats.problems import Problems


def people(*rows: tuple[str, str, dict[str, Any]]) -> pd.DataFrame:
    """Rows of file, person and cells; lines count from 2."""
    index = pd.MultiIndex.from_tuples([(file, n) for n, (file, _, _) in enumerate(rows, 2)], names=["file", "line"])
    frame = pd.DataFrame([{"person_id": person} | cells for _, person, cells in rows], index=index)
    return frame.reindex(columns=["person_id", "cohort", "industry", "seniority"]).astype("str")


def merged(
    *rows: tuple[str, str, dict[str, Any]],
) -> tuple[list[list[Any]], list[int], list[tuple[str, str, int | None]]]:
    problems = Problems()
    frame, used = merge_people(people(*rows), problems)
    cells = frame.astype("object").where(frame.notna(), None).to_numpy().tolist()
    return cells, [line for _, line in used], [(p.rule, p.severity, p.line) for p in problems]


def test_what_the_first_row_does_not_say_is_taken_from_later_ones():
    rows = ("a.csv", "1", {"seniority": "Junior"}), ("a.csv", "2", {}), ("b.csv", "1", {"industry": "Law"})
    assert merged(*rows) == (
        [["1", None, "Law", "Junior"], ["2", None, None, None]], [4], [("row-completes", "note", 4)],
    )  # fmt: skip


def test_a_row_that_says_something_otherwise_is_set_aside_and_one_that_also_says_more_is_a_warning():
    rows = ("a.csv", "1", {"industry": "Law"}), ("b.csv", "1", {"industry": "Art"})
    assert merged(*rows) == ([["1", None, "Law", None]], [], [("second-row", "warning", 3)])
    rows = ("a.csv", "1", {"industry": "Law"}), ("b.csv", "1", {"industry": "Art", "seniority": "Senior"})
    assert merged(*rows) == ([["1", None, "Law", "Senior"]], [3], [("row-completes", "warning", 3)])


def test_a_row_that_says_nothing_new_is_set_aside():
    rows = ("a.csv", "1", {"industry": "Law", "seniority": "x"}), ("b.csv", "1", {"industry": "Law"})
    assert merged(*rows) == ([["1", None, "Law", "x"]], [], [("second-row", "warning", 3)])


def test_of_two_rows_that_say_the_same_new_thing_one_is_used():
    rows = ("a.csv", "1", {}), ("b.csv", "1", {"industry": "Law"}), ("c.csv", "1", {"industry": "Law"})
    assert merged(*rows) == (
        [["1", None, "Law", None]],
        [3],
        [("row-completes", "note", 3), ("second-row", "warning", 4)],
    )


def test_rows_of_two_cohorts_are_two_and_a_row_without_one_belongs_to_the_only_one():
    rows = ("a.csv", "1", {"cohort": "A"}), ("a.csv", "1", {"cohort": "B"}), ("b.csv", "1", {"industry": "Law"})
    assert len(merged(*rows)[0]) == 3
    rows = ("a.csv", "1", {"seniority": "x"}), ("b.csv", "1", {"cohort": "A", "industry": "Law"})
    assert merged(*rows)[0] == [["1", "A", "Law", "x"]]


def test_people_who_are_listed_once_stay_as_they_are():
    given, problems = people(("a.csv", "1", {"industry": "Law"}), ("a.csv", "2", {})), Problems()
    frame, used = merge_people(given, problems)
    assert (frame is given, len(used), len(problems)) == (True, 0, 0)
