"""Solutions and traces with a large sparse matrix that is never inverted: conjugate gradients, Lanczos quadrature.

For a random vector v of signs, ``v'f(B)v`` is on average the trace of ``f(B)``.  Lanczos' process, started at v,
finds a few nodes and weights that give ``v'f(B)v`` for every smooth f (Golub & Meurant 1994; Ubaru, Chen & Saad
2017, SIAM J. Matrix Anal. Appl. 38).  Sparse products give the traces of B to B^4 exactly, so only what a polynomial
of degree 4 leaves of f is guessed from the random vectors, and their scatter says how far off the guess may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from mentorstats.models.reml.criterion import Array

__all__ = [
    "Quadrature",
    "conjugate_gradients",
    "higher_traces",
    "lanczos_quadrature",
    "random_signs",
    "squared_rows",
    "trace_quadrature",
]

_ROWS_AT_ONCE = 20_000
_MOST_PRODUCTS = 2e7
_MOST_DEGREE = 320
_FIRST_DEGREE = 8
_DEGREE_AGREES = 1e-7


@dataclass(frozen=True, eq=False)
class Quadrature:
    """Nodes and weights, (vectors, degree) each, for the forms ``v'f(B)v``; ``moments`` are traces of B^0, B^1, …"""

    nodes: Array
    weights: Array
    moments: Array
    degree: int

    def forms(self, function: Callable[[Array], Array]) -> Array:
        """``v'f(B)v`` for each starting vector."""
        return np.sum(self.weights * function(self.nodes), axis=1)

    def trace(self, function: Callable[[Array], Array]) -> tuple[float, float]:
        """The trace of f(B) and its standard error: a polynomial's trace, exact, plus the mean of what it leaves."""
        scale = float(np.abs(self.nodes).max(initial=0.0)) or 1.0
        powers = (self.nodes / scale)[..., None] ** np.arange(len(self.moments))
        values, root = function(self.nodes), np.sqrt(self.weights)
        shares = np.linalg.lstsq(
            (powers * root[..., None]).reshape(-1, len(self.moments)), (values * root).ravel(), rcond=None
        )[0]
        left = np.sum(self.weights * (values - powers @ shares), axis=1)
        exact = float(shares @ (self.moments / scale ** np.arange(len(self.moments))))
        return exact + float(left.mean()), float(left.std(ddof=1) / np.sqrt(len(left)))


def random_signs(size: int, count: int, rng: np.random.Generator) -> Array:
    """Columns of signs, (size, count); a larger ``count`` begins with the same columns."""
    return np.ascontiguousarray(rng.integers(0, 2, size=(count, size)).T * 2.0 - 1.0, dtype=np.float64)


def trace_quadrature(
    matrix: sparse.csr_array,
    *,
    probes: int,
    rng: np.random.Generator,
    functions: list[Callable[[Array], Array]],
    deep: bool = True,
) -> Quadrature:
    """Quadrature for traces of functions of ``matrix`` (symmetric), from random signs; not ``deep``: B^0 to B^2."""
    nodes, weights, degree = lanczos_quadrature(matrix, random_signs(matrix.shape[0], probes, rng), functions)
    return Quadrature(nodes, weights, _moments(matrix, deep=deep), degree)


def lanczos_quadrature(
    matrix: sparse.csr_array, starts: Array, functions: list[Callable[[Array], Array]]
) -> tuple[Array, Array, int]:
    """Nodes, weights and degree: doubled until the forms of ``functions`` no longer change.

    A fixed degree is silently wrong where one large eigenvalue stands apart; ``LinAlgError`` where even the highest
    degree is too low.
    """
    squares = np.einsum("ij,ij->j", starts, starts)
    current = starts / np.sqrt(np.where(squares > 0, squares, 1.0))
    previous, below = np.zeros_like(current), np.zeros(starts.shape[1])
    diagonals: list[Array] = []
    offs: list[Array] = []
    before, goal = None, min(_FIRST_DEGREE, matrix.shape[0])
    while True:
        while len(diagonals) < goal:
            step = matrix @ current
            diagonals.append(np.einsum("ij,ij->j", current, step))
            previous *= -below
            previous += step
            previous -= current * diagonals[-1]
            below = np.sqrt(np.einsum("ij,ij->j", previous, previous))
            below = np.where(below > 1e-12, below, 0.0)
            offs.append(below)
            previous *= np.divide(1.0, below, out=np.zeros_like(below), where=below > 0)
            previous, current = current, previous
        nodes, weights = _nodes_and_weights(np.array(diagonals), np.array(offs[:-1]))
        weights = weights * squares[:, None]
        forms = np.array([np.sum(weights * function(nodes), axis=1) for function in functions])
        if before is not None and (np.abs(forms - before) <= _DEGREE_AGREES * np.abs(forms) + 1e-300).all():
            return nodes, weights, goal
        if goal == matrix.shape[0]:
            return nodes, weights, goal
        if goal >= _MOST_DEGREE:
            raise linalg.LinAlgError(f"Lanczos quadrature still changes at degree {goal}")
        before, goal = forms, min(goal + max(4, goal // 2), max(_MOST_DEGREE, goal + 1), matrix.shape[0])


def _nodes_and_weights(diagonals: Array, offs: Array) -> tuple[Array, Array]:
    degree, count = diagonals.shape
    tridiagonal = np.zeros((count, degree, degree))
    along = np.arange(degree)
    tridiagonal[:, along, along] = diagonals.T
    tridiagonal[:, along[1:], along[:-1]] = tridiagonal[:, along[:-1], along[1:]] = offs.T
    nodes, vectors = np.linalg.eigh(tridiagonal)
    return nodes, vectors[:, 0, :] ** 2


def _moments(matrix: sparse.csr_array, *, deep: bool) -> Array:
    """Traces of B^0 to B^4, or to B^2 where that is enough or the product B B would be too full."""
    first = [float(matrix.shape[0]), float(matrix.diagonal().sum()), float(np.sum(matrix.data**2))]
    rows = squared_rows(matrix) if deep else None
    return np.array(first if rows is None else [*first, *rows.sum(axis=1)])


def squared_rows(matrix: sparse.csr_array) -> Array | None:
    """Diagonals of B^3 and B^4 (2, n) of a symmetric B; None where the product B B would be too full."""
    if float(np.sum(np.diff(matrix.indptr).astype(float) ** 2)) > _MOST_PRODUCTS:
        return None
    found = np.empty((2, matrix.shape[0]))
    for begin in range(0, matrix.shape[0], _ROWS_AT_ONCE):
        here = slice(begin, begin + _ROWS_AT_ONCE)
        rows = matrix[here]
        squared = rows @ matrix
        found[0, here] = (squared * rows).sum(axis=1)
        squared.data **= 2
        found[1, here] = squared.sum(axis=1)
    return found


def higher_traces(matrix: sparse.csr_array, other: sparse.csr_array) -> list[float]:
    """Traces of B^2 F and B^3 F, both symmetric; none where the products would be too full."""
    if float(np.sum(np.diff(matrix.indptr).astype(float) ** 2)) > _MOST_PRODUCTS:
        return []
    traces = np.zeros(2)
    for begin in range(0, matrix.shape[0], _ROWS_AT_ONCE):
        rows = matrix[begin : begin + _ROWS_AT_ONCE]
        across = rows @ other
        traces += [across.multiply(rows).sum(), across.multiply(rows @ matrix).sum()]
    return traces.tolist()


def conjugate_gradients(
    matrix: sparse.csr_array, ratio: float, right: Array, *, guess: Array | None = None, tolerance: float = 1e-10
) -> Array:
    """Solve ``(I + ratio B) x = right`` for all columns at once, scaled by the diagonal (Hestenes & Stiefel 1952)."""
    inverse = 1.0 / (1.0 + ratio * matrix.diagonal())[:, None]
    solution = inverse * right if guess is None else guess.copy()
    residual = right - solution - ratio * (matrix @ solution)
    goal = tolerance**2 * np.einsum("ij,ij->j", right, right * inverse)
    scaled = inverse * residual
    direction = scaled.copy()
    size = np.einsum("ij,ij->j", residual, scaled)
    for _ in range(10 * len(right)):
        if (size <= goal).all():
            break
        image = matrix @ direction
        image *= ratio
        image += direction
        length = _share(size, np.einsum("ij,ij->j", direction, image))
        solution += direction * length
        image *= length
        residual -= image
        np.multiply(inverse, residual, out=scaled)
        following = np.einsum("ij,ij->j", residual, scaled)
        direction *= _share(following, size)
        direction += scaled
        size = following
    else:
        raise linalg.LinAlgError("conjugate gradients did not converge")
    return solution


def _share(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
