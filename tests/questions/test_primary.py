"""The primary results against the fit they are read off, and what a claim of adjacency depends on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.primary import contrast_result, primary_results, spoken_results, told_spread
from mentorstats.questions.spread import SpreadTest
from tests.programs import pair, program, score
from tests.questions.answered import by_hand, simulated

UNEQUAL = SpreadTest("adjacent", "same", 2.0, 0.001)


@pytest.fixture
def model() -> QuestionModel:
    """A program in which adjacent mentors go with 0.6 more."""
    return fit_question(simulated(0.6), ADJACENCY)


def with_settings(program: Program, **changes: Any) -> Program:
    return replace(program, settings=replace(program.settings, **changes))


def refitted(model: QuestionModel, final: np.ndarray):
    """The same model of other outcomes."""
    memberships = {name: model.comparison.memberships[name] for name in model.memberships}
    return fit_multiple_membership(final, model.comparison.design, memberships=memberships)


def test_each_contrast_is_read_off_the_fit_with_the_effect_that_it_could_have_seen(model):
    for contrast in ADJACENCY.contrasts:
        result, row = contrast_result(model, contrast, model.fit), model.fitted.contrast(model.weights(contrast))
        assert (result.estimate, result.low, result.high) == (row["estimate"], row["conf_low"], row["conf_high"])
        assert (result.std_error, result.df, result.p_value) == (row["std_error"], row["df"], row["p_value"])
        reach = stats.t.ppf(0.95, row["df"]) * row["std_error"]
        assert (result.low90, result.high90) == pytest.approx((row["estimate"] - reach, row["estimate"] + reach))
        noticed = stats.nct.sf(stats.t.ppf(0.975, row["df"]), row["df"], result.detectable / row["std_error"])
        assert noticed == pytest.approx(0.8, abs=1e-3)


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_best_is_the_smaller_lead_and_twice_the_larger_one_sided_p(better):
    program = with_settings(simulated(0.6), outcome_better=better)
    primary = primary_results(fit_question(program, ADJACENCY))
    leads, best = primary.contrasts[:2], primary.best
    smaller = (min if better == "higher" else max)(leads, key=lambda lead: lead.estimate)
    assert best.estimate == smaller.estimate
    signed = [lead.estimate if better == "higher" else -lead.estimate for lead in leads]
    one_sided = [
        lead.p_value / 2 if size > 0 else 1 - lead.p_value / 2 for lead, size in zip(leads, signed, strict=True)
    ]
    assert best.p_value == pytest.approx(min(1.0, 2 * max(one_sided)))
    pick = min if better == "higher" else max
    assert (best.low, best.high) == (pick(lead.low for lead in leads), pick(lead.high for lead in leads))
    assert (best.low90, best.high90) == (pick(lead.low90 for lead in leads), pick(lead.high90 for lead in leads))


def test_the_best_has_no_lead_that_matters_where_one_of_its_leads_is_none_that_matters(model):
    program = with_settings(simulated(0.6), smallest_effect=5.0)
    primary = primary_results(fit_question(program, ADJACENCY))
    assert {result.verdict.word for result in primary.contrasts} == {"no difference that matters"}
    assert primary.best.verdict.word == "no difference that matters"
    assert primary_results(model).best.verdict.word in ("better", "cannot tell")


def test_the_joint_test_is_that_of_both_shares(model):
    primary = primary_results(model)
    both = np.array([model.weights(c) for c in ADJACENCY.contrasts if c.exposures[1] == "same"])
    expected = model.fitted.joint_test(both)
    assert primary.joint.p_value == pytest.approx(expected.p_value, rel=1e-9)
    assert (primary.joint.df_num, primary.joint.df_den) == (2, expected.df_den)
    assert primary_results(fit_question(simulated(0.6), NUMBER)).joint is None


def test_claims_are_the_contrasts_that_are_better_or_worse(model):
    primary = primary_results(model)
    assert primary.claims
    assert all(claim.verdict.word in ("better", "worse") for claim in primary.claims)
    assert len(primary.claims) == sum(result.verdict.is_claim for result in primary.contrasts)


def test_a_claim_is_held_back_where_spreads_are_unequal_and_it_does_not_hold_otherwise(model):
    noise = np.random.default_rng(1).normal(size=len(model.comparison.rows))
    vars(model).update(spread=UNEQUAL, otherwise_spread=refitted(model, noise))
    held = primary_results(model)
    assert not held.claims
    assert {r.verdict.held_back for r in held.contrasts if r.sign} == {"spread"}
    assert not held.best.verdict.is_claim


def test_a_claim_stays_where_spreads_are_unequal_and_it_holds_otherwise_too(model):
    claims = [claim.contrast for claim in primary_results(model).claims]
    vars(model).update(spread=UNEQUAL, otherwise_spread=model.fit)
    assert [claim.contrast for claim in primary_results(model).claims] == claims


def test_spreads_that_are_alike_hold_nothing_back(model):
    noise = np.random.default_rng(1).normal(size=len(model.comparison.rows))
    vars(model).update(spread=replace(UNEQUAL, ratio=1.2), otherwise_spread=refitted(model, noise))
    assert primary_results(model).claims


def test_where_each_side_has_its_own_spread_nothing_else_has_to_hold():
    model = fit_question(simulated(0.6), NUMBER)
    before = primary_results(model).contrasts
    vars(model).update(spread=UNEQUAL, otherwise_spread=None)
    assert primary_results(model).contrasts == before


def test_what_has_no_model_says_why_and_so_does_the_best():
    model = fit_question(by_hand(cohort_of_kind=True), ADJACENCY)
    primary = primary_results(replace(model, fit=None, refusal="nothing to compare"))
    assert {result.refusal for result in primary.contrasts} == {"nothing to compare"}
    assert primary.best.refusal == "nothing to compare"
    assert primary.joint is None
    assert {result.verdict.word for result in primary.contrasts} == {"cannot tell"}


def test_a_side_of_fewer_than_ten_has_no_numbers_and_says_so():
    model = fit_question(by_hand(mentees=27), ADJACENCY)
    assert primary_results(model).contrasts[0].refusal == (
        "fewer than 10 mentees had a mentor from an adjacent industry, and 10 are needed, so more of them would help"
    )


def test_a_side_that_may_not_be_told_of_has_a_verdict_in_code_and_none_in_words(model):
    primary = primary_results(model)
    assert spoken_results(model, primary) == primary
    strict = replace(model, program=with_settings(model.program, min_people=150))
    spoken = spoken_results(strict, primary)
    assert all(result.refusal and result.verdict.word == "cannot tell" for result in spoken.contrasts)
    assert spoken.best.refusal.endswith("and 150 are needed, so more of them would help")
    assert primary.claims


@pytest.mark.parametrize(("yes", "told"), [(30, True), (9, False)])
def test_a_spread_of_yes_and_no_is_told_where_enough_said_each(yes, told):
    """Of 60 mentees with one mentor and 60 with two, so many said yes on each side."""
    pairs = [pair(f"e{i}", f"m{(i + k) % 30}", cohort="one") for i in range(120) for k in range(1 + i // 60)]
    answers = [score(f"e{i}", float(i % 60 < yes), item="graduated", cohort="one") for i in range(120)]
    model = fit_question(program(pairs, surveys=answers), NUMBER)
    assert model.spread is not None
    assert (told_spread(model) is not None) == told
