"""REML for memberships with very many mentors, or for several residual variances, from sums over rows alone.

Memberships that fall into small separate blocks are exact.  Others are approximate, with random signs added until the
standard error of each variance is small; where that takes too many and there are not too many mentors, the last steps
are exact as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from mentorstats.models.reml.blocks import rotate_blocks
from mentorstats.models.reml.criterion import Array
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.iterative import Iterative
from mentorstats.models.reml.newton import Gram, Point, Search, climb, inverse_curvature, only
from mentorstats.models.reml.start import overlaps_of, refuse_indistinct, start_of
from mentorstats.models.reml.sums import RowSums, sum_rows
from mentorstats.models.reml.traces import Signs

__all__ = ["MOST_EXACT", "Approximation", "Maximum", "Route", "best_at_scale", "block_labels", "exact_gram", "route_of"]

Indices = NDArray[np.intp]
Route = Literal["dense", "blocks", "approximate"]

_MOST_DENSE, _MOST_IN_BLOCK, _MOST_BLOCK_COST, MOST_EXACT = 1_000, 1_500, 2e10, 3_000
_FEWEST_PROBES, _FIRST_PROBES, _FIRST_SIGNS, _MOST_PROBES, _MOST_SIGNS = 8, 16, 2e5, 512, 4e6
_CLOSE_ENOUGH = 7e-5


@dataclass(frozen=True)
class Approximation:
    """How a fit was approximated: the largest standard error of a variance ratio relative to it, and what it took.

    ``probes`` is the number of random vectors.  A ratio of 0 is where the likelihood falls from 0 on.
    """

    relative_error: float
    probes: int


@dataclass(frozen=True, eq=False)
class Maximum:
    """The best variance ratios (k,), all that is known there, and how it was approximated, if it was."""

    ratios: Array
    point: Point
    approximation: Approximation | None


def route_of(memberships: Sequence[sparse.csc_array]) -> Route:
    """How to find the maximum: by size, and by whether mentors (and teams) fall into blocks that share no row."""
    if sum(weights.shape[1] for weights in memberships) <= _MOST_DENSE:
        return "dense"
    sizes = np.bincount(block_labels(memberships)).astype(float)
    return "blocks" if sizes.max() <= _MOST_IN_BLOCK and float(np.sum(sizes**3)) <= _MOST_BLOCK_COST else "approximate"


def block_labels(memberships: Sequence[sparse.csc_array]) -> Indices:
    """The block of each mentor: a path from each row's first mentor to its others joins them."""
    if not memberships:
        return np.zeros(0, dtype=np.intp)
    weights = sparse.csr_array(sparse.hstack(memberships, format="csr"))
    counts = np.diff(weights.indptr)
    first = np.repeat(weights.indices[weights.indptr[:-1][counts > 0]], counts[counts > 0])
    size = weights.shape[1]
    links = sparse.coo_array((np.ones(len(first), dtype=np.int8), (first, weights.indices)), shape=(size, size))
    return csgraph.connected_components(links, directed=False)[1].astype(np.intp)


def best_at_scale(
    basis: Array,
    residual: Array,
    memberships: Sequence[sparse.csc_array],
    search: Search,
    *,
    blocks: bool,
    groups: Indices | None = None,
    seed: int = 0,
) -> Maximum:
    """The highest likelihood: exact with ``blocks``, else approximate.

    ``basis`` (n, p) is orthonormal, ``residual`` (n,) what it leaves of the outcome, rows' weights are near 1;
    ``groups`` (n,) numbers the residual variances, of which the first is the common unit.
    """
    sums = sum_rows(memberships, np.column_stack([basis, residual]), groups)
    overlaps = overlaps_of(sums)
    refuse_indistinct(overlaps, sums, search)
    if not blocks:
        signs = Signs(int(np.clip(_FIRST_SIGNS / max(len(sums.cross), 1), _FEWEST_PROBES, _FIRST_PROBES)), seed=seed)
        gram = Iterative(sums, signs)
        return _approximate(gram, *start_of(gram, overlaps, search), search)
    gram = exact_gram(sums, memberships)
    return Maximum(*climb(gram, *start_of(gram, overlaps, search), search), None)


def exact_gram(sums: RowSums, memberships: Sequence[sparse.csc_array]) -> Gram:
    """The sums by the eigenvalues of separate blocks where they are enough, else by the blocks' inverses."""
    labels = block_labels(memberships)
    if len(memberships) == 1 and len(sums.counts) == 1:
        return rotate_blocks(sums, labels)
    return Inverses(sums, labels)


def _approximate(gram: Iterative, ratios: Array, multipliers: Array, search: Search) -> Maximum:
    """More and more probes, each round from where the last one ended, or at last an exact one."""
    size = len(gram.sums.cross)
    most = int(np.clip(_MOST_SIGNS / size, _FIRST_PROBES, _MOST_PROBES))
    while True:
        ratios, point = climb(gram, ratios, multipliers, search)
        multipliers, error, signs = point.multipliers, _relative_error(point, search.dof), gram.signs
        needed = int(1.3 * signs.probes * (error / _CLOSE_ENOUGH) ** 2)
        if error <= _CLOSE_ENOUGH or (signs.deep and signs.probes >= most and size > MOST_EXACT):
            return _with_logdet(gram, ratios, point, error)
        if not signs.deep:
            gram = replace(gram, signs=replace(signs, deep=True))
        elif needed > most and size <= MOST_EXACT:
            whole = Inverses(gram.sums, np.zeros(size, dtype=np.intp))
            return Maximum(*climb(whole, ratios, multipliers, search), None)
        else:
            gram = replace(gram, signs=replace(signs, probes=min(most, max(2 * signs.probes, needed))))


def _relative_error(point: Point, dof: int) -> float:
    """The largest standard error of a variance relative to it, from those of the traces."""
    through = inverse_curvature(point, dof) * (point.parameters * point.errors)
    return float(np.sqrt(np.sum(through**2, axis=1)).max(initial=0.0))


def _with_logdet(gram: Iterative, ratios: Array, point: Point, error: float) -> Maximum:
    active = np.flatnonzero(ratios)
    if not len(active):
        return Maximum(ratios, point, None)
    here = only(gram.at(point.multipliers), active)
    logdet = point.derivatives.logdet + (here.logdet(ratios[active]) if isinstance(here, Iterative) else 0.0)
    point = replace(point, derivatives=replace(point.derivatives, logdet=logdet))
    return Maximum(ratios, point, Approximation(error, gram.signs.probes))
