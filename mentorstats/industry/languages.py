"""Industry names in thirty languages: found as they are listed, or by what is left of a name and its ending.

Listed are the official titles of industrial classifications and the words that people use.  A name is looked up
as it is written, then without what readers see past: accents and other marks (``Bankacilik`` finds “Bankacılık”,
``Grosshandel`` and ``Oeffentlich`` find “Großhandel” and “Öffentlich”), articles, and words such as “Branche”.
Only then is a name guessed that is not listed: another gender or case of a listed word, a compound of which the
last part says no more than “industry”, or “the making of …”.  A word that is listed for different industries,
in one language or two, stays unknown, and so does whatever holds a word for a person's job.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from mentorstats.industry.nodes import Meaning, meaning_of, nodes, read_rows
from mentorstats.industry.words import plain_letters, tokens

__all__ = ["LanguageNames", "language_names", "listed_names"]

# How umlauts and the like are typed where a keyboard has none; plain_letters drops the marks instead.
TYPED_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# What a word of ``language_words.csv`` is for; “cjk” are the last characters of names in scripts without spaces.
KINDS = ("stop", "filler", "guard", "ending", "suffix", "pattern", "cjk", "cjk pattern")
LONGEST_ENDING = 8
SHORTEST_STEM, SHORTEST_HEAD = 5, 3
HAN_OR_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|ال|لل)(?=\w{3})")


@dataclass(frozen=True, eq=False)
class LanguageNames:
    """Listed names by their spelling and by what counts in them; words that do not count; endings and patterns.

    >>> names = language_names()
    >>> [names.find(name).code for name in ("Großhandel", "GROSSHANDEL", "Bankacilik sektörü", "農業")]
    ['42', '42', '522', '11']
    """

    spelled: Mapping[str, Meaning]
    keyed: Mapping[str, Meaning]
    stems: Mapping[str, Meaning]
    kinds: Mapping[str, Mapping[str, str]]

    @classmethod
    def make(
        cls,
        official: Iterable[tuple[str, str]],
        common: Iterable[tuple[str, str]],
        words: Iterable[tuple[str, str, str]],
    ) -> LanguageNames:
        """Look-up tables from official and common names with their codes, and (kind, word, code), as in the CSV files.

        One word that is left of an official title says too little (“other personal services”).
        """
        kinds: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        for kind, word, code in words:
            kinds[kind][plain_letters(word)] = code
        spelled: dict[str, Meaning] = {}
        keyed: dict[str, Meaning] = {}
        shortened: dict[str, Meaning] = {}
        stems: dict[str, Meaning] = {}
        rows = (*((*row, "exact", 2) for row in official), *((*row, "alias", 1) for row in common))
        for name, code, reason, fewest in rows:
            meaning, typed = meaning_of(code, reason), name.casefold()
            _put(spelled, typed, meaning)
            for letters in {typed, typed.translate(TYPED_APART)}:
                every = _words(letters)
                counted = _without(every, kinds, "filler")
                for key in _keys(every, kinds):
                    _put(keyed, key, meaning)
                if len(counted) < fewest or all(word in kinds["guard"] for word in counted):
                    continue
                for key in _keys(counted, kinds):
                    _put(shortened, key, meaning)
                _put(stems, _stem_key(every, kinds), meaning)
        return cls(spelled, shortened | keyed, stems, kinds)

    def find(self, text: str) -> Meaning | None:
        """What a listed name stands for; None when it is not listed."""
        exact = self.spelled.get(text.strip().casefold())
        if exact is not None:
            return exact
        words = _words(text)
        tried = (*_keys(words, self.kinds), *_keys(_without(words, self.kinds, "filler"), self.kinds))
        return next((self.keyed[key] for key in tried if key in self.keyed), None)

    def is_person(self, text: str) -> bool:
        """Whether a name holds a word for a job or for the person who wrote it."""
        return any(word in self.kinds["guard"] for word in _words(text))

    def guess(self, text: str) -> Meaning | None:
        """What a name that is not listed probably stands for, by its ending; None when that is not clear."""
        words = _words(text)
        if HAN_OR_KANA_OR_HANGUL.search(text):
            return self._by_last_characters("".join(words))
        meaning = self.stems.get(_stem_key(words, self.kinds)) or self._by_compound(words) or self._by_pattern(words)
        return meaning if meaning is not None and meaning.code else None

    def _by_compound(self, words: list[str]) -> Meaning | None:
        """A word whose end says no more than “industry”: what its beginning stands for."""
        if len(words) != 1:
            return None
        for suffix in sorted(self.kinds["suffix"], key=len, reverse=True):
            head = words[0].removesuffix(suffix)
            if head != words[0] and len(head) >= SHORTEST_HEAD:
                forms = (head, head.removesuffix("s"), head.removesuffix("n"), head.removesuffix("en"), f"{head}e")
                meanings = (self.keyed.get(form) or self.stems.get(_stem(form, self.kinds["ending"])) for form in forms)
                return next((meaning for meaning in meanings if meaning is not None and meaning.code), None)
        return None

    def _by_pattern(self, words: list[str]) -> Meaning | None:
        """The kind of trade that a name begins or ends with, or the industry within it that the rest names."""
        line = " ".join(words)
        for pattern, code in self.kinds["pattern"].items():
            start, end = (part.strip() for part in pattern.split("*"))
            if line.startswith(f"{start} " if start else "") and line.endswith(f" {end}" if end else ""):
                rest = line.removeprefix(start).removesuffix(end)
                return self._within(rest, code)
        return None

    def _by_last_characters(self, name: str) -> Meaning | None:
        """A name in a script without spaces, without its last characters."""
        for suffix, code in self.kinds["cjk pattern"].items():
            if name.endswith(suffix) and name != suffix:
                return self._within(name.removesuffix(suffix), code)
        for suffix in sorted(self.kinds["cjk"], key=len, reverse=True):
            head = name.removesuffix(suffix)
            if head not in (name, ""):
                meaning = self.keyed.get(head)
                return meaning if meaning is not None and meaning.code else None
        return None

    def _within(self, rest: str, sector: str) -> Meaning:
        """The industry that ``rest`` names where that lies in the sector, else the sector."""
        meaning = self.find(rest)
        return Meaning((meaning.within(sector) if meaning is not None else None) or sector, "alias")


def _put(table: dict[str, Meaning], key: str, meaning: Meaning) -> None:
    """Add a name; where it is there with another meaning it stands for their sector, or fits both and is unclear."""
    known = table.setdefault(key, meaning)
    if not key or not known.codes or set(meaning.codes) == set(known.codes):
        return
    both = tuple(dict.fromkeys((*known.codes, *meaning.codes)))
    sectors = {nodes()[code].sector for code in both}
    if not meaning.codes:
        table[key] = meaning
    elif len(sectors) == 1:
        table[key] = Meaning(sectors.pop(), "alias")
    else:
        table[key] = Meaning(None, "ambiguous", both)


def _words(text: str) -> list[str]:
    """The words of a name without marks on letters, Arabic articles and case."""
    return [ARABIC_ARTICLE.sub("", word) for word in tokens(plain_letters(text))]


def _without(words: list[str], kinds: Mapping[str, Mapping[str, str]], kind: str) -> list[str]:
    """The words that are not of that kind, or all of them when nothing else is left."""
    return [word for word in words if word not in kinds[kind]] or words


def _keys(words: list[str], kinds: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The ways a name is looked up: without spaces, and its words that count in order of the alphabet."""
    return ("".join(words), " ".join(sorted(_without(words, kinds, "stop"))))


def _stem_key(words: list[str], kinds: Mapping[str, Mapping[str, str]]) -> str:
    counted = _without(_without(words, kinds, "stop"), kinds, "filler")
    return " ".join(sorted(_stem(word, kinds["ending"]) for word in counted))


def _stem(word: str, endings: Mapping[str, str]) -> str:
    """A word without the ending of its gender, number or case."""
    for length in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM), 0, -1):
        if word[-length:] in endings:
            return word[:-length]
    return word


def listed_names() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The official and the common names that come with the package, each with its code."""
    official, common = (
        [(row["name"], row["code"]) for row in read_rows(name)] for name in ("names_official.csv", "names_common.csv")
    )
    return official, common


@cache
def language_names() -> LanguageNames:
    """The names that come with the package."""
    words = [(row["kind"], row["word"], row["code"]) for row in read_rows("language_words.csv")]
    return LanguageNames.make(*listed_names(), words)
