"""The sheets of an Excel workbook as text, the way the cells look to those who filled them in.

A workbook stores dates as numbers and ``00123`` as 123 shown with five digits.  Dates become ISO dates,
whole numbers lose the ``.0``, a format of zeros gives leading zeros back, and a cell merged over several
rows stands in each of them.  The compressed parts of a workbook are checked for size before it is opened.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import openpyxl

from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.csv.blocks import Block, text_columns
from mentorstats.exports.files.csv.records import Dialect, Record
from mentorstats.exports.files.header import find_header
from mentorstats.exports.files.raw_table import RawTable, TextSource, assemble
from mentorstats.problems import Problems

__all__ = ["cell_text", "read_workbook"]

MAX_XML = 400_000_000
STREAM_FROM = 40_000_000
HEAD_ROWS = 200


@dataclass
class _Sheet:
    """A sheet's rows as text, the rows that hold headings over several columns, and what was noticed.

    ``suspects`` are cells to report once columns have names: row, place of the column, what, what to do.
    """

    rows: list[Record] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)
    problems: Problems = field(default_factory=Problems)
    suspects: list[tuple[int, int, str, str]] = field(default_factory=list)


def read_workbook(name: str, data: bytes) -> list[RawTable]:
    """One table for each sheet that holds any text, hidden sheets included (with a note).

    Raises ``UnreadableFile`` for a workbook that is damaged, too large, or without any text.
    """
    size, formulas = _inspected(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = list(_sheets(name, data, stream=size > STREAM_FROM, formulas=formulas))
    except UnreadableFile:
        raise
    # A damaged workbook fails anywhere in openpyxl, with whatever the damaged bytes lead to.
    except Exception as error:
        raise UnreadableFile(name, "the workbook is damaged or not in the .xlsx format; save it again.") from error
    tables = [_table(file, sheet) for file, sheet in sheets if sheet.rows]
    if not tables:
        raise UnreadableFile(name, "the workbook is empty; a table with a header row was expected.")
    return tables


def _inspected(name: str, data: bytes) -> tuple[int, bool]:
    """The unpacked size of the sheets, and whether there are formulas; refuses what is dangerous to open."""
    formulas, total = False, 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                total += part.file_size
                if total > MAX_XML:
                    raise UnreadableFile(
                        name, f"the workbook unpacks to more than {MAX_XML / 1e6:,.0f} MB; save it as CSV."
                    )
                content = archive.read(part)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise UnreadableFile(name, "the workbook holds definitions that no spreadsheet program writes.")
                formulas |= part.filename.startswith("xl/worksheets/") and (b"<f>" in content or b"<f " in content)
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(name, "the workbook is damaged or has a password; save it again.") from error
    return total, formulas


def _sheets(name: str, data: bytes, *, stream: bool, formulas: bool) -> Iterator[tuple[str, _Sheet]]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=stream)
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=stream) if formulas else None
    for place, sheet in enumerate(book.worksheets):
        file = f"{name} [{sheet.title}]"
        found = _Sheet()
        if stream:
            sheet.reset_dimensions()
        if sheet.sheet_state != "visible":
            found.problems.add(
                rule="hidden-sheet", severity="note", file=file,
                problem="this sheet is hidden; it was read all the same",
                action="delete the sheet if it is no part of the export",
            )  # fmt: skip
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [cell_text(cell) for cell in row]
            if any(cell and not cell.isspace() for cell in cells):
                found.rows.append(Record(number, cells))
        _even(found.rows)
        if not stream and found.rows:
            _unmerge(file, sheet, found)
        _find_suspects(found, written.worksheets[place] if written else None, stream=stream)
        yield file, found
    book.close()


def _even(rows: list[Record]) -> None:
    """Cut or fill rows to the last column that holds any text."""
    width = max((n for r in rows for n, cell in enumerate(r.cells, 1) if cell), default=0)
    for place, record in enumerate(rows):
        cells = record.cells[:width] + [""] * (width - len(record.cells))
        rows[place] = record._replace(cells=cells)


def _unmerge(file: str, sheet: Any, found: _Sheet) -> None:
    """Cells merged over rows stand in each row; those merged over columns head their columns."""
    rows = {record.line: record.cells for record in found.rows}
    filled = []
    for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col)):
        top = rows.get(area.min_row)
        if top is None or area.min_col > len(top) or not top[area.min_col - 1]:
            continue
        if area.max_col > area.min_col and area.max_row == area.min_row:
            found.groups.add(area.min_row)
        if area.max_row > area.min_row and area.max_col == area.min_col:
            for number in range(area.min_row + 1, area.max_row + 1):
                if number in rows:
                    rows[number][area.min_col - 1] = top[area.min_col - 1]
            filled.append(area)
    if filled:
        found.problems.add(
            rule="merged-cells", severity="note", file=file, line=filled[0].min_row, value=filled[0].coord,
            problem=f"{len(filled)} merged cells were filled into every row that they cover",
            action="check one of them",
        )  # fmt: skip


def _find_suspects(found: _Sheet, written: Any, *, stream: bool) -> None:
    """Formulas that were saved without their result, and Excel's error values."""
    known = {record.line: record.cells for record in found.rows}
    for line, cells in known.items():
        for place, text in enumerate(cells):
            if text.startswith("#") and text in _ERRORS:
                what = "a formula in the workbook failed"
                found.suspects.append((line, place, what, "correct the formula, or clear the cell"))
    if written is None:
        return
    if stream:
        written.reset_dimensions()
    for line, row in enumerate(written.iter_rows(), 1):
        cells = known.get(line, [])
        for place, cell in enumerate(row):
            if cell.data_type == "f" and not (place < len(cells) and cells[place]):
                what = "a formula was saved without its result; read as empty"
                found.suspects.append((line, place, what, "save the workbook again in a spreadsheet program"))


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


def _table(file: str, sheet: _Sheet) -> RawTable:
    header = find_header(sheet.rows[:HEAD_ROWS], groups=sheet.groups)
    body = sheet.rows[header.first :]
    block = Block(
        np.array([record.line for record in body], dtype=np.int64),
        text_columns([record.cells[: header.width] for record in body], header.width),
        longest=max((len(cell) for record in body for cell in record.cells), default=0),
    )
    names, cells = name_columns(header.names)[0], {record.line: record.cells for record in sheet.rows}
    for line, place, what, action in sorted(sheet.suspects):
        column = names[place] if place < len(names) else ""
        text = cells[line][place] if line in cells and place < len(cells[line]) else ""
        sheet.problems.add(
            rule="formula-without-result" if not text else "formula-failed", severity="warning", file=file, line=line,
            column=column, value=text, problem=what, action=action,
        )  # fmt: skip
    return assemble(TextSource(file, "Excel", Dialect("")), sheet.rows[: header.first], header, [block], sheet.problems)


def cell_text(cell: Any) -> str:
    """The text of a workbook's cell: ISO dates, numbers without a spurious ``.0``, TRUE and FALSE.

    >>> sheet = openpyxl.Workbook().active
    >>> sheet["A1"] = 3.0
    >>> cell_text(sheet["A1"])
    '3'
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        text = _number(value)
        zeros = re.fullmatch(r"0{2,}", cell.number_format or "")
        return text.zfill(len(zeros[0])) if zeros and text.isdigit() else text
    if isinstance(value, dt.datetime):
        value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    if isinstance(value, (dt.date, dt.time)):
        return value.replace(microsecond=0).isoformat() if isinstance(value, dt.time) else value.isoformat()
    return str(value)


def _number(value: float) -> str:
    """As Excel shows it: at most 15 significant digits, whole numbers written out."""
    if isinstance(value, int):
        return str(value)
    if abs(value) < 1e22 and value == int(value):
        return str(int(value))
    return repr(float(f"{value:.15g}"))
