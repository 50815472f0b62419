"""A first ``mentorstats.toml`` for a folder, written from what was recognized in it.

It says what would be done without it, so that whoever reads it sees at once what is wrong and corrects that line.
What only the program can know stands there as a comment: which item is the outcome, what an unknown status means,
in which order day and month stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from mentorstats.exports.load import load, read_source_tables
from mentorstats.exports.recognize import SourceTable, rename_columns
from mentorstats.formats import count_noun
from mentorstats.industry.suggestions import suggest_aliases
from mentorstats.outputs import Output, write_outputs
from mentorstats.own_files import INDUSTRIES
from mentorstats.problems import Problem, Problems
from mentorstats.program import Program
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES
from mentorstats.text import match_key, one_line, shown_cell, visible, visible_table

__all__ = ["ALIASES_NAME", "suggest_settings", "write_aliases"]

ALIASES_NAME = INDUSTRIES.name
_NAMES_SHOWN = 20


def suggest_settings(folder: str | Path) -> str:
    """The text of a ``mentorstats.toml`` that says how the exports in ``folder`` are read.

    Settings that are there already are not looked at, but ``our_industries.csv`` is.  Raises ``UnusableExports`` as
    ``load`` does.
    """
    settings = _settings_beside(Path(folder))
    program = load(folder, settings=settings)
    sources = read_source_tables(Path(folder), settings, Problems())
    sources = [source for source in sources if source.table]
    sections = [
        _about_program(program),
        _section("files", _files(sources)),
        *(_section(f"columns.{table}", _columns(table, sources)) for table in TABLES),
        *(_section(f"values.{name}", _unknown_words(name, program.reported)) for name in ("status", "wave")),
        *_open_orders(program.reported),
        _about_industries(program, settings),
    ]
    return "\n".join(section for section in sections if section)


def write_aliases(folder: str | Path) -> Path | None:
    """Write ``our_industries.csv`` beside the exports: the industry names that no code is known for, ready to edit.

    Columns name, code, cells, likeliest (see ``suggest_aliases``).  A file that is there is left as it is; returns
    the file that was written, None where there was nothing to write.  Raises ``UnusableExports`` as ``load`` does.
    """
    path = Path(folder) / ALIASES_NAME
    if path.exists():
        return None
    names = _unplaced_industries(load(folder, settings=Settings()))
    if names.empty:
        return None
    text = visible_table(names).to_csv(index=False, lineterminator="\n")
    write_outputs([Output(path, text.encode("utf-8-sig"), INDUSTRIES)])
    return path


def _settings_beside(folder: Path) -> Settings:
    """Settings that name the list of industries where it lies beside the exports, and nothing else."""
    return Settings(industry_aliases=ALIASES_NAME if (folder / ALIASES_NAME).is_file() else None)


def _unplaced_industries(program: Program) -> pd.DataFrame:
    people, pairings = program.people, program.pairings
    cells = pd.concat([people["industry"], pairings["mentee_industry"], pairings["mentor_industry"]])
    return suggest_aliases(cells, program.industries)


def _about_industries(program: Program, settings: Settings) -> str:
    """The section that names the list of industries, and which names wait there for a code, the most frequent first."""
    if settings.industry_aliases is None:
        return ""
    names = _unplaced_industries(program)[["name", "cells", "likeliest"]]
    waiting = [
        f"# {_comment(name)} ({count_noun(cells, 'cell')}){f': {likeliest}' if likeliest else ''}"
        for name, cells, likeliest in names.itertuples(index=False)
    ]
    return _section("industry", [f"aliases = {_quoted(ALIASES_NAME)}", *waiting[:_NAMES_SHOWN]])


def _about_program(program: Program) -> str:
    items = sorted(program.surveys["item"].dropna().unique())
    listed = ", ".join(items) if items else "none was found"
    example = _quoted(items[0]) if items else '"career_confidence"'
    return (
        f"# {CONFIG_NAME}: how these exports are read. Correct what is wrong, and delete what you do not need.\n\n"
        f"name = {_quoted(program.name)}\n\n"
        f"# The survey item that says how it went; the items are: {_comment(listed)}\n"
        f"# outcome = {example}\n"
        '# outcome_better = "higher"\n'
    )


def _section(name: str, lines: Iterable[str]) -> str:
    lines = list(lines)
    body = "".join(f"{line}\n" for line in lines)
    commented = all(line.startswith("#") for line in lines)
    return f"{'# ' if commented else ''}[{name}]\n{body}" if lines else ""


def _files(sources: Sequence[SourceTable]) -> list[str]:
    files: dict[str, list[str]] = {}
    for source in sources:
        files.setdefault(source.table, []).append(source.file)
    return [f"{table} = [{', '.join(map(_quoted, names))}]" for table, names in files.items()]


def _columns(table: str, sources: Sequence[SourceTable]) -> list[str]:
    """Our columns and what the files call them, where that is something else, and the same in all files."""
    headers: dict[str, set[str]] = {}
    for source in sources:
        if source.table == table:
            names, _ = rename_columns(list(map(str, source.frame.columns)), table, Settings())
            for header, ours in names.items():
                if TABLES[table].column(ours):
                    headers.setdefault(ours, set()).add(header)
    return [
        f"{ours} = {_quoted(next(iter(theirs)))}"
        for ours, theirs in headers.items()
        if len(theirs) == 1 and match_key(next(iter(theirs))) != match_key(ours)
    ]


def _unknown_words(name: str, problems: Iterable[Problem]) -> list[str]:
    """Words that were not understood, each with the nearest of ours, as comments."""
    nearest: dict[str, str] = {}
    for problem in problems:
        if problem.rule == f"{name}-unknown":
            nearest.setdefault(problem.value, next(iter(problem.nearest), ""))
    return [f"# {_quoted(word)} = {_quoted(choice)}" for word, choice in nearest.items()]


def _open_orders(problems: Iterable[Problem]) -> list[str]:
    """What decides between two readings of a column, for those that can be read in two ways."""
    rules = {problem.rule for problem in problems}
    orders = []
    if "dates-ambiguous" in rules:
        orders.append('# [dates]\n# order = "day-month-year"   # or "month-day-year"\n')
    if "numbers-ambiguous" in rules:
        orders.append('# [numbers]\n# decimal = ","   # or "."\n')
    return orders


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(letter if visible(letter) == letter else f"\\u{ord(letter):04x}" for letter in written)


def _comment(text: str) -> str:
    return shown_cell(one_line(text))
