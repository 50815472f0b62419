"""One sheet as rows of text, as it looks to those who filled it in, and what of it they cannot see.

A workbook stores dates as numbers and E01 as 1 shown with a letter.  Dates become ISO dates, whole numbers lose the
``.0``, number formats that make identifiers are applied, and a cell merged over several rows stands in each of them.
Cells far away from all others are left out.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from mentorstats.exports.files.csv.records import Record
from mentorstats.exports.files.workbook.number_format import shown_number, shown_text
from mentorstats.problems import Count, Problems

__all__ = ["Sheet", "cell_text", "read_sheet"]

# So many empty columns, or rows before at most so few cells, part what is far away from the table.
_FAR_COLUMNS, _FAR_ROWS, _FEW_CELLS = 50, 100, 3


@dataclass
class Sheet:
    """A sheet's rows as text, the rows that hold headings over several columns, and what was noticed.

    ``dates`` are the days of the month of real dates, by the place of their column; ``suspects`` are cells to report
    once columns have names: row, place of the column, rule.
    """

    rows: list[Record] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)
    problems: Problems = field(default_factory=Problems)
    dates: dict[int, list[int]] = field(default_factory=dict)
    suspects: list[tuple[int, int, str]] = field(default_factory=list)


def read_sheet(file: str, sheet: Any, *, stream: bool, hidden_rows: frozenset[int]) -> Sheet:
    """The rows of an openpyxl sheet that hold any text; ``hidden_rows`` are those that nobody sees."""
    cells = _near_cells(file, dict(_filled_cells(sheet, stream=stream)), result := Sheet())
    width = max((place for row in cells.values() for place in row), default=-1) + 1
    for number in sorted(cells):
        texts = {place: cell_text(cell) for place, cell in cells[number].items()}
        if any(text and not text.isspace() for text in texts.values()):
            result.rows.append(Record(number, [texts.get(place, "") for place in range(width)]))
        for place, cell in cells[number].items():
            if isinstance(cell.value, dt.datetime):
                result.dates.setdefault(place, []).append(cell.value.day)
    _even(result.rows)
    if not stream and result.rows:
        _unmerge(file, sheet, result)
    _add_unseen(file, sheet, hidden_rows & {record.line for record in result.rows}, result.problems)
    return result


def _filled_cells(sheet: Any, *, stream: bool) -> Iterator[tuple[int, dict[int, Any]]]:
    """For each row the cells that hold something, by the place of their column."""
    if stream:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), 1):
            filled = {place: cell for place, cell in enumerate(row) if cell.value is not None}
            if filled:
                yield number, filled
        return
    # iter_rows would make every cell up to the last one of the sheet, which may be 17 billion.
    ordered = sorted((place, cell) for place, cell in sheet._cells.items() if cell.value is not None)
    for number, row in itertools.groupby(ordered, key=lambda item: item[0][0]):
        yield number, {column - 1: cell for (_, column), cell in row}


def _near_cells(file: str, rows: dict[int, dict[int, Any]], sheet: Sheet) -> dict[int, dict[int, Any]]:
    """The rows without cells far to the right or far below, of which the first is named."""
    columns = sorted({place for row in rows.values() for place in row})
    end = next((b for a, b in itertools.pairwise(columns) if b - a > _FAR_COLUMNS), None)
    bottom = None
    for above, below in itertools.pairwise(sorted(rows)):
        if below - above > _FAR_ROWS and sum(len(row) for line, row in rows.items() if line >= below) <= _FEW_CELLS:
            bottom = below
            break
    if end is None and bottom is None:
        return rows
    near: dict[int, dict[int, Any]] = {}
    far: list[tuple[int, int]] = []
    for line, row in rows.items():
        for place, cell in row.items():
            if (end is not None and place >= end) or (bottom is not None and line >= bottom):
                far.append((line, place))
            else:
                near.setdefault(line, {})[place] = cell
    line, place = far[0]
    sheet.problems.add(
        rule="far-cells", severity="warning", file=file, line=line, value=f"{get_column_letter(place + 1)}{line}",
        facts=(Count(len(far), "cell"),), problem="{} far away from the table, which nobody sees; left out",
        action="delete what stands there",
    )  # fmt: skip
    return near


def _even(rows: list[Record]) -> None:
    """Cut or fill rows to the last column that holds any text."""
    width = max((n for r in rows for n, cell in enumerate(r.cells, 1) if cell), default=0)
    for place, record in enumerate(rows):
        rows[place] = record._replace(cells=record.cells[:width] + [""] * (width - len(record.cells)))


def _unmerge(file: str, sheet: Any, result: Sheet) -> None:
    """Cells merged over rows stand in each row; those merged over columns head their columns."""
    rows = {record.line: record.cells for record in result.rows}
    filled = []
    for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col)):
        top = rows.get(area.min_row)
        if top is None or area.min_col > len(top) or not top[area.min_col - 1]:
            continue
        if area.max_col > area.min_col and area.max_row == area.min_row:
            result.groups.add(area.min_row)
        if area.max_row > area.min_row and area.max_col == area.min_col:
            for number in range(area.min_row + 1, area.max_row + 1):
                if number in rows:
                    rows[number][area.min_col - 1] = top[area.min_col - 1]
            filled.append(area)
    if filled:
        result.problems.add(
            rule="merged-cells", severity="note", file=file, line=filled[0].min_row, value=filled[0].coord,
            facts=(Count(len(filled), "merged cell was", "merged cells were"),),
            problem="{} filled into every row beneath",
            action="check one of them",
        )  # fmt: skip


def _add_unseen(file: str, sheet: Any, hidden_rows: Iterable[int], problems: Problems) -> None:
    if sheet.sheet_state != "visible":
        problems.add(
            rule="hidden-sheet", severity="warning", file=file,
            problem="this sheet is hidden; it was read all the same, beside the sheets that people see",
            action="delete the sheet if it is no part of the export",
        )  # fmt: skip
    lines = sorted(hidden_rows)
    if lines:
        problems.add(
            rule="hidden-rows", severity="warning", file=file, line=lines[0], facts=(Count(len(lines), "row"),),
            problem="{} hidden, as by a filter; they were read all the same",
            action="nothing if they belong to the export, else delete them",
        )  # fmt: skip


def cell_text(cell: Any) -> str:
    """The text of a workbook's cell: what it shows, with ISO dates and numbers that are not rounded.

    >>> import openpyxl
    >>> sheet = openpyxl.Workbook().active
    >>> sheet["A1"] = 3.0
    >>> cell_text(sheet["A1"])
    '3'
    """
    value, number_format = cell.value, cell.number_format or ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return shown_number(value, number_format) or _number(value)
    if isinstance(value, dt.datetime):
        value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    if isinstance(value, (dt.date, dt.time)):
        return value.replace(microsecond=0).isoformat() if isinstance(value, dt.time) else value.isoformat()
    return shown_text(unescape(str(value)), number_format)


def _number(value: float) -> str:
    """As Excel shows it: at most 15 significant digits, whole numbers written out."""
    if isinstance(value, int):
        return str(value)
    if abs(value) < 1e22 and value == int(value):
        return str(int(value))
    return repr(float(f"{value:.15g}"))
