"""Rows that do not fit their table: mended where the file itself proves how, else left to be set aside.

A cell that moves to the next column unnoticed is worse than one that is missing.  So a row with too many or too few
cells, or with a quotation mark where none should be, is read again in every way that could be meant; it is taken only
where its own marks or the other rows of the table leave one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from mentorstats.exports.files.csv.dialect import DELIMITERS
from mentorstats.exports.files.csv.records import Dialect, Record, cut_at_marks, quoted_cells, split_records
from mentorstats.exports.files.csv.row_profile import FEWEST_ROWS, Profile, profile_of

__all__ = ["MendedRow", "Mending", "mend_rows"]

# More cells too many than these are no slip in a row, but another table.
_MOST_EXTRA = 4
_MOST_LINES = 20
_HABIT_ROWS, _HABIT_SHARE = 3, 0.05

# A row as it may be meant, how it was read, and the place of the cell that was put together, -1 for none.
Reading = tuple[list[str], str, int]

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
    for readings in (_by_marks, _by_delimiter):
        possible = _distinct(readings(record, profile.width, dialect), lambda cells, _: not profile.contradicts(cells))
        if possible:
            return _only(record, possible)
    if record.repaired:
        return None
    readings = [*_by_spaces(record, profile, dialect), *_by_profile(record, profile.width, dialect)]
    possible = _distinct(readings, lambda cells, place: profile.looks_like(cells, but=place))
    proven = _distinct(readings, lambda cells, place: profile.fits(cells, but=place))
    return _only(record, possible) if possible.keys() <= proven.keys() else None


def _distinct(
    readings: Iterable[Reading], accepted: Callable[[Sequence[str], int], bool]
) -> dict[tuple[str, ...], str]:
    """The rows that accepted readings give, each with how it was read."""
    return {tuple(cells): how for cells, how, place in readings if accepted(cells, place)}


def _only(record: Record, rows: Mapping[tuple[str, ...], str]) -> MendedRow | None:
    return MendedRow(record.line, list(next(iter(rows))), rows[next(iter(rows))]) if len(rows) == 1 else None


def _by_marks(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    """Readings that the record's own quotation marks suggest."""
    if not record.text or dialect.quote not in record.text:
        return
    cut, held = cut_at_marks(record.text, dialect)
    if len(cut) == width and cut != record.cells:
        yield cut, NO_DELIMITER, -1
    elif len(record.cells) == width and record.repaired:
        yield record.cells, MARK, -1
    elif len(held) == width and held != record.cells:
        yield held, MARK, -1
    elif len(record.cells) == width and cut == record.cells:
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


def _by_spaces(record: Record, profile: Profile, dialect: Dialect) -> Iterator[Reading]:
    """The reading by spaces, where words cannot hide that a cell stands in another's place."""
    telling = sum(bool(column.uniform) for column in profile.columns)
    if telling > 1 and len(record.cells) < profile.width and dialect.delimiter != " ":
        again = _cut_again(record.text, Dialect(" ", dialect.quote))
        if len(again) == profile.width:
            yield again, OTHER_DELIMITER, -1


def _cut_again(text: str, dialect: Dialect) -> list[str]:
    records = list(split_records(text.splitlines(keepends=True), dialect))
    return records[0].cells if len(records) == 1 and not records[0].repaired else []


def _by_profile(record: Record, width: int, dialect: Dialect) -> Iterator[Reading]:
    """Readings of a row with cells too many: some of them belong together, or an empty one to nothing."""
    cells, extra = record.cells, len(record.cells) - width
    if not 0 < extra <= _MOST_EXTRA or width < 2:
        return
    quoted = quoted_cells(record.text, dialect)
    for place in range(width):
        several = cells[place : place + extra + 1]
        if all(cell.strip() for cell in several) and not any(quoted[place : place + extra + 1]):
            yield [*cells[:place], dialect.delimiter.join(several), *cells[place + extra + 1 :]], UNQUOTED, place
    for place in range(width + 1):
        if not any(cell.strip() for cell in cells[place : place + extra]):
            yield [*cells[:place], *cells[place + extra :]], DOUBLED, -1


def _ends_there(cells: Sequence[str], profile: Profile) -> bool:
    """Whether a row has all its cells where they belong, although empty ones follow."""
    never_empty = profile.rows == 0 or not profile.columns[-1].may_be_empty
    whole = all(cell.strip() for cell in cells) if profile.rows < FEWEST_ROWS else profile.looks_like(cells)
    return never_empty and whole and bool(cells[-1].strip())


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
        if 1 < len(record.cells) < width and record.cells[-1].strip() and _only_lacks_the_end(record.cells, profile)
    ]
    habit = len(short) >= _HABIT_ROWS and len(short) >= _HABIT_SHARE * (len(cells) + len(odd))
    if not habit or cells.empty or (cells.iloc[:, -1] == "").any():
        return [], list(odd)
    chosen = {record.line for record in short}
    filled = [record._replace(cells=record.cells + [""] * (width - len(record.cells))) for record in short]
    return filled, [record for record in odd if record.line not in chosen]


def _only_lacks_the_end(cells: Sequence[str], profile: Profile) -> bool:
    """Whether cells look like the first columns, and like no others with a gap between them."""
    missing = profile.width - len(cells)
    first = Profile(profile.columns[: len(cells)], profile.rows)
    gaps = range(len(cells))
    return first.looks_like(cells) and not any(
        profile.looks_like([*cells[:place], *[""] * missing, *cells[place:]]) for place in gaps
    )
