"""REML for memberships with very many mentors, where nothing of the size mentors x mentors can be inverted.

Memberships that fall into small separate blocks are exact.  Others are approximate, with random signs added until the
standard error of each variance ratio is small; where that takes too many and there are not too many mentors, the last
steps are exact as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from mentorstats.models.reml.blocks import Inverses, rotated_blocks
from mentorstats.models.reml.criterion import Array, blocks_of, refuse_alike
from mentorstats.models.reml.iterative import Whole
from mentorstats.models.reml.newton import Approximation, Maximum, climbed, start_of

__all__ = ["Approximation", "Maximum", "Route", "best_at_scale", "route_of"]

Places = NDArray[np.intp]
Route = Literal["dense", "blocks", "approximate"]

_INDISTINCT = 1e-9
_MOST_DENSE, _MOST_IN_BLOCK, _MOST_BLOCK_COST, _MOST_EXACT = 1_000, 1_500, 2e10, 3_000
_FEWEST_PROBES, _FIRST_PROBES, _FIRST_SIGNS, _MOST_PROBES, _MOST_SIGNS = 8, 16, 2e5, 512, 4e6
_CLOSE_ENOUGH = 7e-5


def route_of(memberships: Sequence[sparse.csc_array]) -> Route:
    """How to find the maximum: by size, and by whether mentors (and teams) fall into blocks that share no row."""
    if sum(weights.shape[1] for weights in memberships) <= _MOST_DENSE:
        return "dense"
    sizes = np.bincount(_block_labels(sparse.csr_array(sparse.hstack(list(memberships))))).astype(float)
    return "blocks" if sizes.max() <= _MOST_IN_BLOCK and float(np.sum(sizes**3)) <= _MOST_BLOCK_COST else "approximate"


def _block_labels(weights: sparse.csr_array) -> Places:
    """The block of each mentor: a path from each row's first mentor to its others joins them."""
    counts = np.diff(weights.indptr)
    first = np.repeat(weights.indices[weights.indptr[:-1][counts > 0]], counts[counts > 0])
    size = weights.shape[1]
    links = sparse.coo_array((np.ones(len(first), dtype=np.int8), (first, weights.indices)), shape=(size, size))
    return csgraph.connected_components(links, directed=False)[1].astype(np.intp)


def best_at_scale(
    basis: Array, residual: Array, memberships: Mapping[str, sparse.csc_array], *, blocks: bool, seed: int = 0
) -> Maximum:
    """The REML maximum: exact with ``blocks``, else approximate; ``basis`` is orthonormal, rows' weights near 1."""
    rows = sparse.csr_array(sparse.hstack(list(memberships.values()), format="csr"))
    cross = rows.T @ np.column_stack([basis, residual])
    sizes = tuple(weights.shape[1] for weights in memberships.values())
    whole = Whole(sparse.csr_array(rows.T @ rows), np.asarray(cross, dtype=float), sizes, seed=seed)
    total, dof = float(residual @ residual), len(basis) - basis.shape[1]
    names = list(memberships)
    _refuse_indistinct(whole, dof, names)
    if not blocks:
        return _estimated(whole, total, dof, names)
    labels = _block_labels(rows)
    held = rotated_blocks(whole.gram, whole.cross, labels) if len(names) == 1 else Inverses(whole, labels)
    return climbed(held, start_of(held, total, dof), total, dof, names)[0]


def _estimated(whole: Whole, total: float, dof: int, names: list[str]) -> Maximum:
    """More and more probes, each round from where the last one ended, or at last an exact one."""
    size = len(whole.cross)
    most = int(np.clip(_MOST_SIGNS / size, _FIRST_PROBES, _MOST_PROBES))
    whole = replace(whole, probes=int(np.clip(_FIRST_SIGNS / size, _FEWEST_PROBES, _FIRST_PROBES)))
    start = start_of(whole, total, dof)
    while True:
        best, error = climbed(whole, start, total, dof, names)
        needed = int(1.3 * whole.probes * (error / _CLOSE_ENOUGH) ** 2)
        if error <= _CLOSE_ENOUGH or (whole.deep and whole.probes >= most and size > _MOST_EXACT):
            return _with_logdet(best, whole)
        start = best.ratios
        if not whole.deep:
            whole = replace(whole, deep=True)
            continue
        if needed > most and size <= _MOST_EXACT:
            return climbed(Inverses(whole, np.zeros(size, dtype=np.intp)), start, total, dof, names)[0]
        whole = replace(whole, probes=min(most, max(2 * whole.probes, needed)))


def _with_logdet(best: Maximum, whole: Whole) -> Maximum:
    active = np.flatnonzero(best.ratios)
    if not len(active):
        return best
    logdet = best.derivatives.logdet + whole.only(active).logdet(best.ratios[active])
    return replace(best, derivatives=replace(best.derivatives, logdet=logdet))


def _refuse_indistinct(whole: Whole, dof: int, names: list[str]) -> None:
    """Overlaps of the memberships with the fixed effects taken out, without a matrix of mentors x mentors."""
    blocks = blocks_of(whole.sizes)
    on_basis = [whole.cross[block, :-1] for block in blocks]
    count = len(blocks)
    pairs, own, least = np.empty((count, count)), np.empty(count), np.empty(count)
    for j, a in enumerate(blocks):
        own[j] = float(whole.diagonal[a].sum() - np.sum(on_basis[j] ** 2))
        least[j] = _INDISTINCT * max(1.0, float(whole.diagonal[a].sum()))
        for k, b in enumerate(blocks):
            among = whole.gram[a][:, b]
            inside = float(np.sum(on_basis[j] * (among @ on_basis[k])))
            both = float(np.sum((on_basis[j].T @ on_basis[j]) * (on_basis[k].T @ on_basis[k])))
            pairs[j, k] = max(float(np.sum(among.data**2)) - 2.0 * inside + both, 0.0)
    refuse_alike(pairs, own, dof, names, least=least)
