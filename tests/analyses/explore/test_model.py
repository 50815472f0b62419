from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.factors import factors_of
from mentorstats.analyses.explore.model import explore_model, fit_factor
from mentorstats.tables.mentees import participations
from tests.analyses.explore.makers import many
from tests.analyses.explore.varied import looked_at, with_kinds
from tests.programs import pair, program, score


def test_a_factor_that_is_the_cohort_cannot_be_told_apart():
    made = many({"source": ["Platform", "Friend"], "cohort": ["one", "two"]}, {"wave": "final"})
    factors = explore(made).factors.set_index("factor")
    assert "cannot be told apart" in factors.loc["source", "refusal"]


def test_numbers_of_mentees_are_exact_and_shared_in_tens():
    made, _ = ms.simulate_program(seed=8, mentees=120)
    few = made.surveys[~((made.surveys["item"] == "goal_clarity") & (made.surveys.index % 20 == 0))]
    factors = explore(replace(made, surveys=few)).factors.dropna(subset="n_mentees")
    assert (factors["n_mentees"] % 10 != 0).any()
    shown = ms.shareable(factors)
    assert shown["n_mentees"].tolist() == [(count + 5) // 10 * 10 for count in factors["n_mentees"]]
    assert (shown["n_overlap"].dropna() % 10 == 0).all()


def test_two_factors_of_whose_names_and_kinds_one_text_can_be_made_are_kept_apart():
    made = with_kinds(["x", "y/z"])
    twice = made.pairings.assign(**{"kind/y": np.where(np.arange(80) % 4 < 2, "z", "x")})
    both = explore(replace(made, pairings=twice), columns=["kind", "kind/y"]).factors
    assert both.set_index("factor").loc[["kind", "kind/y"], ["alone", "beside_the_others"]].notna().all(axis=None)


def test_a_number_past_what_can_be_computed_with_is_refused_in_words():
    for values in (["1e308", "-1e308", "3"], ["1e200", "5", "6"]):
        assert "too large to compute with" in looked_at(with_kinds(values))["refusal"]


def test_the_size_of_a_number_does_not_change_what_is_found():
    small, large = (looked_at(with_kinds([f"{scale * n}" for n in (1, 2, 5, 3)])) for scale in (1, 10**9))
    assert small["p_value"] == pytest.approx(large["p_value"], rel=1e-6)


def test_teams_stand_for_rows_when_it_is_asked_whether_enough_differ():
    made = program(
        [pair(f"e{i:03}", f"m{i % 40}", group_id=f"g{i // 6}", kind="a" if i < 54 else "b") for i in range(240)],
        surveys=[score(f"e{i:03}", (i // 6) % 5) for i in range(240)],
    )
    part = participations(made)
    base = explore_model(made, part)
    one = fit_factor(base, next(f for f in factors_of(made, part, columns=["kind"]) if f.name == "kind"))
    assert base.comparison.group_is_row
    assert "all but fewer than 10" in one.refusal
