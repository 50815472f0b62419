"""``Z'Z`` of many mentors in separate blocks, and one membership rotated so that it is diagonal.

Mentors who share no row, directly or through others, fall into separate blocks, as those of separate cohorts do.  The
eigenvalues of each block then give all traces of one membership at once, whatever its variance ratio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.sums import KernelSums, RowSums

__all__ = ["Block", "RotatedBlocks", "rotate_blocks", "separate_blocks"]

Indices = NDArray[np.intp]

_ENTRIES_AT_ONCE, _DENSE = 4e6, 64


@dataclass(frozen=True, eq=False)
class Block:
    """Blocks of one size: their ``members`` (blocks, size) and ``Z'Z`` of each group of rows (G, blocks, size, size).

    A large block comes alone, with ``sparse`` matrices of the groups beside the first.
    """

    members: Indices
    dense: Array
    sparse: tuple[sparse.csr_array, ...]


@dataclass(frozen=True, eq=False)
class RotatedBlocks:
    """One membership along the eigenvectors of ``Z'Z``: its eigenvalues (q,) and the rotated ``Z'[X y]`` (q, c)."""

    values: Array
    cross: Array
    sums: RowSums

    def at(self, multipliers: Array) -> RotatedBlocks:
        """Itself: with one residual variance there are no multipliers."""
        return self

    def kernel_sums(self, ratios: Array, guess: dict[str, Array] | None = None) -> KernelSums:
        """All sums at the ratio of the one membership."""
        ratio = float(ratios[0])
        solved = self.cross / (1.0 + ratio * self.values)[:, None]
        traces = self.values / (1.0 + ratio * self.values)
        return KernelSums(
            explained=ratio * (self.cross.T @ solved),
            squares=(solved.T @ solved)[None],
            products=(solved.T @ (traces[:, None] * solved))[None, None],
            traces=np.array([traces.sum()]),
            trace_pairs=np.array([[traces @ traces]]),
            logdet=float(np.sum(np.log1p(ratio * self.values))),
            errors=np.zeros(1),
            guess={},
        )

    def rough(self, ratio: float) -> tuple[float, float]:
        """``log|I + rB|`` and ``r b'(I + rB)^-1 b`` of the last column of ``cross``: here as they are."""
        shrunk = 1.0 / (1.0 + ratio * self.values)
        return -float(np.sum(np.log(shrunk))), ratio * float(self.cross[:, -1] ** 2 @ shrunk)


def rotate_blocks(sums: RowSums, labels: Indices) -> RotatedBlocks:
    """One membership by the eigenvalues of every block; ``labels`` (q,) says which block a mentor is in."""
    values, rotated = np.empty(len(labels)), np.empty_like(sums.cross)
    for block in separate_blocks(sums, labels):
        eigenvalues, vectors = np.linalg.eigh(block.dense[0])
        values[block.members] = np.clip(eigenvalues, 0.0, None)
        rotated[block.members] = np.swapaxes(vectors, 1, 2) @ sums.cross[block.members]
    return RotatedBlocks(values, rotated, sums)


def separate_blocks(sums: RowSums, labels: Indices) -> Iterator[Block]:
    """Blocks of one size at a time, small ones together."""
    sizes = np.bincount(labels)
    by_size = np.argsort(sizes, kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    order = np.argsort(rank[labels], kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes[by_size])])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    within = place - starts[rank[labels]]
    rows, columns = np.repeat(np.arange(len(labels)), np.diff(sums.pattern.indptr)), sums.pattern.indices
    block = rank[labels[rows]]
    sorted_entries = np.argsort(block, kind="stable")
    ends = np.searchsorted(block[sorted_entries], np.arange(len(sizes) + 1))
    for size in np.unique(sizes[sizes > 0]):
        low, high = np.searchsorted(sizes[by_size], [size, size + 1])
        step = max(1, int(_ENTRIES_AT_ONCE) // int(size) ** 2) if size <= _DENSE else 1
        for begin in range(int(low), int(high), step):
            end = min(begin + step, int(high))
            entries = sorted_entries[ends[begin] : ends[end]]
            dense = np.zeros((len(sums.entries), end - begin, int(size), int(size)))
            dense[:, block[entries] - begin, within[rows[entries]], within[columns[entries]]] = sums.entries[:, entries]
            members = order[starts[begin] : starts[end]].reshape(end - begin, int(size))
            yield Block(members, dense, tuple(map(sparse.csr_array, dense[1:, 0])) if size > _DENSE else ())
