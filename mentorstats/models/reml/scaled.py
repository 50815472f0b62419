"""``I + S Z'Z S`` of very many mentors, scaled to have a diagonal of 1.

With S the roots of the variance ratios, ``I + S Z'Z S = D^.5 (I + E) D^.5`` with D diagonal and E without a diagonal,
so that a mentor with thousands of mentees looks like any other, whatever the ratios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.lanczos import conjugate_gradients
from mentorstats.models.reml.sums import RowSums

__all__ = ["Scaled", "rough", "scale"]

_ROUGHLY = 1e-2


@dataclass(frozen=True, eq=False)
class Scaled:
    """``load`` (q,) is the diagonal of D, ``root`` (q,) that of ``S D^-.5``, ``others`` (q, q) is E."""

    load: Array
    root: Array
    others: sparse.csr_array

    def solve(self, right: Array, *, guess: Array | None, tolerance: float) -> Array:
        """``(I + E)^-1`` times columns."""
        return conjugate_gradients(self.others, 1.0, right, guess=guess, tolerance=tolerance)


def scale(sums: RowSums, spread: Array) -> Scaled:
    """The scaled matrix at the variance ratio of each mentor."""
    load = 1.0 + spread * sums.diagonal
    root, (others, rows) = np.sqrt(spread / load), sums.others
    values = others.data * root[rows] * root[others.indices]
    return Scaled(load, root, sparse.csr_array((values, others.indices, others.indptr), shape=others.shape))


def rough(sums: RowSums, ratio: float) -> tuple[float, float]:
    """``log|I + rB|`` to second order, and ``r b'(I + rB)^-1 b`` of the last column of ``Z'[X y]``."""
    scaled = scale(sums, np.full(len(sums.cross), ratio))
    right = (scaled.root * sums.cross[:, -1])[:, None]
    solution = scaled.solve(right, guess=None, tolerance=_ROUGHLY)
    logdet = float(np.sum(np.log(scaled.load)) - 0.5 * np.sum(scaled.others.data**2))
    return logdet, float(right[:, 0] @ solution[:, 0])
