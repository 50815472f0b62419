"""The restricted likelihood (REML) of shared memberships, and where it is highest.

With ``S`` the projection that takes the fixed effects ``X`` out, the criterion is a function of ``B = Z'SZ``,
``b = Z'Sy`` and ``s = y'Sy`` alone (Harville 1977, J. Am. Stat. Assoc. 72):
``log|I + BL| + (n - p) log(s - b'L(I + BL)^-1 b)`` with ``L`` the diagonal of the variance ratios.  Its first and
second derivatives are sums over ``T = (I + BL)^-1 B`` and ``u = (I + BL)^-1 b``, so it is minimized by Newton steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse

from mentorstats.errors import WrongArrays

__all__ = [
    "DEPENDENT",
    "Array",
    "IndistinctError",
    "NoMaximumError",
    "Reduced",
    "best_ratios",
    "blocks_of",
    "derivatives",
    "parameter_covariance",
    "reduce_rows",
    "refuse_alike",
    "refuse_no_residual",
    "refuse_undetermined",
    "tall_qr",
]

_ROWS_AT_ONCE = 4_000

Array = NDArray[np.float64]

DEPENDENT = 1e-9
_NO_REMAINDER = 1e-11
_INDISTINCT = 1e-9
_ZERO_RATIO = 1e-9
_HUGE_RATIO = 1e5


class NoMaximumError(WrongArrays):
    """The likelihood grows without bound: a membership explains the outcome without remainder."""


class IndistinctError(WrongArrays):
    """These rows cannot tell a membership's variance from something else; ``membership`` is its name."""

    def __init__(self, message: str, membership: str) -> None:
        super().__init__(message)
        self.membership = membership


@dataclass(frozen=True, eq=False)
class Reduced:
    """The data with the fixed effects taken out; a single membership is rotated so that ``gram`` is diagonal."""

    gram: Array
    cross: Array
    total: float
    dof: int
    blocks: tuple[slice, ...]

    def subset(self, kept: Sequence[int]) -> Reduced:
        if len(kept) == len(self.blocks):
            return self
        index = np.concatenate([np.arange(len(self.cross))[self.blocks[j]] for j in kept] or [[]]).astype(int)
        sizes = [self.blocks[j].stop - self.blocks[j].start for j in kept]
        return _rotated(self.gram[np.ix_(index, index)], self.cross[index], self.total, self.dof, sizes)


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
        found, whole = linalg.eigh(gram)
        return np.asarray(found, dtype=float), np.asarray(whole.T @ cross, dtype=float)
    axis = cross / length
    axis[0] += np.copysign(1.0, axis[0])
    axis *= np.sqrt(2.0) / np.linalg.norm(axis)
    along = gram @ axis
    along -= 0.5 * float(axis @ along) * axis
    turned = gram - np.outer(axis, along) - np.outer(along, axis)
    work = int(linalg.lapack.dsytrd_lwork(len(gram), lower=1)[0])
    diagonal, off = linalg.lapack.dsytrd(turned.T, lower=1, lwork=work, overwrite_a=1)[1:3]
    values, vectors = linalg.eigh_tridiagonal(diagonal, off)
    return np.asarray(values, dtype=float), np.asarray(length * vectors[0], dtype=float)


@dataclass(frozen=True, eq=False)
class Derivatives:
    """The criterion at given ratios: ``traces`` of P V_j, ``trace_pairs`` of P V_j P V_k, and the same around y."""

    logdet: float
    remainder: float
    traces: Array
    trace_pairs: Array
    norms: Array
    norm_pairs: Array

    def criterion(self, dof: int) -> tuple[float, Array, Array]:
        """Value, gradient and Hessian in the ratios of the profiled criterion."""
        value = self.logdet + dof * np.log(self.remainder)
        share = self.norms / self.remainder
        gradient = self.traces - dof * share
        hessian = -self.trace_pairs + dof * (2.0 * self.norm_pairs / self.remainder - np.outer(share, share))
        return float(value), gradient, hessian


def blocks_of(sizes: Sequence[int]) -> tuple[slice, ...]:
    """Consecutive slices of the given sizes."""
    ends = np.cumsum(sizes, dtype=int)
    return tuple(slice(int(end - size), int(end)) for end, size in zip(ends, sizes, strict=True))


def reduce_rows(basis: Array, residual: Array, outcome: Array, weights: list[sparse.csc_array]) -> Reduced:
    """Take the fixed effects out: ``basis`` is orthonormal and spans them, ``residual`` is what they leave of y."""
    n, p = basis.shape
    refuse_no_residual(residual, outcome)
    total = float(residual @ residual)
    if not weights:
        return Reduced(np.zeros((0, 0)), np.zeros(0), total, n - p, ())
    z = sparse.hstack(weights, format="csc")
    on_basis = z.T @ basis
    gram = (z.T @ z).toarray() - on_basis @ on_basis.T
    return _rotated(gram, z.T @ residual, total, n - p, [w.shape[1] for w in weights])


def refuse_no_residual(residual: Array, outcome: Array) -> None:
    """Refuse fixed effects that leave nothing of the outcome."""
    if float(residual @ residual) <= _NO_REMAINDER**2 * float(outcome @ outcome):
        raise NoMaximumError("the columns of x explain y without remainder: nothing is left to estimate from")


def refuse_undetermined(reduced: Reduced, names: list[str]) -> None:
    """Refuse memberships whose variances have no best value or cannot be told apart; ``names`` are theirs."""
    for size in range(1, len(names) + 1):
        for chosen in combinations(range(len(names)), size):
            _refuse_no_remainder(reduced.subset(chosen), " and ".join(repr(names[j]) for j in chosen))
    gram, blocks = reduced.gram, reduced.blocks
    pairs = np.array([[np.sum(gram[a, b] ** 2) for b in blocks] for a in blocks]).reshape(len(names), len(names))
    own = np.array([np.trace(gram[a, a]) for a in blocks])
    refuse_alike(pairs, own, reduced.dof, names, least=np.full(len(names), _INDISTINCT))


def refuse_alike(pairs: Array, own: Array, dof: int, names: list[str], *, least: Array) -> None:
    """Refuse memberships whose ``B_jk`` (their blocks of Z'SZ) make the same covariances, or none above ``least``.

    ``pairs`` are the sums of squares of these blocks, ``own`` the traces of ``B_jj``.
    """
    overlap = np.block([[pairs, own[:, None]], [own[None, :], np.array([[float(dof)]])]])
    size = np.sqrt(np.diag(overlap))
    if not (size[:-1] > least).all():
        name = names[int(np.argmin(size[:-1] - least))]
        raise IndistinctError(f"the columns of x already take up all that {name!r} could explain", name)
    values, vectors = linalg.eigh(overlap / np.outer(size, size))
    if values[0] < _INDISTINCT:
        alike = [(*names, "the residual")[j] for j in np.flatnonzero(np.abs(vectors[:, 0]) > 1e-3)]
        last = [name for name in alike if name in names][-1]
        raise IndistinctError(f"these rows cannot tell the variances of {' and '.join(alike)} apart", last)


def _refuse_no_remainder(reduced: Reduced, name: str) -> None:
    diagonal = len(reduced.blocks) == 1
    values, vectors = (np.diag(reduced.gram), None) if diagonal else linalg.eigh(reduced.gram)
    along = reduced.cross if vectors is None else vectors.T @ reduced.cross
    kept = values > DEPENDENT * max(values.max(initial=0.0), 1e-300)
    explained = float(np.sum(along[kept] ** 2 / values[kept]))
    if kept.sum() < reduced.dof and reduced.total - explained <= _NO_REMAINDER * reduced.total:
        raise NoMaximumError(
            f"{name} explains the outcome without remainder, so the likelihood grows without bound: "
            "where everyone in a group has one outcome, the group is the row"
        )


def derivatives(reduced: Reduced, ratios: Array) -> Derivatives:
    """All pieces of the criterion: T = (I + BL)^-1 B stands for Z'PZ, u = (I + BL)^-1 b for Z'Py."""
    k, blocks = len(ratios), reduced.blocks
    if k == 1:
        shrunk = 1.0 / (1.0 + ratios[0] * np.diag(reduced.gram))
        t, u = np.diag(reduced.gram) * shrunk, reduced.cross * shrunk
        logdet, fitted = -float(np.sum(np.log(shrunk))), ratios[0] * float(reduced.cross @ u)
        pieces = ([t.sum()], [[t @ t]], [u @ u], [[u @ (t * u)]])
    else:
        spread = np.concatenate([np.full(b.stop - b.start, r) for b, r in zip(blocks, ratios, strict=True)] or [[]])
        root = np.sqrt(spread)[:, None]
        factor = linalg.cholesky(np.eye(len(spread)) + root * reduced.gram * root.T, lower=True) if k else reduced.gram
        right = root * np.column_stack([reduced.gram, reduced.cross])
        half = linalg.solve_triangular(factor, right, lower=True) if k else right
        t, u = reduced.gram - half[:, :-1].T @ half[:, :-1], reduced.cross - half[:, :-1].T @ half[:, -1]
        logdet, fitted = 2.0 * float(np.sum(np.log(np.diag(factor)))), float(half[:, -1] @ half[:, -1])
        pieces = (
            [np.trace(t[a, a]) for a in blocks],
            [[np.sum(t[a, b] ** 2) for b in blocks] for a in blocks],
            [u[a] @ u[a] for a in blocks],
            [[u[a] @ t[a, b] @ u[b] for b in blocks] for a in blocks],
        )
    traces, trace_pairs, norms, norm_pairs = (np.asarray(piece, dtype=float) for piece in pieces)
    shape = (k, k)
    return Derivatives(
        logdet, reduced.total - fitted, traces, trace_pairs.reshape(shape), norms, norm_pairs.reshape(shape)
    )


def best_ratios(reduced: Reduced, names: list[str]) -> Array:
    """Minimize over the square roots of the ratios, where a ratio of 0 is an ordinary stationary point."""
    if not names:
        return np.zeros(0)

    @lru_cache(maxsize=2)
    def kept(*roots: float) -> tuple[float, Array, Array]:
        at = np.array(roots)
        value, gradient, hessian = derivatives(reduced, at**2).criterion(reduced.dof)
        return value, 2.0 * at * gradient, 4.0 * np.outer(at, at) * hessian + np.diag(2.0 * gradient)

    def at(roots: Array) -> tuple[float, Array, Array]:
        return kept(*map(float, roots))

    starts = [np.full(len(names), root) for root in np.geomspace(0.03, 30.0, 7)]
    start = min(starts, key=lambda roots: at(roots)[0])
    roots = optimize.minimize(
        lambda r: at(r)[0], start, jac=lambda r: at(r)[1], hess=lambda r: at(r)[2],
        method="trust-exact", options={"gtol": 1e-9 * reduced.dof, "max_trust_radius": 100.0},
    ).x  # fmt: skip
    ratios = np.where(roots**2 < _ZERO_RATIO, 0.0, roots**2)
    if (ratios > _HUGE_RATIO).any():
        name = names[int(np.argmax(ratios))]
        raise NoMaximumError(f"{name!r} leaves nothing for the residual: its variance ratio grows without bound")
    return ratios


def parameter_covariance(at_best: Derivatives, ratios: Array, variance: float, dof: int) -> Array:
    """Twice the inverse Hessian of the deviance in the logarithms of (ratios, residual variance)."""
    among = np.outer(ratios, ratios) * (2.0 * at_best.norm_pairs / variance - at_best.trace_pairs)
    across = (ratios * at_best.norms / variance)[:, None]
    return np.asarray(
        2.0 * np.linalg.inv(np.block([[among, across], [across.T, np.array([[float(dof)]])]])), dtype=float
    )


def tall_qr(matrix: Array) -> tuple[Array, Array]:
    """Q and R as ``numpy.linalg.qr`` has them, but for signs, of some thousand rows at a time.

    Each part and what is left of all of them stays in the processor's cache (Demmel, Grigori, Hoemmen & Langou 2012,
    SIAM J. Sci. Comput. 34).

    >>> matrix = np.column_stack([np.ones(9_000), np.arange(9_000.0)])
    >>> basis, triangle = tall_qr(matrix)
    >>> np.allclose(basis @ triangle, matrix), np.allclose(basis.T @ basis, np.eye(2))
    (True, True)
    """
    parts = [np.linalg.qr(part) for part in np.array_split(matrix, max(1, len(matrix) // _ROWS_AT_ONCE))]
    if len(parts) == 1:
        return parts[0].Q, parts[0].R
    turn, triangle = np.linalg.qr(np.concatenate([part.R for part in parts]))
    turns = np.split(turn, np.cumsum([len(part.R) for part in parts])[:-1])
    return np.concatenate([part.Q @ own for part, own in zip(parts, turns, strict=True)]), triangle
