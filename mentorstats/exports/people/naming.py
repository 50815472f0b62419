"""Which columns of a file name someone, and by what: number, e-mail address or name."""

from __future__ import annotations

import pandas as pd

from mentorstats.schema.vocabulary import identifying

__all__ = ["KINDS", "naming_columns", "sides"]

KINDS = ("id", "email", "name")


def naming_columns(frame: pd.DataFrame, table: str, side: str) -> dict[str, list[str]]:
    """The headers that name someone, by kind; our own name comes first."""
    ours = f"{side}_id"
    headers: dict[str, list[str]] = {kind: [] for kind in ("id", "email", "name", "first", "last")}
    if ours in frame:
        headers["id"].append(ours)
    for header in frame.columns:
        named = identifying(str(header), table)
        if named and named[0] == side and header != ours:
            headers[named[1]].append(header)
    return headers


def sides(table: str) -> tuple[str, ...]:
    """Whom the rows of a table name: mentee and mentor, or a person."""
    return ("mentee", "mentor") if table in ("pairings", "sessions") else ("person",)
