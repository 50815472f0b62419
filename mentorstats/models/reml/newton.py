"""Newton steps to the highest restricted likelihood, in the logarithms of the variance ratios.

All pieces of a step come from sums over mentors (see ``gram`` and ``whole``), turned by the fixed effects' small
matrices.  A ratio that vanishes is left at 0, where its slope says whether it should return.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from mentorstats.models.reml.blocks import Gram
from mentorstats.models.reml.criterion import DEPENDENT, Array, Derivatives, NoMaximumError, blocks_of
from mentorstats.models.reml.iterative import Whole

__all__ = ["Approximation", "Maximum", "climbed", "start_of"]

_LOWEST, _HIGHEST = 1e-8, 1e5
_GRID = np.geomspace(1e-5, 1e3, 17)
_SMALL_STEP, _MOST_STEPS, _LONGEST_STEP = 1e-6, 60, 2.0
# Ratios of the grid that are tried at the same time: on two cores each has one.
_AT_ONCE = 2


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


def start_of(gram: Gram, total: float, dof: int) -> Array:
    """For each membership by itself the best of a grid of ratios, with the fixed effects as least squares has them.

    The ratio is 0 where the likelihood falls from there on, and none of the grid is better.
    """
    count = len(gram.sizes)
    found = np.empty(count)
    for place in range(count):
        alone = gram.only(np.array([place]))
        with ThreadPoolExecutor(_AT_ONCE) as beside:
            pairs = np.array(list(beside.map(alone.rough, map(float, _GRID))))
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


def climbed(gram: Gram, start: Array, total: float, dof: int, names: list[str]) -> tuple[Maximum, float]:
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
