from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from mentorstats.models.reml import lanczos
from mentorstats.models.reml.lanczos import (
    conjugate_gradients,
    higher_traces,
    lanczos_quadrature,
    random_signs,
    squared_rows,
    trace_quadrature,
)
from tests.models.reml.sparse_programs import made


def test_a_fixed_degree_would_be_wrong_where_one_mentor_stands_apart_and_the_growing_one_is_not():
    weights = made(3000, 600, heavy=0.3)[2]
    gram = sparse.csr_array(weights.T @ weights)
    exact = float(np.sum(np.log1p(3.0 * np.linalg.eigvalsh(gram.toarray()))))
    rng = np.random.default_rng(1)
    start = gram.diagonal()[:, None] ** 0.5

    def form(x):
        return np.log1p(300.0 * x)

    nodes, shares, degree = lanczos_quadrature(gram, start, [form])
    grown = float(np.sum(shares[0] * form(nodes[0])))
    values, vectors = np.linalg.eigh(gram.toarray())
    truth = float((vectors.T @ start[:, 0]) ** 2 @ form(np.clip(values, 0, None)))
    assert grown == pytest.approx(truth, rel=1e-6)
    assert degree > lanczos._FIRST_DEGREE
    found = trace_quadrature(gram, probes=64, rng=rng, functions=[lambda x: np.log1p(3.0 * x)])
    trace, error = found.trace(lambda x: np.log1p(3.0 * x))
    assert abs(trace - exact) < 4 * error + 1e-6 * exact


def test_quadrature_that_still_changes_at_the_highest_degree_is_refused(monkeypatch):
    monkeypatch.setattr(lanczos, "_MOST_DEGREE", 12)
    weights = made(3000, 600, tail=1.2)[2]
    gram = sparse.csr_array(weights.T @ weights)
    with pytest.raises(np.linalg.LinAlgError, match="still changes at degree 12"):
        lanczos_quadrature(gram, np.ones((600, 1)), [lambda x: np.log1p(1000.0 * x)])


def test_conjugate_gradients_solve_every_column():
    weights = made(900, 200, heavy=0.2)[2]
    gram = sparse.csr_array(weights.T @ weights)
    right = np.random.default_rng(2).standard_normal((200, 4))
    dense = np.linalg.solve(np.eye(200) + 2.5 * gram.toarray(), right)
    assert conjugate_gradients(2.5 * gram, right) == pytest.approx(dense, rel=1e-7, abs=1e-9)
    assert conjugate_gradients(2.5 * gram, right, guess=dense) == pytest.approx(dense, rel=1e-7, abs=1e-9)


def test_a_column_that_is_solved_or_zero_does_not_disturb_the_others():
    gram = sparse.csr_array(np.diag([1.0, 2.0, 3.0, 4.0]) + 0.3)
    right = np.zeros((4, 3))
    right[:, 1], right[:, 2] = [1.0, 0.0, 0.0, 0.0], [1.0, 2.0, 3.0, 4.0]
    exact = np.linalg.solve(np.eye(4) + gram.toarray(), right)
    assert_allclose(conjugate_gradients(gram, right), exact, rtol=1e-9, atol=1e-12)
    assert conjugate_gradients(gram, right)[:, 0].tolist() == [0.0] * 4


def test_the_error_of_a_solution_is_below_the_tolerance():
    weights = made(900, 200)[2]
    gram = sparse.csr_array(5.0 * weights.T @ weights)
    right = np.random.default_rng(3).standard_normal((200, 2))
    exact = np.linalg.solve(np.eye(200) + gram.toarray(), right)
    rough, fine = (
        np.abs(conjugate_gradients(gram, right, tolerance=tolerance) - exact).max() for tolerance in (1e-2, 1e-9)
    )
    assert 1e-6 < rough < 1e-1
    assert fine < 1e-8


def test_what_is_no_solution_is_said(monkeypatch):
    monkeypatch.setattr(lanczos, "_MOST_ROUNDS", 0)
    with pytest.raises(np.linalg.LinAlgError, match="did not converge"):
        conjugate_gradients(sparse.csr_array(np.eye(3)), np.ones((3, 1)))


@pytest.mark.parametrize("at_once", [20_000, 7])
def test_higher_powers_have_the_diagonals_and_traces_of_whole_matrices(at_once, monkeypatch):
    monkeypatch.setattr(lanczos, "_ROWS_AT_ONCE", at_once)
    weights = made(200, 40)[2]
    matrix = sparse.csr_array(weights.T @ weights)
    matrix.setdiag(0.0)
    other = sparse.csr_array(weights[::2].T @ weights[::2])
    b, f = matrix.toarray(), other.toarray()
    rows = squared_rows(matrix)
    assert rows is not None
    assert_allclose(rows, [np.diag(b @ b @ b), np.diag(b @ b @ b @ b)], atol=1e-12)
    assert_allclose(higher_traces(matrix, other), [np.trace(b @ b @ f), np.trace(b @ b @ b @ f)])


def test_products_that_would_be_too_full_are_left_out(monkeypatch):
    weights = made(200, 40)[2]
    matrix = sparse.csr_array(weights.T @ weights)
    products = float(np.sum(np.diff(matrix.indptr).astype(float) ** 2))
    monkeypatch.setattr(lanczos, "_MOST_PRODUCTS", products)
    assert squared_rows(matrix) is not None
    assert len(higher_traces(matrix, matrix)) == 2
    monkeypatch.setattr(lanczos, "_MOST_PRODUCTS", products - 1)
    assert squared_rows(matrix) is None
    assert higher_traces(matrix, matrix) == []
    assert len(trace_quadrature(matrix, probes=4, rng=np.random.default_rng(1), functions=[np.log1p]).moments) == 3


def test_signs_are_plus_and_minus_one_and_more_of_them_begin_with_the_same():
    few, many = (random_signs(50, count, np.random.default_rng(4)) for count in (3, 8))
    assert few.shape == (50, 3)
    assert set(np.unique(many)) == {-1.0, 1.0}
    assert abs(many.mean()) < 0.2
    assert_allclose(many[:, :3], few)


@pytest.mark.parametrize(("deep", "moments"), [(False, 3), (True, 5)])
def test_the_trace_of_a_polynomial_is_exact_up_to_the_powers_that_are_known(deep, moments):
    weights = made(300, 60)[2]
    matrix = sparse.csr_array(weights.T @ weights)
    b = matrix.toarray()
    quadrature = trace_quadrature(matrix, probes=4, rng=np.random.default_rng(5), functions=[np.log1p], deep=deep)
    assert_allclose(quadrature.moments, [np.trace(np.linalg.matrix_power(b, power)) for power in range(moments)])
    power = moments - 1
    trace, error = quadrature.trace(lambda nodes: 2.0 + nodes**power)
    assert trace == pytest.approx(120 + np.trace(np.linalg.matrix_power(b, power)), rel=1e-9)
    assert error == pytest.approx(0.0, abs=1e-7)


def test_the_scatter_over_signs_says_how_far_off_a_trace_is():
    weights = made(300, 60)[2]
    matrix = sparse.csr_array(weights.T @ weights)
    exact = float(np.sum(np.log1p(np.linalg.eigvalsh(matrix.toarray()))))
    rngs = [np.random.default_rng(seed) for seed in range(60)]
    found = [trace_quadrature(matrix, probes=8, rng=rng, functions=[np.log1p]).trace(np.log1p) for rng in rngs]
    traces, errors = np.array(found).T
    assert abs(traces.mean() - exact) < 4 * traces.std() / np.sqrt(60)
    assert 0.6 < traces.std(ddof=1) / np.sqrt(np.mean(errors**2)) < 1.6


def test_a_small_matrix_is_known_whole_and_a_vector_of_zeros_has_no_form():
    matrix = sparse.csr_array(np.array([[2.0, 1.0], [1.0, 3.0]]))
    starts = np.array([[1.0, 0.0], [1.0, 0.0]])
    nodes, weights, degree = lanczos_quadrature(matrix, starts, [np.exp])
    values, vectors = np.linalg.eigh(matrix.toarray())
    assert degree == 2
    form = (vectors.T @ starts[:, 0]) ** 2 @ np.exp(values)
    assert np.sum(weights * np.exp(nodes), axis=1) == pytest.approx([form, 0.0])
