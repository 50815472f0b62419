"""Rows put together as one table, and every row that does not belong to it set aside by name.

Between the header and the end of a file stand rows of data, and now and then a blank row, the header
again, a total, a note, or a row with too many or too few cells.  Only the last kind is an error of the
export, and none of them is dropped in silence: each leaves a problem with its line and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.exports.files.csv_blocks import Block
from mentorstats.exports.files.csv_records import MAX_CELL, Record
from mentorstats.exports.files.header import Header, is_blank, is_footer, name_columns, names_columns
from mentorstats.problems import Problem

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "RawTable", "assemble"]

MAX_ROWS = 20_000_000
MAX_COLUMNS = 16_384
_TAIL = 20
_GAPS = 1000


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
    file: str,
    opening: Sequence[Record],
    header: Header,
    blocks: Iterable[Block],
    *,
    encoding: str,
    delimiter: str,
    problems: Sequence[Problem] = (),
) -> RawTable:
    """The table of these blocks; ``opening`` are the records up to and with the header."""
    if header.width > MAX_COLUMNS:
        raise UnreadableFile(f"{file}: {header.width:,} columns, at most {MAX_COLUMNS:,} are read.")
    names, renamed = name_columns(header.names)
    noticed = [*problems, *_about_header(file, opening, header, names, renamed)]
    cells, odd, repaired = _gathered(file, names, blocks)
    noticed += [
        Problem("warning", file, line, "", "", why, "check this row, and correct it in the export")
        for line, why in repaired
    ]
    cells, odd, said = _without_blank(file, cells, odd)
    noticed += said
    cells, odd, said = _with_short_rows(file, cells, odd)
    noticed += said
    cells, odd, said = _without_extras(file, cells, odd, names, header)
    noticed += _second_tables(file, cells, header)
    aside = said + [_misfit(file, record, header.width) for record in odd]
    noticed += sorted(aside, key=lambda problem: problem.line or 0)
    return RawTable(file, names, cells, encoding, delimiter, tuple(noticed), len(cells) + len(aside), len(aside))


def _about_header(
    file: str,
    opening: Sequence[Record],
    header: Header,
    names: Sequence[str],
    renamed: Sequence[tuple[int, str, str]],
) -> list[Problem]:
    found = []
    before = [record for place, record in enumerate(opening) if place != header.position]
    before = [record for record in before if not is_blank(record.cells)]
    if before:
        text = " ".join(cell for record in before for cell in record.cells if cell.strip())
        found.append(
            Problem(
                "note",
                file,
                before[0].line,
                "",
                _short(text),
                f"{_count(len(before), 'row')} above the header not read as data",
                "nothing, if this is a title",
            )
        )
    line = opening[header.position].line if header.position >= 0 else None
    if line is None:
        found.append(
            Problem(
                "warning",
                file,
                None,
                "",
                "",
                "no header row was found; columns are named column 1, column 2, ...",
                "put the names of the columns into the first row, or name them in mentorstats.toml",
            )
        )
        return found
    if header.misfit:
        found.append(
            Problem(
                "blocking" if header.unsure else "warning",
                file,
                line,
                "",
                "",
                header.misfit + ("; names may stand above the wrong columns" if header.unsure else ""),
                "correct the header row so that every column has its name",
            )
        )
    for place, old, new in renamed:
        what = f"the name {_short(old)!r} is used twice" if old.strip() else f"column {place} has no name"
        found.append(
            Problem(
                "note",
                file,
                line,
                new,
                _short(old),
                f"{what}; read as {new!r}",
                "give every column a name of its own",
            )
        )
    return found


def _gathered(
    file: str, names: Sequence[str], blocks: Iterable[Block]
) -> tuple[pd.DataFrame, list[Record], list[tuple[int, str]]]:
    parts: list[list[pd.Series]] = [[] for _ in names]
    lines, odd, repaired, rows = [], [], [], 0
    for block in blocks:
        rows += len(block.lines) + len(block.odd)
        if rows > MAX_ROWS:
            raise UnreadableFile(f"{file}: more than {MAX_ROWS:,} rows; split the export, by cohort or by year.")
        if block.longest > MAX_CELL:
            raise UnreadableFile(
                f"{file}: a cell of {block.longest:,} characters, at most {MAX_CELL:,} are read; "
                "a quotation mark may not be closed, or this is not a table."
            )
        lines.append(block.lines)
        odd += block.odd
        repaired += block.repaired
        for part, column in zip(parts, block.columns, strict=True):
            part.append(column)
    index = pd.Index(np.concatenate(lines) if lines else [], dtype="int64", name="line")
    columns = {}
    for name, part in zip(names, parts, strict=True):
        column = pd.concat(part, ignore_index=True) if part else pd.Series([], dtype="str")
        part.clear()
        columns[name] = column.set_axis(index)
    return pd.DataFrame(columns, index=index, columns=pd.Index(list(names)), copy=False), odd, repaired


def _without_blank(
    file: str, cells: pd.DataFrame, odd: list[Record]
) -> tuple[pd.DataFrame, list[Record], list[Problem]]:
    """Rows without any text hold no data and are not counted as rows; one note says how many there were."""
    blank = np.flatnonzero(_empty(cells.iloc[:, 0]))
    if len(blank):
        rest = cells.iloc[blank]
        blank = blank[np.logical_and.reduce([_empty(rest[name]) for name in rest.columns])]
    lines = [int(line) for line in cells.index[blank]]
    lines += [record.line for record in odd if is_blank(record.cells)]
    if not lines:
        return cells, odd, []
    if len(blank):
        cells = cells.drop(index=cells.index[blank])
    note = Problem(
        "note",
        file,
        min(lines),
        "",
        "",
        f"{_count(len(lines), 'row')} without any text passed over",
        "nothing",
    )
    return cells, [record for record in odd if not is_blank(record.cells)], [note]


def _empty(column: pd.Series) -> np.ndarray:
    return ((column == "") | column.str.isspace()).to_numpy(dtype=bool)


def _with_short_rows(
    file: str, cells: pd.DataFrame, odd: list[Record]
) -> tuple[pd.DataFrame, list[Record], list[Problem]]:
    """Some programs leave out empty cells at the end of a row: such short rows are filled up.

    Only where the export shows that habit: at least three rows and one in twenty are short, and no full
    row ends with an empty cell.  A single short row may as well lack a delimiter in its middle.
    """
    short = [record for record in odd if 1 < len(record.cells) < cells.shape[1] and record.cells[-1].strip()]
    habit = len(short) >= 3 and len(short) * 20 >= len(cells) + len(odd)
    if not habit or cells.empty or (cells.iloc[:, -1] == "").any():
        return cells, odd, []
    width = cells.shape[1]
    rows = [record.cells + [""] * (width - len(record.cells)) for record in short]
    index = pd.Index([record.line for record in short], name="line")
    filled = pd.DataFrame(rows, index=index, columns=cells.columns, dtype="str")
    note = Problem(
        "warning",
        file,
        short[0].line,
        "",
        "",
        f"{_count(len(short), 'row')} with fewer cells than the header; "
        "the missing ones at the end were taken as empty, since no row ends with an empty cell",
        "compare one of these rows with the platform",
    )
    kept = {record.line for record in short}
    return pd.concat([cells, filled]).sort_index(), [r for r in odd if r.line not in kept], [note]


def _without_extras(
    file: str, cells: pd.DataFrame, odd: list[Record], names: Sequence[str], header: Header
) -> tuple[pd.DataFrame, list[Record], list[Problem]]:
    """Without the header where it is repeated, and without totals and notes at the very end."""
    found = []
    repeats = []
    if header.position >= 0 and len(header.names) == cells.shape[1]:
        alike = cells[cells.iloc[:, 0] == header.names[0]]
        same = zip(alike.index.tolist(), alike.to_numpy().tolist(), strict=True)
        repeats = [line for line, row in same if row == list(header.names)]
        found += [Problem("note", file, line, "", "", "the header again; set aside", "nothing") for line in repeats]
    footers = _footers(cells, odd, width=len(names))
    found += [
        Problem(
            "note",
            file,
            record.line,
            names[0],
            _short(next(c for c in record.cells if c.strip())),
            "a total or a note at the end of the table, not data; set aside",
            "nothing; if it is data, fill the row and move it up",
        )
        for record in footers
    ]
    gone = set(repeats) | {record.line for record in footers}
    if gone:
        cells = cells.drop(index=[line for line in gone if line in cells.index])
    return cells, [record for record in odd if record.line not in gone], found


def _second_tables(file: str, cells: pd.DataFrame, header: Header) -> list[Problem]:
    """A row of names after blank lines begins another table, whose cells mean something else."""
    if header.position < 0:
        return []
    lines = cells.index.to_numpy()
    after_gap = 1 + np.flatnonzero(np.diff(lines) > 1)[:_GAPS]
    starts = [int(lines[place]) for place in after_gap if names_columns(list(cells.iloc[int(place)]))]
    return [
        Problem(
            "blocking",
            file,
            line,
            "",
            "",
            "another table seems to begin here; its rows would be read under the names of the first",
            "put each table into a file or sheet of its own",
        )
        for line in starts
    ]


def _footers(cells: pd.DataFrame, odd: Sequence[Record], *, width: int) -> list[Record]:
    tail = cells.iloc[-_TAIL:]
    rows = [Record(int(line), list(row)) for line, row in zip(tail.index, tail.to_numpy(), strict=True)]
    rows = sorted([*rows, *odd[-_TAIL:]], key=lambda record: record.line)[-_TAIL:]
    found: list[Record] = []
    waiting: list[Record] = []
    for place in range(len(rows) - 1, 0, -1):
        record, misfit = rows[place], len(rows[place].cells) != width
        if not is_footer(record.cells, width=width, after_gap=True, misfit=misfit):
            break
        sure = is_footer(record.cells, width=width, after_gap=False, misfit=misfit)
        (found if sure else waiting).append(record)
        lines = sum(cell.count("\n") for cell in rows[place - 1].cells)
        if record.line - rows[place - 1].line - lines > 1:
            found, waiting = found + waiting, []
    return found


def _misfit(file: str, record: Record, width: int) -> Problem:
    cells = len(record.cells)
    cause = (
        "a delimiter within a cell that is not in quotation marks is the usual cause"
        if cells > width
        else "a missing delimiter, or a line end within a cell, is the usual cause"
    )
    return Problem(
        "warning",
        file,
        record.line,
        "",
        "",
        f"{_count(cells, 'cell')} where {width} were expected; {cause}; "
        "the row was set aside, since its values could stand in the wrong columns",
        "correct the row in the export",
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"
