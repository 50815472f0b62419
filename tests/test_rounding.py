"""The one rule of what may be shown: each line of it by hand, and what it promises on random numbers."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorstats.errors import PlainError
from mentorstats.rounding import (
    EVERYTHING_SHOWN,
    Counted,
    Rounding,
    Steps,
    check_min_people,
    scale_range,
    steps_of,
    two_digits,
    up_to_tens,
)

TEN = Rounding(10)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_none_and_a_few_look_alike(count):
    assert (TEN.number(count), TEN.cell(count)) == (None, "<10")
    assert TEN.words(count, "mentee") == "fewer than 10 mentees"


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (14, 10), (15, 20), (24, 20), (1004, 1000), (1005, 1010)])
def test_people_are_told_in_tens_half_up(count, shown):
    assert TEN.number(count) == shown
    assert TEN.cell(count) == f"{shown:,}"
    assert TEN.words(count, "mentee") == f"{shown:,} mentees"


def test_with_another_limit_fewer_are_hidden_and_the_rest_still_told_in_tens():
    five = Rounding(5)
    assert [five.cell(count) for count in (4, 5, 14, 15)] == ["<5", "10", "10", "20"]
    assert five.words(0, "mentor") == "fewer than 5 mentors"
    twelve = Rounding(12)
    assert [twelve.cell(count) for count in (11, 12, 14, 15)] == ["<12", "10", "10", "20"]


def test_things_also_need_enough_different_people_behind_them():
    assert TEN.cell(Counted(57, people=10)) == "60"
    assert TEN.cell(Counted(57, people=9)) == TEN.cell(Counted(10, people=9)) == "not shown"
    assert TEN.cell(Counted(9, people=30)) == "<10"
    assert TEN.cell(Counted(9, people=2)) == "<10"
    assert TEN.number(Counted(57, people=9)) is None
    assert TEN.words(Counted(57, people=9), "pairing") == "some pairings (their number is not shown)"
    assert TEN.words(Counted(10, people=9), "pairing") == "some pairings (their number is not shown)"
    assert TEN.words(Counted(9, people=9), "pairing") == "fewer than 10 pairings"
    assert TEN.words(Counted(12, people=12), "pairing") == "10 pairings"


@pytest.mark.parametrize("count", [0, 1, 7, 286])
def test_an_analyst_who_asked_sees_every_number(count):
    everything = Rounding(EVERYTHING_SHOWN)
    assert everything.number(count) == count
    assert everything.cell(Counted(count, people=1)) == everything.total(count, [count, 0]) == f"{count}"
    assert everything.enough(count)


def test_an_analyst_who_asked_sees_the_rest_too():
    everything = Rounding(EVERYTHING_SHOWN)
    assert everything.words(1, "mentee") == "1 mentee"
    assert everything.share(31, 1) == "97 %"
    assert everything.share(8, 0) == "100 %"
    assert everything.percent(0.123, inside=1, outside=2) == 12
    assert everything.step(steps_of(4.0), people=2) == 0.01
    assert (everything.df(9.4), everything.df(187.4)) == (9.4, 187.4)
    assert everything.day(pd.Timestamp("2024-05-15")) == "2024-05-15"
    assert everything.pooled([1, 0, 2]) == (range(1), range(1, 2), range(2, 3))


def test_the_limit_is_five_at_least_except_for_who_asked_to_see_everything():
    assert [check_min_people(number) for number in (1, 5, 40)] == [1, 5, 40]
    for number in (-1, 0, 2, 4):
        with pytest.raises(PlainError, match=f"at least 5, got {number}"):
            Rounding(number)


def test_enough_is_as_many_people_as_the_limit():
    assert [TEN.enough(count) for count in (9, 10, Counted(10, 9), Counted(9, 10))] == [False, True, False, False]
    assert Rounding() == TEN
    assert (TEN.exact, Rounding(EVERYTHING_SHOWN).exact, TEN.few) == (False, True, "fewer than 10")


def test_a_total_stands_beside_its_parts_unless_one_of_them_almost_follows():
    assert TEN.total(27, [9, 9, 9]) == "30"
    assert TEN.total(36, [9, 9, 9, 9]) == "not shown"
    assert TEN.total(36, [36, 0]) == "40"


def test_a_total_is_hidden_where_its_hidden_part_could_be_two_numbers_and_not_where_it_could_be_three():
    # 5 parts: 35 to 44 less 4 × 9 leaves 0 to 8; with four parts 35 less 3 × 9 leaves only 8 and 9, with 34, 7 to 9.
    assert TEN.total(35, [9, 9, 9, 8, 0]) == "40"
    assert TEN.total(35, [9, 9, 9, 8]) == "not shown"
    assert TEN.total(25, [9, 9, 7]) == "30"


def test_a_part_that_is_shown_leaves_room_for_a_hidden_one_between_its_tens():
    assert TEN.total(114, [105, 9]) == "110"
    assert TEN.total(105, [104, 1]) == "110"


def test_hidden_parts_that_cannot_all_be_few_enough_hide_their_total():
    assert TEN.total(45, [9] * 5) == "not shown"
    assert TEN.total(Counted(34, 34), [Counted(34, 5)]) == "30"


def test_a_part_that_few_people_have_many_of_may_be_any_number():
    assert TEN.total(Counted(100, 60), [Counted(60, 55), Counted(40, 5)]) == "100"


def test_parts_of_a_total_that_is_told_elsewhere_are_not_said_to_be_few_where_it_would_give_them_away():
    assert TEN.parts([9, 9, 9], total=27) == ["<10", "<10", "<10"]
    assert TEN.parts([9, 9, 9, 8], total=35) == ["not shown"] * 4
    assert TEN.parts([10, 9, 9, 9, 9], total=46) == ["10", "<10", "<10", "<10", "<10"]
    assert TEN.parts([9] * 5, total=45) == ["not shown"] * 5
    assert TEN.parts([12, 9, 9, 9, 9, 9], total=92) == ["10", *["not shown"] * 5]


@pytest.mark.parametrize(
    ("part", "rest", "shown"),
    [
        (20, 10, "65 %"), (15, 15, "50 %"), (63, 20, "75 %"), (19, 10, "not shown"), (8, 3, "not shown"),
        (450, 550, "45 %"), (453, 547, "45 %"), (449, 550, "45 %"), (443, 550, "45 %"), (12, 988, "1 %"),
        (12, 987, "5 % or less"), (987, 12, "95 % or more"), (10, 3990, "1 % or less"), (3990, 10, "99 % or more"),
        (25, 974, "5 %"), (974, 25, "95 %"),
    ],
)  # fmt: skip
def test_shares_are_told_of_thirty_people_in_steps_of_five_and_of_a_thousand_in_steps_of_one(part, rest, shown):
    assert TEN.share(part, rest) == shown


@pytest.mark.parametrize(
    ("whole", "many", "few"),
    [(29, "not shown", "not shown"), (30, "70 % or more", "30 % or less"), (49, "70 % or more", "30 % or less"),
     (50, "80 % or more", "20 % or less"), (99, "80 % or more", "20 % or less"),
     (100, "90 % or more", "10 % or less"), (5000, "90 % or more", "10 % or less")],
)  # fmt: skip
@pytest.mark.parametrize("hidden", [0, 1, 9])
def test_where_one_side_is_few_a_share_is_told_by_size_alone(whole, many, few, hidden):
    assert TEN.share(whole - hidden, hidden) == many
    assert TEN.share(hidden, whole - hidden) == few


@pytest.mark.parametrize(
    ("least", "whole", "shown"),
    [(5, 30, "80 % or more"), (5, 50, "90 % or more"), (5, 100, "90 % or more"), (15, 30, "50 % or more"),
     (15, 50, "70 % or more"), (15, 100, "80 % or more"), (20, 50, "60 % or more"), (20, 30, "30 % or more"),
     (28, 30, "10 % or more"), (29, 30, "not shown"), (11, 100, "90 % or more"), (12, 100, "80 % or more")],
)  # fmt: skip
def test_with_another_limit_the_bound_is_the_nearest_ten_that_is_true_whatever_is_hidden(least, whole, shown):
    assert Rounding(least).share(whole - 1, 1) == shown
    bound = 0 if shown == "not shown" else int(shown.split()[0])
    assert all(100 * (whole - hidden) / whole >= bound for hidden in range(least))
    assert bound == 90 or any(100 * (whole - hidden) / whole < bound + 10 for hidden in range(least))


def test_nothing_is_said_of_a_share_with_few_on_both_sides_or_of_nobody():
    assert Rounding(20).share(15, 16) == "not shown"
    assert TEN.share(0, 0) == "not shown"


def test_shares_of_things_need_the_people_behind_them():
    assert TEN.share(Counted(300, 40), Counted(100, 30), people=45) == "75 %"
    assert TEN.share(Counted(300, 40), Counted(100, 9), people=45) == "not shown"
    assert TEN.share(Counted(300, 40), Counted(10, 9), people=45) == "not shown"
    assert TEN.share(Counted(300, 20), Counted(100, 20), people=29) == "not shown"
    assert TEN.share(Counted(300, 20), Counted(100, 20)) == "75 %"
    assert TEN.share(Counted(300, 40), Counted(9, 8), people=45) == "70 % or more"
    assert TEN.share(Counted(21, 40), Counted(8, 8), people=45) == "not shown"
    assert TEN.share(Counted(800, 990), Counted(223, 200), people=999) == "80 %"
    assert TEN.share(Counted(800, 990), Counted(223, 200), people=1000) == "78 %"


def test_a_figure_gets_the_share_that_a_table_has():
    assert TEN.percent(0.76, inside=60, outside=20) == 75
    assert TEN.percent(0.762, inside=800, outside=200) == 76
    assert TEN.percent(0.76, inside=60, outside=9) is None
    assert TEN.percent(0.2, inside=9, outside=60) is None
    assert TEN.percent(0.5, inside=14, outside=15) is None
    assert TEN.percent(0.5, inside=10, outside=15, people=30) == 50
    assert (TEN.percent(0.99, inside=600, outside=10), TEN.percent(0.01, inside=10, outside=600)) == (95, 5)
    assert (TEN.percent(0.999, inside=9990, outside=10), TEN.percent(0.001, inside=10, outside=9990)) == (99, 1)


def test_means_are_told_of_enough_people_and_of_fewer_than_fifty_coarsely():
    steps = Steps(coarse=0.1, fine=0.01)
    assert [TEN.step(steps, people=people) for people in (9, 10, 49, 50)] == [None, 0.1, 0.1, 0.01]


@pytest.mark.parametrize(
    ("reach", "coarse", "fine"),
    [(4, 0.1, 0.01), (6, 0.2, 0.02), (3, 0.1, 0.01), (10, 0.5, 0.05), (100, 5, 0.5), (9, 0.5, 0.05), (1, 0.05, 0.005),
     (2, 0.05, 0.005), (80, 2, 0.2), (0.4, 0.01, 0.001), (4000, 100, 10)],
)  # fmt: skip
def test_steps_are_the_next_of_one_two_or_five_above_a_fortieth_and_a_four_hundredth(reach, coarse, fine):
    steps = steps_of(reach)
    assert steps == Steps(coarse, fine)
    assert reach / 40 <= steps.coarse * (1 + 1e-9) < 2.5 * reach / 40 * (1 + 1e-9)


def test_a_yes_or_no_is_told_in_whole_percentage_points():
    assert steps_of(100.0, yes_no=True) == Steps(coarse=5.0, fine=1.0)


def test_the_range_is_the_declared_one_else_four_standard_deviations_to_one_digit():
    assert scale_range(1, 7, spread=0.2) == 6
    assert scale_range(-3.0, 3.0, spread=math.nan) == 6
    assert [scale_range(None, None, spread=spread) for spread in (0.83, 0.9, 12.6)] == [3.0, 4.0, 50.0]
    assert scale_range(1, None, spread=0.83) == scale_range(None, 5, spread=0.83) == 3.0
    assert scale_range(5, 1, spread=0.5) == scale_range(5, 5, spread=0.5) == 2.0
    assert [scale_range(None, None, spread=spread) for spread in (0.0, math.nan, math.inf)] == [1.0] * 3


def test_degrees_of_freedom_are_told_in_tens_and_not_under_ten():
    assert [TEN.df(value) for value in (10.0, 14.9, 15.0, 187.4)] == [10.0, 10.0, 20.0, 190.0]
    assert all(math.isnan(TEN.df(value)) for value in (2.0, 9.99, math.nan, math.inf))


def test_a_day_is_told_as_its_month():
    assert TEN.day(pd.Timestamp("2024-05-31")) == "May 2024"


def test_p_values_have_two_significant_digits():
    assert [two_digits(p) for p in (0.0301, 0.2049, 0.000123, 1.0)] == [0.03, 0.2, 0.00012, 1.0]


def test_a_plan_asks_for_people_in_tens_rounded_up():
    assert [up_to_tens(count) for count in (0, 1, 10, 11, 280, 281, 280.0000000001)] == [0, 10, 10, 20, 280, 290, 280]


def test_neighbors_are_put_together_until_each_part_has_enough():
    def parts(*counts: int) -> list[list[int]]:
        return [list(part) for part in TEN.pooled(counts)]

    assert parts(12, 30, 10) == [[0], [1], [2]]
    assert parts(2, 9, 30, 12, 4) == [[0, 1], [2], [3, 4]]
    assert parts(0, 40, 0) == [[0, 1, 2]]
    assert parts(3, 4) == [[0, 1]]
    assert parts(10, 9, 1) == [[0], [1, 2]]
    assert parts(9, 10, 9) == [[0, 1, 2]]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.sampled_from([5, 10, 12, 20]))
def test_pooled_parts_are_neighbors_without_gaps_and_none_of_them_is_few_beside_another(counts, least):
    parts = Rounding(least).pooled(counts)
    assert list(itertools.chain(*parts)) == list(range(len(counts)))
    sizes = [sum(counts[place] for place in part) for part in parts]
    assert len(parts) == 1 or min(sizes) >= least


@given(st.integers(0, 10_000), st.sampled_from([5, 10, 15, 20]))
def test_what_is_shown_of_a_count_is_near_it_and_fits_at_least_three_numbers(count, least):
    rounding = Rounding(least)
    alike = [other for other in range(max(0, count - 30), count + 30) if rounding.cell(other) == rounding.cell(count)]
    assert len(alike) >= 3
    assert count < least or abs((rounding.number(count) or 0) - count) <= 5


@settings(max_examples=200)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_no_part_under_the_limit_can_be_worked_out_from_a_total_beside_it(counts):
    """Every table of so many parts that looks alike is gone through."""
    if sum(counts) > 90:
        return
    shown = TEN.total(sum(counts), counts)
    looks = [TEN.cell(count) for count in counts]
    fits = [[n for n in range(45) if TEN.cell(n) == look] for look in looks]
    if math.prod(len(fit) for fit in fits) > 20_000:
        fits = [fit[:10] for fit in fits]
    alike = [t for t in itertools.product(*fits) if TEN.cell(sum(t)) == TEN.cell(sum(counts)) or shown == "not shown"]
    for place, count in enumerate(counts):
        possible = {table[place] for table in alike}
        assert count >= 10 or len(possible) >= 3


@given(st.integers(0, 3000), st.integers(0, 3000), st.sampled_from([5, 10, 15, 20, 40]))
def test_what_is_said_of_a_share_is_true_and_alike_whatever_the_hidden_side_is(inside, outside, least):
    rounding = Rounding(least)
    said = rounding.share(inside, outside)
    if said == "not shown":
        assert inside + outside < 30 or min(inside, outside) < least
        return
    number = int(said.split()[0])
    exact = 100 * inside / (inside + outside)
    assert exact >= number if "more" in said else exact <= number if "less" in said else abs(exact - number) <= 2.5
    if min(inside, outside) < least:
        whole = inside + outside
        few = [(whole - hidden, hidden) if outside < least else (hidden, whole - hidden) for hidden in range(least)]
        assert {rounding.share(*sides) for sides in few if max(sides) >= least} == {said}
