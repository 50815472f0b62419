"""Spelling mistakes: the listed name that was meant, or an honest doubt.

A name must be nearly a listed one, word by word, and clearly nearer to it than to any name of another industry.
"""

from __future__ import annotations

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
SHORTEST = 6
SIMILAR = 0.7

Spelled = tuple[Meaning, tuple[str, ...], float]


@dataclass(frozen=True, eq=False)
class SpelledNames:
    """Listed names by their first letter: without spaces, with their meaning, words and the least likeness."""

    by_letter: Mapping[str, Mapping[str, Spelled]]

    @classmethod
    def make(
        cls, english: Iterable[tuple[tuple[str, ...], Meaning]], elsewhere: Iterable[tuple[tuple[str, ...], Meaning]]
    ) -> SpelledNames:
        """From the words of each name and what it stands for, in English and other languages; the first one wins."""
        by_letter: dict[str, dict[str, Spelled]] = {}
        for names, least in ((english, THRESHOLD), (elsewhere, THRESHOLD_ELSEWHERE)):
            for words, meaning in names:
                joined = "".join(words)
                by_letter.setdefault(joined[:1], {}).setdefault(joined, (meaning, words, least))
        return cls(by_letter)

    def meant(self, words: tuple[str, ...]) -> Meaning | None:
        """What a misspelled name stands for; None when no listed name is near enough, or two of different industries."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        alike, name = OSA.normalized_similarity, "".join(words)
        if len(name) < SHORTEST or any(letter.isdigit() for letter in name):
            return None
        same_letter = self.by_letter.get(name[0], {})
        near = process.extractOne(name, same_letter.keys(), scorer=alike, score_cutoff=THRESHOLD)
        if near is None:
            return None
        meaning, listed, least = same_letter[near[0]]
        if near[1] < least:
            return None
        if len(listed) == len(words) and any(alike(a, b) < WORD for a, b in zip(words, listed, strict=True)):
            return None
        floor = near[1] - MARGIN
        for names in self.by_letter.values():
            rivals = process.extract(name, names.keys(), scorer=alike, score_cutoff=floor, limit=None)
            if any(score > floor and names[rival][0].code != meaning.code for rival, score, _ in rivals):
                return None
        return Meaning(meaning.code, "fuzzy") if meaning.code else None

    def similar(self, words: tuple[str, ...], *, limit: int = 5) -> list[Meaning]:
        """What the listed names stand for that are somewhat like this one, the most alike first."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        names = self.by_letter.get("".join(words)[:1], {})
        near = process.extract(
            "".join(words), names.keys(), scorer=OSA.normalized_similarity, score_cutoff=SIMILAR, limit=limit
        )
        return [names[name][0] for name, _, _ in near]
