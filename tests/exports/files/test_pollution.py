"""Every way in which published lists of real files' faults pollute one: no cell moves in silence.

The kinds of pollution are those of Vitagliano, Hameed, Jiang, Reisener, Wu and Naumann, "Pollock: A Data Loading
Benchmark" (PVLDB 16, 2023); the tables are made here.  A row is read as it was meant, or named by its line.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from mentorstats.exports.files.raw_table import RawTable
from mentorstats.exports.files.read import read_tables

WORDS = ["listens well", "asks, explains", "very good, 5 of 5", "", "said no", "on time; friendly", "so-so"]
TABLES = {
    "ends empty": [
        ["person_id", "wave", "date", "confidence", "clarity", "comment", "notes"],
        *([f"E{n:02}", "final", f"2024-05-{n:02}", str(n % 5 + 1), str(n * 7 % 5 + 1), WORDS[n % 7], ""]
          for n in range(1, 21)),
    ],
    "all filled": [
        ["mentee", "mentor", "minutes", "place"],
        *([f"e{n}@example.org", f"m{n % 4}@example.org", str(30 + 5 * (n % 7)), WORDS[n % 3]] for n in range(1, 21)),
    ],
    "words only": [
        ["Name", "City", "Company", "Remark"],
        *([f"Person {chr(64 + n)}", "Rome" if n % 2 else "Oslo, Norway", f"Firm {chr(90 - n)}", WORDS[n % 7]]
          for n in range(1, 21)),
    ],
    "gaps": [
        ["id", "start", "end", "status", "reason", "score"],
        *([str(1000 + n), f"{n}/5/2024", "" if n % 3 else f"{n}/6/2024", "open" if n % 3 else "closed",
           "" if n % 3 else "moved", "" if n % 4 else str(n % 5)] for n in range(1, 21)),
    ],
}  # fmt: skip
ROWS = (1, 2, 11, 20)


def lines_of(table: list[list[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> list[str]:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return out.getvalue().splitlines()


def boundaries(line: str, delimiter: str = ",") -> list[int]:
    """Where delimiters stand that separate cells."""
    inside, places = False, []
    for place, character in enumerate(line):
        inside ^= character == '"'
        if character == delimiter and not inside:
            places.append(place)
    return places


def read(folder: Path, lines: list[str]) -> RawTable:
    path = folder / "polluted.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_tables(path)[0]


def silently_wrong(found: RawTable, table: list[list[str]], polluted: int, *, first_line: int = 2) -> list[list[str]]:
    """The rows that are none of the table's, and the rows that are lost, but for a polluted line that is named."""
    named = {problem.line for problem in found.problems if problem.severity != "note"}
    wrong = []
    for line, row in zip(found.cells.index, found.cells.to_numpy().tolist(), strict=True):
        place = line - first_line + 1
        expected = table[place] if 0 < place < len(table) else None
        mended = [cell.strip() for cell in row] == [cell.strip() for cell in expected or []]
        if not mended and not (place == polluted and line in named and joined(row) == joined(expected or [])):
            wrong.append(row)
    missing = {*range(first_line, first_line + len(table) - 1)} - {*found.cells.index.tolist()}
    return wrong + [["lost", str(line)] for line in missing if line not in named]


def joined(row: list[str]) -> str:
    """A row without what separates its cells: a named row may have a mark that nobody can tell from text."""
    return "".join(character for cell in row for character in cell if character not in ' ",')


@pytest.mark.parametrize("name", TABLES)
def test_a_row_with_a_delimiter_too_many_is_mended_or_named(tmp_path, name):
    table = TABLES[name]
    for place in ROWS:
        for at in [0, *boundaries(lines_of(table)[place]), len(lines_of(table)[place])]:
            lines = lines_of(table)
            lines[place] = f"{lines[place][:at]},{lines[place][at:]}"
            found = read(tmp_path, lines)
            assert silently_wrong(found, table, place) == [], lines[place]
            assert len(found.cells) >= len(table) - 2


@pytest.mark.parametrize("name", TABLES)
def test_a_row_with_a_delimiter_too_few_is_mended_or_named(tmp_path, name):
    table = TABLES[name]
    for place in ROWS:
        for at in boundaries(lines_of(table)[place]):
            lines = lines_of(table)
            lines[place] = lines[place][:at] + lines[place][at + 1 :]
            found = read(tmp_path, lines)
            assert silently_wrong(found, table, place) == [], lines[place]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_row_with_a_quotation_mark_too_many_costs_no_other_row(tmp_path, name, quoting):
    table = TABLES[name]
    for place in ROWS:
        line = lines_of(table, quoting=quoting)[place]
        for at in sorted({0, 1, *boundaries(line), *(b + 1 for b in boundaries(line)), len(line)}):
            lines = lines_of(table, quoting=quoting)
            lines[place] = f'{line[:at]}"{line[at:]}'
            found = read(tmp_path, lines)
            wrong = [row for row in silently_wrong(found, table, place)
                     if joined(row) != joined(table[place]) and row[0] != "lost"]  # fmt: skip
            assert wrong == [], lines[place]
            others = {*range(2, len(table) + 1)} - {place + 1, place + 2}
            assert others <= {*found.cells.index.tolist()}, lines[place]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", " "])
@pytest.mark.parametrize("name", TABLES)
def test_a_row_with_another_delimiter_is_mended_or_named(tmp_path, name, delimiter):
    table = TABLES[name]
    for place in ROWS:
        lines = lines_of(table)
        lines[place] = lines_of([table[place]], delimiter=delimiter)[0]
        assert silently_wrong(read(tmp_path, lines), table, place) == [], lines[place]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", "^"])
@pytest.mark.parametrize("name", TABLES)
def test_every_delimiter_gives_the_same_cells(tmp_path, name, delimiter):
    table = TABLES[name]
    found = read(tmp_path, lines_of(table, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL))
    assert found.columns == tuple(table[0])
    assert found.cells.to_numpy().tolist() == table[1:]


@pytest.mark.parametrize("above", [["A title"], ["A title", ""], ["A title,,", "made in May,,"]])
@pytest.mark.parametrize("name", TABLES)
def test_lines_above_the_header_move_nothing(tmp_path, name, above):
    table = TABLES[name]
    found = read(tmp_path, [*above, *lines_of(table)])
    assert found.columns == tuple(table[0])
    assert silently_wrong(found, table, 0, first_line=len(above) + 2) == []


@pytest.mark.parametrize("name", TABLES)
def test_the_same_table_below_is_joined_and_another_one_set_aside_with_its_rows(tmp_path, name):
    table = TABLES[name]
    twice = read(tmp_path, lines_of(table) + lines_of(table))
    assert (len(twice.cells), twice.set_aside) == (2 * len(table) - 2, 1)
    for columns in (len(table[0]) - 1, len(table[0]) + 1, len(table[0])):
        header = ["person_id", "date", "wave", "score", "cohort", "item", "about_id", "mentor_id"][:columns]
        other = [header, *([f"x{n}"] * columns for n in range(1, 6))]
        for between in ([], [""]):
            found = read(tmp_path, lines_of(table) + between + lines_of(other))
            assert len(found.cells) == len(table) - 1, (columns, between)
            assert (found.rows, found.set_aside) == (len(table) + 5, 6)
            (problem,) = (problem for problem in found.problems if problem.rule == "second-table")
            assert (problem.severity, problem.line) == ("blocking", len(table) + 1 + len(between))
            assert "6 rows" in problem.text


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("finish", ["", "{end}", "{end}{end}"])
def test_line_ends_of_every_kind_give_the_same_rows(tmp_path, name, end, finish):
    path = tmp_path / "x.csv"
    path.write_bytes((end.join(lines_of(TABLES[name])) + finish.format(end=end)).encode())
    (found,) = read_tables(path)
    assert found.cells.to_numpy().tolist() == TABLES[name][1:]
    assert found.columns == tuple(TABLES[name][0])


@pytest.mark.parametrize("name", TABLES)
def test_a_line_end_within_a_cell_without_marks_makes_no_row(tmp_path, name):
    table = TABLES[name]
    words = max(range(1, len(table[0])), key=lambda column: sum(" " in row[column] for row in table[1:]))
    for place in ROWS:
        lines = lines_of(table, quoting=csv.QUOTE_MINIMAL)
        cells = [*table[place][:words], "first words\nlast words", *table[place][words + 1 :]]
        lines[place : place + 1] = ",".join(cells).split("\n")
        found = read(tmp_path, lines)
        keys = found.cells.iloc[:, 0].tolist()
        assert "last words" not in keys
        assert set(keys) <= {row[0] for row in table[1:]}
        named = {problem.line for problem in found.problems}
        assert {place + 1, place + 2} & named, lines[place]
