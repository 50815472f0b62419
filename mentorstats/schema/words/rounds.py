"""The round of a program in the name of a file or sheet: a year, a season, "Cohort 3", "2023-24".

A full date is the day of an export, and a month may be, so neither is a round.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mentorstats.schema.words.table import fold, plain_tokens, words_in

__all__ = ["Round", "round_in"]

_FULL_DATE = re.compile(r"\d{4}[-_. ]\d{1,2}[-_. ]\d{1,2}|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4}|(?<!\d)\d{8}(?!\d)|\d{9,}")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–/_]\s*((?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERAL = re.compile(r"\d{1,3}|[ivx]{1,4}|[a-h]")


class Round(NamedTuple):
    """A round as it is named, and the key that two spellings of it share."""

    name: str
    key: tuple[str, ...]


def round_in(text: str) -> Round | None:
    """The one round that a name tells, None where it tells none.

    >>> round_in("pairings 2024"), round_in("Survey_Spring-2024"), round_in("Matches Cohort 3")
    (Round(name='2024', key=('2024',)), Round(name='Spring 2024', key=('2024', 'spring')),
     Round(name='Cohort 3', key=('round', '3')))
    >>> round_in("2023/24 matches").name, round_in("export 2024-05-17"), round_in("results 123456"), round_in("Week 3")
    ('2023-24', None, None, None)
    """
    plain = _FULL_DATE.sub(" ", text)
    spans = _YEARS.findall(plain)
    years = [f"{first}-{second[-2:]}" for first, second in spans if int(second[-2:]) == (int(first) + 1) % 100]
    years += [year for year in _YEAR.findall(_YEARS.sub(" ", plain))]
    if len(set(years)) > 1:
        return None
    words = plain_tokens(re.sub(r"[()\[\]]", " ", plain))
    seasons = [match for match in words_in(words, "season")]
    if len({match.meaning for match in seasons}) > 1:
        return None
    named = _numbered(words)
    if seasons:
        season = words[seasons[0].start].capitalize()
        return Round(" ".join([season, *years[:1]]), (*years[:1], seasons[0].meaning))
    if named and years:
        return Round(f"{named[0]} {years[0]}", (years[0], *named[1]))
    if named:
        return Round(named[0], ("round", *named[1]))
    return Round(years[0], (years[0],)) if years else None


def _numbered(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """A word for a round with its number or letter, as it is written and as it is compared."""
    for match in words_in(words, "round"):
        beside = words[match.end : match.end + 1] or ()
        if beside and _NUMERAL.fullmatch(beside[0]) and not _YEAR.fullmatch(beside[0]):
            number = str(int(beside[0])) if beside[0].isdigit() else fold(beside[0])
            return f"{' '.join(words[match.start : match.end]).capitalize()} {beside[0].upper()}", (number,)
    return None
