from __future__ import annotations

import numpy as np
import pytest

from mentorstats.analyses.duration import match_length
from mentorstats.analyses.duration.sentences import _longer
from mentorstats.formats import to_step
from mentorstats.tables.pairs import pair_table
from tests.analyses.duration.makers import OVER, day, many
from tests.programs import pair, program


def test_a_later_mentor_is_compared_with_a_first_one_and_the_text_warns_of_the_round(made_up):
    found = match_length(made_up, by="order", permutations=200)
    pairs = pair_table(made_up)
    assert found.table["group"].tolist() == ["first", "later"]
    assert found.table.loc[0, "pairings"] == (pairs["order"] == 1).sum()
    assert "early closure is the fairer comparison" in found.text


def test_the_text_shows_no_number_about_few_people():
    rows = [*many(30, **OVER), pair("q", "m1", day(0), "", **OVER)]
    found = match_length(program(rows), by="everyone")
    assert found.left_out["over, but no last day"] == (1, 1)
    assert "no last day" not in found.text
    assert np.isfinite(found.table["months"]).all()


def test_the_text_tells_of_many_that_are_left_out_and_of_no_others_whether_there_are_any():
    rows = [*many(30, **OVER), *[pair(f"q{n}", "m1", day(0), "", **OVER) for n in range(13)]]
    told = "Left out: 10 pairings (over, but no last day); for other reasons fewer than 10 each."
    for more in ([], [pair("r", "m1", "", day(9), **OVER)]):
        assert told in match_length(program([*rows, *more]), by="everyone").text


def test_days_are_told_as_months():
    assert "The exports tell of days until May 2024;" in match_length(program(many(30, **OVER)), by="everyone").text


@pytest.mark.parametrize(
    ("estimate", "ending", "words"),
    [
        (0.3, "any", "lasted 0.3 months longer than"),
        (-0.26, "any", "lasted 0.3 months shorter than"),
        (-0.04, "any", "lasted as long as"),
        (0.3, "early", "went without being closed early 0.3 months longer than"),
    ],
)
def test_a_difference_in_words(estimate, ending, words):
    assert _longer(to_step(estimate, 0.1), ending, 0.1) == words
