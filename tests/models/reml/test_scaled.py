from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml.scaled import rough, scale
from tests.models.reml.kernels import made_up


def test_the_scaled_matrix_is_the_whole_one():
    case = made_up(1, teams=5, groups=2)
    sums = case.sums.at(np.array([1.0, 2.0]))
    spread = np.repeat([0.5, 2.0], [9, 5])
    scaled = scale(sums, spread)
    s, d = np.sqrt(spread), np.sqrt(scaled.load)
    whole = np.eye(14) + s[:, None] * sums.gram.toarray() * s
    assert_allclose(d[:, None] * (np.eye(14) + scaled.others.toarray()) * d, whole, atol=1e-12)
    assert scaled.others.diagonal().tolist() == [0.0] * 14
    assert_allclose(scaled.root, s / d)


def test_it_is_solved_for_columns_from_any_guess():
    case = made_up(2)
    scaled = scale(case.sums, np.full(9, 0.7))
    right = np.random.default_rng(1).normal(size=(9, 3))
    expected = np.linalg.solve(np.eye(9) + scaled.others.toarray(), right)
    for guess in (None, right, expected):
        assert_allclose(scaled.solve(right, guess=guess, tolerance=1e-12), expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("ratio", [1e-3, 0.05])
def test_a_rough_criterion_is_near_the_exact_one(ratio):
    case = made_up(3, n=200, mentors=30)
    z, y = case.weights[0], case.columns[:, -1]
    whole = np.eye(30) + ratio * z.T @ z
    logdet, explained = rough(case.sums, ratio)
    assert logdet == pytest.approx(np.linalg.slogdet(whole)[1], rel=1e-2)
    assert explained == pytest.approx(ratio * y @ z @ np.linalg.solve(whole, z.T @ y), rel=1e-2)


def test_the_rough_determinant_is_right_to_second_order():
    case = made_up(4, n=200, mentors=30)
    scaled = scale(case.sums, np.full(30, 0.3))
    others = scaled.others.toarray()
    second = np.log(scaled.load).sum() - 0.5 * np.trace(others @ others)
    assert rough(case.sums, 0.3)[0] == pytest.approx(second, rel=1e-12)
