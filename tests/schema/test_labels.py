from __future__ import annotations

import pytest

from mentorstats.schema.labels import SCALES, json_number, json_texts, labeled_number, scale_of, word


@pytest.mark.parametrize("scale", SCALES, ids=[f"{scale.family} of {len(scale.labels)}" for scale in SCALES])
def test_a_scale_counts_from_its_low_end_and_finds_itself(scale):
    assert [scale.values[labels[0]] for labels in scale.labels] == list(range(1, len(scale.labels) + 1))
    found = scale_of(set(scale.values), set())
    assert found is not None
    assert found.family == scale.family


def test_five_or_seven_is_seen_from_all_labels():
    assert scale_of({"agree"}, set()).values["agree"] == 4
    assert scale_of({"agree"}, {"agree", "somewhat agree"}).values["agree"] == 6
    assert scale_of({"somewhat agree"}, set()).values["somewhat agree"] == 4


@pytest.mark.parametrize("labels", [{"neutral"}, {"agree", "often"}, {"superb"}, {"agree", "superb"}])
def test_labels_of_no_one_scale_are_not_guessed(labels):
    assert scale_of(labels, set()) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4 - Agree", 4), ("4: Agree", 4), ("5 (Strongly agree)", 5), ("Agree (4)", 4), ("10 = Extremely likely", 10),
        ("4", None), ("Agree", None), ("3 - 4", None), ("45 min", None), ("2 times", None), ("2024-04-03", None),
    ],
)  # fmt: skip
def test_a_label_may_carry_its_number(cell, number):
    assert labeled_number(cell) == number


def test_json_holds_one_number_or_none():
    assert json_number('{"value": {"rating": "4.5"}}') == 4.5
    assert json_number("[true]") == 1
    assert [json_number(cell) for cell in ("[]", "[1, 2]", "{", '{"a": "x"}', "4")] == [None] * 5
    assert json_texts('["Banking", 3]') == ["Banking", "3"]
    assert json_texts('{"a": 1}') == json_texts("[broken") == []


def test_a_word_has_no_case_and_no_outer_marks():
    assert word("  I don’t  KNOW! ") == "i don't know"
