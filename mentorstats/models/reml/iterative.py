"""``Z'Z`` of very many mentors as one whole: sums by conjugate gradients, traces estimated from random signs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from mentorstats.models.reml.criterion import Array, blocks_of
from mentorstats.models.reml.lanczos import trace_quadrature
from mentorstats.models.reml.scaled import Scaled, scale
from mentorstats.models.reml.sums import KernelSums, RowSums
from mentorstats.models.reml.traces import Signs, trace_sums

__all__ = ["Iterative"]

_SOLVED, _FINEST = 1e-8, 1e-13

Guess = dict[str, Array]


@dataclass(frozen=True, eq=False)
class Iterative:
    """Any number of memberships side by side; traces are estimated from random signs (see ``Signs``)."""

    sums: RowSums
    signs: Signs

    def at(self, multipliers: Array) -> Iterative:
        """The same rows with other residual variances."""
        return replace(self, sums=self.sums.at(multipliers))

    def kernel_sums(self, ratios: Array, guess: Guess | None = None) -> KernelSums:
        """All sums at the memberships' variance ratios; the traces are estimates."""
        before, solutions = guess or {}, Guess()
        scaled = scale(self.sums, np.repeat(ratios, self.sums.sizes))
        # Neither waits for the other, and both leave Python to work with numbers.
        with ThreadPoolExecutor(1) as beside:
            estimating = beside.submit(trace_sums, self.sums, ratios, scaled, self.signs, before, solutions)
            explained, squares, products = self._solved(ratios, scaled, before, solutions)
        traces, trace_pairs, errors = estimating.result()
        logdet = self.sums.logdet
        return KernelSums(explained, squares, products, traces, trace_pairs, logdet, errors, solutions)

    def _solved(self, ratios: Array, scaled: Scaled, before: Guess, solutions: Guess) -> tuple[Array, Array, Array]:
        """``explained``, ``squares`` and ``products``, which are known but for rounding."""
        sums, spread, blocks = self.sums, np.repeat(ratios, self.sums.sizes), blocks_of(self.sums.sizes)
        # With large ratios little is left of what the solutions are subtracted from.
        tolerance = max(_SOLVED / max(1.0, float(ratios.max())), _FINEST)

        def through(name: str, columns: Array) -> Array:
            right = scaled.root[:, None] * columns
            solutions[name] = scaled.solve(right, guess=before.get(name), tolerance=tolerance)
            return (scaled.root / spread)[:, None] * solutions[name]

        solved = through("columns", sums.cross)
        along, k, c = spread[:, None] * solved, len(blocks), solved.shape[1]
        kernels = k + len(sums.counts) - 1
        squares, products = np.empty((kernels, c, c)), np.empty((kernels, kernels, c, c))
        for place, block in enumerate(blocks):
            image = through(f"image {place}", sums.gram[:, block] @ solved[block])
            squares[place] = solved[block].T @ solved[block]
            products[:k, place] = [solved[other].T @ image[other] for other in blocks]
        left = np.empty((kernels - k, *solved.shape))
        for group, place in enumerate(range(k, kernels), start=1):
            carried = sums.group_gram(group) @ along
            left[place - k] = sums.group_cross(group) - carried
            both = along.T @ sums.group_cross(group)
            squares[place] = sums.group_square(group) - both - both.T + along.T @ carried
            image = through(f"group {group}", left[place - k])
            products[:k, place] = [solved[other].T @ image[other] for other in blocks]
            products[place, :k] = np.swapaxes(products[:k, place], 1, 2)
            products[k : place + 1, place] = -np.swapaxes(left[: place - k + 1], 1, 2) @ (spread[:, None] * image)
            products[place, k : place + 1] = np.swapaxes(products[k : place + 1, place], 1, 2)
            products[place, place] += squares[place]
        return sums.cross.T @ along, squares, products

    def logdet(self, ratios: Array) -> float:
        """An estimate of log|V|, less what the residual multipliers add to it."""
        scaled = scale(self.sums, np.repeat(ratios, self.sums.sizes))
        rng = np.random.default_rng([self.signs.seed, 1])
        quadrature = trace_quadrature(
            scaled.others, probes=self.signs.probes, rng=rng, functions=[np.log1p], deep=self.signs.deep
        )
        return float(np.sum(np.log(scaled.load))) + quadrature.trace(np.log1p)[0]
