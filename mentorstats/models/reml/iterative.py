"""``B = Z'Z`` of very many mentors as one whole: sums by conjugate gradients, traces estimated from random signs.

With ``L`` the diagonal of the variance ratios, ``A = I + L^.5 B L^.5`` is scaled to have a diagonal of 1, so that a
mentor with thousands of mentees looks like any other, whatever the ratios.  What is left of the inverse of
``I + E`` (E the rest of it) beyond a polynomial of degree 4 is small, and only that part's trace is a guess: the
polynomial's is known from sparse products.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mentorstats.models.reml.criterion import Array, blocks_of
from mentorstats.models.reml.lanczos import conjugate_gradients, random_signs, squared_rows, trace_quadrature

__all__ = ["Pieces", "Whole"]

Places = NDArray[np.intp]

_SOLVED, _FINEST, _PROBED = 1e-8, 1e-13, 1e-5


@dataclass(frozen=True, eq=False)
class Pieces:
    """Sums at given ratios, for k memberships and c columns of ``cross = Z'[X y]``.

    ``fitted`` (c, c) is ``cross' L Y``, ``own`` (k, c, c) is ``Y_j'Y_j`` and ``through`` (k, k, c, c) ``Y_j'T_jl Y_l``;
    ``first`` (k,) are traces of ``T_jj``, ``second`` (k, k) sums of squares of ``T_jl``, ``error`` (k,) the standard
    errors of ``first``; ``logdet`` is that of ``I + B L``
    where it comes with the rest, else 0.  ``guess`` is where the next solutions may start.
    """

    fitted: Array
    own: Array
    through: Array
    first: Array
    second: Array
    error: Array
    logdet: float
    guess: dict[str, Array]


@dataclass(frozen=True, eq=False)
class Whole:
    """Any number of memberships side by side, ``sizes`` columns each.

    Traces are estimated from ``probes`` signs and, where ``deep``, the third and fourth powers of E.
    """

    gram: sparse.csr_array
    cross: Array
    sizes: tuple[int, ...]
    probes: int = 0
    deep: bool = False
    seed: int = 0

    @cached_property
    def diagonal(self) -> Array:
        return np.asarray(self.gram.diagonal(), dtype=float)

    @cached_property
    def _others(self) -> tuple[sparse.csr_array, Places]:
        """The entries off the diagonal, and the row of each."""
        apart = sparse.csr_array(self.gram - sparse.diags_array(self.diagonal))
        apart.eliminate_zeros()
        return apart, np.repeat(np.arange(len(self.diagonal)), np.diff(apart.indptr))

    def _scaled(self, spread: Array) -> tuple[Array, Array, sparse.csr_array]:
        """D of ``A = D^.5 (I + E) D^.5``, ``(L / D)^.5``, and E."""
        load = 1.0 + spread * self.diagonal
        root, (others, rows) = np.sqrt(spread / load), self._others
        values = others.data * root[rows] * root[others.indices]
        return load, root, sparse.csr_array((values, others.indices, others.indptr), shape=others.shape)

    def only(self, kept: Places) -> Whole:
        """The memberships at these places alone."""
        if len(kept) == len(self.sizes):
            return self
        blocks = blocks_of(self.sizes)
        own = np.concatenate([np.arange(len(self.cross))[blocks[j]] for j in kept])
        sizes = tuple(self.sizes[j] for j in kept)
        return replace(self, gram=sparse.csr_array(self.gram[own][:, own]), cross=self.cross[own], sizes=sizes)

    def pieces(self, ratios: Array, guess: dict[str, Array] | None = None) -> Pieces:
        before, found = guess or {}, dict[str, Array]()
        load, root, scaled = self._scaled(np.repeat(ratios, self.sizes))
        # Neither waits for the other, and both leave Python to work with numbers.
        with ThreadPoolExecutor(1) as beside:
            traces = beside.submit(self._estimated, ratios, load, scaled, before, found)
            sums = self._summed(ratios, root, scaled, before, found)
        return Pieces(*sums, *traces.result(), 0.0, found)

    def _summed(
        self, ratios: Array, root: Array, scaled: sparse.csr_array, before: dict[str, Array], found: dict[str, Array]
    ) -> tuple[Array, Array, Array]:
        """``fitted``, ``own`` and ``through`` of the pieces, which are known but for rounding."""
        spread, blocks = np.repeat(ratios, self.sizes), blocks_of(self.sizes)
        # With large ratios little is left of what the solutions are subtracted from.
        tolerance = max(_SOLVED / max(1.0, float(ratios.max())), _FINEST)

        def solved(name: str, columns: Array) -> Array:
            right = root[:, None] * columns
            found[name] = conjugate_gradients(scaled, 1.0, right, guess=before.get(name), tolerance=tolerance)
            return (root / spread)[:, None] * found[name]

        y = solved("y", self.cross)
        through = np.empty((len(blocks), len(blocks), y.shape[1], y.shape[1]))
        for place, block in enumerate(blocks):
            image = solved(f"image {place}", self.gram[:, block] @ y[block])
            through[:, place] = [y[other].T @ image[other] for other in blocks]
        own = np.array([y[block].T @ y[block] for block in blocks])
        return self.cross.T @ (spread[:, None] * y), own, through

    def _estimated(
        self, ratios: Array, load: Array, scaled: sparse.csr_array, before: dict[str, Array], found: dict[str, Array]
    ) -> tuple[Array, Array, Array]:
        """Traces of T, sums of squares of its blocks, and standard errors of the former, from signs in each block.

        ``I - A^-1`` is known on the diagonal but for ``E (I + E)^-1``, which is a polynomial of E and a rest; only the
        rest's trace is a guess.
        """
        blocks, count = blocks_of(self.sizes), len(self.sizes)
        signs = random_signs(len(load), self.probes, np.random.default_rng(self.seed)) / np.sqrt(load)[:, None]
        moments, squares = _moments(scaled, deep=self.deep)
        first, second, error = np.empty(count), np.empty((count, count)), np.empty(count)
        for place, block in enumerate(blocks):
            start = np.zeros_like(signs)
            start[block] = signs[block]
            basis = [scaled @ start]
            while len(basis) < len(moments):
                basis.append(scaled @ basis[-1])
            name, near = f"signs {place}", float(np.linalg.norm(basis[0]) / np.linalg.norm(start))
            solution = conjugate_gradients(
                scaled, 1.0, start, guess=before.get(name, start - basis[0]), tolerance=_PROBED * min(1.0, near)
            )
            found[name], across = solution, start - solution
            shares = _shares(basis, across, load)
            left = np.einsum("ij,ij->j", start[block], (across - _mixed(basis, shares))[block])
            # With what the solution misses the form is off by the square of its error, wherever it started.
            left -= np.einsum("ij,ij->j", solution, across - scaled @ solution)
            known = sum(s * float(np.sum(m[block] / load[block])) for s, m in zip(shares, moments, strict=True))
            own = (load[block] - 1.0) / load[block]
            first[place] = float(own.sum()) + known + float(left.mean())
            error[place] = float(left.std(ddof=1)) / np.sqrt(self.probes)
            over = shares[0] ** 2 * (squares[:, block] @ (1.0 / load[block]))
            second[:, place] = [np.sum((_squares(basis, shares, across) + over)[rows] / load[rows]) for rows in blocks]
            cross = (start * (across - shares[0] * basis[0] - shares[1] * basis[1]))[block].mean(axis=1)
            cross += shares[1] * moments[1][block] / load[block]
            second[place, place] += float(own @ own + 2.0 * own @ cross)
        second /= np.outer(ratios, ratios)
        return first / ratios, (second + second.T) / 2.0, error / ratios

    def rough(self, ratio: float) -> tuple[float, float]:
        """log|I + rB| to second order, and ``r b'(I + rB)^-1 b`` of the last column of ``cross``."""
        load, root, scaled = self._scaled(np.full(len(self.cross), ratio))
        right = (root * self.cross[:, -1])[:, None]
        solution = conjugate_gradients(scaled, 1.0, right, tolerance=1e-2)
        return float(np.sum(np.log(load)) - 0.5 * np.sum(scaled.data**2)), float(right[:, 0] @ solution[:, 0])

    def logdet(self, ratios: Array) -> float:
        load, _, scaled = self._scaled(np.repeat(ratios, self.sizes))
        rng = np.random.default_rng([self.seed, 1])
        found = trace_quadrature(scaled, probes=self.probes, rng=rng, functions=[np.log1p], deep=self.deep)
        return float(np.sum(np.log(load))) + found.trace(np.log1p)[0]


def _moments(scaled: sparse.csr_array, *, deep: bool) -> tuple[list[Array], sparse.csr_array]:
    """Diagonals of E, E^2 and, where ``deep`` and not too full, E^3 and E^4; and the squares of E's entries."""
    squares = sparse.csr_array((scaled.data**2, scaled.indices, scaled.indptr), shape=scaled.shape)
    higher = squared_rows(scaled) if deep else None
    second: Array = np.asarray(squares.sum(axis=1), dtype=float)
    return [np.zeros(len(second)), second, *(() if higher is None else higher)], squares


def _mixed(basis: list[Array], shares: Array) -> Array:
    total = shares[0] * basis[0]
    for share, column in zip(shares[1:], basis[1:], strict=True):
        total += share * column
    return total


def _shares(basis: list[Array], wanted: Array, load: Array) -> Array:
    """The polynomial of E that is closest to what is wanted in the vectors at hand, as A^-1 would have them."""
    weighted = [column / load[:, None] for column in basis]
    normal = np.array([[np.vdot(a, b) for b in basis] for a in weighted])
    lengths = np.sqrt(np.maximum(np.diag(normal), 1e-300))
    along = np.array([np.vdot(a, wanted) for a in weighted]) / lengths
    return np.linalg.lstsq(normal / np.outer(lengths, lengths), along, rcond=1e-12)[0] / lengths


def _squares(basis: list[Array], shares: Array, across: Array) -> Array:
    """Mean squares of each row of ``E (I + E)^-1`` times the signs, less those of the first power, which are known."""
    return (np.einsum("ij,ij->i", across, across) - shares[0] ** 2 * np.einsum("ij,ij->i", basis[0], basis[0])) / (
        across.shape[1]
    )
