"""Headers below the first one: the same again, where exports were put one below the other, or those of other tables.

Rows below the same header are rows of the table.  What stands below another header has other columns: it is set aside
as a whole, with the number of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.exports.files.column_names import is_header_row, name_keys
from mentorstats.exports.files.csv.records import Record
from mentorstats.exports.files.survey_header import says_names_again
from mentorstats.problems import Count, Problems

__all__ = ["OtherTables", "add_tables_above", "find_other_tables", "without_other_tables"]

# More rows without a digit than these, in a table where such rows are usual, are not looked at one by one.
_MOST_LOOKED_AT, _USUAL = 5000, 0.02


@dataclass(frozen=True)
class OtherTables:
    """Lines of headers that repeat the first, and first and last line of each other table."""

    repeated: list[int]
    others: list[tuple[int, int]]


def find_other_tables(
    names: Sequence[str], cells: pd.DataFrame, odd: Sequence[Record], wordy: Sequence[int]
) -> OtherTables:
    """The headers below the first, whose names are ``names``; ``wordy`` are lines of rows without a digit."""
    keys = name_keys(names)
    known = {key for key in keys if key}
    headers = dict.fromkeys(_repeats_of(cells, names), True)
    looked_at = wordy if len(wordy) <= max(_MOST_LOOKED_AT, _USUAL * len(cells)) else []
    wordy_rows = cells[np.isin(cells.index, looked_at)] if looked_at else cells[:0]
    rows = [(record.line, record.cells) for record in odd]
    rows += zip(wordy_rows.index.tolist(), wordy_rows.to_numpy().tolist(), strict=True)
    for line, row in rows:
        if line not in headers and is_header_row(row, known) and not says_names_again(names, row):
            headers[line] = name_keys(row) == keys
    ordered = sorted(headers)
    last = max([int(cells.index[-1])] if len(cells) else [], default=0)
    last = max([last, *(record.line for record in odd)])
    ends = [*(line - 1 for line in ordered[1:]), last][: len(ordered)]
    others = [(line, end) for line, end in zip(ordered, ends, strict=True) if not headers[line]]
    return OtherTables([line for line in ordered if headers[line]], others)


def _repeats_of(cells: pd.DataFrame, names: Sequence[str]) -> list[int]:
    """The lines of rows that are the header again, whatever it says."""
    alike = cells[cells.iloc[:, 0].isin([names[0], f"\ufeff{names[0]}"])]
    keys = name_keys(names[: cells.shape[1]])
    rows = zip(alike.index.tolist(), alike.to_numpy().tolist(), strict=True)
    return [line for line, row in rows if name_keys(row) == keys]


def without_other_tables(
    file: str, cells: pd.DataFrame, odd: list[Record], found: OtherTables, aside: Problems
) -> tuple[pd.DataFrame, list[Record], int]:
    """The rows of the first table, and how many rows were set aside; each repeated header and other table is named."""
    for line in found.repeated:
        aside.add(
            rule="header-repeated", severity="note", file=file, line=line, action="nothing", set_aside=True,
            problem="the header again, among the rows; set aside",
        )  # fmt: skip
    gone = np.isin(cells.index, found.repeated)
    odd = [record for record in odd if record.line not in found.repeated]
    count = len(found.repeated)
    for first, last in found.others:
        inside = np.asarray((cells.index >= first) & (cells.index <= last))
        records = [record for record in odd if first <= record.line <= last]
        rows = int(inside.sum()) + len(records)
        _add_other_table(file, first, rows, aside)
        gone, count = gone | inside, count + rows
        odd = [record for record in odd if not first <= record.line <= last]
    return cells[~gone] if gone.any() else cells, odd, count


def _add_other_table(file: str, line: int, rows: int, aside: Problems) -> None:
    aside.add(
        rule="second-table", severity="blocking", file=file, line=line, set_aside=True, facts=(Count(rows, "row"),),
        problem="another table seems to begin here; its header and what stands below it, {}, would be read under the "
        "names of the first", action="put each table into a file or sheet of its own",
    )  # fmt: skip


def add_tables_above(file: str, above: Sequence[Record], aside: Problems) -> int:
    """Name a table that stands above the header of a larger one; returns the number of its rows."""
    for place, record in enumerate(above[:-1]):
        rows = [below for below in above[place:] if len(below.cells) == len(record.cells)]
        if is_header_row(record.cells) and len(rows) > 2:
            _add_other_table(file, record.line, len(rows), aside)
            return len(rows)
    return 0
