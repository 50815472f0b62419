"""Sums over rows: all that the restricted likelihood needs of the data, apart for each residual variance.

The likelihood depends on the rows only through ``Z'Z``, ``Z'C`` and ``C'C`` with ``C = [X y]``.  Where rows differ in
their residual variance, each group's sums are kept, and a likelihood at other variances adds them up with other
weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mentorstats.models.reml.criterion import Array, blocks_of

__all__ = ["KernelSums", "RowSums", "sum_rows"]

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class KernelSums:
    """What the criterion needs at given variances, for c columns ``C = [X y]`` and k kernels.

    A kernel is what a variance multiplies: ``Z_j Z_j'`` of a membership, or the identity on a group of rows (of each
    but the first).  With V the covariance over the first residual variance and kernels G_j, rows divided by their
    multipliers' roots: ``explained`` (c, c) is ``C'C - C'V^-1 C``, ``squares`` (k, c, c) ``C'V^-1 G_j V^-1 C``,
    ``products`` (k, k, c, c) ``C'V^-1 G_j V^-1 G_l V^-1 C``, ``traces`` (k,) those of ``V^-1 G_j`` with their standard
    ``errors``, ``trace_pairs`` (k, k) those of ``V^-1 G_j V^-1 G_l``, ``logdet`` log|V| where it comes with the rest,
    else 0.  ``guess`` is where the next solutions may start.
    """

    explained: Array
    squares: Array
    products: Array
    traces: Array
    trace_pairs: Array
    logdet: float
    errors: Array
    guess: dict[str, Array]


@dataclass(frozen=True, eq=False)
class RowSums:
    """Sums over the rows of G groups, for q mentors (of all memberships) and c columns ``[X y]``.

    ``pattern`` (q, q) holds the places of ``Z'Z``, ``entries`` (G, places) its values, ``crosses`` (G, q, c) are
    ``Z'[X y]``, ``squares`` (G, c, c) ``[X y]'[X y]``, ``counts`` (G,) the numbers of rows.  ``multipliers`` (G,) are
    the groups' residual variances relative to the first's; ``sizes`` the numbers of mentors of each membership.
    """

    pattern: sparse.csr_array
    entries: Array
    crosses: Array
    squares: Array
    counts: Array
    multipliers: Array
    sizes: tuple[int, ...]

    def at(self, multipliers: Array) -> RowSums:
        """The same rows with other residual variances."""
        return self if multipliers is self.multipliers else replace(self, multipliers=multipliers)

    def only(self, kept: Indices) -> RowSums:
        """The memberships at these places alone."""
        if len(kept) == len(self.sizes):
            return self
        blocks = blocks_of(self.sizes)
        members = np.concatenate([np.arange(self.pattern.shape[0])[blocks[j]] for j in kept] or [[]]).astype(np.intp)
        places = sparse.csr_array(
            (np.arange(1, self.entries.shape[1] + 1), self.pattern.indices, self.pattern.indptr), self.pattern.shape
        )
        pattern = sparse.csr_array(places[members][:, members])
        return replace(
            self, pattern=pattern, entries=self.entries[:, pattern.data - 1], crosses=self.crosses[:, members],
            sizes=tuple(self.sizes[j] for j in kept),
        )  # fmt: skip

    @cached_property
    def gram(self) -> sparse.csr_array:
        """``Z'Z`` of all rows, each divided by its multiplier."""
        return self._csr((1.0 / self.multipliers) @ self.entries)

    @cached_property
    def cross(self) -> Array:
        return np.tensordot(1.0 / self.multipliers, self.crosses, 1)

    @cached_property
    def square(self) -> Array:
        return np.tensordot(1.0 / self.multipliers, self.squares, 1)

    @cached_property
    def diagonal(self) -> Array:
        return np.asarray(self.gram.diagonal(), dtype=float)

    @cached_property
    def others(self) -> tuple[sparse.csr_array, Indices]:
        """The entries of ``gram`` off the diagonal, and the row of each."""
        apart = sparse.csr_array(self.gram - sparse.diags_array(self.diagonal))
        apart.eliminate_zeros()
        return apart, np.repeat(np.arange(len(self.diagonal)), np.diff(apart.indptr))

    @property
    def logdet(self) -> float:
        """The logarithm of the determinant of the rows' multipliers."""
        return float(self.counts @ np.log(self.multipliers))

    def group_gram(self, group: int) -> sparse.csr_array:
        """``Z'Z`` of one group's rows, divided by its multiplier."""
        return self._csr(self.entries[group] / self.multipliers[group])

    def group_cross(self, group: int) -> Array:
        """``Z'[X y]`` of one group's rows, divided by its multiplier."""
        return self.crosses[group] / self.multipliers[group]

    def group_square(self, group: int) -> Array:
        """``[X y]'[X y]`` of one group's rows, divided by its multiplier."""
        return self.squares[group] / self.multipliers[group]

    def _csr(self, values: Array) -> sparse.csr_array:
        return sparse.csr_array((values, self.pattern.indices, self.pattern.indptr), shape=self.pattern.shape)


def sum_rows(weights: Sequence[sparse.csc_array], columns: Array, groups: Indices | None = None) -> RowSums:
    """Sums over rows of memberships (n, q_j) and ``columns`` (n, c); ``groups`` (n,) numbers the residual variances."""
    sizes = tuple(w.shape[1] for w in weights)
    rows = sparse.csr_array(sparse.hstack(weights, format="csr")) if sizes else sparse.csr_array((len(columns), 0))
    total = sparse.csr_array(rows.T @ rows)
    total.sort_indices()
    if groups is None:
        cross, square = np.asarray(rows.T @ columns, dtype=float), columns.T @ columns
        count = np.array([float(len(columns))])
        return RowSums(total, total.data[None], cross[None], square[None], count, np.ones(1), sizes)
    counts = np.bincount(groups).astype(float)
    entries = np.zeros((len(counts), total.nnz))
    crosses, squares = [], []
    width = total.shape[0]
    places = np.repeat(np.arange(width, dtype=np.int64), np.diff(total.indptr)) * width + total.indices
    for group in range(len(counts)):
        chosen = np.flatnonzero(groups == group)
        own_rows, own_columns = rows[chosen], columns[chosen]
        own = (own_rows.T @ own_rows).tocoo()
        entries[group, np.searchsorted(places, own.row.astype(np.int64) * width + own.col)] = own.data
        crosses.append(own_rows.T @ own_columns)
        squares.append(own_columns.T @ own_columns)
    return RowSums(total, entries, np.array(crosses), np.array(squares), counts, np.ones(len(counts)), sizes)
