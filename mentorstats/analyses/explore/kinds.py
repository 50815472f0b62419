"""Whether enough mentees differ in something: a difference that rests on a handful of people describes those people.

So every kind that is compared, the reference included, needs ``min_rows`` rows or more, and as many rows have to
differ from the most frequent value of a number.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["compared_kinds", "hardly_differs"]

RARER = "all rarer kinds together"


def compared_kinds(shares: pd.DataFrame, min_rows: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The kinds to compare with the most frequent one, and what one more of each is in words.

    Kinds with few rows are pooled; if even together they have few, their rows are left out (missing).  There are no
    columns if fewer than two kinds are left, or if no single kind has ``min_rows`` rows.

    >>> shares = pd.DataFrame({"a": [1.0, 1, 0, 0, 0], "b": [0.0, 0, 1, 1, 0], "c": [0.0, 0, 0, 0, 1]})
    >>> compared_kinds(shares, 2)[0]["b"].tolist(), compared_kinds(shares, 2)[1]
    ([0.0, 0.0, 1.0, 1.0, nan], {'b': 'b, against a'})
    """
    rarer = RARER
    while rarer in shares:
        rarer += " "
    while rare := [name for name in shares if (shares[name] > 0).sum() < min_rows]:
        together, rest = shares[rare].sum(axis=1, skipna=False), shares.drop(columns=rare)
        if (together > 0).sum() >= min_rows:
            shares = rest.assign(**{rarer: together})
            break
        shares = rest.where(~(together > 0))
    single = [str(name) for name in shares if name != rarer]
    if not single or shares.shape[1] < 2:
        return shares.iloc[:, :0], {}
    reference = max(single, key=lambda name: shares[name].sum())
    compared = shares.drop(columns=reference)
    return compared, {str(name): f"{str(name).strip()}, against {reference}" for name in compared}


def hardly_differs(columns: pd.DataFrame, min_rows: int) -> bool:
    """Whether fewer than ``min_rows`` rows of some column differ from its most frequent value."""
    return any(len(columns) - columns[name].round(12).value_counts().max() < min_rows for name in columns)
