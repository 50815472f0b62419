from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import optimize

from mentorstats.models.reml import criterion
from mentorstats.models.reml.criterion import (
    Derivatives,
    IndistinctError,
    NoMaximumError,
    ResidualGroupError,
    blocks_of,
    parameter_covariance,
    refuse_alike,
    refuse_no_residual,
    tall_qr,
)


@pytest.mark.parametrize("rows", [2, 5, 12, 40, 41])
def test_it_is_the_decomposition_of_numpy_but_for_signs(rows, monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 8)
    matrix = np.random.default_rng(rows).standard_normal((rows, 3))
    basis, triangle = tall_qr(matrix)
    whole = np.linalg.qr(matrix)
    assert basis @ triangle == pytest.approx(matrix, abs=1e-12)
    assert np.abs(basis) == pytest.approx(np.abs(whole.Q), abs=1e-12)
    assert np.abs(triangle) == pytest.approx(np.abs(whole.R), abs=1e-12)


def test_parts_with_fewer_rows_than_columns_are_parts_as_well(monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 2)
    matrix = np.random.default_rng(1).standard_normal((11, 4))
    basis, triangle = tall_qr(matrix)
    assert basis @ triangle == pytest.approx(matrix, abs=1e-12)
    assert basis.T @ basis == pytest.approx(np.eye(4), abs=1e-12)


def test_a_column_that_is_zero_stays_zero(monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 4)
    matrix = np.random.default_rng(2).standard_normal((20, 3))
    matrix[:, 1] = 0.0
    assert (tall_qr(matrix)[1][:, 1] == 0.0).all()


def of_one_variance(ratio: float, sizes: np.ndarray, squares: np.ndarray) -> Derivatives:
    """A covariance with eigenvalues 1 + ratio * sizes, and an outcome with these squares along its eigenvectors."""
    h = 1.0 / (1.0 + ratio * sizes)
    return Derivatives(
        float(-np.log(h).sum()), float(squares @ h), np.array([sizes @ h]), np.array([[sizes**2 @ h**2]]),
        np.array([squares @ (sizes * h**2)]), np.array([[squares @ (sizes**2 * h**3)]]),
    )  # fmt: skip


def test_value_gradient_and_hessian_are_those_of_the_criterion():
    sizes, squares = np.array([0.0, 1.0, 3.0, 5.0, 0.5]), np.array([1.0, 2.0, 9.0, 4.0, 0.3])

    def value(ratio: float) -> float:
        return of_one_variance(ratio, sizes, squares).criterion(5)[0]

    found, gradient, hessian = of_one_variance(0.7, sizes, squares).criterion(5)
    assert found == pytest.approx(np.log1p(0.7 * sizes).sum() + 5 * np.log(np.sum(squares / (1 + 0.7 * sizes))))
    assert gradient[0] == pytest.approx((value(0.7 + 1e-5) - value(0.7 - 1e-5)) / 2e-5, rel=1e-7)
    assert hessian[0, 0] == pytest.approx((value(0.7 + 1e-3) - 2 * value(0.7) + value(0.7 - 1e-3)) / 1e-6, rel=1e-5)


def test_the_covariance_of_the_logarithms_is_twice_the_inverse_hessian_of_the_deviance():
    sizes, squares = np.array([0.0, 1.0, 3.0, 5.0, 0.5]), np.array([1.0, 2.0, 9.0, 4.0, 0.3])

    def deviance(logs: np.ndarray) -> float:
        ratio, variance = np.exp(logs)
        at = of_one_variance(ratio, sizes, squares)
        return at.logdet + 5 * np.log(variance) + at.remainder / variance

    best = optimize.minimize(deviance, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14}).x
    steps = np.eye(2) * 1e-3
    hessian = [
        [(deviance(best + a + b) - deviance(best + a - b) - deviance(best - a + b) + deviance(best - a - b)) / 4e-6
         for b in steps] for a in steps
    ]  # fmt: skip
    ratio, variance = np.exp(best)
    found = parameter_covariance(of_one_variance(ratio, sizes, squares), np.array([ratio]), variance, 5)
    assert_allclose(found, 2 * np.linalg.inv(hessian), rtol=1e-4)


def test_blocks_follow_one_another():
    assert blocks_of([2, 3, 1]) == (slice(0, 2), slice(2, 5), slice(5, 6))
    assert blocks_of([]) == ()


def test_nothing_left_of_the_outcome_is_refused_relative_to_it():
    outcome = np.array([1e6, 2e6])
    refuse_no_residual(np.array([1e-4, 0.0]), outcome)
    with pytest.raises(NoMaximumError, match="columns of x explain y without remainder"):
        refuse_no_residual(np.array([1e-5, 0.0]), outcome)


def pairs_of(*kernels: list[float]) -> np.ndarray:
    return np.array([[np.dot(a, b) for b in kernels] for a in kernels])


@pytest.mark.parametrize(
    ("pairs", "memberships", "groups", "message", "name"),
    [
        (pairs_of([1, 2, 3], [2, 4, 6], [1, 1, 1]), ["a", "b"], ["the residual"], "variances of a and b apart", "b"),
        (
            pairs_of([1, 2, 3], [2, 0, 1], [3, 2, 4]),
            ["a", "b"],
            ["the residual"],
            "a and b and the residual apart",
            "b",
        ),
        (pairs_of([1, 1, 1], [2, 0, 1], [2, 2, 2]), ["a", "b"], ["the residual"], "a and the residual apart", "a"),
        (pairs_of([1, 0, 0], [1, 1, 1], [2, 0, 0]), ["a"], ["x", "y"], "a and the residual of 'y' apart", "a"),
        (pairs_of([0, 0, 0], [1, 1, 1]), ["a"], ["the residual"], "already take up all that 'a' could explain", "a"),
        (
            pairs_of([1, 2, 3], [1e-10, 0, 0], [1, 1, 1]),
            ["a", "b"],
            ["the residual"],
            "all that 'b' could explain",
            "b",
        ),
    ],
)
def test_kernels_that_make_the_same_covariances_are_refused_and_the_last_membership_named(
    pairs, memberships, groups, message, name
):
    with pytest.raises(IndistinctError, match=message) as caught:
        refuse_alike(pairs, memberships, groups, least=np.full(len(memberships), 1e-9))
    assert caught.value.membership == name


def test_two_groups_alike_are_refused_and_the_last_named():
    with pytest.raises(ResidualGroupError, match="the residual of 'x' and the residual of 'y' apart") as caught:
        refuse_alike(pairs_of([1, 2, 3], [1, 1, 1], [2, 2, 2]), ["a"], ["x", "y"], least=np.array([1e-9]))
    assert caught.value.group == "y"


def test_kernels_that_differ_a_little_are_not_refused():
    pairs = pairs_of([1, 2, 3], [1, 2, 3.001], [1, 1, 1])
    refuse_alike(pairs, ["a", "b"], ["the residual"], least=np.full(2, 1e-9))
