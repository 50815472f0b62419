"""Names of columns: which rows hold them, and one name each where they are missing or repeat."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from mentorstats.exports.files.cell_kinds import kind_of
from mentorstats.schema.tables import TABLES
from mentorstats.schema.vocabulary import ALIASES, HEADERS, identifying
from mentorstats.text import match_key

__all__ = ["NAME_WORDS", "is_header_row", "name_columns", "name_keys"]

NAME_WORDS = re.compile(
    r"(?:^|[\s_\-.(/])(?:id|ids|name|e-?mail|date|mentors?|mentees?|cohort|status|score|industry|email address|"
    r"start|end|wave|item|minutes|duration|role|person|pairing|match|sessions?|question|rating|reason|timestamp|"
    r"function|seniority|program|group|response|answer|type|number|title)(?:$|[\s_\-.)/:?\d])",
    re.IGNORECASE,
)
_KNOWN_SHARE = 0.6
_UNSEEN = "\ufeff\u200b"
_KNOWN_NAMES = frozenset(
    match_key(name)
    for tables in (HEADERS, ALIASES)
    for table, columns in tables.items()
    for names in (*columns.values(), [column.name for column in TABLES[table].columns])
    for name in names
)


def name_keys(names: Sequence[str]) -> list[str]:
    """The names as they are compared: without case, punctuation, spaces and a byte-order mark.

    >>> name_keys(["\\ufeffPerson ID"])
    ['personid']
    """
    return [match_key(name.strip(_UNSEEN)) for name in names]


def is_header_row(cells: Sequence[str], names: Collection[str] = ()) -> bool:
    """Whether most cells are names that columns have, in exports that are known or, as ``names``, in this one.

    ``names`` are compared as ``name_keys`` has them.

    >>> is_header_row(["mentee_id", "Score"]), is_header_row(["Ann", "mentor", "Banking"])
    (True, False)
    """
    filled = [cell.strip(_UNSEEN + " ") for cell in cells if cell.strip(_UNSEEN + " ")]
    if len(filled) < 2 or any(kind_of(cell) in ("number", "date", "address") for cell in filled):
        return False
    known = sum(key in names or key in _KNOWN_NAMES or _identifies(cell) for cell, key in
                zip(filled, name_keys(filled), strict=True))  # fmt: skip
    return known >= 2 and known >= _KNOWN_SHARE * len(filled)


def _identifies(cell: str) -> bool:
    return identifying(cell, "people") is not None or identifying(cell, "pairings") is not None


def name_columns(names: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[int, str, str]]]:
    """Names of which none is empty or repeated, and what was renamed: place from 1, old name, new name.

    >>> name_columns(["score", "", "score"])[0]
    ('score', 'column 2', 'score (2)')
    """
    given: list[str] = []
    changed = []
    taken = set(names)
    seen: set[str] = set()
    for place, name in enumerate(names, 1):
        new, count = name, 2
        if not name.strip():
            new = f"column {place}"
        base = new
        while new in seen or (new != name and new in taken):
            new, count = f"{base} ({count})", count + 1
        if new != name:
            changed.append((place, name, new))
        seen.add(new)
        given.append(new)
    return tuple(given), changed
