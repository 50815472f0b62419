"""Newton steps: all that is known at a point, against the deviance itself, and where the climb ends or is refused."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml import newton as module
from mentorstats.models.reml.blocks import rotate_blocks
from mentorstats.models.reml.criterion import NoMaximumError, ResidualGroupError
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.iterative import Iterative
from mentorstats.models.reml.newton import Search, climb, evaluate, inverse_curvature, only, slope_at_zero
from mentorstats.models.reml.traces import Signs
from tests.models.definition import best_variances, deviance
from tests.models.reml.kernels import Case, covariance, made_up


def gram_of(case: Case) -> Inverses:
    return Inverses(case.sums, np.zeros(sum(w.shape[1] for w in case.weights), dtype=int))


def profiled(case: Case, ratios, multipliers, *, restricted: bool) -> float:
    """The criterion written down: minus twice the log-likelihood at its best residual variance, up to a constant."""
    x, y = case.columns[:, :-1], case.columns[:, -1]
    dof = len(y) - x.shape[1] * restricted
    v, _ = covariance(case, np.asarray(ratios), np.asarray(multipliers))
    h = np.linalg.inv(v)
    rest = y - x @ np.linalg.solve(x.T @ h @ x, x.T @ h @ y)
    variance = rest @ h @ rest / dof
    full = deviance(np.array([variance]), y, x, [v], restricted=restricted)
    return full - dof * (1 + np.log(2 * np.pi) - np.log(dof))


CASES = [
    ({}, [0.4], [1.0]),
    ({"teams": 6}, [0.4, 2.0], [1.0]),
    ({"groups": 2}, [0.7], [1.0, 2.5]),
    ({"teams": 6, "groups": 3}, [0.3, 1.5], [1.0, 0.2, 5.0]),
]


@pytest.mark.parametrize("likelihood", ["REML", "ML"])
@pytest.mark.parametrize(("options", "ratios", "multipliers"), CASES)
def test_value_slopes_and_curvature_are_those_of_the_deviance(options, ratios, multipliers, likelihood):
    case = made_up(1, **options)
    restricted, dof = likelihood == "REML", 60 - 2 * (likelihood == "REML")
    point = evaluate(gram_of(case).at(np.array(multipliers)), np.array(ratios), likelihood)
    value, gradient, hessian = point.derivatives.criterion(dof)
    logs, count = np.log(np.array([*ratios, *multipliers[1:]])), len(ratios)

    def at(shifted: np.ndarray) -> float:
        back = np.exp(shifted)
        return profiled(case, back[:count], [1.0, *back[count:]], restricted=restricted)

    assert value == pytest.approx(at(logs), rel=1e-9)
    steps = np.eye(len(logs)) * 1e-3
    slopes = np.array([(at(logs + s) - at(logs - s)) / 2e-3 for s in steps])
    assert_allclose(module.log_slopes(point, dof), slopes, rtol=1e-5, atol=1e-6)
    bends = np.array([
        [(at(logs + a + b) - at(logs + a - b) - at(logs - a + b) + at(logs - a - b)) / 4e-6 for b in steps]
        for a in steps
    ])  # fmt: skip
    theta = point.parameters
    assert_allclose(np.outer(theta, theta) * hessian + np.diag(theta * gradient), bends, rtol=1e-3, atol=2e-4)
    assert point.parameters[:count].tolist() == ratios
    assert point.parameters[count:].tolist() == [1.0] * (len(multipliers) - 1)


@pytest.mark.parametrize(("options", "ratios", "multipliers"), CASES)
def test_estimates_and_their_covariance_are_those_of_generalized_least_squares(options, ratios, multipliers):
    case = made_up(2, **options)
    point = evaluate(gram_of(case).at(np.array(multipliers)), np.array(ratios))
    x, y = case.columns[:, :-1], case.columns[:, -1]
    v, kernels = covariance(case, np.array(ratios), np.array(multipliers))
    h = np.linalg.inv(v)
    inner = np.linalg.inv(x.T @ h @ x)
    assert_allclose(point.inner, inner, rtol=1e-9, atol=1e-12)
    assert_allclose(point.shift, inner @ x.T @ h @ y, rtol=1e-8, atol=1e-10)
    for loading, parameter, kernel in zip(point.loadings, point.parameters, kernels, strict=True):
        assert_allclose(
            loading.T @ loading, parameter * inner @ x.T @ h @ kernel @ h @ x @ inner, rtol=1e-7, atol=1e-12
        )


@pytest.mark.parametrize("likelihood", ["REML", "ML"])
@pytest.mark.parametrize(
    ("options", "seed"), [({}, 3), ({"teams": 6}, 3), ({"groups": 2}, 4), ({"groups": 3, "teams": 6}, 4)]
)
def test_the_climb_ends_where_a_general_optimizer_does(options, seed, likelihood):
    case = made_up(seed, **options)
    gram, restricted = gram_of(case), likelihood == "REML"
    names = ("mentor", "team")[: len(case.weights)]
    search = Search(60 - 2 * restricted, names, tuple(map(str, range(len(gram.sums.counts)))), likelihood)
    ratios, point = climb(gram, np.full(len(names), 0.3), np.ones(len(gram.sums.counts)), search)
    assert (ratios > 0).all()
    codes = np.zeros(60, dtype=int) if case.groups is None else case.groups
    kernels = [*(w @ w.T for w in case.weights), *(np.diag((codes == g).astype(float)) for g in range(codes.max() + 1))]
    variances = best_variances(case.columns[:, -1], case.columns[:, :-1], kernels, restricted=restricted)[0]
    residual = point.derivatives.remainder / search.dof
    assert_allclose([*(ratios * residual), *(point.multipliers * residual)], variances, rtol=1e-4)


def test_every_start_leads_to_the_same_point():
    case = made_up(4, teams=6, groups=3)
    search = Search(58, ("mentor", "team"), ("a", "b", "c"))
    starts = (([0.1, 0.1], [1.0, 1.0, 1.0]), ([50.0, 0.01], [1.0, 9.0, 0.1]), ([1.0, 3.0], [1.0, 0.2, 4.0]))
    climbs = [climb(gram_of(case), np.array(ratios), np.array(others), search) for ratios, others in starts]
    ends = [np.concatenate([ratios, point.multipliers]) for ratios, point in climbs]
    for end in ends[1:]:
        assert_allclose(end, ends[0], rtol=1e-5)


def test_a_ratio_that_vanishes_is_0_and_the_rest_as_if_it_were_not_there():
    case = made_up(5, teams=6, groups=2)
    rng = np.random.default_rng(5)
    case.weights[1] = np.repeat(np.eye(10), 6, axis=0)
    y = rng.normal(size=60).reshape(10, 6)
    basis = case.columns[:, :1]
    y = (y - y.mean(axis=1, keepdims=True)).ravel() + 3.0 * case.weights[0] @ rng.normal(size=9)
    case.columns = np.column_stack([basis, y - basis @ (basis.T @ y)])
    search = Search(59, ("mentor", "team"), ("a", "b"))
    ratios, point = climb(gram_of(case), np.array([1.0, 1.0]), np.ones(2), search)
    only_mentors = only(gram_of(case), np.array([0]))
    alone, other = climb(only_mentors, np.array([1.0]), np.ones(2), Search(59, ("mentor",), ("a", "b")))
    assert ratios[1] == 0.0
    assert ratios[0] == pytest.approx(alone[0], rel=1e-5)
    assert_allclose(point.multipliers, other.multipliers, rtol=1e-5)


def test_a_ratio_that_starts_at_0_returns_where_the_likelihood_rises():
    case = made_up(3, teams=6)
    search = Search(58, ("mentor", "team"))
    expected, _ = climb(gram_of(case), np.array([0.5, 0.5]), np.ones(1), search)
    found, _ = climb(gram_of(case), np.array([0.0, 0.0]), np.ones(1), search)
    assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("likelihood", ["REML", "ML"])
def test_the_slope_at_0_is_that_of_the_deviance(likelihood):
    for options, multipliers in (({}, [1.0]), ({"groups": 2}, [1.0, 3.0])):
        case = made_up(6, **options)
        restricted = likelihood == "REML"
        search = Search(60 - 2 * restricted, ("mentor",), likelihood=likelihood)
        slope = slope_at_zero(gram_of(case).at(np.array(multipliers)), search)

        def at(ratio: float, case=case, multipliers=multipliers, restricted=restricted) -> float:
            return profiled(case, [ratio], multipliers, restricted=restricted)

        assert slope == pytest.approx((4 * at(1e-5) - at(2e-5) - 3 * at(0.0)) / 2e-5, rel=1e-3)


def test_some_memberships_alone_keep_their_kind_and_their_blocks():
    case = made_up(7, n=100, mentors=12, teams=8, blocks=4)
    labels = np.concatenate([np.repeat(np.arange(4), 3), np.repeat(np.arange(4), 2)])
    gram = Inverses(case.sums, labels)
    assert only(gram, np.array([0, 1])) is gram
    team = only(gram, np.array([1]))
    assert isinstance(team, Inverses)
    assert team.labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert team.sums.sizes == (8,)
    signs = Iterative(case.sums, Signs(4))
    assert isinstance(only(signs, np.array([0])), Iterative)
    nobody = only(signs, np.array([], dtype=int))
    assert isinstance(nobody, Inverses)
    assert nobody.sums.sizes == ()
    case.weights = case.weights[:1]
    rotated = rotate_blocks(case.sums, labels[:12])
    assert only(rotated, np.array([0])) is rotated
    assert isinstance(only(rotated, np.array([], dtype=int)), Inverses)


def test_curvature_the_wrong_way_is_taken_the_other_way_and_bounded_from_below():
    case = made_up(8, groups=2)
    point = evaluate(gram_of(case).at(np.array([1.0, 1.0])), np.array([40.0]))
    outer = np.outer(point.parameters, point.parameters)
    expected = outer * point.derivatives.trace_pairs
    observed = outer * point.derivatives.criterion(58)[2] + np.diag(module.log_slopes(point, 58))
    for least in (0.05, 10.0):
        inverse = inverse_curvature(point, 58, least=least)
        assert (np.linalg.eigvalsh(inverse) > 0).all()
        root = np.linalg.cholesky(expected)
        shares = np.linalg.eigvalsh(root.T @ inverse @ root)
        assert shares.max() <= 1 / least + 1e-9
    shares = np.linalg.eigvals(np.linalg.solve(expected, observed)).real
    assert_allclose(np.sort(np.linalg.eigvals(inverse_curvature(point, 58, least=1e-9) @ expected).real),
                    np.sort(1 / np.abs(shares)), rtol=1e-6)  # fmt: skip


def test_where_it_bends_as_it_should_the_step_is_newtons():
    case = made_up(3, teams=6)
    point = evaluate(gram_of(case), np.array([0.5, 0.5]))
    outer = np.outer(point.parameters, point.parameters)
    observed = outer * point.derivatives.criterion(58)[2] + np.diag(module.log_slopes(point, 58))
    assert (np.linalg.eigvalsh(observed) > 0).all()
    assert_allclose(inverse_curvature(point, 58, least=1e-9), np.linalg.inv(observed), rtol=1e-7)


def test_a_variance_without_bound_is_refused_with_its_name():
    case = made_up(1)
    y = 9.0 * case.weights[0] @ np.arange(9.0)
    basis = case.columns[:, :-1]
    case.columns[:, -1] = y - basis @ (basis.T @ y)
    with pytest.raises(NoMaximumError, match="'mentor' leaves nothing for the residual: its variance ratio grows"):
        climb(gram_of(case), np.array([1.0]), np.ones(1), Search(58, ("mentor",)))


@pytest.mark.parametrize("exact", [0, 1])
def test_a_group_that_is_explained_is_refused_with_its_name_whether_it_is_the_first_or_not(exact):
    case = made_up(4, groups=2)
    basis = case.columns[:, :-1]
    y = np.where(case.groups == exact, 2.0, np.random.default_rng(1).normal(size=60))
    case.columns[:, -1] = y - basis @ (basis.T @ y)
    with pytest.raises(ResidualGroupError, match="residual variance of the rows of") as caught:
        climb(gram_of(case), np.array([0.5]), np.ones(2), Search(58, ("mentor",), ("a", "b")))
    assert caught.value.group == "ab"[exact]


def test_a_climb_that_does_not_end_is_refused(monkeypatch):
    monkeypatch.setattr(module, "_MOST_STEPS", 2)
    case = made_up(9, teams=6, groups=3)
    with pytest.raises(NoMaximumError, match="best variance of mentor and team and b and c was not found in 2 steps"):
        climb(gram_of(case), np.array([9.0, 0.01]), np.ones(3), Search(58, ("mentor", "team"), ("a", "b", "c")))


def test_a_step_that_makes_it_worse_is_halved():
    case = made_up(4, groups=2)
    search = Search(58, ("mentor",), ("a", "b"))
    point = evaluate(gram_of(case), np.array([0.5]))
    downhill = -module.log_slopes(point, 58)
    far = 40.0 * downhill / np.abs(downhill).max()
    value = point.derivatives.criterion(58)[0]
    assert evaluate(gram_of(case).at(point.moved(far)[1]), point.moved(far)[0]).derivatives.criterion(58)[0] > value
    assert module._stepped(gram_of(case), point, far, search).derivatives.criterion(58)[0] < value


def test_moving_is_in_the_logarithms_and_never_to_nothing():
    point = evaluate(gram_of(made_up(4, groups=3)).at(np.array([1.0, 2.0, 3.0])), np.array([0.5]))
    ratios, multipliers = point.moved(np.log([2.0, 3.0, 0.5]))
    assert_allclose(ratios, [1.0])
    assert_allclose(multipliers, [1.0, 6.0, 1.5])
    assert point.moved(np.array([-90.0, 0.0, 0.0]))[0] == pytest.approx([1e-9])
