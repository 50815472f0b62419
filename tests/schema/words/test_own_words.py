from __future__ import annotations

import pytest

from mentorstats.schema.setting_values import InvalidSettings
from mentorstats.schema.words.own_words import labels_from, waves_from


def test_words_for_waves_are_taken_as_they_are():
    given = {"Kick": "baseline", "Mid": "midpoint", "End": "final", "Later": "followup", "Test": "leave out"}
    assert waves_from(given) == given
    assert waves_from({}) == {}


@pytest.mark.parametrize(
    ("given", "words"), [({"End": "last"}, "waves.End is 'last'"), (["final"], "[waves]"), ({"a": 1}, "1")]
)
def test_a_wave_that_there_is_not_is_refused(given, words):
    with pytest.raises(InvalidSettings) as error:
        waves_from(given)
    assert words in str(error.value)


def test_labels_have_numbers_and_questions_have_labels():
    assert labels_from({"So so": 2, "Half": 1.5, "How?": ["Bad", "Good"]}) == {
        "So so": 2.0,
        "Half": 1.5,
        "How?": ("Bad", "Good"),
    }
    assert type(labels_from({"So so": 2})["So so"]) is float


@pytest.mark.parametrize("meaning", [True, "2", [], [1, 2], ["a", 1], {"a": 1}, None])
def test_labels_without_a_number_or_an_order_are_refused(meaning):
    with pytest.raises(ValueError, match=r"labels\.x is .*the lowest first"):
        labels_from({"x": meaning})
    with pytest.raises(ValueError, match=r"written \[labels\]"):
        labels_from(meaning if not isinstance(meaning, dict) else "a")
