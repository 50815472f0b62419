"""A first list of a program's own names, ready to edit: what could not be placed, and what it probably means.

Whoever runs the program knows what “Energy” stands for there.  The list has one row a name, the most frequent
first, with the codes that are likeliest beside it; the code itself is left to whoever knows.  As it is, read as
the program's own names (``aliases``), it changes nothing.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.industry.industries import Industries
from mentorstats.industry.name_problems import distinct_names

__all__ = ["COLUMNS", "suggest_aliases"]

COLUMNS = ("name", "code", "cells", "likeliest")
MOST_CODES = 5


def suggest_aliases(cells: pd.Series, industries: Industries) -> pd.DataFrame:
    """One row for each name in ``cells`` (text, missing left out) that could not be placed or fits several industries.

    Columns: name as it stands first, code (empty: to be filled in), cells (how many hold it) and likeliest (up to
    five codes with their titles).  Names that stand for no industry (“student”) are left out.

    >>> cells = pd.Series(["Energy", "Law", "Energy"])
    >>> suggest_aliases(cells, Industries.standard())[["name", "cells"]].values.tolist()
    [['Energy', 2]]
    """
    vocabulary = industries.vocabulary
    places = pd.DataFrame({"file": "", "line": None, "column": "", "value": cells.dropna()})
    unplaced = [name for name in distinct_names(places, industries) if name.named.code is None]
    rows = [
        (name.named.text, "", name.cells, _titled(vocabulary.similar(name.named.text), industries))
        for name in sorted(unplaced, key=lambda name: -name.cells)
        if vocabulary.words(name.named.text)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"cells": "int64"})


def _titled(codes: list[str], industries: Industries) -> str:
    """Codes with their titles: “211 Oil and gas extraction; 221 Utilities”; in an own table each is its own title."""
    titles = ((code, industries.title(code)) for code in codes[:MOST_CODES])
    return "; ".join(code if title == code else f"{code} {title}" for code, title in titles)
