"""Any memberships and residual variances, exactly, by the inverse of each separate block of ``Z'Z``.

With ``B = Z'Z`` of rows divided by their residual multipliers and S the roots of the variance ratios,
``M = (I + SBS)^-1`` gives everything: ``Z'V^-1 Z = S^-1 (I - M) S^-1`` for the memberships and, for a group of rows
with ``F = S B_g S``, the traces of ``MF`` and of its products.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from mentorstats.models.reml.blocks import Block, separate_blocks
from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.sums import KernelSums, RowSums

__all__ = ["Inverses", "inverted"]

Indices = NDArray[np.intp]

_MOST_KEPT, _SMALL = 4e6, 64


@dataclass(frozen=True, eq=False)
class Inverses:
    """Memberships by the inverse of each block; ``labels`` (q,) says which block a mentor is in.

    ``kept`` fills with the blocks where they are small enough to be kept from step to step.
    """

    sums: RowSums
    labels: Indices
    kept: list[Block] = field(default_factory=list)

    def at(self, multipliers: Array) -> Inverses:
        """The same rows with other residual variances."""
        return replace(self, sums=self.sums.at(multipliers))

    def kernel_sums(self, ratios: Array, guess: dict[str, Array] | None = None) -> KernelSums:
        """All sums at the memberships' variance ratios."""
        totals = _Totals.empty(self.sums)
        belongs = np.repeat(np.eye(len(ratios)), self.sums.sizes, axis=0)
        for block in self._blocks():
            totals.add(block, np.sqrt(belongs[block.members] @ ratios), belongs[block.members])
        return totals.kernel_sums()

    def _blocks(self) -> Iterator[Block]:
        if self.kept:
            return iter(self.kept)
        blocks = separate_blocks(self.sums, self.labels)
        if len(self.sums.counts) * float(np.sum(np.bincount(self.labels).astype(float) ** 2)) > _MOST_KEPT:
            return blocks
        self.kept.extend(blocks)
        return iter(self.kept)


@dataclass(eq=False)
class _Totals:
    """Sums over blocks: the k memberships first, then the groups of rows beside the first."""

    sums: RowSums
    explained: Array
    squares: Array
    products: Array
    traces: Array
    trace_pairs: Array
    logdet: float

    @classmethod
    def empty(cls, sums: RowSums) -> _Totals:
        kernels, c = len(sums.sizes) + len(sums.counts) - 1, sums.cross.shape[1]
        return cls(
            sums, np.zeros((c, c)), np.zeros((kernels, c, c)), np.zeros((kernels, kernels, c, c)), np.zeros(kernels),
            np.zeros((kernels, kernels)), sums.logdet,
        )  # fmt: skip

    def add(self, block: Block, root: Array, belongs: Array) -> None:
        """Add blocks of one size; ``root`` (blocks, size) are the members' S, ``belongs`` their membership."""
        k = belongs.shape[2]
        dense = np.tensordot(1.0 / self.sums.multipliers, block.dense, 1)
        dense *= root[:, :, None] * root[:, None, :]
        inverse, logdet = inverted(dense)
        self.logdet += logdet
        right = root[..., None] * self.sums.cross[block.members]
        along = inverse @ right
        self.explained += np.einsum("bic,bid->cd", right, along)
        solved = along / root[..., None]
        parts = belongs[..., None] * solved[:, :, None, :]
        self.squares[:k] += np.einsum("bikc,bid->kcd", parts, solved)
        if len(self.sums.counts) > 1:
            self._add_groups(block, root, belongs, inverse, root[..., None] * along, parts)
        left = np.negative(inverse, out=inverse)
        diagonal = np.arange(left.shape[1])
        left[:, diagonal, diagonal] += 1.0
        flat = (parts / root[..., None, None]).reshape(*root.shape, -1)
        products = np.tensordot(flat, left @ flat, ((0, 1), (0, 1))).reshape(k, right.shape[2], k, right.shape[2])
        self.products[:k, :k] += np.transpose(products, (0, 2, 1, 3))
        self.traces[:k] += np.einsum("bii,bi,bik->k", left, root**-2.0, belongs)
        left *= left
        around = belongs / root[..., None] ** 2
        self.trace_pairs[:k, :k] += np.tensordot(around, left @ around, ((0, 1), (0, 1)))

    def _add_groups(
        self, block: Block, root: Array, belongs: Array, inverse: Array, solved: Array, parts: Array
    ) -> None:
        """Add what the residual variances beside the first need; ``solved`` is ``S M S Z'[X y]``."""
        k, multipliers = belongs.shape[2], self.sums.multipliers[1:, None, None, None]
        crosses, dense = self.sums.crosses[1:, block.members] / multipliers, block.dense[1:] / multipliers
        carried = dense @ solved
        both = np.einsum("bic,gbid->gcd", solved, crosses)
        self.squares[k:] += np.einsum("bic,gbid->gcd", solved, carried) - both - np.swapaxes(both, 1, 2)
        left = root[..., None] * (crosses - carried)
        pushed = inverse @ left
        self.products[k:, k:] -= np.einsum("gbic,hbid->ghcd", left, pushed)
        across = np.einsum("bikc,gbid->kgcd", parts, pushed / root[..., None])
        self.products[:k, k:] += across
        self.products[k:, :k] += np.transpose(across, (1, 0, 3, 2))
        products = _products(block, root, inverse, self.sums.multipliers)
        traces = np.einsum("gbii->g", products)
        self.traces[k:] -= traces
        pairs = np.array([[np.vdot(one, np.swapaxes(other, 1, 2)) for other in products] for one in products])
        self.trace_pairs[k:, k:] += pairs - 2.0 * np.diag(traces)
        diagonals = np.einsum("gbij,bij->gbi", products, inverse) / root**2
        beside = np.tensordot(belongs, diagonals, ((0, 1), (1, 2)))
        self.trace_pairs[:k, k:] += beside
        self.trace_pairs[k:, :k] += beside.T

    def kernel_sums(self) -> KernelSums:
        """The totals, with what the rows' own number and squares add to the groups."""
        k = len(self.sums.sizes)
        self.squares[k:] += self.sums.squares[1:] / self.sums.multipliers[1:, None, None]
        for group in range(k, len(self.traces)):
            self.products[group, group] += self.squares[group]
        self.traces[k:] += self.sums.counts[1:]
        self.trace_pairs[k:, k:] += np.diag(self.sums.counts[1:])
        return KernelSums(
            self.explained, self.squares, self.products, self.traces, self.trace_pairs, self.logdet,
            np.zeros(len(self.traces)), {},
        )  # fmt: skip


def _products(block: Block, root: Array, inverse: Array, multipliers: Array) -> Array:
    """``M S B_g S`` of every group beside the first, (G - 1, blocks, size, size)."""
    if not block.sparse:
        return inverse @ (block.dense[1:] * (root[:, :, None] * root[:, None, :] / multipliers[1:, None, None, None]))
    scale = root[0]
    return np.array([
        (((gram @ (scale[:, None] * inverse[0])) * (scale[:, None] / multiplier)).T)[None]
        for gram, multiplier in zip(block.sparse, multipliers[1:], strict=True)
    ])  # fmt: skip


def inverted(dense: Array) -> tuple[Array, float]:
    """Inverses of I + each of ``dense``, and the sum of the logarithms of their determinants."""
    along = np.arange(dense.shape[1])
    dense[:, along, along] += 1.0
    if len(along) <= _SMALL:
        return np.asarray(np.linalg.inv(dense), dtype=float), float(np.sum(np.linalg.slogdet(dense)[1]))
    logdet = 0.0
    for place, matrix in enumerate(dense):
        factor = linalg.lapack.dpotrf(matrix.T, lower=1, overwrite_a=1)[0]
        logdet += 2.0 * float(np.sum(np.log(factor.diagonal())))
        lower = linalg.lapack.dpotri(factor, lower=1, overwrite_c=1)[0]
        np.fill_diagonal(lower, 0.5 * lower.diagonal())
        dense[place] = lower + lower.T
    return dense, logdet
