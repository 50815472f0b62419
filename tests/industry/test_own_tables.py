"""A program's own table and list of names: what is wrong is said with its line, the rest is used."""

from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.industry import Industries, check_aliases, check_similarity
from mentorstats.industry.names import StandardNames
from mentorstats.industry.nodes import nodes
from mentorstats.industry.own_tables import only_code, own_names, placed_pairs, refuse_unusable
from mentorstats.problems import Problem, Severity

COLUMNS = ["industry_a", "industry_b", "similarity"]


def table(*rows: tuple, columns: list[str] | None = None) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns or COLUMNS)


@pytest.mark.parametrize(
    ("rows", "rule", "severity", "line", "column", "words"),
    [
        ([("A", "B", 1.2), ("A", "C", 1)], "similarity-outside", "warning", 2, "similarity", "must lie between 0"),
        ([("A", "B", -0.1)], "similarity-outside", "warning", 2, "similarity", "is -0.1; it must lie between 0 and 1"),
        ([("A", "B", "close")], "similarity-outside", "warning", 2, "similarity", "must lie between 0 and 1"),
        ([("A", "C", 1), ("A", "", 0.2)], "similarity-name-missing", "warning", 3, "industry_b", "A name is missing"),
        ([("", "B", 0.2)], "similarity-name-missing", "warning", 2, "industry_a", "A name is missing"),
        ([("A", "B", None)], "similarity-missing", "warning", 2, "similarity", "no similarity and no proximity"),
        ([("A", "B", 0.2), ("b", "a", 0.3)], "similarity-contradicted", "warning", 3, "similarity", "in lines 2, 3"),
        ([("A", "B", 0.2), ("B", "A", 0.2)], "similarity-repeated", "note", 3, "industry_a", "“B” appear 2 times"),
        ([("A", "A", 0.5), ("A", "B", 0.5)], "similarity-with-itself", "note", 2, "similarity", "“A” is compared"),
        ([("A", "B", 0.2), ("B", "C", 0.2)], "similarity-gaps", "note", None, "industry_a", "1 of 3 pairs"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_own_table_is_said_in_plain_sentences(rows, rule, severity, line, column, words) -> None:
    _, problems = check_similarity(table(*rows))
    first = problems[0]
    assert words in first.text
    assert (first.rule, first.severity, first.file, first.line, first.column) == (
        rule, severity, "industry.similarity", line, column,
    )  # fmt: skip


def test_rows_that_are_right_are_kept_once_a_pair() -> None:
    rows = [("A", "B", 0), ("B", "A", 0), ("A", "C", "1"), (" d  e", "A", 0.5), ("A", "a", 1), ("X", "Y", 2)]
    usable, _ = check_similarity(table(*rows))
    assert usable.fillna(-1).values.tolist() == [
        ["A", "B", 0.0, ""], ["A", "C", 1.0, ""], ["A", "d e", 0.5, ""],
    ]  # fmt: skip


def test_a_written_proximity_is_enough_and_a_wrong_word_is_told() -> None:
    rows = [
        ("A", "B", "Adjacent"),
        ("A", "C", "near"),
        ("A", "A", "distant"),
        ("B", "B", "same"),
        ("B", "C", "unknown"),
    ]
    usable, problems = check_similarity(table(*rows, columns=["Industry A", "industry b", "PROXIMITY"]))
    assert usable["proximity"].tolist() == ["adjacent", "unknown"]
    assert usable["similarity"].isna().all()
    assert [(problem.severity, problem.line, problem.column) for problem in problems] == [
        ("warning", 3, "proximity"), ("note", 4, "similarity"), ("note", None, "industry_a"),
    ]  # fmt: skip
    assert problems[0].text == "“near” is not same, adjacent, distant or unknown."


def test_a_name_beside_itself_with_1_or_the_same_is_no_problem() -> None:
    assert check_similarity(table(("A", "A", 1), ("A", "B", 0.5)))[1] == []


def test_a_clean_own_table_has_no_problems_and_is_not_changed() -> None:
    rows = table(("A", "B", 0.1), ("A", "C", 0.2), ("B", "C", 0.3))
    before = rows.copy()
    usable, problems = check_similarity(rows)
    assert problems == []
    assert len(usable) == 3
    pd.testing.assert_frame_equal(rows, before)


def test_pairs_that_disagree_are_unknown_and_the_rest_is_used() -> None:
    own = Industries.custom(table(("A", "B", 0.2), ("B", "A", 0.9), ("A", "C", 0.4)))
    compared = own.compare(pd.Series(["A", "A"]), pd.Series(["C", "B"]))
    assert compared["proximity"].tolist() == ["adjacent", "unknown"]
    assert {problem.severity for problem in own.table_problems} == {"warning"}


def test_an_own_table_of_which_nothing_can_be_used_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no column industry_a, industry_b"):
        Industries.custom(pd.DataFrame({"a": ["x"]}))
    with pytest.raises(ValueError, match="no column similarity or proximity"):
        Industries.custom(pd.DataFrame({"industry_a": ["x"], "industry_b": ["y"]}))
    with pytest.raises(ValueError, match="no row that can be used"):
        Industries.custom(table(("A", "B", 7)))


def test_own_names_have_a_code_a_name_none_or_nothing() -> None:
    rows = pd.DataFrame(
        {"Name": ["A", " b  c ", "D", "E", "", "F"], "CODE": ["522", "Law", "", " None ", "522", "Nowhere"]}
    )
    pairs, problems = check_aliases(rows, {"522": "522", "Law": "5411"}.get)
    assert pairs == [("A", "522"), ("b c", "5411"), ("D", ""), ("E", "none")]
    [problem] = problems
    assert (problem.rule, problem.severity, problem.file) == ("alias-code-unknown", "warning", "industry.aliases")
    assert (problem.line, problem.column, problem.value) == (7, "code", "Nowhere")
    assert problems[0].text == "“Nowhere”, given for “F”, is not an industry that is known here."


def test_a_name_that_is_listed_twice_counts_as_it_is_first() -> None:
    rows = pd.DataFrame({"name": ["A", "a", "A"], "code": ["522", "522", "524"]})
    pairs, problems = check_aliases(rows, str)
    assert pairs == [("A", "522")]
    assert [(problem.line, problem.column) for problem in problems] == [(4, "name")]
    assert "listed twice" in problems[0].text


def test_a_list_of_names_without_its_columns_is_refused() -> None:
    pairs, problems = check_aliases(pd.DataFrame({"name": ["A"]}), str)
    assert pairs == []
    assert (problems[0].severity, problems[0].line) == ("blocking", 1)
    assert own_names(None, StandardNames.make(), nodes()) == ([], [])
    assert own_names(pd.DataFrame({"name": ["A"], "code": ["Banking"]}), StandardNames.make(), nodes())[0] == [
        ("A", "522")
    ]


def test_only_one_certain_code_counts() -> None:
    names = StandardNames.make()
    found = {
        text: only_code(names, nodes(), text)
        for text in ("522", "Banking", "NAICS 524126", "Bankng", "Law; Banking", "x")
    }
    assert found == {
        "522": "522",
        "Banking": "522",
        "NAICS 524126": "524",
        "Bankng": None,
        "Law; Banking": None,
        "x": None,
    }


def test_pairs_are_placed_by_both_names_and_what_cannot_be_is_told() -> None:
    usable, _ = check_similarity(table(("Banking", "Law", 0.5), ("Banking", "Widgets", 0.5), ("Banking", "Bank", 0.5)))
    pairs, problems = placed_pairs(usable, {"Banking": "522", "Bank": "522", "Law": "5411"}.get)
    assert pairs[["industry_a", "industry_b"]].values.tolist() == [["522", "5411"]]
    assert [(problem.severity, problem.line, problem.value) for problem in problems] == [("warning", None, "Widgets")]


def test_only_what_blocks_is_refused() -> None:
    def problem(severity: Severity) -> Problem:
        return Problem(rule="x", severity=severity, file="a.csv", problem=f"A {severity}.", action="Do it.")

    refuse_unusable([problem("warning"), problem("note")])
    with pytest.raises(ValueError, match=r"^a.csv: A blocking. Do it.$"):
        refuse_unusable([problem("note"), problem("blocking")])
