"""What counts in a name as people type it, and how many names a cell holds.

“Hospitals & Health Care”, “hospital and health-care” and “the Hospital/Healthcare industry” should be found
under one entry, so case, accents, plurals, filler words and British spellings are taken out before a name is
looked up.  A semicolon always separates two names; a comma, a slash, “&” and “and” are often part of one
(“Oil & Gas”), so they separate only where every part is a known name and the whole is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

__all__ = ["ALWAYS_SEPARATES", "bare", "folded", "key", "keys", "path", "plain_letters", "separate", "tokens"]

ALWAYS_SEPARATES = re.compile(r"[;；\n\r|]+")
AND = (
    r"\b(?:and|or|und|oder|et|ou|y|e|ed|och|og|en|oraz|i|ja|ve|и|та|és|și|si|και|dan|un|ir)\b"
    r"|(?<=\w)[与與和及](?=\w)|(?<=\S)\s+و"
)
MAY_SEPARATE = (
    re.compile(r"\s*[,/、・，／،]+\s*(?:\b(?:and|or)\b\s*)?|\s+[-–—]\s+"),
    re.compile(rf"\s*(?:[,/&+、・，／،]|:\s|\s[-–—]\s|{AND})\s*", re.IGNORECASE),
)
PATH = re.compile(r"\s*(?:[-–—=]?>+|[»›→⇒]|\\+|::)\s*")
SECTOR_FIRST = re.compile(r":\s+")
POSSESSIVE = re.compile(r"[’'`](?=s\b)")
ABBREVIATION = re.compile(r"\b(?:[a-z]{1,2}\.){2,}")
LETTERS_JOINED = re.compile(r"\b[a-z](?: ?[&+] ?[a-z])+\b")
JOINS = re.compile(r" ?[&+] ?")
# Letters that no mark can be taken off, as people write them who have no such key.
OWN_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŋ": "n",
               "ي": "ى", "ک": "ك", "ی": "ى", "ة": "ه", "ـ": ""}  # fmt: skip
VOICED = "\u3099\u309a"
WORDS = re.compile(r"[^\W_]+")
DROPPED = {"a", "an", "and", "etc", "for", "in", "of", "or", "the"}
FILLERS = {"company", "field", "firm", "industry", "sector", "space"}
KEPT_PLURAL = {
    "arts",
    "business",
    "fitness",
    "gas",
    "glass",
    "marines",
    "news",
    "press",
    "securities",
    "series",
    "wellness",
    "wireless",
}
SPELLINGS = {
    "aluminium": "aluminum",
    "behavioural": "behavioral",
    "catalogue": "catalog",
    "centre": "center",
    "colour": "color",
    "defence": "defense",
    "dept": "department",
    "fibre": "fiber",
    "gov": "government",
    "govt": "government",
    "intl": "international",
    "jewellery": "jewelry",
    "labour": "labor",
    "mfg": "manufacturing",
    "mgmt": "management",
    "orthopaedic": "orthopedic",
    "paediatric": "pediatric",
    "programme": "program",
    "svc": "service",
    "theatre": "theater",
    "travelling": "traveling",
    "tyre": "tire",
}


def _word(word: str) -> str:
    """One word without plural and in American spelling."""
    if len(word) > 3 and word not in KEPT_PLURAL and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word.removesuffix("s")
    american = f"{word.removesuffix('isation')}ization" if word.endswith("isation") else word
    return SPELLINGS.get(word, american)


@lru_cache(maxsize=65536)
def key(text: str) -> tuple[str, ...]:
    """The words of a name that count: no case, accents, punctuation, plurals or filler words.

    >>> key("Hospitals & Health Care"), key("the Oil-and-Gas industry")
    (('hospital', 'health', 'care'), ('oil', 'gas', 'industry'))
    """
    words = (_word(word) for word in tokens(plain_letters(text)))
    return tuple(word for word in words if word not in DROPPED)


def tokens(plain: str) -> list[str]:
    """The words of a text; abbreviations (“R.H.”, “R&D”, “I+D”) are one."""
    plain = POSSESSIVE.sub("", plain)
    if "." in plain:
        plain = ABBREVIATION.sub(lambda found: found.group().replace(".", ""), plain)
    if "&" in plain or "+" in plain:
        plain = LETTERS_JOINED.sub(lambda found: JOINS.sub("and", found.group()), plain)
    return WORDS.findall(plain)


def plain_letters(text: str) -> str:
    """Letters as readers know them again: without case, accents and other marks.

    >>> plain_letters("Großhandel"), plain_letters("İNŞAAT"), plain_letters("Żłobek")
    ('grosshandel', 'insaat', 'zlobek')
    """
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)


class _PlainLetters(dict[int, str]):
    """Each letter without its marks, worked out when it is first met; for ``str.translate``."""

    def __missing__(self, letter: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(letter))
        kept = "".join(part for part in parts if not unicodedata.combining(part) or part in VOICED)
        self[letter] = "".join(OWN_LETTERS.get(part, part) for part in unicodedata.normalize("NFC", kept))
        return self[letter]


PLAIN = _PlainLetters()


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without “industry”, “sector”, “company” and the like, unless nothing else is left."""
    return tuple(word for word in words if word not in FILLERS) or words


def keys(words: tuple[str, ...]) -> tuple[str, ...]:
    """The ways a name is looked up: without spaces, and with its words in order of the alphabet.

    >>> keys(("real", "estate"))
    ('realestate', 'estate real')
    """
    return ("".join(words), " ".join(sorted(words))) if words else ()


def separate(cell: str, known: Callable[[str], object], *, listed: Callable[[str], object] | None = None) -> list[str]:
    """The names in one cell: always apart at “;”, elsewhere only where every part is known and the whole is not.

    At a comma or a slash it is enough that one part is ``known`` and the others are ``listed``.  Of a path
    (“Technology > Software”) the last known step is left, or the last one.

    >>> separate("Banking; Law/Retail; Oil & Gas", {"Banking", "Law", "Retail"}.__contains__)
    ['Banking', 'Law', 'Retail', 'Oil & Gas']
    >>> separate("Retail > Banking > Private clients", {"Banking", "Retail"}.__contains__)
    ['Banking']
    """
    parts: list[str] = []
    for piece in filter(None, (piece.strip() for piece in ALWAYS_SEPARATES.split(cell))):
        steps = path(piece, listed or known)
        if known(piece):
            parts.append(piece)
        elif len(steps) > 1:
            ends = (separate(step, known, listed=listed) for step in reversed(steps))
            parts.extend(next((end for end in ends if any(known(name) for name in end)), [steps[-1]]))
        else:
            parts.extend(_apart(piece, known, listed or known))
    return parts


def path(piece: str, listed: Callable[[str], object]) -> list[str]:
    """The steps of a path from the sector down; one step where it is none.

    A colon makes a path only where all its steps are ``listed``.

    >>> path("Technology » Software", bool), path("Wanted: Software", {"Software"}.__contains__)
    (['Technology', 'Software'], ['Wanted: Software'])
    """
    steps = [step.strip() for step in PATH.split(piece) if step.strip()]
    if len(steps) > 1:
        return steps
    steps = [step.strip() for step in SECTOR_FIRST.split(piece) if step.strip()]
    return steps if len(steps) > 1 and all(listed(step) for step in steps) else [piece]


def _apart(piece: str, known: Callable[[str], object], listed: Callable[[str], object]) -> list[str]:
    for mark, enough in zip(MAY_SEPARATE, (listed, known), strict=True):
        inner = [part.strip() for part in mark.split(piece) if part and part.strip()]
        if len(inner) > 1 and all(enough(part) for part in inner) and any(known(part) for part in inner):
            return inner
    return [piece]


def folded(text: str) -> str:
    """A name without outer and double spaces and without case."""
    return " ".join(text.split()).casefold()
