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

__all__ = ["bare", "folded", "key", "keys", "separate"]

ALWAYS_SEPARATES = re.compile(r"[;\n\r|]+")
MAY_SEPARATE = (
    re.compile(r"\s*[,/>]+\s*(?:\b(?:and|or)\b\s*)?|\s+[-–—]\s+|:\s"),
    re.compile(r"\s*(?:[,/&+>]|:\s|\s[-–—]\s|\b(?:and|or)\b)\s*", re.IGNORECASE),
)
POSSESSIVE = re.compile(r"[’'`](?=s\b)")
ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,}")
LETTERS_JOINED = re.compile(r"\b([a-z]) ?& ?([a-z])\b")
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
    plain = _folded_letters(text)
    plain = POSSESSIVE.sub("", plain)
    if "." in plain:
        plain = ABBREVIATION.sub(lambda found: found.group().replace(".", ""), plain)
    if "&" in plain:
        plain = LETTERS_JOINED.sub(r"\1and\2", plain)
    words = (_word(word) for word in WORDS.findall(plain))
    return tuple(word for word in words if word not in DROPPED)


def _folded_letters(text: str) -> str:
    """Without accents and case."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


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

    At a comma or a slash it is enough that one part is ``known`` and the others are ``listed``.

    >>> separate("Banking; Law/Retail; Oil & Gas", {"Banking", "Law", "Retail"}.__contains__)
    ['Banking', 'Law', 'Retail', 'Oil & Gas']
    """
    parts: list[str] = []
    for piece in filter(None, (piece.strip() for piece in ALWAYS_SEPARATES.split(cell))):
        parts.extend([piece] if known(piece) else _apart(piece, known, listed or known))
    return parts


def _apart(piece: str, known: Callable[[str], object], listed: Callable[[str], object]) -> list[str]:
    for mark, enough in zip(MAY_SEPARATE, (listed, known), strict=True):
        inner = [part.strip() for part in mark.split(piece) if part and part.strip()]
        if len(inner) > 1 and all(enough(part) for part in inner) and any(known(part) for part in inner):
            return inner
    return [piece]


def folded(text: str) -> str:
    """A name without outer and double spaces and without case."""
    return " ".join(text.split()).casefold()
