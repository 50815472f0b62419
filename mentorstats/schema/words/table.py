"""Words that people write for when, nobody, held or missed, yes and no, in English and six other languages.

They stand in one small table, ``words.csv``: a row for each meaning, a column for each language.  A word is compared
without case, accents and punctuation, so that ``Después`` and ``DESPUES`` are one.  What is not in the table is never
guessed here: whoever asks gets nothing, and says so.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mentorstats.text import tokens

__all__ = [
    "LANGUAGES",
    "Match",
    "fold",
    "languages_of",
    "meaning_of",
    "phrases",
    "plain_tokens",
    "word_key",
    "words_in",
]

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")


class Match(NamedTuple):
    """A phrase of the table among the words of a text: what it means, and which of the words it takes."""

    meaning: str
    start: int
    end: int


@cache
def _table() -> tuple[tuple[str, str, str, str], ...]:
    """Every phrase with its kind, meaning and language."""
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["kind"], row["meaning"], language, phrase)
            for row in csv.DictReader(file)
            for language in LANGUAGES
            for phrase in filter(None, map(str.strip, row[language].split(";")))
        )


def phrases(kind: str) -> dict[str, tuple[str, ...]]:
    """The meanings of a kind, each with its phrases of all languages as the table spells them.

    >>> phrases("answer")["yes"][:3]
    ('yes', 'y', 'true')
    """
    collected: dict[str, dict[str, None]] = {}
    for table_kind, meaning, _, phrase in _table():
        if table_kind == kind:
            collected.setdefault(meaning, {})[phrase] = None
    return {meaning: tuple(words) for meaning, words in collected.items()}


def fold(text: str) -> str:
    """A text without accents.

    >>> fold("Después, März, Straße")
    'Despues, Marz, Strasse'
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ẞ", "SS"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def word_key(text: str) -> str:
    """What two spellings of a word share: no case, accents, spaces and punctuation, unless nothing else is there.

    >>> word_key(" N/A "), word_key("k. A."), word_key("??"), word_key("✓")
    ('na', 'ka', '??', '✓')
    """
    folded = fold(text).casefold()
    return re.sub(r"[\W_]+", "", folded) or "".join(folded.split())


def plain_tokens(text: str) -> tuple[str, ...]:
    """The words of a text, without case and accents.

    >>> plain_tokens("Línea_base (2024)"), plain_tokens("T0")
    (('linea', 'base'), ('t', '0'))
    """
    return tuple(tokens(fold(text)))


@cache
def _by_key(kind: str) -> Mapping[str, str]:
    """Meanings by the key of a whole text; a word of two meanings has the one that comes first."""
    return {word_key(phrase): meaning for meaning, words in reversed(phrases(kind).items()) for phrase in words}


def meaning_of(text: str, kind: str) -> str:
    """What a whole text means, ``""`` where the table does not have it.

    >>> meaning_of("WAHR", "answer"), meaning_of("Noch offen", "nobody"), meaning_of("maybe", "answer")
    ('yes', 'waiting', '')
    """
    return _by_key(kind).get(word_key(text), "")


@cache
def _by_tokens(kind: str) -> Mapping[tuple[str, ...], str]:
    every = {meaning: [plain_tokens(phrase) for phrase in words] for meaning, words in phrases(kind).items()}
    return {phrase: meaning for meaning, found in reversed(every.items()) for phrase in found if phrase}


@cache
def _longest(kind: str) -> int:
    return max((len(phrase) for phrase in _by_tokens(kind)), default=0)


def words_in(words: tuple[str, ...], kind: str) -> list[Match]:
    """The phrases of a kind among the words of a text, from left to right; a longer phrase hides those within it.

    >>> words_in(plain_tokens("Canceled by mentee"), "presence")
    [Match(meaning='cancelled', start=0, end=1)]
    """
    known, longest = _by_tokens(kind), _longest(kind)
    matches: list[Match] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + longest), start, -1)
        end = next((end for end in ends if words[start:end] in known), 0)
        if end:
            matches.append(Match(known[words[start:end]], start, end))
        start = end or start + 1
    return matches


def languages_of(text: str, kind: str) -> frozenset[str]:
    """The languages in which a whole text has a meaning of this kind.

    >>> sorted(languages_of("avant", "wave")), sorted(languages_of("Maya", "month"))
    (['fr'], [])
    """
    return _languages(kind).get(word_key(text), frozenset())


@cache
def _languages(kind: str) -> Mapping[str, frozenset[str]]:
    collected: dict[str, set[str]] = {}
    for table_kind, _, language, phrase in _table():
        if table_kind == kind:
            collected.setdefault(word_key(phrase), set()).add(language)
    return {key: frozenset(languages) for key, languages in collected.items()}
