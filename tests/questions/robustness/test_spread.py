"""Rows with the other kind of residual variance, against fits put together by hand."""

from __future__ import annotations

import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.spread import spread_rows
from mentorstats.questions.spread import residual_groups
from tests.questions.answered import by_hand, only_row, same_numbers, simulated


def test_adjacency_with_a_spread_for_what_each_mentee_has_most_of():
    model = fit_question(simulated(), ADJACENCY)
    groups = residual_groups(ADJACENCY, model.comparison.rows)
    assert groups.nunique() >= 3
    fit = fit_multiple_membership(
        model.comparison.rows["final"], model.comparison.design, memberships=model.memberships, residual_by=groups
    )
    rows = list(spread_rows(model))
    for name, weights in model.contrast_weights():
        same_numbers(only_row(rows, name, "a spread for each side"), fit.contrast(weights))


def test_several_mentors_with_one_spread_for_all():
    model = fit_question(simulated(), NUMBER)
    fit = fit_multiple_membership(
        model.comparison.rows["final"], model.comparison.design, memberships=model.memberships
    )
    (row,) = spread_rows(model)
    assert row.method == "one spread for all sides"
    weights = model.weights(NUMBER.contrasts[0])
    assert (row.estimate, row.p_value) == pytest.approx(tuple(fit.contrast(weights)[["estimate", "p_value"]]))
    assert row.estimate != pytest.approx(model.fitted.contrast(weights)["estimate"], rel=1e-6)


def test_a_side_that_is_too_small_is_said():
    rows = list(spread_rows(fit_question(by_hand(mentees=27), ADJACENCY)))
    assert {row.refusal for row in rows} == {"fewer than 10 on a side"}
