"""What a cell looks like: nothing, a date, a number, an address, a code or words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["is_blank", "kind_of", "usual_kind"]

_KINDS = (
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}")),
    ("number", re.compile(r"[-+]?[$€£]?\d[\d.,' \u00a0]*%?")),
    ("address", re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://\S+")),
    ("code", re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S+")),
)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether no cell holds any text."""
    return not any(cell and not cell.isspace() for cell in cells)


def kind_of(cell: str) -> str:
    """What a cell looks like: empty, date, number, address, code (letters and digits) or text.

    >>> [kind_of(cell) for cell in ("", "2024-05-01", "4.5", "a@example.org", "P007", "Ann")]
    ['empty', 'date', 'number', 'address', 'code', 'text']
    """
    text = cell.strip()
    if not text:
        return "empty"
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), "text")


def usual_kind(cells: Sequence[str]) -> str:
    """The kind of four filled cells in five; text where there is none, and empty where no cell is filled.

    >>> usual_kind(["1", "2", "", "3"]), usual_kind(["1", "x"])
    ('number', 'text')
    """
    kinds = Counter(kind_of(cell) for cell in cells if cell)
    kind, count = kinds.most_common(1)[0] if kinds else ("empty", 1)
    return kind if count * 5 >= sum(kinds.values()) * 4 else "text"
