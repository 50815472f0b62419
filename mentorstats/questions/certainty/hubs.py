"""How much of adjacency goes through industries that are close to nearly everything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from mentorstats.industry import Industries

__all__ = ["HubPairs", "hub_pairs"]


@dataclass(frozen=True, eq=False)
class HubPairs:
    """The ``adjacent`` pairings, which of them are so only ``through`` a hub (n,), and how many through one alone.

    ``most`` are those through the hub that most go through.
    """

    adjacent: pd.DataFrame
    through: np.ndarray
    most: int

    @property
    def through_one(self) -> float:
        """The share of the adjacent pairings that go through the same hub, 0 to 1."""
        return self.most / len(self.adjacent) if len(self.adjacent) else 0.0


def hub_pairs(pairs: pd.DataFrame, industries: Industries) -> HubPairs:
    """The adjacent pairings of a program and the hubs without which they would not be adjacent."""
    adjacent = pairs[pairs["proximity"] == "adjacent"]
    both = ["mentee_industry", "mentor_industry"]
    cells = industries.nodes(pd.unique(adjacent[both].to_numpy().ravel()))
    hubs = {code for code in {code for codes in cells.values() for code in codes} if industries.is_hub(code)}
    kind_of_pair = adjacent.groupby(both, sort=False).ngroup().to_numpy()
    kinds = adjacent[both].drop_duplicates().itertuples(index=False, name=None)
    needed = [_hubs_between(cells[mentee], cells[mentor], industries, hubs) for mentee, mentor in kinds]
    times = Counter[str]()
    for codes, count in zip(needed, np.bincount(kind_of_pair, minlength=len(needed)), strict=True):
        times.update(dict.fromkeys(codes, int(count)))
    through = np.array([bool(codes) for codes in needed], dtype=bool)[kind_of_pair]
    return HubPairs(adjacent, through, max(times.values(), default=0))


def _hubs_between(mentee: tuple[str, ...], mentor: tuple[str, ...], industries: Industries, hubs: set[str]) -> set[str]:
    """The hubs without one of which two people would not be adjacent; none where some adjacent pair has no hub."""
    codes = list(dict.fromkeys([*mentee, *mentor]))
    tier = industries.between(codes)[1].to_dict()
    adjacent = [{a, b} for a, b in product(mentee, mentor) if tier[a][b] == "adjacent"]
    return set().union(*(pair & hubs for pair in adjacent)) if all(pair & hubs for pair in adjacent) else set()
