"""Identifiers and names as people see them, without what spreadsheets, mail programs and web pages wrap around them.

Two spellings that look alike are one person's.  Characters that nobody sees, hard spaces, curly apostrophes, the
``.0`` of a number, ``="00101"`` and ``Name <mail>`` say nothing about who is meant.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

__all__ = [
    "ERROR_TEXTS",
    "CleanedIds",
    "clean_identifier",
    "clean_identifiers",
    "is_shortened",
    "is_thousands",
    "may_need_cleaning",
    "short_forms",
]

# As spreadsheets of several languages write them.
ERROR_TEXTS = frozenset([
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!", "#BEZUG!",
    "#WERT!", "#NV", "#ZAHL!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "Err:502", "Err:504",
    "Err:508",
])  # fmt: skip
_UNSEEN = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF, 0xAD,
     0x180E, *range(0x00, 0x09), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)]
)  # fmt: skip
_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\uff02", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r'=\s*"([^"]*)"|=(\d+)')
_MARKED_AS_TEXT = re.compile(r"^'(?=[\d=+@-])")
_DISPLAY = re.compile(r"[^<>]*<\s*(?:mailto:)?([^<>@\s]+@[^<>@\s]+)\s*>")
_FLOAT = re.compile(r"\d+\.0+")
_DECIMAL = re.compile(r"\d+\.\d+")
_SHORT, _LONG = 15, 18
# Nothing can be taken off such identifiers and names, but for the .0 of a number.
_PLAIN = r"[A-Za-z0-9_@.-]+(?: [A-Za-z0-9_@.-]+)*"
_MAYBE_ODD = r"\.0|mailto:|_x[0-9A-Fa-f]{4}_"
_POWER_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[,'\u00a0\u202f ]\d{3})+")


@dataclass(frozen=True)
class CleanedIds:
    """Identifiers without what says nothing; for each kind of thing that was taken off, the places where it was."""

    texts: pd.Series
    changed: dict[str, list[int]]


def _out_of_formula(text: str) -> str:
    match = _FORMULA.fullmatch(text)
    return (match[1] or match[2] or "") if match else text


def _address_only(text: str) -> str:
    match = _DISPLAY.fullmatch(text)
    return match[1] if match else text


def _unquoted(text: str) -> str:
    return text[1:-1].strip() if len(text) > 2 and text[0] == text[-1] == '"' else text


def _without_mailto(text: str) -> str:
    return text[7:] if text[:7].casefold() == "mailto:" and "@" in text else text


def _narrow(text: str) -> str:
    """Text without the wide letters and digits of Asian keyboards."""
    if not any("\uff01" <= letter <= "\uff5e" for letter in text):
        return text
    return "".join(chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" else letter for letter in text)


# What is taken off each identifier by itself, in this order, and how it is called.
_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("codes of web pages", lambda text: html.unescape(text) if _ENTITY.search(text) else text),
    ("escaped characters of a workbook", lambda text: _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)),
    ("characters that nobody sees", lambda text: text.translate(_UNSEEN)),
    ("hard or double spaces", lambda text: " ".join(text.split())),
    ("letters of another Unicode form", lambda text: unicodedata.normalize("NFC", _narrow(text))),
    ("apostrophes, quotation marks or hyphens of another shape", lambda text: text.translate(_ALIKE)),
    ("formulas around a text", _out_of_formula),
    ("an apostrophe in front that marks text", lambda text: _MARKED_AS_TEXT.sub("", text, count=1)),
    ("quotation marks around it", _unquoted),
    ("a name before the mail address", _address_only),
    ("“mailto:”", _without_mailto),
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
    cleaned = odd.to_dict()
    changed: dict[str, list[int]] = {}
    steps = (*_STEPS, *_number_steps(texts))
    for place, text in odd.items():
        for name, step in steps:
            after = step(text)
            if after != text:
                changed.setdefault(name, []).append(int(place))  # type: ignore[call-overload]
            text = after
        cleaned[place] = text
    result = texts.copy()
    result.loc[odd.index] = pd.Series(cleaned, dtype="str")
    return CleanedIds(result.mask(result == ""), changed)


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


def _number_steps(texts: pd.Series) -> list[tuple[str, Callable[[str], str]]]:
    """What is taken off the numbers of a column, as far as all of its numbers are written alike."""
    steps: list[tuple[str, Callable[[str], str]]] = []
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
    numbers = texts[texts.str.fullmatch(r"\d[\d,'\u00a0\u202f ]*")]
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
