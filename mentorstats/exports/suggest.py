"""A first ``mentorstats.toml`` for a folder, written from what was recognized in it.

It says what would be done without it, so that whoever reads it sees at once what is wrong and corrects that line.
What only the program can know stands there as a comment: which item is the outcome, what an unknown status means,
in which order day and month stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from mentorstats.exports.load import load, read_parts
from mentorstats.exports.recognize import Part, renamed
from mentorstats.industry.suggestions import suggest_aliases
from mentorstats.program import Program
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES
from mentorstats.text import folded

__all__ = ["ALIASES_NAME", "suggest_settings", "write_aliases"]

ALIASES_NAME = "our_industries.csv"
_MOST_NAMES = 20


def suggest_settings(folder: str | Path) -> str:
    """The text of a ``mentorstats.toml`` that says how the exports in ``folder`` are read.

    Settings that are there already are not looked at, but ``our_industries.csv`` is.  Raises ``UnusableExports`` as
    ``load`` does.
    """
    settings = _settings_beside(Path(folder))
    program = load(folder, settings=settings)
    parts, _ = read_parts(Path(folder), settings)
    parts = [part for part in parts if part.table]
    sections = [
        _about_program(program),
        _section("files", _files(parts)),
        *(_section(f"columns.{table}", _columns(table, parts)) for table in TABLES),
        *(_section(f"values.{name}", _words(name, program.problems)) for name in ("status", "wave")),
        *_orders(program.problems),
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
    names.to_csv(path, index=False, encoding="utf-8-sig")
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
    names = _unplaced_industries(program)
    if settings.industry_aliases is None:
        return ""
    waiting = [
        f"# {_one_line(name)} ({cells} cell{'' if cells == 1 else 's'}){f': {likeliest}' if likeliest else ''}"
        for name, cells, likeliest in names[["name", "cells", "likeliest"]].itertuples(index=False)
    ]
    return _section("industry", [f"aliases = {_quoted(ALIASES_NAME)}", *waiting[:_MOST_NAMES]])


def _about_program(program: Program) -> str:
    items = sorted(program.surveys["item"].dropna().unique())
    listed = ", ".join(items) if items else "none was found"
    example = _quoted(items[0]) if items else '"career_confidence"'
    return (
        f"# {CONFIG_NAME}: how these exports are read. Correct what is wrong, and delete what you do not need.\n\n"
        f"name = {_quoted(program.name)}\n\n"
        f"# The survey item that says how it went; the items are: {_one_line(listed)}\n"
        f"# outcome = {example}\n"
        '# outcome_better = "higher"\n'
    )


def _section(name: str, lines: Iterable[str]) -> str:
    lines = list(lines)
    body = "".join(f"{line}\n" for line in lines)
    commented = all(line.startswith("#") for line in lines)
    return f"{'# ' if commented else ''}[{name}]\n{body}" if lines else ""


def _files(parts: Sequence[Part]) -> list[str]:
    found: dict[str, list[str]] = {}
    for part in parts:
        found.setdefault(part.table, []).append(part.file)
    return [f"{table} = [{', '.join(map(_quoted, files))}]" for table, files in found.items()]


def _columns(table: str, parts: Sequence[Part]) -> list[str]:
    """Our columns and what the files call them, where that is something else, and the same in all files."""
    called: dict[str, set[str]] = {}
    for part in parts:
        if part.table == table:
            names, _ = renamed(list(map(str, part.frame.columns)), table, Settings())
            for header, ours in names.items():
                if TABLES[table].column(ours):
                    called.setdefault(ours, set()).add(header)
    return [
        f"{ours} = {_quoted(next(iter(headers)))}"
        for ours, headers in called.items()
        if len(headers) == 1 and folded(next(iter(headers))) != folded(ours)
    ]


def _words(name: str, problems: pd.DataFrame) -> list[str]:
    """Words that were not understood, each with the nearest of ours, as comments."""
    unknown = problems[(problems["column"] == name) & problems["problem"].str.startswith("expected one of")]
    lines = []
    for value, problem in unknown.drop_duplicates("value")[["value", "problem"]].itertuples(index=False):
        near = re.search(r"nearest: (\w+)", problem)
        lines.append(f"# {_quoted(value)} = {_quoted(near[1] if near else '')}")
    return lines


def _orders(problems: pd.DataFrame) -> list[str]:
    asked = " ".join(problems.loc[problems["severity"] == "blocking", "action"])
    found = []
    if "dates.order" in asked:
        found.append('# [dates]\n# order = "day-month-year"   # or "month-day-year"\n')
    if "numbers.decimal" in asked:
        found.append('# [numbers]\n# decimal = ","   # or "."\n')
    return found


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return text if len(text) <= 300 else f"{text[:299]}…"
