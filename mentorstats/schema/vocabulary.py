"""What a header, a file name or a word tells: which column, who is named, what is nobody's business.

The words of all platforms together; those that mean the same everywhere are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mentorstats.schema.platforms import PLATFORMS
from mentorstats.schema.survey_tools import SURVEY_TOOLS
from mentorstats.text import match_key, tokens

__all__ = [
    "ALIASES",
    "FILE_NAMES",
    "HEADERS",
    "METADATA",
    "UNCLEAR",
    "identifying",
    "is_personal",
    "rating",
    "status_words",
]

_SIDES = {
    "mentee": {"mentee", "mentees", "protege", "protégé", "child", "youth", "little", "learner", "student"},
    "mentor": {"mentor", "mentors", "volunteer", "big", "coach"},
}
_ID_WORDS = {
    "id", "ids", "number", "no", "nr", "num", "identifier", "code", "key", "institutional", "contact", "role",
    "user", "member", "person", "participant", "profile", "record", "uid", "your", "the", "employee", "enter", "please",
    "what", "is", "uuid",
}  # fmt: skip
_SAYS_ID = {"id", "ids", "number", "no", "nr", "num", "identifier", "code", "uid", "uuid"}
_MAIL = {"email", "mail", "emails"}
_PERSONAL = re.compile(
    r"(ip|ipaddress|.*(email|emailaddress|mailaddress)|(recipient|mentor|mentee|your)?(first|last|full|given|family|display|preferred|middle)?name"
    r"|(recipient)?(first|last)name|surname|username|nickname|(location)?(latitude|longitude)|coordinates|gps.*"
    r"|.*(phone|telephone|mobile|cell)(number|no)?|(home|postal|street|mailing)?address(line)?\d?|street|zip(code)?|postcode|postalcode"
    r"|dateofbirth|birthdate|birthday|dob|socialsecurity.*|ssn|linkedin.*|password|photo.*|avatar.*|signature)"
)


def _names(listed: str) -> list[str]:
    return listed.split(", ") if listed else []


def _pooled(named: Iterable[Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each table and column the names that any platform has for it."""
    pooled: dict[str, dict[str, dict[str, None]]] = {name: {} for name in ("people", "pairings", "sessions", "surveys")}
    for tables in named:
        for table, columns in tables.items():
            for column, headers in columns.items():
                pooled[table].setdefault(column, {}).update(dict.fromkeys(_names(headers)))
    return {table: {column: tuple(headers) for column, headers in columns.items()} for table, columns in pooled.items()}


def _file_names() -> dict[str, tuple[str, ...]]:
    pooled: dict[str, dict[str, None]] = {}
    for platform in PLATFORMS:
        for table, beginnings in platform.files.items():
            pooled.setdefault(table, {}).update(dict.fromkeys(match_key(name) for name in _names(beginnings)))
    return {table: tuple(beginnings) for table, beginnings in pooled.items()}


HEADERS = _pooled(platform.headers for platform in PLATFORMS)
ALIASES = _pooled(platform.aliases for platform in PLATFORMS)
FILE_NAMES = _file_names()
METADATA = frozenset(match_key(header) for tool in SURVEY_TOOLS for header in _names(tool.metadata))
UNCLEAR = {match_key(word): meaning for platform in PLATFORMS for word, meaning in platform.unclear.items()}


def status_words(table: str, headers: Iterable[str]) -> dict[str, str]:
    """What the statuses of pairings or sessions mean, in a file with these headers.

    The words of a platform that is known by its headers (``only_with``) come before those of all others.

    >>> status_words("pairings", [])["concluded"], status_words("pairings", []).get("4")
    ('closed_early', None)
    """
    present = {"".join(tokens(header)) for header in headers}
    words: dict[str, str] = {}
    for platform in sorted(PLATFORMS, key=lambda platform: not platform.only_with):
        if {match_key(header) for header in platform.only_with} <= present:
            statuses = platform.statuses if table == "pairings" else platform.session_statuses
            words = {word: choice for choice, listed in statuses.items() for word in _names(listed)} | words
    return words


def identifying(header: str, table: str) -> tuple[str, str] | None:
    """Whom a column names and by what: mentee, mentor or person, and id, email, name, first or last; None for others.

    >>> identifying("Volunteer: Contact ID", "pairings"), identifying("Email Address", "surveys")
    (('mentor', 'id'), ('person', 'email'))
    """
    words = tokens(header)
    sides = [side for side, names in _SIDES.items() if names & set(words)]
    rest = [word for word in words if not any(word in names for names in _SIDES.values()) and not word.isdigit()]
    if table in ("pairings", "sessions"):
        if len(sides) != 1:
            return None
        side = sides[0]
    elif table == "surveys" and sides and not set(rest) & (_SAYS_ID | _MAIL):
        return None
    else:
        side = "person"
    kind = _identifying_kind(rest, bare=bool(sides))
    return (side, kind) if kind else None


def _identifying_kind(words: list[str], *, bare: bool) -> str:
    rest = set(words)
    if rest & _MAIL:
        return "email" if rest <= _MAIL | _ID_WORDS | {"address", "recipient", "work", "primary"} else ""
    if rest in ({"name"}, {"full", "name"}, {"display", "name"}):
        return "name"
    if rest in ({"first", "name"}, {"given", "name"}):
        return "first"
    if rest in ({"last", "name"}, {"family", "name"}, {"surname"}):
        return "last"
    if rest <= _ID_WORDS and ((bare and not rest) or rest & _SAYS_ID):
        return "id"
    if rest in ({"external", "reference"}, {"external", "data", "reference"}, {"custom", "data"}, {"respondent", "id"}):
        return "id"
    return ""


def rating(header: str) -> tuple[str, str] | None:
    """Who rates and what, in a column of pairings or sessions such as ``Mentee MQS``.

    >>> rating("Mentee Session Rating (out of 4)"), rating("Mentor name")
    (('mentee', 'session rating'), None)
    """
    words = tokens(header)
    sides = [side for side, names in _SIDES.items() if names & set(words)]
    rest = [word for word in words if not any(word in names for names in _SIDES.values())]
    rates = {"mqs", "rating", "score", "satisfaction", "stars"} & set(rest)
    return (sides[0], " ".join(rest)) if len(sides) == 1 and rates and len(rest) <= 3 else None


def is_personal(name: str) -> bool:
    """Whether a header, folded, stands for what identifies a person and no analysis needs.

    >>> is_personal("ipaddress"), is_personal("industry")
    (True, False)
    """
    return bool(_PERSONAL.fullmatch(name))
