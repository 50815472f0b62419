from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.kinds import compared_kinds, hardly_differs
from tests.analyses.explore.varied import looked_at, with_kinds
from tests.programs import pair, program, score

TAKEN = ["zz", "intercept", "baseline", "other"]


def test_kinds_called_like_columns_of_the_adjustment_are_found_no_more_than_others():
    kinds = ["zz", "zz", *TAKEN]
    plain = [{"intercept": "north", "baseline": "south", "other": "west"}.get(kind, kind) for kind in kinds]
    tables = [explore(with_kinds(names), columns=["kind"]).table.set_index("contrast") for names in (kinds, plain)]
    assert len(tables[0]) == len(tables[1]) == 5
    for taken, free in (("intercept", "north"), ("baseline", "south"), ("other", "west")):
        named = zip(tables, (taken, free), strict=True)
        numbers = [table.loc[f"kind: {name}, against zz", "estimate"] for table, name in named]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)
    assert tables[0]["p_value"].min() > 0.01


def test_a_number_called_like_a_column_of_the_adjustment_is_itself():
    hours = [str(n) for n in (1, 2, 5, 3)]
    made = with_kinds(hours)
    named = made.pairings.rename(columns={"kind": "intercept"})
    found = [explore(one, columns=[name]).table["estimate"].iloc[0] for one, name in (
        (made, "kind"), (replace(made, pairings=named), "intercept"))]  # fmt: skip
    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_a_kind_called_other_is_not_the_rare_ones_together():
    kinds = ["zz"] * 40 + ["other"] * 20 + [f"rare {n}" for n in range(10)] * 2
    table = explore(with_kinds(kinds), columns=["kind"]).table
    assert {"kind: other, against zz", "kind: all rarer kinds together, against zz"} < set(table["contrast"])


def test_the_kind_that_others_are_compared_with_is_that_of_enough_mentees():
    kinds = compared_kinds(
        pd.DataFrame({"few": [0.0] * 30, "a": [1.0] * 14 + [0.0] * 16, "b": [0.0] * 14 + [1.0] * 16}), 10
    )
    assert kinds[1] == {"a": "a, against b"}
    shares = pd.get_dummies(pd.Series(["a"] * 3 + ["b"] * 40)).astype(float)
    assert compared_kinds(shares, 10)[0].empty


def test_two_hundred_kinds_of_few_mentees_each_are_refused_in_words():
    row = looked_at(with_kinds([f"kind {n:03}" for n in range(60)], mentees=120))
    assert "all but fewer than 10" in row["refusal"]
    assert pd.isna(row["n_mentees"])


def test_small_kinds_are_compared_together_with_one_of_enough_mentees():
    kinds = ["large"] * 12 + [f"small {n:02}" for n in range(48)]
    table = explore(with_kinds(kinds, mentees=60), columns=["kind"]).table
    assert table["contrast"].iloc[0] == "kind: all rarer kinds together, against large"


def test_few_mentees_whose_mentors_share_their_function_are_not_told_about():
    people = [{"person_id": f"e{i:03}", "job_function": "Sales" if i < 3 else f"F{i}"} for i in range(120)]
    people += [{"person_id": f"m{i}", "job_function": "Sales"} for i in range(10)]
    answer = explore(with_kinds(["a"], mentees=120, people=people))
    row = answer.factors.set_index("factor").loc["same function"]
    assert "all but fewer than 10" in row["refusal"]
    assert not answer.table["contrast"].str.startswith("same function").any()


@pytest.mark.parametrize(
    ("values", "few"),
    [([2.0] * 50 + [3.0] * 9, True), ([2.0] * 50 + [3.0] * 10, False), ([0.5] * 52 + [1.0] * 4 + [0.0] * 4, True),
     ([0.5] * 40 + [1.0] * 10 + [0.0] * 10, False), (list(range(30)), False)],
)  # fmt: skip
def test_a_number_differs_where_enough_are_away_from_its_most_frequent_value(values, few):
    assert hardly_differs(pd.DataFrame({"x": values}), 10) is few


def test_what_is_the_same_for_all_is_not_said_to_be_missing_from_the_exports():
    made = program(
        [
            pair(f"e{i:02}", f"m{i % 10}", "2024-01-01", "2024-07-01", source="Fair", status="completed")
            for i in range(60)
        ],
        surveys=[score(f"e{i:02}", (5 * i) % 7) for i in range(60)],
    )
    factors = explore(made).factors.set_index("factor")
    for name in ("source", "match length"):
        assert factors.loc[name, "refusal"].startswith("it is the same for all")


def test_factors_of_a_program_with_nine_mentees_tell_no_number_of_mentees():
    made = with_kinds(["a", "b"], mentees=9)
    assert explore(made).factors["n_mentees"].isna().all()
