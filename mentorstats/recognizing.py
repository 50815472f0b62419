"""Which of the four tables a file is, and which of its columns are ours.

``mentorstats.toml`` has the first word, then the file's name where its columns agree, then the columns alone.
Headers are compared without case, spaces and punctuation, with the names that platforms use for them.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence

from mentorstats.cells import folded
from mentorstats.schema import TABLES, Column, Problem
from mentorstats.settings import CONFIG_NAME, Settings

__all__ = ["missing_columns", "recognized", "renamed", "unknown_files"]


def recognized(file: str, columns: Sequence[str], settings: Settings) -> str | None:
    """Which table a file is, named as ``matches.xlsx [Sheet1]`` or ``matches.csv``; None where nothing tells.

    >>> recognized("export.csv", ["Mentee ID", "Mentor ID", "Start"], Settings())
    'pairings'
    """
    for table, patterns in settings.files.items():
        if any(_matches(file, pattern) for pattern in patterns):
            return table
    book, sheet = _book_and_sheet(file)
    names = {table: set(renamed(columns, table, settings)[0].values()) for table in TABLES}
    named = _begins(sheet or book)
    for table in filter(None, (named, _begins(book))):
        if not missing_columns(table, names[table]):
            return table
    return next((table for table in _TELLING if _tells(table, names)), named)


def _book_and_sheet(file: str) -> tuple[str, str]:
    book, opening, sheet = file.removesuffix("]").rpartition(" [")
    return (book, sheet) if opening and file.endswith("]") else (file, "")


def _matches(file: str, pattern: str) -> bool:
    """Whether a pattern means this file, or this sheet of it."""
    pattern, names = pattern.casefold(), (file.casefold(), _book_and_sheet(file)[0].casefold())
    return pattern in names or any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _begins(title: str) -> str | None:
    """The table whose name a sheet's or a file's name begins with."""
    title = folded(title)
    return next((table for table, known in TABLES.items() if title.startswith(known.names)), None)


_TELLING = ("sessions", "pairings", "surveys", "people")


def _tells(table: str, names: Mapping[str, set[str]]) -> bool:
    """Whether columns alone say that a file is this table; ``names`` are what each table makes of them."""
    own = names[table]
    if missing_columns(table, own):
        return False
    if table == "sessions":
        return "date" in own or (bool(own & {"minutes", "sessions"}) and "start_date" not in names["pairings"])
    if table == "surveys":
        return bool(own & {"item", "wave"})
    return table == "pairings" or bool(own & {"industry", "job_function", "seniority"})


def missing_columns(table: str, names: set[str]) -> list[str]:
    """The columns without which a file cannot be this table."""
    required = list(TABLES[table].required)
    if table == "sessions":
        required = ["mentee_id", "mentor_id"] if "pairing_id" not in names else []
    if table == "surveys" and "item" not in names:
        required = ["person_id"]
    return [name for name in required if name not in names]


def renamed(columns: Sequence[str], table: str, settings: Settings) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Our name for each of a file's headers, or the header; and the headers that would be a second of ours.

    >>> renamed(["Mentee", "mentee_id", "Notes"], "pairings", Settings())
    ({'mentee_id': 'mentee_id', 'Mentee': 'Mentee', 'Notes': 'Notes'}, [('Mentee', 'mentee_id')])
    """
    chosen: dict[str, str] = {}
    second: dict[str, str] = {}
    own = settings.columns.get(table, {})
    by_name: dict[str, list[str]] = {}
    for header in columns:
        by_name.setdefault(folded(header), []).append(header)
    for known in _ways(TABLES[table].columns, own):
        for ours, theirs in known:
            exact = [theirs] if theirs in columns else []
            for header in [*exact, *by_name.get(folded(theirs), [])]:
                if header not in chosen and header not in second:
                    (second if ours in chosen.values() else chosen)[header] = ours
    for header in columns:
        if header not in chosen:
            taken = {*chosen.values(), *(other for other in columns if other != header)}
            chosen[header] = _free(header, taken)
    return chosen, list(second.items())


def _ways(columns: Sequence[Column], own: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    """Our names and what a file may call them: as the settings say, as we do, as platforms do."""
    aliases = [(column.name, alias) for column in columns for alias in column.aliases]
    return [list(own.items()), [(column.name, column.name) for column in columns], aliases]


def _free(header: str, taken: set[str]) -> str:
    return _free(f"{header} (2)", taken) if header in taken else header


def unknown_files(files: Sequence[str], settings: Settings) -> list[Problem]:
    """The files that the settings name and that are not there."""
    return [
        Problem(
            "warning", CONFIG_NAME, None, f"files.{table}", pattern, "no file has this name", "correct the name"
        )
        for table, patterns in settings.files.items()
        for pattern in patterns
        if not any(_matches(file, pattern) for file in files)
    ]  # fmt: skip
