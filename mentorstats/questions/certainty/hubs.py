"""How much of adjacency goes through industries that are close to nearly everything."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pandas as pd

from mentorstats.industry import Industries

__all__ = ["HubShare", "hub_shares"]

HubShare = tuple[int, int, int]


def hub_shares(pairs: pd.DataFrame, industries: Industries) -> HubShare:
    """How many pairings are adjacent; of them, how many only through a hub, and through the most frequent hub alone."""
    adjacent = pairs.loc[pairs["proximity"] == "adjacent", ["mentee_industry", "mentor_industry"]]
    if adjacent.empty:
        return 0, 0, 0
    cells = industries.nodes(pd.unique(adjacent.to_numpy().ravel()))
    hubs = {code for code in {code for codes in cells.values() for code in codes} if industries.is_hub(code)}
    through, of_hub = 0, Counter[str]()
    for kind in adjacent.value_counts().reset_index().to_dict("records"):
        used = _hubs_between(cells[kind["mentee_industry"]], cells[kind["mentor_industry"]], industries, hubs)
        through += int(kind["count"]) * bool(used)
        of_hub.update(dict.fromkeys(used, int(kind["count"])))
    return len(adjacent), through, max(of_hub.values(), default=0)


def _hubs_between(mentee: tuple[str, ...], mentor: tuple[str, ...], industries: Industries, hubs: set[str]) -> set[str]:
    """The hubs without one of which two people would not be adjacent; none where some adjacent pair has no hub."""
    codes = list(dict.fromkeys([*mentee, *mentor]))
    tier = industries.between(codes)[1].to_dict()
    adjacent = [{a, b} for a, b in product(mentee, mentor) if tier[a][b] == "adjacent"]
    return set().union(*(pair & hubs for pair in adjacent)) if all(pair & hubs for pair in adjacent) else set()
