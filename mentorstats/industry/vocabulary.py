"""What a cell's names were taken for, and the names of a program's own table.

Two kinds of vocabulary place names: the package's own (``names``) and that of a program's own table of
closeness, whose names are found whatever their case and spaces.  Either may have a program's own list of names
before it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from mentorstats.industry.nodes import Meaning
from mentorstats.industry.words import folded, separate

__all__ = ["NO_INDUSTRY", "NamedIndustry", "OwnNames", "Vocabulary", "own_meaning"]

NO_INDUSTRY = "none"
MOST_SIMILAR, LEAST_LIKENESS = 5, 0.5


@dataclass(frozen=True)
class NamedIndustry:
    """One name found in a cell: its text, its code (None unknown) and how it was found."""

    text: str
    code: str | None
    method: str


class Vocabulary(Protocol):
    """What places the names of a cell and says why a name was not placed."""

    def place(self, cell: str) -> tuple[NamedIndustry, ...]: ...

    def meaning(self, text: str) -> Meaning | None: ...

    def words(self, text: str) -> str: ...

    def similar(self, text: str) -> list[str]: ...

    def in_column(self, cells: Iterable[str]) -> Vocabulary: ...


@dataclass(frozen=True, eq=False)
class OwnNames:
    """The names of a program's own table, found whatever their case and spaces."""

    lookup: Mapping[str, Meaning]

    @classmethod
    def make(cls, titles: Iterable[str], own_names: Iterable[tuple[str, str]] = ()) -> OwnNames:
        """The table's own names, each its own code, and a program's (name, code) pairs, which win."""
        lookup = {folded(name): Meaning(name, "exact") for name in titles}
        lookup |= {folded(name): own_meaning(code, None) for name, code in own_names}
        return cls(lookup)

    def in_column(self, cells: Iterable[str]) -> OwnNames:
        """These names: a program's own table has no codes."""
        return self

    def place(self, cell: str) -> tuple[NamedIndustry, ...]:
        """The names in one cell, in order; one unknown part when there is nothing to find."""
        pieces = separate(cell, lambda text: self._code(text))
        return tuple(self._place_name(piece) for piece in pieces) or (NamedIndustry(cell.strip(), None, "unknown"),)

    def meaning(self, text: str) -> Meaning | None:
        """What a listed name stands for; None when it is not listed."""
        return self.lookup.get(folded(text))

    def words(self, text: str) -> str:
        """The words by which a name that was not placed is the same on both sides; "" where it names nothing."""
        meaning = self.meaning(text)
        nothing = meaning is not None and meaning.reason == "nothing"
        return "" if nothing or not any(letter.isalpha() for letter in text) else folded(text)

    def similar(self, text: str) -> list[str]:
        """The names of the table that are most like this one."""
        names = {form: meaning.code for form, meaning in self.lookup.items() if meaning.code}
        near = difflib.get_close_matches(folded(text), list(names), n=MOST_SIMILAR, cutoff=LEAST_LIKENESS)
        return list(dict.fromkeys(code for form in near if (code := names[form])))

    def _code(self, text: str) -> str | None:
        meaning = self.meaning(text)
        return meaning.code if meaning is not None else None

    def _place_name(self, text: str) -> NamedIndustry:
        meaning = self.meaning(text)
        code = meaning.code if meaning is not None else None
        return NamedIndustry(text, code, meaning.reason if meaning is not None and code else "unknown")


def own_meaning(code: str, otherwise: Meaning | None) -> Meaning:
    """What a program's own list says of a name: its code, ``none`` for no industry, or nothing yet.

    Without a code a name stays unknown; whether it names an industry at all is then as it is ``otherwise``.
    """
    if not code:
        nothing = otherwise is not None and otherwise.reason == "nothing"
        return Meaning(None, "nothing") if nothing else Meaning(None, "left", otherwise.candidates if otherwise else ())
    return Meaning(None, "nothing") if code == NO_INDUSTRY else Meaning(code, "alias")
