from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.model import explore_model, fit_factor
from mentorstats.tables.mentees import participations
from tests.analyses.explore.makers import factor_named
from tests.analyses.explore.surveyed import PAIRS, about, factor, of, values
from tests.programs import pair, program, score


def test_respect_is_the_level_of_both_ratings_and_apart_their_distance():
    rated = [("e00", "m0", 5), ("m0", "e00", 2), ("e01", "m1", 3), ("m1", "e01", 3), ("e02", "m2", 4)]
    answers = [score(who, value, item="mutual respect", about_id=whom) for who, whom, value in rated]
    pairs = [pair(f"e{i:02}", f"m{i % 10}") for i in range(20)]
    made = program(
        pairs, surveys=[*answers, *(score(f"e{i:02}", i % 5, item="done") for i in range(20))], outcome="done"
    )
    assert factor_named(made, "respect").columns["respect"].to_dict() == {0: 3.5, 1: 3.0}
    assert factor_named(made, "respect apart").columns["respect apart"].to_dict() == {0: 3.0, 1: 0.0}


def test_the_respect_surface_is_the_polynomial_of_both_ratings():
    """Edwards and Parry's a1 to a4 are sums of the coefficients of x, y, x², xy and y²."""
    made, _ = ms.simulate_program(seed=5, mentees=300, effect_respect=0.3)
    part = participations(made)
    base, factor = explore_model(made, part), factor_named(made, "respect surface")
    one = fit_factor(base, factor)
    s, d = (factor.columns[c] for c in ("agreeing, slope (a1)", "mentee above mentor, slope (a3)"))
    single = part.table.set_index("row")["mentors_at_landmark"].reindex(factor.columns.index) == 1
    x, y = (s + d)[single], (s - d)[single]
    polynomial = np.column_stack([x, y, x * x, x * y, y * y])
    sums = np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 1], [1, -1, 0, 0, 0], [0, 0, 1, -1, 1], [0, 0, 2, 0, -2]])
    own = factor.columns[single].to_numpy()
    for b in np.eye(5):
        assert own @ (sums @ b) == pytest.approx(polynomial @ b, abs=1e-12)
    assert len(one.names) == 5


def test_a_mentor_who_listens_more_than_directs_is_above_zero():
    answers = [
        score("e00", 5, item="sounding board"),
        score("e00", 2, item="directive"),
        score("e01", 1, item="directive"),
    ]
    assert values(of(PAIRS, answers), "sounding board over directive") == {0: 3}


def test_answers_on_different_ranges_are_not_set_against_each_other():
    rated = [about("e00", "m0", 4, "respect"), about("m0", "e00", 8, "respect"), about("e01", "m1", 5, "respect")]
    style = [score("e00", 5, item="sounding board"), score("e00", 80, item="directive")]
    made = of(PAIRS, rated + style)
    for name in ("respect", "respect apart", "respect surface", "sounding board over directive"):
        assert "different ranges" in factor(made, name).refusal
    assert "different ranges" in explore(made).factors.set_index("factor").loc["respect", "refusal"]


def test_a_declared_range_says_that_few_high_answers_are_no_other_range():
    rated = [about("e00", "m0", 4, "respect"), about("m0", "e00", 8, "respect")]
    scale = {"name": "both", "items": ["respect", "trust"], "range": [1, 10]}
    made = of(PAIRS, rated, scale=(scale,))
    assert values(made, "respect") == {0: 6}
