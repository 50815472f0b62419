from __future__ import annotations

import pytest

from mentorstats.analyses.duration import match_length
from tests.analyses.duration.makers import OVER, day
from tests.programs import pair, program


def test_groups_that_end_alike_are_not_told_apart_and_the_same_seed_gives_the_same_p(made_up):
    one, other = (match_length(made_up, ending="early", permutations=300, seed=5) for _ in range(2))
    assert one.test is not None
    assert one.test.p_value == other.test.p_value > 0.05
    assert one.differences["contrast"].tolist() == ["adjacent - same", "adjacent - distant", "distant - same"]
    assert "luck alone can explain it" in one.text


def test_groups_that_end_differently_are_told_apart():
    mentors = [(f"m{n}", "Music" if n % 2 else "Steel") for n in range(24)]
    rows = [
        pair(f"e{n}{mentor}", mentor, day(n % 7), day(60 + 5 * n if kind == "Steel" else 200 + 5 * n),
             mentor_industry=kind, **OVER)
        for mentor, kind in mentors for n in range(5)
    ]  # fmt: skip
    found = match_length(program(rows), permutations=500)
    assert found.test is not None
    assert found.test.p_value == pytest.approx(1 / 501)
    assert found.differences.set_index("contrast").loc["adjacent - distant", "conf_low"] > 0
    assert "luck alone hardly explains it" in found.text


def test_shuffled_industries_stay_within_a_cohort():
    rows = [
        pair(f"{cohort}{n}", f"m{cohort}{n % 5}", day(0), day(100 + n), cohort=cohort, mentor_industry=kind, **OVER)
        for cohort, kind in (("A", "Music"), ("B", "Steel"))
        for n in range(20)
    ]
    found = match_length(program(rows), permutations=50)
    assert found.test is None
    assert "too few mentors" in found.refusal
