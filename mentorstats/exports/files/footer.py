"""Totals and notes below a table, which are no data.

A closing row counts as one only at the very end, and only by what it says: its first text is "Total" or the like, or
it has one text alone that no row of data would have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from mentorstats.exports.files.csv.records import Record

__all__ = ["find_footers", "is_footer"]

_TAIL = 20

_TOTAL = re.compile(
    r"(?:grand|sub|sub-|overall|column|report)?\s*totals?\s*(?:\(.*\)|for\b.*|rows?\b.*|records?\b.*|count\b.*)?\s*[:=]?\s*[\d.,]*"
    r"|(?:sum|average|mean|median|count|maximum|minimum)\s*[:=]?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\W*(?:(?:exported|generated|created|printed|downloaded|extracted|produced|run|last updated|updated)"
    r" (?:on|by|at|from|via|with|using|in|:|\d).*"
    r"|(?:report|data|export|figures) (?:generated|created|exported|as of|from|run|date|current)\b.*"
    r"|(?:strictly |private and )?confidential\b.*|(?:copyright|©).*|page \d.*|end of \w+.*|as of .*|showing \d.*"
    r"|(?:sources?|(?:foot)?notes?|disclaimer|legend|(?:applied )?filters?|filtered by)\s*:.*"
    r"|(?:total )?(?:rows|records|results)\s*:.*"
    r"|[\d,.]+ (?:rows?|records?|results?|entries)\b.*)",
    re.IGNORECASE | re.DOTALL,
)


def find_footers(cells: pd.DataFrame, odd: Sequence[Record], *, width: int) -> list[Record]:
    """The records at the end of a table that are totals or notes; ``odd`` are those that do not fit it."""
    tail = cells.iloc[-_TAIL:]
    rows = [Record(int(line), list(row)) for line, row in zip(tail.index, tail.to_numpy(), strict=True)]
    rows = sorted([*rows, *odd[-_TAIL:]], key=lambda record: record.line)[-_TAIL:]
    footers: list[Record] = []
    waiting: list[Record] = []
    for place in range(len(rows) - 1, 0, -1):
        record, misfit = rows[place], len(rows[place].cells) != width
        if not is_footer(record.cells, width=width, after_gap=True, misfit=misfit):
            break
        sure = is_footer(record.cells, width=width, after_gap=False, misfit=misfit)
        (footers if sure else waiting).append(record)
        lines = sum(cell.count("\n") for cell in rows[place - 1].cells)
        if record.line - rows[place - 1].line - lines > 1:
            footers, waiting = footers + waiting, []
    return footers


def is_footer(cells: Sequence[str], *, width: int, after_gap: bool, misfit: bool) -> bool:
    """Whether a row at the very end of a table is a total or a note rather than data.

    A total: the first text is "Total" or the like, in a row that is not full.  A note: one text alone, in
    the first cell, that reads like a note ("Exported on ...") or, after a blank line or in a row that does
    not fit the table, is a phrase.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if width < 2 or not filled:
        return False
    if _TOTAL.fullmatch(filled[0]):
        return len(filled) < width or filled[0].lower().startswith(("total", "grand"))
    if cells[0].strip() != filled[0] or (len(filled) > 1 and not (misfit or after_gap)):
        return False
    return bool(_FOOTER.fullmatch(filled[0])) or (len(filled) == 1 and (after_gap or misfit) and " " in filled[0])
