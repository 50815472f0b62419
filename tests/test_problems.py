from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mentorstats.problems import (
    PROBLEM_COLUMNS,
    Count,
    Problem,
    Problems,
    Quote,
    group_problems,
    masked_id,
    problem_table,
)
from mentorstats.schema.tables import TABLES


def problem(**fields: Any) -> Problem:
    usual = {"rule": "odd", "severity": "note", "problem": "odd", "action": "mend", "file": "a.csv", "line": 2}
    return Problem(**usual | {"column": "score", "value": "x"} | fields)


def rows(frame: pd.DataFrame, mask: pd.Series, column: str, **fields: Any) -> list[Problem]:
    problems = Problems()
    problems.add_rows(frame, mask, column=column, **{"rule": "odd", "problem": "odd", "action": "look"} | fields)
    return list(problems)


def test_a_sentence_without_facts_is_said_as_it_stands_braces_included():
    assert problem(problem="ranges = {item = [1, 5]} {}").text == "ranges = {item = [1, 5]} {}"


def test_facts_stand_where_the_braces_are_and_what_they_say_is_not_read_again():
    told = problem(problem="{} fits {}; see {here}", facts=(Quote("a {} b", cells=1), Quote("Law", code="5411")))
    assert told.text == "“a {} b” (1 cell) fits “Law” (5411); see {here}"
    assert told.general == "“…” fits “…”; see {here}"


def test_a_number_is_part_of_what_is_said_in_general():
    told = problem(problem="{} passed over in {}", facts=(Count(2, "row"), Quote("x")))
    assert told.general == "2 rows passed over in “…”"


def test_every_fact_needs_its_braces():
    with pytest.raises(ValueError, match="zip"):
        problem(problem="no braces", facts=(Count(2, "row"),)).text  # noqa: B018


@pytest.mark.parametrize("column", sorted({c.name for t in TABLES.values() for c in t.columns if c.kind == "id"}))
def test_an_identifier_is_masked(column):
    frame = pd.DataFrame({column: ["someone@example.org"]}, index=pd.MultiIndex.from_tuples([("a.csv", 2)]))
    (found,) = rows(frame, pd.Series([True], index=frame.index), column)
    assert (found.value, found.file, found.line, found.column) == ("so…(19 characters)", "a.csv", 2, column)


def test_a_short_identifier_is_masked_as_well():
    assert [masked_id(text) for text in ("7", "ab", "abc", "P0241")] == [
        "…(1 character)", "…(2 characters)", "a…(3 characters)", "P…(5 characters)",
    ]  # fmt: skip


def test_other_cells_are_shown_cut_to_a_line_and_addresses_in_them_masked():
    index = pd.MultiIndex.from_tuples([("a.csv", line) for line in (2, 3, 4, 5)])
    frame = pd.DataFrame({"status": ["activ", "x" * 300, "ask someone@example.org", None]}, index=index)
    values = [found.value for found in rows(frame, pd.Series(True, index=index), "status")]
    assert values[:2] == ["activ", "x" * 79 + "…"]
    assert "@" not in values[2]
    assert values[3] == ""


def test_each_row_may_have_its_own_sentence_and_its_own_nearest_words():
    index = pd.MultiIndex.from_tuples([("a.csv", 2), ("a.csv", 3), ("b.csv", 2)])
    frame = pd.DataFrame({"status": ["a", "b", "c"]}, index=index)
    mask = pd.Series([True, False, True], index=index)
    sentences = pd.Series(["first", "second", "third"], index=index)
    found = rows(frame, mask, "status", problem=sentences, severity="note", nearest={"c": ("closed",)})
    assert [(one.file, one.line, one.problem, one.severity, one.nearest) for one in found] == [
        ("a.csv", 2, "first", "note", ()), ("b.csv", 2, "third", "note", ("closed",)),
    ]  # fmt: skip


def test_no_row_is_no_problem():
    index = pd.MultiIndex.from_tuples([("a.csv", 2)])
    assert rows(pd.DataFrame({"status": ["a"]}, index=index), pd.Series([False], index=index), "status") == []


def test_the_gravest_come_first_then_files_and_lines_and_those_of_a_whole_file_last():
    problems = Problems()
    problems.extend([
        problem(line=None), problem(line=10), problem(line=9), problem(file=""), problem(severity="blocking", file="z"),
        problem(severity="warning", file="b"),
    ])  # fmt: skip
    assert [(one.severity, one.file, one.line) for one in problems.in_order()] == [
        ("blocking", "z", 2), ("warning", "b", 2), ("note", "", 2), ("note", "a.csv", 9), ("note", "a.csv", 10),
        ("note", "a.csv", None),
    ]  # fmt: skip


def test_the_table_of_problems_has_their_sentences_and_no_rule():
    table = problem_table([problem(line=None, problem="{} odd", facts=(Count(2, "row"),))])
    assert tuple(table.columns) == PROBLEM_COLUMNS
    assert table["problem"].tolist() == ["2 rows odd"]
    assert table["line"].isna().tolist() == [True]
    assert [str(kind) for kind in problem_table([]).dtypes] == [str(kind) for kind in table.dtypes]


def test_problems_that_say_the_same_are_one_group_with_their_first_places():
    groups = group_problems(problem(line=line) for line in range(2, 30))
    assert [(group.count, len(group.places), group.places[0]) for group in groups] == [
        (28, 8, ("a.csv", "2", "score", "x"))
    ]


def test_problems_that_differ_in_what_they_quote_are_one_group():
    found = [
        problem(problem="{} is not known", facts=(Quote(name, cells),))
        for cells, name in enumerate(("Stealth", "Various"))
    ]
    assert [(group.problem, group.count) for group in group_problems(found)] == [("“…” is not known", 2)]
    assert group_problems(found[:1])[0].problem == "“Stealth” (0 cells) is not known"


def test_problems_of_two_rules_are_two_groups_whatever_they_say():
    assert len(group_problems([problem(), problem(rule="even")])) == 2


def test_the_gravest_problems_come_first_and_missing_places_stay_empty():
    groups = group_problems([problem(), problem(), problem(severity="blocking", line=None, value="")])
    assert [group.severity for group in groups] == ["blocking", "note"]
    assert groups[0].places == (("a.csv", "", "score", ""),)


def test_a_value_of_ten_thousand_characters_is_cut():
    value = group_problems([problem(value="x" * 10_000)])[0].places[0][3]
    assert len(value) == 60
    assert value.endswith("…")
