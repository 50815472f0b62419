"""Identifiers and names as people see them, without what spreadsheets, mail programs and web pages wrap around them.

Two spellings that look alike are one person's.  Characters that nobody sees, hard spaces, curly apostrophes, the
``.0`` of a number, ``="00101"`` and ``Name <mail>`` say nothing about who is meant.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

__all__ = [
    "CleanedIds",
    "clean_identifier",
    "clean_identifiers",
    "is_shortened",
    "is_thousands",
    "may_need_cleaning",
    "short_forms",
]

_UNSEEN = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, 0xAD,
     0x180E, *range(0x00, 0x09), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)]
)  # fmt: skip
_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\uff02", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-")
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r'=\s*"{1,3}([^"]*)"{1,3}|=(\d+)')
_TAG = re.compile(r"</?(?:a|b|i|u|p|br|div|em|font|span|strong|td)(?: [^<>]*)?/?>", re.IGNORECASE)
# Before an identifier; names such as 't Hooft begin with one.
_MARKED_AS_TEXT = re.compile(r"'(?=[=+@-]|[^\s']*[\d@][^\s']*$)")
_DISPLAY = re.compile(r"[^<>]*<\s*(?:mailto:)?([^<>@\s]+@[^<>@\s]+)\s*>")
_ADDRESS = re.compile(r"""[^\s<>()\[\]{}"',;:|?@]+@[\w-]+(?:\.[\w-]+)+""")
_GUID = re.compile(r"[{(]?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[)}]?", re.IGNORECASE)
_WRAPPED = re.compile(r"'([^']+)'|\(([^()]+)\)|\[([^\[\]]+)\]")
_AFTER = re.compile(r"[,;\s]+$|(?<=\d)\.$")
_FLOAT = re.compile(r"\d+\.0+")
_DECIMAL = re.compile(r"\d+\.\d+")
_SHORT, _LONG = 15, 18
# Nothing can be taken off such identifiers and names, but for the .0 of a number.
_PLAIN = r"[A-Za-z0-9_@.-]+(?: [A-Za-z0-9_@.-]+)*"
_MAYBE_ODD = (
    r"\.0|\d\.$|_x[0-9A-Fa-f]{4}_|^\d{1,3}(?:[ .]\d{3})+$|@.*\.$| \S*@|@\S* |^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-"
)
_POWER_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,' ]\d{3})+")


@dataclass(frozen=True)
class CleanedIds:
    """Identifiers without what says nothing; for each kind of thing that was taken off, the places where it was."""

    texts: pd.Series
    changed: dict[str, list[int]]


def _out_of_formula(text: str) -> str:
    match = _FORMULA.fullmatch(text)
    return (match[1] or match[2] or "") if match else text


def _address_only(text: str) -> str:
    """The one address that stands in a text, without the name and the marks around it."""
    if "@" not in text:
        return text
    match = _DISPLAY.fullmatch(text)
    addresses = {address.casefold(): address for address in _ADDRESS.findall(text)}
    return match[1] if match else next(iter(addresses.values())) if len(addresses) == 1 else text


def _unquoted(text: str) -> str:
    """Text without quotation marks around it, or one that was never closed."""
    single = text.count('"') == 1 and len(text) > 1
    return text.strip('" ') if single or (len(text) > 2 and text[0] == text[-1] == '"') else text


def _unwrapped(text: str) -> str:
    """Text without brackets or apostrophes around all of it, and what separates it from the next."""
    match = _WRAPPED.fullmatch(text)
    return _AFTER.sub("", next(filter(None, match.groups())).strip() if match else text) or text


def _as_guid(text: str) -> str:
    match = _GUID.fullmatch(text)
    return match[1].lower() if match else text


def _narrow(text: str) -> str:
    """Text without the wide letters of Asian keyboards, and with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    wide = (chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" else letter for letter in text)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in wide)


_Step = tuple[str, Callable[[str], str]]
# What is taken off each identifier by itself, in this order, and how it is called.
_STEPS: tuple[_Step, ...] = (
    ("codes of web pages", lambda text: html.unescape(text) if _ENTITY.search(text) else text),
    ("escaped characters of a workbook", lambda text: _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)),
    ("characters that nobody sees", lambda text: text.translate(_UNSEEN)),
    ("tags of web pages", lambda text: _TAG.sub("", text) if "<" in text else text),
    ("hard or double spaces", lambda text: " ".join(text.split())),
    ("letters of another Unicode form", lambda text: unicodedata.normalize("NFC", _narrow(text))),
    ("apostrophes, quotation marks or hyphens of another shape", lambda text: text.translate(_ALIKE)),
    ("formulas around a text", _out_of_formula),
    ("an apostrophe in front that marks text", lambda text: text[1:] if _MARKED_AS_TEXT.match(text) else text),
    ("quotation marks around it", _unquoted),
    ("what stands around the mail address", _address_only),
    ("marks around it", _unwrapped),
    ("capitals and brackets of a GUID", _as_guid),
)


def clean_identifier(text: str) -> str:
    """One identifier as people see it.

    >>> [clean_identifier(text) for text in ('="00101"', "O\\u2019Neil", "Ann <a@example.org>", "\\u200bE01\\xa0")]
    ['00101', "O'Neil", 'a@example.org', 'E01']
    """
    for _, step in _STEPS:
        text = step(text)
    return text


def clean_identifiers(texts: pd.Series) -> CleanedIds:
    """Distinct identifiers of one column as people see them.

    Plain ones, most often all, are told apart first.  ``.0`` behind whole numbers and marks between thousands go only
    where every number of the column that has any is written so.

    >>> clean_identifiers(pd.Series(["101.0", "102.0"])).texts.tolist()
    ['101', '102']
    """
    odd = texts[~texts.str.fullmatch(_PLAIN) | texts.str.contains(_MAYBE_ODD)]
    if odd.empty:
        return CleanedIds(texts, {})
    changed: dict[str, list[int]] = {}
    result = texts.copy()
    result.loc[odd.index] = _taken_off(odd, _STEPS, changed)
    steps = _number_steps(result)
    if steps:
        result.loc[odd.index] = _taken_off(result[odd.index], steps, changed)
    return CleanedIds(result.mask(result == ""), changed)


def _taken_off(texts: pd.Series, steps: Sequence[_Step], changed: dict[str, list[int]]) -> pd.Series:
    """The texts after all steps; ``changed`` gains the places where each of them took something off."""
    cleaned = {}
    for place, text in texts.items():
        for name, step in steps:
            after = step(text)
            if after != text:
                changed.setdefault(name, []).append(int(place))  # type: ignore[call-overload]
            text = after
        cleaned[place] = text
    return pd.Series(cleaned, dtype="str")


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has made a power of ten of an identifier.

    >>> is_shortened("1.23457E+11"), is_shortened("1,23457E+11"), is_shortened("E11")
    (True, True, False)
    """
    return _POWER_OF_TEN.fullmatch(text) is not None


def may_need_cleaning(texts: pd.Series) -> bool:
    """Whether anything could be taken off any of these, or one of them is what a failed formula leaves.

    >>> may_need_cleaning(pd.Series(["E01", "Ann Roe"])), may_need_cleaning(pd.Series(["E01", "E02.0"]))
    (False, True)
    """
    return bool((~texts.str.fullmatch(_PLAIN) | texts.str.contains(_MAYBE_ODD)).any())


def _number_steps(texts: pd.Series) -> list[_Step]:
    """What is taken off the numbers of a column, as far as all of its numbers are written alike."""
    steps: list[_Step] = []
    plain = texts.dropna().str.strip()
    decimals = plain[plain.str.fullmatch(_DECIMAL)]
    if len(decimals) and decimals.str.fullmatch(_FLOAT).all():
        steps.append(("“.0” behind whole numbers", lambda t: t.partition(".")[0] if _FLOAT.fullmatch(t) else t))
    if is_thousands(plain):
        digits = re.compile(r"\D")
        steps.append(("marks between thousands", lambda t: digits.sub("", t) if _THOUSANDS.fullmatch(t) else t))
    return steps


def is_thousands(texts: pd.Series) -> bool:
    """Whether the numbers among texts are written with marks between thousands, all that are large enough.

    >>> is_thousands(pd.Series(["1,101", "999"])), is_thousands(pd.Series(["1,101", "1102"]))
    (True, False)
    """
    numbers = texts[texts.str.fullmatch(r"\d[\d.,' ]*")]
    marked = numbers.str.fullmatch(_THOUSANDS)
    return bool(marked.any() and (marked | numbers.str.fullmatch(r"\d{1,3}")).all())


def short_forms(texts: pd.Series) -> dict[str, str]:
    """The Salesforce identifiers of 18 characters that occur with 15 as well, each with those.

    Three characters more check the capitals of the others, for programs that do not tell them from small letters.

    >>> short_forms(pd.Series(["0035g00000AbC00", "0035g00000AbC00AAF", "0035g00000AbC01AAF"]))
    {'0035g00000AbC00AAF': '0035g00000AbC00'}
    """
    long = texts[(texts.str.len() == _LONG) & texts.str.fullmatch(r"[A-Za-z0-9]{15}[A-Z0-5]{3}")]
    short = set(texts[texts.str.len() == _SHORT]) if len(long) else set()
    return {text: text[:_SHORT] for text in long if text[:_SHORT] in short}
