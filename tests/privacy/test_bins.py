from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.privacy.bins import follow_from_sum, safe_starts

STARTS = (1, 2, 3, 4)


def people(*counts: int) -> list[int]:
    """So many with 1, with 2 and so on."""
    return [value for value, count in enumerate(counts, start=1) for _ in range(count)]


def every_fit(values: list[int], shown: dict[int, int]) -> set[tuple[int, int]]:
    """By trying them all: how many have exactly 3 and how many have more, given all with 1 and 2 and both sums."""
    rest, weight = len(values) - sum(shown.values()), sum(values) - sum(k * n for k, n in shown.items())
    over = {three: weight - 3 * three for three in range(rest + 1)}
    return {
        (three, rest - three)
        for three, left in over.items()
        if left >= 4 * (rest - three) and (three < rest or left == 0)
    }


@pytest.mark.parametrize("counts", [c for c in product((16,), (18,), range(5), range(4), range(3)) if sum(c[2:])])
def test_a_hidden_size_follows_exactly_where_trying_all_finds_one_that_fits(counts):
    values = people(*counts)
    fits = every_fit(values, {1: 16, 2: 18})
    alone = any(len({fit[side] for fit in fits}) == 1 for side in (0, 1))
    if alone:
        assert follow_from_sum(Counter(values), STARTS)


def test_what_cannot_follow_is_told_as_finely_as_before():
    assert safe_starts(people(16, 18, 3, 2), STARTS) == STARTS
    assert safe_starts(people(40, 30, 20, 15), STARTS) == STARTS


def test_one_person_above_a_bin_that_is_shown_follows_so_that_the_bins_are_told_together():
    assert safe_starts(people(30, 20, 11, 1), STARTS) == (1, 2)
    assert safe_starts(people(30, 20, 12), STARTS) == STARTS


def test_nothing_is_hidden_from_those_who_may_see_everything():
    assert safe_starts(people(16, 18, 5), STARTS, min_people=1) == STARTS


def test_the_sum_does_not_give_away_how_many_mentees_had_three_mentors():
    made, _ = ms.simulate_program(seed=0, mentees=40, unmapped=0.05)
    figure: Any = charts.mentors_per_mentee(made)
    table = figure.layout.meta["table"]
    assert [row[0] for row in table[1:]] == ["1 mentor", "2 mentors", "3+ mentors"]
