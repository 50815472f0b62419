"""Newton steps to the highest restricted likelihood, in the logarithms of variance ratios and residual multipliers.

Everything that a step needs comes from sums over mentors (``KernelSums``), turned by the fixed effects' small matrices.
A ratio that vanishes is left at 0, where its slope says whether it should return.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from mentorstats.models.reml.blocks import RotatedBlocks
from mentorstats.models.reml.criterion import Array, Derivatives, NoMaximumError, ResidualGroupError, blocks_of
from mentorstats.models.reml.inverses import Inverses
from mentorstats.models.reml.iterative import Iterative

__all__ = ["Gram", "Likelihood", "Point", "Search", "climb", "evaluate", "inverse_curvature", "only", "slope_at_zero"]

Gram = RotatedBlocks | Iterative | Inverses
Indices = NDArray[np.intp]
Likelihood = Literal["REML", "ML"]

_LOWEST, _HIGHEST, _LEAST_MULTIPLIER = 1e-8, 1e5, 1e-6
_SMALL_STEP, _MOST_STEPS, _LONGEST_STEP, _MOST_HALVINGS, _NO_RISE = 1e-6, 60, 2.0, 10, 1e-10
# The least curvature that a step rests on, and the least information on a variance, both relative to what is expected.
_LEAST_CURVATURE, _FLATTEST, _LEAST_INFORMATION = 0.05, 1e-6, 1e-7


@dataclass(frozen=True)
class Search:
    """What is climbed: the ``likelihood``, its number of rows ``dof`` (less p for REML), and names for refusals."""

    dof: int
    memberships: tuple[str, ...]
    groups: tuple[str, ...] = ("residual",)
    likelihood: Likelihood = "REML"


@dataclass(frozen=True, eq=False)
class Point:
    """All that is known at given ratios above 0 and residual multipliers.

    ``derivatives`` are by the ratios and then by the logarithms of the multipliers but the first; ``shift`` (p,) is
    what takes least squares to the estimates, ``inner`` (p, p) their covariance over the first residual variance and
    ``loadings`` (p, p) the roots of what each parameter adds to it, all in the basis of the fixed effects.
    """

    ratios: Array
    multipliers: Array
    derivatives: Derivatives
    shift: Array
    inner: Array
    loadings: tuple[Array, ...]
    errors: Array
    guess: dict[str, Array]

    @property
    def parameters(self) -> Array:
        """The ratios, and 1 for each multiplier but the first."""
        return np.concatenate([self.ratios, np.ones(len(self.multipliers) - 1)])

    def moved(self, step: Array) -> tuple[Array, Array]:
        """Ratios and multipliers after a step in their logarithms."""
        count = len(self.ratios)
        ratios = np.maximum(self.ratios * np.exp(step[:count]), _LOWEST / 10.0)
        return ratios, self.multipliers * np.exp(np.concatenate([[0.0], step[count:]]))


def climb(gram: Gram, ratios: Array, multipliers: Array, search: Search) -> tuple[Array, Point]:
    """The best ratios, and all that is known there; ``Point`` leaves out the ratios that are 0.

    A ratio that vanishes is left at 0, and tried once more when the others have been found.
    """
    ratios, floor = ratios.copy(), _tiny(gram)
    tried: set[int] = set()
    while True:
        active = np.flatnonzero(ratios)
        names = tuple(search.memberships[j] for j in active)
        point, vanished = _climb(
            only(gram, active), ratios[active], multipliers, floor[active], replace(search, memberships=names)
        )
        ratios[active], multipliers = point.ratios, point.multipliers
        if vanished is not None:
            ratios[active[vanished]] = 0.0
            continue
        here = gram.at(multipliers)
        at_zero = [int(j) for j in np.flatnonzero(ratios == 0) if j not in tried]
        rising = next((j for j in at_zero if _rises(here, ratios, j, search)), None)
        if rising is None:
            return ratios, point
        tried.add(rising)
        ratios[rising], floor[rising] = _tiny(here)[rising], _LOWEST


def only(gram: Gram, kept: Indices) -> Gram:
    """The memberships at these places alone."""
    if len(kept) == len(gram.sums.sizes):
        return gram
    sums = gram.sums.only(kept)
    if isinstance(gram, Iterative) and len(kept):
        return replace(gram, sums=sums)
    blocks = blocks_of(gram.sums.sizes)
    labels = gram.labels if isinstance(gram, Inverses) else np.zeros(len(gram.sums.cross), dtype=np.intp)
    return Inverses(sums, np.concatenate([labels[blocks[j]] for j in kept] or [[]]).astype(np.intp))


def _tiny(gram: Gram) -> Array:
    """Ratios so small that they hardly change the variance of what any mentor's mentees have in common."""
    largest = [gram.sums.diagonal[block].max(initial=0.0) for block in blocks_of(gram.sums.sizes)]
    return 0.02 / np.maximum(np.array(largest), 1e-300)


def slope_at_zero(gram: Gram, search: Search) -> float:
    """The slope of the criterion of one membership at a ratio of 0, which is exact."""
    square, cross = gram.sums.square, gram.sums.cross
    inner = np.linalg.inv(square[:-1, :-1])
    shift = inner @ square[:-1, -1]
    remainder = float(square[-1, -1] - square[-1, :-1] @ shift)
    trace = float(gram.sums.diagonal.sum())
    if search.likelihood == "REML":
        trace -= float(np.sum((cross[:, :-1] @ inner) * cross[:, :-1]))
    return trace - search.dof * float(np.sum((cross[:, -1] - cross[:, :-1] @ shift) ** 2)) / remainder


def _rises(gram: Gram, ratios: Array, place: int, search: Search) -> bool:
    """Whether the likelihood rises where the ratio at ``place`` leaves 0."""
    if not ratios.any():
        return slope_at_zero(only(gram, np.array([place])), search) < 0.0
    tried = ratios.copy()
    tried[place] = _tiny(gram)[place]
    active = np.flatnonzero(tried)
    point = evaluate(only(gram, active), tried[active], search.likelihood)
    return bool(point.derivatives.criterion(search.dof)[1][np.flatnonzero(active == place)[0]] < 0.0)


def _climb(gram: Gram, ratios: Array, multipliers: Array, floor: Array, search: Search) -> tuple[Point, int | None]:
    """Newton steps in the logarithms; the second number is the place of a ratio that falls below its floor."""
    point = evaluate(gram.at(multipliers), ratios, search.likelihood)
    for _ in range(_MOST_STEPS):
        slopes = point.derivatives.criterion(search.dof)[1][: len(ratios)]
        vanished = np.flatnonzero((point.ratios < floor) & (slopes >= 0.0))
        if len(vanished):
            return point, int(vanished[0])
        # A step that is too long is halved where the criterion is known, and can be followed further where it is flat.
        least = _LEAST_CURVATURE if isinstance(gram, Iterative) else _FLATTEST
        step = -inverse_curvature(point, search.dof, least=least) @ log_slopes(point, search.dof)
        if np.abs(step).max(initial=0.0) < _SMALL_STEP:
            return point, None
        step *= min(1.0, _LONGEST_STEP / float(np.abs(step).max()))
        _refuse_boundless(*point.moved(step), search)
        point = _stepped(gram, point, step, search)
    names = " and ".join((*search.memberships, *search.groups[1:]))
    raise NoMaximumError(f"the best variance of {names} was not found in {_MOST_STEPS} steps")


def _stepped(gram: Gram, point: Point, step: Array, search: Search) -> Point:
    """The point after the step, which is halved until the criterion falls, where it is known exactly."""
    value = point.derivatives.criterion(search.dof)[0]
    halvings = 0
    while True:
        ratios, multipliers = point.moved(0.5**halvings * step)
        following = evaluate(gram.at(multipliers), ratios, search.likelihood, guess=point.guess)
        rise = following.derivatives.criterion(search.dof)[0] - value
        if isinstance(gram, Iterative) or rise <= _NO_RISE * max(1.0, abs(value)) or halvings == _MOST_HALVINGS:
            return following
        halvings += 1


def _refuse_boundless(ratios: Array, multipliers: Array, search: Search) -> None:
    if ratios.max(initial=0.0) > _HIGHEST * multipliers.max():
        name = search.memberships[int(np.argmax(ratios))]
        raise NoMaximumError(f"{name!r} leaves nothing for the residual: its variance ratio grows without bound")
    if multipliers.min() < _LEAST_MULTIPLIER * multipliers.max():
        group = search.groups[int(np.argmin(multipliers))]
        raise ResidualGroupError(
            f"nothing is left for a residual variance of the rows of {group!r}: the best one is 0, or less than a "
            "millionth of another's",
            group,
        )


def log_slopes(point: Point, dof: int) -> Array:
    """The slopes of the criterion in the logarithms of the parameters."""
    return point.parameters * point.derivatives.criterion(dof)[1]


def inverse_curvature(point: Point, dof: int, *, least: float = _LEAST_CURVATURE) -> Array:
    """The inverse of the criterion's second derivatives in the logarithms.

    Where the criterion bends the wrong way it is taken to bend as much the other way, and nowhere less than ``least``
    of what is expected.
    """
    outer = np.outer(point.parameters, point.parameters)
    expected = outer * point.derivatives.trace_pairs
    scale = np.sqrt(np.maximum(np.diag(expected), 1e-300))
    values, vectors = linalg.eigh(expected / np.outer(scale, scale))
    whiten = vectors / (np.sqrt(np.maximum(values, _LEAST_INFORMATION)) * scale[:, None])
    observed = outer * point.derivatives.criterion(dof)[2] + np.diag(log_slopes(point, dof))
    shares, turn = linalg.eigh(whiten.T @ observed @ whiten)
    along = whiten @ turn
    return np.asarray((along / np.maximum(np.abs(shares), least)) @ along.T, dtype=float)


def evaluate(
    gram: Gram, ratios: Array, likelihood: Likelihood = "REML", *, guess: dict[str, Array] | None = None
) -> Point:
    """All that is known at ratios above 0 and the multipliers of ``gram``, whose columns are [basis residual]."""
    sums = gram.kernel_sums(ratios, guess)
    p = len(sums.explained) - 1
    remaining = gram.sums.square - sums.explained
    inner = np.asarray(np.linalg.inv(remaining[:p, :p]), dtype=float)
    shift = inner @ remaining[:p, p]
    without_fixed = np.eye(p + 1)
    without_fixed[:p, p] = -shift
    squares, products = without_fixed.T @ sums.squares @ without_fixed, without_fixed.T @ sums.products @ without_fixed
    spread, aside = inner @ squares[:, :p, :p], squares[:, p, :p]
    logdet, traces, trace_pairs = sums.logdet, sums.traces, sums.trace_pairs
    if likelihood == "REML":
        logdet += float(np.linalg.slogdet(remaining[:p, :p])[1])
        traces = traces - np.trace(spread, axis1=1, axis2=2)
        both = np.einsum("jab,kba->jk", spread, spread)
        trace_pairs = trace_pairs - 2.0 * np.einsum("ab,jkab->jk", inner, products[..., :p, :p]) + both
    derivatives = Derivatives(
        logdet, float(remaining[p, p] - remaining[:p, p] @ shift), traces, trace_pairs, squares[:, p, p],
        products[..., p, p] - aside @ inner @ aside.T,
    )  # fmt: skip
    multipliers = gram.sums.multipliers
    scales = np.sqrt(np.concatenate([ratios, np.ones(len(multipliers) - 1)]))
    loadings = tuple(s * _root(square[:p, :p]) @ inner for s, square in zip(scales, squares, strict=True))
    return Point(ratios, multipliers, derivatives, shift, inner, loadings, sums.errors, sums.guess)


def _root(square: Array) -> Array:
    """A matrix whose square this is."""
    values, vectors = np.linalg.eigh(square)
    return np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
