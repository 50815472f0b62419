"""A folder of exports to a ``Program``: four clean tables, and every problem that was found on the way.

Files are recognized by name, else by their columns; headers by our names for them and those of platforms; the rest by
``mentorstats.toml``.  Nothing is dropped in silence: every row of every file is used or set aside, and
``program.problems`` says where, why and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mentorstats.errors import PlainTypeError, UnusableExports
from mentorstats.exports.answers.landmark import check_landmark
from mentorstats.exports.answers.repeats import one_answer_each
from mentorstats.exports.answers.survey_items import check_named_items, read_surveys, to_long
from mentorstats.exports.consistency import check_tables
from mentorstats.exports.engines.reduce import is_large, reduce_on_engine, to_pandas
from mentorstats.exports.far_dates import without_far_dates
from mentorstats.exports.file_rows import rows_by_file
from mentorstats.exports.files.archive import shown_name
from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.folder import export_files
from mentorstats.exports.files.read import UnreadableFile, read_tables
from mentorstats.exports.files.survey_header import with_one_header
from mentorstats.exports.own_industries import read_industries
from mentorstats.exports.people.by_values import with_people_by_values
from mentorstats.exports.people.merge import merge_people
from mentorstats.exports.rearrange import normalize_tables
from mentorstats.exports.recognize import SourceTable, check_named_files, fits, recognize_table
from mentorstats.exports.scoring import add_scale_scores
from mentorstats.exports.survey_tools.read import without_marks_of_tools
from mentorstats.exports.typed_rows import check_named_headers, empty_table, typed_rows
from mentorstats.exports.usable_rows import usable_rows
from mentorstats.industry import Industries
from mentorstats.industry.name_problems import name_problems
from mentorstats.problems import Problems
from mentorstats.program import PERSON_COLUMNS, Program, set_person_codes
from mentorstats.schema.cells import categorize_repeats, from_categorical
from mentorstats.schema.settings import CONFIG_NAME, Settings, read_settings, settings_from
from mentorstats.schema.tables import TABLES
from mentorstats.text import shown_cell

__all__ = ["load", "load_frames", "read_source_tables"]

# Rows of a table from which on each distinct cell is read once only.
_LARGE = 100_000
_OTHERS_NAMED = 3
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
    problems = Problems()
    industries = read_industries(folder, settings, problems)
    sources = read_source_tables(folder, settings, problems)
    return _assemble(
        sources, settings, industries, name=settings.name or shown_name(folder.resolve()), problems=problems
    )


def read_source_tables(folder: Path, settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables of a folder's files, each with the one of ours that it is, as they were read.

    Raises ``UnusableExports`` where there is no export.
    """
    exports = export_files(folder, settings, problems)
    sources = [source for export in exports for source in _read_file(export, settings, problems)]
    if not sources:
        raise UnusableExports(_nothing_to_read(folder, problems))
    sources = without_marks_of_tools(sources, settings, problems)
    sources = _without_strays(with_people_by_values(sources, settings, problems), settings)
    for source in sources:
        if not source.table and len(source.frame.columns):
            name = shown_cell(source.file)
            problems.add(
                rule="not-recognized", severity="warning", file=source.file,
                value=", ".join(source.frame.columns)[:80],
                problem="not recognized as people, pairings, sessions or surveys; none of its rows is used",
                action=f'write which of them it is below [files] in {CONFIG_NAME}, such as surveys = "{name}", or take '
                "it out of the folder",
            )  # fmt: skip
    check_named_files([source.file for source in sources], settings, problems)
    return sources


def _nothing_to_read(folder: Path, problems: Problems) -> str:
    """Why a folder has no export: what lies there instead, and what would make it usable."""
    name = shown_name(folder.resolve())
    sentence = f"no export was found in {name}; expected CSV or Excel files such as pairings.csv"
    others = [problem for problem in problems.in_order() if problem.severity == "warning" and problem.file]
    listed = [f"{shown_cell(problem.file)}: {problem.text}; {problem.action}" for problem in others[:_OTHERS_NAMED]]
    return ". ".join([sentence, *listed])


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
    sources: list[SourceTable] = []
    problems = Problems()
    for name, frame in given.items():
        if frame is None and name != "pairings":
            continue
        if name == "sessions" and not (isinstance(frame, pd.DataFrame) and not is_large(frame, chosen)):
            frame = reduce_on_engine(frame, chosen, problems)
        table = to_pandas(frame, name, chosen)
        sources.append(_source_of_frame(name, categorize_repeats(table) if len(table) >= _LARGE else table, problems))
    sources = with_people_by_values(without_marks_of_tools(sources, chosen, problems), chosen, problems)
    if industries is None:
        industries = Industries.standard(adjacent_share=chosen.adjacent_share)
    return _assemble(sources, chosen, industries, name=chosen.name, problems=problems)


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
    return settings_from(given)


def _source_of_frame(name: str, frame: pd.DataFrame, problems: Problems) -> SourceTable:
    labels = [" ".join(map(str, label)) if isinstance(label, tuple) else str(label) for label in frame.columns]
    columns, changed = name_columns(labels)
    for place, old, new in changed:
        problems.add(
            rule="column-renamed", severity="note", file=name, column=new, value=old,
            problem=f"column {place} is read as {new!r}", action="give every column a name of its own",
        )  # fmt: skip
    frame = frame.set_axis(list(columns), axis=1).set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
    return SourceTable(name, name, frame, len(frame))


def _read_file(path: Path, settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables that a file holds, recognized or not."""
    try:
        tables = read_tables(path)
    except UnreadableFile as error:
        problems.add(
            rule="unreadable-file", severity="blocking", file=shown_name(path), problem=error.reason.removesuffix("."),
            action=f"{error.action or 'export it again as CSV or .xlsx'}, or take it out of the folder",
        )  # fmt: skip
        return [SourceTable("", shown_name(path), pd.DataFrame(), 0)]
    sources = []
    while tables:
        table = tables.pop(0)
        problems.extend(table.problems)
        cells = with_one_header(table.file, table.cells, problems)
        name = recognize_table(table.file, list(cells.columns), settings) or ""
        if len(cells) >= _LARGE:
            cells = categorize_repeats(cells)
        sources.append(SourceTable(name, table.file, cells, table.rows, delimiter=table.delimiter))
    return sources


def _without_strays(sources: Sequence[SourceTable], settings: Settings) -> list[SourceTable]:
    """A file that has only the name of a table is none, where another file has its columns as well."""
    served = {source.table for source in sources if fits(source, settings)}
    return [
        replace(source, table="") if source.table in served and not fits(source, settings) else source
        for source in sources
    ]


def _assemble(
    sources: Sequence[SourceTable], settings: Settings, industries: Industries, *, name: str, problems: Problems
) -> Program:
    check_named_headers(sources, settings, problems)
    if all(source.table != "pairings" for source in sources):
        problems.add(
            rule="no-pairings", severity="blocking", problem="no file holds the pairings",
            action="export who was matched with whom; if a file here says it, write pairings = \"its name\" below "
            f"[files] in {CONFIG_NAME}",
        )  # fmt: skip
    pieces = normalize_tables(sources, settings, problems)
    tables = {
        table: _joined([piece for piece in pieces if piece.table == table], table, settings, problems)
        for table in TABLES
    }
    tables["people"], merged = merge_people(tables["people"], problems)
    tables = without_far_dates(tables, problems)
    tables["surveys"] = one_answer_each(tables["surveys"], tables["pairings"], problems)
    waiting = frozenset[str]().union(*(piece.waiting for piece in pieces))
    coded = check_tables(tables, problems, waiting=waiting)
    checked = {table: _dense(frame) for table, frame in coded.items()}
    check_landmark(checked, settings, problems)
    check_named_items(checked["surveys"], settings, problems)
    surveys = add_scale_scores(checked["surveys"], settings, problems)
    cells = _industry_cells(checked)
    industries = industries.in_column(cells["value"])
    problems.extend(name_problems(cells, industries))
    program = Program(
        people=checked["people"].reset_index(drop=True),
        pairings=checked["pairings"].reset_index(drop=True),
        sessions=checked["sessions"].reset_index(drop=True),
        surveys=surveys.reset_index(drop=True),
        reported=problems.in_order(),
        files=rows_by_file(sources, pieces, checked, merged),
        settings=settings,
        industries=industries,
        name=name,
    )
    if surveys is checked["surveys"]:
        set_person_codes(program, coded)
    return program


def _joined(sources: Sequence[SourceTable], table: str, settings: Settings, problems: Problems) -> pd.DataFrame:
    """The usable rows of all files of one table, our columns first."""
    surveys = read_surveys(sources, settings, problems) if table == "surveys" else []
    read = [(survey.source, survey.items) for survey in surveys] or [(source, None) for source in sources]
    frames = [typed_rows(source, settings, problems, items=items) for source, items in read]
    written = [source.frame for source, _ in read]
    frames = frames if len(frames) == 1 else [_dense(frame) for frame in frames]
    frames = usable_rows(frames, table, problems, written=written)
    if surveys:
        frames = [to_long(frame, survey) for frame, survey in zip(frames, surveys, strict=True)]
    joined = pd.concat([frame for frame in frames if len(frame)] or [empty_table(table)])
    joined = _dense(joined, but=PERSON_COLUMNS[table])
    ours = [column.name for column in TABLES[table].columns]
    return joined[[*ours, *(name for name in joined if name not in ours)]]


def _dense(frame: pd.DataFrame, *, but: Sequence[str] = ()) -> pd.DataFrame:
    """A frame whose categories, but for those of some columns, are what they stand for."""
    categories = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype) and name not in but]
    return frame.assign(**{str(name): from_categorical(frame[name]) for name in categories})


def _industry_cells(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    sources = [("people", "industry"), ("pairings", "mentee_industry"), ("pairings", "mentor_industry")]
    cells = [
        tables[table][column].dropna().rename("value").reset_index().assign(column=column) for table, column in sources
    ]
    return pd.concat(cells)[["file", "line", "column", "value"]]
