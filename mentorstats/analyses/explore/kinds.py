"""Whether enough mentees differ in something: a difference that rests on a handful of people describes those people.

So every kind that is compared, the one that the others are compared with included, has to be that of ``fewest`` rows or
more, and as many have to be away from a number's most frequent value.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["compared_kinds", "hardly_differs"]

RARER = "all rarer kinds together"


def compared_kinds(shares: pd.DataFrame, fewest: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The kinds to compare with the most frequent one, and what one more of each is in words.

    Kinds that few rows have are one; where even together they are few, their rows are left out (missing).  There are
    no columns where fewer than two kinds are left, or none by itself is that of ``fewest`` rows.

    >>> shares = pd.DataFrame({"a": [1.0, 1, 0, 0, 0], "b": [0.0, 0, 1, 1, 0], "c": [0.0, 0, 0, 0, 1]})
    >>> compared_kinds(shares, 2)[0]["b"].tolist(), compared_kinds(shares, 2)[1]
    ([0.0, 0.0, 1.0, 1.0, nan], {'b': 'b, against a'})
    """
    rarer = RARER
    while rarer in shares:
        rarer += " "
    while few := [name for name in shares if (shares[name] > 0).sum() < fewest]:
        together, rest = shares[few].sum(axis=1, skipna=False), shares.drop(columns=few)
        if (together > 0).sum() >= fewest:
            shares = rest.assign(**{rarer: together})
            break
        shares = rest.where(~(together > 0))
    own = [str(name) for name in shares if name != rarer]
    if not own or shares.shape[1] < 2:
        return shares.iloc[:, :0], {}
    reference = max(own, key=lambda name: shares[name].sum())
    others = shares.drop(columns=reference)
    return others, {str(name): f"{str(name).strip()}, against {reference}" for name in others}


def hardly_differs(columns: pd.DataFrame, fewest: int) -> bool:
    """Whether some column has fewer than ``fewest`` rows away from its most frequent value."""
    return any(len(columns) - columns[name].round(12).value_counts().max() < fewest for name in columns)
