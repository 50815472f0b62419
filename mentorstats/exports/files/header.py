"""Where a table begins and ends on a sheet that people have also written titles and totals on.

Exports open with a title ("Matches as of May") and close with a total or a note.  The header is the first
row that is as wide as the table and mostly filled; it is told from data by its columns: a word above
numbers or dates is a name, a number above numbers is data.  A closing row counts as total or footer only
at the very end, and only by what it says: its first text is "Total" (or the like), or it has one text
alone that no row of data would have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentorstats.exports.files.csv_records import Record

__all__ = [
    "Header",
    "find_header",
    "is_blank",
    "is_footer",
    "kind_of",
    "name_columns",
    "names_columns",
    "unlike_header",
]

LOOK_AT = 40

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
_NAME_WORDS = re.compile(
    r"(?:^|[\s_\-.(/])(?:id|ids|name|e-?mail|date|mentors?|mentees?|cohort|status|score|industry|email address|"
    r"start|end|wave|item|minutes|duration|role|person|pairing|match|sessions?|question|rating|reason|timestamp|"
    r"function|seniority|program|group|response|answer|type|number|title)(?:$|[\s_\-.)/:?\d])",
    re.IGNORECASE,
)
_KINDS = (
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}")),
    ("number", re.compile(r"[-+]?[$€£]?\d[\d.,' \u00a0]*%?")),
    ("address", re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://\S+")),
    ("code", re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S+")),
)


@dataclass(frozen=True)
class Header:
    """The names of a table's columns and where they stand.

    ``position`` is the header's place among the records, -1 when there is none; ``first`` is the place of
    the first row of data; ``width`` is the number of cells of a row.  ``misfit`` says in words how names
    and rows disagree in number, where they do; ``unsure`` when columns may have the wrong names by that.
    """

    names: tuple[str, ...]
    position: int
    first: int
    width: int
    misfit: str = ""
    unsure: bool = False


def is_blank(cells: Sequence[str]) -> bool:
    """Whether no cell holds any text."""
    return not any(cell and not cell.isspace() for cell in cells)


def find_header(records: Sequence[Record], *, groups: Collection[int] = ()) -> Header:
    """The header among the first records of a table.

    ``groups`` are lines known to hold headings over several columns (merged cells of a workbook).

    >>> rows = [Record(1, ["Matches"]), Record(2, ["id", "score"]), Record(3, ["7", "4"])]
    >>> find_header(rows).names
    ('id', 'score')
    """
    width = _usual_width(records)
    position = _first_full_row(records, width, groups)
    row = records[position].cells
    body = [r.cells for r in records[position + 1 :] if len(r.cells) == width and not is_blank(r.cells)]
    above = records[position - 1].cells if position else []
    if _misfitting_header(above, row, body, width):
        return _fit(above, position - 1, width, [row, *body])
    if len(row) != width:
        return _fit(row, position, width, body)
    if unlike_header(row, body):
        names = tuple(f"column {number}" for number in range(1, width + 1))
        return Header(names, -1, position, width)
    return Header(tuple(_joined(row, above, grouped=position > 0)), position, position + 1, width)


def _usual_width(records: Sequence[Record]) -> int:
    filled = [record.cells for record in records if not is_blank(record.cells)]
    widths = Counter(len(cells) for cells in filled)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 1
    width = max(wide, key=lambda w: (wide[w], w))
    tail = [len(cells) for cells in filled[1:]]
    # Two rows of different widths: the header's own width decides, so that the other one is set aside.
    if wide[width] == 1 and len(tail) <= 1 and len(filled[0]) > 1:
        return len(filled[0])
    return width


def _first_full_row(records: Sequence[Record], width: int, groups: Collection[int]) -> int:
    candidates = [
        place
        for place, record in enumerate(records[:LOOK_AT])
        if len(record.cells) == width and not is_blank(record.cells)
    ]
    for place in candidates:
        filled = sum(1 for cell in records[place].cells if cell.strip())
        group = records[place].line in groups or _is_group_row(records[place : place + 2], width)
        if not group and filled * 2 >= width and (filled > 1 or width <= 2):
            return place
    if candidates:
        return candidates[0]
    return next((place for place, record in enumerate(records) if not is_blank(record.cells)), 0)


def _is_group_row(records: Sequence[Record], width: int) -> bool:
    """Whether a row with gaps stands above full names that repeat: "Mentor,,Mentee," above "Name,Email,..."."""
    if len(records) < 2 or len(records[1].cells) != width:
        return False
    over, names = ([cell.strip() for cell in record.cells] for record in records)
    return (
        "" in over
        and len(set(over) - {""}) > 1
        and len(set(names)) < width
        and all(kind_of(name) == "text" for name in names)
    )


def _misfitting_header(above: Sequence[str], row: Sequence[str], body: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the row above the first full row is the header, although it is not as wide as the table."""
    if len(above) < 2 or len(above) == width or is_blank(above) or len(above) * 2 < width:
        return False
    if any(kind_of(cell) in ("number", "date", "address") for cell in above):
        return False
    named = sum(1 for cell in above if _NAME_WORDS.search(cell))
    return (named > 0 and named >= sum(1 for cell in row if _NAME_WORDS.search(cell))) or unlike_header(row, body)


def _fit(names: Sequence[str], position: int, width: int, body: Sequence[Sequence[str]]) -> Header:
    """A header with more or fewer names than the rows have cells."""
    said = f"the header has {len(names)} names, the rows have {width} cells"
    fitted = list(names)
    if len(names) < width:
        if all(is_blank(row[len(names) :]) for row in body):
            return Header(tuple(names), position, position + 1, len(names))
        if width - len(names) == 1 and [row[0] for row in body] == [str(n) for n in range(1, len(body) + 1)]:
            return Header(("row", *names), position, position + 1, width, f"{said}; the first numbers the rows")
        fitted += [""] * (width - len(names))
        return Header(tuple(fitted), position, position + 1, width, said, unsure=True)
    while len(fitted) > width and not fitted[-1].strip():
        fitted.pop()
    if len(fitted) == width:
        return Header(tuple(fitted), position, position + 1, width)
    empty = [place for place, name in enumerate(fitted) if not name.strip()]
    if len(empty) == len(fitted) - width:
        fitted = [name for name in fitted if name.strip()]
        return Header(tuple(fitted), position, position + 1, width, f"{said}; the empty names were left out")
    return Header(tuple(fitted), position, position + 1, len(fitted), said, unsure=True)


def unlike_header(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a row is data rather than names, by comparing each cell with what stands below it.

    >>> unlike_header(["M1", "2024-05-01"], [["M2", "2024-06-01"]])
    True
    """
    for_names, for_data = 0, 0
    body = [line for line in body[:LOOK_AT] if list(line) != list(row)]
    for column, cell in enumerate(row):
        below = [line[column].strip() for line in body]
        text, kind = cell.strip(), kind_of(cell)
        if not text:
            continue
        if text in below and len(row) > 1:
            for_data += 1
        elif _NAME_WORDS.search(text) and kind not in ("number", "date", "address"):
            for_names += 3
        elif below and (usual := _usual_kind(below)) not in ("text", "empty"):
            for_data += kind == usual
            for_names += kind == "text"
        elif kind in ("date", "address") or (kind == "number" and not below):
            for_data += 1
    return for_data > for_names


def names_columns(cells: Sequence[str]) -> bool:
    """Whether most cells hold words that columns are usually named by.

    >>> names_columns(["mentee_id", "Score"]), names_columns(["Ann", "4"])
    (True, False)
    """
    named = sum(1 for cell in cells if kind_of(cell) in ("text", "code") and _NAME_WORDS.search(cell))
    return named * 2 >= len(cells) and not any(kind_of(cell) in ("number", "date", "address") for cell in cells)


def kind_of(cell: str) -> str:
    """What a cell looks like: empty, date, number, address, code (letters and digits) or text."""
    text = cell.strip()
    if not text:
        return "empty"
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), "text")


def _usual_kind(cells: Sequence[str]) -> str:
    kinds = Counter(kind_of(cell) for cell in cells if cell)
    kind, count = kinds.most_common(1)[0] if kinds else ("empty", 1)
    return kind if count * 5 >= sum(kinds.values()) * 4 else "text"


def _joined(row: Sequence[str], above: Sequence[str], *, grouped: bool) -> list[str]:
    """Names under headings that span several columns: "Mentor" over "Name" is "Mentor Name".

    Only where the names alone would repeat, since a title above a header is no heading of its columns.
    """
    names = [name.strip() for name in row]
    repeated = len(set(names)) < len(names)
    if not grouped or len(above) != len(row) or not repeated or sum(1 for cell in above if cell.strip()) < 2:
        return list(row)
    joined, heading = [], ""
    for over, name in zip(above, names, strict=True):
        heading = over.strip() or heading
        joined.append(name if heading == name or not heading else f"{heading} {name}".strip())
    return joined


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
