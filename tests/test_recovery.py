"""No hidden count follows from the numbers of a page; the attack that says so finds them where protection is off."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from mentorstats.privacy import suppression
from mentorstats.privacy.people import People, told_people

import mentorstats as ms
from mentorstats.questions import model
from mentorstats.report.page import Page, build_page
from tests.recovery import Knowledge, attack, simulated_page, simulated_program

SEEDS = range(10)


@cache
def page(seed: int) -> Page:
    return simulated_page(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_count_of_a_page_can_be_worked_out(seed):
    known = attack(page(seed))
    # A matrix of sectors that is hidden as a whole is one sentence, and none of its cells stands on the page.
    matrix = any(figure.title.startswith("Who is matched") for figure in page(seed).figures)
    assert len(known.hidden) >= (20 if matrix else 15)
    assert len(known.rows) > len(known.hidden)
    assert known.recovered() == {}


@pytest.mark.slow
def test_the_attack_reads_every_table_of_counts_of_a_page():
    pages = [{where.partition(":")[0] for where in attack(page(seed)).hidden} for seed in SEEDS]
    assert {"mentors per mentee", "load", "adjacent_industries"} <= pages[5]
    assert {"sectors", "status"} <= set().union(*pages)


@pytest.mark.slow
def test_it_finds_what_is_hidden_without_company(monkeypatch):
    monkeypatch.setattr(suppression, "_hidden_cells", lambda values, small, **_: small)
    found = [attack(simulated_page(seed)).recovered() for seed in (5, 6)]
    assert all(found)


@pytest.mark.slow
def test_it_finds_those_whose_industry_is_not_known_where_both_questions_tell_exact_numbers(monkeypatch):
    def exactly(mentees, left_out, **more):
        return replace(told_people(mentees, left_out, **more), mentees=mentees, rounded=False, hidden=0)

    monkeypatch.setattr(model, "told_people", exactly)
    monkeypatch.setattr(People, "number", lambda self, count: count)
    monkeypatch.setattr(People, "misses_few", lambda self, count: False)

    seed = 1
    program = simulated_program(seed)
    answers = [ask(program, roles=["primary"]) for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    lost = answers[1].rows["mentees"].sum() - answers[0].rows["mentees"].sum()
    found = attack(build_page(program, answers)).recovered()
    assert found["adjacent_industries: left out: no mentor whose industry is known"] == lost


def test_the_solver_knows_a_number_that_follows_from_three_others_and_one_that_does_not():
    known = Knowledge()
    known.learn("all", "30", [("a",), ("b",), ("c",)])
    known.learn("a", "12", [("a",)])
    known.learn("b", "<10", [("b",)])
    known.learn("c", "not shown", [("c",)])
    assert known.recovered() == {}
    known.learn("b or c, and a again", "25", [("a",), ("c",)])
    assert known.recovered() == {"b": 5, "c": 13}


def test_a_rounded_share_of_a_whole_narrows_a_count():
    known = Knowledge()
    known.learn("all", "20", [("a",), ("b",)])
    known.learn("a", "not shown", [("a",)])
    known.learn("share", "75 % of 20", [("a",)])
    assert known.recovered() == {"a": 15}


def test_numbers_that_contradict_each_other_are_an_error_not_safety():
    known = Knowledge()
    known.learn("all", "20", [("a",)])
    known.learn("a", "<10", [("a",)])
    with pytest.raises(AssertionError, match="contradicts itself"):
        known.recovered()
