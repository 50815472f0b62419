"""What is said about names: each once, with its first place, why, and what to write."""

from __future__ import annotations

import re

import pandas as pd

from mentorstats.industry import Industries
from mentorstats.industry.name_problems import SAME_WORD, distinct_names, name_problems
from mentorstats.problems import Problem, group_problems


def cells(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"file": "people.csv", "line": range(2, 2 + len(values)), "column": "industry", "value": values}
    )


def problems_of(*values: str | None) -> list[Problem]:
    return name_problems(cells(*values), Industries.standard())


def test_each_unplaced_name_is_one_problem_with_its_first_line_and_count() -> None:
    found = problems_of("Insurance", "Widgets; Law", None, "widgets", "", "Widgets; Law")
    unknown = [problem for problem in found if problem.value == "Widgets"]
    assert len(unknown) == 1
    assert (unknown[0].file, unknown[0].line, unknown[0].column) == ("people.csv", 3, "industry")
    assert "(3 cells)" in unknown[0].text
    assert "industry.aliases" in unknown[0].action
    assert unknown[0].severity == "warning"


def test_a_fuzzy_match_is_listed_for_the_user_to_confirm() -> None:
    found = [problem for problem in problems_of("Insurence") if problem.value == "Insurence"]
    assert "read as “Insurance” (524)" in found[0].text


def test_sectors_missing_data_and_incomplete_data_reach_the_user() -> None:
    text = "\n".join(problem.text for problem in problems_of("Finance", "Hotels", "Restaurants", "student", "Energy"))
    assert "“Finance” (1 cell) fits the whole sector" in text
    assert "no usable staffing data for “Hotels and accommodation” (721)" in text
    assert "Restaurants and food services (722)" in text
    assert "“student” (1 cell) names no industry" in text
    assert "“Energy” (1 cell) fits several industries" in text


def test_a_cleanly_placed_name_is_no_problem() -> None:
    assert problems_of("Construction of Buildings", "Air Transportation") == []


def test_a_name_that_fits_several_industries_is_named_with_their_codes() -> None:
    [problem] = problems_of("Energy", "Energy")
    assert problem.text.startswith("“Energy” (2 cells) fits several industries: “211 Oil and gas extraction; 221 ")
    assert problem.text.endswith("; it counts as unknown, but as the same where both sides have it.")
    assert set(re.findall(r"(?<![0-9])[0-9]{3}(?![0-9])", problem.text)) >= {"211", "221"}
    assert (problem.severity, problem.value) == ("warning", "Energy")
    assert "right one of these codes" in problem.action
    [foreign] = problems_of("Énergie")
    assert "“211 Oil and gas extraction; 221 Utilities" in foreign.text


def test_names_that_fit_several_industries_are_told_as_one_group() -> None:
    groups = group_problems(problems_of("Energy", "Fashion", "Widgets", "Wodgets"))
    assert sorted((group.rule, group.count) for group in groups) == [("industry-ambiguous", 2), ("industry-unknown", 2)]


def test_an_unknown_name_says_that_it_is_the_same_as_itself_if_it_is() -> None:
    assert [problem.text for problem in problems_of("Widgets", "12345", "GICS 20", "enterprise")] == [
        f"“Widgets” (1 cell) is not an industry name that is known here; {SAME_WORD}",
        "“12345” (1 cell) is not an industry name that is known here.",
        f"“GICS 20” (1 cell) fits several industries; {SAME_WORD}",
        f"“enterprise” (1 cell) fits several industries; {SAME_WORD}",
    ]


def test_a_name_that_the_programs_own_list_leaves_open_is_a_note() -> None:
    own = Industries.standard(aliases=pd.DataFrame({"name": ["Energy", "Misc"], "code": ["", "none"]}))
    left, nothing = name_problems(cells("Energy", "Misc"), own)
    assert (left.severity, left.text.split(";")[0]) == ("note", "“Energy” (1 cell) has no code in your own list")
    assert (nothing.severity, nothing.text) == ("note", "“Misc” (1 cell) names no industry; it counts as unknown.")


def test_distinct_names_count_cells_and_keep_their_first_place() -> None:
    table = cells("Law; Energy", None, "energy", "LAW", " ", "Law; Energy")
    table.loc[0, "line"] = float("nan")
    names = distinct_names(table, Industries.standard())
    assert [(name.named.text, name.cells, name.line, name.file, name.column) for name in names] == [
        ("Law", 3, None, "people.csv", "industry"),
        ("Energy", 3, None, "people.csv", "industry"),
    ]
    assert distinct_names(table[:0], Industries.standard()) == []


def test_industries_with_poor_data_are_named_once() -> None:
    found = problems_of("Hotels", "Motels", "Restaurants", "Casinos", "Banking")
    none = [problem for problem in found if "no usable staffing data" in problem.text]
    partial = [problem for problem in found if "incomplete" in problem.text]
    assert [(problem.value, problem.line) for problem in none] == [("Hotels", 2)]
    assert len(partial) == 1
    assert (partial[0].line, partial[0].column, partial[0].value) == (None, "industry", "")
    assert "Restaurants and food services (722), Amusement, gambling and fitness (713)" in partial[0].text
