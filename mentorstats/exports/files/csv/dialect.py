"""What separates and quotes the cells of a text file, found from its first lines.

Nothing in a CSV file says how it was written.  A delimiter is right when it cuts the header and the lines below it
into equally many cells and the cells look like cells: numbers, dates, addresses, words (the idea of van den Burg,
Nazábal and Sutton, "Wrangling messy CSV files", 2019).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mentorstats.exports.files.csv.records import Dialect, split_records

__all__ = ["DELIMITERS", "find_dialect"]

DELIMITERS = (",", ";", "\t", "|")
LONG_DELIMITERS = ("\t\t", "||", "::", ";;", "~|~", "\\t")
UNUSUAL_DELIMITERS = (":", "^", "~", "\x1f", "\x01", " ")

_TYPED = re.compile(
    r"""\s*(?:
        [-+(]?[$€£]?\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?\s?[%€$£)]? | [-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?%?
        | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)? | \d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?
        | [^@\s,;|]+@[^@\s,;|]+\.\w+ | https?://\S+
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN = re.compile(r"[^,;|\t]*")
# A delimiter that does not cut the first row as it cuts the others needs better cells to be the right one.
_FIRST_ROW_MISFITS = 0.7
_QUOTED_CELL = r"(?:^|[,;|\t]){quote}[^{quote}\r\n]+{quote}(?=[,;|\t\r]|$)"
_ESCAPED = re.compile(r'[^\\,;|\t\r\n"]\\"(?![",;|\t\r\n]|$)')


def find_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect that cuts these lines (ends kept) into the most table-like table.

    >>> find_dialect(["a;b\\n", "1,5;2\\n", "2,5;3\\n"]).delimiter
    ';'
    """
    text = "".join(lines)
    best, score = _best_dialect(lines, '"')
    if _might_be_quotes("'", text):
        other, other_score = _best_dialect(lines, "'")
        if other_score > score * 1.02 or _might_be_quotes("'", text.lstrip().partition("\n")[0]):
            best = other
    return replace(best, spaced=_spaces_before_quotes(text, best))


def _best_dialect(lines: Sequence[str], quote: str) -> tuple[Dialect, float]:
    text = "".join(lines)
    best, best_score, best_fits = Dialect("", quote=quote), 0.0, 1.0
    best = replace(best, escaped=quote == '"' and bool(_ESCAPED.search(text)))
    for group in (LONG_DELIMITERS, DELIMITERS, UNUSUAL_DELIMITERS):
        for delimiter in group:
            if delimiter not in text or (group is LONG_DELIMITERS and not _is_long(delimiter, lines)):
                continue
            dialect = replace(best, delimiter=delimiter)
            score, fits_first = _score(lines, dialect)
            if score * fits_first > best_score * best_fits + 1e-9:
                best, best_score, best_fits = dialect, score, fits_first
        if best_score >= 0.5:
            break
    return best, best_score * best_fits


def _might_be_quotes(quote: str, text: str) -> bool:
    """Whether a mark stands around whole cells, and more often than double quotation marks do."""
    around = len(re.findall(_QUOTED_CELL.format(quote=quote), text, re.MULTILINE))
    return around > len(re.findall(_QUOTED_CELL.format(quote='"'), text, re.MULTILINE))


def _is_long(delimiter: str, lines: Sequence[str]) -> bool:
    """Two delimiters in a row are also an empty cell: they are one only if none ever stands alone."""
    filled = [line for line in lines if line.strip()]
    alone = any(line.count(delimiter) * len(delimiter) != line.count(delimiter[0]) for line in filled)
    return delimiter in filled[0] and (len(set(delimiter)) > 1 or not alone)


def _score(lines: Sequence[str], dialect: Dialect) -> tuple[float, float]:
    """Share of rows of the usual width times how much the cells look like cells, 0 for no table; how the first fits."""
    rows = [record.cells for record in split_records(lines, dialect)]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    core = _core(rows)
    if not core:
        return 0.0, 1.0
    widths = Counter(len(row) for row in core)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    usual = count / len(core) * (len(core) / len(rows)) ** 0.25
    few = width < 2 or (count < 2 and len(rows) > 1 and len(core) * 2 < len(rows))
    if few or not _can_cut(rows, core, width, dialect):
        return 0.0, 1.0
    cells = [cell for row in core if len(row) == width for cell in row]
    shaped = sum(_likeness(cell, dialect.quote) for cell in cells) / len(cells)
    fits_first = 1.0 if len(rows[0]) == width else _FIRST_ROW_MISFITS
    return usual * shaped * (1 - 0.3 / width), fits_first


def _can_cut(rows: list[list[str]], core: list[list[str]], width: int, dialect: Dialect) -> bool:
    """Whether a delimiter that is rare, or that stands in sentences as well, can be the one."""
    if dialect.delimiter in UNUSUAL_DELIMITERS and any(len(row) != width for row in rows):
        return False
    if dialect.delimiter == " ":
        return width > 2 and _spaces_can_cut(core)
    return not (dialect.delimiter == "," and len(rows[0]) == 1 and _is_prose(rows))


def _core(rows: list[list[str]]) -> list[list[str]]:
    """The rows between a preamble and a footer: lines of one cell at either end do not count."""
    wide = [number for number, row in enumerate(rows) if len(row) > 1]
    if not wide or wide[0] > 30 or len(rows) - wide[-1] > 30:
        return []
    return rows[wide[0] : wide[-1] + 1]


def _likeness(cell: str, quote: str) -> float:
    """How much a text looks like a cell; a cut through what stands between quotation marks leaves one mark alone."""
    if cell.count(quote) % 2:
        return 0.0
    return 1.0 if _TYPED.fullmatch(cell) or _PLAIN.fullmatch(cell) else 0.2


def _spaces_can_cut(rows: list[list[str]]) -> bool:
    """Words with spaces are no table; a column of numbers or dates, or empty cells, makes one likely."""
    typed = sum(1 for row in rows[1:] for cell in row if _TYPED.fullmatch(cell) and cell.strip())
    return len(rows) > 2 and typed >= len(rows) - 1


def _is_prose(rows: list[list[str]]) -> bool:
    return all(cell.startswith(" ") for row in rows for cell in row[1:])


def _spaces_before_quotes(text: str, dialect: Dialect) -> bool:
    """Whether quoted cells stand behind a delimiter and a space more often than behind a delimiter alone."""
    if not dialect.delimiter or dialect.delimiter.isspace():
        return False
    quoted = re.escape(dialect.quote) + f"[^{re.escape(dialect.quote)}]*" + re.escape(dialect.quote)
    behind = rf"{quoted}[ \t]*(?={re.escape(dialect.delimiter)}|[\r\n]|$)"
    spaced = len(re.findall(rf"{re.escape(dialect.delimiter)} +{behind}", text))
    return spaced > len(re.findall(re.escape(dialect.delimiter) + behind, text))
