"""How close two industries are, as a table to look pairs up in.

The similarity of two nodes is 0 to 1: the cosine of the square roots of their location quotients of
occupations (``build.py`` makes it).  It says that two industries employ similar mixes of people, not that
they share customers or culture.  A whole sector is as close to another industry as its nodes are on average.
From the similarity comes the tier: adjacent for the top share of all pairs, distant for the rest, unknown
where either side has no data.  A sector beside one of its own nodes may or may not be the same: it overlaps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import pandas as pd

from mentorstats.industry.nodes import nodes, read_rows
from mentorstats.industry.words import folded

__all__ = [
    "ADJACENT",
    "DISTANT",
    "SAME",
    "TIERS",
    "UNKNOWN",
    "Lookup",
    "cut_at",
    "own_lookup",
    "patched",
    "standard_lookup",
    "tiers_at",
]

TIERS = ("unknown", "distant", "adjacent", "same")
UNKNOWN, DISTANT, ADJACENT, SAME = range(4)


@dataclass(frozen=True, eq=False)
class Lookup:
    """Square tables over ``codes``: similarity (NaN unknown), tier (index into ``TIERS``), overlap (yes or no)."""

    codes: tuple[str, ...]
    similarity: np.ndarray
    tier: np.ndarray
    overlap: np.ndarray
    cut: float

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The row of each code in the tables."""
        return {code: row for row, code in enumerate(self.codes)}


def cut_at(similarities: np.ndarray, share: float) -> float:
    """The similarity at or above which a pair belongs to the closest ``share`` of pairs; never 0.

    >>> cut_at(np.array([0.0, 0.0, 0.0, 0.4]), 0.5)
    0.4
    """
    known = similarities[np.isfinite(similarities)]
    if not known.size or not (known > 0).any():
        return float("nan")
    return float(max(np.quantile(known, 1 - share), known[known > 0].min()))


def tiers_at(tiers: np.ndarray, similarity: np.ndarray, cut: float) -> np.ndarray:
    """Names of tiers with ``cut`` as the end of adjacent; same, unknown and pairs without a similarity stay.

    >>> tiers_at(np.array(["same", "adjacent", "distant"]), np.array([1.0, 0.5, 0.7]), 0.6).tolist()
    ['same', 'distant', 'adjacent']
    """
    movable = np.isin(tiers, ("adjacent", "distant")) & ~np.isnan(similarity)
    return np.where(movable, np.where(similarity >= cut, "adjacent", "distant"), tiers)


def mutual_neighbors(similarity: np.ndarray, count: int) -> np.ndarray:
    """Which pairs are among each other's ``count`` most similar; a yes/no table like ``similarity``."""
    values = np.where(np.isfinite(similarity), similarity, -1.0)
    np.fill_diagonal(values, -1.0)
    kth = -np.sort(-values, axis=1)[:, min(count, len(values)) - 1 : min(count, len(values))]
    near = (values >= kth) & (values > 0)
    return near & near.T


def tier_table(similarity: np.ndarray, cut: float) -> np.ndarray:
    """The tier of every pair by the cut alone; the diagonal is left unknown."""
    known = np.isfinite(similarity)
    tier = np.where(known & (similarity >= cut), ADJACENT, np.where(known, DISTANT, UNKNOWN)).astype(np.int8)
    np.fill_diagonal(tier, UNKNOWN)
    return tier


@cache
def _staffing() -> tuple[tuple[str, ...], np.ndarray]:
    """The codes and the square table of ``similarity.csv``."""
    rows = read_rows("similarity.csv")
    codes = tuple(sorted({row["a"] for row in rows} | {row["b"] for row in rows}))
    index = {code: number for number, code in enumerate(codes)}
    table = np.eye(len(codes))
    for row in rows:
        a, b = index[row["a"]], index[row["b"]]
        table[a, b] = table[b, a] = float(row["similarity"])
    return codes, table


def standard_pairs() -> np.ndarray:
    """The similarities of all pairs of staffing rows, each pair once: what the cut is taken from."""
    _, table = _staffing()
    return table[np.triu_indices(len(table), 1)]


@cache
def node_table() -> tuple[tuple[str, ...], np.ndarray]:
    """The codes of all nodes and their square table of similarities; NaN without data, diagonal 1."""
    rows, staffing = _staffing()
    index = {code: number for number, code in enumerate(rows)}
    known = [node for node in nodes().values() if not node.is_sector]
    table = np.full((len(known), len(known)), np.nan)
    for i, a in enumerate(known):
        for j, b in enumerate(known):
            if a.row and b.row and a.row != b.row:
                table[i, j] = staffing[index[a.row], index[b.row]]
    np.fill_diagonal(table, 1.0)
    return tuple(node.code for node in known), table


def with_sectors(codes: Sequence[str], table: np.ndarray) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Add the sectors: codes, similarities (means over a sector's nodes) and which pairs overlap."""
    sectors = [node.code for node in nodes().values() if node.is_sector]
    usable = {code for code in sectors if nodes()[code].quality != "none"}
    weights = np.array(
        [[code in usable and nodes()[node].sector == code for node in codes] for code in sectors], dtype=float
    )
    has_data = np.isfinite(table).sum(axis=1) > 1
    weights *= has_data
    filled = np.where(np.isfinite(table), table, 0.0)
    weights = np.vstack([np.eye(len(codes)), weights])
    counts = weights @ np.isfinite(table) @ weights.T
    with np.errstate(invalid="ignore"):
        full = np.where(counts > 0, weights @ filled @ weights.T / counts, np.nan)
    full = (full + full.T) / 2
    every_code = (*codes, *sectors)
    is_sector = np.array([code in sectors for code in every_code])
    sector = np.array([nodes()[code].sector for code in every_code])
    overlap = (sector[:, None] == sector[None, :]) & (is_sector[:, None] | is_sector[None, :])
    full[overlap] = np.nan
    return every_code, full, overlap


@cache
def standard_lookup(share: float, mutual: int | None = None) -> Lookup:
    """The table that comes with the package, cut at the closest ``share`` of pairs.

    With ``mutual``, two nodes are adjacent when each is among the other's that many most similar nodes
    instead, which tames hubs that are similar to everything; whole sectors keep the cut.
    """
    return make_lookup(*node_table(), cut_at(standard_pairs(), share), mutual)


def make_lookup(codes: Sequence[str], table: np.ndarray, cut: float, mutual: int | None = None) -> Lookup:
    """Tiers and sectors on top of a square table of node similarities."""
    every_code, full, overlap = with_sectors(codes, table)
    tier = tier_table(full, cut)
    if mutual is not None:
        count = len(codes)
        near = mutual_neighbors(table, mutual)
        known = tier[:count, :count] != UNKNOWN
        tier[:count, :count] = np.where(known, np.where(near, ADJACENT, DISTANT), UNKNOWN)
    same = np.arange(len(every_code))
    same = same[~overlap[same, same]]
    tier[same, same] = SAME
    return Lookup(every_code, full, tier, overlap, cut)


def own_lookup(usable: pd.DataFrame, share: float, mutual: int | None = None) -> Lookup:
    """The look-up table of checked rows; names in the table's own spelling are the codes."""
    spelling: dict[str, str] = {}
    for name in [*usable["industry_a"], *usable["industry_b"]]:
        spelling.setdefault(folded(name), name)
    codes = tuple(spelling[name] for name in sorted(spelling))
    index = {name: number for number, name in enumerate(sorted(spelling))}
    similarity, written = np.eye(len(codes)), np.full((len(codes), len(codes)), -1, dtype=np.int8)
    similarity[~np.eye(len(codes), dtype=bool)] = np.nan
    for a, b, value, tier in usable.itertuples(index=False):
        i, j = index[folded(a)], index[folded(b)]
        similarity[i, j] = similarity[j, i] = value
        written[i, j] = written[j, i] = TIERS.index(tier) if tier else -1
    cut = cut_at(similarity[np.triu_indices(len(codes), 1)], share)
    tier = _tiers_of(similarity, cut, mutual)
    tier = np.where(written >= 0, written, tier)
    np.fill_diagonal(tier, SAME)
    return Lookup(codes, similarity, tier, np.zeros(tier.shape, dtype=bool), cut)


def _tiers_of(similarity: np.ndarray, cut: float, mutual: int | None) -> np.ndarray:
    """Tiers by the cut, or by mutual neighbors; a similarity of 0 is never adjacent."""
    known = np.isfinite(similarity)
    near = similarity >= cut if mutual is None else mutual_neighbors(similarity, mutual)
    return np.where(known, np.where(near, ADJACENT, DISTANT), UNKNOWN).astype(np.int8)


def patched(lookup: Lookup, pairs: pd.DataFrame) -> Lookup:
    """A look-up table in which the pairs of codes in ``pairs`` have the similarity or proximity given there."""
    index = lookup.places
    similarity, tier, overlap = lookup.similarity.copy(), lookup.tier.copy(), lookup.overlap.copy()
    for a, b, value, written in pairs.itertuples(index=False):
        by_value = UNKNOWN if np.isnan(value) else ADJACENT if value >= lookup.cut else DISTANT
        for i, j in ((index[a], index[b]), (index[b], index[a])):
            similarity[i, j], overlap[i, j] = value, False
            tier[i, j] = TIERS.index(written) if written else by_value
    return replace(lookup, similarity=similarity, tier=tier, overlap=overlap)
