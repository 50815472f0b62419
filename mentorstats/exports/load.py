"""A folder of exports to a ``Program``: four clean tables, and every problem found on the way.

Files are recognized by name, else by their columns; headers by their names and those that platforms use for
them; the rest by ``mentorstats.toml``.  Nothing is dropped in silence: every row of every file is used or set
aside, and ``program.problems`` says where, why and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mentorstats.errors import PlainTypeError, UnusableExports
from mentorstats.exports.consistency import check_tables, first_of_line, usable_rows
from mentorstats.exports.engines.reduce import brought, is_large, reduced
from mentorstats.exports.far_dates import without_far_dates
from mentorstats.exports.files.header import name_columns
from mentorstats.exports.files.read import RawTable, UnreadableFile, read_tables
from mentorstats.exports.files.survey_header import with_one_header
from mentorstats.exports.rearrange import rearranged
from mentorstats.exports.recognize import Part, fits, recognized, unknown_files
from mentorstats.exports.scoring import scored
from mentorstats.exports.survey_items import labels_in, to_long, unknown_items
from mentorstats.exports.typed_rows import empty_table, typed_part, unknown_headers
from mentorstats.industry import Industries
from mentorstats.industry.name_problems import name_problems
from mentorstats.problems import PROBLEM_COLUMNS, Problem
from mentorstats.program import ROLES, Program, keep_roll
from mentorstats.schema.settings import CONFIG_NAME, InvalidSettings, Settings, read_settings
from mentorstats.schema.tables import TABLES
from mentorstats.schema.values import dense, encoded

__all__ = ["load", "load_frames", "read_parts"]

# Of the kinds that cannot be read (.xls, .ods) the reader says what to do instead.
_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers", ".gz", ".zip")
# Rows of a table from which on each distinct cell is read once only.
_LARGE = 100_000
_OF_FILES = ("files", "industry_aliases", "industry_similarity")


def load(path: str | Path, *, settings: Settings | None = None) -> Program:
    """Load the exports in a folder; ``settings`` count instead of those in its ``mentorstats.toml``.

    Raises ``UnusableExports`` where there is no such folder, no export in it, or settings that cannot be used;
    whatever is wrong with the files is in the program's ``problems``.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UnusableExports(f"{path} is not a folder; expected the folder that holds your exports")
    settings = read_settings(folder) if settings is None else settings
    industries, problems = _industries(folder, settings)
    parts, found = read_parts(folder, settings)
    problems += found
    return _assemble(parts, settings, industries, settings.name or folder.resolve().name, problems)


def read_parts(folder: Path, settings: Settings) -> tuple[list[Part], list[Problem]]:
    """The tables of a folder's files, each with the one of ours that it is, as they were read.

    Raises ``UnusableExports`` where there is no export.
    """
    parts: list[Part] = []
    problems: list[Problem] = []
    for export in _exports(folder, settings):
        more, found = _parts(export, settings)
        parts += more
        problems += found
    if not parts:
        raise UnusableExports(f"no export was found in {folder.name}; expected CSV or Excel files such as pairings.csv")
    parts = _without_strays(parts, settings)
    problems += [_unrecognized(part) for part in parts if not part.table and len(part.frame.columns)]
    return parts, problems + unknown_files([part.file for part in parts], settings)


def load_frames(
    *,
    pairings: Any,
    people: Any = None,
    sessions: Any = None,
    surveys: Any = None,
    industries: Industries | None = None,
    **settings: Any,
) -> Program:
    """Load tables of any engine; ``settings`` are the fields of ``Settings``, such as ``outcome``.

    Tables are pandas, polars or PyArrow ones, DuckDB relations, PySpark DataFrames or Ibis tables.  Columns are named
    and typed as those of files are; problems name the table and the row, counted from 1.  Sessions that are no pandas
    table, or a typed one of a million rows, are reduced where they are, to one row a pairing and status.
    ``industries`` stands for what ``mentorstats.toml`` says of industries.  Raises ``TypeError`` for what is no table,
    for a type of column that sessions cannot have where they are reduced, and for an unknown setting,
    ``InvalidSettings`` for a setting's value.

    >>> pairs = pd.DataFrame({"Mentee": ["00123"], "Mentor": ["00200"]})
    >>> load_frames(pairings=pairs).pairings[["mentee_id", "mentor_id"]].values.tolist()
    [['00123', '00200']]
    """
    chosen = _settings_of_frames(settings, industries)
    given = {"people": people, "pairings": pairings, "sessions": sessions, "surveys": surveys}
    parts: list[Part] = []
    problems: list[Problem] = []
    for name, frame in given.items():
        if frame is None and name != "pairings":
            continue
        if name == "sessions" and not (isinstance(frame, pd.DataFrame) and not is_large(frame, chosen)):
            frame, found = reduced(frame, chosen)
            problems += found
        table = brought(frame, name, chosen)
        part, found = _part_of_frame(name, encoded(table) if len(table) >= _LARGE else table)
        parts.append(part)
        problems += found
    if industries is None:
        industries = Industries.standard(adjacent_share=chosen.adjacent_share)
    return _assemble(parts, chosen, industries, chosen.name, problems)


def _settings_of_frames(given: Mapping[str, Any], industries: Industries | None) -> Settings:
    known = [entry.name for entry in fields(Settings) if entry.name not in _OF_FILES]
    for name in given:
        if name in _OF_FILES:
            raise PlainTypeError(
                f"{name} is about files; give industries=Industries.custom(...) or .standard(...) instead"
            )
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
            raise PlainTypeError(f"{name} is not a setting; the nearest one is {near[0]}")
    if industries is not None and "adjacent_share" in given:
        raise PlainTypeError("adjacent_share belongs to the industries that are given; say it there")
    return Settings(**given)


def _part_of_frame(name: str, frame: pd.DataFrame) -> tuple[Part, list[Problem]]:
    labels = [" ".join(map(str, label)) if isinstance(label, tuple) else str(label) for label in frame.columns]
    columns, changed = name_columns(labels)
    found = [
        Problem(
            "note", name, None, new, old, f"column {place} is read as {new!r}", "give every column a name of its own"
        )
        for place, old, new in changed
    ]
    frame = frame.set_axis(list(columns), axis=1).set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    return Part(name, name, frame, len(frame)), found


def _exports(folder: Path, settings: Settings) -> list[Path]:
    beside = [name for name in (settings.industry_aliases, settings.industry_similarity) if name]
    others = {(folder / name).resolve() for name in beside}
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.is_file()
        and path.resolve() not in others
    ]


def _parts(path: Path, settings: Settings) -> tuple[list[Part], list[Problem]]:
    """What a file holds: a part for each of its tables, recognized or not."""
    try:
        tables = read_tables(path)
    except UnreadableFile as error:
        why = str(error).removeprefix(f"{path.name}: ").removesuffix(".")
        action = "export it again as CSV or .xlsx, or take it out of the folder"
        return [Part("", path.name, pd.DataFrame(), 0)], [Problem("blocking", path.name, None, "", "", why, action)]
    parts, found = [], []
    while tables:
        table = tables.pop(0)
        cells, more = with_one_header(table.file, table.cells)
        found += [*table.problems, *more]
        name = recognized(table.file, list(cells.columns), settings) or ""
        if len(cells) >= _LARGE:
            cells = encoded(cells)
        parts.append(Part(name, table.file, cells, table.rows))
    return parts, found


def _without_strays(parts: Sequence[Part], settings: Settings) -> list[Part]:
    """A file that has only the name of a table is none, where another file has its columns as well."""
    served = {part.table for part in parts if fits(part, settings)}
    return [replace(part, table="") if part.table in served and not fits(part, settings) else part for part in parts]


def _unrecognized(part: Part) -> Problem:
    return Problem(
        "warning", part.file, None, "", ", ".join(part.frame.columns)[:80],
        "the file is not recognized as one of the four tables; none of its rows is used",
        f"name it in [files] of {CONFIG_NAME}, or take it out of the folder",
    )  # fmt: skip


def _industries(folder: Path, settings: Settings) -> tuple[Industries, list[Problem]]:
    """How industries are placed, with the program's own tables where the settings name them."""
    named = {"industry.aliases": settings.industry_aliases, "industry.similarity": settings.industry_similarity}
    own = {key: _beside(folder, key, name) for key, name in named.items() if name}
    cells = {key: table.cells for key, table in own.items()}
    aliases, share = cells.get("industry.aliases"), settings.adjacent_share
    try:
        if "industry.similarity" in cells and settings.industry_replaces == "pairs":
            patch = cells["industry.similarity"]
            industries = Industries.standard(aliases=aliases, adjacent_share=share, patch=patch)
        elif "industry.similarity" in cells:
            industries = Industries.custom(cells["industry.similarity"], aliases=aliases, adjacent_share=share)
        else:
            industries = Industries.standard(aliases=aliases, adjacent_share=share)
    except ValueError as error:
        said = str(error)
        for key, table in own.items():
            said = said.replace(f"{key}: ", f"{table.file}: ")
        raise UnusableExports(said) from None
    found = [problem for table in own.values() for problem in table.problems]
    return industries, found + [_placed(problem, own) for problem in industries.table_problems]


def _beside(folder: Path, key: str, name: str) -> RawTable:
    """A table that the settings name."""
    if not (folder / name).is_file():
        raise InvalidSettings(f"{CONFIG_NAME}: {key} is {name!r}, but there is no such file beside it")
    try:
        return read_tables(folder / name)[0]
    except UnreadableFile as error:
        raise UnusableExports(str(error)) from None


def _placed(problem: Problem, own: Mapping[str, RawTable]) -> Problem:
    """A problem of a table that was checked row by row, with its file and the line in it."""
    table, line = own.get(problem.file), problem.line
    if table is None:
        return problem
    # The check counts rows from 2, as if the header were line 1 and every row one line.
    if line is not None and 2 <= line < len(table.cells) + 2:
        line = int(table.cells.index[line - 2])
    return problem._replace(file=table.file, line=line)


def _assemble(
    parts: Sequence[Part], settings: Settings, industries: Industries, name: str, problems: list[Problem]
) -> Program:
    problems = [*problems, *unknown_headers(parts, settings)]
    if all(part.table != "pairings" for part in parts):
        action = f"export who was matched with whom, or name the file in [files] of {CONFIG_NAME}"
        problems.append(Problem("blocking", "", None, "", "", "no file holds the pairings", action))
    pieces, found = rearranged(parts, settings)
    problems += found
    tables = {}
    for table in TABLES:
        tables[table], found = _joined([piece for piece in pieces if piece.table == table], table, settings)
        problems += found
    tables, found = without_far_dates(tables)
    problems += found
    listed, found = check_tables(tables)
    checked = {table: _dense(frame) for table, frame in listed.items()}
    problems += [*found, *unknown_items(checked["surveys"], settings)]
    surveys, found = scored(checked["surveys"], settings)
    problems += found
    cells = industry_cells(checked)
    industries = industries.in_column(cells["value"])
    problems += name_problems(cells, industries)
    program = Program(
        people=checked["people"].reset_index(drop=True),
        pairings=checked["pairings"].reset_index(drop=True),
        sessions=checked["sessions"].reset_index(drop=True),
        surveys=surveys.reset_index(drop=True),
        problems=_problem_table(problems),
        files=_accounts(parts, pieces, checked),
        settings=settings,
        industries=industries,
        name=name,
    )
    if surveys is checked["surveys"]:
        keep_roll(program, listed)
    return program


def _joined(parts: Sequence[Part], table: str, settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """The usable rows of all files of one table, our columns first."""
    labels = labels_in(part.frame for part in parts) if table == "surveys" else set()
    done = [typed_part(part, settings, labels) for part in parts]
    found = [problem for _, _, problems in done for problem in problems]
    frames = [frame for frame, _, _ in done]
    frames, more = usable_rows(frames if len(frames) == 1 else [_dense(frame) for frame in frames], table)
    frames = [
        frame if items is None else to_long(frame, items) for frame, (_, items, _) in zip(frames, done, strict=True)
    ]
    joined = pd.concat([frame for frame in frames if len(frame)] or [empty_table(table)])
    joined = _dense(joined, but=ROLES[table])
    ours = [column.name for column in TABLES[table].columns]
    return joined[[*ours, *(name for name in joined if name not in ours)]], found + more


def _dense(frame: pd.DataFrame, *, but: Sequence[str] = ()) -> pd.DataFrame:
    """A frame whose categories, but for those of some columns, are what they stand for."""
    categories = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype) and name not in but]
    return frame.assign(**{str(name): dense(frame[name]) for name in categories})


def industry_cells(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every cell of the tables that holds industries: file, line, column, value."""
    sources = [("people", "industry"), ("pairings", "mentee_industry"), ("pairings", "mentor_industry")]
    cells = [
        tables[table][column].dropna().rename("value").reset_index().assign(column=column) for table, column in sources
    ]
    return pd.concat(cells)[["file", "line", "column", "value"]]


def _problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    table = pd.DataFrame(problems, columns=list(PROBLEM_COLUMNS)).astype({"line": "Int64"})
    table = table.astype(dict.fromkeys([name for name in PROBLEM_COLUMNS if name != "line"], "str"))
    rank = table["severity"].map({"blocking": 0, "warning": 1, "note": 2})
    table = table.assign(rank=rank).sort_values(["rank", "file", "line"], kind="stable", ignore_index=True)
    return table.drop(columns="rank")


def _accounts(parts: Sequence[Part], pieces: Sequence[Part], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of each file: all, used in any table and set aside."""
    lines = {table: frame.index[first_of_line(frame.index)] for table, frame in tables.items()}
    rows = []
    for part in parts:
        given = {piece.table for piece in pieces if piece.file == part.file and piece.table}
        own = [_of_file(lines[table], part.file) for table in sorted(given)]
        used = own[0] if own else []
        for more in own[1:]:
            used = more.union(used)
        rows.append((part.file, part.table or "not used", part.rows, len(used), part.rows - len(used)))
    return pd.DataFrame(rows, columns=["file", "table", "rows", "used", "set_aside"])


def _of_file(lines: pd.Index, file: str) -> pd.Index:
    """The lines of one file."""
    if not isinstance(lines, pd.MultiIndex):
        return lines[:0]
    return lines[lines.codes[0] == lines.levels[0].get_indexer(pd.Index([file]))]
