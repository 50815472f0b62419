"""Who is who, where exports name people by number, by e-mail address or by name.

A person is one person however a file names them.  Numbers stay exactly as they are; addresses and names are compared
without case and double spaces; an address that has several numbers joins them, as on platforms that number everyone
once for each role.  What cannot be told is said: a name that several people have, numbers that a spreadsheet has
shortened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from mentorstats.exports.people.cleaning import with_shared_categories
from mentorstats.exports.people.directory import NO_ONE, Directory, are_codes, is_spelled, key_of
from mentorstats.exports.people.look_alikes import NamedPeople, add_look_alikes, everyone_named
from mentorstats.exports.people.naming import KINDS, naming_columns, sides
from mentorstats.exports.recognize import SourceTable
from mentorstats.grouped import first_rows
from mentorstats.problems import Problems, masked_id
from mentorstats.schema.cells import as_text, text_codes, to_categorical
from mentorstats.schema.identifiers import clean_identifiers, is_shortened
from mentorstats.schema.settings import Settings
from mentorstats.text import match_key

__all__ = ["with_people"]

_PAIRINGS_FIRST = ("pairings", "people", "sessions", "surveys", "")


def with_people(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables with everyone under one identifier in ``mentee_id``, ``mentor_id`` and ``person_id``.

    These columns are categories, so that each person is read once only.
    """
    sources, everyone = with_shared_categories(sources, problems)
    only_codes = not _any_address_or_name(sources) and bool(are_codes(everyone).all())
    directory = Directory(only_codes=True) if only_codes else _directory(sources, problems)
    identified: dict[int, SourceTable] = {}
    named: list[NamedPeople] = []
    for place in sorted(range(len(sources)), key=lambda place: _PAIRINGS_FIRST.index(sources[place].table)):
        source = sources[place]
        for side in sides(source.table) if source.table else ():
            source, people = _resolved(source, side, directory, settings, problems)
            if source.table in ("pairings", "people"):
                directory.matched.append(people.index)
            named.append(NamedPeople(source.table, source.file, people))
        for extra in ("about_id", "logged_by"):
            if extra in source.frame:
                source = replace(source, frame=source.frame.assign(**{extra: _mapped(source.frame[extra], directory)}))
        identified[place] = source
    add_look_alikes(named, everyone if only_codes else everyone_named(named), problems)
    return [identified[place] for place in range(len(sources))]


def _any_address_or_name(sources: Sequence[SourceTable]) -> bool:
    """Whether any column of these has what may be an address or a name."""
    by_side = [
        naming_columns(source.frame, source.table, side)
        for source in sources
        if source.table
        for side in sides(source.table)
    ]
    return any(columns[kind] for columns in by_side for kind in ("email", "name", "first"))


def _directory(sources: Sequence[SourceTable], problems: Problems) -> Directory:
    directory = Directory()
    lists = [source for table in ("people", "pairings") for source in sources if source.table == table]
    # Where nobody has an address or a name, a code needs no entry: it stands for itself.
    coded_only = not _any_address_or_name(lists)
    for source in lists:
        for side in sides(source.table):
            columns = naming_columns(source.frame, source.table, side)
            if source.table == "pairings" and not (columns["id"] and columns["email"]):
                continue
            cells = _cells(source.frame, columns)
            cells = cells[~are_codes(cells["id"])] if coded_only else cells
            for line, id_, email, name in cells.drop_duplicates(list(KINDS)).itertuples():
                entry = _Entry(source=source, line=int(line), side=side, id=id_, email=email, name=name)
                _enter(directory, entry, problems)
    return directory


@dataclass(frozen=True)
class _Entry:
    """One person of a list, and where they stand in it; identifier, address and name are ``""`` where missing."""

    source: SourceTable
    line: int
    side: str
    id: str
    email: str
    name: str

    @property
    def where(self) -> dict[str, Any]:
        value = masked_id(self.id) if self.id else ""
        return {"file": self.source.file, "line": self.line, "column": f"{self.side}_id", "value": value}


def _enter(directory: Directory, entry: _Entry, problems: Problems) -> None:
    known = directory.emails.get(key_of(entry.email)) if entry.email else None
    person = directory.find(entry.id or entry.email) if entry.id or entry.email else ""
    if not person:
        return
    if known and known != person:
        other_names = directory.names_of.get(known, set())
        if entry.name and other_names and key_of(entry.name) not in other_names:
            problems.add(
                rule="shared-address", severity="warning", **entry.where,
                problem="several people with different names share an e-mail address; they count as different people",
                action="give everyone an address of their own",
            )  # fmt: skip
        else:
            problems.add(
                rule="several-ids", severity="note", **entry.where, action="nothing, if this is one person",
                problem="one person has several identifiers with one e-mail address; they count as one person",
            )  # fmt: skip
            person = known
    elif entry.email:
        directory.emails[key_of(entry.email)] = person
    if entry.id and not is_spelled(entry.id):
        directory.ids[entry.id] = person
    if entry.name:
        directory.names_of.setdefault(person, set()).add(key_of(entry.name))
        if entry.source.table == "people":
            directory.names.setdefault(key_of(entry.name), set()).add(person)


def _cells(frame: pd.DataFrame, columns: dict[str, list[str]]) -> pd.DataFrame:
    """Identifier, address and name of each row, ``""`` where there is none."""
    cells = {kind: as_text(frame[columns[kind][0]]).fillna("") if columns.get(kind) else "" for kind in KINDS}
    if not columns.get("name") and columns.get("first") and columns.get("last"):
        first, last = (as_text(frame[columns[kind][0]]).fillna("") for kind in ("first", "last"))
        cells["name"] = (first + " " + last).str.strip()
    return pd.DataFrame(cells, index=frame.index)


def _resolved(
    source: SourceTable, side: str, directory: Directory, settings: Settings, problems: Problems
) -> tuple[SourceTable, pd.Series]:
    """The table with ``side``'s identifiers, and who is in it with the line where each stands first."""
    frame = source.frame
    columns = naming_columns(frame, source.table, side)
    candidates = [(header, frame[header]) for kind in KINDS for header in columns[kind]]
    if not columns["name"] and columns["first"] and columns["last"]:
        candidates.append(("", _cells(frame, columns)["name"]))
    if not candidates:
        return source, pd.Series(dtype="int64")
    header, values = candidates[0]
    chosen = f"{side}_id" in settings.columns.get(source.table, {})
    if source.table in ("sessions", "surveys") and len(candidates) > 1 and not chosen:
        header, values = max(candidates, key=lambda candidate: directory.knows(text_codes(candidate[1])[1]))
    codes, texts = text_codes(values)
    people, looked = directory.find_all(texts)
    lines = frame.index.to_numpy()[first_rows(np.where(codes < 0, len(texts), codes), len(texts) + 1)[:-1]]
    for code in looked:
        oddity = _odd(str(texts[code]), people[code] if isinstance(people[code], str) else None)
        if oddity is not None:
            rows = frame.index[codes == code].tolist() if oddity.every_row else [int(lines[code])]
            oddity.add(str(texts[code]), source.file, side, rows, problems)
    gone = [h for kind in ("email", "name", "first", "last") for h in columns[kind] if h != header]
    rest = frame.drop(columns=[h for h in dict.fromkeys([*gone, header, f"{side}_id"]) if h in frame])
    as_written = isinstance(values.dtype, pd.CategoricalDtype) and not len(looked)
    ids = values if as_written else pd.Series(to_categorical(codes, people), index=frame.index)
    rest.insert(0, f"{side}_id", ids)
    present = pd.Series(lines, index=pd.Index(people)).loc[people.notna().to_numpy()]
    return replace(source, frame=rest, left_out=(*source.left_out, *gone)), present


@dataclass(frozen=True)
class _Oddity:
    """What is odd about an identifier, what to do, and whether every row with it is named."""

    rule: str
    problem: str
    action: str
    every_row: bool

    def add(self, text: str, file: str, side: str, rows: Iterable[int], problems: Problems) -> None:
        for line in rows:
            problems.add(
                rule=self.rule, severity="warning" if self.every_row else "note", file=file, line=int(line),
                column=f"{side}_id", value=masked_id(text), problem=self.problem, action=self.action,
            )  # fmt: skip


def _odd(text: str, person: str | None) -> _Oddity | None:
    if match_key(text) in NO_ONE:
        return _Oddity("no-one", "this stands for no one; it counts as empty", "export who it is", True)
    if person is None:
        problem = "more than one person has this name; it counts as empty"
        return _Oddity("name-shared", problem, "use identifiers instead of names", True)
    if is_shortened(text):
        problem = "the identifier was shortened by a spreadsheet; different people may have the same"
        action = "export it again, and open it without letting the program change it"
        return _Oddity("id-shortened", problem, action, True)
    if person != text and is_spelled(text) and key_of(person) == key_of(text):
        problem = "the same person is written in several ways; they count as one person"
        return _Oddity("written-in-several-ways", problem, "nothing, if this is one person", False)
    return None


def _mapped(values: pd.Series, directory: Directory) -> pd.Series:
    codes, texts = text_codes(values)
    people = [directory.find(text) for text in clean_identifiers(pd.Series(texts, dtype="str")).texts]
    return pd.Series(people, dtype="str").reindex(codes).set_axis(values.index).fillna("")
