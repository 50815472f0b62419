"""From what people type to an industry's code, or to an honest “unknown”.

A name is looked up as an official title (``exact``), then among listed names, codes and patterns (``alias``), in
English and then in other languages.  Only then are spelling mistakes considered (``fuzzy``).  A name that fits
several industries (“Energy”), a word that names none (“student”) and whatever holds a guard word (“manager”,
“former”) stays unknown on purpose: a wrong industry does more harm than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from mentorstats.industry.codes import Code, five_digit_system, read_code
from mentorstats.industry.languages import LanguageNames, language_names
from mentorstats.industry.nodes import Meaning, meaning_of, nodes, only_node, read_rows
from mentorstats.industry.spelling import SpelledNames
from mentorstats.industry.vocabulary import NamedIndustry, own_meaning
from mentorstats.industry.words import ALWAYS_SEPARATES, bare, folded, key, keys, path, separate

__all__ = ["StandardNames", "listed", "official"]

LONGEST_PATTERN_NAME = 6
MOST_WORDS = 8
BRACKETS = re.compile(r"^(?P<outside>[^()\[\]]*?)\s*[(\[](?P<inside>[^()\[\]]*)[)\]]\s*$")
OTHER = re.compile(
    r"^\s*others?\s*(?:\(\s*please specify\s*\)|,?\s*please specify)?\s*[-–—:,]+\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
TRADES = {"retail": "44-45", "wholesale": "42"}
LIST = re.compile(r"[,/&+]|\b(?:and|or)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class StandardNames:
    """The names that come with the package: look-up keys, patterns, guard words, and those of other languages.

    ``own_names`` are the program's own as they are written, which win over all that can be read into them;
    ``five`` is the system of the column's bare five-digit codes, "" where they are none.

    >>> names = StandardNames.make()
    >>> [(named.code, named.method) for named in names.place("Banking; Insurence; Energy; 62.01; Bergbau")]
    [('522', 'alias'), ('524', 'fuzzy'), (None, 'unknown'), ('5415', 'exact'), ('212', 'alias')]
    """

    lookup: Mapping[str, Meaning]
    patterns: Mapping[tuple[str, ...], str]
    guards: frozenset[str]
    spelled: Mapping[tuple[str, ...], Meaning]
    languages: Callable[[], LanguageNames] = language_names
    own_names: Mapping[str, Meaning] = field(default_factory=dict)
    five: str = ""

    @classmethod
    def make(cls, own_names: Iterable[tuple[str, str]] = ()) -> StandardNames:
        """The package's names, a program's own (name, code) pairs first; see ``own_meaning`` for what has no code."""
        base = _shared()
        meanings = [(name, own_meaning(code, base.meaning(name))) for name, code in own_names]
        return cls.assembled((*official(), *listed()), own_names=meanings) if meanings else base

    @classmethod
    def assembled(
        cls,
        rows: Iterable[tuple[str, str, str]],
        *,
        own_names: Iterable[tuple[str, Meaning]] = (),
        languages: Callable[[], LanguageNames] = language_names,
    ) -> StandardNames:
        """Look-up tables from rows of name, code and kind (as in ``aliases.csv``); who comes first wins."""
        lookup: dict[str, Meaning] = {}
        spelled: dict[tuple[str, ...], Meaning] = {}
        patterns: dict[tuple[str, ...], str] = {}
        guards: set[str] = set()
        meanings = list(own_names)
        written = {folded(name): meaning for name, meaning in meanings}
        for name, code, kind in rows:
            words = key(name)
            if kind == "guard":
                guards.update(words)
            elif kind == "pattern":
                patterns.setdefault(("*", *words) if name.startswith("*") else (*words, "*"), code)
            elif kind == "ambiguous":
                meanings.append((name, Meaning(None, "ambiguous", tuple(filter(None, code.split(";"))))))
            else:
                meanings.append((name, meaning_of(code, "exact" if kind == "exact" else "alias")))
        for name, meaning in meanings:
            words = key(name)
            spelled.setdefault(words, meaning)
            for form in keys(words):
                lookup.setdefault(form, meaning)
        return cls(lookup, patterns, frozenset(guards), spelled, languages, written)

    def in_column(self, cells: Iterable[str]) -> StandardNames:
        """These names, with bare five-digit numbers read as codes where most of the column's cells are codes."""
        five = five_digit_system(cells)
        return self if five == self.five else replace(self, five=five)

    def place(self, cell: str) -> tuple[NamedIndustry, ...]:
        """The industries in one cell, in order; one unknown part when there is nothing to find."""
        if ALWAYS_SEPARATES.search(cell.strip()):
            whole = self.languages().spelled.get(cell.strip().casefold())
            if whole is not None:
                return (NamedIndustry(cell.strip(), whole.code, whole.reason if whole.code else "unknown"),)
        pieces = [piece.strip() for piece in ALWAYS_SEPARATES.split(cell) if piece.strip()]
        named = [name for piece in pieces for name in self._place_piece(piece)]
        return tuple(named) or (NamedIndustry(cell.strip(), None, "unknown"),)

    def _place_piece(self, piece: str) -> list[NamedIndustry]:
        """The industries in what stands between semicolons: one, the end of a path, or a list."""
        steps = path(piece, self._is_listed)
        if len(steps) > 1 and folded(piece) not in self.own_names:
            return self._place_path(steps)
        names = separate(piece, lambda text: self._has_code(text) or self._is_one_trade(text), listed=self._is_listed)
        return [self._place_name(name) for name in names]

    def _place_path(self, steps: list[str]) -> list[NamedIndustry]:
        """The industries at the end of a path, or at the last step that names any."""
        if code := self._within_path(steps):
            return [NamedIndustry(steps[-1], code, "alias")]
        ends = (self._place_piece(step) for step in reversed(steps))
        placed = next((end for end in ends if any(named.code for named in end)), None)
        return placed or [NamedIndustry(steps[-1], None, "unknown")]

    def _within_path(self, steps: list[str]) -> str | None:
        """The one industry that the end of a path fits (“Manufacturing > Apparel”) in the sector of the step before."""
        end, parent = self.meaning(steps[-1]), self.meaning(steps[-2])
        if end is None or end.code or parent is None or not parent.code:
            return None
        return end.within(nodes()[parent.code].sector)

    def meaning(self, text: str) -> Meaning | None:
        """What a name stands for that is listed, or a code; None when it is neither."""
        if folded(text) in self.own_names:
            return self.own_names[folded(text)]
        words = key(text)
        listed_meaning = self._looked_up(words) or self._looked_up(bare(words))
        return listed_meaning or self._by_code(text) or self.languages().find(text)

    def words(self, text: str) -> str:
        """The words by which a name that was not placed is the same on both sides; "" where it names no industry."""
        meaning = self.meaning(text)
        if (meaning is not None and meaning.reason == "nothing") or self._is_person(text) or read_code(text):
            return ""
        words = "".join(bare(key(text)))
        return words if any(letter.isalpha() for letter in words) else ""

    def similar(self, text: str) -> list[str]:
        """The likeliest codes of a name that was not placed: those that it fits, of its parts, of names like it."""
        meanings = [self.meaning(text), *(self.meaning(part) for part in _phrases(text))]
        alike = self._spelling.similar(bare(key(text))) if bare(key(text)) else []
        codes = [code for meaning in (*meanings, *alike) if meaning is not None for code in meaning.codes]
        return list(dict.fromkeys(codes))

    def _looked_up(self, words: tuple[str, ...]) -> Meaning | None:
        return next((self.lookup[form] for form in keys(words) if form in self.lookup), None)

    def _has_code(self, text: str) -> bool:
        meaning = self.meaning(text)
        return meaning is not None and meaning.code is not None

    def _is_listed(self, text: str) -> bool:
        """Whether a name is listed, with a code or as unknown on purpose, and says nothing about the person."""
        return self.meaning(text) is not None and not self._is_person(text)

    def _is_person(self, text: str) -> bool:
        """Whether a name holds a word for a job or for the person who wrote it."""
        return bool(self.guards.intersection(key(text))) or self.languages().is_person(text)

    def _is_one_trade(self, text: str) -> bool:
        """Whether “wholesale” or “retail” before a list speaks for all of it (“Wholesale metals and minerals”)."""
        head = key(LIST.split(text, maxsplit=1)[0])
        if "/" in text or len(head) < 2 or head[0] not in TRADES:
            return False
        meaning = self._looked_up(head)
        return meaning is None or meaning.code is None or nodes()[meaning.code].sector == TRADES[head[0]]

    def _place_name(self, text: str) -> NamedIndustry:
        meaning = self.meaning(text) or self._find_inside(text) or self._guess(text)
        code = meaning.code if meaning is not None else None
        return NamedIndustry(text, code, meaning.reason if meaning is not None and code else "unknown")

    def _by_code(self, text: str) -> Meaning | None:
        """The industry code that a text holds, or the name beside a number that is none by itself."""
        code = read_code(text, five=self.five)
        if code is None or not code.title:
            return code.meaning if code is not None and code.certain else None
        beside = self.meaning(code.title)
        named = beside is not None and beside.code is not None
        if code.certain and code.meaning.code and (code.exact or not named):
            return code.meaning
        if named:
            return beside
        return code.meaning if code.certain or self._mentions(code) else None

    def _mentions(self, code: Code) -> bool:
        """Whether the words beside a number name something in the sector that the number would stand for."""
        if not code.meaning.code:
            return False
        sector = nodes()[code.meaning.code].sector
        meanings = (self.meaning(part) for part in _phrases(code.title))
        return any(
            meaning is not None and meaning.code and nodes()[meaning.code].sector == sector for meaning in meanings
        )

    def _find_inside(self, text: str) -> Meaning | None:
        """A listed name before brackets, or after “Other:”."""
        other, brackets = OTHER.match(text), BRACKETS.match(text)
        if other:
            return self.meaning(other["rest"])
        if not brackets:
            return None
        outside = self.meaning(brackets["outside"])
        if outside is not None and outside.code is not None:
            return outside
        return self.meaning(brackets["inside"]) if key(brackets["outside"]) in {("other",), ()} else None

    def _guess(self, text: str) -> Meaning | None:
        """By pattern, then by its ending, then by spelling; never for a name with a guard word."""
        words = bare(key(text))
        if not words or self._is_person(text):
            return None
        return self._by_pattern(text, words) or self.languages().guess(text) or self._spelling.meant(words)

    def _by_pattern(self, text: str, words: tuple[str, ...]) -> Meaning | None:
        """The longest pattern (“wholesale *”, “* insurance”) that a name of a few words fits.

        The pattern's own word must not stand alone in a list: “art and publishing” is not a kind of publishing.
        What a pattern says of a whole sector, the rest of the name may say of one of its industries.
        """
        if len(words) > LONGEST_PATTERN_NAME:
            return None
        apart = [bare(key(part)) for part in LIST.split(text)]
        for length in range(len(words) - 1, 0, -1):
            ends = (("*", *words[-length:]), apart[-1], words[:-length])
            for pattern, nearest, rest in (ends, ((*words[:length], "*"), apart[0], words[length:])):
                if pattern in self.patterns and len(nearest) > length:
                    return self._finer(self.patterns[pattern], rest)
        return None

    def _finer(self, sector: str, rest: tuple[str, ...]) -> Meaning:
        meaning = self._looked_up(rest)
        finer = meaning.within(sector) if meaning is not None and sector else None
        return Meaning(finer or sector or None, "alias")

    @cached_property
    def _spelling(self) -> SpelledNames:
        elsewhere = ((key(name), meaning) for name, meaning in self.languages().spelled.items())
        return SpelledNames.make(self.spelled.items(), elsewhere)


def _phrases(text: str) -> list[str]:
    """The runs of words at the beginning of a text, longest first."""
    words = text.split()[:MOST_WORDS]
    return [
        " ".join(words[start : start + length])
        for length in range(len(words) - 1, 0, -1)
        for start in range(len(words) - length + 1)
    ]


def official() -> list[tuple[str, str, str]]:
    """The official and the plain titles; a sector with one node only is that node."""
    ordered = sorted(nodes().values(), key=lambda node: node.is_sector)
    return [(title, only_node(node.code), "exact") for node in ordered for title in (node.official, node.title)]


def listed() -> list[tuple[str, str, str]]:
    """The rows of ``aliases.csv``: name, code, kind."""
    return [(row["name"], row["code"], row["kind"]) for row in read_rows("aliases.csv")]


@cache
def _shared() -> StandardNames:
    return StandardNames.assembled((*official(), *listed()))
