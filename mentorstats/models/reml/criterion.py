"""The restricted likelihood (REML) and its derivatives, in terms that every route to its maximum shares.

With V the covariance of the rows over the residual variance and
``P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1``, the criterion ``log|V| + log|X'V^-1 X| + (n - p) log(y'Py)`` is minimized;
its derivatives are traces of ``P G_j`` and forms in ``Py``, with G_j what the j-th variance multiplies (Harville 1977,
J. Am. Stat. Assoc. 72).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from mentorstats.errors import InvalidInput

__all__ = [
    "DEPENDENT",
    "INDISTINCT",
    "NO_REMAINDER",
    "Array",
    "Derivatives",
    "IndistinctError",
    "NoMaximumError",
    "ResidualGroupError",
    "blocks_of",
    "parameter_covariance",
    "refuse_alike",
    "refuse_no_residual",
    "tall_qr",
]

Array = NDArray[np.float64]

DEPENDENT = 1e-9
INDISTINCT = 1e-9
NO_REMAINDER = 1e-11
_ROWS_AT_ONCE = 4_000


class NoMaximumError(InvalidInput):
    """The likelihood grows without bound: a membership explains the outcome without remainder."""


class ResidualGroupError(NoMaximumError):
    """A group of rows leaves nothing to estimate a residual variance of its own from; ``group`` is its label."""

    def __init__(self, message: str, group: str) -> None:
        super().__init__(message)
        self.group = group


class IndistinctError(InvalidInput):
    """These rows cannot tell a membership's variance from something else; ``membership`` is its name."""

    def __init__(self, message: str, membership: str) -> None:
        super().__init__(message)
        self.membership = membership


@dataclass(frozen=True, eq=False)
class Derivatives:
    """The criterion at given variances: log|V| + log|X'V^-1 X|, ``remainder`` y'Py, and what derivatives consist of.

    ``traces`` are those of P G_j, ``trace_pairs`` of P G_j P G_k, ``norms`` and ``norm_pairs`` the same around y.
    """

    logdet: float
    remainder: float
    traces: Array
    trace_pairs: Array
    norms: Array
    norm_pairs: Array

    def criterion(self, dof: int) -> tuple[float, Array, Array]:
        """Value, gradient and Hessian in the variances of the kernels, with the residual's profiled out."""
        value = self.logdet + dof * np.log(self.remainder)
        share = self.norms / self.remainder
        gradient = self.traces - dof * share
        hessian = -self.trace_pairs + dof * (2.0 * self.norm_pairs / self.remainder - np.outer(share, share))
        return float(value), gradient, hessian


def parameter_covariance(derivatives: Derivatives, parameters: Array, variance: float, dof: int) -> Array:
    """Twice the inverse Hessian of the deviance in the logarithms of ``parameters`` and the residual ``variance``."""
    between = np.outer(parameters, parameters) * (2.0 * derivatives.norm_pairs / variance - derivatives.trace_pairs)
    with_residual = (parameters * derivatives.norms / variance)[:, None]
    hessian = np.block([[between, with_residual], [with_residual.T, np.array([[float(dof)]])]])
    return np.asarray(2.0 * np.linalg.inv(hessian), dtype=float)


def blocks_of(sizes: Sequence[int]) -> tuple[slice, ...]:
    """Consecutive slices of the given sizes."""
    ends = np.cumsum(sizes, dtype=int)
    return tuple(slice(int(end - size), int(end)) for end, size in zip(ends, sizes, strict=True))


def refuse_no_residual(residual: Array, outcome: Array) -> None:
    """Refuse fixed effects that leave nothing of the outcome."""
    if float(residual @ residual) <= NO_REMAINDER**2 * float(outcome @ outcome):
        raise NoMaximumError("the columns of x explain y without remainder: nothing is left to estimate from")


def refuse_alike(pairs: Array, memberships: Sequence[str], groups: Sequence[str], *, least: Array) -> None:
    """Refuse memberships whose kernels make the same covariances, or none above ``least``.

    ``pairs`` are the traces of ``S G_j S G_k`` for the memberships and then the residual of each of ``groups``, with S
    the projection that takes the fixed effects out.
    """
    k, size = len(memberships), np.sqrt(np.diag(pairs))
    if not (size[:k] > least).all():
        name = memberships[int(np.argmin(size[:k] - least))]
        raise IndistinctError(f"the columns of x already take up all that {name!r} could explain", name)
    values, vectors = linalg.eigh(pairs / np.outer(size, size))
    if values[0] >= INDISTINCT:
        return
    alike = np.flatnonzero(np.abs(vectors[:, 0]) > 1e-3)
    named = [*memberships, *([f"the residual of {group!r}" for group in groups] if len(groups) > 1 else groups)]
    message = f"these rows cannot tell the variances of {' and '.join(named[j] for j in alike)} apart"
    if not (alike < k).any():
        raise ResidualGroupError(message, groups[int(alike[-1]) - k])
    raise IndistinctError(message, memberships[int(alike[alike < k][-1])])


def tall_qr(matrix: Array) -> tuple[Array, Array]:
    """Q and R as ``numpy.linalg.qr`` has them, but for signs, of some thousand rows at a time.

    Each chunk and what is left of all of them stays in the processor's cache (Demmel, Grigori, Hoemmen & Langou 2012,
    SIAM J. Sci. Comput. 34).

    >>> matrix = np.column_stack([np.ones(9_000), np.arange(9_000.0)])
    >>> basis, triangle = tall_qr(matrix)
    >>> np.allclose(basis @ triangle, matrix), np.allclose(basis.T @ basis, np.eye(2))
    (True, True)
    """
    chunks = [np.linalg.qr(chunk) for chunk in np.array_split(matrix, max(1, len(matrix) // _ROWS_AT_ONCE))]
    if len(chunks) == 1:
        return chunks[0].Q, chunks[0].R
    turn, triangle = np.linalg.qr(np.concatenate([chunk.R for chunk in chunks]))
    turns = np.split(turn, np.cumsum([len(chunk.R) for chunk in chunks])[:-1])
    return np.concatenate([chunk.Q @ rotation for chunk, rotation in zip(chunks, turns, strict=True)]), triangle
