from __future__ import annotations

from tests.analyses.explore.surveyed import PAIRS, about, of, values
from tests.programs import pair


def test_a_mentor_who_was_not_rated_leaves_the_mentee_out():
    pairs = [pair("e00", "m0", "2024-01-01"), pair("e00", "m1", "2024-01-01"), *PAIRS[1:]]
    made = of(pairs, [about("e00", "m0", 2, "directive"), about("e01", "m1", 3, "directive")])
    assert values(made, "directive") == {1: 3}
