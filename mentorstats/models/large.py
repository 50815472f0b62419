"""REML for memberships with very many mentors, where nothing of the size mentors x mentors can be inverted.

The ratios of the variances are found by Newton steps in their logarithms (see ``gram`` for what each step needs).
Memberships that fall into small separate blocks are exact.  Others are approximate, with random signs added until the
standard error of each ratio is small; where that takes too many and there are not too many mentors, the last steps
are exact as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from mentorstats.models.gram import Gram, Inverses, Whole, rotated_blocks
from mentorstats.models.reml import DEPENDENT, Array, Derivatives, NoMaximumError, blocks_of, refuse_alike

__all__ = ["Approximation", "Maximum", "Route", "best_at_scale", "route_of"]

Places = NDArray[np.intp]
Route = Literal["dense", "blocks", "approximate"]

_LOWEST, _HIGHEST = 1e-8, 1e5
_GRID = np.geomspace(1e-5, 1e3, 17)
_INDISTINCT = 1e-9
_SMALL_STEP, _MOST_STEPS, _LONGEST_STEP = 1e-6, 60, 2.0
_MOST_DENSE, _MOST_IN_BLOCK, _MOST_BLOCK_COST, _MOST_EXACT = 1_000, 1_500, 2e10, 3_000
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
    """The best ratios; in the basis of the fixed effects the shift from least squares, ``inner``, ``loadings`` (p, p).

    ``derivatives`` and ``loadings`` are those of the ratios above 0.
    """

    ratios: Array
    derivatives: Derivatives
    shift: Array
    inner: Array
    loadings: tuple[Array, ...]
    approximation: Approximation | None


@dataclass(frozen=True, eq=False)
class _Point:
    """All that is known at given ratios above 0."""

    ratios: Array
    derivatives: Derivatives
    shift: Array
    inner: Array
    loadings: tuple[Array, ...]
    error: Array
    guess: dict[str, Array]


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
    return _maximum(held, _start(held, total, dof), total, dof, names)[0]


def _estimated(whole: Whole, total: float, dof: int, names: list[str]) -> Maximum:
    """More and more probes, each round from where the last one ended, or at last an exact one."""
    size = len(whole.cross)
    most = int(np.clip(_MOST_SIGNS / size, _FIRST_PROBES, _MOST_PROBES))
    whole = replace(whole, probes=int(np.clip(_FIRST_SIGNS / size, _FEWEST_PROBES, _FIRST_PROBES)))
    start = _start(whole, total, dof)
    while True:
        best, error = _maximum(whole, start, total, dof, names)
        needed = int(1.3 * whole.probes * (error / _CLOSE_ENOUGH) ** 2)
        if error <= _CLOSE_ENOUGH or (whole.deep and whole.probes >= most and size > _MOST_EXACT):
            return _with_logdet(best, whole)
        start = best.ratios
        if not whole.deep:
            whole = replace(whole, deep=True)
            continue
        if needed > most and size <= _MOST_EXACT:
            return _maximum(Inverses(whole, np.zeros(size, dtype=np.intp)), start, total, dof, names)[0]
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


def _start(gram: Gram, total: float, dof: int) -> Array:
    """For each membership by itself the best of a grid of ratios, with the fixed effects as least squares has them.

    The ratio is 0 where the likelihood falls from there on, and none of the grid is better.
    """
    count = len(gram.sizes)
    found = np.empty(count)
    for place in range(count):
        alone = gram.only(np.array([place]))
        pairs = np.array([alone.rough(float(ratio)) for ratio in _GRID])
        remainders = total - pairs[:, 1]
        values = pairs[:, 0] + dof * np.log(np.maximum(remainders, DEPENDENT * total) / total)
        best = int(np.argmin(np.where(remainders > DEPENDENT * total, values, np.inf)))
        zero = _slope_at_zero(alone, total, dof) >= 0.0 and (best == 0 or values[best] >= 0.0)
        found[place] = 0.0 if zero else _between(_GRID, values, best)
    return found


def _between(grid: Array, values: Array, best: int) -> float:
    """The lowest point of the parabola through the best ratio of a grid and its neighbors."""
    if not 0 < best < len(grid) - 1:
        return float(grid[best])
    before, at, after = values[best - 1 : best + 2]
    bend = before - 2.0 * at + after
    along = 0.5 * (before - after) / bend if bend > 0 else 0.0
    return float(grid[best] * (grid[best + 1] / grid[best]) ** np.clip(along, -0.5, 0.5))


def _slope_at_zero(alone: Gram, total: float, dof: int) -> float:
    """The slope of the criterion of one membership at a ratio of 0, which is exact."""
    own = float(alone.diagonal.sum()) - float(np.sum(alone.cross[:, :-1] ** 2))
    return own - dof * float(np.sum(alone.cross[:, -1] ** 2)) / total


def _maximum(gram: Gram, start: Array, total: float, dof: int, names: list[str]) -> tuple[Maximum, float]:
    """Climb; a ratio that vanishes is left at 0, and tried once more when the others have been found."""
    ratios, floor = start.copy(), _tiny(gram)
    tried: set[int] = set()
    while True:
        active = np.flatnonzero(ratios)
        if len(active):
            point, vanished = _climb(gram.only(active), ratios[active], floor[active], total, dof, names)
            ratios[active] = point.ratios
            if vanished is not None:
                ratios[active[vanished]] = 0.0
                continue
        else:
            point = _nowhere(gram, total)
        left = [int(j) for j in np.flatnonzero(ratios == 0) if j not in tried]
        again = next((j for j in left if _rises(gram, ratios, j, total, dof)), None)
        if again is None:
            return _summed(ratios, point, gram, dof)
        tried.add(again)
        ratios[again], floor[again] = _tiny(gram)[again], _LOWEST


def _tiny(gram: Gram) -> Array:
    """Ratios so small that they hardly change the variance of what any mentor's mentees have in common."""
    return np.array([0.02 / max(gram.diagonal[b].max(initial=0.0), 1e-300) for b in blocks_of(gram.sizes)])


def _rises(gram: Gram, ratios: Array, place: int, total: float, dof: int) -> bool:
    """Whether the likelihood rises where the ratio at ``place`` leaves 0."""
    if not ratios.any():
        return _slope_at_zero(gram.only(np.array([place])), total, dof) < 0.0
    tried = ratios.copy()
    tried[place] = _tiny(gram)[place]
    active = np.flatnonzero(tried)
    point = _at(gram.only(active), tried[active], total, None)
    return bool(point.derivatives.criterion(dof)[1][np.flatnonzero(active == place)[0]] < 0.0)


def _climb(
    gram: Gram, ratios: Array, floor: Array, total: float, dof: int, names: list[str]
) -> tuple[_Point, int | None]:
    """Newton steps in the logarithms; the second number is the place of a ratio that falls below its floor."""
    best = _at(gram, ratios, total, None)
    for _ in range(_MOST_STEPS):
        slopes = best.derivatives.criterion(dof)[1]
        gone = np.flatnonzero((best.ratios < floor) & (slopes >= 0.0))
        if len(gone):
            return best, int(gone[0])
        step = _newton_step(best, dof)[0]
        if np.abs(step).max() < _SMALL_STEP:
            return best, None
        following = best.ratios * np.exp(step)
        if following.max() > _HIGHEST:
            name = names[int(np.argmax(following))]
            raise NoMaximumError(f"{name!r} leaves nothing for the residual: its variance ratio grows without bound")
        best = _at(gram, np.maximum(following, _LOWEST / 10.0), total, best.guess)
    raise NoMaximumError(f"the best variance ratio of {' and '.join(names)} was not found in {_MOST_STEPS} steps")


def _newton_step(at: _Point, dof: int) -> tuple[Array, Array]:
    """The step in the logarithms of the ratios, and the curvature that it rests on (else the expected one)."""
    _, gradient, hessian = at.derivatives.criterion(dof)
    outer = np.outer(at.ratios, at.ratios)
    slopes, expected = at.ratios * gradient, outer * at.derivatives.trace_pairs
    curvature = outer * hessian + np.diag(slopes)
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    if np.linalg.eigvalsh(curvature / scale)[0] <= 0.1 * np.linalg.eigvalsh(expected / scale)[0]:
        curvature = expected
    step: Array = np.asarray(-np.linalg.solve(curvature, slopes), dtype=float)
    return step * min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300)), curvature


def _summed(ratios: Array, point: _Point, gram: Gram, dof: int) -> tuple[Maximum, float]:
    """The maximum, and the largest standard error of a ratio relative to it."""
    error, approximation = 0.0, None
    if len(point.ratios):
        through = np.linalg.inv(_newton_step(point, dof)[1]) * (point.ratios * point.error)
        error = float(np.sqrt(np.sum(through**2, axis=1)).max())
        approximation = Approximation(error, gram.probes) if isinstance(gram, Whole) else None
    best = Maximum(ratios, point.derivatives, point.shift, point.inner, point.loadings, approximation)
    return best, error


def _at(gram: Gram, ratios: Array, total: float, guess: dict[str, Array] | None) -> _Point:
    """All pieces at given ratios: K = [basis residual]' V^-1 [basis residual], Y = Z'V^-1 [basis residual]."""
    found = gram.pieces(ratios, guess)
    p = len(found.fitted) - 1
    k = np.diag([*np.ones(p), total]) - found.fitted
    inner = np.asarray(np.linalg.inv(k[:p, :p]), dtype=float)
    back = inner @ k[:p, p]
    turn = np.eye(p + 1)
    turn[:p, p] = -back
    own, through = turn.T @ found.own @ turn, turn.T @ found.through @ turn
    spread = inner @ own[:, :p, :p]
    trace_pairs = (
        found.second
        - 2.0 * np.einsum("ab,jkab->jk", inner, through[..., :p, :p])
        + np.einsum("jab,kba->jk", spread, spread)
    )
    aside = own[:, p, :p]
    at = Derivatives(
        found.logdet + float(np.linalg.slogdet(k[:p, :p])[1]),
        float(k[p, p] - k[:p, p] @ back),
        found.first - np.trace(spread, axis1=1, axis2=2),
        trace_pairs,
        own[:, p, p],
        through[..., p, p] - aside @ inner @ aside.T,
    )
    loadings = tuple(np.sqrt(r) * _root(part[:p, :p]) @ inner for r, part in zip(ratios, own, strict=True))
    return _Point(ratios, at, back, inner, loadings, found.error, found.guess)


def _root(square: Array) -> Array:
    """A matrix whose square this is."""
    values, vectors = np.linalg.eigh(square)
    return np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T


def _nowhere(gram: Gram, total: float) -> _Point:
    """Least squares, where no membership varies."""
    p = gram.cross.shape[1] - 1
    none, pairs = np.zeros(0), np.zeros((0, 0))
    at = Derivatives(0.0, total, none, pairs, none, pairs)
    return _Point(none, at, np.zeros(p), np.identity(p), (), none, {})
