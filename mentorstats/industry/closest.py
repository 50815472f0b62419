"""The closest pair of industries between two people who may have several each.

A cell is a handful of places.  All pairs of places that occur are looked up once in a small square table, and
each pair of cells takes the best tier and the highest similarity of its block, all of them at the same time.
Two rules stand above the closest pair: what may be the same but need not be (a sector and one of its own
industries) makes the pair of cells unknown, unless another pair of places is the same for certain; and a
sector is the same as itself only where the same words were typed and nobody typed a finer name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mentorstats.industry.nodes import Node
from mentorstats.industry.similarity import SAME, UNKNOWN, Lookup

__all__ = ["Place", "closest"]

Place = tuple[str, str]


def closest(
    cells: Sequence[tuple[Place, ...]],
    a: np.ndarray,
    b: np.ndarray,
    *,
    lookup: Lookup,
    table: Mapping[str, Node],
    extra: Sequence[Place] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Tier and similarity (NaN unknown) of the closest places of cells ``a[i]`` and ``b[i]``, for every i.

    A place is a code and, for a sector, the words that were typed; ``extra`` are further places of the program.
    """
    places = sorted({place for cell in cells for place in cell})
    tier, similarity, overlap = _tables(places, extra, lookup, table)
    index = {place: number for number, place in enumerate(places)}
    held = np.full((len(cells), max((len(cell) for cell in cells), default=0) or 1), len(places))
    for row, cell in enumerate(cells):
        held[row, : len(cell)] = [index[place] for place in cell]
    grid = held[a][:, :, None], held[b][:, None, :]
    best = tier[grid].max(axis=(1, 2), initial=UNKNOWN)
    nearest = similarity[grid].max(axis=(1, 2), initial=-1.0)
    maybe_same = overlap[grid].any(axis=(1, 2)) & (best != SAME)
    best = np.where(maybe_same, UNKNOWN, best)
    return best, np.where(maybe_same | (nearest < 0), np.nan, nearest)


def _tables(
    places: Sequence[Place], extra: Sequence[Place], lookup: Lookup, table: Mapping[str, Node]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tiers, similarities (-1 unknown) and overlaps between places, with a last row for “nothing”."""
    chosen = np.array([lookup.places[code] for code, _ in places], dtype=int)
    size, block = len(places), np.ix_(chosen, chosen)
    tier = np.full((size + 1, size + 1), UNKNOWN)
    similarity = np.full((size + 1, size + 1), -1.0)
    overlap = np.zeros((size + 1, size + 1), dtype=bool)
    tier[:size, :size] = lookup.tier[block]
    similarity[:size, :size] = np.nan_to_num(lookup.similarity[block], nan=-1.0)
    overlap[:size, :size] = lookup.overlap[block]
    finer = {table[code].sector for code, _ in [*places, *extra] if not table[code].is_sector}
    for number, (code, _) in enumerate(places):
        if table[code].is_sector and code not in finer:
            tier[number, number], similarity[number, number], overlap[number, number] = SAME, 1.0, False
    return tier, similarity, overlap
