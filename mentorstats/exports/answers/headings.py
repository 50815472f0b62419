"""A question's name and the time at which it was asked, from a heading such as ``Confidence before (1-5)``.

Words such as "before" and "baseline" say it wherever they begin or end a heading.  Others, such as "now", "start" and
"T1", say it only where another heading asks the same at another time: a question may well be about what comes now.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from mentorstats.schema.words.table import fold, phrases, words_in
from mentorstats.schema.words.waves import WAVE_KINDS, known_wave, place_of_words
from mentorstats.text import match_key

__all__ = ["ItemWave", "items_and_waves"]

# What stands alone where a heading is nothing but a word for a wave: "Pre" and "Post" beside each other.
BARE_ITEM = "score"
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_CASES = re.compile(r"(?<=[^\W\d_A-ZÄÖÜ])(?=[A-ZÄÖÜ])")
_SEPARATORS = " \t\r\n_-–—:.,;|/"
# A new beginning within a heading.
_BREAK = re.compile(r"[()\[\]:|]|[-–—]|[.,?!;](?=\s|$)|\n")
_LAST_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_COUNTED = {"point in time", "duration", "season", "dated season", "wave", "phase", "vague", "welle", "onda", "survey"}
# "How confident were you before?" and "… are you now?" ask the same.
_TENSE = {"were": "are", "was": "is", "did": "do", "had": "have", "felt": "feel", "could": "can"}


class ItemWave(NamedTuple):
    """A question's name, the heading's own word for the wave (``""`` where it has none), and the wave once known."""

    item: str
    word: str
    wave: str = ""


class _Token(NamedTuple):
    word: str
    start: int
    end: int


class _Reading(NamedTuple):
    """One way to read a heading; ``clear`` where its word for the wave needs no other heading beside it."""

    item: str
    word: str
    clear: bool

    @property
    def question(self) -> str:
        return match_key(re.sub(r"\w+", lambda word: _TENSE.get(word[0], word[0]), self.item.casefold()))

    @property
    def time(self) -> object:
        return known_wave(self.word) or place_of_words(tuple(token.word for token in _tokens(self.word)))


def items_and_waves(headers: Iterable[str], *, alone: bool = True) -> dict[str, ItemWave]:
    """For each heading the question's name and its word for the wave.

    ``alone`` says whether a clear word counts although no other heading asks the same at another time.

    >>> items_and_waves(["Confidence before (1-5)", "Confidence after (1-5)"])["Confidence before (1-5)"]
    ItemWave(item='Confidence (1-5)', word='before', wave='')
    >>> items_and_waves(["Skills T1", "Skills T2", "Hope now"])["Hope now"]
    ItemWave(item='Hope now', word='', wave='')
    """
    readings = {header: list(_readings(header)) for header in headers}
    times: dict[str, set[object]] = {}
    for reading in chain.from_iterable(readings.values()):
        times.setdefault(reading.question, set()).add(reading.time)
    paired = {question for question, at in times.items() if len(at) > 1}
    chosen = {header: _chosen(every, paired, alone) for header, every in readings.items()}
    names = {reading.question: reading.item for reading in _earlier_first(chosen.values())}
    return {header: _named(header, reading, names, paired) for header, reading in chosen.items()}


def _chosen(readings: Sequence[_Reading], paired: Collection[str], alone: bool) -> _Reading | None:
    beside = [reading for reading in readings if reading.question in paired]
    clear = [reading for reading in readings if reading.clear and alone]
    return next(iter([*(reading for reading in beside if reading.clear), *clear, *beside]), None)


def _earlier_first(chosen: Iterable[_Reading | None]) -> list[_Reading]:
    """The readings, those of a final answer last: an item is called what it is called at the end."""
    return sorted((reading for reading in chosen if reading), key=lambda reading: reading.time == "final")


def _named(header: str, reading: _Reading | None, names: Mapping[str, str], paired: Collection[str]) -> ItemWave:
    if reading is None:
        return ItemWave(header.strip(), "")
    bare = BARE_ITEM if reading.question in paired else header.strip()
    return ItemWave(names[reading.question] or bare, reading.word)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for run in _TOKEN.finditer(text):
        cuts = [0, *(match.start() for match in _CASES.finditer(run[0])), len(run[0])]
        tokens += [
            _Token(fold(run[0][low:high]).casefold(), run.start() + low, run.start() + high)
            for low, high in pairwise(cuts)
        ]
    return tokens


def _readings(header: str) -> Iterator[_Reading]:
    """The ways to read a heading, one for each word in it that may say when."""
    tokens = _tokens(header)
    words = tuple(token.word for token in tokens)
    for first, last, kind in _times(words):
        start, end = _extended(header, tokens, first, last)
        item = _without(header, tokens[start].start, tokens[end - 1].end)
        at_edge = _at_edge(header, tokens[start].start, tokens[end - 1].end)
        yield _Reading(item, header[tokens[first].start : tokens[last - 1].end], kind == WAVE_KINDS[0] and at_edge)


def _times(words: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """From where to where the words may say a time, and the kind of word."""
    counted = {(low, high) for low, high in _slices(words) if _is_counted(words[low:high])}
    for kind in WAVE_KINDS:
        for match in words_in(words, kind):
            if not any(low <= match.start < high for low, high in counted):
                yield match.start, match.end, kind
    for low, high in sorted(counted):
        if not any((low, high) != wide and wide[0] <= low and high <= wide[1] for wide in counted):
            yield low, high, "counted"


def _slices(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for low in range(len(words)):
        for high in range(low + 1, min(len(words), low + 3) + 1):
            if words_in(words[low:high], "season") or any(word.isdigit() for word in words[low:high]):
                yield low, high


def _is_counted(words: tuple[str, ...]) -> bool:
    place = place_of_words(words)
    if place is None or place.system not in _COUNTED:
        return False
    if len(words) != 2:
        return len(words) == 1 and place.system == "season"
    return words[1].isdigit() or place.system == "duration"


def _extended(header: str, tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int]:
    """The tokens to cut: the word with the little words before it and what belongs to it behind it."""
    joints, around = ("around a wave", "joint"), ("joint", "noun")
    start = first
    while start and _fills(tokens[start - 1], joints[1:]) and not _broken(header, tokens[start - 1], tokens[start]):
        start -= 1
    far = start
    while far and _fills(tokens[far - 1], around) and not _broken(header, tokens[far - 1], tokens[far]):
        far -= 1
    if far == 0 or _broken(header, tokens[far - 1], tokens[far]):
        start = far
    end = last
    while end < len(tokens) and _fills(tokens[end], around) and not _broken(header, tokens[end - 1], tokens[end]):
        end += 1
    if end < len(tokens) and not _broken(header, tokens[end - 1], tokens[end]) and start == 0:
        # "After the program I feel ready": what follows is the question; "Post program skills" is not cut short.
        end = last if tokens[last].word not in _joint_words() else end
    return start, end


def _fills(token: _Token, meanings: Sequence[str]) -> bool:
    return any(match.meaning in meanings for match in words_in((token.word,), "around a wave"))


@cache
def _joint_words() -> frozenset[str]:
    return frozenset(fold(word).casefold() for word in phrases("around a wave")["joint"])


def _broken(header: str, one: _Token, other: _Token) -> bool:
    return _BREAK.search(header[one.end : other.start]) is not None


def _at_edge(header: str, start: int, end: int) -> bool:
    """Whether what is cut begins or ends the heading, or all of a bracket at its end."""
    bare = _LAST_BRACKET.sub("", header)
    rest = header[end:] if end > len(bare) else bare[end:]
    return not header[:start].strip(_SEPARATORS + "([") or not rest.strip(_SEPARATORS + "?!)]")


def _without(header: str, start: int, end: int) -> str:
    left, right = header[:start], header[end:]
    if left.rstrip(_SEPARATORS).endswith(("(", "[")) and right.lstrip(_SEPARATORS).startswith((")", "]")):
        left, right = left.rstrip(_SEPARATORS)[:-1], right.lstrip(_SEPARATORS)[1:]
    left, right = left.rstrip(_SEPARATORS), right.lstrip(_SEPARATORS)
    glue = "" if not left or not right or left[-1] in "([" or right[0] in ")]?!" else _glue(header)
    return (left + glue + right).strip(_SEPARATORS)


def _glue(header: str) -> str:
    return "_" if "_" in header and " " not in header else " "
