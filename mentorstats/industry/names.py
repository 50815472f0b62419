"""From what people type to an industry's code, or to an honest “unknown”.

A name is looked up as an official title (``exact``), then among listed names and patterns (``alias``).  Only
then are spelling mistakes considered (``fuzzy``): a name must be nearly a listed one, and clearly nearer to it
than to any name of another industry.  A name that fits several industries (“Energy”), a word that names none
(“student”) and whatever holds a guard word (“manager”, “former”) stays unknown on purpose: a wrong industry
does more harm than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from mentorstats.industry.nodes import nodes, read_rows
from mentorstats.industry.words import bare, folded, key, keys, separate

__all__ = [
    "MARGIN",
    "THRESHOLD",
    "WORD",
    "OwnNames",
    "Part",
    "StandardNames",
    "Vocabulary",
    "listed",
    "official",
]

# Likeness 0 to 1, chosen on other names than the held-out ones of tests/industry/HOLDOUT.md.
THRESHOLD = 0.86
MARGIN = 0.06
WORD = 0.65
SHORTEST = 6
LONGEST_PATTERN_NAME = 6

ONLY_CODE = re.compile(r"^\s*naics\s*(?:code)?\s*:?\s*(\d{2}(?:-\d\d)?|\d{3,6})\s*$", re.IGNORECASE)
LEADING_CODE = re.compile(r"^\s*(?:naics\s*:?\s*)?\d{2,6}(?:-\d\d)?\s*[-–—:.)]*\s+(?=\D)", re.IGNORECASE)
BRACKETS = re.compile(r"^(?P<outside>[^()\[\]]*?)\s*[(\[](?P<inside>[^()\[\]]*)[)\]]\s*$")
OTHER = re.compile(
    r"^\s*others?\s*(?:\(\s*please specify\s*\)|,?\s*please specify)?\s*[-–—:,]+\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
TRADES = {"retail": "44-45", "wholesale": "42"}
ONE_NODE = {"22": "221", "55": "551", "61": "611"}
LIST = re.compile(r"[,/&+]|\b(?:and|or)\b", re.IGNORECASE)
Found = tuple[str | None, str]


@dataclass(frozen=True)
class Part:
    """One name found in a cell: its text, its code (None unknown) and how it was found."""

    text: str
    code: str | None
    method: str


class Vocabulary(Protocol):
    """What places the names of a cell and says why a name was not placed."""

    def place(self, cell: str) -> tuple[Part, ...]: ...

    def reason(self, text: str) -> str: ...


@dataclass(frozen=True, eq=False)
class StandardNames:
    """The names that come with the package: look-up keys, patterns, spellings, and guard words.

    >>> names = StandardNames.make()
    >>> [(part.code, part.method) for part in names.place("Banking; Insurence; Energy")]
    [('522', 'alias'), ('524', 'fuzzy'), (None, 'unknown')]
    """

    lookup: Mapping[str, Found]
    spelled: Mapping[str, Mapping[str, tuple[str | None, tuple[str, ...]]]]
    patterns: Mapping[tuple[str, ...], str]
    guards: frozenset[str]

    @classmethod
    def make(cls, own: Iterable[tuple[str, str]] = ()) -> StandardNames:
        """The package's names, a program's own (name, code) pairs first; no code is unknown on purpose."""
        rows = tuple((name, code, "own") for name, code in own)
        return cls.assembled((*rows, *official(), *listed())) if rows else _shared()

    @classmethod
    def assembled(cls, rows: Iterable[tuple[str, str, str]]) -> StandardNames:
        """Look-up tables from rows of name, code and kind (as in ``aliases.csv``); who comes first wins."""
        lookup: dict[str, Found] = {}
        spelled: dict[str, dict[str, tuple[str | None, tuple[str, ...]]]] = {}
        patterns: dict[tuple[str, ...], str] = {}
        guards: set[str] = set()
        for name, code, kind in rows:
            words = key(name)
            if kind == "guard":
                guards.update(words)
            elif kind == "pattern":
                patterns.setdefault(("*", *words) if name.startswith("*") else (*words, "*"), code)
            else:
                reason = kind if kind in ("ambiguous", "exact") else "alias" if code else "nothing"
                for one in keys(words):
                    lookup.setdefault(one, (code or None, reason))
                joined = "".join(words)
                spelled.setdefault(joined[:1], {}).setdefault(joined, (code or None, words))
        return cls(lookup, spelled, patterns, frozenset(guards))

    def place(self, cell: str) -> tuple[Part, ...]:
        """The industries in one cell, in order; one unknown part when there is nothing to find."""
        pieces = separate(cell, lambda text: self._has_code(text) or self._is_one_trade(text), listed=self._is_listed)
        return tuple(self._place_one(piece) for piece in pieces) or (Part(cell.strip(), None, "unknown"),)

    def reason(self, text: str) -> str:
        """Why a name was not placed: nothing (it names no industry), ambiguous, or "" when not listed."""
        found = self.find(text)
        return found[1] if found is not None and found[0] is None else ""

    def find(self, text: str) -> Found | None:
        """The code and method of a name listed as such; None when it is not listed."""
        coded = ONLY_CODE.match(text)
        if coded:
            return _from_digits(coded.group(1))
        words = key(text)
        tried = (*keys(words), *keys(bare(words)))
        return next((self.lookup[one] for one in tried if one in self.lookup), None)

    def _has_code(self, text: str) -> bool:
        found = self.find(text)
        return found is not None and found[0] is not None

    def _is_listed(self, text: str) -> bool:
        """Whether a name is listed, with a code or as unknown on purpose, and says nothing about the person."""
        return self.find(text) is not None and not self.guards.intersection(key(text))

    def _is_one_trade(self, text: str) -> bool:
        """Whether “wholesale” or “retail” before a list speaks for all of it (“Wholesale metals and minerals”)."""
        head = key(LIST.split(text, maxsplit=1)[0])
        if "/" in text or len(head) < 2 or head[0] not in TRADES:
            return False
        found = next((self.lookup[one] for one in keys(head) if one in self.lookup), None)
        return found is None or found[0] is None or nodes()[found[0]].sector == TRADES[head[0]]

    def _place_one(self, text: str) -> Part:
        found = self.find(text) or self._find_inside(text) or self._guess(text)
        code, method = found if found is not None else (None, "unknown")
        return Part(text, code, method if code else "unknown")

    def _find_inside(self, text: str) -> Found | None:
        """A listed name behind a code, before brackets, or after “Other:”."""
        rest = LEADING_CODE.sub("", text)
        other, brackets = OTHER.match(rest), BRACKETS.match(rest)
        if other:
            return self.find(other["rest"])
        if not brackets:
            return self.find(rest) if rest != text else None
        outside = self.find(brackets["outside"])
        if outside is not None and outside[0] is not None:
            return outside
        return self.find(brackets["inside"]) if key(brackets["outside"]) in {("other",), ()} else None

    def _guess(self, text: str) -> Found | None:
        """By pattern, then by spelling; never for a name with a guard word."""
        words = bare(key(text))
        if not words or self.guards.intersection(words):
            return None
        return self._by_pattern(text, words) or self._by_spelling(words)

    def _by_pattern(self, text: str, words: tuple[str, ...]) -> Found | None:
        """The longest pattern (“wholesale *”, “* insurance”) that a name of a few words fits.

        The pattern's own word must not stand alone in a list: “art and publishing” is not a kind of publishing.
        """
        if len(words) > LONGEST_PATTERN_NAME:
            return None
        listed_apart = [bare(key(part)) for part in LIST.split(text)]
        for length in range(len(words) - 1, 0, -1):
            for pattern, own in (
                (("*", *words[-length:]), listed_apart[-1]),
                ((*words[:length], "*"), listed_apart[0]),
            ):
                if pattern in self.patterns and len(own) > length:
                    return self.patterns[pattern] or None, "alias"
        return None

    def _by_spelling(self, words: tuple[str, ...]) -> Found | None:
        """The nearest listed name, if near enough and clearly nearer than any name of another industry."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        alike, name = OSA.normalized_similarity, "".join(words)
        if len(name) < SHORTEST or any(letter.isdigit() for letter in name):
            return None
        same_letter = self.spelled.get(name[0], {})
        near = process.extractOne(name, same_letter.keys(), scorer=alike, score_cutoff=THRESHOLD)
        if near is None:
            return None
        code, meant = same_letter[near[0]]
        if len(meant) == len(words) and any(alike(a, b) < WORD for a, b in zip(words, meant, strict=True)):
            return None
        floor = near[1] - MARGIN
        for listed_names in self.spelled.values():
            rivals = process.extract(name, listed_names.keys(), scorer=alike, score_cutoff=floor, limit=None)
            if any(score > floor and listed_names[rival][0] != code for rival, score, _ in rivals):
                return None
        return (code, "fuzzy") if code else None


@dataclass(frozen=True, eq=False)
class OwnNames:
    """The names of a program's own table, found whatever their case and spaces."""

    lookup: Mapping[str, Found]

    @classmethod
    def make(cls, titles: Iterable[str], own: Iterable[tuple[str, str]] = ()) -> OwnNames:
        """The table's own names, each its own code, and a program's (name, code) pairs, which win."""
        lookup: dict[str, Found] = {folded(name): (name, "exact") for name in titles}
        lookup |= {folded(name): (code or None, "alias" if code else "nothing") for name, code in own}
        return cls(lookup)

    def place(self, cell: str) -> tuple[Part, ...]:
        """The names in one cell, in order; one unknown part when there is nothing to find."""
        pieces = separate(cell, lambda text: self._find(text)[0])
        return tuple(self._place_one(piece) for piece in pieces) or (Part(cell.strip(), None, "unknown"),)

    def reason(self, text: str) -> str:
        """Why a name was not placed: nothing (listed without a code), or "" when not listed."""
        return self._find(text)[1] if folded(text) in self.lookup and self._find(text)[0] is None else ""

    def _find(self, text: str) -> Found:
        return self.lookup.get(folded(text), (None, "unknown"))

    def _place_one(self, text: str) -> Part:
        code, method = self._find(text)
        return Part(text, code, method if code else "unknown")


def _from_digits(digits: str) -> Found | None:
    """The node or sector of a NAICS code that was typed as such (“NAICS 541511”)."""
    node = next((digits[:length] for length in (4, 3) if digits[:length] in nodes()), None)
    ranges = {str(two): sector for sector in ("31-33", "44-45", "48-49") for two in _span(sector)}
    sector = ranges.get(digits[:2], digits[:2])
    code = node or ONE_NODE.get(sector, sector)
    return (code, "exact") if code in nodes() else None


def _span(sector: str) -> range:
    low, high = map(int, sector.split("-"))
    return range(low, high + 1)


def official() -> list[tuple[str, str, str]]:
    """The official and the plain titles; a sector with one node only is that node."""
    ordered = sorted(nodes().values(), key=lambda node: node.is_sector)
    return [
        (title, ONE_NODE.get(node.code, node.code), "exact")
        for node in ordered
        for title in (node.official, node.title)
    ]


def listed() -> list[tuple[str, str, str]]:
    """The rows of ``aliases.csv``: name, code, kind."""
    return [(row["name"], row["code"], row["kind"]) for row in read_rows("aliases.csv")]


@cache
def _shared() -> StandardNames:
    return StandardNames.assembled((*official(), *listed()))
