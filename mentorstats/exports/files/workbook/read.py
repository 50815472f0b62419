"""Every sheet of an Excel workbook as a table of text.

The compressed parts of a workbook are checked for size before it is opened; one in the Strict variant of the format is
read by the names that the ordinary one has for the same things.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import openpyxl
from openpyxl.utils import range_boundaries

from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.csv.blocks import Block, text_columns
from mentorstats.exports.files.csv.records import Dialect
from mentorstats.exports.files.header import Header, find_header
from mentorstats.exports.files.raw_table import RawTable, TextSource, assemble
from mentorstats.exports.files.workbook.sheet import Sheet, read_sheet
from mentorstats.problems import Problem
from mentorstats.schema.error_texts import is_error_text

__all__ = ["read_workbook"]

MAX_XML = 400_000_000
STREAM_FROM = 40_000_000
HEAD_ROWS = 200
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"[^>]*/>')
_MOST_MERGED = 1_000_000
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
_FEWEST_DATES = 3
_SAYS = {
    "formula-failed": ("a formula in the workbook failed", "correct the formula, or clear the cell"),
    "formula-without-result": (
        "a formula was saved without its result; read as empty", "save the workbook again in a spreadsheet program",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Inspected:
    """What is known of a workbook before it is opened: its bytes, unpacked size, formulas, hidden rows by part."""

    data: bytes
    size: int
    formulas: bool
    hidden_rows: dict[str, frozenset[int]]


def read_workbook(name: str, data: bytes) -> list[RawTable]:
    """One table for each sheet that holds any text, hidden sheets included (with a warning).

    Raises ``UnreadableFile`` for a workbook that is damaged, too large, or without any text.
    """
    inspected = _inspected(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = list(_sheets(name, inspected))
    except UnreadableFile:
        raise
    # A damaged workbook fails anywhere in openpyxl, with whatever the damaged bytes lead to.
    except Exception as error:
        raise UnreadableFile(name, "the workbook is damaged or not in the .xlsx format; save it again.") from error
    tables = [_table(file, sheet) for file, sheet in sheets if sheet is not None and sheet.rows]
    if not tables:
        raise UnreadableFile(name, "the workbook is empty; a table with a header row was expected.")
    empty = tuple(_empty_sheet(file, sheet) for file, sheet in sheets if sheet is None or not sheet.rows)
    return [replace(tables[0], problems=(*tables[0].problems, *empty)), *tables[1:]]


def _empty_sheet(file: str, sheet: Sheet | None) -> Problem:
    return Problem(
        rule="empty-sheet", severity="note", file=file, action="nothing, if no table should be on it",
        problem="the sheet is empty" if sheet is not None else "the sheet is a chart, without cells",
    )  # fmt: skip


def _inspected(name: str, data: bytes) -> _Inspected:
    """What a workbook holds; refuses what is dangerous to open."""
    formulas, strange, total = False, False, 0
    hidden: dict[str, frozenset[int]] = {}
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
                strange |= b"http://purl.oclc.org/ooxml/" in content or _spans_too_much(content)
                if part.filename.startswith("xl/worksheets/"):
                    formulas |= b"<f>" in content or b"<f " in content
                    if b"hidden=" in content:
                        hidden[part.filename] = frozenset(map(int, _HIDDEN_ROW.findall(content)))
            ordinary = _made_ordinary(archive) if strange else data
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(name, "the workbook is damaged or has a password; save it again.") from error
    return _Inspected(ordinary, total, formulas, hidden)


def _spans_too_much(content: bytes) -> bool:
    """Whether cells are merged over so much of a sheet that no one could mean it, and nothing could hold it."""
    return any(_area(match[1]) > _MOST_MERGED for match in _MERGED.finditer(content))


def _area(reference: bytes) -> int:
    left, top, right, bottom = range_boundaries(reference.decode("ascii", errors="replace"))
    return ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)


def _made_ordinary(archive: zipfile.ZipFile) -> bytes:
    """A workbook with the ordinary names for those of the Strict variant, and without cells merged over everything."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            content = archive.read(part)
            for strict, ordinary in _STRICT if part.filename.endswith((".xml", ".rels")) else ():
                content = content.replace(strict, ordinary)
            content = _MERGED.sub(lambda match: b"" if _area(match[1]) > _MOST_MERGED else match[0], content)
            copy.writestr(part.filename, content)
    return out.getvalue()


def _sheets(name: str, workbook: _Inspected) -> Iterator[tuple[str, Sheet | None]]:
    """Each sheet by its name, None for one that is a chart."""
    stream = workbook.size > STREAM_FROM
    book = openpyxl.load_workbook(io.BytesIO(workbook.data), data_only=True, read_only=stream)
    written = openpyxl.load_workbook(io.BytesIO(workbook.data), read_only=stream) if workbook.formulas else None
    for place, sheet in enumerate(book.worksheets):
        file = f"{name} [{sheet.title}]"
        part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        hidden = workbook.hidden_rows.get(part, frozenset()) if stream else _hidden_rows(sheet)
        result = read_sheet(file, sheet, stream=stream, hidden_rows=hidden)
        _find_suspects(result, written.worksheets[place] if written else None, stream=stream)
        yield file, result
    yield from ((f"{name} [{chart.title}]", None) for chart in book.chartsheets)
    book.close()


def _hidden_rows(sheet: Any) -> frozenset[int]:
    return frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden)


def _find_suspects(sheet: Sheet, written: Any, *, stream: bool) -> None:
    """Formulas that were saved without their result, and Excel's error values."""
    known = {record.line: record.cells for record in sheet.rows}
    for line, cells in known.items():
        for place, text in enumerate(cells):
            if is_error_text(text):
                sheet.suspects.append((line, place, "formula-failed"))
    if written is None:
        return
    if stream:
        written.reset_dimensions()
        formulas = ((line, place) for line, row in enumerate(written.iter_rows(), 1)
                    for place, cell in enumerate(row) if cell.data_type == "f")  # fmt: skip
    else:
        formulas = ((line, column - 1) for (line, column), cell in written._cells.items() if cell.data_type == "f")
    for line, place in formulas:
        cells = known.get(line, [])
        if not (place < len(cells) and cells[place]):
            sheet.suspects.append((line, place, "formula-without-result"))


def _table(file: str, sheet: Sheet) -> RawTable:
    header = find_header(sheet.rows[:HEAD_ROWS], groups=sheet.groups)
    body = sheet.rows[header.first :]
    wordy = [record.line for record in body if not any(character.isdigit() for character in "".join(record.cells))]
    block = Block(
        np.array([record.line for record in body], dtype=np.int64),
        text_columns([record.cells[: header.width] for record in body], header.width),
        wordy=wordy,
        longest=max((len(cell) for record in body for cell in record.cells), default=0),
    )
    _add_suspects(file, sheet, header)
    _add_half_swapped(file, sheet, header)
    source = TextSource(file, "Excel", Dialect(""))
    return assemble(source, sheet.rows[: header.first], header, [block], sheet.problems)


def _add_suspects(file: str, sheet: Sheet, header: Header) -> None:
    names, cells = name_columns(header.names)[0], {record.line: record.cells for record in sheet.rows}
    for line, place, rule in sorted(sheet.suspects):
        what, action = _SAYS[rule]
        sheet.problems.add(
            rule=rule, severity="warning", file=file, line=line, problem=what, action=action,
            column=names[place] if place < len(names) else "",
            value=cells[line][place] if line in cells and place < len(cells[line]) else "",
        )  # fmt: skip


def _add_half_swapped(file: str, sheet: Sheet, header: Header) -> None:
    """Columns whose text is left of dates that a spreadsheet of another country could not read: 13/04/2024."""
    names = name_columns(header.names)[0]
    for place, days in sheet.dates.items():
        texts = [record.cells[place] for record in sheet.rows[header.first :] if place < len(record.cells)]
        slashed = [match for text in texts if (match := _SLASHED.fullmatch(text.strip()))]
        left = all(int(match[1]) > 12 or int(match[2]) > 12 for match in slashed)
        if slashed and left and len(days) >= _FEWEST_DATES and max(days) <= 12 and place < len(names):
            sheet.problems.add(
                rule="half-swapped-dates", severity="warning", file=file, column=names[place], value=slashed[0][0],
                problem="some days are text and all others are of the first to the twelfth, as where a spreadsheet took"
                " the day for the month: these dates may have day and month swapped",
                action="export it again, and open it with the date format of the country that it is from",
            )  # fmt: skip
