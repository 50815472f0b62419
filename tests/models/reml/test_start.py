from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml import start as module
from mentorstats.models.reml.blocks import rotate_blocks
from mentorstats.models.reml.criterion import IndistinctError, ResidualGroupError
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.newton import Search, climb
from mentorstats.models.reml.start import overlaps_of, refuse_indistinct, start_of
from tests.models.reml.kernels import Case, covariance, made_up


def whole(case: Case) -> tuple[np.ndarray, list[np.ndarray]]:
    """The projection that takes the fixed effects out, and the kernels, each group's last."""
    x, codes = case.columns[:, :-1], np.zeros(len(case.columns), dtype=int) if case.groups is None else case.groups
    diagonals = [np.diag((codes == group).astype(float)) for group in range(codes.max() + 1)]
    return np.eye(len(x)) - x @ x.T, [*(w @ w.T for w in case.weights), *diagonals]


@pytest.mark.parametrize("options", [{}, {"teams": 5}, {"groups": 3}, {"teams": 5, "groups": 2}])
def test_overlaps_are_the_traces_and_forms_of_whole_matrices(options):
    case = made_up(1, **options)
    overlaps, (s, kernels) = overlaps_of(case.sums), whole(case)
    y = case.columns[:, -1]
    assert_allclose(overlaps.pairs, [[np.trace(s @ a @ s @ b) for b in kernels] for a in kernels], rtol=1e-9, atol=1e-9)
    assert_allclose(overlaps.forms, [y @ s @ k @ s @ y for k in kernels], rtol=1e-9)


def test_several_residual_variances_start_from_the_forms_whose_expectations_they_match():
    case = made_up(2, n=400, mentors=30, groups=2)
    case.columns[case.groups == 1, -1] *= 2.0
    basis = case.columns[:, :-1]
    case.columns[:, -1] -= basis @ (basis.T @ case.columns[:, -1])
    s, kernels = whole(case)
    y = case.columns[:, -1]
    system = [[np.trace(s @ a @ s @ b) for b in kernels] for a in kernels]
    variances = np.linalg.solve(system, [y @ s @ k @ s @ y for k in kernels])
    assert (variances > 0.1).all()
    gram = Inverses(case.sums, np.zeros(30, dtype=int))
    ratios, multipliers = start_of(gram, overlaps_of(case.sums), Search(398, ("mentor",), ("a", "b")))
    assert_allclose(ratios, [variances[0] / variances[1]], rtol=1e-8)
    assert_allclose(multipliers, variances[1:] / variances[1], rtol=1e-8)


PAIRS = np.array([[3.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 1.0]])


@pytest.mark.parametrize(
    ("forms", "variances"),
    [
        ([3.5, 2.0, 1.0], [0.5, 1.5, 0.5]),
        ([1.0, 2.0, 0.5], [0.02 * (3.5 + 2.0) / 2, 3.5, 2.0]),
        ([3.0, 2.0, 0.5], [0.5, 1.5, 0.5 * 0.5 / 30]),
        ([3.0, 2.0, 0.0], [1.0, 1.0, 0.5 * 1e-9 * 2.0 / 58]),
    ],
)
def test_a_start_is_never_at_or_below_nothing(forms, variances):
    """Where the forms ask for less, a membership starts from a little and a group from half of what its rows spread."""
    case = made_up(3, groups=2)
    case.groups = np.repeat([0, 1], 30)
    gram = Inverses(case.sums, np.zeros(9, dtype=int))
    ratios, multipliers = start_of(gram, module.Overlaps(PAIRS, np.array(forms)), Search(58, ("mentor",), ("a", "b")))
    assert_allclose(multipliers, [1.0, variances[2] / variances[1]], rtol=1e-9)
    assert_allclose(ratios, [variances[0] / variances[1]], rtol=1e-9)


@pytest.mark.parametrize("spread", [0.3, 1.0, 3.0])
def test_one_residual_variance_starts_near_the_best_ratio(spread):
    case = made_up(4, n=300, mentors=40)
    rng = np.random.default_rng(4)
    basis = case.columns[:, :-1]
    y = spread * case.weights[0] @ rng.normal(size=40) + rng.normal(size=300)
    case.columns[:, -1] = y - basis @ (basis.T @ y)
    labels, search = np.zeros(40, dtype=int), Search(298, ("mentor",))
    exact, _ = climb(Inverses(case.sums, labels), np.array([0.5]), np.ones(1), search)
    for gram in (rotate_blocks(case.sums, labels), Inverses(case.sums, labels)):
        ratios, multipliers = start_of(gram, overlaps_of(case.sums), search)
        assert multipliers.tolist() == [1.0]
        assert abs(np.log(ratios[0] / exact[0])) < 0.5


def test_each_membership_starts_by_itself_and_one_without_variance_at_0():
    case = made_up(5, n=240, mentors=30, teams=12)
    case.weights[1] = np.repeat(np.eye(40), 6, axis=0)
    rng = np.random.default_rng(5)
    y = rng.normal(size=(40, 6))
    y = (y - y.mean(axis=1, keepdims=True)).ravel() + 2.0 * case.weights[0] @ rng.normal(size=30)
    basis = case.columns[:, :1]
    case.columns = np.column_stack([basis, y - basis @ (basis.T @ y)])
    gram = Inverses(case.sums, np.zeros(70, dtype=int))
    ratios, _ = start_of(gram, overlaps_of(case.sums), Search(239, ("mentor", "team")))
    assert ratios[0] > 0.5
    assert ratios[1] == 0.0


def test_the_lowest_point_of_the_parabola_through_three_points_is_found():
    logs = np.log(module._GRID)
    values = (logs - logs[6] - 0.2 * (logs[7] - logs[6])) ** 2
    assert module._between(values, 6) == pytest.approx(np.exp(logs[6] + 0.2 * (logs[7] - logs[6])))
    assert module._between(np.arange(17.0), 0) == module._GRID[0]
    assert module._between(-np.arange(17.0), 16) == module._GRID[16]
    assert module._between(np.zeros(17), 6) == module._GRID[6]


def refused(case: Case, names=("mentor",), groups=("a", "b")) -> None:
    sums = case.sums
    refuse_indistinct(overlaps_of(sums), sums, Search(50, names, groups if len(sums.counts) > 1 else ("the residual",)))


def test_variances_that_can_be_told_apart_are_not_refused():
    refused(made_up(1, teams=5, groups=2), ("mentor", "team"))
    refused(made_up(1))


def test_a_membership_that_the_columns_take_up_is_refused():
    case = made_up(6)
    case.columns = np.column_stack([np.linalg.qr(case.weights[0])[0], case.columns[:, -1]])
    with pytest.raises(IndistinctError, match="columns of x already take up all that 'mentor' could explain") as caught:
        refused(case)
    assert caught.value.membership == "mentor"


def test_a_membership_of_one_row_each_is_refused_beside_the_residual():
    case = made_up(7)
    case.weights = [np.eye(60)]
    with pytest.raises(IndistinctError, match="variances of mentor and the residual apart"):
        refused(case)


def test_a_membership_of_one_row_each_in_a_group_is_refused_beside_that_groups_residual():
    case = made_up(7, groups=2)
    case.weights = [np.eye(60)[:, case.groups == 1]]
    with pytest.raises(IndistinctError, match="variances of mentor and the residual of 'b' apart"):
        refused(case)


def test_a_group_that_the_columns_take_up_is_refused():
    case = made_up(8, groups=2)
    case.groups = (np.arange(60) < 2).astype(int)
    basis = np.linalg.qr(np.column_stack([np.eye(60)[:, :2], case.columns[:, :1]]))[0]
    case.columns = np.column_stack([basis, case.columns[:, -1]])
    with pytest.raises(ResidualGroupError, match="columns of x explain the rows of 'b' without remainder") as caught:
        refused(case)
    assert caught.value.group == "b"


def test_two_groups_that_only_differ_where_nothing_is_left_are_refused():
    pairs = np.array([[5.0, 5.0], [5.0, 5.0]])
    case = made_up(9, groups=2)
    case.weights = []
    with pytest.raises(ResidualGroupError, match="the residual of 'a' and the residual of 'b' apart") as caught:
        refuse_indistinct(module.Overlaps(pairs, np.ones(2)), case.sums, Search(50, (), ("a", "b")))
    assert caught.value.group == "b"


def test_the_covariance_that_the_tests_rest_on_is_that_of_the_definition():
    case = made_up(1, groups=2)
    v, kernels = covariance(case, np.array([0.5]), np.array([1.0, 3.0]))
    assert_allclose(np.diag(v) - 0.5 * np.diag(kernels[0]), np.where(case.groups == 1, 3.0, 1.0))
