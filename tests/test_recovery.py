"""No hidden count follows from the numbers of a page; the attack that says so finds them where protection is off."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from mentorstats.rounding import Counted, Rounding
from tests.recovery import Knowledge, Range
from tests.recovery_pages import Attacked, attacked, simulated_program
from tests.recovery_search import exact_in
from tests.recovery_shares import difference, ranges_of

SEEDS = range(10)


@cache
def result(seed: int) -> Attacked:
    return attacked(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_count_of_a_page_can_be_worked_out(seed):
    assert len(result(seed).hidden) >= 50
    assert result(seed).known == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_of_people_that_may_be_passed_on_is_exact(seed):
    program = simulated_program(seed)
    pairs = program.pairings
    sizes = [len(pairs), *(pairs[f"{side}_id"].nunique() for side in ("mentee", "mentor")), len(program.people)]
    assert all(size % 10 for size in (*sizes, len(program.sessions), len(program.surveys)))
    assert result(seed).exact == ()


@pytest.mark.slow
def test_the_attack_reads_every_table_of_counts_of_a_page():
    places = {where.partition(":")[0] for seed in SEEDS for where in result(seed).hidden}
    assert {
        "mentors per mentee", "load", "flow", "adjacent_industries", "multiple_mentors", "sectors",
        "Pairings by status", "Sessions a month", "Why pairings were closed early", "pairings",
        "matched everyone, those", "adjacent_industries, groups", "multiple_mentors, groups",
    } <= places  # fmt: skip


@pytest.mark.slow
def test_it_finds_few_beside_numbers_that_are_not_rounded(monkeypatch):
    monkeypatch.setattr(Rounding, "number", _unrounded)
    found = attacked(6)
    assert len(found.known) >= 3
    assert found.exact


def _unrounded(rounding: Rounding, count: int | Counted) -> int | None:
    number = count.number if isinstance(count, Counted) else count
    return number if rounding.enough(count) else None


@pytest.mark.slow
def test_it_finds_none_that_are_told_as_none(monkeypatch):
    monkeypatch.setattr(Rounding, "cell", lambda self, count: "0" if not count else _CELL(self, count))
    assert attacked(0).exact


_CELL = Rounding.cell


def test_the_solver_knows_a_number_that_follows_from_others_and_one_that_does_not():
    known = Knowledge()
    known.learn("all", "31", [("a",), ("b",), ("c",)])
    known.learn("a", "12", [("a",)])
    known.learn("b", "<10", [("b",)])
    known.learn("c", "not shown", [("c",)])
    assert known.recovered() == {}
    known.learn("b or c, and a again", "26", [("a",), ("c",)])
    assert known.recovered() == {"b": 5}
    assert known.ranges()["c"] == Range(14, 14)


def test_the_solver_knows_what_tens_stand_for():
    known = Knowledge()
    known.learn("all", "20", [("a",), ("b",)])
    known.learn("a", "10", [("a",)])
    known.learn("b", "fewer than 10", [("b",)])
    assert known.ranges()["b"] == Range(1, 9)


def test_hidden_parts_of_the_largest_total_they_can_have_are_known():
    known = Knowledge()
    known.learn("all", "50", [(name,) for name in "abcde"])
    for name in "abcde":
        known.learn(name, "<10", [(name,)])
    assert known.recovered() == dict.fromkeys("abcde", 9)


@pytest.mark.parametrize(("said", "inside", "rest"), [
    ("75 %", Range(22, 34), Range(10, 12)), ("25 %", Range(10, 12), Range(22, 34)),
    ("70 % or more", Range(21, 44), Range(0, 9)), ("30 % or less", Range(0, 9), Range(21, 44)),
])  # fmt: skip
def test_a_share_of_a_whole_narrows_both_of_its_sides(said, inside, rest):
    known = Knowledge()
    known.learn("all", "40", [("a",), ("b",)])
    known.learn_share("share", said, [("a",)], [("b",)])
    spans = {}
    for name, atom in (("inside", "a"), ("rest", "b")):
        known.hidden = {name: known.weights([(atom,)])}
        spans |= known.ranges()
    low = max(35, inside.low + rest.low)
    assert low <= spans["inside"].high + spans["rest"].high
    assert spans["inside"].low >= inside.low
    assert spans["rest"].low >= rest.low
    assert spans["inside"].high <= inside.high
    assert spans["rest"].high <= rest.high


def test_a_share_that_is_not_rounded_gives_few_away():
    assert difference(np.array([[32], [31]]), np.array([[16], [15]]))["estimate"] == pytest.approx(3.125)
    known = Knowledge()
    known.learn("all", "32", [("a",), ("b",)])
    known.learn_share("share", "97 %", [("a",)], [("b",)])
    with pytest.raises(AssertionError, match="contradicts itself"):
        known.ranges()


def test_numbers_that_contradict_each_other_are_an_error_not_safety():
    known = Knowledge()
    known.learn("all", "20", [("a",)])
    known.learn("a", "<10", [("a",)])
    with pytest.raises(AssertionError, match="contradicts itself"):
        known.recovered()


def test_a_plain_difference_of_shares_in_whole_points_gives_few_away():
    counts = [(32, 31), (47, 36)]
    exact = {name: float(value[0]) for name, value in
             difference(*(np.array([[n], [k]]) for n, k in counts)).items()}  # fmt: skip
    shown = {name: float(f"{value:.2g}") if name == "p_value" else round(value) for name, value in exact.items()}
    assert ranges_of(shown, counts)["first side, no"] == Range(1, 1)
    assert ranges_of({}, counts)["first side, no"] == Range(0, 9)


def test_the_search_finds_numbers_of_people_that_are_no_tens():
    assert exact_in("of 57 mentees, 3 people and 0 answers") == ["57 mentees", "3 people", "0 answers"]
    assert exact_in("290 mentees, fewer than 10 mentors, 12 months, 2 mentors: <10") == []
    assert exact_in("one mentor 4.0 (n = 27); 75 % of 43") == ["n = 27", "5 % of 43"]
