"""Where a table begins on a sheet that people have also written titles on, and what its columns are called.

Exports open with a title ("Matches as of May").  The header is the first row that is as wide as the table and mostly
filled.  It is told from data by its columns: a word above numbers or dates is a name, a number above numbers is data.
Names that stand in two rows are read together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentorstats.exports.files.cell_kinds import is_blank, kind_of, usual_kind
from mentorstats.exports.files.column_names import NAME_WORDS
from mentorstats.exports.files.csv.records import Record
from mentorstats.exports.files.name_fit import fit_names
from mentorstats.exports.files.survey_header import has_questions_above_labels, says_names_again

__all__ = ["Header", "find_header", "unlike_header"]

LOOK_AT = 40


@dataclass(frozen=True)
class Header:
    """The names of a table's columns and where they stand.

    ``position`` is the header's place among the records, -1 when there is none; ``first`` is the place of the first
    row of data; ``width`` is the number of cells of a row, which may be fewer than there are names.  ``misfit`` says in
    words how names and rows disagree in number, where they do; ``unsure`` when columns may have the wrong names by
    that.  ``rows`` is the number of rows that the names stand in.
    """

    names: tuple[str, ...]
    position: int
    first: int
    width: int
    misfit: str = ""
    unsure: bool = False
    rows: int = 1


def find_header(records: Sequence[Record], *, groups: Collection[int] = ()) -> Header:
    """The header among the first records of a table.

    ``groups`` are lines known to hold headings over several columns (merged cells of a workbook).

    >>> rows = [Record(1, ["Matches"]), Record(2, ["id", "score"]), Record(3, ["7", "4"])]
    >>> find_header(rows).names
    ('id', 'score')
    """
    width = _usual_width(records)
    position = _first_full_row(records, width, groups)
    row = records[position].cells
    body = [r.cells for r in records[position + 1 :] if len(r.cells) == width and not is_blank(r.cells)]
    above = records[position - 1].cells if position else []
    if _misfitting_header(above, row, body, width):
        return _fitted(above, position - 1, width, [row, *body])
    if len(row) != width:
        return _fitted(row, position, width, body)
    if body and _complements(row, body[0], body[1:]):
        return Header(tuple(_together(body[0], row)), position + 1, position + 2, width, rows=2)
    if unlike_header(row, body):
        names = tuple(f"column {number}" for number in range(1, width + 1))
        return Header(names, -1, position, width)
    names = _joined(row, above, grouped=position > 0)
    return Header(tuple(names), position, position + 1, width, rows=1 if names == list(row) else 2)


def _fitted(names: Sequence[str], position: int, width: int, body: Sequence[Sequence[str]]) -> Header:
    fit = fit_names(names, width, body)
    return Header(fit.names, position, position + 1, width, fit.misfit, unsure=fit.unsure)


def _usual_width(records: Sequence[Record]) -> int:
    """The number of cells that most rows have; of several, the one that comes first."""
    filled = [record.cells for record in records if not is_blank(record.cells)]
    widths = Counter(len(cells) for cells in filled)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 1
    width = max(wide, key=lambda w: wide[w])
    tail = [len(cells) for cells in filled[1:]]
    # Two rows of different widths: the header's own width decides, so that the other one is set aside.
    if wide[width] == 1 and len(tail) <= 1 and len(filled[0]) > 1:
        return len(filled[0])
    return width


def _first_full_row(records: Sequence[Record], width: int, groups: Collection[int]) -> int:
    candidates = [
        place
        for place, record in enumerate(records[:LOOK_AT])
        if len(record.cells) == width and not is_blank(record.cells)
    ]
    # Spreadsheets save empty columns behind a table as well.
    used = max((n for place in candidates for n, cell in enumerate(records[place].cells, 1) if cell.strip()), default=0)
    for place in candidates:
        filled = sum(1 for cell in records[place].cells if cell.strip())
        group = records[place].line in groups or _is_group_row(records[place : place + 2], width)
        if not group and filled * 2 >= used and (filled > 1 or width <= 2):
            return place
    if candidates:
        return candidates[0]
    return next((place for place, record in enumerate(records) if not is_blank(record.cells)), 0)


def _is_group_row(records: Sequence[Record], width: int) -> bool:
    """Whether a row with gaps stands above full names that repeat: "Mentor,,Mentee," above "Name,Email,..."."""
    if len(records) < 2 or len(records[1].cells) != width:
        return False
    over, names = ([cell.strip() for cell in record.cells] for record in records)
    return (
        "" in over
        and len(set(over) - {""}) > 1
        and len(set(names)) < width
        and all(kind_of(name) == "text" for name in names)
    )


def _misfitting_header(above: Sequence[str], row: Sequence[str], body: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the row above the first full row is the header, although it is not as wide as the table."""
    if len(above) < 2 or len(above) == width or is_blank(above) or len(above) * 2 < width:
        return False
    if any(kind_of(cell) in ("number", "date", "address") for cell in above):
        return False
    named = sum(1 for cell in above if NAME_WORDS.search(cell))
    return (named > 0 and named >= sum(1 for cell in row if NAME_WORDS.search(cell))) or unlike_header(row, body)


def _complements(over: Sequence[str], row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a row below the first names fills their gaps, as "Scores," above "confidence,clarity" does.

    The second row of a survey tool is read with its answers.
    """
    if (
        not body
        or has_questions_above_labels(over)
        or any(kind_of(cell) in ("number", "date", "address") for cell in (*over, *row))
    ):
        return False
    places = range(len(over))
    filled_over, filled_row = ([place for place in places if names[place].strip()] for names in (over, row))
    fills_a_gap = any(place not in filled_over for place in filled_row)
    leaves_a_gap = any(place not in filled_row for place in filled_over)
    columns = [[line[place].strip() for line in body[:LOOK_AT]] for place in places]
    told = [place for place in filled_row if usual_kind(columns[place]) in ("number", "date", "address", "code")]
    return fills_a_gap and leaves_a_gap and any(kind_of(row[place]) == "text" for place in told)


def _together(row: Sequence[str], above: Sequence[str]) -> list[str]:
    """Names of which each stands in one of two rows, or in the lower below a heading in the upper."""
    names, heading = [], ""
    for over, name in zip(above, row, strict=True):
        heading = over.strip() or (heading if name.strip() else "")
        names.append(f"{heading} {name}".strip() if name.strip() else over)
    return names


def unlike_header(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a row is data rather than names, by comparing each cell with what stands below it.

    >>> unlike_header(["M1", "2024-05-01"], [["M2", "2024-06-01"]])
    True
    """
    for_names, for_data = 0, 0
    body = [line for line in body[:LOOK_AT] if list(line) != list(row) and not says_names_again(row, line)]
    for column, cell in enumerate(row):
        below = [line[column].strip() for line in body]
        text, kind = cell.strip(), kind_of(cell)
        if not text:
            continue
        if text in below and len(row) > 1:
            for_data += 1
        elif NAME_WORDS.search(text) and kind not in ("number", "date", "address"):
            for_names += 3
        elif below and (usual := usual_kind(below)) not in ("text", "empty"):
            for_data += kind == usual
            for_names += kind == "text"
        elif kind in ("date", "address") or (kind == "number" and not below):
            for_data += 1
    return for_data > for_names


def _joined(row: Sequence[str], above: Sequence[str], *, grouped: bool) -> list[str]:
    """Names under headings that span several columns: "Mentor" over "Name" is "Mentor Name".

    Only where the names alone would repeat, since a title above a header is no heading of its columns.
    """
    names = [name.strip() for name in row]
    repeated = len(set(names)) < len(names)
    if not grouped or len(above) != len(row) or not repeated or sum(1 for cell in above if cell.strip()) < 2:
        return list(row)
    joined, heading = [], ""
    for over, name in zip(above, names, strict=True):
        heading = over.strip() or heading
        joined.append(name if heading == name or not heading else f"{heading} {name}".strip())
    return joined
