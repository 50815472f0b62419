"""Who is who, where exports name people by number, by e-mail address or by name.

A person is one person however a file names them: numbers stay exactly as they are, addresses and names are compared
without case and double spaces, and an address that has several numbers joins them, as on platforms that number
everyone once for each role.  What cannot be told is said: a name that several people have, codes that differ only
in case, numbers that have lost their zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from mentorstats.cells import as_text, coded, folded
from mentorstats.consistency import masked_id
from mentorstats.platforms import identifying
from mentorstats.recognizing import Part
from mentorstats.schema import Problem
from mentorstats.settings import Settings

__all__ = ["Directory", "naming_columns", "with_people"]

_NO_ONE = {"mentee", "mentor", "hidden", "anonymous", "redacted", "namehidden"}
_POWERS_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+\d{2}")
_ORDER = ("id", "email", "name")


@dataclass(eq=False)
class Directory:
    """Everyone who is known, by what they are called."""

    ids: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    def find(self, value: str) -> str | None:
        """Who this is; None for a name that several people have."""
        if value in self.ids:
            return self.ids[value]
        key = _key(value)
        if key in self.emails:
            return self.emails[key]
        if key in self.names:
            people = self.names[key]
            return next(iter(people)) if len(people) == 1 else None
        return self.spellings.setdefault(key, value) if _is_spelled(value) else value

    def knows(self, texts: Iterable[str]) -> int:
        """How many of these are someone who is in a list of people or pairings."""
        found = 0
        for value in texts:
            key = _key(value)
            known = value in self.ids or key in self.emails or key in self.names or key in self.spellings
            found += known or value in self.matched
        return found


def _key(value: str) -> str:
    return " ".join(value.casefold().split())


def _is_spelled(value: str) -> bool:
    """Whether this is an address or a name, which people write with and without capitals, rather than a code."""
    return "@" in value or (len(value) > 2 and not any(letter.isdigit() for letter in value))


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
    """The parts with everyone under one identifier in ``mentee_id``, ``mentor_id``, ``person_id``; what was found."""
    directory, found = _directory(parts)
    done: dict[int, Part] = {}
    seen: dict[str, dict[str, tuple[str, int]]] = {}
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
                directory.matched.update(people)
            for person, line in people.items():
                seen.setdefault(part.table, {}).setdefault(person, (part.file, line))
        for extra in ("about_id", "logged_by"):
            if extra in frame:
                frame = frame.assign(**{extra: _mapped(frame[extra], directory)})
        done[place] = replace(part, frame=frame, left_out=tuple(left_out))
    return [done[place] for place in range(len(parts))], found + _look_alikes(seen)


def _directory(parts: Sequence[Part]) -> tuple[Directory, list[Problem]]:
    directory, found = Directory(), []
    named: dict[str, set[str]] = {}
    for part in [part for table in ("people", "pairings") for part in parts if part.table == table]:
        for side in _sides(part.table):
            columns = naming_columns(part.frame, part.table, side)
            if part.table == "pairings" and not (columns["id"] and columns["email"]):
                continue
            cells = _cells(part.frame, columns)
            for line, *who in cells.drop_duplicates(["id", "email", "name"]).itertuples():
                found += _enter(directory, named, part, int(line), side, *who)
    return directory, found


def _enter(
    directory: Directory, named: dict[str, set[str]], part: Part, line: int, side: str, id_: str, email: str, name: str
) -> list[Problem]:
    found: list[Problem] = []
    known = directory.emails.get(_key(email)) if email else None
    person = directory.find(id_ or email) if id_ or email else ""
    if not person:
        return found
    if known and known != person:
        others = named.get(known, set())
        if name and others and _key(name) not in others:
            problem = "several people with different names share an e-mail address; they count as different people"
            found.append(_problem(part.file, line, side, id_, problem, "give everyone an address of their own"))
        else:
            problem = "one person has several identifiers with one e-mail address; they count as one person"
            found.append(
                _problem(part.file, line, side, id_, problem, "nothing, if this is one person", severity="note")
            )
            person = known
    elif email:
        directory.emails[_key(email)] = person
    if id_ and not _is_spelled(id_):
        directory.ids[id_] = person
    if name and part.table == "people":
        directory.names.setdefault(_key(name), set()).add(person)
        named.setdefault(person, set()).add(_key(name))
    elif name:
        named.setdefault(person, set()).add(_key(name))
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
) -> tuple[pd.DataFrame, list[Problem], dict[str, int], list[str]]:
    """The frame with ``side``'s identifiers, what was found, who is in it with their first line, what is left out."""
    columns = naming_columns(frame, part.table, side)
    candidates = [(header, frame[header]) for kind in _ORDER for header in columns[kind]]
    if not columns["name"] and columns["first"] and columns["last"]:
        candidates.append(("", _cells(frame, columns)["name"]))
    if not candidates:
        return frame, [], {}, []
    header, values = candidates[0]
    chosen = f"{side}_id" in settings.columns.get(part.table, {})
    if part.table in ("sessions", "surveys") and len(candidates) > 1 and not chosen:
        header, values = max(candidates, key=lambda candidate: directory.knows(coded(candidate[1])[1]))
    codes, texts = coded(values)
    people = [None if folded(text) in _NO_ONE else directory.find(text) for text in texts]
    first = np.flatnonzero(~pd.Series(codes).duplicated())
    places = dict(zip(codes[first].tolist(), frame.index[first].tolist(), strict=True))
    lines = {code: int(line) for code, line in places.items() if code >= 0}
    found = _oddities(part, side, frame, codes, texts, people, lines)
    gone = [h for kind in ("email", "name", "first", "last") for h in columns[kind] if h != header]
    rest = frame.drop(columns=[h for h in dict.fromkeys([*gone, header, f"{side}_id"]) if h in frame])
    encoded = isinstance(values.dtype, pd.CategoricalDtype)
    rest.insert(0, f"{side}_id", _spread(codes, people, frame.index, encoded=encoded))
    present = {person: lines[code] for code, person in enumerate(people) if person is not None}
    return rest, found, present, gone


def _spread(codes: np.ndarray, people: Sequence[str | None], index: pd.Index, *, encoded: bool) -> pd.Series:
    """Each row's person, as categories where the column was one."""
    named = pd.Series(list(people), dtype="str")
    if not encoded:
        return named.reindex(codes).set_axis(index).fillna("")
    places, distinct = pd.factorize(named)
    cells = pd.Categorical.from_codes(np.append(places, -1)[codes], categories=pd.Index(distinct, dtype="str"))
    return pd.Series(cells, index=index)


def _oddities(
    part: Part,
    side: str,
    frame: pd.DataFrame,
    codes: np.ndarray,
    texts: Iterable[str],
    people: Sequence[str | None],
    lines: dict[int, int],
) -> list[Problem]:
    found: list[Problem] = []
    for code, (text, person) in enumerate(zip(texts, people, strict=True)):
        said = _odd(text, person)
        if said is None:
            continue
        problem, action, each = said
        places = frame.index[codes == code] if each else [lines[code]]
        severity = "warning" if each else "note"
        found += [_problem(part.file, int(line), side, text, problem, action, severity) for line in places]
    return found


def _odd(text: str, person: str | None) -> tuple[str, str, bool] | None:
    """What is odd about an identifier, what to do, and whether every row with it is named."""
    if folded(text) in _NO_ONE:
        return "this stands for no one; it counts as empty", "export who it is", True
    if person is None:
        return "more than one person has this name; it counts as empty", "use identifiers instead of names", True
    if _POWERS_OF_TEN.fullmatch(text):
        problem = "the identifier was shortened by a spreadsheet; different people may have the same"
        return problem, "export it again, and open it without letting the program change it", True
    if person != text and _is_spelled(text) and _key(person) == _key(text):
        problem = "the same person is written in several ways; they count as one person"
        return problem, "nothing, if this is one person", False
    return None


def _mapped(values: pd.Series, directory: Directory) -> pd.Series:
    codes, texts = coded(values)
    return (
        pd.Series([directory.find(text) for text in texts], dtype="str")
        .reindex(codes)
        .set_axis(values.index)
        .fillna("")
    )


def _look_alikes(seen: dict[str, dict[str, tuple[str, int]]]) -> list[Problem]:
    """Different identifiers that may be one person."""
    found = []
    first: dict[str, str] = {}
    reported: set[str] = set()
    zeros = {person.lstrip("0"): person for person in seen.get("pairings", {}) if person.isdigit()}
    for table in ("pairings", "people", "sessions", "surveys"):
        for person, (file, line) in seen.get(table, {}).items():
            loose = re.sub(r"\s+", "", person.casefold())
            other = first.setdefault(loose, person)
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
