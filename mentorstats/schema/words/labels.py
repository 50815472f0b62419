"""Answers in words that say their number: yes and no, labels such as ``4 - Agree``, a number in JSON.

A label that says itself that it is no answer, ``Not applicable (6)``, has no number whatever stands beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from mentorstats.schema.words.table import fold, meaning_of, phrases

__all__ = ["is_no_answer", "json_number", "json_texts", "label_and_number", "labeled_number", "yes_or_no"]

_NUMBER_FIRST = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:[-–—:.)=(]|\s)\s*\(?\s*([^\W\d][^\d]*)", re.DOTALL)
_NUMBER_LAST = re.compile(r"([^\W\d][^\d]*)[\s(=:–-](-?\d+(?:\.\d+)?)\)?")
_TIMES = ("times", "time", "x", "mal", "fois", "veces", "vezes", "volte", "keer")


def yes_or_no(text: str) -> float | None:
    """1 for yes and 0 for no, in six languages; None for anything else.

    >>> yes_or_no("WAHR"), yes_or_no(" Non. "), yes_or_no("perhaps")
    (1.0, 0.0, None)
    """
    return {"yes": 1.0, "no": 0.0}.get(meaning_of(text.strip().strip(".!"), "answer"))


def is_no_answer(text: str) -> bool:
    """Whether a text says that there is no answer, with or without a code for that.

    >>> is_no_answer("Prefer not to say (99)"), is_no_answer("k. A."), is_no_answer("-"), is_no_answer("none at all")
    (True, True, True, False)
    """
    if not text.strip(" -–—.?_"):
        return True
    parts = label_and_number(text)
    return meaning_of(parts[0] if parts else text, "answer") == "none"


@cache
def _unit() -> re.Pattern[str]:
    """A number of minutes, hours, times …: no label."""
    words = {fold(word).casefold() for several in phrases("unit").values() for word in several if word.isalpha()}
    return re.compile(
        rf"-?\d+(?:\.\d+)?\s*(?:{'|'.join(sorted({*words, *_TIMES}, key=len, reverse=True))})\b.*", re.DOTALL
    )


def label_and_number(text: str) -> tuple[str, float] | None:
    """The label and the number of a text that has both; None for others.

    >>> [label_and_number(text) for text in ("4 - Agree", "Agree (4)", "45 min", "3 - 4")]
    [('Agree', 4.0), ('Agree', 4.0), None, None]
    """
    text = text.strip()
    if _unit().fullmatch(fold(text).casefold()):
        return None
    if first := _NUMBER_FIRST.fullmatch(text):
        return first[2].strip(" )"), float(first[1])
    if last := _NUMBER_LAST.fullmatch(text):
        return last[1].strip(" (=:–-"), float(last[2])
    return None


def labeled_number(text: str) -> float | None:
    """The number of a label that carries its own; None where the label says that there is no answer.

    >>> labeled_number("4 - Agree"), labeled_number("Not applicable (6)")
    (4.0, None)
    """
    parts = label_and_number(text)
    return None if parts is None or is_no_answer(text) else parts[1]


def json_number(text: str) -> float | None:
    """The one number in a cell of JSON.

    >>> json_number('{"rating": "5"}'), json_number("[3]"), json_number('{"a": 1, "b": 2}')
    (5.0, 3.0, None)
    """
    if not text.startswith(("{", "[")):
        return None
    try:
        numbers = list(_numbers(json.loads(text)))
    except ValueError:
        return None
    return numbers[0] if len(numbers) == 1 else None


def json_texts(text: str) -> list[str]:
    """The texts in a cell that is a JSON list, none where it is something else.

    >>> json_texts('["Banking", "Law"]'), json_texts("Banking")
    (['Banking', 'Law'], [])
    """
    if not text.startswith("["):
        return []
    try:
        values = json.loads(text)
    except ValueError:
        return []
    return [str(value) for value in values] if isinstance(values, list) else []


def _numbers(value: Any) -> Iterable[float]:
    if isinstance(value, bool | int | float) or (
        isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip())
    ):
        yield float(value)
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _numbers(inner)
