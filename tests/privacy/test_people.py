from __future__ import annotations

import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.privacy.people import told_people
from mentorstats.privacy.suppression import told_in_tens, told_number
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question


def told(mentees, left_out, least=10):
    return told_people(mentees, left_out, own="own", min_people=least)


def test_numbers_far_enough_apart_are_told_exactly():
    people = told(200, {"no answer": 30, "own": 15})
    assert (people.text, people.rounded, people.hidden) == ("200", False, 0)
    assert dict(people.left_out) == {"no answer": "30", "own": "15"}


def test_a_few_that_one_question_loses_round_its_number():
    people = told(280, {"no answer": 56, "own": 6})
    assert (people.text, people.sentence, people.hidden) == ("about 280", "about 280 mentees", 6)
    assert dict(people.left_out) == {"no answer": "56", "own": "fewer than 10"}


@pytest.mark.parametrize("whole", range(12, 140))
def test_the_rounded_number_is_the_same_whichever_few_are_missing(whole):
    assert len({told(whole - few, {"own": few}).text for few in range(1, min(10, whole))}) == 1


def test_what_both_questions_share_is_told_alike_in_both():
    shared = {"no answer": 56, "over early": 2}
    one, other = told(280, shared | {"own": 15}), told(295, shared)
    assert one.left_out[0] == other.left_out[0] == ("no answer or over early", "58")


def test_a_few_that_both_share_go_with_what_is_lost_besides_or_are_rounded():
    assert dict(told(80, {"no answer": 3, "own": 20}).left_out) == {"no answer or own": "23"}
    both_few = told(80, {"no answer": 3, "own": 4})
    assert both_few.rounded
    assert dict(both_few.left_out) == {"no answer": "fewer than 10", "own": "fewer than 10"}


def test_where_few_are_compared_nothing_adds_up_to_them():
    assert dict(told(7, {"no answer": 13, "own": 2}).left_out) == {"no answer": "not shown", "own": "fewer than 10"}


def test_a_part_of_the_compared_that_misses_a_few_is_rounded_as_well():
    people = told(280, {"no answer": 56, "own": 6})
    assert [people.count(part) for part in (286, 285, 280, 276, 120)] == ["286", "about 280", "about 280", "276", "120"]
    assert told_number(285, of=[286], min_people=10) == 280


def test_the_marks_in_a_figure_do_not_count_the_few_who_are_left_out():
    made, _ = ms.simulate_program(seed=3, mentees=200)
    asked = fit_question(made, ADJACENCY)
    assert asked.told.hidden > 0
    figure = charts.outcome_by_proximity(made)
    marks = sum(len(trace.y) for trace in figure.data if trace.mode == "markers" and trace.marker.opacity == 0.55)
    assert marks <= asked.told.wholes[1] - 9


@pytest.mark.parametrize("whole", range(20, 120))
def test_a_part_in_tens_does_not_tell_how_far_it_is_from_its_whole(whole):
    nearly = {told_in_tens(whole - few, of=[whole]) for few in range(1, 10)}
    assert len(nearly) == 1
    assert all(told_in_tens(part, of=[whole]) % 10 == 0 for part in range(10, whole))
    assert {told_in_tens(part, of=[whole]) for part in range(1, 10)} <= {None, *nearly}


@pytest.mark.parametrize("question", [ms.adjacent_industries, ms.multiple_mentors])
def test_rows_that_test_an_answer_tell_people_and_df_in_tens(question):
    """286 of 287 with several mentors, 192 and 79 of them told, would give those one after another."""
    made, _ = ms.simulate_program(seed=1, mentees=60)
    answer = question(made)
    tests = answer.table[~answer.table["role"].isin(["primary", "exploratory"])]
    people = fit_question(made, answer.question).told
    told = {people.mentees, *people.wholes}
    assert all(n % 10 == 0 or n in told for n in tests["n_mentees"].dropna())
    whole = tests["df"].dropna()[lambda df: df % 1 == 0]
    assert len(whole) > 0
    assert (whole % 10 == 0).all()


def test_how_much_the_weighted_are_worth_is_no_number_of_people():
    made, _ = ms.simulate_program(seed=7, mentees=200)
    methods = ms.multiple_mentors(made).table["method"]
    told = methods[methods.str.contains("worth")].str.extract(r"worth (\d+) % of as many")[0].astype(int)
    assert len(told)
    assert (told % 5 == 0).all()


def test_mentors_of_whom_only_a_few_have_nobody_compared_are_rounded():
    made, _ = ms.simulate_program(seed=7, mentees=200)
    asked = fit_question(made, ADJACENCY)
    everyone = asked.participations.pairs["mentor_id"].nunique()
    assert 0 < everyone - asked.comparison.mentors < 10
    assert asked.told_mentors == (told_number(asked.comparison.mentors, of=[everyone]), True)
    assert asked.mentors_sentence.startswith("about ")
    assert fit_question(ms.small_groups_shown(made), ADJACENCY).told_mentors == (asked.comparison.mentors, False)


def test_averages_in_a_figure_have_no_more_decimals_than_are_written():
    made, _ = ms.simulate_program(seed=3, mentees=200)
    figure = charts.outcome_by_proximity(made)
    drawn = [y for trace in figure.data if trace.marker.opacity != 0.55 for y in trace.y]
    assert drawn
    assert all(round(y, 2) == y for y in [*drawn, *(note.y for note in figure.layout.annotations)])


@pytest.mark.parametrize("least", [5, 10])
def test_of_two_numbers_that_differ_by_a_few_no_more_than_one_is_exact(least):
    people = told(300, {"no answer": 40}, least=least)
    counts = [300, 296, 291, 290, 282, 275, 242, 241, 241, 233, 120, 60]
    parts = people.parts(counts)
    for one, other in [(a, b) for a in parts for b in parts if 0 < a - b < least]:
        assert parts[other].rounded
        assert not parts[one].rounded or abs(parts[other].number - other) < least
    for count, part in parts.items():
        assert part.rounded or part.number == count
        assert abs(part.number - count) < least
    assert [parts[n].text for n in (120, 60)] == ["120", "60"]


def test_a_few_beyond_a_rounded_number_are_told_as_the_same_number():
    parts = told(300, {}).parts([296, 291, 288, 242, 241])
    assert [part.text for part in parts.values()] == ["about 300", "about 300", "about 290", "242", "about 240"]


def test_nothing_is_rounded_where_everything_may_be_seen():
    parts = told(300, {"own": 3}, least=1).parts([300, 299, 298])
    assert [part.text for part in parts.values()] == ["300", "299", "298"]
