"""Text as people compare it and as sentences need it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "capitalize",
    "match_key",
    "neutralize_formulas",
    "no_listener",
    "one_line",
    "plural",
    "quoted",
    "shorten",
    "shown_cell",
    "tokens",
    "visible",
    "visible_table",
]

# C0 and C1 controls but tab and line feed, DEL, marks and overrides of the writing direction, halves of characters.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85]")
_CELL_LENGTH = 200
_RUN_AS_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*([eE][+-]?\d+)?\s?%?")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


def match_key(text: str) -> str:
    """A name without case, punctuation and spaces: for comparing headers and words.

    >>> match_key(" Mentee-ID ") == match_key("mentee_id") == match_key("MenteeID")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def tokens(header: str) -> list[str]:
    """The words of a header, without case and closing brackets.

    >>> tokens("Mentor E-Mail_2 (work)"), tokens("ExternalReference")
    (['mentor', 'email', '2'], ['external', 'reference'])
    """
    bare = _BRACKETS.sub("", header) or header
    bare = re.sub(r"(?i)\be-mail", "email", bare)
    bare = re.sub(r"(?<=[a-zäöüéß])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", bare)
    return [word.lower() for word in re.findall(r"[^\W_]+", bare)]


def visible(text: str) -> str:
    """A text without characters that nobody sees and that steer a terminal, a spreadsheet or the writing direction.

    Tabs and line feeds stay, other line ends become line feeds.

    >>> visible("Ban\\x1bking\\u202e")
    'Banking'
    """
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def shown_cell(text: str) -> str:
    """A cell of an export as it is shown anywhere: ``visible``, and cut at 200 characters.

    >>> len(shown_cell("x" * 5000)), shown_cell("x" * 200) == "x" * 200
    (200, True)
    """
    return shorten(visible(text), _CELL_LENGTH)


def visible_table(frame: pd.DataFrame) -> pd.DataFrame:
    """A table as it may be written to a file: every text and name of a column ``visible``, and no formula in it.

    >>> import pandas as pd
    >>> visible_table(pd.DataFrame({"value": ["\\x1b=1+1", 3]}))["value"].tolist()
    ["'=1+1", 3]
    """
    seen = frame.map(lambda value: visible(value) if isinstance(value, str) else value)
    return neutralize_formulas(seen.set_axis([visible(str(name)) for name in frame.columns], axis=1))


def neutralize_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put ``'`` before every text, column names included, that a spreadsheet would run as a formula.

    That is text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break.  Numbers, also those
    written as text, stay as they are.

    >>> import pandas as pd
    >>> neutralize_formulas(pd.DataFrame({"value": ["=1+1", "-3.5", "Banking"]}))["value"].tolist()
    ["'=1+1", '-3.5', 'Banking']
    """
    safe = frame.map(_neutralized)
    safe.columns = [_neutralized(name) for name in frame.columns]
    return safe


def _neutralized(value: object) -> object:
    if not isinstance(value, str) or _NUMBER.fullmatch(value) or not _RUN_AS_FORMULA.match(value):
        return value
    return f"'{value}"


def capitalize(text: str) -> str:
    """A text whose first letter is a capital one; the others stay as they are.

    >>> capitalize("the NPS is higher")
    'The NPS is higher'
    """
    return text[:1].upper() + text[1:]


def plural(count: int, one: str, several: str = "") -> str:
    """The words for one thing or for several; several are ``one`` with an s where nothing else is given.

    >>> plural(1, "row"), plural(2, "row"), plural(0, "person has", "people have")
    ('row', 'rows', 'people have')
    """
    return one if count == 1 else several or f"{one}s"


def shorten(text: str, length: int) -> str:
    """A text of at most ``length`` characters; where some are left out, it ends with ``…``.

    >>> shorten("mentoring", 5)
    'ment…'
    """
    return text if len(text) <= length else f"{text[: length - 1]}…"


def one_line(text: str) -> str:
    """A text without line ends and repeated spaces.

    >>> one_line(" a\\n  b ")
    'a b'
    """
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A text in quotation marks, as settings have it and most languages do; what nobody sees is written as a code.

    >>> print(quoted('the "best" item'))
    "the \\"best\\" item"
    """
    written = json.dumps(text, ensure_ascii=False)
    return "".join(letter if visible(letter) == letter else f"\\u{ord(letter):04x}" for letter in written)


def no_listener(step: str) -> None:
    """What is called with each step of a long work where nobody wants to hear of it."""
