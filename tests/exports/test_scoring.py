from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from tests.programs import pair, program, score
from tests.scaled import REL, answered


def scores(made, name="relationship"):
    own = made.surveys[made.surveys["item"] == name]
    return dict(zip(own["person_id"], own["score"], strict=True))


def test_a_score_is_the_mean_of_the_items_the_reversed_ones_turned_round():
    assert scores(answered([(5, 1, 5), (4, 2, 3)])) == {"e00": 5.0, "e01": pytest.approx(11 / 3)}


def test_where_one_is_the_best_answer_everything_is_turned_so_that_high_is_good():
    assert scores(answered([(1, 5, 1), (5, 1, 5)], best="low")) == {"e00": 5.0, "e01": 1.0}


def test_who_answered_too_few_items_has_no_score_and_the_least_share_can_be_set():
    assert scores(answered([(5, None, None), (4, 2, 3)])).keys() == {"e01"}
    assert scores(answered([(5, None, None), (4, 2, 3)], answered=0.3))["e00"] == 5.0


def test_an_answer_outside_the_range_is_listed_and_does_not_count():
    made = answered([(5, 1, 9), (4, 2, 3)], answered=0.6)
    assert scores(made)["e00"] == 5.0
    found = made.problems[made.problems["problem"].str.contains("outside the range of relationship, 1 to 5")]
    assert found[["file", "line", "value"]].to_numpy().tolist() == [["surveys", 3, "9"]]


def test_an_item_with_a_range_of_its_own_is_stretched_to_that_of_the_scale_and_said():
    made = answered([(5, 1, 7), (4, 2, 4), (3, 3, 1)], ranges={"c": [1, 7]})
    assert scores(made) == {"e00": 5.0, "e01": pytest.approx((4 + 4 + 3) / 3), "e02": pytest.approx((3 + 3 + 1) / 3)}
    (note,) = made.problems.query("column == 'scale.ranges'").to_dict("records")
    assert (note["severity"], note["value"]) == ("note", "c")
    assert "answered from 1 to 7; its answers are stretched to 1 to 5" in note["problem"]
    assert not made.problems["problem"].str.contains("outside the range").any()


def test_a_reversed_item_with_a_range_of_its_own_is_turned_and_stretched():
    assert scores(answered([(5, 0, 5)], ranges={"b": [0, 10]})) == {"e00": 5.0}


def test_an_answer_outside_the_items_own_range_is_listed():
    made = answered([(5, 1, 8)], ranges={"c": [1, 7]}, answered=0.6)
    found = made.problems[made.problems["problem"].str.contains("outside the range of relationship, 1 to 7")]
    assert found["value"].tolist() == ["8"]


def test_items_of_different_ranges_are_suspected_where_no_range_is_said():
    rng = np.random.default_rng(1)
    rows = [(int(rng.integers(1, 8)), int(rng.integers(1, 6)), int(rng.integers(1, 3))) for _ in range(40)]
    found = answered(rows, range=[1, 7], reverse=[]).problems.query("column == 'scale.items'")
    assert found["value"].tolist() == ["b", "c"]
    assert found["severity"].eq("warning").all()
    assert found["action"].str.contains("ranges = {b = [1, 5]}", regex=False).tolist()[0]
    told = answered(rows, range=[1, 7], reverse=[], ranges={"b": [1, 5], "c": [1, 2]}).problems
    assert told.query("column == 'scale.items'").empty
    assert told["column"].eq("scale.ranges").sum() == 2


def test_items_of_one_range_that_differ_in_how_they_are_answered_are_not_suspected():
    rng = np.random.default_rng(2)
    rows = [tuple(int(v) for v in np.clip(np.rint(m + rng.standard_normal(3)), 1, 7)) for m in rng.normal(4, 1, 60)]
    made = answered(rows, range=[1, 7], reverse=[])
    assert made.problems.query("column == 'scale.items'").empty


def test_a_scale_with_the_name_of_a_survey_item_is_refused_in_words():
    made = answered([(5, 1, 5), (4, 2, 3)], name="a")
    assert scores(made, "a") == {"e00": 5, "e01": 4}
    (found,) = made.problems.query("column == 'scale.name'").to_dict("records")
    assert found["value"] == "a"
    assert "it is not scored" in found["problem"]


def test_a_scale_of_scales_is_said_to_be_none():
    outer = {"name": "all", "items": ["a", "relationship"], "range": [1, 5], "answered": 0.5}
    answers = [score("e", value, item=item) for item, value in zip("abc", (5, 1, 5), strict=True)]
    made = program([pair("e", "m")], surveys=answers, scale=(REL, outer))
    (found,) = made.problems.query("value == 'relationship'").to_dict("records")
    assert "another scale's score" in found["problem"]
    assert "parts" in found["action"]


def test_an_item_that_no_survey_has_is_said():
    made = answered([(5, 1, 5), (4, 2, 3)], items=["a", "b", "c", "d"], answered=0.7)
    assert made.problems.query("value == 'd'")["problem"].str.contains("an item that no survey has").all()
    assert scores(made)["e00"] == 5.0


def test_subscales_are_scores_of_their_own():
    made = answered([(5, 1, 3), (4, 2, 3)], parts={"trust": ["a", "b"]})
    assert scores(made, "relationship: trust") == {"e00": 5.0, "e01": 4.0}


def test_waves_and_people_rated_are_kept_apart():
    answers = [score("e00", v, wave=w, item=i, about_id=m) for w in ("baseline", "final") for m in ("m", "n")
               for i, v in zip("abc", (5, 1, 5) if m == "m" else (1, 5, 1), strict=True)]  # fmt: skip
    made = program([pair("e00", "m"), pair("e00", "n")], surveys=answers, scale=(REL,))
    own = made.surveys[made.surveys["item"] == "relationship"]
    assert sorted(zip(own["wave"], own["about_id"], own["score"], strict=True)) == [
        ("baseline", "m", 5), ("baseline", "n", 1), ("final", "m", 5), ("final", "n", 1),
    ]  # fmt: skip


def test_a_scale_can_be_the_outcome():
    made = answered([(5, 1, 5), (4, 2, 3), (1, 5, 1)])
    table = ms.mentee_table(made, outcome="relationship").set_index("mentee_id")
    assert table["final"].tolist() == pytest.approx([5, 11 / 3, 1])


@pytest.mark.parametrize("cell", [None, 99, float("inf")])
def test_a_scale_whose_items_have_no_answer_that_counts_has_no_scores(cell):
    made = answered([(cell, cell, cell), (cell, cell, cell)])
    assert scores(made) == {}
    assert made.surveys["score"].dtype == "float64"


def test_a_scale_none_of_whose_items_is_there_is_named_once():
    made = answered([(5, 1, 5)], items=["x", "y"], reverse=[])
    assert scores(made) == {}
    (problem,) = made.problems.query("column == 'scale.items'").to_dict("records")
    assert (problem["severity"], problem["value"]) == ("warning", "x, y")
    assert problem["problem"] == "no survey has any item of the scale relationship, so it has no scores"
