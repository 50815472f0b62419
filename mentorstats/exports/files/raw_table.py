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
from mentorstats.problems import Count, Problem, Problems
from mentorstats.text import one_line, shorten

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "RawTable", "TextSource", "assemble"]

MAX_ROWS = 20_000_000
MAX_COLUMNS = 16_384
_TAIL = 20
_VALUE_LENGTH = 80
_GAPS = 1000


@dataclass(frozen=True)
class TextSource:
    """Where rows come from: the name to show people, and how its text was written."""

    file: str
    encoding: str
    delimiter: str


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
    if header.width > MAX_COLUMNS:
        raise UnreadableFile(file, f"{header.width:,} columns, at most {MAX_COLUMNS:,} are read.")
    names, renamed = name_columns(header.names)
    _add_about_header(file, opening, header, problems)
    _add_renamed(file, opening, header, renamed, problems)
    cells, odd, repaired = _gathered(file, names, blocks)
    for line, why in repaired:
        problems.add(
            rule="row-mended", severity="warning", file=file, line=line, problem=why,
            action="check this row, and correct it in the export",
        )  # fmt: skip
    cells, odd = _without_blank(file, cells, odd, problems)
    cells, odd = _with_short_rows(file, cells, odd, problems)
    aside = Problems()
    cells, odd = _without_extras(file, cells, odd, header, aside)
    _check_second_tables(file, cells, header, problems)
    for record in odd:
        _add_misfit(file, record, header.width, aside)
    problems.extend(sorted(aside, key=lambda problem: problem.line or 0))
    return RawTable(
        file=file,
        columns=names,
        cells=cells,
        encoding=source.encoding,
        delimiter=source.delimiter,
        problems=tuple(problems),
        rows=len(cells) + len(aside),
        set_aside=len(aside),
    )


def _add_about_header(file: str, opening: Sequence[Record], header: Header, problems: Problems) -> None:
    before = [record for place, record in enumerate(opening) if place != header.position]
    before = [record for record in before if not is_blank(record.cells)]
    if before:
        text = " ".join(cell for record in before for cell in record.cells if cell.strip())
        problems.add(
            rule="rows-above-header", severity="note", file=file, line=before[0].line,
            value=shorten(one_line(text), _VALUE_LENGTH), problem="{} above the header not read as data",
            facts=(Count(len(before), "row"),), action="nothing, if this is a title",
        )  # fmt: skip
    if header.position < 0:
        problems.add(
            rule="no-header", severity="warning", file=file,
            problem="no header row was found; columns are named column 1, column 2, ...",
            action="put the names of the columns into the first row, or name them in mentorstats.toml",
        )  # fmt: skip
    elif header.misfit:
        problems.add(
            rule="header-misfit", severity="blocking" if header.unsure else "warning", file=file,
            line=opening[header.position].line,
            problem=header.misfit + ("; names may stand above the wrong columns" if header.unsure else ""),
            action="correct the header row so that every column has its name",
        )  # fmt: skip


def _add_renamed(
    file: str, opening: Sequence[Record], header: Header, renamed: Sequence[tuple[int, str, str]], problems: Problems
) -> None:
    if header.position < 0:
        return
    for place, old, new in renamed:
        shown = shorten(one_line(old), _VALUE_LENGTH)
        what = f"the name {shown!r} is used twice" if old.strip() else f"column {place} has no name"
        problems.add(
            rule="column-renamed", severity="note", file=file, line=opening[header.position].line, column=new,
            value=shown, problem=f"{what}; read as {new!r}", action="give every column a name of its own",
        )  # fmt: skip


def _gathered(
    file: str, names: Sequence[str], blocks: Iterable[Block]
) -> tuple[pd.DataFrame, list[Record], list[tuple[int, str]]]:
    parts: list[list[pd.Series]] = [[] for _ in names]
    lines, odd, repaired, rows = [], [], [], 0
    for block in blocks:
        rows += len(block.lines) + len(block.odd)
        if rows > MAX_ROWS:
            raise UnreadableFile(file, f"more than {MAX_ROWS:,} rows; split the export, by cohort or by year.")
        if block.longest > MAX_CELL:
            raise UnreadableFile(
                file,
                f"a cell of {block.longest:,} characters, at most {MAX_CELL:,} are read; "
                "a quotation mark may not be closed, or this is not a table.",
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
    file: str, cells: pd.DataFrame, odd: list[Record], problems: Problems
) -> tuple[pd.DataFrame, list[Record]]:
    """Rows without any text hold no data and are not counted as rows; one note says how many there were."""
    blank = np.flatnonzero(_empty(cells.iloc[:, 0]))
    if len(blank):
        rest = cells.iloc[blank]
        blank = blank[np.logical_and.reduce([_empty(rest[name]) for name in rest.columns])]
    lines = [int(line) for line in cells.index[blank]]
    lines += [record.line for record in odd if is_blank(record.cells)]
    if not lines:
        return cells, odd
    if len(blank):
        cells = cells.drop(index=cells.index[blank])
    problems.add(
        rule="blank-rows", severity="note", file=file, line=min(lines), problem="{} without any text passed over",
        facts=(Count(len(lines), "row"),), action="nothing",
    )  # fmt: skip
    return cells, [record for record in odd if not is_blank(record.cells)]


def _empty(column: pd.Series) -> np.ndarray:
    return ((column == "") | column.str.isspace()).to_numpy(dtype=bool)


def _with_short_rows(
    file: str, cells: pd.DataFrame, odd: list[Record], problems: Problems
) -> tuple[pd.DataFrame, list[Record]]:
    """Some programs leave out empty cells at the end of a row: such short rows are filled up.

    Only where the export shows that habit: at least three rows and one in twenty are short, and no full
    row ends with an empty cell.  A single short row may as well lack a delimiter in its middle.
    """
    short = [record for record in odd if 1 < len(record.cells) < cells.shape[1] and record.cells[-1].strip()]
    habit = len(short) >= 3 and len(short) * 20 >= len(cells) + len(odd)
    if not habit or cells.empty or (cells.iloc[:, -1] == "").any():
        return cells, odd
    width = cells.shape[1]
    rows = [record.cells + [""] * (width - len(record.cells)) for record in short]
    index = pd.Index([record.line for record in short], name="line")
    filled = pd.DataFrame(rows, index=index, columns=cells.columns, dtype="str")
    problems.add(
        rule="short-rows", severity="warning", file=file, line=short[0].line, facts=(Count(len(short), "row"),),
        problem="{} with fewer cells than the header; the missing ones at the end were taken as empty, since no row "
        "ends with an empty cell", action="compare one of these rows with the platform",
    )  # fmt: skip
    kept = {record.line for record in short}
    return pd.concat([cells, filled]).sort_index(), [r for r in odd if r.line not in kept]


def _without_extras(
    file: str, cells: pd.DataFrame, odd: list[Record], header: Header, aside: Problems
) -> tuple[pd.DataFrame, list[Record]]:
    """Without the header where it is repeated, and without totals and notes at the very end."""
    repeats = _repeated_headers(cells, header)
    for line in repeats:
        aside.add(
            rule="header-repeated", severity="note", file=file, line=line, problem="the header again; set aside",
            action="nothing", set_aside=True,
        )  # fmt: skip
    footers = _footers(cells, odd, width=cells.shape[1])
    for record in footers:
        text = next(cell for cell in record.cells if cell.strip())
        aside.add(
            rule="footer", severity="note", file=file, line=record.line, column=str(cells.columns[0]),
            value=shorten(one_line(text), _VALUE_LENGTH), set_aside=True,
            problem="a total or a note at the end of the table, not data; set aside",
            action="nothing; if it is data, fill the row and move it up",
        )  # fmt: skip
    gone = set(repeats) | {record.line for record in footers}
    if gone:
        cells = cells.drop(index=[line for line in gone if line in cells.index])
    return cells, [record for record in odd if record.line not in gone]


def _repeated_headers(cells: pd.DataFrame, header: Header) -> list[int]:
    if header.position < 0 or len(header.names) != cells.shape[1]:
        return []
    alike = cells[cells.iloc[:, 0] == header.names[0]]
    rows = zip(alike.index.tolist(), alike.to_numpy().tolist(), strict=True)
    return [line for line, row in rows if row == list(header.names)]


def _check_second_tables(file: str, cells: pd.DataFrame, header: Header, problems: Problems) -> None:
    """A row of names after blank lines begins another table, whose cells mean something else."""
    if header.position < 0:
        return
    lines = cells.index.to_numpy()
    after_gap = 1 + np.flatnonzero(np.diff(lines) > 1)[:_GAPS]
    for place in after_gap:
        if names_columns(list(cells.iloc[int(place)])):
            problems.add(
                rule="second-table", severity="blocking", file=file, line=int(lines[place]),
                problem="another table seems to begin here; its rows would be read under the names of the first",
                action="put each table into a file or sheet of its own",
            )  # fmt: skip


def _footers(cells: pd.DataFrame, odd: Sequence[Record], *, width: int) -> list[Record]:
    tail = cells.iloc[-_TAIL:]
    rows = [Record(int(line), list(row)) for line, row in zip(tail.index, tail.to_numpy(), strict=True)]
    rows = sorted([*rows, *odd[-_TAIL:]], key=lambda record: record.line)[-_TAIL:]
    footers: list[Record] = []
    waiting: list[Record] = []
    for place in range(len(rows) - 1, 0, -1):
        record, misfit = rows[place], len(rows[place].cells) != width
        if not is_footer(record.cells, width=width, after_gap=True, misfit=misfit):
            break
        sure = is_footer(record.cells, width=width, after_gap=False, misfit=misfit)
        (footers if sure else waiting).append(record)
        lines = sum(cell.count("\n") for cell in rows[place - 1].cells)
        if record.line - rows[place - 1].line - lines > 1:
            footers, waiting = footers + waiting, []
    return footers


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
