"""The best variance ratios by dense matrices in the mentors' dimension, for up to some thousand of them.

With S the projection that takes the fixed effects X out, the criterion is a function of ``B = Z'SZ``, ``b = Z'Sy`` and
``s = y'Sy`` alone: ``log|I + BL| + (n - p) log(s - b'L(I + BL)^-1 b)`` with L the diagonal of the variance ratios.
Its derivatives are sums over ``T = (I + BL)^-1 B`` and ``u = (I + BL)^-1 b``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy import linalg, optimize, sparse

from mentorstats.models.reml.criterion import (
    DEPENDENT,
    INDISTINCT,
    NO_REMAINDER,
    Array,
    Derivatives,
    NoMaximumError,
    blocks_of,
    refuse_alike,
)

__all__ = ["Reduced", "best_ratios", "derivatives_at", "reduce_rows", "refuse_undetermined"]

_ZERO_RATIO = 1e-9
_HUGE_RATIO = 1e5
_START_ROOTS = np.geomspace(0.03, 30.0, 7)


@dataclass(frozen=True, eq=False)
class Reduced:
    """The data with the fixed effects taken out; a single membership is rotated so that ``gram`` is diagonal."""

    gram: Array
    cross: Array
    total: float
    dof: int
    blocks: tuple[slice, ...]

    def subset(self, kept: Sequence[int]) -> Reduced:
        """The memberships at these places alone."""
        if len(kept) == len(self.blocks):
            return self
        index = np.concatenate([np.arange(len(self.cross))[self.blocks[j]] for j in kept] or [[]]).astype(int)
        sizes = [self.blocks[j].stop - self.blocks[j].start for j in kept]
        return _rotated(self.gram[np.ix_(index, index)], self.cross[index], self.total, self.dof, sizes)


def reduce_rows(basis: Array, residual: Array, weights: list[sparse.csc_array]) -> Reduced:
    """Take the fixed effects out: ``basis`` is orthonormal and spans them, ``residual`` is what they leave of y."""
    n, p = basis.shape
    total = float(residual @ residual)
    if not weights:
        return Reduced(np.zeros((0, 0)), np.zeros(0), total, n - p, ())
    z = sparse.hstack(weights, format="csc")
    on_basis = z.T @ basis
    gram = (z.T @ z).toarray() - on_basis @ on_basis.T
    return _rotated(gram, z.T @ residual, total, n - p, [w.shape[1] for w in weights])


def _rotated(gram: Array, cross: Array, total: float, dof: int, sizes: Sequence[int]) -> Reduced:
    if len(sizes) == 1:
        values, cross = _spectrum(gram, cross)
        gram = np.diag(np.clip(values, 0.0, None))
    return Reduced(gram, cross, total, dof, blocks_of(sizes))


def _spectrum(gram: Array, cross: Array) -> tuple[Array, Array]:
    """The eigenvalues of ``gram``, and ``cross`` along its eigenvectors, up to signs.

    A reflection takes ``cross`` to the first axis, where reduction to three diagonals leaves it, so that the
    eigenvectors' first entries are enough: half the work of finding whole eigenvectors.
    """
    length = float(np.linalg.norm(cross))
    if len(gram) < 3 or length == 0.0:
        values, vectors = linalg.eigh(gram)
        return np.asarray(values, dtype=float), np.asarray(vectors.T @ cross, dtype=float)
    axis = cross / length
    axis[0] += np.copysign(1.0, axis[0])
    axis *= np.sqrt(2.0) / np.linalg.norm(axis)
    along = gram @ axis
    along -= 0.5 * float(axis @ along) * axis
    reflected = gram - np.outer(axis, along) - np.outer(along, axis)
    work = int(linalg.lapack.dsytrd_lwork(len(gram), lower=1)[0])
    diagonal, off = linalg.lapack.dsytrd(reflected.T, lower=1, lwork=work, overwrite_a=1)[1:3]
    values, vectors = linalg.eigh_tridiagonal(diagonal, off)
    return np.asarray(values, dtype=float), np.asarray(length * vectors[0], dtype=float)


def refuse_undetermined(reduced: Reduced, names: list[str]) -> None:
    """Refuse memberships whose variances have no best value or cannot be told apart; ``names`` are theirs."""
    for size in range(1, len(names) + 1):
        for chosen in combinations(range(len(names)), size):
            _refuse_no_remainder(reduced.subset(chosen), " and ".join(repr(names[j]) for j in chosen))
    gram, blocks, k = reduced.gram, reduced.blocks, len(names)
    pairs = np.empty((k + 1, k + 1))
    pairs[:k, :k] = [[np.sum(gram[a, b] ** 2) for b in blocks] for a in blocks]
    pairs[:k, k] = pairs[k, :k] = [np.trace(gram[a, a]) for a in blocks]
    pairs[k, k] = reduced.dof
    refuse_alike(pairs, names, ["the residual"], least=np.full(k, INDISTINCT))


def _refuse_no_remainder(reduced: Reduced, name: str) -> None:
    diagonal = len(reduced.blocks) == 1
    values, vectors = (np.diag(reduced.gram), None) if diagonal else linalg.eigh(reduced.gram)
    along = reduced.cross if vectors is None else vectors.T @ reduced.cross
    kept = values > DEPENDENT * max(values.max(initial=0.0), 1e-300)
    explained = float(np.sum(along[kept] ** 2 / values[kept]))
    if kept.sum() < reduced.dof and reduced.total - explained <= NO_REMAINDER * reduced.total:
        raise NoMaximumError(
            f"{name} explains the outcome without remainder, so the likelihood grows without bound: "
            "where everyone in a group has one outcome, the group is the row"
        )


def derivatives_at(reduced: Reduced, ratios: Array) -> Derivatives:
    """All that the criterion needs: T = (I + BL)^-1 B stands for Z'PZ, u = (I + BL)^-1 b for Z'Py."""
    k, blocks = len(ratios), reduced.blocks
    if k == 1:
        shrunk = 1.0 / (1.0 + ratios[0] * np.diag(reduced.gram))
        t, u = np.diag(reduced.gram) * shrunk, reduced.cross * shrunk
        logdet, fitted = -float(np.sum(np.log(shrunk))), ratios[0] * float(reduced.cross @ u)
        sums = ([t.sum()], [[t @ t]], [u @ u], [[u @ (t * u)]])
    else:
        spread = np.concatenate([np.full(b.stop - b.start, r) for b, r in zip(blocks, ratios, strict=True)] or [[]])
        root = np.sqrt(spread)[:, None]
        factor = linalg.cholesky(np.eye(len(spread)) + root * reduced.gram * root.T, lower=True) if k else reduced.gram
        right = root * np.column_stack([reduced.gram, reduced.cross])
        half = linalg.solve_triangular(factor, right, lower=True) if k else right
        t, u = reduced.gram - half[:, :-1].T @ half[:, :-1], reduced.cross - half[:, :-1].T @ half[:, -1]
        logdet, fitted = 2.0 * float(np.sum(np.log(np.diag(factor)))), float(half[:, -1] @ half[:, -1])
        sums = (
            [np.trace(t[a, a]) for a in blocks],
            [[np.sum(t[a, b] ** 2) for b in blocks] for a in blocks],
            [u[a] @ u[a] for a in blocks],
            [[u[a] @ t[a, b] @ u[b] for b in blocks] for a in blocks],
        )
    traces, trace_pairs, norms, norm_pairs = (np.asarray(sum_, dtype=float) for sum_ in sums)
    shape = (k, k)
    return Derivatives(
        logdet, reduced.total - fitted, traces, trace_pairs.reshape(shape), norms, norm_pairs.reshape(shape)
    )


def best_ratios(reduced: Reduced, names: list[str]) -> Array:
    """Minimize over the square roots of the ratios, where a ratio of 0 is an ordinary stationary point."""
    if not names:
        return np.zeros(0)

    @lru_cache(maxsize=2)
    def computed(*roots: float) -> tuple[float, Array, Array]:
        at = np.array(roots)
        value, gradient, hessian = derivatives_at(reduced, at**2).criterion(reduced.dof)
        return value, 2.0 * at * gradient, 4.0 * np.outer(at, at) * hessian + np.diag(2.0 * gradient)

    def criterion(roots: Array) -> tuple[float, Array, Array]:
        return computed(*map(float, roots))

    starts = [np.full(len(names), root) for root in _START_ROOTS]
    start = min(starts, key=lambda roots: criterion(roots)[0])
    roots = optimize.minimize(
        lambda r: criterion(r)[0], start, jac=lambda r: criterion(r)[1], hess=lambda r: criterion(r)[2],
        method="trust-exact", options={"gtol": 1e-9 * reduced.dof, "max_trust_radius": 100.0},
    ).x  # fmt: skip
    ratios = np.where(roots**2 < _ZERO_RATIO, 0.0, roots**2)
    if (ratios > _HUGE_RATIO).any():
        name = names[int(np.argmax(ratios))]
        raise NoMaximumError(f"{name!r} leaves nothing for the residual: its variance ratio grows without bound")
    return ratios
