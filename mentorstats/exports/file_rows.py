"""What became of each file's rows: how many were used and how many set aside, and how many people are behind these.

The rows are exact; how many people are behind them decides, at the door, whether a page may say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.usable_rows import first_of_line

__all__ = ["FILE_COLUMNS", "rows_by_file"]

FILE_COLUMNS = ("file", "table", "rows", "used", "set_aside", "used_people", "set_aside_people")


def rows_by_file(
    sources: Sequence[SourceTable],
    pieces: Sequence[SourceTable],
    tables: Mapping[str, pd.DataFrame],
    merged: pd.Index,
) -> pd.DataFrame:
    """Rows of each file: all, used in any table, set aside, and how many people are behind these two, if known.

    ``merged`` are rows of people that complete others.
    """
    lines = {table: frame.index[first_of_line(frame.index)] for table, frame in tables.items()}
    lines["people"] = lines["people"].union(merged) if len(merged) else lines["people"]
    rows = []
    for source in sources:
        fed = [piece for piece in pieces if piece.file == source.file and piece.table]
        by_table = [_of_file(lines[table], source.file) for table in sorted({piece.table for piece in fed})]
        used = by_table[0] if by_table else pd.MultiIndex.from_arrays([[], []])
        for further in by_table[1:]:
            used = further.union(used)
        sizes = [_people_of(piece, used) for piece in fed]
        people = [max((size[place] for size in sizes), default=0) for place in (0, 1)]
        counts = (source.rows, len(used), source.rows - len(used))
        rows.append((source.file, source.table or "not used", *counts, *people))
    return pd.DataFrame(rows, columns=list(FILE_COLUMNS))


def _people_of(piece: SourceTable, used: pd.Index) -> tuple[int, int]:
    """How many different people are named in the used rows of a piece of a file, and in those set aside."""
    ids = next((name for name in ("person_id", "mentee_id", "pairing_id") if name in piece.frame), None)
    if ids is None:
        return 0, 0
    kept = piece.frame.index.isin(used.get_level_values(-1))
    return piece.frame.loc[kept, ids].nunique(), piece.frame.loc[~kept, ids].nunique()


def _of_file(lines: pd.Index, file: str) -> pd.Index:
    """The lines of one file."""
    if not isinstance(lines, pd.MultiIndex):
        return lines[:0]
    return lines[lines.codes[0] == lines.levels[0].get_indexer(pd.Index([file]))]
