"""A large text read a few megabytes at a time, by the fast way where the text allows it.

Most of a large export is regular: every line has the same number of delimiters, and quotation marks stand
only where they should.  That is cheap to see on raw bytes, and such a block goes to pandas' own parser.
Any other block is cut record by record, so that every row that does not fit is known by its line.  Both
ways give the same cells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mentorstats.exports.files.csv.records import MAX_CELL, Dialect, Record, split_records

__all__ = ["BLOCK_BYTES", "Block", "read_blocks", "text_columns"]

BLOCK_BYTES = 8_000_000
_DIGIT = re.compile("[0-9]")
MOSTLY = 0.8
_NEWLINE, _RETURN, _QUOTE, _ZERO = 10, 13, 34, np.uint8(48)


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of the right width (one text column each, and their lines), and the records that are not.

    ``odd`` are also records with a quotation mark that stands where none should; ``wordy`` are lines of rows without a
    digit, as a header is one; ``longest`` is the longest cell's length, or a bound on it.
    """

    lines: np.ndarray
    columns: list[pd.Series]
    odd: list[Record] = field(default_factory=list)
    wordy: list[int] = field(default_factory=list)
    longest: int = 0


def read_blocks(data: bytes, dialect: Dialect, *, width: int, start: int, first_line: int) -> Iterator[Block]:
    """The rows of UTF-8 text from byte ``start``, which is the beginning of line ``first_line``."""
    position, line, size = start, first_line, BLOCK_BYTES
    while position < len(data):
        end, whole = _cut_point(data, position, size)
        piece = data[position:end]
        block = _fast(piece, dialect, width, line) if whole and width > 1 and dialect.plain else None
        if block is not None:
            yield block
            position, line = end, line + piece.count(b"\n")
            continue
        careful = _Careful(dialect, width)
        texts = _lines(piece)
        taken = careful.read(texts, line, whole=whole)
        size = BLOCK_BYTES if taken else size * 2
        yield careful.block()
        position += len(piece) if taken == len(texts) else sum(len(text.encode()) for text in texts[:taken])
        line += taken


def _lines(piece: bytes) -> list[str]:
    return io.StringIO(piece.decode("utf-8"), newline="").readlines()


def _cut_point(data: bytes, position: int, size: int) -> tuple[int, bool]:
    """Where a block ends: after a line end that is not within quotation marks, else after any line end.

    The second value says whether the block ends with a whole record for sure.  Line ends that all seem to
    be within quotation marks, for longer than any cell can be, mean that one mark is never closed.
    """
    end = position + size
    if end >= len(data):
        return len(data), True
    piece = np.frombuffer(data, dtype=np.uint8, count=size, offset=position)
    ends = np.flatnonzero(piece == _NEWLINE)
    inside = np.cumsum(piece == _QUOTE, dtype=np.uint8) & 1
    outside = ends[inside[ends] == 0]
    if len(outside):
        return position + int(outside[-1]) + 1, True
    if len(ends):
        return position + int(ends[-1]) + 1, False
    following = data.find(b"\n", end) + 1
    return following or len(data), not following


def _fast(piece: bytes, dialect: Dialect, width: int, first_line: int) -> Block | None:
    """A block by pandas' parser; None unless quotation marks stand where they should in all of it.

    The few records that have not exactly ``width`` cells are taken out and read carefully.
    """
    if not piece.endswith(b"\n"):
        piece += b"\n"
    if piece.count(b"\r") != piece.count(b"\r\n"):
        return None
    octets = np.frombuffer(piece, dtype=np.uint8)
    ends = np.flatnonzero(octets == _NEWLINE)
    cuts = octets == ord(dialect.delimiter)
    stops = ends
    if b'"' in piece:
        inside = (np.cumsum(octets == _QUOTE, dtype=np.uint8) & 1).astype(bool)
        if inside[-1] or not _quotes_in_place(octets, inside, ord(dialect.delimiter)):
            return None
        stops = ends[~inside[ends]]
        cuts &= ~inside
    starts = np.concatenate([[0], stops[:-1] + 1])
    regular = np.diff(np.searchsorted(np.flatnonzero(cuts), stops), prepend=0) == width - 1
    regular &= stops - starts <= MAX_CELL
    if regular.mean() < MOSTLY:
        return None
    lines = first_line + np.searchsorted(ends, starts)
    kept = piece if regular.all() else octets[np.repeat(regular, stops + 1 - starts)].tobytes()
    careful = _Careful(dialect, width)
    for place in np.flatnonzero(~regular):
        careful.read(_lines(piece[starts[place] : stops[place] + 1]), int(lines[place]))
    careful.longest = max(careful.longest, int((stops - starts)[regular].max()))
    careful.wordy += lines[regular & _without_digits(octets, starts, stops)].tolist()
    return careful.block(lines[regular], _parsed(kept, dialect, width))


def _without_digits(octets: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Which lines have no digit; most show one at their ends, and are not looked at as a whole."""
    without = np.ones(len(starts), dtype=bool)
    for places in (starts, np.minimum(starts + 3, stops), np.maximum(stops - 1, starts)):
        without &= (octets[places] - _ZERO) >= 10
    return without & ~np.logical_or.reduceat((octets - _ZERO) < 10, starts) if without.any() else without


def _parsed(piece: bytes, dialect: Dialect, width: int) -> list[pd.Series]:
    # pandas takes these bytes for a byte-order mark and drops them; a second one is then the text's own.
    mark = b"\xef\xbb\xbf" if piece.startswith(b"\xef\xbb\xbf") else b""
    frame = pd.read_csv(
        io.BytesIO(mark + piece),
        sep=dialect.delimiter,
        header=None,
        names=range(width),
        index_col=False,
        dtype="str",
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
        low_memory=False,
        encoding="utf-8",
    )
    return [column for _, column in frame.items()]


def _quotes_in_place(octets: np.ndarray, inside: np.ndarray, delimiter: int) -> bool:
    """Whether quotation marks open only at the start of a cell, close only at its end, or are doubled."""
    places = np.flatnonzero(octets == _QUOTE)
    opening = inside[places]
    before = octets[np.maximum(places[opening] - 1, 0)]
    before = np.where(places[opening] == 0, _NEWLINE, before)
    after = octets[places[~opening] + 1]
    starts = (before == delimiter) | (before == _NEWLINE) | (before == _QUOTE)
    ends = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (after == _QUOTE)
    return bool(starts.all() and ends.all())


class _Careful:
    """Rows read record by record."""

    def __init__(self, dialect: Dialect, width: int) -> None:
        self.dialect, self.width = dialect, width
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.odd: list[Record] = []
        self.wordy: list[int] = []
        self.longest = 0

    def read(self, texts: list[str], first_line: int, *, whole: bool = True) -> int:
        """Take in the records of these lines; unless they are ``whole``, all but the last, which may go on.

        Returns the number of lines taken.
        """
        waiting: Record | None = None
        for record in split_records(texts, self.dialect, width=self.width, first_line=first_line):
            if waiting:
                self._take(waiting)
            waiting = record
        if waiting and whole:
            self._take(waiting)
            waiting = None
        return waiting.line - first_line if waiting else len(texts)

    def _take(self, record: Record) -> None:
        self.longest = max(self.longest, *map(len, record.cells))
        if len(record.cells) != self.width or record.text:
            self.odd.append(record)
            return
        self.rows.append(record.cells)
        self.lines.append(record.line)
        if not any(cell and _DIGIT.search(cell) for cell in record.cells):
            self.wordy.append(record.line)

    def block(self, lines: np.ndarray | None = None, columns: Sequence[pd.Series] = ()) -> Block:
        """What was read, put in order with the ``columns`` of other ``lines`` of the same block."""
        careful_lines = np.array(self.lines, dtype=np.int64)
        if lines is None:
            return Block(careful_lines, text_columns(self.rows, self.width), self.odd, self.wordy, self.longest)
        if not self.rows:
            return Block(lines, list(columns), self.odd, self.wordy, self.longest)
        every_line = np.concatenate([lines, careful_lines])
        order = np.argsort(every_line)
        both = zip(columns, text_columns(self.rows, self.width), strict=True)
        ordered = [pd.concat(pair, ignore_index=True).iloc[order] for pair in both]
        return Block(every_line[order], ordered, self.odd, sorted(self.wordy), self.longest)


def text_columns(rows: list[list[str]], width: int) -> list[pd.Series]:
    """Rows turned into text columns; equal texts are kept once, which is most of a large export."""
    known: dict[str, str] = {}
    columns = zip(*rows, strict=True) if rows else [()] * width
    return [pd.Series([known.setdefault(c, c) for c in column], dtype="str") for column in columns]
