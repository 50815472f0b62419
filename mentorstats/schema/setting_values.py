"""What kind of value a setting may have, checked with a message that names key, value and what was expected."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

from mentorstats.errors import UnusableExports
from mentorstats.text import shorten

__all__ = [
    "InvalidSettings",
    "as_written",
    "check_choice",
    "check_number",
    "check_positive",
    "check_text",
    "table_at",
    "texts_at",
]

_VALUE_LENGTH = 80
_LARGEST = 1e300


class InvalidSettings(UnusableExports):
    """The settings cannot be used; the message names the key, what it says and what was expected."""


def as_written(value: Any) -> str:
    """A value as a message shows it; a long one is cut."""
    try:
        return shorten(repr(value), _VALUE_LENGTH)
    except (RecursionError, ValueError):
        return "something too large to be shown"


def table_at(key: str, value: Any) -> Mapping[str, Any]:
    """A setting that is a table.

    >>> table_at("labels", {"Good": 4})
    {'Good': 4}
    """
    if not isinstance(value, Mapping):
        raise InvalidSettings(f"{key} is {as_written(value)}; expected a table, written [{key}]")
    return value


def texts_at(key: str, value: Any) -> tuple[str, ...]:
    """A setting that is a list of texts, or one text.

    >>> texts_at("surveys.items", "graduated")
    ('graduated',)
    """
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        raise InvalidSettings(f"{key} is {as_written(value)}; expected text in quotes, or a list of them")
    return tuple(texts)


def check_text(key: str, value: Any, *, optional: bool = False) -> None:
    """Refuse what is no text; None is one where it is optional."""
    if not (isinstance(value, str) or (optional and value is None)):
        raise InvalidSettings(f"{key} is {as_written(value)}; expected text in quotes")
    if isinstance(value, str) and "\0" in value:
        raise InvalidSettings(f"{key} has a character that no text has; write it again")


def check_choice(key: str, value: Any, choices: Sequence[str | None]) -> None:
    """Refuse what is none of the choices."""
    if value not in choices:
        known = [repr(choice) for choice in choices if choice]
        words = " or ".join(known) if len(known) < 4 else "one of " + ", ".join(known)
        raise InvalidSettings(f"{key} is {as_written(value)}; expected {words}")


def check_number(key: str, value: Any, low: float, high: float, *, whole: bool = False) -> None:
    """Refuse what is no number between two bounds."""
    if not _is_number(value, whole=whole) or not low <= value <= high:
        words = "a whole number" if whole else "a number"
        raise InvalidSettings(f"{key} is {as_written(value)}; expected {words} from {low:g} to {high:g}")


def check_positive(key: str, value: Any) -> None:
    """Refuse what is no number above 0."""
    if not _is_number(value) or not 0 < value <= _LARGEST:
        raise InvalidSettings(f"{key} is {as_written(value)}; expected a number above 0")


def _is_number(value: Any, *, whole: bool = False) -> bool:
    return isinstance(value, numbers.Integral if whole else numbers.Real) and not isinstance(value, bool)
