from __future__ import annotations

import pytest

from mentorstats.schema.setting_values import (
    InvalidSettings,
    as_written,
    check_choice,
    check_number,
    check_positive,
    check_text,
    table_at,
    texts_at,
)


@pytest.mark.parametrize(
    ("check", "value", "words"),
    [
        (lambda value: check_number("n", value, 1, 5), 6, "n is 6; expected a number from 1 to 5"),
        (lambda value: check_number("n", value, 1, 5), 0.5, "from 1 to 5"),
        (lambda value: check_number("n", value, 1, 5, whole=True), 2.5, "a whole number from 1 to 5"),
        (lambda value: check_number("n", value, 1, 5), True, "n is True"),
        (lambda value: check_positive("n", value), 0, "expected a number above 0"),
        (lambda value: check_positive("n", value), 1e301, "expected a number above 0"),
        (lambda value: check_text("n", value), 3, "expected text in quotes"),
        (lambda value: check_text("n", value), None, "expected text in quotes"),
        (lambda value: check_text("n", value, optional=True), "a\0b", "no text has"),
        (lambda value: check_choice("n", value, ("a", "b", None)), "c", "n is 'c'; expected 'a' or 'b'"),
        (lambda value: check_choice("n", value, tuple("abcd")), "e", "expected one of 'a', 'b', 'c', 'd'"),
        (lambda value: check_choice("n", value, tuple("abc")), "e", "expected 'a' or 'b' or 'c'"),
        (lambda value: table_at("n", value), ["a"], "expected a table, written [n]"),
        (lambda value: texts_at("n", value), ["a", 1], "or a list of them"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_was_expected(check, value, words):
    with pytest.raises(InvalidSettings) as error:
        check(value)
    assert words in str(error.value)


def test_values_at_the_bounds_are_fine():
    check_number("n", 1, 1, 5, whole=True)
    check_number("n", 5, 1, 5)
    check_positive("n", 1e300)
    check_text("n", None, optional=True)
    check_choice("n", None, (None, "a"))
    assert texts_at("n", ["a", "b"]) == ("a", "b")


def test_a_long_value_is_cut_and_a_deep_one_named():
    assert len(as_written("x" * 500)) <= 81
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert as_written(deep) == "something too large to be shown"
