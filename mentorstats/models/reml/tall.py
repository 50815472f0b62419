"""The QR decomposition of a matrix with very many rows and few columns."""

from __future__ import annotations

import numpy as np

from mentorstats.models.reml.criterion import Array

__all__ = ["tall_qr"]

_ROWS_AT_ONCE = 4_000


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
