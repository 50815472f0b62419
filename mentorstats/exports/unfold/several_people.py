"""Several people in one cell, told apart by what the file shows.

``;``, ``|`` and a new line always stand between people.  A comma may as well stand between family and given name, and
``&`` or a slash may be anything: they separate people where the heading is a plural and full names stand around them,
or where the parts stand alone in other cells.  Where the file shows neither, the cell is not read, and whoever knows
says so with a line in the settings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from mentorstats.schema.identifiers import is_shortened, is_thousands
from mentorstats.schema.words.table import fold, phrases, plain_tokens

__all__ = ["Separation", "is_plural", "may_name_several", "person_key", "separate_people", "split_beside"]

_SURE = re.compile(r"\s*[;|\n]\s*")
_SIGNS = {",": r"\s*,\s*", "/": r"\s*/\s*", "&": r"\s*&\s*", "+": r"\s*\+\s*"}
# They stand between people only where all of these stand alone in other cells.
_BETWEEN_CODES = r"(?<=\d)\s+(?=\S*\d)|(?<=\w)\s+(?=\S+@)"
_ONLY_KNOWN = tuple(map(re.compile, (r"\s+[-–—]\s+", r"\s*\(\s*|\s*\)", _BETWEEN_CODES)))
_SHORT_WORD = 2
_MAIL = r"[^@\s]+@[^@\s]+\.\w+"
_BULLET = re.compile(r"^\s*(?:[•·▪◦*‣-]|\d{1,2}[.)])\s+")
_NUMBERED = re.compile(r"\s+(?=\d{1,2}[.)]\s)")
_CODE = re.compile(r"(?=\S*\d)\S+")
# Family and given name may stand around a comma, two family names around these words: "Ortega y Gasset".
_IN_NAMES = {",", "y", "e"}
# What follows a name behind a comma and is nobody.
_TITLES = re.compile(
    r"(?:ph\.?\s?d|m\.?d|mba|m\.?\s?sc|b\.?\s?sc|m\.?a|b\.?a|m\.?eng|ll\.?[mb]|j\.?d|r\.?n|cpa|cfa|pmp|esq|jr|sr|i{1,3}|iv|dr|prof|mr|mrs|ms)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Separation:
    """The people of a column's cells.

    ``people`` has the cells that name several; ``unsure`` those that may, and were not read; ``signs`` are what stood
    between people, ``doubtful`` what may.
    """

    people: dict[str, tuple[str, ...]]
    unsure: tuple[str, ...]
    signs: tuple[str, ...]
    doubtful: tuple[str, ...]


def person_key(text: str) -> str:
    """A person as compared here: without case, accents and double spaces.

    >>> person_key(" Ana  BOAR ") == person_key("ana boar")
    True
    """
    return " ".join(fold(text).casefold().split())


def is_plural(heading: str) -> bool:
    """Whether a heading says that its cells name several people.

    >>> [is_plural(text) for text in ("Mentor(s)", "Mentors", "Mentorinnen", "Mentor", "Mentor's name", "mentor_ids")]
    [True, True, True, False, False, True]
    """
    if re.search(r"\((?:s|es|in|innen|en|e|n|i)\)|[/*:](?:in|innen|s)\b", heading.strip(), re.IGNORECASE):
        return True
    if re.search(r"[’']s\b", heading):
        return False
    words = plain_tokens(heading)
    several = {
        "ids",
        "names",
        "emails",
        "coaches",
        "volunteers",
        "proteges",
        "youth",
        "youths",
        "bigs",
        "littles",
        "students",
    }
    return any(re.fullmatch(r"(?:mentor|mentee)(?:s|es|en|inn?en|i|as|os)", word) or word in several for word in words)


def may_name_several(text: str) -> bool:
    """Whether a cell has any sign that may stand between people.

    >>> may_name_several("Ana Boar & Bo Crane"), may_name_several("Ana Boar"), may_name_several("Anderson")
    (True, False, False)
    """
    return bool(_SURE.search(text) or _any_sign().search(text) or _as_list(text) != text)


def separate_people(
    cells: Iterable[str], *, heading: str, known: Collection[str], chosen: str | None = None
) -> Separation:
    """Tell apart the people in a column's cells.

    ``known`` are people who stand alone in other cells, as ``person_key`` has them; ``chosen`` is what the program
    says stands between people, ``""`` that nothing does.

    >>> separate_people(["Ana Boar, Bo Crane", "Bo Crane"], heading="Mentor", known={"bo crane"}).people
    {'Ana Boar, Bo Crane': ('Ana Boar', 'Bo Crane')}
    >>> separate_people(["Abbot, Ana; Boone, Bea"], heading="Mentors", known=set()).people
    {'Abbot, Ana; Boone, Bea': ('Abbot, Ana', 'Boone, Bea')}
    """
    texts = {cell: _as_list(html.unescape(cell)) for cell in cells if not _is_one_number(cell, known)}
    if chosen is not None:
        return _separated(texts, lambda text: text.split(chosen) if chosen else [text], (chosen,))
    surely = _separated(texts, _SURE.split, tuple(";|\n"))
    surely.people.update({cell: people for cell, text in texts.items() if (people := _known_people(text, known))})
    rest = {cell: text for cell, text in texts.items() if cell not in surely.people}
    shown = _shown_signs(list(rest.values()), heading=heading, known=known, sure=bool(surely.people))
    pattern = _pattern(shown)
    may_be_several = _separated(rest, _parts, tuple(_signs()))
    split = _separated(rest, lambda text: _whole(pattern.split(text)), shown) if shown else Separation({}, (), (), ())
    people = {cell: names for cell, names in split.people.items() if _are_people(names, known, heading)}
    unsure = [cell for cell in may_be_several.people if cell not in people and _is_unsure(rest[cell], rest, surely)]
    doubtful = dict.fromkeys(sign for cell in unsure for sign in _signs_in(rest[cell]))
    signs = tuple(dict.fromkeys([*(sign for sign in surely.signs if surely.people), *(shown if people else ())]))
    return Separation({**surely.people, **people}, tuple(unsure), signs, tuple(doubtful))


def _is_one_number(cell: str, known: Collection[str]) -> bool:
    """Whether a comma stands within a number: "1,23E+11", and "1,234" unless both parts are people elsewhere."""
    if is_thousands(pd.Series([cell], dtype="str")):
        return not all(person_key(part) in known for part in cell.split(","))
    return is_shortened(cell)


def _separated(texts: Mapping[str, str], split: Callable[[str], Sequence[str]], signs: Sequence[str]) -> Separation:
    parts = {
        cell: tuple(filter(None, (_BULLET.sub("", part).strip() for part in split(text))))
        for cell, text in texts.items()
    }
    used = tuple(sign for sign in signs if sign and any(sign in text for text in texts.values()))
    return Separation({cell: names for cell, names in parts.items() if len(names) > 1}, (), used, ())


def _as_list(text: str) -> str:
    """A text such as "1. Ana Boar 2. Bo Crane" with semicolons between its entries."""
    return _NUMBERED.sub("; ", text) if re.match(r"\s*1[.)]\s", text) else text


def _known_people(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The people of a cell between whom stand only spaces, a dash or a bracket; none unless each is known or a mail."""
    for pattern in _ONLY_KNOWN:
        parts = tuple(filter(None, pattern.split(text)))
        if len(parts) > 1 and all(person_key(part) in known or re.fullmatch(_MAIL, part) for part in parts):
            return parts
    return ()


@cache
def _signs() -> Mapping[str, str]:
    """Every sign that may stand between people, as a pattern."""
    return _SIGNS | {word: rf"\s+{written}\s+" for word, written in _and_words().items()}


@cache
def _and_words() -> Mapping[str, str]:
    """Words for "and", each as a pattern; short ones in small letters, since "E" and "Ed" are parts of names."""
    words = (word for word in phrases("joined")["and"] if word.isalpha())
    return {word: f"(?i:{word})" if len(word) > _SHORT_WORD else word for word in words}


@cache
def _any_sign() -> re.Pattern[str]:
    return re.compile("|".join(_signs().values()))


def _pattern(signs: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_signs()[sign] for sign in signs) or r"(?!)")


def _signs_in(text: str) -> list[str]:
    return [sign for sign, pattern in _signs().items() if re.search(rf"\S(?:{pattern})\S", text)]


def _parts(text: str) -> list[str]:
    return _whole(_any_sign().split(text))


def _whole(parts: Sequence[str]) -> list[str]:
    """The parts of a cell, titles such as "PhD" with the name that they belong to."""
    whole: list[str] = []
    for part in filter(None, (part.strip() for part in parts)):
        if whole and _TITLES.fullmatch(part):
            whole[-1] += f", {part}"
        else:
            whole.append(_leading_and().sub("", part) if whole else part)
    return whole


@cache
def _leading_and() -> re.Pattern[str]:
    """What is left of ", and" where the comma has been taken as the sign."""
    return re.compile(rf"^(?:(?:{'|'.join(_and_words().values())})\s|&\s*)")


def _shown_signs(texts: Sequence[str], *, heading: str, known: Collection[str], sure: bool) -> tuple[str, ...]:
    """The signs of which the file shows that they stand between people."""
    shown = []
    for sign in _signs():
        cells = [text for text in texts if sign in _signs_in(text) and len(_parts(text)) > 1]
        if not cells:
            continue
        alone = sum(_stand_alone(text, sign, known) for text in cells)
        plural = is_plural(heading) and not sure and not (sign == "," and _family_name_first(texts))
        several = sum(plural and _look_like_people(_parts(text), sign) for text in cells)
        codes = all(all(map(_is_code, _parts(text))) for text in cells) and sign != "/"
        if codes or 2 * max(alone, several) >= len(cells):
            shown.append(sign)
    return tuple(shown)


def _stand_alone(text: str, sign: str, known: Collection[str]) -> bool:
    """Whether most parts of a cell are people elsewhere; of family and given name both would have to be."""
    parts = _parts(text)
    count = sum(person_key(part) in known for part in parts)
    single = sign == "," and any(len(part.split()) == 1 and not _is_code(part) for part in parts)
    return count == len(parts) if single else 2 * count >= len(parts)


def _look_like_people(parts: Sequence[str], sign: str) -> bool:
    """Whether each part may be a person: around what may stand in a name a full name, else any name."""
    fewest = 2 if sign in _IN_NAMES else 1
    return all(_is_code(part) or (len(part.split()) >= fewest and part[:1].isalpha()) for part in parts)


def _is_code(part: str) -> bool:
    return "@" in part or _CODE.fullmatch(part) is not None


def _family_name_first(texts: Sequence[str]) -> bool:
    """Whether every cell has one comma, with a single word on one of its sides somewhere: "García López, Ana"."""
    halves = [text.split(",") for text in texts]
    return (
        len(texts) > 1
        and all(len(parts) == 2 for parts in halves)
        and any(len(part.split()) == 1 for parts in halves for part in parts)
    )


def _are_people(names: Sequence[str], known: Collection[str], heading: str) -> bool:
    """Whether a cell's parts are people; two single words that nobody else is called are one "Reed, Ed"."""
    if any(_is_code(name) or len(name.split()) > 1 or person_key(name) in known for name in names):
        return True
    return is_plural(heading) or len(names) > 2


def _is_unsure(text: str, rest: Mapping[str, str], surely: Separation) -> bool:
    """Whether a cell that was not taken apart may name several people all the same."""
    signs, parts = _signs_in(text), _parts(text)
    if not signs or any(not part[:1].isalnum() for part in parts):
        return False
    if set(signs) <= {","}:
        full = all(len(part.split()) > 1 for part in parts)
        return (full or len(parts) > 2) and not surely.people and not _family_name_first(list(rest.values()))
    if set(signs) <= _IN_NAMES:
        return all(len(part.split()) > 1 for part in parts)
    if set(signs) <= {"/", "+"}:
        return not any(map(_is_code, parts)) and not (len(text) <= 4)
    return True


def split_beside(cell: str, count: int, signs: Sequence[str]) -> tuple[str, ...] | None:
    """What a cell beside several people says of each, where it has as many parts as there are people.

    >>> split_beside("Software, Banking", 2, [","]), split_beside("Law", 2, [","]), split_beside("a; b", 2, [","])
    (('Software', 'Banking'), None, ('a', 'b'))
    """
    for pattern in (_SURE, _pattern([sign for sign in signs if sign in _signs()])):
        parts = tuple(part.strip() for part in pattern.split(cell))
        if len(parts) == count:
            return parts
    plain = next((sign for sign in signs if sign and cell.count(sign) == count - 1), None)
    return tuple(part.strip() for part in cell.split(plain)) if plain and count > 1 else None
