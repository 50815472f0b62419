"""REML for one membership with very many mentors, where nothing of the size mentors x mentors can be held.

``A = I + r Z'Z`` (r the variance ratio) is all that the criterion needs: ``A^-1 Z'[X y]`` gives the fixed effects'
part exactly, the trace of a function of ``Z'Z`` the rest.  Where memberships fall into small separate blocks (as
cohorts do), the eigenvalues of each block give both exactly.  Where they do not, conjugate gradients solve and Lanczos
quadrature estimates the trace; mentors with far more mentees than others are set apart and treated exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from mentorstats.models.lanczos import Quadrature, conjugate_gradients, lanczos_quadrature, trace_quadrature
from mentorstats.models.reml import DEPENDENT, Array, Derivatives, IndistinctError, NoMaximumError

__all__ = ["Approximation", "Maximum", "best_of_many", "route_of"]

Places = NDArray[np.intp]

_LOWEST, _HIGHEST = 1e-8, 1e5
_INDISTINCT = 1e-9
_SMALL_STEP, _MOST_STEPS = 1e-6, 60
_FEW, _HEAVY = 48, 12.0
_MOST_DENSE, _MOST_IN_BLOCK, _MOST_BLOCK_COST = 1_000, 1_500, 2e10
_FIRST_PROBES, _MOST_PROBES = 16, 128
_CLOSE_ENOUGH = 2e-4


@dataclass(frozen=True)
class Approximation:
    """How a fit was approximated: the standard error of its variance ratio relative to it, and what it took."""

    relative_error: float
    probes: int
    degree: int


@dataclass(frozen=True)
class Traces:
    """log|A| and the traces of ``A^-1 B`` and of its square; ``error`` is the standard error of ``first``."""

    logdet: float
    first: float
    second: float
    error: float = 0.0


@dataclass(frozen=True, eq=False)
class Maximum:
    """The best ratio; in the basis of the fixed effects the shift from least squares, ``inner``, ``loading`` (p, p)."""

    ratio: float
    derivatives: Derivatives
    shift: Array
    inner: Array
    loading: Array
    approximation: Approximation | None


@dataclass(frozen=True, eq=False)
class _Blocks:
    """``B = Z'Z`` of separate blocks, rotated so that it is diagonal; ``cross`` is ``Z'[basis residual]``, rotated."""

    values: Array
    cross: Array

    def times(self, columns: Array) -> Array:
        return self.values[:, None] * columns

    def solve(self, ratio: float, columns: Array, guess: Array | None = None) -> Array:
        return columns / (1.0 + ratio * self.values)[:, None]

    def traces(self, ratio: float) -> Traces:
        share = self.values / (1.0 + ratio * self.values)
        return Traces(float(np.sum(np.log1p(ratio * self.values))), float(share.sum()), float(share @ share))

    def residual_forms(self) -> tuple[Array, Array]:
        return self.values, self.cross[:, -1] ** 2


@dataclass(frozen=True, eq=False)
class _Whole:
    """``B = Z'Z`` (``gram``) as one whole: ``light`` mentors by quadrature, the few ``heavy`` ones exactly."""

    gram: sparse.csr_array
    cross: Array
    light: Places
    heavy: Places
    probes: int
    seed: int

    def times(self, columns: Array) -> Array:
        return self.gram @ columns

    def solve(self, ratio: float, columns: Array, guess: Array | None = None) -> Array:
        return conjugate_gradients(self.gram, ratio, columns, guess=guess)

    @cached_property
    def among_light(self) -> sparse.csr_array:
        return self.gram[self.light][:, self.light] if len(self.heavy) else self.gram

    @cached_property
    def quadrature(self) -> Quadrature:
        functions = [lambda x, r=r: x / (1.0 + r * x) for r in (0.05, 1.0)]
        rng = np.random.default_rng(self.seed)
        return trace_quadrature(self.among_light, probes=self.probes, rng=rng, functions=functions)

    def traces(self, ratio: float) -> Traces:
        logdet, _ = self.quadrature.trace(lambda x: np.log1p(ratio * x))
        first, error = self.quadrature.trace(lambda x: x / (1.0 + ratio * x))
        second, _ = self.quadrature.trace(lambda x: (x / (1.0 + ratio * x)) ** 2)
        if not len(self.heavy):
            return Traces(logdet, first, second, error)
        own = self._heavy_part(ratio)
        return Traces(logdet + own.logdet, first + own.first, second + own.second, error)

    def _heavy_part(self, ratio: float) -> Traces:
        """What the heavy mentors add, by the inverse of a partitioned matrix: ``schur`` is theirs, given the light."""
        across = ratio * self.gram[self.light][:, self.heavy].toarray()
        through = conjugate_gradients(self.among_light, ratio, across)
        again = conjugate_gradients(self.among_light, ratio, through)
        unit = np.eye(len(self.heavy))
        schur = unit + ratio * self.gram[self.heavy][:, self.heavy].toarray() - across.T @ through
        inverse = np.linalg.inv(schur)
        spread = inverse @ (unit + through.T @ through)
        lost = float(np.trace(spread))
        squared = 2.0 * float(np.sum(inverse * (through.T @ again))) + float(np.sum(spread * spread.T))
        count = len(self.heavy)
        return Traces(
            float(np.linalg.slogdet(schur)[1]), (count - lost) / ratio, (count - 2.0 * lost + squared) / ratio**2
        )

    def residual_forms(self) -> tuple[Array, Array]:
        functions = [lambda x, r=r: 1.0 / (1.0 + r * x) for r in (0.05, 1.0)]
        nodes, weights, _ = lanczos_quadrature(self.gram, self.cross[:, -1:].copy(), functions)
        return nodes[0], weights[0]


_Gram = _Blocks | _Whole


def route_of(memberships: Sequence[sparse.csc_array]) -> Literal["dense", "blocks", "approximate"]:
    """How to find the maximum: by size, and by whether mentors fall into blocks that share no row.

    Several memberships have the dense route only; what it costs grows with the cube of all their columns.
    """
    if len(memberships) != 1 or memberships[0].shape[1] <= _MOST_DENSE:
        return "dense"
    sizes = np.bincount(_block_labels(sparse.csr_array(memberships[0]))).astype(float)
    return "blocks" if sizes.max() <= _MOST_IN_BLOCK and float(np.sum(sizes**3)) <= _MOST_BLOCK_COST else "approximate"


def _block_labels(weights: sparse.csr_array) -> Places:
    """The block of each mentor: a path from each row's first mentor to its others joins them."""
    counts = np.diff(weights.indptr)
    first = np.repeat(weights.indices[weights.indptr[:-1][counts > 0]], counts[counts > 0])
    size = weights.shape[1]
    links = sparse.coo_array((np.ones(len(first), dtype=np.int8), (first, weights.indices)), shape=(size, size))
    return csgraph.connected_components(links, directed=False)[1].astype(np.intp)


def best_of_many(
    basis: Array, residual: Array, weights: sparse.csc_array, *, name: str, blocks: bool, seed: int = 0
) -> Maximum:
    """The REML maximum of one membership: exact with ``blocks``, else approximate; ``basis`` is orthonormal."""
    rows = sparse.csr_array(weights)
    cross = rows.T @ np.column_stack([basis, residual])
    gram = sparse.csr_array(rows.T @ rows)
    total, dof = float(residual @ residual), len(basis) - basis.shape[1]
    _refuse_indistinct(gram, cross, dof, name)
    if blocks:
        return _maximum(_rotated_blocks(gram, cross, _block_labels(rows)), total, dof, name)
    heavy = _heavy_mentors(gram)
    light = np.setdiff1d(np.arange(gram.shape[0]), heavy)
    probes = _FIRST_PROBES
    while True:
        whole = _Whole(gram, cross, light, heavy, probes, seed)
        best = _maximum(whole, total, dof, name)
        error = 0.0 if best.approximation is None else best.approximation.relative_error
        if error <= _CLOSE_ENOUGH or probes >= _MOST_PROBES:
            return best
        probes = min(_MOST_PROBES, max(2 * probes, int(1.2 * probes * (error / _CLOSE_ENOUGH) ** 2)))


def _heavy_mentors(gram: sparse.csr_array) -> Places:
    """The few whose own load is far above the usual one."""
    loads = gram.diagonal()
    order = np.argsort(-loads, kind="stable")[:_FEW]
    return np.sort(order[loads[order] > _HEAVY * loads.mean()])


def _rotated_blocks(gram: sparse.csr_array, cross: Array, labels: Places) -> _Blocks:
    """Eigenvalues of every block, those of one size together."""
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    starts = np.cumsum(sizes) - sizes
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    entries = gram.tocoo()
    within = place - starts[labels]
    entry_size = sizes[labels[entries.row]]
    values, rotated = np.empty(len(labels)), np.empty_like(cross)
    for size in np.unique(sizes):
        chosen = np.flatnonzero(sizes == size)
        number = np.full(len(sizes), -1)
        number[chosen] = np.arange(len(chosen))
        of_size = np.flatnonzero(entry_size == size)
        row, column = entries.row[of_size], entries.col[of_size]
        block = number[labels[row]]
        for begin in range(0, len(chosen), step := max(1, int(4e6) // int(size) ** 2)):
            end = min(begin + step, len(chosen))
            here = (block >= begin) & (block < end)
            dense = np.zeros((end - begin, size, size))
            dense[block[here] - begin, within[row[here]], within[column[here]]] = entries.data[of_size][here]
            members = order[starts[chosen[begin:end], None] + np.arange(size)]
            found, vectors = np.linalg.eigh(dense)
            values[members] = np.clip(found, 0.0, None)
            rotated[members] = np.swapaxes(vectors, 1, 2) @ cross[members]
    return _Blocks(values, rotated)


def _refuse_indistinct(gram: sparse.csr_array, cross: Array, dof: int, name: str) -> None:
    on_basis = cross[:, :-1]
    own = float(gram.diagonal().sum() - np.sum(on_basis**2))
    twice = float(np.sum(on_basis * (gram @ on_basis)))
    pairs = float(np.sum(gram.data**2)) - 2.0 * twice + float(np.sum((on_basis.T @ on_basis) ** 2))
    if np.sqrt(max(pairs, 0.0)) <= _INDISTINCT * max(1.0, float(gram.diagonal().sum())):
        raise IndistinctError(f"the columns of x already take up all that {name!r} could explain", name)
    if 1.0 - own / np.sqrt(pairs * dof) < _INDISTINCT:
        raise IndistinctError(f"these rows cannot tell the variances of {name} and the residual apart", name)


def _maximum(gram: _Gram, total: float, dof: int, name: str) -> Maximum:
    """Newton steps in the logarithm of the ratio, from the maximum of the likelihood of the residuals alone."""
    ratio = _start(gram, total, dof)
    if ratio == 0.0:
        return _at_zero(gram, total)
    best, error, guess = _at(gram, ratio, total, None)
    for _ in range(_MOST_STEPS):
        step, curvature = _newton_step(best.derivatives, ratio, dof)
        if abs(step) < _SMALL_STEP:
            break
        ratio *= float(np.exp(step))
        if ratio < _LOWEST:
            return _at_zero(gram, total)
        if ratio > _HIGHEST:
            raise NoMaximumError(f"{name!r} leaves nothing for the residual: its variance ratio grows without bound")
        best, error, guess = _at(gram, ratio, total, guess)
    else:
        raise NoMaximumError(f"the best variance ratio of {name!r} was not found in {_MOST_STEPS} steps")
    if isinstance(gram, _Blocks):
        return best
    return replace(best, approximation=Approximation(ratio * error / curvature, gram.probes, gram.quadrature.degree))


def _newton_step(at: Derivatives, ratio: float, dof: int) -> tuple[float, float]:
    """The step in the logarithm of the ratio, and the curvature that it rests on (else the expected one)."""
    _, gradient, hessian = at.criterion(dof)
    slope, expected = ratio * float(gradient[0]), ratio**2 * float(at.trace_pairs[0, 0])
    curvature = ratio**2 * float(hessian[0, 0]) + slope
    curvature = curvature if curvature > 0.1 * expected else expected
    return float(np.clip(-slope / curvature, -2.0, 2.0)), curvature


def _start(gram: _Gram, total: float, dof: int) -> float:
    """The best of a grid of ratios, with the fixed effects as least squares has them; 0 where that is no worse."""
    on_basis, on_residual = gram.cross[:, :-1], gram.cross[:, -1]
    nodes, forms = gram.residual_forms()
    own = gram.traces(_LOWEST).first - float(np.sum(on_basis**2))
    grid = np.geomspace(1e-4, 1e3, 36)
    logdets = np.array([_light_logdet(gram, ratio) for ratio in grid])
    remainders = np.array([total - ratio * float(np.sum(forms / (1.0 + ratio * nodes))) for ratio in grid])
    if (remainders <= DEPENDENT * total).any():
        grid, logdets, remainders = (part[remainders > DEPENDENT * total] for part in (grid, logdets, remainders))
    values = logdets + dof * np.log(remainders / total)
    best = int(np.argmin(values))
    rising_at_zero = own - dof * float(on_residual @ on_residual) / total >= 0.0
    return 0.0 if rising_at_zero and (best == 0 or values[best] >= 0.0) else float(grid[best])


def _light_logdet(gram: _Gram, ratio: float) -> float:
    if isinstance(gram, _Whole):
        own = float(np.sum(np.log1p(ratio * gram.gram.diagonal()[gram.heavy])))
        return gram.quadrature.trace(lambda x: np.log1p(ratio * x))[0] + own
    return gram.traces(ratio).logdet


def _at(gram: _Gram, ratio: float, total: float, guess: Array | None) -> tuple[Maximum, float, Array]:
    """All pieces at one ratio: K = [basis residual]' V^-1 [basis residual], Y = Z'V^-1 [basis residual]."""
    y = gram.solve(ratio, gram.cross, guess)
    p = y.shape[1] - 1
    k = np.diag([*np.ones(p), total]) - ratio * (gram.cross.T @ y)
    inner = np.asarray(np.linalg.inv(k[:p, :p]), dtype=float)
    back = inner @ k[:p, p]
    u = y[:, p] - y[:, :p] @ back
    both = np.column_stack([y[:, :p], u])
    image = gram.solve(ratio, gram.times(both))
    own, through = both.T @ both, both.T @ image
    spread = inner @ own[:p, :p]
    traces = gram.traces(ratio)
    pairs = traces.second - 2.0 * float(np.sum(inner * through[:p, :p])) + float(np.sum(spread * spread.T))
    at = Derivatives(
        traces.logdet + float(np.linalg.slogdet(k[:p, :p])[1]),
        float(k[p, p] - k[:p, p] @ back),
        np.array([traces.first - float(np.trace(spread))]),
        np.array([[pairs]]),
        np.array([own[p, p]]),
        np.array([[through[p, p] - own[:p, p] @ inner @ own[:p, p]]]),
    )
    loading = np.sqrt(ratio) * np.linalg.qr(y[:, :p], mode="r") @ inner
    return Maximum(ratio, at, back, inner, loading, None), traces.error, y


def _at_zero(gram: _Gram, total: float) -> Maximum:
    p = gram.cross.shape[1] - 1
    none, pairs = np.zeros(0), np.zeros((0, 0))
    at = Derivatives(0.0, total, none, pairs, none, pairs)
    unit: Array = np.identity(p)
    return Maximum(0.0, at, np.zeros(p), unit, np.zeros((0, p)), None)
