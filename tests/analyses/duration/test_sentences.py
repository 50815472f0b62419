from __future__ import annotations

import numpy as np
import pytest

from mentorstats.analyses.duration import match_length
from mentorstats.analyses.duration.sentences import _longer
from mentorstats.tables.pairs import pair_table
from tests.analyses.duration.makers import OVER, day, many
from tests.programs import pair, program


def test_a_later_mentor_is_compared_with_a_first_one_and_the_text_warns_of_the_round(made_up):
    found = match_length(made_up, by="order", permutations=200)
    pairs = pair_table(made_up)
    assert found.table["group"].tolist() == ["first", "later"]
    assert found.table.loc[0, "pairings"] == str((pairs["order"] == 1).sum())
    assert "early closure is the fairer comparison" in found.text


def test_the_text_shows_no_number_about_few_people():
    rows = [*many(30, **OVER), pair("q", "m1", day(0), "", **OVER)]
    found = match_length(program(rows), by="everyone")
    assert found.left_out == {"over, but no last day": 1}
    assert "over, but no last day (fewer than 10)" in found.text
    assert np.isfinite(found.table["months"]).all()


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
    assert _longer(estimate, ending) == words
