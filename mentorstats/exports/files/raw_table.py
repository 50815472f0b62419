"""Rows put together as one table, and every row that does not belong to it set aside by name.

Between the header and the end of a file stand rows of data, and now and then a blank row, the header
again, a total, a note, or a row with too many or too few cells.  Only the last kind is an error of the
export, and none of them is dropped in silence: each leaves a problem with its line and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.exports.files.cell_kinds import is_blank
from mentorstats.exports.files.csv.blocks import Block
from mentorstats.exports.files.csv.records import MAX_CELL, Dialect, Record
from mentorstats.exports.files.csv.row_mending import mend_rows
from mentorstats.exports.files.footer import find_footers, says_it_is_one
from mentorstats.exports.files.header import Header
from mentorstats.exports.files.named_columns import with_named_columns
from mentorstats.exports.files.other_tables import add_tables_above, find_other_tables, without_other_tables
from mentorstats.problems import Count, Problem, Problems
from mentorstats.text import one_line, shorten

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "RawTable", "TextSource", "assemble"]

MAX_ROWS = 20_000_000
MAX_COLUMNS = 16_384
_VALUE_LENGTH = 80


@dataclass(frozen=True)
class TextSource:
    """Where rows come from: the name to show people, and how its text was written."""

    file: str
    encoding: str
    dialect: Dialect


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as text: every cell as written, and what was noticed on the way.

    ``cells`` has one text column for each of ``columns``, ``""`` where empty, never missing; its index
    ``line`` is the 1-based line of the file on which the row starts (the row number in a workbook).
    ``rows`` counts the rows of data found: those in ``cells`` and the ``set_aside``, of which each has a
    problem.  ``file`` is the name to show people, with the sheet of a workbook in brackets.
    """

    file: str
    columns: tuple[str, ...]
    cells: pd.DataFrame
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...]
    rows: int
    set_aside: int


def assemble(
    source: TextSource, opening: Sequence[Record], header: Header, blocks: Iterable[Block], problems: Problems
) -> RawTable:
    """The table of these blocks; ``opening`` are the records up to and with the header."""
    file = source.file
    if max(header.width, len(header.names)) > MAX_COLUMNS:
        raise UnreadableFile(file, f"{header.width:,} columns, at most {MAX_COLUMNS:,} are read.")
    _add_about_header(file, opening, header, problems)
    rows = _gathered(file, header.width, blocks)
    rows = _without_blank(file, rows, problems)
    aside = Problems()
    rows, aside_rows = _of_first_table(file, opening, header, rows, aside)
    rows = _mended(source, rows, problems)
    rows, footers = _without_footers(file, rows, aside)
    for record in rows.odd:
        _add_misfit(file, record, header.width, aside)
    aside_rows += footers + len(rows.odd)
    cells = with_named_columns(source.file, rows.cells, header, _line_of(opening, header), problems)
    problems.extend(sorted(aside, key=lambda problem: problem.line or 0))
    return RawTable(
        file=file,
        columns=tuple(cells.columns),
        cells=cells,
        encoding=source.encoding,
        delimiter=source.dialect.delimiter,
        problems=tuple(problems),
        rows=len(cells) + aside_rows,
        set_aside=aside_rows,
    )


def _line_of(opening: Sequence[Record], header: Header) -> int | None:
    return opening[header.position].line if header.position >= 0 else None


def _above(opening: Sequence[Record], header: Header) -> list[Record]:
    """The records that stand above the header and are no part of it."""
    rows = range(header.position - header.rows + 1, header.position + 1) if header.position >= 0 else ()
    return [record for place, record in enumerate(opening) if place not in rows and not is_blank(record.cells)]


def _add_about_header(file: str, opening: Sequence[Record], header: Header, problems: Problems) -> None:
    above = _above(opening, header)
    if above:
        text = " ".join(cell for record in above for cell in record.cells if cell.strip())
        problems.add(
            rule="rows-above-header", severity="note", file=file, line=above[0].line,
            value=shorten(one_line(text), _VALUE_LENGTH), problem="{} above the header not read as data",
            facts=(Count(len(above), "row"),), action="nothing, if this is a title",
        )  # fmt: skip
    if header.position < 0:
        problems.add(
            rule="no-header", severity="warning", file=file,
            problem="no header row was found; columns are named column 1, column 2, ...",
            action="put the names of the columns into the first row",
        )  # fmt: skip
    elif header.misfit:
        problems.add(
            rule="header-misfit", severity="blocking" if header.unsure else "warning", file=file,
            line=_line_of(opening, header),
            problem=header.misfit + ("; names may stand above the wrong columns" if header.unsure else ""),
            action="correct the header row so that every column has its name",
        )  # fmt: skip
    elif header.rows > 1:
        problems.add(
            rule="header-of-two-rows", severity="note", file=file, line=_line_of(opening, header),
            problem="the names of the columns stand in two rows, and were read together", action="look at the names",
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Rows:
    """Regular rows, one text column for each place, indexed by line; records that do not fit; lines without a digit."""

    cells: pd.DataFrame
    odd: list[Record]
    wordy: list[int]


def _gathered(file: str, width: int, blocks: Iterable[Block]) -> _Rows:
    pieces: list[list[pd.Series]] = [[] for _ in range(width)]
    lines, odd, wordy, rows = [], [], [], 0
    for block in blocks:
        rows += len(block.lines) + len(block.odd)
        if rows > MAX_ROWS:
            raise UnreadableFile(file, f"more than {MAX_ROWS:,} rows; split the export, by cohort or by year.")
        if block.longest > MAX_CELL:
            raise UnreadableFile(
                file, f"a cell of {block.longest:,} characters, at most {MAX_CELL:,} are read; "
                "a quotation mark may not be closed, or this is not a table.",
            )  # fmt: skip
        lines.append(block.lines)
        odd += block.odd
        wordy += block.wordy
        for piece, column in zip(pieces, block.columns, strict=True):
            piece.append(column)
    index = pd.Index(np.concatenate(lines) if lines else [], dtype="int64", name="line")
    columns = {}
    for place, piece in enumerate(pieces):
        column = pd.concat(piece, ignore_index=True) if piece else pd.Series([], dtype="str")
        piece.clear()
        columns[place] = column.set_axis(index)
    return _Rows(pd.DataFrame(columns, index=index, copy=False), odd, wordy)


def _without_blank(file: str, rows: _Rows, problems: Problems) -> _Rows:
    """Rows without any text hold no data and are not counted as rows; one note says how many there were."""
    blank = np.flatnonzero(_empty(rows.cells.iloc[:, 0]))
    if len(blank):
        rest = rows.cells.iloc[blank]
        blank = blank[np.logical_and.reduce([_empty(rest[name]) for name in rest.columns])]
    lines = [int(line) for line in rows.cells.index[blank]]
    lines += [record.line for record in rows.odd if is_blank(record.cells)]
    if not lines:
        return rows
    problems.add(
        rule="blank-rows", severity="note", file=file, line=min(lines), problem="{} without any text passed over",
        facts=(Count(len(lines), "row"),), action="nothing",
    )  # fmt: skip
    cells = rows.cells.drop(index=rows.cells.index[blank]) if len(blank) else rows.cells
    return replace(rows, cells=cells, odd=[record for record in rows.odd if not is_blank(record.cells)])


def _empty(column: pd.Series) -> np.ndarray:
    return ((column == "") | column.str.isspace()).to_numpy(dtype=bool)


def _of_first_table(
    file: str, opening: Sequence[Record], header: Header, rows: _Rows, aside: Problems
) -> tuple[_Rows, int]:
    """The rows of the table that the header belongs to, and how many are of others or are the header again."""
    if header.position < 0:
        return rows, 0
    above = add_tables_above(file, _above(opening, header), aside)
    others = find_other_tables(header.names, rows.cells, rows.odd, rows.wordy)
    cells, odd, below = without_other_tables(file, rows.cells, rows.odd, others, aside)
    return replace(rows, cells=cells, odd=odd), above + below


def _without_footers(file: str, rows: _Rows, aside: Problems) -> tuple[_Rows, int]:
    """The rows without totals and notes at the very end, and how many these are."""
    footers = find_footers(rows.cells, rows.odd, width=rows.cells.shape[1])
    for record in footers:
        text = next(cell for cell in record.cells if cell.strip())
        aside.add(
            rule="footer", severity="note" if says_it_is_one(record.cells) else "warning", file=file,
            line=record.line, value=shorten(one_line(text), _VALUE_LENGTH),
            problem="a total or a note at the end of the table, not data; set aside", set_aside=True,
            action="nothing; if it is data, fill the row and move it up",
        )  # fmt: skip
    lines = {record.line for record in footers}
    if not lines:
        return rows, 0
    cells = rows.cells.drop(index=[line for line in lines if line in rows.cells.index])
    return replace(rows, cells=cells, odd=[record for record in rows.odd if record.line not in lines]), len(lines)


def _mended(source: TextSource, rows: _Rows, problems: Problems) -> _Rows:
    """The rows with those that could be mended, each of them named."""
    file, mending = source.file, mend_rows(rows.odd, rows.cells, source.dialect)
    for row in mending.mended:
        problems.add(
            rule="row-mended", severity="warning", file=file, line=row.line, problem=row.how,
            action="check this row, and correct it in the export",
        )  # fmt: skip
    if mending.filled:
        problems.add(
            rule="short-rows", severity="warning", file=file, line=mending.filled[0].line,
            facts=(Count(len(mending.filled), "row"),),
            problem="{} with fewer cells than the header; the missing ones at the end were taken as empty, since no "
            "row ends with an empty cell", action="compare one of these rows with the platform",
        )  # fmt: skip
    if mending.trimmed:
        problems.add(
            rule="long-rows", severity="note", file=file, line=mending.trimmed[0].line,
            facts=(Count(len(mending.trimmed), "row"),),
            problem="{} with more cells than the header, which are all empty; they were left out", action="nothing",
        )  # fmt: skip
    added = [*mending.mended, *mending.filled, *mending.trimmed]
    if not added:
        return replace(rows, odd=mending.left)
    index = pd.Index([row.line for row in added], name="line")
    columns = zip(rows.cells.columns, zip(*(row.cells for row in added), strict=True), strict=True)
    frame = pd.DataFrame({place: pd.Series(cells, index=index, dtype="str") for place, cells in columns})
    return replace(rows, cells=pd.concat([rows.cells, frame]).sort_index(kind="stable"), odd=mending.left)


def _add_misfit(file: str, record: Record, width: int, aside: Problems) -> None:
    cells = len(record.cells)
    cause = (
        "a delimiter within a cell that is not in quotation marks is the usual cause"
        if cells > width
        else "a missing delimiter, or a line end within a cell, is the usual cause"
    )
    aside.add(
        rule="row-misfit", severity="warning", file=file, line=record.line, set_aside=True,
        problem=f"{{}} where {width} were expected; {cause}; the row was set aside, since its values could stand in "
        "the wrong columns", facts=(Count(cells, "cell"),), action="correct the row in the export",
    )  # fmt: skip
