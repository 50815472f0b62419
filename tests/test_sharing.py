"""Tables as they may be passed on: each kind of column by hand, and which tables are refused, in which words."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from mentorstats.errors import PlainError, PlainTypeError
from mentorstats.rounding import EVERYTHING_SHOWN, Rounding, Steps
from mentorstats.sharing import Apart, describe, shareable

NONE = math.nan
COLUMNS = {
    "contrast": "exact", "method": "exact", "estimate": "estimate", "p_value": "p", "df": "df", "n_mentees": "people",
}  # fmt: skip


def answer_table(**given) -> pd.DataFrame:
    table = pd.DataFrame({
        "contrast": ["2+ - 1", "2+ - 1", "2+ - 1"], "method": ["model", "odds", "pair rows"],
        "estimate": [0.12345, 1.6789, 0.2], "p_value": [0.012345, 0.5, 0.3], "df": [187.4, 7.0, 30.0],
        "n_mentees": [287, 9, 30],
    })  # fmt: skip
    rows = {("2+ - 1", "odds"): Apart(0.1), ("2+ - 1", "pair rows"): Apart(words={"method": "pair rows: few"})}
    more = {"rounding": Rounding(10), "steps": Steps(0.2, 0.02), "by": ("contrast", "method"), "rows": rows}
    return describe(table, COLUMNS, **more | given)


def test_a_table_of_an_answer_is_rounded_column_by_column_and_stays_as_it_is():
    table = answer_table()
    shown = shareable(table)
    assert shown["estimate"].tolist()[:2] == [0.12, 1.7]
    assert shown["p_value"].tolist()[:2] == [0.012, 0.5]
    assert shown["df"][0] == 190
    assert math.isnan(shown["df"][1])
    assert shown["n_mentees"].tolist() == [290, pd.NA, 30]
    assert list(shown) == list(COLUMNS)
    assert table["n_mentees"].tolist() == [287, 9, 30]


def test_a_row_whose_numbers_are_not_shown_keeps_its_words_and_its_people():
    last = shareable(answer_table()).iloc[2]
    assert last[["estimate", "p_value", "df"]].isna().all()
    assert (last["method"], last["n_mentees"], last["contrast"]) == ("pair rows: few", 30, "2+ - 1")


def test_a_row_of_which_nothing_may_be_told_is_left_out():
    table = answer_table(rows={("2+ - 1", "odds"): Apart()})
    assert shareable(table)["method"].tolist() == ["model", "pair rows"]
    assert shareable(table).index.tolist() == [0, 2]


def test_parts_of_a_described_table_can_be_shared_too():
    table = answer_table()
    assert shareable(table.query("method == 'odds'"))["estimate"].tolist() == [1.7]
    assert shareable(table.sort_values("p_value", ignore_index=True))["estimate"].dropna().tolist() == [0.12, 1.7]
    assert len(shareable(pd.concat([table, table]))) == 6


def test_counts_of_things_are_text_and_rest_on_the_people_beside_them():
    table = pd.DataFrame({"kind": list("abcd"), "pairings": [57, 57, 4, pd.NA], "mentees": [40, 4, 4, pd.NA]})
    columns = {"kind": "exact", "pairings": ["count", "mentees"], "mentees": "people"}
    shown = shareable(describe(table, columns, rounding=Rounding(10)))
    assert shown["pairings"].tolist() == ["60", "not shown", "<10", ""]
    assert shown["mentees"].tolist() == [40, pd.NA, pd.NA, pd.NA]


def test_means_shares_and_days_are_rounded_by_the_people_behind_them():
    table = pd.DataFrame({
        "mean": [3.456, 3.456, 3.456], "share": [0.76, 0.76, NONE], "inside": [70, 30, 0], "outside": [20, 9, 0],
        "n": [90, 39, 4], "day": [pd.Timestamp("2024-05-15"), pd.NaT, pd.NaT],
    })  # fmt: skip
    columns = {"mean": ["mean", "n"], "share": ["share", "inside", "outside", "n"], "day": "day",
               "inside": "people", "outside": "people", "n": "people"}  # fmt: skip
    shown = shareable(describe(table, columns, rounding=Rounding(10)))
    assert shown["mean"].tolist()[:2] == [3.46, 3.5]
    assert shown["share"].tolist()[0] == 0.75
    assert shown[["mean", "share"]].iloc[2].isna().all()
    assert math.isnan(shown["share"][1])
    assert shown["day"].tolist() == ["May 2024", "", ""]


def test_what_a_plan_asks_for_is_rounded_up():
    shown = shareable(describe(pd.DataFrame({"mentees": [281, 290]}), {"mentees": "plan"}, rounding=Rounding(10)))
    assert shown["mentees"].tolist() == [290, 290]


def test_a_column_may_have_a_step_of_its_own():
    table = pd.DataFrame({"kind": ["a", "b"], "dose": [1.234, 5.0], "estimate": [1.234, 5.0]})
    columns = {"kind": "exact", "dose": ("estimate", 0.5), "estimate": "estimate"}
    shown = shareable(describe(table, columns, rounding=Rounding(10), by=["kind"], rows={("b",): Apart(words={})}))
    assert shown.iloc[0].tolist() == ["a", 1.0, 1.23]
    assert shown.iloc[1, 1:].isna().all()


def test_words_of_a_row_stand_in_place_of_its_numbers():
    table = describe(pd.DataFrame({"metric": ["matched", "held"], "value": [96.3, 40.0]}),
                     {"metric": "exact", "value": "exact"}, rounding=Rounding(10), by=["metric"],
                     rows={("matched",): Apart(words={"value": "90 % or more"})})  # fmt: skip
    assert shareable(table)["value"].tolist() == ["90 % or more", 40.0]


def test_who_asked_to_see_everything_gets_exact_numbers():
    shown = shareable(answer_table(rounding=Rounding(EVERYTHING_SHOWN)))
    assert shown["n_mentees"].tolist() == [287, 9, 30]
    assert shown["df"].tolist()[:2] == [187.4, 7.0]


@pytest.mark.parametrize("name", ["mentee_id", "mentor_id", "person_id", "pairing_id", "about_id"])
@pytest.mark.parametrize("as_index", [False, True])
def test_a_table_with_a_row_a_person_is_refused_in_words(name, as_index):
    table = pd.DataFrame({name: ["E1"], "final": [4.0]})
    with pytest.raises(PlainError, match=f"single people .column {name}.*such as answer.table"):
        shareable(table.set_index(name) if as_index else table)


def test_a_table_that_does_not_say_what_it_counts_is_refused():
    with pytest.raises(PlainError, match="does not say what its columns count"):
        shareable(pd.DataFrame({"final": [4.0]}))
    other = describe(answer_table().iloc[:1], COLUMNS, rounding=Rounding(5))
    with pytest.raises(PlainError, match="does not say what its columns count"):
        shareable(pd.concat([answer_table(), other]))


def test_a_column_of_the_users_own_is_refused_by_name():
    with pytest.raises(PlainError, match="the column 'each' counts"):
        shareable(answer_table().assign(each=1.0))


def test_a_column_that_others_need_has_to_stay():
    with pytest.raises(PlainError, match="'method' is needed"):
        shareable(answer_table()[["contrast", "estimate"]])
    counts = describe(pd.DataFrame({"pairings": [57], "mentees": [40]}),
                      {"pairings": ["count", "mentees"], "mentees": "people"}, rounding=Rounding(10))  # fmt: skip
    with pytest.raises(PlainError, match="'mentees' is needed"):
        shareable(counts[["pairings"]])


def test_a_column_by_itself_is_no_table():
    with pytest.raises(PlainTypeError, match="pandas DataFrame, got Series"):
        shareable(answer_table()["estimate"])
