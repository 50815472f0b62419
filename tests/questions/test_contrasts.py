from __future__ import annotations

import pickle

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.errors import PlainError
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, IN_TURN, NUMBER, QUESTIONS, question_named
from mentorstats.questions.robustness.rows import ROWS

TABLE = pd.DataFrame({
    "left_out": ["", "", "over before the landmark", ""],
    "share_same": [1.0, 0.0, 1.0, 0.5], "share_adjacent": [0.0] * 4, "share_distant": [0.0] * 4,
    "share_unknown": [0.0, 1.0, 0.0, 0.5],
    "several": ["one", "at once", "unclear", "unclear"],
})  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_every_side_of_a_contrast_is_an_exposure_with_words(question):
    for contrast in question.estimated.values():
        for side in contrast.exposures:
            assert question.exposure(side).in_words(dated=True)
        assert all(contrast.in_words(dated=False))
        assert question.labels[contrast.name] == contrast.label


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_every_question_has_a_public_function_and_rows_that_there_are(question):
    assert callable(getattr(ms, question.name))
    assert set(question.robustness) <= {*ROWS, "permutation"}
    assert question_named(question.name) is question_named(question) is question


def test_exposures_of_a_row_sum_to_one_and_have_the_reference_first():
    for question in QUESTIONS.values():
        exposures = question.measure(TABLE)
        assert list(exposures) == [exposure.name for exposure in question.exposures]
        assert next(iter(exposures)) == question.reference
    assert sum(ADJACENCY.measure(TABLE).values()).tolist() == [1.0] * 4
    assert NUMBER.measure(TABLE)[AT_ONCE].tolist() == [0.0, 1.0, 0.0, 0.0]


def test_who_cannot_be_compared_has_the_first_reason():
    assert ADJACENCY.cannot_be_compared(TABLE).tolist() == ["", ADJACENCY.loses, "over before the landmark", ""]
    assert NUMBER.cannot_be_compared(TABLE).tolist() == ["", "", "over before the landmark", NUMBER.loses]


def test_pairings_are_told_apart_by_the_same_names():
    pairs = pd.DataFrame({"proximity": ["same", "distant"], "mentors": [1, 3]})
    assert ADJACENCY.pair_sides(pairs)["distant"].tolist() == [False, True]
    assert {name: side.tolist() for name, side in NUMBER.pair_sides(pairs).items()} == {
        AT_ONCE: [False, True],
        "one": [True, False],
    }


def test_only_several_mentors_are_said_otherwise_without_dates():
    assert NUMBER.exposure(IN_TURN).in_words(dated=False) == "mentors one after another"
    assert ADJACENCY.contrasts[0].in_words(dated=True) == ADJACENCY.contrasts[0].in_words(dated=False)
    assert NUMBER.contrasts[0].in_words(dated=True)[0] == "two or more mentors at the same time"


def test_the_headline_is_the_best_where_there_is_one():
    assert (ADJACENCY.headline.name, NUMBER.headline.name) == ("adjacent is best", "2+ - 1")
    assert (ADJACENCY.spread_by_side, NUMBER.spread_by_side) == (False, True)
    assert ADJACENCY.sides == {"same", "adjacent", "distant"}
    assert (ADJACENCY.compares_industries, NUMBER.compares_industries) == (True, False)


def test_a_question_out_of_a_pickle_is_the_same():
    assert pickle.loads(pickle.dumps(ADJACENCY)) == ADJACENCY != NUMBER


def test_an_unknown_question_is_refused_with_those_that_there_are():
    with pytest.raises(PlainError, match="'adjacency'; expected one of 'adjacent_industries', 'multiple_mentors'"):
        question_named("adjacency")
