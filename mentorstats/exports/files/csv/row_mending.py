"""Rows that do not fit their table: mended where the file itself proves how, else left to be set aside.

A cell that moves to the next column unnoticed is worse than one that is missing.  So a row with too many or too few
cells, or with a quotation mark where none should be, is read again in every way that could be meant; it is taken only
where its own marks or the other rows of the table leave one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from mentorstats.exports.files.csv.dialect import DELIMITERS
from mentorstats.exports.files.csv.records import Dialect, Record, cut_at_marks, split_records
from mentorstats.exports.files.csv.row_profile import FEWEST_ROWS, Profile, profile_of

__all__ = ["MendedRow", "Mending", "mend_rows"]

# More cells too many than these are no slip in a row, but another table.
_MOST_EXTRA = 4
_MOST_LINES = 20
_HABIT_ROWS, _HABIT_SHARE = 3, 0.05

MARK = "a quotation mark is not closed or not doubled; read as well as possible"
LONE_MARK = "a quotation mark stands within a cell; read as it stands"
NO_DELIMITER = "a delimiter is missing before a quotation mark; read as if it were there"
OTHER_DELIMITER = "the row is separated by another character than the rest; read by that one"
QUOTED_ROW = "the whole row stands in quotation marks; read without them"
UNQUOTED = "a delimiter within a cell that is not in quotation marks; read as part of the only cell that it can be in"
DOUBLED = "a delimiter too many; the empty cell that it makes was left out where only one can be"
LINE_END = "a line end within a cell that is not in quotation marks; the row was put together"


@dataclass(frozen=True)
class MendedRow:
    """A row that was read in another way than it stands in the file, and how, in words."""

    line: int
    cells: list[str]
    how: str


@dataclass
class Mending:
    """What became of odd records: rows that were mended, those that only lacked or had empty cells, and the others."""

    mended: list[MendedRow] = field(default_factory=list)
    filled: list[Record] = field(default_factory=list)
    trimmed: list[Record] = field(default_factory=list)
    left: list[Record] = field(default_factory=list)


def mend_rows(odd: Sequence[Record], cells: pd.DataFrame, dialect: Dialect) -> Mending:
    """Read odd records again, by their own marks and by the regular rows in ``cells``."""
    mending = Mending()
    if not odd:
        return mending
    profile, usual = profile_of(cells), cells.columns.size
    waiting: list[Record] = []
    for record in _with_line_ends_mended(odd, profile, mending):
        if len(record.cells) > usual and not any(record.cells[usual:]) and _ends_there(record.cells[:usual], profile):
            mending.trimmed.append(record._replace(cells=record.cells[:usual]))
        elif (mended := _mended(record, profile, dialect)) is not None:
            mending.mended.append(mended)
        else:
            waiting.append(record)
    mending.filled, mending.left = _filled(waiting, cells, profile)
    return mending


def _mended(record: Record, profile: Profile, dialect: Dialect) -> MendedRow | None:
    """The one way in which a record can be meant; None where there is none, or several."""
    for readings, proven in (
        (_by_marks(record, profile.width, dialect), lambda cells, _: not profile.contradicts(cells)),
        (_by_delimiter(record, profile.width, dialect), lambda cells, _: not profile.contradicts(cells)),
        (_by_spaces(record, profile.width, dialect), lambda cells, _: profile.fits(cells)),
        (_by_profile(record, profile.width, dialect), lambda cells, place: profile.fits(cells, but=place)),
    ):
        fitting = {tuple(cells): how for cells, how, place in readings if proven(cells, place)}
        if len(fitting) == 1:
            cells, how = fitting.popitem()
            return MendedRow(record.line, list(cells), how)
        if fitting:
            return None
    return None


Reading = tuple[list[str], str, int]


def _by_marks(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    """Readings that the record's own quotation marks suggest."""
    if not record.text or dialect.quote not in record.text:
        return
    if record.repaired and len(record.cells) == width:
        yield record.cells, MARK, -1
        return
    between, within = cut_at_marks(record.text, dialect)
    if len(between) == width:
        yield between, NO_DELIMITER, -1
    elif len(within) == width:
        yield within, MARK, -1
    elif len(record.cells) == width and len(between) == len(record.cells) == len(within):
        yield record.cells, LONE_MARK, -1


def _by_delimiter(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    """Readings by another delimiter than that of the table, or of a row that is one quoted cell."""
    if width < 2 or len(record.cells) >= width:
        return
    for delimiter in DELIMITERS:
        if delimiter != dialect.delimiter and record.text.count(delimiter) >= width - 1:
            again = _cut_again(record.text, Dialect(delimiter, dialect.quote))
            if len(again) == width:
                yield again, OTHER_DELIMITER, -1
    if len(record.cells) == 1 and record.text.lstrip().startswith(dialect.quote):
        again = _cut_again(record.cells[0], dialect)
        if len(again) == width:
            yield again, QUOTED_ROW, -1


def _by_spaces(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    if width > 2 and len(record.cells) < width and dialect.delimiter != " ":
        again = _cut_again(record.text, Dialect(" ", dialect.quote))
        if len(again) == width:
            yield again, OTHER_DELIMITER, -1


def _cut_again(text: str, dialect: Dialect) -> list[str]:
    records = list(split_records(text.splitlines(keepends=True), dialect))
    return records[0].cells if len(records) == 1 and not records[0].repaired else []


def _by_profile(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    """Readings of a row with cells too many: some of them belong together, or an empty one to nothing."""
    cells, extra = record.cells, len(record.cells) - width
    if not 0 < extra <= _MOST_EXTRA or width < 2:
        return
    for place in range(width):
        several = cells[place : place + extra + 1]
        if all(cell.strip() for cell in several):
            yield [*cells[:place], dialect.delimiter.join(several), *cells[place + extra + 1 :]], UNQUOTED, place
    for place in range(width + 1):
        if not any(cell.strip() for cell in cells[place : place + extra]):
            yield [*cells[:place], *cells[place + extra :]], DOUBLED, -1


def _ends_there(cells: Sequence[str], profile: Profile) -> bool:
    """Whether a row has all its cells where they belong, although empty ones follow."""
    last = profile.columns[-1]
    never_empty = profile.rows > 0 and not last.may_be_empty
    return never_empty and bool(cells[-1].strip()) and not profile.contradicts(cells)


def _with_line_ends_mended(odd: Sequence[Record], profile: Profile, mending: Mending) -> Iterator[Record]:
    """The records that are not pieces of one row that line ends have cut."""
    place = 0
    while place < len(odd):
        pieces = _pieces_of_a_row(odd[place : place + _MOST_LINES], profile)
        if pieces:
            mending.mended.append(MendedRow(odd[place].line, _put_together(pieces), LINE_END))
        else:
            yield odd[place]
        place += len(pieces) or 1


def _pieces_of_a_row(odd: Sequence[Record], profile: Profile) -> Sequence[Record]:
    """The first records, if together they are one row of the table and each begins on the line after the last."""
    for count in range(2, len(odd) + 1):
        last, after = odd[count - 2], odd[count - 1]
        if len(last.cells) >= profile.width or after.line != last.line + max(1, last.text.count("\n")):
            return ()
        cells = _put_together(odd[:count])
        if len(cells) > profile.width:
            return ()
        joined = len(odd[0].cells) - 1
        if len(cells) == profile.width and len(after.cells) > 1 and profile.fits(cells, but=joined):
            return odd[:count]
    return ()


def _put_together(pieces: Sequence[Record]) -> list[str]:
    cells = list(pieces[0].cells)
    for piece in pieces[1:]:
        cells = [*cells[:-1], f"{cells[-1]}\n{piece.cells[0]}", *piece.cells[1:]]
    return cells


def _filled(odd: Sequence[Record], cells: pd.DataFrame, profile: Profile) -> tuple[list[Record], list[Record]]:
    """Short records with the empty cells that some programs leave out at the end of a row, and the others.

    Only where the export shows that habit: at least three rows and one in twenty are short, no full row ends with an
    empty cell, and the cells that are there fit their columns.
    """
    width = profile.width
    short = [
        record
        for record in odd
        if 1 < len(record.cells) < width and record.cells[-1].strip() and _fits_from_the_left(record.cells, profile)
    ]
    habit = len(short) >= _HABIT_ROWS and len(short) >= _HABIT_SHARE * (len(cells) + len(odd))
    if not habit or cells.empty or (cells.iloc[:, -1] == "").any():
        return [], list(odd)
    chosen = {record.line for record in short}
    filled = [record._replace(cells=record.cells + [""] * (width - len(record.cells))) for record in short]
    return filled, [record for record in odd if record.line not in chosen]


def _fits_from_the_left(cells: Sequence[str], profile: Profile) -> bool:
    if profile.rows < FEWEST_ROWS:
        return True
    return not any(column.contradicts(cell) for column, cell in zip(profile.columns, cells, strict=False))
