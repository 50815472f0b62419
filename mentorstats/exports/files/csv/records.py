"""Lines of text cut into records, each with the line that it starts on.

A record is usually a line, but a quoted cell may hold line ends, so one record can take several.  The
danger is a quotation mark that is never closed: read by the letter, it swallows every row up to the next
one.  Records are therefore read strictly first, and where that fails the line is cut again on its own
under a rule that people use without knowing: a quotation mark closes a cell only before a delimiter or
the end of the line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["MAX_CELL", "Dialect", "Record", "cut_at_marks", "has_lone_mark", "quoted_cells", "split_records"]

MAX_CELL = 1_000_000
_LINES_OF_A_REPAIR = 20
_CELLS_OF_A_REPAIR = 100
_PRIVATE = "\ufdd0"
_ESCAPE = re.compile(r'\\(["\\])')


@dataclass(frozen=True)
class Dialect:
    """What separates cells (``""`` for a single column), what quotes them, and whether ``\\"`` is a quote.

    ``spaced`` says that spaces between a delimiter and a quotation mark belong to neither.
    """

    delimiter: str
    quote: str = '"'
    escaped: bool = False
    spaced: bool = False

    @property
    def plain(self) -> bool:
        """Whether any CSV parser reads it: one character between cells, double quotes, doubled within."""
        return len(self.delimiter) == 1 and self.quote == '"' and not self.escaped and not self.spaced

    @property
    def character(self) -> str:
        """The one character that the parser is given in place of the delimiter."""
        return self.delimiter if len(self.delimiter) == 1 else _PRIVATE


class Record(NamedTuple):
    """Cells as written, the 1-based line they start on, and whether a quotation mark had to be guessed.

    ``text`` is what stands in the file, for records that may have to be read in another way: those with a quotation
    mark that stands alone in a cell, or with another number of cells than expected.
    """

    line: int
    cells: list[str]
    repaired: bool = False
    text: str = ""


def split_records(lines: Sequence[str], dialect: Dialect, *, width: int = 0, first_line: int = 1) -> Iterator[Record]:
    """The records of these lines (each with its line end); blank lines are passed over.

    ``width`` is the number of cells expected, 0 when not yet known; it decides between ways of reading a
    record with a stray quotation mark.

    >>> [record.cells for record in split_records(['a,"b\\n', 'c"\\n'], Dialect(","))]
    [['a', 'b\\nc']]
    """
    lines = _prepared(lines, dialect)
    source = _Rewindable(lines)
    reader = csv.reader(
        source,
        delimiter=dialect.character,
        quotechar=dialect.quote,
        doublequote=True,
        skipinitialspace=dialect.spaced,
        strict=True,
    )
    limit = csv.field_size_limit(MAX_CELL)
    try:
        while source.position < len(lines):
            start = source.position
            try:
                cells, repaired = next(reader), False
            except (csv.Error, StopIteration):
                cells, repaired = None, True
            if cells is None or (source.position - start > 1 and width and len(cells) != width):
                repair = _repair(lines, start, dialect, width)
                if repair is not None:
                    (cells, taken), repaired = repair, True
                    source.position = start + taken
                elif cells is None:
                    cells = _uncovered(lines[start], dialect)
                    source.position = start + 1
            if cells:
                text = "".join(lines[start : source.position])
                odd = repaired or (width and len(cells) != width) or has_lone_mark(text, cells, dialect)
                yield Record(first_line + start, _restored(cells, dialect), repaired, text if odd else "")
    finally:
        csv.field_size_limit(limit)


class _Rewindable:
    """Lines that can be gone back in, which an ordinary iterator cannot."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.position = 0

    def __iter__(self) -> _Rewindable:
        return self

    def __next__(self) -> str:
        if self.position >= len(self.lines):
            raise StopIteration
        self.position += 1
        return self.lines[self.position - 1]


def has_lone_mark(text: str, cells: Sequence[str], dialect: Dialect) -> bool:
    """Whether a cell that is not in quotation marks holds one of them, or an odd number.

    >>> [has_lone_mark(line, line.split(","), Dialect(",")) for line in ('a,5" pipe', 'a,"5"" pipe"', 'a,"b" or "c"')]
    [True, False, False]
    """
    quote = dialect.quote
    if not any(cell.count(quote) % 2 for cell in cells):
        return False
    bare, _ = _cut(text.rstrip("\r\n"), dialect, keep=True)
    return any(cell.count(quote) % 2 for cell in bare if not cell.startswith(quote))


def cut_at_marks(text: str, dialect: Dialect) -> tuple[list[str], list[str]]:
    """The cells of a line in which quoted text stands within cells: cut around such text, and held together by it.

    >>> cut_at_marks('1,good"very, very",2', Dialect(","))
    (['1', 'good', 'very, very', '2'], ['1', 'good"very, very"', '2'])
    """
    delimiter, quote = dialect.character, dialect.quote
    text = text.rstrip("\r\n")
    cut: list[str] = []
    held: list[str] = []
    position = 0
    while position <= len(text):
        end = text.find(delimiter, position)
        end = len(text) if end < 0 else end
        mark = text.find(quote, position, end)
        opens = mark == position
        closing = _lone_mark(text, mark + 1, quote) if opens else _closing(text, mark + 1, delimiter, quote)
        if mark < 0 or closing < 0:
            cut.append(text[position:end])
            pair = _lone_mark(text, mark + 1, quote) if mark > position and text[mark - 1] == " " else -1
            end = text.find(delimiter, pair) if pair > end else end
            end = len(text) if end < 0 else end
            held.append(text[position:end])
            cut += text[position:end].split(delimiter)[1:]
        else:
            end = text.find(delimiter, closing + 1)
            end = len(text) if end < 0 else end
            pieces = [text[position:mark], text[mark + 1 : closing].replace(quote * 2, quote), text[closing + 1 : end]]
            cut += [piece for place, piece in enumerate(pieces) if piece or place == 1]
            held.append(pieces[1] if opens and not pieces[2] else text[position:end])
        position = end + 1
    return _restored(cut, dialect), _restored(held, dialect)


def _lone_mark(text: str, position: int, quote: str) -> int:
    """The place of the first quotation mark that is not doubled, -1 where there is none."""
    while (found := text.find(quote, position)) >= 0 and text.startswith(quote, found + 1):
        position = found + 2
    return found


def quoted_cells(text: str, dialect: Dialect) -> list[bool]:
    """Which cells of a line stand in quotation marks, so that no delimiter can belong to them.

    >>> quoted_cells('1,"a, b",c', Dialect(","))
    [False, True, False]
    """
    cells, _ = _cut(text.rstrip("\r\n"), dialect, keep=True)
    return [cell.startswith(dialect.quote) for cell in cells]


def _prepared(lines: Sequence[str], dialect: Dialect) -> Sequence[str]:
    if dialect.escaped:
        lines = [_ESCAPE.sub(lambda m: '""' if m[1] == '"' else "\\", line) for line in lines]
    if dialect.character == _PRIVATE and dialect.delimiter:
        lines = [line.replace(dialect.delimiter, _PRIVATE) for line in lines]
    if dialect.spaced:
        quote, between = re.escape(dialect.quote), re.escape(dialect.character)
        lines = [re.sub(rf"(?<={quote})[ \t]+(?={between}|[\r\n]|$)", "", line) for line in lines]
    return lines


def _restored(cells: list[str], dialect: Dialect) -> list[str]:
    if dialect.character == _PRIVATE and dialect.delimiter:
        return [cell.replace(_PRIVATE, dialect.delimiter) for cell in cells]
    return cells


def _repair(lines: Sequence[str], start: int, dialect: Dialect, width: int) -> tuple[list[str], int] | None:
    """Cells and number of lines of a record with a stray quotation mark, where one reading has the width."""
    if not width:
        cells, closed = _cut(lines[start].rstrip("\r\n"), dialect)
        return (cells if closed else _uncovered(lines[start], dialect), 1)
    single = _with_stray_mark(lines[start], dialect, width)
    following = lines[start + 1] if start + 1 < len(lines) else ""
    if single and (not following.strip() or _is_row(following, dialect, width)):
        return single, 1
    text = ""
    for taken, line in enumerate(lines[start : start + _LINES_OF_A_REPAIR], 1):
        # A line that is a whole row by itself is never taken into a cell of the row before.
        if taken > 1 and _is_row(line, dialect, width):
            break
        text += line
        cells, closed = _cut(text.rstrip("\r\n"), dialect)
        if closed and len(cells) == width:
            return cells, taken
        if len(text) > MAX_CELL:
            break
    return (single, 1) if single else None


def _is_row(line: str, dialect: Dialect, width: int) -> bool:
    cells, closed = _cut(line.rstrip("\r\n"), dialect)
    return closed and len(cells) == width


def _with_stray_mark(line: str, dialect: Dialect, width: int) -> list[str]:
    """The cells of one line, taking one quotation mark that begins a cell as text, if that gives the width."""
    text = line.rstrip("\r\n")
    for literal in range(-1, min(width, _CELLS_OF_A_REPAIR)):
        cells, closed = _cut(text, dialect, literal=literal)
        if closed and len(cells) == width:
            return cells
    cells = _uncovered(text, dialect)
    return cells if len(cells) == width else []


def _uncovered(line: str, dialect: Dialect) -> list[str]:
    """The cells of a line whose quotation marks cover no delimiters."""
    return [_bare(cell, dialect.quote) for cell in line.rstrip("\r\n").split(dialect.character)]


def _cut(text: str, dialect: Dialect, *, literal: int = -1, keep: bool = False) -> tuple[list[str], bool]:
    """Cells of a text in which a quotation mark closes a cell only before a delimiter or the end.

    The cell at place ``literal`` is not quoted although it begins with a quotation mark; ``keep`` leaves the marks
    around quoted cells; the second value says whether every quoted cell was closed.
    """
    delimiter, quote = dialect.character, dialect.quote
    cells: list[str] = []
    position, closed = 0, True
    while True:
        if text.startswith(quote, position) and len(cells) != literal:
            end = _closing(text, position + 1, delimiter, quote)
            if end < 0:
                closed, end = False, len(text)
                cells.append(text[position:end])
            else:
                inner = text[position + 1 : end]
                cells.append(f"{quote}{inner}{quote}" if keep else inner.replace(quote * 2, quote))
                end += 1
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
        if end >= len(text):
            return cells, closed
        position = end + 1


def _closing(text: str, position: int, delimiter: str, quote: str) -> int:
    while (end := text.find(quote, position)) >= 0:
        if end + 1 == len(text) or text[end + 1] == delimiter:
            return end
        position = end + 1
    return -1


def _bare(cell: str, quote: str) -> str:
    if len(cell) > 1 and cell[0] == quote == cell[-1]:
        return cell[1:-1].replace(quote * 2, quote)
    return cell
