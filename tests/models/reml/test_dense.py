from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from mentorstats.models.reml.criterion import IndistinctError, NoMaximumError
from mentorstats.models.reml.dense import best_ratios, derivatives_at, reduce_rows, refuse_undetermined
from mentorstats.models.reml.newton import evaluate
from tests.models.definition import best_variances
from tests.models.reml.kernels import Case, made_up
from tests.models.reml.test_newton import gram_of


def reduced(case: Case):
    weights = [sparse.csc_array(w) for w in case.weights]
    return reduce_rows(case.columns[:, :-1], case.columns[:, -1], weights)


@pytest.mark.parametrize(
    ("options", "ratios"),
    [
        ({}, [0.4]),
        ({"mentors": 2}, [0.4]),
        ({"mentors": 80}, [2.0]),
        ({"teams": 6}, [0.4, 2.0]),
        ({"teams": 6}, [9.0, 0.01]),
    ],
)
def test_all_that_the_criterion_needs_is_what_the_other_route_finds(options, ratios):
    case = made_up(1, **options)
    found, expected = (
        derivatives_at(reduced(case), np.array(ratios)),
        evaluate(gram_of(case), np.array(ratios)).derivatives,
    )
    for name in ("logdet", "remainder", "traces", "trace_pairs", "norms", "norm_pairs"):
        assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-8, atol=1e-10, err_msg=name)


def test_without_memberships_only_the_remainder_is_left():
    case = made_up(2)
    case.weights = []
    found = derivatives_at(reduced(case), np.zeros(0))
    assert found.remainder == pytest.approx(case.columns[:, -1] @ case.columns[:, -1])
    assert found.logdet == 0.0
    assert found.traces.shape == found.norms.shape == (0,)
    assert best_ratios(reduced(case), []).tolist() == []


def test_a_part_is_as_if_there_were_no_other():
    case = made_up(3, teams=6)
    team = reduced(case).subset([1])
    case.weights = case.weights[1:]
    alone = reduced(case)
    assert team.blocks == alone.blocks
    assert_allclose(np.sort(np.diag(team.gram)), np.sort(np.diag(alone.gram)), atol=1e-9)
    for ratio in (0.1, 3.0):
        one, other = (derivatives_at(part, np.array([ratio])) for part in (team, alone))
        assert one.remainder == pytest.approx(other.remainder)
        assert one.logdet == pytest.approx(other.logdet)
    assert alone.subset([0]) is alone


def test_a_single_membership_that_does_not_go_with_the_outcome_is_rotated_all_the_same():
    case = made_up(4)
    z = case.weights[0]
    y = case.columns[:, -1]
    basis = np.column_stack([case.columns[:, :-1], z])
    case.columns[:, -1] = y - basis @ np.linalg.lstsq(basis, y, rcond=None)[0]
    assert_allclose(reduced(case).cross, 0.0, atol=1e-12)
    found = derivatives_at(reduced(case), np.array([0.7]))
    assert found.remainder == pytest.approx(case.columns[:, -1] @ case.columns[:, -1])


@pytest.mark.parametrize(("options", "seed"), [({}, 3), ({"teams": 6}, 3), ({"mentors": 30}, 5)])
def test_the_best_ratios_are_those_of_a_general_optimizer(options, seed):
    case = made_up(seed, **options)
    kernels = [*(w @ w.T for w in case.weights), np.eye(60)]
    variances = best_variances(case.columns[:, -1], case.columns[:, :-1], kernels)[0]
    ratios = best_ratios(reduced(case), ["mentor", "team"][: len(case.weights)])
    assert_allclose(ratios, variances[:-1] / variances[-1], rtol=2e-4)


def test_a_ratio_of_0_is_exactly_0():
    case = made_up(5)
    case.weights = [np.repeat(np.eye(10), 6, axis=0)]
    y = np.random.default_rng(5).normal(size=(10, 6))
    case.columns = np.column_stack([np.full(60, 60**-0.5), (y - y.mean(axis=1, keepdims=True)).ravel()])
    assert best_ratios(reduced(case), ["mentor"]).tolist() == [0.0]


def test_a_ratio_without_bound_is_refused_with_its_name():
    case = made_up(1, n=22, mentors=40)
    basis, rng = case.columns[:, :-1], np.random.default_rng(1)
    y = 10.0 * case.weights[0] @ rng.normal(size=40)
    case.columns[:, -1] = y - basis @ (basis.T @ y)
    with pytest.raises(NoMaximumError, match="'mentor' leaves nothing for the residual"):
        best_ratios(reduced(case), ["mentor"])


def test_what_is_determined_is_not_refused():
    refuse_undetermined(reduced(made_up(1)), ["mentor"])
    refuse_undetermined(reduced(made_up(1, teams=6)), ["mentor", "team"])


@pytest.mark.parametrize("together", [False, True])
def test_memberships_that_explain_the_outcome_are_refused_by_name(together):
    case = made_up(2, teams=6)
    basis, rng = case.columns[:, :-1], np.random.default_rng(2)
    y = case.weights[1] @ rng.normal(size=6) + (case.weights[0] @ rng.normal(size=9) if together else 0.0)
    case.columns[:, -1] = y - basis @ (basis.T @ y)
    named = "'mentor' and 'team' explains" if together else "^'team' explains the outcome without remainder"
    with pytest.raises(NoMaximumError, match=named):
        refuse_undetermined(reduced(case), ["mentor", "team"])


def test_as_many_members_as_rows_explain_nothing_by_that_alone():
    case = made_up(3)
    case.weights = [np.eye(60)]
    with pytest.raises(IndistinctError, match="variances of mentor and the residual apart"):
        refuse_undetermined(reduced(case), ["mentor"])


def test_two_memberships_alike_are_refused_and_the_later_is_named():
    case = made_up(4)
    case.weights = [case.weights[0], case.weights[0][:, ::-1]]
    with pytest.raises(IndistinctError, match="variances of mentor and team apart") as caught:
        refuse_undetermined(reduced(case), ["mentor", "team"])
    assert caught.value.membership == "team"


def test_members_that_the_columns_take_up_are_refused():
    case = made_up(5)
    basis = np.linalg.qr(case.weights[0])[0]
    case.columns = np.column_stack([basis, case.columns[:, -1] - basis @ (basis.T @ case.columns[:, -1])])
    with pytest.raises(IndistinctError, match="already take up all that 'mentor'"):
        refuse_undetermined(reduced(case), ["mentor"])
