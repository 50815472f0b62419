"""Which of the four tables a file is, and which of its columns are ours.

``mentorstats.toml`` has the first word, then the file's name where its columns agree, then the columns alone.
Headers are compared without case, spaces and punctuation, with the names that platforms use for them.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from mentorstats.problems import Problem
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, Column
from mentorstats.schema.vocabulary import HEADERS, identifying
from mentorstats.text import folded, tokens

__all__ = ["Part", "fits", "missing_columns", "recognized", "renamed", "unknown_files"]


@dataclass(frozen=True, eq=False)
class Part:
    """What one file gives to one table, ``""`` for none: ``frame`` is text, or typed already, indexed by line.

    ``rows`` counts the file's rows of data, those that reading set aside included; ``headers`` are the file's own
    for columns that have our names, ``left_out`` those of columns that are not in ``frame`` any
    more, ``named`` those of which something has been said.
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: int
    headers: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def recognized(file: str, columns: Sequence[str], settings: Settings) -> str | None:
    """Which table a file is, named as ``matches.xlsx [Sheet1]`` or ``matches.csv``; None where nothing tells.

    >>> recognized("export.csv", ["Mentee ID", "Mentor ID", "Start"], Settings())
    'pairings'
    """
    for table, patterns in settings.files.items():
        if any(_matches(file, pattern) for pattern in patterns):
            return table
    book, sheet = _book_and_sheet(file)
    names = {table: _names(columns, table, settings) for table in TABLES}
    named = [*_titled(sheet), *_titled(book)]
    for table in named:
        if not missing_columns(table, names[table]):
            return table
    return next((table for table in _TELLING if _tells(table, names)), named[0] if named else None)


def _names(columns: Sequence[str], table: str, settings: Settings) -> set[str]:
    """Our names for what a file has, those of people by whatever names them."""
    people = {f"{found[0]}_id" for header in columns if (found := identifying(header, table))}
    return set(renamed(columns, table, settings)[0].values()) | people


def fits(part: Part, settings: Settings) -> bool:
    """Whether a file has the columns that its table needs."""
    headers = [str(header) for header in part.frame.columns]
    return not part.table or not missing_columns(part.table, _names(headers, part.table, settings))


def _book_and_sheet(file: str) -> tuple[str, str]:
    book, opening, sheet = file.removesuffix("]").rpartition(" [")
    return (book, sheet) if opening and file.endswith("]") else (file, "")


def _matches(file: str, pattern: str) -> bool:
    """Whether a pattern means this file, or this sheet of it."""
    pattern, names = pattern.casefold(), (file.casefold(), _book_and_sheet(file)[0].casefold())
    return pattern in names or any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _titled(title: str) -> list[str]:
    """The tables that a sheet's or a file's name tells, by what it begins with before what one of its words does."""
    names = [(name, table) for table, known in TABLES.items() for name in known.names]
    names.sort(key=lambda named: -len(named[0]))
    whole = [table for name, table in names if folded(title).startswith(name)]
    words = [table for word in tokens(title) for name, table in names if word.startswith(name)]
    return list(dict.fromkeys([*whole, *words]))


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
    _add_platforms(chosen, columns, table, second)
    for header in columns:
        if header not in chosen:
            taken = {*chosen.values(), *(other for other in columns if other != header)}
            chosen[header] = _free(header, taken)
    return chosen, list(second.items())


def _add_platforms(chosen: dict[str, str], columns: Sequence[str], table: str, second: Mapping[str, str]) -> None:
    """What platforms call our columns, for those of ours that nothing else is."""
    by_words: dict[str, list[str]] = {}
    for header in columns:
        if header not in chosen and header not in second:
            by_words.setdefault("".join(tokens(header)), []).append(header)
    found: dict[str, str] = {}
    for ours, others in _others(table).items():
        first = next((by_words[folded(name)][0] for name in others if by_words.get(folded(name))), None)
        if first is not None and first not in found and ours not in chosen.values():
            found[first] = ours
    if table == "surveys" and not {"item", "score"} <= {*chosen.values(), *found.values()}:
        found = {header: ours for header, ours in found.items() if ours not in ("item", "score")}
    chosen.update(found)


def _others(table: str) -> dict[str, tuple[str, ...]]:
    """Our columns and what else they are called, the better names first."""
    own = {column.name: (column.name, *column.aliases) for column in TABLES[table].columns if column.kind != "id"}
    names = dict.fromkeys([*own, *HEADERS[table]])
    return {name: (*own.get(name, ()), *HEADERS[table].get(name, ())) for name in names}


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
