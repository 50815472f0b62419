"""The checks that a fitted question's certainty rests on: their words, and when they are a caution."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.questions.certainty.checks import model_checks
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.mentors import WithinMentors, within_mentors
from mentorstats.questions.spread import SpreadTest
from tests.questions.answered import matched, simulated
from tests.questions.certainty.test_background import by_site  # noqa: F401


@pytest.fixture
def model():
    return fit_question(simulated(), ADJACENCY)


def named(model) -> dict[str, tuple[str, str]]:
    return {check.check: (check.result, check.status) for check in model_checks(model)}


@pytest.mark.parametrize(("ratio", "p_value", "status"), [(1.7, 0.01, "caution"), (1.7, 0.2, "fine")])
def test_how_much_more_widely_a_side_spreads(model, ratio, p_value, status):
    vars(model)["spread"] = SpreadTest("distant", "same", ratio, p_value)
    result, given = named(model)["spread of the sides"]
    assert result.startswith("1.7 times as wide with a mentor from a distant industry as with a mentor from the")
    assert given == status


def test_a_spread_of_too_few_is_not_told(model):
    strict = replace(model, program=replace(model.program, settings=replace(model.program.settings, min_people=150)))
    vars(strict)["spread"] = SpreadTest("distant", "same", 2.0, 0.01)
    assert "spread of the sides" not in named(strict)


def test_sides_without_a_spread_of_their_own_are_said():
    model = fit_question(matched(seed=4), NUMBER)
    assert "one after another" not in set(model.residual_by)
    assert named(model)["no spread of their own"] == ("mentors one after another", "note")
    assert "no spread of their own" not in named(fit_question(simulated(), ADJACENCY))


@pytest.mark.parametrize(("p_value", "words", "status"), [
    (0.03, "another (p = 0.03)", "caution"), (0.2, "the same, as far as can be seen (p = 0.20)", "fine"),
])  # fmt: skip
def test_whether_the_difference_is_another_within_mentors(model, p_value, words, status):
    model.derived.once(
        "within mentors", lambda: replace(within_mentors(fit_question(simulated(), ADJACENCY)), p_value=p_value)
    )
    assert named(model)["difference among mentees of one mentor"] == (words, status)


def test_where_that_cannot_be_told_there_is_no_such_check(model):
    model.derived.once("within mentors", lambda: WithinMentors({}, {}, float("nan"), "too few"))
    assert "difference among mentees of one mentor" not in named(model)


def test_the_column_that_explains_most_is_named(by_site):  # noqa: F811
    result, status = named(fit_question(by_site, NUMBER))["explained by other columns"]
    assert (result, status) == ("most by “site”: 100 % of who had which mentors", "caution")
    assert named(fit_question(simulated(), NUMBER))["explained by other columns"][1] == "fine"
