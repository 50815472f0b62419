"""The closest pair of industries between two people who may have several each.

A cell is a handful of places.  All pairs of places that occur are looked up once in a small square table, and
each pair of cells takes the best tier and the highest similarity of its block, all of them at the same time.
Three rules stand above the closest pair.  What may be the same but need not be (a sector and one of its own
industries) makes the pair of cells unknown, unless another pair of places is the same for certain.  A sector is
the same as itself only where the same words were typed and nobody typed a finer name.  A name that could not be
placed (“Energy”) is the same as itself, whichever of the industries that it fits was meant, and unknown beside
any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from mentorstats.industry.nodes import Node
from mentorstats.industry.similarity import SAME, UNKNOWN, Lookup
from mentorstats.industry.vocabulary import NamedIndustry
from mentorstats.industry.words import bare, key

__all__ = ["UNPLACED", "Place", "closest", "places_of"]

Place = tuple[str, str]
UNPLACED = ""


def places_of(
    named: Iterable[NamedIndustry], table: Mapping[str, Node], words: Callable[[str], str]
) -> tuple[Place, ...]:
    """Where a cell stands: a code each, and for sectors and what was not placed the words that were typed.

    A sector is left out where the cell also names one of its industries; ``words`` are those of a name that was
    not placed, "" for what names no industry.
    """
    named = tuple(named)
    nodes = [table[name.code] for name in named if name.code]
    finer = {node.sector for node in nodes if not node.is_sector}
    places: list[Place] = []
    for name in named:
        if name.code is None:
            places.append((UNPLACED, words(name.text)))
        elif not table[name.code].is_sector:
            places.append((name.code, ""))
        elif name.code not in finer:
            places.append((name.code, "".join(bare(key(name.text)))))
    return tuple(dict.fromkeys(place for place in places if place != (UNPLACED, "")))


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

    Places are those of ``places_of``; ``extra`` are further places of the program.
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
    placed = np.array([number for number, (code, _) in enumerate(places) if code != UNPLACED], dtype=int)
    chosen = np.array([lookup.places[places[number][0]] for number in placed], dtype=int)
    size, block, within = len(places), np.ix_(chosen, chosen), np.ix_(placed, placed)
    tier = np.full((size + 1, size + 1), UNKNOWN)
    similarity = np.full((size + 1, size + 1), -1.0)
    overlap = np.zeros((size + 1, size + 1), dtype=bool)
    tier[within] = lookup.tier[block]
    similarity[within] = np.nan_to_num(lookup.similarity[block], nan=-1.0)
    overlap[within] = lookup.overlap[block]
    codes = (code for code, _ in [*places, *extra] if code != UNPLACED)
    finer = {table[code].sector for code in codes if not table[code].is_sector}
    for number, (code, _) in enumerate(places):
        if code == UNPLACED or (table[code].is_sector and code not in finer):
            tier[number, number], similarity[number, number], overlap[number, number] = SAME, 1.0, False
    return tier, similarity, overlap
