from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.analyses.planning import _enlarged, _expected_error
from mentorstats.errors import UnusableExports
from mentorstats.models.equivalence import power_of
from mentorstats.questions.contrasts import NUMBER
from mentorstats.questions.model import fit_question
from tests.programs import pair, program, score


@pytest.fixture(scope="module")
def made():
    return ms.simulate_program(seed=4, mentees=240)[0]


def test_the_program_itself_is_expected_to_know_what_its_model_says(made):
    asked = fit_question(made, NUMBER)
    weights = asked.weights(asked.contrasts["2+ - 1"])
    design, memberships, residuals, mentors = _enlarged(asked, len(asked.comparison.rows), np.random.default_rng(1))
    assert mentors == asked.comparison.mentors
    expected = asked.fitted.contrast(weights)["std_error"]
    assert _expected_error(asked, design, memberships, residuals, weights) == pytest.approx(expected, rel=1e-9)


def test_twice_the_program_halves_the_variance(made):
    asked = fit_question(made, NUMBER)
    weights = asked.weights(asked.contrasts["2+ - 1"])
    rng = np.random.default_rng(1)
    design, memberships, residuals, mentors = _enlarged(asked, 2 * len(asked.comparison.rows), rng)
    assert mentors == 2 * asked.comparison.mentors
    once = asked.fitted.contrast(weights)["std_error"]
    assert _expected_error(asked, design, memberships, residuals, weights) == pytest.approx(once / np.sqrt(2), rel=1e-9)


@pytest.mark.slow
def test_larger_programs_made_in_the_same_way_have_the_error_that_was_planned():
    small = ms.simulate_program(seed=11, mentees=240)[0]
    asked = fit_question(small, NUMBER)
    weights = asked.weights(asked.contrasts["2+ - 1"])
    planned, found = [], []
    for seed in range(6):
        large = fit_question(ms.simulate_program(seed=40 + seed, mentees=480)[0], NUMBER)
        found.append(large.fitted.contrast(large.weights(large.contrasts["2+ - 1"]))["std_error"])
        design, memberships, residuals, _ = _enlarged(asked, len(large.comparison.rows), np.random.default_rng(seed))
        planned.append(_expected_error(asked, design, memberships, residuals, weights))
    assert np.mean(planned) == pytest.approx(np.mean(found), rel=0.12)


def test_power_grows_with_the_program_and_what_can_be_seen_shrinks(made):
    table = ms.plan(made, effect=0.2).table
    assert table["power"].is_monotonic_increasing
    assert table["detectable"].is_monotonic_decreasing
    assert table["mentors"].is_monotonic_increasing


def test_the_text_names_a_size_at_which_the_power_is_reached(made):
    found = ms.plan(made, effect=0.25)
    needed = int(found.text.split("With about ")[1].split(" mentees")[0].replace(",", ""))
    at, below = ms.plan(made, effect=0.25, mentees=[needed - 30, needed]).table["power"][::-1]
    assert at >= 0.8 > below - 0.01
    assert "80 % of such programs would notice a true difference of 0.250 points" in found.text


def test_a_program_that_will_never_be_large_enough_is_told_so(made):
    text = ms.plan(made, effect=0.02, mentees=[200, 300]).text
    assert "Even with 300 mentees" in text
    assert "fewer than 80 % of such programs" in text


def test_power_is_that_of_the_t_test_with_a_published_example():
    """Cohen (1988): 64 people a side notice half a standard deviation in 80 of 100 studies."""
    assert power_of(0.5, np.sqrt(2 / 64), 126) == pytest.approx(0.8015, abs=5e-5)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"question": "explore"}, "question is 'explore'"), ({"power": 1.0}, "power must be"),
     ({"contrast": "adjacent - same"}, "expected 2\\+ - 1"), ({"effect": -1.0}, "effect must be above 0"),
     ({"mentees": [5]}, "5 mentees are too few")],
)  # fmt: skip
def test_wrong_options_are_named(made, wrong, said):
    with pytest.raises(ValueError, match=said):
        ms.plan(made, **wrong)


def test_a_program_that_cannot_be_compared_cannot_be_planned_from():
    pairs = [pair(f"e{i}", f"m{i % 3}") for i in range(12)]
    made = program(pairs, surveys=[score(f"e{i}", i % 4) for i in range(12)])
    with pytest.raises(UnusableExports, match="a plan needs a program that can be compared"):
        ms.plan(made)
