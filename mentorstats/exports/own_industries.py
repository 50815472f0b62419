"""How industries are placed in a program: as in the standard tables, or as its own tables beside the exports say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mentorstats.errors import UnusableExports
from mentorstats.exports.files.folder import named_table
from mentorstats.exports.files.read import RawTable, UnreadableFile, read_tables
from mentorstats.industry import Industries
from mentorstats.problems import Problem, Problems
from mentorstats.schema.settings import Settings

__all__ = ["read_industries"]


def read_industries(folder: Path, settings: Settings, problems: Problems) -> Industries:
    """The industries of a program, with its own tables where the settings name them.

    Raises ``UnusableExports`` where such a table is not there, is elsewhere, or has no row that can be used.
    """
    named = {"industry.aliases": settings.industry_aliases, "industry.similarity": settings.industry_similarity}
    paths = {key: named_table(folder, key, name, problems) for key, name in named.items() if name}
    tables = {key: _read_side_table(path) for key, path in paths.items()}
    cells = {key: table.cells for key, table in tables.items()}
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
        message = str(error)
        for key, table in tables.items():
            message = message.replace(f"{key}: ", f"{table.file}: ")
        raise UnusableExports(message) from None
    for table in tables.values():
        problems.extend(table.problems)
    problems.extend(_at_file_line(problem, tables) for problem in industries.table_problems)
    return industries


def _read_side_table(path: Path) -> RawTable:
    """A table that the settings name."""
    try:
        return read_tables(path)[0]
    except UnreadableFile as error:
        raise UnusableExports(str(error)) from None


def _at_file_line(problem: Problem, tables: Mapping[str, RawTable]) -> Problem:
    """A problem of a table that was checked row by row, with its file and the line in it."""
    table, line = tables.get(problem.file), problem.line
    if table is None:
        return problem
    # The check counts rows from 2, as if the header were line 1 and every row one line.
    if line is not None and 2 <= line < len(table.cells) + 2:
        line = int(table.cells.index[line - 2])
    return replace(problem, file=table.file, line=line)
