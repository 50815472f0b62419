"""Spelling mistakes: the listed name that was meant, or an honest doubt.

A name must be nearly a listed one, word by word, and clearly nearer to it than to any name of another industry.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mentorstats.industry.nodes import Meaning

__all__ = ["MARGIN", "THRESHOLD", "WORD", "SpelledNames"]

# Likeness 0 to 1, chosen on other names than the held-out ones of tests/industry/HOLDOUT.md.
THRESHOLD = 0.86
MARGIN = 0.06
WORD = 0.65
# In other languages one letter often makes another word (Finnish valmistus, valaistus), so there less is forgiven.
THRESHOLD_ELSEWHERE = 0.9
SIMILAR = 0.7

Spelled = tuple[Meaning, tuple[str, ...], float]
Spellings = dict[str, Spelled]


@dataclass(frozen=True, eq=False)
class SpelledNames:
    """Listed names without spaces, with their meaning, their words and the likeness that is enough.

    ``by_start`` has all of them by first letter and length, ``english`` those in English by length: a mistake in the
    first letter is looked for in English only.
    """

    by_start: Mapping[tuple[str, int], Spellings]
    english: Mapping[int, Spellings]

    @classmethod
    def make(
        cls, english: Iterable[tuple[tuple[str, ...], Meaning]], elsewhere: Iterable[tuple[tuple[str, ...], Meaning]]
    ) -> SpelledNames:
        """From the words of each name and what it stands for, in English and other languages; the first one wins."""
        by_start: dict[tuple[str, int], Spellings] = {}
        by_length: dict[int, Spellings] = {}
        for names, enough in ((english, THRESHOLD), (elsewhere, THRESHOLD_ELSEWHERE)):
            for words, meaning in names:
                name, spelled = "".join(words), (meaning, words, enough)
                by_start.setdefault((name[:1], len(name)), {}).setdefault(name, spelled)
                if enough == THRESHOLD:
                    by_length.setdefault(len(name), {}).setdefault(name, spelled)
        return cls(by_start, by_length)

    def meant(self, words: tuple[str, ...]) -> Meaning | None:
        """What a misspelled name stands for; None when no listed name is near enough, or two are that differ."""
        name = "".join(words)
        if any(letter.isdigit() for letter in name):
            return None
        near = _nearest(name, self._with_start(name, THRESHOLD), THRESHOLD)
        if not near:
            return None
        likeness, (meaning, listed, enough) = near[0]
        if likeness < enough or (len(listed) == len(words) and not _each_alike(words, listed)):
            return None
        floor = likeness - MARGIN
        others = [self.english[length] for length in _lengths(name, floor) if length in self.english]
        rivals = _nearest(name, [*self._with_start(name, floor), *others], floor)
        if any(rival > floor and other.code != meaning.code for rival, (other, _, _) in rivals):
            return None
        return Meaning(meaning.code, "fuzzy") if meaning.code else None

    def similar(self, words: tuple[str, ...]) -> list[Meaning]:
        """What the listed names stand for that are somewhat like this one, the most alike first."""
        name = "".join(words)
        return [meaning for _, (meaning, _, _) in _nearest(name, self._with_start(name, SIMILAR), SIMILAR)]

    def _with_start(self, name: str, least: float) -> list[Spellings]:
        """The names with the same first letter whose length allows that likeness."""
        starts = ((name[:1], length) for length in _lengths(name, least))
        return [self.by_start[start] for start in starts if start in self.by_start]


def _lengths(name: str, least: float) -> range:
    """The lengths of names that can be that much like this one."""
    return range(math.ceil(len(name) * least), math.floor(len(name) / least) + 1)


def _nearest(name: str, tables: Iterable[Spellings], least: float) -> list[tuple[float, Spelled]]:
    """The names of the tables that are at least so much like this one, the most alike first, with their likeness."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    alike = [
        (likeness, table[other])
        for table in tables
        for other, likeness, _ in process.extract(
            name, table.keys(), scorer=OSA.normalized_similarity, score_cutoff=least, limit=None
        )
    ]
    return sorted(alike, key=lambda near: -near[0])


def _each_alike(words: tuple[str, ...], listed: tuple[str, ...]) -> bool:
    """Whether word by word the two names are somewhat alike."""
    from rapidfuzz.distance import OSA

    return all(OSA.normalized_similarity(a, b) >= WORD for a, b in zip(words, listed, strict=True))
