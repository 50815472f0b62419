"""What a cell shows where its number format makes something else of its number: E01 of 1, 12-34 of 1234, 85% of 0.85.

Such formats are how spreadsheets keep identifiers.  A format that only rounds, groups digits or adds a currency or a
unit leaves the number what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["shown_number", "shown_text"]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<condition>\[[^\]]*\])|_.|\*.|(?P<general>General)|(?P<digit>[0#?])'
    r"|(?P<percent>%)|(?P<text>@)|(?P<point>[.,])|(?P<plain>[-+(): ])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_COLORS = re.compile(r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]", re.IGNORECASE)
# Between digits of an identifier; a space there groups thousands.
_WITHIN = set("-/.:")


@dataclass(frozen=True)
class _Piece:
    kind: Literal["digit", "literal", "general", "percent", "text", "point"]
    text: str


def shown_number(value: float, number_format: str) -> str | None:
    """What a cell shows instead of its number; None where it shows the number.

    >>> [shown_number(1, '"E"00'), shown_number(1234, "00-00"), shown_number(0.85, "0%"), shown_number(3.14159, "0.00")]
    ['E01', '12-34', '85%', None]
    """
    pieces = _pieces(_section(value, number_format))
    if pieces is None:
        return None
    kinds = [piece.kind for piece in pieces]
    if "percent" in kinds:
        percent = float(f"{value * 100:.12g}")
        return f"{percent:.0f}%" if percent.is_integer() else f"{percent!r}%"
    if value != int(value) or not _makes_an_identifier(pieces):
        return None
    return _filled_in(pieces, str(abs(int(value))), negative=value < 0 and ";" not in number_format)


def shown_text(value: str, number_format: str) -> str:
    """What a cell shows of its text.

    >>> shown_text("7a", '"M-"@'), shown_text("7a", "General")
    ('M-7a', '7a')
    """
    pieces = _pieces(_BETWEEN_SECTIONS.split(number_format)[-1]) if "@" in number_format else None
    if pieces is None or [piece.kind for piece in pieces].count("text") != 1:
        return value
    return "".join(value if piece.kind == "text" else piece.text for piece in pieces)


def _section(value: float, number_format: str) -> str:
    sections = _BETWEEN_SECTIONS.split(number_format)
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _pieces(section: str) -> list[_Piece] | None:
    """The pieces of a format; None for one that means more than digits and words: dates, fractions, conditions."""
    pieces: list[_Piece] = []
    for match in _TOKEN.finditer(_COLORS.sub("", section)):
        kind = match.lastgroup
        if kind in ("condition", "other"):
            return None
        if kind in ("quoted", "escaped", "plain"):
            pieces.append(_Piece("literal", match[kind]))
        elif kind in ("digit", "general", "percent", "text", "point"):
            pieces.append(_Piece(kind, match[0]))  # type: ignore[arg-type]
    return pieces


def _makes_an_identifier(pieces: list[_Piece]) -> bool:
    """Whether a format pads numbers with zeros, puts letters before them or marks between their digits."""
    digits = [place for place, piece in enumerate(pieces) if piece.kind in ("digit", "general")]
    if not digits or any(piece.kind in ("text", "point") for piece in pieces):
        return False
    before = "".join(piece.text for piece in pieces[: digits[0]])
    within = "".join(piece.text for piece in pieces[digits[0] : digits[-1]] if piece.kind == "literal")
    padded = sum(piece.text == "0" for piece in pieces) > 1
    lettered = any(letter.isalpha() for letter in before) and before == before.strip()
    return padded or lettered or bool(set(within) & _WITHIN) or any(letter.isalpha() for letter in within)


def _filled_in(pieces: list[_Piece], digits: str, *, negative: bool) -> str:
    """The digits put into their places from the right; those without a place stand before the first."""
    places = [place for place, piece in enumerate(pieces) if piece.kind == "digit"]
    texts = {place: piece.text for place, piece in enumerate(pieces) if piece.kind == "literal"}
    if not places:
        texts |= {place: digits for place, piece in enumerate(pieces) if piece.kind == "general"}
    for place in reversed(places):
        texts[place], digits = (digits[-1], digits[:-1]) if digits else ("0" if pieces[place].text == "0" else "", "")
    if places:
        texts[places[0]] = digits + texts[places[0]]
    return ("-" if negative else "") + "".join(texts.get(place, "") for place in range(len(pieces)))
