"""One file of unknown encoding and dialect becomes text cells with their line numbers.

This is the one door for exports: CSV in any common dialect and encoding, Excel workbooks, either of them
packed with gzip or zip.  A cell comes out as it was written, ``""`` when empty; giving it a type is the
business of ``loading``.  A row that does not fit its table is set aside and named by its line: a value
that moves to the next column unnoticed is worse than one that is missing.  Hence the invariant that the
tests hold: rows found = rows in ``cells`` + rows set aside, each of these with a problem of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mentorstats.exports.files.archive import UnreadableFile, unpack
from mentorstats.exports.files.cell_kinds import kind_of
from mentorstats.exports.files.csv.blocks import read_blocks
from mentorstats.exports.files.csv.dialect import DELIMITERS, find_dialect
from mentorstats.exports.files.csv.encoding import Decoded, decode
from mentorstats.exports.files.csv.records import Dialect, Record, split_records
from mentorstats.exports.files.header import Header, find_header
from mentorstats.exports.files.raw_table import RawTable, TextSource, assemble
from mentorstats.exports.files.workbook.read import read_workbook
from mentorstats.problems import Count, Problems

__all__ = ["RawTable", "UnreadableFile", "read_tables"]

HEAD_BYTES = 1_000_000
HEAD_LINES = 200
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED_LINE = re.compile(rb'"((?:[^"]|"")*)"\s*?(\r?\n|\r|)')


def read_tables(path: str | Path) -> list[RawTable]:
    """Every table in one file: a text file holds one, a workbook one a sheet.

    Text is read as UTF-8, UTF-16 or else cp1252, with commas, semicolons, tabs, vertical bars or what an
    ``sep=`` line names; the first full row is the header.  ``.xlsx`` sheets, gzip and a zip of one file
    are opened; what a file is comes from its content, not from its name.

    Raises ``UnreadableFile``, whose message is one sentence, when there is no table to be had.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "matches.csv"
    ...     _ = path.write_bytes(b"mentee_id;mentor_id\\r\\n007;M1\\r\\n")
    ...     table = read_tables(path)[0]
    >>> table.cells.loc[2].tolist(), table.delimiter
    (['007', 'M1'], ';')
    """
    contents = unpack(Path(path))
    if contents.kind == "workbook":
        return read_workbook(contents.name, contents.data)
    name, decoded = contents.name, decode(contents.data)
    del contents
    if decoded is None:
        raise UnreadableFile(name, "this is neither text nor a workbook; a table as CSV or .xlsx was expected.")
    return [_read_text(name, decoded)]


def _read_text(file: str, decoded: Decoded) -> RawTable:
    problems = Problems()
    data = _without_quoted_lines(file, decoded.data, problems)
    if not data.strip():
        raise UnreadableFile(file, "the file is empty; a table with a header row was expected.")
    lines, complete = _first_lines(data)
    named = _SEP_LINE.fullmatch(lines[0])
    skipped = 1 if named else 0
    dialect = find_dialect(lines[skipped:])
    if named:
        dialect = replace(dialect, delimiter=named[1])
    records = _first_records(lines, dialect, skipped, complete=complete)
    if not records:
        raise UnreadableFile(file, "the file is empty; a table with a header row was expected.")
    header = find_header(records)
    if any(record.text for record in records):
        # A stray quotation mark can be told only where the number of cells is known.
        records = _first_records(lines, dialect, skipped, complete=complete, width=header.width)
        header = find_header(records)
    header = _with_header_cut_otherwise(header, records, lines, dialect)
    first = records[header.first].line if header.first < len(records) else len(lines) + 1
    start = sum(len(line.encode()) for line in lines[: first - 1])
    _add_about_text(file, decoded, dialect, problems)
    blocks = read_blocks(data, dialect, width=header.width, start=start, first_line=first)
    return assemble(TextSource(file, decoded.encoding, dialect), records[: header.first], header, blocks, problems)


def _first_records(
    lines: Sequence[str], dialect: Dialect, skipped: int, *, complete: bool, width: int = 0
) -> list[Record]:
    records = list(split_records(lines[skipped:], dialect, width=width, first_line=1 + skipped))
    return records if complete or len(records) < 2 else records[:-1]


def _without_quoted_lines(file: str, data: bytes, problems: Problems) -> bytes:
    """The text without quotation marks around whole lines, as a CSV is saved that stood in one column."""
    head = data[:HEAD_BYTES].splitlines()
    if len(head) < 2 or not all(_is_quoted_line(line) for line in head if line.strip()):
        return data
    lines = data.splitlines(keepends=True)
    if not all(_is_quoted_line(line) for line in lines if line.strip()):
        return data
    problems.add(
        rule="lines-quoted", severity="note", file=file,
        problem="every line stands in quotation marks as a whole; they were left out",
        action="nothing, if the columns look right",
    )  # fmt: skip
    return b"".join(_QUOTED_LINE.sub(lambda match: match[1].replace(b'""', b'"') + match[2], line) for line in lines)


def _is_quoted_line(line: bytes) -> bool:
    """Whether a line is one quoted cell that holds a delimiter."""
    match = _QUOTED_LINE.fullmatch(line)
    return match is not None and any(delimiter.encode() in match[1] for delimiter in DELIMITERS)


def _with_header_cut_otherwise(
    header: Header, records: Sequence[Record], lines: Sequence[str], dialect: Dialect
) -> Header:
    """A header row that is separated by another character than the rows: "id;date;score" above "7,..."."""
    if header.position >= 0 or not header.first or records[header.first - 1].line + 1 != records[header.first].line:
        return header
    line = lines[records[header.first - 1].line - 1]
    for delimiter in (*DELIMITERS, " "):
        found = list(split_records([line], replace(dialect, delimiter=delimiter, escaped=False)))
        names = [name.strip() for name in found[0].cells] if found else []
        named = all(kind_of(name) in ("text", "code") for name in names) and len(set(names)) == len(names)
        if named and len(names) == header.width > 2:
            said = "the header is separated by another character than the rows; read by that one"
            return replace(header, names=tuple(names), position=header.first - 1, misfit=said)
    return header


def _first_lines(data: bytes) -> tuple[list[str], bool]:
    """The first lines of a text, their ends kept, and whether these are all."""
    end = len(data)
    if end > HEAD_BYTES:
        end = data.find(b"\n", HEAD_BYTES) + 1 or end
    lines = io.StringIO(data[:end].decode("utf-8"), newline="").readlines()
    return lines[:HEAD_LINES], end == len(data) and len(lines) <= HEAD_LINES


def _add_about_text(file: str, decoded: Decoded, dialect: Dialect, problems: Problems) -> None:
    if not decoded.encoding.startswith("UTF-8"):
        problems.add(
            rule="not-utf-8", severity="note", file=file, value=decoded.encoding,
            problem=f"the text is not UTF-8; it was read as {decoded.encoding}",
            action="check that names with accents look right, else export as CSV UTF-8",
        )  # fmt: skip
    if decoded.strays:
        problems.add(
            rule="mixed-encodings", severity="warning", file=file, facts=(Count(decoded.strays, "line"),),
            problem="not all of the text is UTF-8; {} with other characters read as cp1252",
            action="check that names with accents look right",
        )  # fmt: skip
    if decoded.controls:
        problems.add(
            rule="control-characters", severity="warning", file=file, facts=(Count(decoded.controls, "character"),),
            problem="{} that no text has; read as the punctuation that cp1252 has in their place",
            action="check that names with apostrophes look right",
        )  # fmt: skip
    if decoded.nulls:
        problems.add(
            rule="nul-characters", severity="warning", file=file, problem="{} no text (NUL) and left out",
            facts=(Count(decoded.nulls, "character is", "characters are"),),
            action="export the file again; it may be damaged",
        )  # fmt: skip
    if dialect.delimiter not in (*DELIMITERS, ""):
        problems.add(
            rule="unusual-delimiter", severity="note", file=file, value=dialect.delimiter,
            problem="the cells are separated by an unusual character; they were read by it",
            action="nothing, if the columns look right",
        )  # fmt: skip
