"""The list of names that need a code: ready to edit, and changing nothing as it is."""

from __future__ import annotations

import io

import pandas as pd

from mentorstats.industry import Industries
from mentorstats.industry.name_problems import name_problems
from mentorstats.industry.suggestions import COLUMNS, suggest_aliases

CELLS = pd.Series(
    ["Energy", "Widgets", "Law; energy", None, "Energy", "Student", "Retial", "Banking", "12345", "Wodgets", "Wodgets"]
)


def test_each_name_that_was_not_placed_has_a_row_the_most_frequent_first() -> None:
    table = suggest_aliases(CELLS, Industries.standard())
    assert list(table.columns) == list(COLUMNS) == ["name", "code", "cells", "likeliest"]
    assert table[["name", "cells"]].values.tolist() == [["Energy", 3], ["Wodgets", 2], ["Widgets", 1], ["Retial", 1]]
    assert table["code"].eq("").all()


def test_the_likeliest_codes_stand_beside_it_with_their_titles() -> None:
    likeliest = suggest_aliases(CELLS, Industries.standard()).set_index("name")["likeliest"]
    assert likeliest["Energy"].startswith("211 Oil and gas extraction; 221 Utilities; ")
    assert likeliest["Retial"] == "44-45 Retail"
    assert likeliest["Widgets"] == ""
    many = suggest_aliases(pd.Series(["Energy fashion security food"]), Industries.standard())["likeliest"].iloc[0]
    assert len(many.split("; ")) == 5


def test_the_list_can_be_read_as_own_names_and_changes_nothing_until_a_code_is_written() -> None:
    standard = Industries.standard()
    text = suggest_aliases(CELLS, standard).to_csv(index=False)
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    own = Industries.standard(aliases=table)
    assert own.table_problems == ()
    left, right = (
        pd.Series(["Energy", "Widgets", "Energy", "Student"]),
        pd.Series(["Energy", "Widgets", "Law", "Student"]),
    )
    pd.testing.assert_frame_equal(own.compare(left, right), standard.compare(left, right))
    table.loc[table["name"] == "Energy", "code"] = "211"
    assert Industries.standard(aliases=table).classify(["energy"])["code"].tolist() == ["211"]


def test_nothing_to_suggest_is_an_empty_table() -> None:
    table = suggest_aliases(pd.Series(["Banking", None, "Student"], dtype="str"), Industries.standard())
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_a_programs_own_table_suggests_its_own_names() -> None:
    fields = pd.DataFrame([("Art", "Music", 0.6)], columns=["industry_a", "industry_b", "similarity"])
    table = suggest_aliases(pd.Series(["Musik", "Art"]), Industries.custom(fields))
    assert table[["name", "likeliest"]].values.tolist() == [["Musik", "Music"]]


def test_problems_of_names_on_the_list_become_notes() -> None:
    own = Industries.standard(aliases=suggest_aliases(CELLS, Industries.standard()).astype(str))
    cells = pd.DataFrame({"file": "p.csv", "line": 2, "column": "industry", "value": CELLS})
    assert {problem.severity for problem in name_problems(cells, own) if problem.value in ("Energy", "Widgets")} == {
        "note"
    }
