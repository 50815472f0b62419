"""``B = Z'Z`` of very many mentors in separate blocks, exactly, and what the restricted likelihood needs of it.

With ``L`` the diagonal of the variance ratios and ``T = (I + B L)^-1 B``, the criterion needs traces of T and of its
square, and sums over ``Y = (I + B L)^-1 Z'[X y]``.  Memberships that fall into small separate blocks (as cohorts do)
give them exactly: one membership by the eigenvalues of every block, several by its inverse.  What does not fall into
blocks is a ``Whole``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from mentorstats.models.reml.criterion import Array, blocks_of
from mentorstats.models.reml.iterative import Pieces, Whole

__all__ = ["Blocks", "Gram", "Inverses", "rotated_blocks", "separate_blocks"]

Places = NDArray[np.intp]

_ENTRIES_AT_ONCE, _SMALL = 4e6, 64


@dataclass(frozen=True, eq=False)
class Blocks:
    """One membership in separate blocks, rotated so that ``B`` is diagonal; ``cross`` is rotated too."""

    values: Array
    cross: Array

    @property
    def diagonal(self) -> Array:
        return self.values

    @property
    def sizes(self) -> tuple[int, ...]:
        return (len(self.values),)

    def only(self, kept: Places) -> Blocks:
        return self

    def pieces(self, ratios: Array, guess: dict[str, Array] | None = None) -> Pieces:
        ratio = float(ratios[0])
        y = self.cross / (1.0 + ratio * self.values)[:, None]
        share = self.values / (1.0 + ratio * self.values)
        return Pieces(
            ratio * (self.cross.T @ y),
            (y.T @ y)[None],
            (y.T @ (share[:, None] * y))[None, None],
            np.array([share.sum()]),
            np.array([[share @ share]]),
            np.zeros(1),
            float(np.sum(np.log1p(ratio * self.values))),
            {},
        )

    def rough(self, ratio: float) -> tuple[float, float]:
        """log|I + rB| and ``r b'(I + rB)^-1 b`` of the last column of ``cross``: here as they are."""
        shrunk = 1.0 / (1.0 + ratio * self.values)
        return -float(np.sum(np.log(shrunk))), ratio * float(self.cross[:, -1] ** 2 @ shrunk)


@dataclass(frozen=True, eq=False)
class Inverses:
    """The memberships of a whole, exactly, by the inverse of each separate block; ``labels`` says which is whose."""

    whole: Whole
    labels: Places

    @property
    def cross(self) -> Array:
        return self.whole.cross

    @property
    def diagonal(self) -> Array:
        return self.whole.diagonal

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.whole.sizes

    def only(self, kept: Places) -> Inverses:
        blocks = blocks_of(self.sizes)
        return Inverses(self.whole.only(kept), np.concatenate([self.labels[blocks[j]] for j in kept]))

    def rough(self, ratio: float) -> tuple[float, float]:
        return self.whole.rough(ratio)

    def pieces(self, ratios: Array, guess: dict[str, Array] | None = None) -> Pieces:
        count, columns = len(self.sizes), self.cross.shape[1]
        belongs = np.repeat(np.eye(count), self.sizes, axis=0)
        root = np.sqrt(belongs @ ratios)
        fitted, own = np.zeros((columns, columns)), np.zeros((count, columns, columns))
        through, logdet = np.zeros((count, count, columns, columns)), 0.0
        first, second = np.zeros(count), np.zeros((count, count))
        for members, dense in separate_blocks(self.whole.gram, self.labels):
            here = root[members]
            dense *= here[:, :, None] * here[:, None, :]
            inverse, size = _inverted(dense)
            logdet += size
            right = here[..., None] * self.cross[members]
            y = inverse @ right
            fitted += np.einsum("bic,bid->cd", right, y)
            y /= here[..., None]
            inverse *= -1.0 / (here[:, :, None] * here[:, None, :])
            inverse[:, np.arange(len(here[0])), np.arange(len(here[0]))] += 1.0 / here**2
            whose = belongs[members]
            parts = whose[..., None] * y[:, :, None, :]
            own += np.einsum("bikc,bid->kcd", parts, y)
            images = np.einsum("bij,bjlc->bilc", inverse, parts, optimize=True)
            through += np.einsum("bikc,bild->klcd", parts, images, optimize=True)
            first += np.einsum("bii,bik->k", inverse, whose)
            second += np.einsum("bik,bij,bjl->kl", whose, inverse**2, whose, optimize=True)
        return Pieces(fitted, own, through, first, second, np.zeros(count), logdet, {})


def _inverted(dense: Array) -> tuple[Array, float]:
    """Inverses of I + each of ``dense``, and the sum of the logarithms of their determinants."""
    along = np.arange(dense.shape[1])
    dense[:, along, along] += 1.0
    if len(along) <= _SMALL:
        return np.asarray(np.linalg.inv(dense), dtype=float), float(np.sum(np.linalg.slogdet(dense)[1]))
    logdet, upper = 0.0, np.triu_indices(len(along), 1)
    for place, matrix in enumerate(dense):
        factor = linalg.lapack.dpotrf(matrix.T, lower=1, overwrite_a=1)[0]
        logdet += 2.0 * float(np.sum(np.log(factor.diagonal())))
        found = linalg.lapack.dpotri(factor, lower=1, overwrite_c=1)[0]
        found[upper] = found.T[upper]
        dense[place] = found
    return dense, logdet


def separate_blocks(gram: sparse.csr_array, labels: Places) -> Iterator[tuple[Places, Array]]:
    """Blocks of one size at a time: their members (blocks, size) and the dense ``gram`` of each."""
    sizes = np.bincount(labels)
    by_size = np.argsort(sizes, kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    order = np.argsort(rank[labels], kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes[by_size])])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    entries = gram.tocoo()
    block = rank[labels[entries.row]]
    sorted_entries = np.argsort(block, kind="stable")
    ends = np.searchsorted(block[sorted_entries], np.arange(len(sizes) + 1))
    within = place - starts[rank[labels]]
    for size in np.unique(sizes):
        low, high = np.searchsorted(sizes[by_size], [size, size + 1])
        step = max(1, int(_ENTRIES_AT_ONCE) // int(size) ** 2)
        for begin in range(int(low), int(high), step):
            end = min(begin + step, int(high))
            own = sorted_entries[ends[begin] : ends[end]]
            dense = np.zeros((end - begin, int(size), int(size)))
            dense[block[own] - begin, within[entries.row[own]], within[entries.col[own]]] = entries.data[own]
            yield order[starts[begin] : starts[end]].reshape(end - begin, int(size)), dense


def rotated_blocks(gram: sparse.csr_array, cross: Array, labels: Places) -> Blocks:
    """One membership by the eigenvalues of every block."""
    values, rotated = np.empty(len(labels)), np.empty_like(cross)
    for members, dense in separate_blocks(gram, labels):
        found, vectors = np.linalg.eigh(dense)
        values[members] = np.clip(found, 0.0, None)
        rotated[members] = np.swapaxes(vectors, 1, 2) @ cross[members]
    return Blocks(values, rotated)


Gram = Blocks | Whole | Inverses
