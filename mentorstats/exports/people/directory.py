"""Everyone who is known to a program, by number, by e-mail address and by name.

Looking someone up takes a look at how they are written.  Codes need none, and large exports name people by codes, so
those are told apart first, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mentorstats.ids import isin
from mentorstats.text import match_key

__all__ = ["NO_ONE", "Directory", "are_codes", "is_spelled", "key_of"]

NO_ONE = {"mentee", "mentor", "hidden", "anonymous", "redacted", "namehidden"}
_CODE, _NO_CODE = "[0-9]", "[@+]"


@dataclass(eq=False)
class Directory:
    """Everyone who is known, by what they are called.

    ``names_of`` are the names that each of them has; ``only_codes`` says that all exports name people by codes.
    """

    ids: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    names_of: dict[str, set[str]] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    matched: list[pd.Index] = field(default_factory=list)
    only_codes: bool = False

    def find_all(self, texts: pd.Index) -> tuple[pd.Series, np.ndarray]:
        """Who each of ``texts`` is, as ``find`` has it, and the places of those that it takes a look to tell.

        Codes, as most platforms have them, are themselves: nothing about them can be odd.
        """
        people = pd.Series(texts, dtype="str")
        looked = np.flatnonzero(~self._codes(people))
        if len(looked):
            resolved = people.to_numpy(dtype=object, copy=True)
            resolved[looked] = [None if match_key(text) in NO_ONE else self.find(text) for text in resolved[looked]]
            people = pd.Series(resolved, dtype="str")
        return people, looked

    def _codes(self, texts: pd.Series) -> np.ndarray:
        """Which texts have a digit and are not written in several ways, nor stand for anyone else."""
        if self.only_codes:
            return np.ones(len(texts), dtype=bool)
        if any(_is_code(key) for known in (self.emails, self.names) for key in known):
            return np.zeros(len(texts), dtype=bool)
        codes = are_codes(texts)
        moved = [text for text, person in self.ids.items() if text != person]
        return codes & ~isin(texts, moved).to_numpy() if moved else codes

    def find(self, value: str) -> str | None:
        """Who this is; None for a name that several people have."""
        if value in self.ids:
            return self.ids[value]
        key = key_of(value)
        if key in self.emails:
            return self.emails[key]
        if key in self.names:
            people = self.names[key]
            return next(iter(people)) if len(people) == 1 else None
        return self.spellings.setdefault(key, value) if is_spelled(value) else value

    def knows(self, texts: Iterable[str]) -> int:
        """How many of these are someone who is in a list of people or pairings."""
        matched = {person for people in self.matched for person in people}
        keyed = (self.emails, self.names, self.spellings)
        return sum(
            value in self.ids or value in matched or any(key_of(value) in known for known in keyed) for value in texts
        )


def are_codes(texts: pd.Series) -> np.ndarray:
    """Which texts have a digit and are neither an address nor a number that a spreadsheet has shortened."""
    return (texts.str.contains(_CODE) & ~texts.str.contains(_NO_CODE)).to_numpy(dtype=bool)


def _is_code(value: str) -> bool:
    return re.search(_CODE, value) is not None and re.search(_NO_CODE, value) is None


def key_of(value: str) -> str:
    """An address or a name without case and double spaces."""
    return " ".join(value.casefold().split())


def is_spelled(value: str) -> bool:
    """Whether this is an address or a name, which people write with and without capitals, rather than a code."""
    return "@" in value or (len(value) > 2 and not any(letter.isdigit() for letter in value))
