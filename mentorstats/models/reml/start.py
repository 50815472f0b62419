"""Where the search for the best variances starts, and whether the rows can tell them apart at all.

Each variance is of a kernel: ``Z_j Z_j'`` of a membership, or the identity on a group of rows.  With S the projection
that takes the fixed effects out, the quadratic forms ``y'S G_i S y`` have expectations that are linear in the
variances; solving for them gives a start (MINQUE with no prior, Rao 1971), and where that system has no single
solution no method can tell the variances apart.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from mentorstats.models.reml.blocks import RotatedBlocks
from mentorstats.models.reml.criterion import DEPENDENT, Array, ResidualGroupError, blocks_of, refuse_alike
from mentorstats.models.reml.newton import Gram, Search, only, slope_at_zero
from mentorstats.models.reml.scaled import rough
from mentorstats.models.reml.sums import RowSums

__all__ = ["Overlaps", "overlaps_of", "refuse_indistinct", "start_of"]

_INDISTINCT = 1e-9
_GRID = np.geomspace(1e-5, 1e3, 17)
# Ratios of the grid that are tried at the same time: on two cores each has one.
_AT_ONCE = 2
_LEAST_SHARE, _LEAST_RATIO = 0.1, 0.02


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Traces ``pairs`` (k, k) of S G_i S G_j, memberships before groups, and quadratic ``forms`` (k,) y'S G_i S y."""

    pairs: Array
    forms: Array


def overlaps_of(sums: RowSums) -> Overlaps:
    """Sums of squares of the kernels with the fixed effects taken out, without a matrix of mentors x mentors.

    All multipliers of ``sums`` are 1, and its columns but the last are orthonormal.
    """
    blocks, k, groups = blocks_of(sums.sizes), len(sums.sizes), range(len(sums.counts))
    pairs, forms = np.zeros((k + len(groups), k + len(groups))), np.zeros(k + len(groups))
    on_basis, squares = [sums.cross[block, :-1] for block in blocks], sums.squares[:, :-1, :-1]
    inner = [basis.T @ basis for basis in on_basis]
    group_diagonals = [sums.group_gram(group).diagonal() for group in groups]
    for j, a in enumerate(blocks):
        forms[j] = float(np.sum(sums.cross[a, -1] ** 2))
        for other, b in enumerate(blocks):
            gram = sums.gram[a][:, b]
            across = float(np.sum(on_basis[j] * (gram @ on_basis[other])))
            square = float(np.sum(gram.data**2)) - 2.0 * across + float(np.sum(inner[j] * inner[other]))
            pairs[j, other] = max(square, 0.0)
        for group in groups:
            across = float(np.sum(sums.crosses[group, a, :-1] * on_basis[j]))
            square = float(group_diagonals[group][a].sum()) - 2.0 * across + float(np.sum(inner[j] * squares[group]))
            pairs[j, k + group] = pairs[k + group, j] = square
    pairs[k:, k:] = np.einsum("gab,hab->gh", squares, squares)
    pairs[k:, k:] += np.diag(sums.counts - 2.0 * np.einsum("gaa->g", squares))
    forms[k:] = sums.squares[:, -1, -1]
    return Overlaps(pairs, forms)


def refuse_indistinct(overlaps: Overlaps, sums: RowSums, search: Search) -> None:
    """Refuse memberships and groups whose variances these rows cannot tell apart."""
    k = len(sums.sizes)
    left = overlaps.pairs[k:, k:].sum(axis=1)
    if len(left) > 1 and (left <= _INDISTINCT * sums.counts).any():
        group = search.groups[int(np.argmin(left / sums.counts))]
        raise ResidualGroupError(f"the columns of x explain the rows of {group!r} without remainder", group)
    least = np.array([_INDISTINCT * max(1.0, float(sums.diagonal[block].sum())) for block in blocks_of(sums.sizes)])
    refuse_alike(overlaps.pairs, list(search.memberships), list(search.groups), least=least)


def start_of(gram: Gram, overlaps: Overlaps, search: Search) -> tuple[Array, Array]:
    """Ratios and multipliers to start from."""
    if len(gram.sums.counts) == 1:
        return _best_of_grid(gram, search), gram.sums.multipliers
    k = len(gram.sums.sizes)
    variances = np.linalg.lstsq(overlaps.pairs, overlaps.forms, rcond=1e-10)[0]
    spread = np.maximum(overlaps.forms[k:] / gram.sums.counts, DEPENDENT * overlaps.forms[k:].sum() / search.dof)
    residual = np.where(variances[k:] > _LEAST_SHARE * spread, variances[k:], 0.5 * spread)
    return np.maximum(variances[:k], _LEAST_RATIO * residual.mean()) / residual[0], residual / residual[0]


def _best_of_grid(gram: Gram, search: Search) -> Array:
    """For each membership by itself the best of a grid of ratios, with the fixed effects as least squares has them.

    The ratio is 0 where the likelihood falls from there on, and none of the grid is better.
    """
    total, ratios = float(gram.sums.square[-1, -1]), np.empty(len(gram.sums.sizes))
    for place in range(len(ratios)):
        alone = only(gram, np.array([place]))
        with ThreadPoolExecutor(_AT_ONCE) as beside:
            pairs = np.array(list(beside.map(_rough, [alone] * len(_GRID), map(float, _GRID))))
        remainders = total - pairs[:, 1]
        values = pairs[:, 0] + search.dof * np.log(np.maximum(remainders, DEPENDENT * total) / total)
        best = int(np.argmin(np.where(remainders > DEPENDENT * total, values, np.inf)))
        zero = slope_at_zero(alone, search) >= 0.0 and (best == 0 or values[best] >= 0.0)
        ratios[place] = 0.0 if zero else _between(values, best)
    return ratios


def _rough(gram: Gram, ratio: float) -> tuple[float, float]:
    return gram.rough(ratio) if isinstance(gram, RotatedBlocks) else rough(gram.sums, ratio)


def _between(values: Array, best: int) -> float:
    """The lowest point of the parabola through the best ratio of the grid and its neighbors."""
    if not 0 < best < len(_GRID) - 1:
        return float(_GRID[best])
    before, at, after = values[best - 1 : best + 2]
    bend = before - 2.0 * at + after
    along = 0.5 * (before - after) / bend if bend > 0 else 0.0
    return float(_GRID[best] * (_GRID[best + 1] / _GRID[best]) ** np.clip(along, -0.5, 0.5))
