"""Who is who, where exports name people by number, by e-mail address or by name.

A person is one person however a file names them: numbers stay exactly as they are, addresses and names are compared
without case and double spaces, and an address that has several numbers joins them, as on platforms that number
everyone once for each role.  What cannot be told is said: a name that several people have, codes that differ only
in case, numbers that have lost their zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from mentorstats.exports.directory import NO_ONE, Directory, are_codes, is_spelled, key_of
from mentorstats.exports.recognize import Part
from mentorstats.grouped import firsts
from mentorstats.ids import is_among, with_one_list
from mentorstats.problems import Problem, masked_id
from mentorstats.schema.settings import Settings
from mentorstats.schema.values import as_text, coded, is_text, recoded, without_no_one
from mentorstats.schema.vocabulary import identifying
from mentorstats.text import folded

__all__ = ["naming_columns", "with_people"]

_POWERS_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+\d{2}")
_ORDER = ("id", "email", "name")


@dataclass(frozen=True, eq=False)
class Named:
    """Who is named in one column of a file, with the line where each stands first."""

    table: str
    file: str
    lines: pd.Series


def naming_columns(frame: pd.DataFrame, table: str, side: str) -> dict[str, list[str]]:
    """The headers that name someone, by kind; our own name comes first."""
    ours = f"{side}_id"
    found: dict[str, list[str]] = {kind: [] for kind in ("id", "email", "name", "first", "last")}
    if ours in frame:
        found["id"].append(ours)
    for header in frame.columns:
        named = identifying(str(header), table)
        if named and named[0] == side and header != ours:
            found[named[1]].append(header)
    return found


def _sides(table: str) -> tuple[str, ...]:
    return ("mentee", "mentor") if table in ("pairings", "sessions") else ("person",)


def with_people(parts: Sequence[Part], settings: Settings) -> tuple[list[Part], list[Problem]]:
    """The parts with everyone under one identifier in ``mentee_id``, ``mentor_id``, ``person_id``; what was found.

    These columns are categories, so that each person is read once only.
    """
    parts, everyone = _with_one_list(parts)
    only_codes = not _any_address_or_name(parts) and bool(are_codes(everyone).all())
    directory, found = (Directory(only_codes=True), []) if only_codes else _directory(parts)
    done: dict[int, Part] = {}
    seen: list[Named] = []
    order = sorted(
        range(len(parts)), key=lambda place: ("pairings", "people", "sessions", "surveys", "").index(parts[place].table)
    )
    for place in order:
        part = parts[place]
        frame, left_out = part.frame, list(part.left_out)
        for side in _sides(part.table) if part.table else ():
            frame, more, people, gone = _resolved(part, frame, side, directory, settings)
            left_out += gone
            found += more
            if part.table in ("pairings", "people"):
                directory.matched.append(people.index)
            seen.append(Named(part.table, part.file, people))
        for extra in ("about_id", "logged_by"):
            if extra in frame:
                frame = frame.assign(**{extra: _mapped(frame[extra], directory)})
        done[place] = replace(part, frame=frame, left_out=tuple(left_out))
    alike = _resembling(seen, everyone if only_codes else _named_in(seen))
    return [done[place] for place in range(len(parts))], found + _look_alikes(alike)


def _with_one_list(parts: Sequence[Part]) -> tuple[list[Part], pd.Series]:
    """The parts with the columns that name someone as categories from one list, and what is in it."""
    naming = {place: _naming(part) for place, part in enumerate(parts) if part.table}
    frames = {
        place: parts[place].frame.assign(
            **{name: as_text(cells) for name, cells in columns.items() if not is_text(cells)}
        )
        for place, columns in naming.items()
    }
    frames = with_one_list(frames, {place: list(columns) for place, columns in naming.items()}, read=_read)
    everyone = next((frames[place][name].cat.categories for place in naming for name in naming[place]), [])
    listed = [replace(part, frame=frames.get(place, part.frame)) for place, part in enumerate(parts)]
    return listed, pd.Series(everyone, dtype="str")


def _naming(part: Part) -> dict[str, pd.Series]:
    """The columns that name someone by number, address or name."""
    ways = [naming_columns(part.frame, part.table, side) for side in _sides(part.table)]
    return {header: part.frame[header] for columns in ways for kind in _ORDER for header in columns[kind]}


def _any_address_or_name(parts: Sequence[Part]) -> bool:
    """Whether any column of these has what may be an address or a name."""
    ways = [naming_columns(part.frame, part.table, side) for part in parts if part.table for side in _sides(part.table)]
    return any(columns[kind] for columns in ways for kind in ("email", "name", "first"))


def _read(texts: pd.Series) -> pd.Series:
    return without_no_one(as_text(texts))


def _directory(parts: Sequence[Part]) -> tuple[Directory, list[Problem]]:
    directory, found = Directory(), []
    named: dict[str, set[str]] = {}
    lists = [part for table in ("people", "pairings") for part in parts if part.table == table]
    # Where nobody has an address or a name, a code needs no entry: it stands for itself.
    coded_only = not _any_address_or_name(lists)
    for part in lists:
        for side in _sides(part.table):
            columns = naming_columns(part.frame, part.table, side)
            if part.table == "pairings" and not (columns["id"] and columns["email"]):
                continue
            cells = _cells(part.frame, columns)
            cells = cells[~are_codes(cells["id"])] if coded_only else cells
            for line, *who in cells.drop_duplicates(["id", "email", "name"]).itertuples():
                found += _enter(directory, named, part, int(line), side, *who)
    return directory, found


def _enter(
    directory: Directory, named: dict[str, set[str]], part: Part, line: int, side: str, id_: str, email: str, name: str
) -> list[Problem]:
    found: list[Problem] = []
    known = directory.emails.get(key_of(email)) if email else None
    person = directory.find(id_ or email) if id_ or email else ""
    if not person:
        return found
    if known and known != person:
        others = named.get(known, set())
        if name and others and key_of(name) not in others:
            problem = "several people with different names share an e-mail address; they count as different people"
            found.append(_problem(part.file, line, side, id_, problem, "give everyone an address of their own"))
        else:
            problem = "one person has several identifiers with one e-mail address; they count as one person"
            found.append(
                _problem(part.file, line, side, id_, problem, "nothing, if this is one person", severity="note")
            )
            person = known
    elif email:
        directory.emails[key_of(email)] = person
    if id_ and not is_spelled(id_):
        directory.ids[id_] = person
    if name and part.table == "people":
        directory.names.setdefault(key_of(name), set()).add(person)
        named.setdefault(person, set()).add(key_of(name))
    elif name:
        named.setdefault(person, set()).add(key_of(name))
    return found


def _problem(
    file: str,
    line: int,
    side: str,
    value: str,
    problem: str,
    action: str,
    severity: Literal["warning", "note"] = "warning",
) -> Problem:
    return Problem(severity, file, line, f"{side}_id", masked_id(value) if value else "", problem, action)


def _cells(frame: pd.DataFrame, columns: dict[str, list[str]]) -> pd.DataFrame:
    """Identifier, address and name of each row, ``""`` where there is none."""
    cells = {kind: as_text(frame[columns[kind][0]]).fillna("") if columns.get(kind) else "" for kind in _ORDER}
    if not columns.get("name") and columns.get("first") and columns.get("last"):
        first, last = (as_text(frame[columns[kind][0]]).fillna("") for kind in ("first", "last"))
        cells["name"] = (first + " " + last).str.strip()
    return pd.DataFrame(cells, index=frame.index)


def _resolved(
    part: Part, frame: pd.DataFrame, side: str, directory: Directory, settings: Settings
) -> tuple[pd.DataFrame, list[Problem], pd.Series, list[str]]:
    """The frame with ``side``'s identifiers, what was found, who is in it with their first line, what is left out."""
    columns = naming_columns(frame, part.table, side)
    candidates = [(header, frame[header]) for kind in _ORDER for header in columns[kind]]
    if not columns["name"] and columns["first"] and columns["last"]:
        candidates.append(("", _cells(frame, columns)["name"]))
    if not candidates:
        return frame, [], pd.Series(dtype="int64"), []
    header, values = candidates[0]
    chosen = f"{side}_id" in settings.columns.get(part.table, {})
    if part.table in ("sessions", "surveys") and len(candidates) > 1 and not chosen:
        header, values = max(candidates, key=lambda candidate: directory.knows(coded(candidate[1])[1]))
    codes, texts = coded(values)
    people, looked = directory.find_all(texts)
    lines = frame.index.to_numpy()[firsts(np.where(codes < 0, len(texts), codes), len(texts) + 1)[:-1]]
    found = _oddities(part, side, frame, codes, [(int(code), str(texts[code]), people[code]) for code in looked], lines)
    gone = [h for kind in ("email", "name", "first", "last") for h in columns[kind] if h != header]
    rest = frame.drop(columns=[h for h in dict.fromkeys([*gone, header, f"{side}_id"]) if h in frame])
    as_written = isinstance(values.dtype, pd.CategoricalDtype) and not len(looked)
    rest.insert(0, f"{side}_id", values if as_written else pd.Series(recoded(codes, people), index=frame.index))
    present = pd.Series(lines, index=pd.Index(people)).loc[people.notna().to_numpy()]
    return rest, found, present, gone


def _oddities(
    part: Part,
    side: str,
    frame: pd.DataFrame,
    codes: np.ndarray,
    looked: Iterable[tuple[int, str, object]],
    lines: np.ndarray,
) -> list[Problem]:
    found: list[Problem] = []
    for code, text, person in looked:
        said = _odd(text, person if isinstance(person, str) else None)
        if said is None:
            continue
        problem, action, each = said
        places = frame.index[codes == code] if each else [lines[code]]
        severity = "warning" if each else "note"
        found += [_problem(part.file, int(line), side, text, problem, action, severity) for line in places]
    return found


def _odd(text: str, person: str | None) -> tuple[str, str, bool] | None:
    """What is odd about an identifier, what to do, and whether every row with it is named."""
    if folded(text) in NO_ONE:
        return "this stands for no one; it counts as empty", "export who it is", True
    if person is None:
        return "more than one person has this name; it counts as empty", "use identifiers instead of names", True
    if _POWERS_OF_TEN.fullmatch(text):
        problem = "the identifier was shortened by a spreadsheet; different people may have the same"
        return problem, "export it again, and open it without letting the program change it", True
    if person != text and is_spelled(text) and key_of(person) == key_of(text):
        problem = "the same person is written in several ways; they count as one person"
        return problem, "nothing, if this is one person", False
    return None


def _mapped(values: pd.Series, directory: Directory) -> pd.Series:
    codes, texts = coded(values)
    people = [directory.find(text) for text in texts]
    return pd.Series(people, dtype="str").reindex(codes).set_axis(values.index).fillna("")


def _look_alikes(seen: Mapping[str, Mapping[str, tuple[str, int]]]) -> list[Problem]:
    """Different identifiers that may be one person, of those who resemble someone."""
    found = []
    first: dict[str, str] = {}
    reported: set[str] = set()
    zeros = {person.lstrip("0"): person for person in seen["pairings"] if person.isdigit()}
    for table, people in seen.items():
        for person, (file, line) in people.items():
            other = first.setdefault(_loose(person), person)
            side = "person" if table in ("people", "surveys") else "mentee"
            if other != person and person not in reported:
                reported.add(person)
                problem = (
                    "identifiers that differ only in upper and lower case or spaces; they count as different people"
                )
                action = "write them alike, if this is one person"
                found.append(_problem(file, line, side, person, problem, action))
            alike = zeros.get(person.lstrip("0")) if person.isdigit() else None
            if table != "pairings" and alike not in (None, person) and person not in seen["pairings"]:
                problem = "an identifier of the pairings, but for zeros in front; it counts as another person"
                action = "export it as text, with its zeros"
                found.append(_problem(file, line, side, person, problem, action))
    return found


def _loose(person: str) -> str:
    return "".join(person.casefold().split())


def _named_in(named: Sequence[Named]) -> pd.Series:
    """Everyone who is named, once."""
    return pd.Series(pd.unique(pd.concat([pd.Series(dtype="str"), *(one.lines.index.to_series() for one in named)])))


def _resembling(named: Sequence[Named], texts: pd.Series) -> dict[str, dict[str, tuple[str, int]]]:
    """For each table those who resemble someone else in ``texts``, and where each stands first."""
    odd, digits = texts.str.contains("[^a-z0-9._-]"), ~texts.str.contains("[^0-9]")
    chosen: set[str] = set()
    if odd.any():
        loose = texts.mask(odd, pd.Series([_loose(text) for text in texts[odd]], index=texts.index[odd], dtype="str"))
        chosen = {*texts[loose.duplicated(keep=False)]}
    stripped = texts[digits | (odd & texts.str.isdigit())].str.lstrip("0")
    chosen |= {*texts[stripped.index[stripped.duplicated(keep=False)]]}
    seen: dict[str, dict[str, tuple[str, int]]] = {table: {} for table in ("pairings", "people", "sessions", "surveys")}
    for one in named if chosen else ():
        own = one.lines[is_among(one.lines.index.to_series(), list(chosen)).to_numpy()]
        for person, line in dict(own.items()).items():
            seen[one.table].setdefault(str(person), (one.file, int(line)))
    return seen
