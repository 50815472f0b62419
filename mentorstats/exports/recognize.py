"""Which of the four tables a file is, and which of its columns are ours.

``mentorstats.toml`` has the first word, then the file's name where its columns agree, then the columns alone.
Headers are compared without case, spaces and punctuation, with the names that platforms use for them.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from mentorstats.problems import Problems
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.survey_tools import survey_tool
from mentorstats.schema.tables import TABLES
from mentorstats.schema.vocabulary import ALIASES, FILE_NAMES, HEADERS, identifying
from mentorstats.schema.words.presence import counted_sessions, times_in_headers
from mentorstats.schema.words.table import plain_tokens, words_in
from mentorstats.text import match_key, tokens

__all__ = ["SourceTable", "check_named_files", "fits", "missing_columns", "recognize_table", "rename_columns"]


@dataclass(frozen=True, eq=False)
class SourceTable:
    """What one file gives to one of our tables, ``""`` for none: ``frame`` is text, or typed already, indexed by line.

    ``rows`` counts the file's rows of data, those that reading set aside included.  ``headers`` are the file's names
    for columns that have ours now, ``left_out`` those of columns that were dropped from ``frame``, ``named`` those
    that a problem names already; ``delimiter`` is what stands between the cells of a text file, ``round`` the round of
    the program that its name tells, ``record`` the column that numbers records of which each row is a piece,
    ``waiting`` those in its rows for whom nobody is named on the other side.
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: int
    headers: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    delimiter: str = ""
    round: str = ""
    waiting: frozenset[str] = frozenset()
    record: str = ""


def recognize_table(file: str, columns: Sequence[str], settings: Settings) -> str | None:
    """Which table a file is, named as ``matches.xlsx [Sheet1]`` or ``matches.csv``; None where nothing tells.

    >>> recognize_table("export.csv", ["Mentee ID", "Mentor ID", "Start"], Settings())
    'pairings'
    """
    for table, patterns in settings.files.items():
        if any(_matches(file, pattern) for pattern in patterns):
            return table
    book, sheet = _book_and_sheet(file)
    names = {table: _our_names(columns, table, settings) for table in TABLES}
    if len(times_in_headers(columns)) >= _FEWEST_DAYS and "start_date" not in names["pairings"]:
        names["sessions"].add("date")
    titled = [*_tables_in_title(sheet), *_tables_in_title(book)]
    by_tool = "surveys" if survey_tool(columns) else None
    for table in titled:
        told_by_name = table != "people" or not by_tool or _columns_tell(table, names)
        if told_by_name and not missing_columns(table, names[table]):
            return table
    if not titled and _tells_of_no_meeting([sheet, book.rpartition(".")[0], *columns], names):
        return None
    told = next((table for table in _MOST_TELLING_FIRST if _columns_tell(table, names)), None)
    return told or by_tool or (titled[0] if titled else None)


def _our_names(columns: Sequence[str], table: str, settings: Settings) -> set[str]:
    """Our names for what a file has, those of people by whatever names them."""
    people = {f"{names[0]}_id" for header in columns if (names := identifying(header, table))}
    return set(rename_columns(columns, table, settings)[0].values()) | people


def fits(source: SourceTable, settings: Settings) -> bool:
    """Whether a file has the columns that its table needs."""
    headers = [str(header) for header in source.frame.columns]
    return not source.table or not missing_columns(source.table, _our_names(headers, source.table, settings))


def _book_and_sheet(file: str) -> tuple[str, str]:
    book, opening, sheet = file.removesuffix("]").rpartition(" [")
    return (book, sheet) if opening and file.endswith("]") else (file, "")


def _matches(file: str, pattern: str) -> bool:
    """Whether a pattern means this file, or this sheet of it."""
    pattern, names = pattern.casefold(), (file.casefold(), _book_and_sheet(file)[0].casefold())
    return pattern in names or any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _tables_in_title(title: str) -> list[str]:
    """The tables that a sheet's or a file's name tells, by what it begins with before what one of its words does."""
    names = [(name, table) for table in TABLES for name in FILE_NAMES[table]]
    names.sort(key=lambda named: -len(named[0]))
    whole = [table for name, table in names if match_key(title).startswith(name)]
    words = [table for word in tokens(title) for name, table in names if word.startswith(name)]
    return list(dict.fromkeys([*whole, *words]))


def _tells_of_no_meeting(texts: Sequence[str], names: Mapping[str, set[str]]) -> bool:
    """Whether a list with people and a date is one of goals, tasks or messages, by its name or a heading."""
    columns = names["sessions"]
    if "date" not in columns or columns & {"minutes", "sessions"} or "start_date" in names["pairings"]:
        return False
    return any(words_in(plain_tokens(text), "no meeting") for text in texts)


# So many columns with a day above them are a list of who came when.
_FEWEST_DAYS = 3
_MOST_TELLING_FIRST = ("sessions", "pairings", "surveys", "people")


def _columns_tell(table: str, names: Mapping[str, set[str]]) -> bool:
    """Whether columns alone say that a file is this table; ``names`` are what each table makes of them."""
    columns = names[table]
    if missing_columns(table, columns):
        return False
    if table == "sessions":
        return "date" in columns or (bool(columns & {"minutes", "sessions"}) and "start_date" not in names["pairings"])
    if table == "surveys":
        return bool(columns & {"item", "wave"})
    return table == "pairings" or bool(columns & {"industry", "job_function", "seniority"})


def missing_columns(table: str, names: set[str]) -> list[str]:
    """The columns without which a file cannot be this table."""
    required = list(TABLES[table].required)
    if table == "sessions":
        required = ["mentee_id", "mentor_id"] if "pairing_id" not in names else []
    if table == "surveys" and "item" not in names:
        required = ["person_id"]
    return [name for name in required if name not in names]


def rename_columns(
    columns: Sequence[str], table: str, settings: Settings
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Our name for each of a file's headers, or the header; and the headers that would be a second of ours.

    >>> rename_columns(["Mentee", "mentee_id", "Notes"], "pairings", Settings())
    ({'mentee_id': 'mentee_id', 'Mentee': 'Mentee', 'Notes': 'Notes'}, [('Mentee', 'mentee_id')])
    """
    chosen: dict[str, str] = {}
    second: dict[str, str] = {}
    by_name: dict[str, list[str]] = {}
    for header in columns:
        by_name.setdefault(match_key(header), []).append(header)
    for known in _certain_names(table, settings):
        for ours, theirs in known:
            exact = [theirs] if theirs in columns else []
            for header in [*exact, *by_name.get(match_key(theirs), [])]:
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
    named = {header: "sessions" for header in _counts_of_sessions(columns, table) if header not in chosen}
    for ours, others in _other_names(table).items():
        first = next((by_words[match_key(name)][0] for name in others if by_words.get(match_key(name))), None)
        if first is not None and first not in named and ours not in {*chosen.values(), *named.values()}:
            named[first] = ours
    if table == "surveys" and not {"item", "score"} <= {*chosen.values(), *named.values()}:
        named = {header: ours for header, ours in named.items() if ours not in ("item", "score")}
    chosen.update(named)


def _counts_of_sessions(columns: Sequence[str], table: str) -> list[str]:
    """The one column that counts sessions: that of those held before one that does not say of which."""
    if table not in ("pairings", "sessions"):
        return []
    counted = {header: counted_sessions(header) for header in columns}
    held = [header for header, status in counted.items() if status == "attended"]
    plain = [header for header, status in counted.items() if status == "sessions" and header.casefold() != "meeting"]
    return (held or (plain if table == "pairings" else []))[:1]


def _other_names(table: str) -> dict[str, tuple[str, ...]]:
    """Our columns and what else they are called, the better names first."""
    aliases = ALIASES[table]
    ours = {
        column.name: (column.name, *aliases.get(column.name, ()))
        for column in TABLES[table].columns
        if column.kind != "id"
    }
    names = dict.fromkeys([*ours, *HEADERS[table]])
    return {name: (*ours.get(name, ()), *HEADERS[table].get(name, ())) for name in names}


def _certain_names(table: str, settings: Settings) -> list[list[tuple[str, str]]]:
    """Our names and what a file may call them for sure: as the settings say, as we do, as nearly everyone does."""
    aliases = [(ours, alias) for ours, names in ALIASES[table].items() for alias in names]
    ours = [(column.name, column.name) for column in TABLES[table].columns]
    return [list(settings.columns.get(table, {}).items()), ours, aliases]


def _free(header: str, taken: set[str]) -> str:
    return _free(f"{header} (2)", taken) if header in taken else header


def check_named_files(files: Sequence[str], settings: Settings, problems: Problems) -> None:
    """Name the files of the settings that are not there."""
    for table, patterns in settings.files.items():
        for pattern in patterns:
            if not any(_matches(file, pattern) for file in files):
                problems.add(
                    rule="file-unknown", severity="warning", file=CONFIG_NAME, column=f"files.{table}", value=pattern,
                    problem="no file has this name", action="correct the name",
                )  # fmt: skip
