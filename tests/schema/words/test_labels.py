from __future__ import annotations

import pytest

from mentorstats.schema.words.labels import (
    is_no_answer,
    json_number,
    json_texts,
    label_and_number,
    labeled_number,
    yes_or_no,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4 - Agree", 4), ("4: Agree", 4), ("5 (Strongly agree)", 5), ("Agree (4)", 4), ("10 = Extremely likely", 10),
        ("-2 = bad", -2), ("2.5 – so so", 2.5), ("Agree - 4", 4), ("3 stars", 3), ("1 session", 1),
        ("4", None), ("Agree", None), ("3 - 4", None), ("45 min", None), ("2 times", None), ("2024-04-03", None),
        ("1 hora", None), ("2 heures", None), ("3 Wochen", None), ("1 to 2 times", None), ("Q4", None), ("", None),
        ("Not applicable (6)", None), ("99 - Prefer not to say", None), ("98 = Keine Angabe", None),
    ],
)  # fmt: skip
def test_a_label_may_carry_its_number(cell, number):
    assert labeled_number(cell) == number


def test_the_label_stands_beside_its_number_without_signs():
    assert label_and_number("4 = (Agree)") == ("Agree", 4)
    assert label_and_number("Strongly agree: 5") == ("Strongly agree", 5)
    assert label_and_number("N/A (99)") == ("N/A", 99)
    assert label_and_number("4 mins or so") is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", 1), ("Y", 1), ("TRUE", 1), ("WAHR", 1), ("VRAI", 1), ("Sí", 1), ("si", 1), ("Sim", 1), ("ja", 1),
        ("✓", 1),
        ("no", 0), ("N", 0), ("FALSCH", 0), ("FAUX", 0), ("Não", 0), ("falso", 0), ("nee", 0), ("Non.", 0), ("☐", 0),
        ("perhaps", None), ("1", None), ("", None), ("know", None), ("none", None),
    ],
)  # fmt: skip
def test_yes_and_no_in_six_languages(text, answer):
    assert yes_or_no(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "", " - ", "--", ".", "?", "n/a", "NA", "#N/A", "nan", "None", "Not applicable", "Prefer not to say (99)",
        "don't know",
        "keine Angabe", "k. A.", "no sabe/no contesta", "ne sait pas", "não se aplica", "non so", "n.v.t.",
        "weiß nicht",
        "6 - Not applicable",
    ],
)  # fmt: skip
def test_words_for_no_answer_are_none_in_six_languages(text):
    assert is_no_answer(text)


@pytest.mark.parametrize(
    "text", ["0", "no", "none at all", "never", "nothing", "neutral", "4 - Agree", "not sure", "a"]
)
def test_what_says_something_is_an_answer(text):
    assert not is_no_answer(text)


def test_json_holds_one_number_or_none():
    assert json_number('{"value": {"rating": "4.5"}}') == 4.5
    assert json_number("[true]") == 1
    assert [json_number(cell) for cell in ("[]", "[1, 2]", "{", '{"a": "x"}', "4")] == [None] * 5
    assert json_texts('["Banking", 3]') == ["Banking", "3"]
    assert json_texts('{"a": 1}') == json_texts("[broken") == []
