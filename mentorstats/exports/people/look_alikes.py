"""Different identifiers that may be one person: in upper or lower case, with or without spaces or zeros in front.

They count as different people, and are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mentorstats.ids import isin
from mentorstats.problems import Problems, masked_id

__all__ = ["NamedPeople", "add_look_alikes", "everyone_named"]

_TABLES = ("pairings", "people", "sessions", "surveys")


@dataclass(frozen=True, eq=False)
class NamedPeople:
    """Who is named in one column of a file, with the line where each stands first."""

    table: str
    file: str
    lines: pd.Series


def everyone_named(named: Sequence[NamedPeople]) -> pd.Series:
    """Everyone who is named, once."""
    people = [pd.Series(dtype="str"), *(of_column.lines.index.to_series() for of_column in named)]
    return pd.Series(pd.unique(pd.concat(people)))


def add_look_alikes(named: Sequence[NamedPeople], everyone: pd.Series, problems: Problems) -> None:
    """Name those of ``everyone`` who are written nearly like somebody else, where they stand first."""
    seen = _who_resembles(named, everyone)
    first: dict[str, str] = {}
    reported: set[str] = set()
    without_zeros = {person.lstrip("0"): person for person in seen["pairings"] if person.isdigit()}
    for table, people in seen.items():
        for person, (file, line) in people.items():
            side = "person" if table in ("people", "surveys") else "mentee"
            where = {"file": file, "line": line, "column": f"{side}_id", "value": masked_id(person)}
            if first.setdefault(_loose(person), person) != person and person not in reported:
                reported.add(person)
                problems.add(
                    rule="id-differs-in-case", severity="warning", **where,
                    problem="identifiers that differ only in upper and lower case or spaces; they count as different "
                    "people", action="write them alike, if this is one person",
                )  # fmt: skip
            alike = without_zeros.get(person.lstrip("0")) if person.isdigit() else None
            if table != "pairings" and alike not in (None, person) and person not in seen["pairings"]:
                problems.add(
                    rule="id-lost-zeros", severity="warning", **where,
                    problem="an identifier of the pairings, but for zeros in front; it counts as another person",
                    action="export it as text, with its zeros",
                )  # fmt: skip


def _loose(person: str) -> str:
    return "".join(person.casefold().split())


def _who_resembles(named: Sequence[NamedPeople], everyone: pd.Series) -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """For each table those who resemble someone else in ``everyone``, and where each stands first."""
    odd, digits = everyone.str.contains("[^a-z0-9._-]"), ~everyone.str.contains("[^0-9]")
    chosen: set[str] = set()
    if odd.any():
        loose = pd.Series([_loose(text) for text in everyone[odd]], index=everyone.index[odd], dtype="str")
        chosen = {*everyone[everyone.mask(odd, loose).duplicated(keep=False)]}
    stripped = everyone[digits | (odd & everyone.str.isdigit())].str.lstrip("0")
    chosen |= {*everyone[stripped.index[stripped.duplicated(keep=False)]]}
    seen: dict[str, dict[str, tuple[str, int]]] = {table: {} for table in _TABLES}
    for people in named if chosen else ():
        lines = people.lines[isin(people.lines.index.to_series(), list(chosen)).to_numpy()]
        for person, line in dict(lines.items()).items():
            seen[people.table].setdefault(str(person), (people.file, int(line)))
    return seen
