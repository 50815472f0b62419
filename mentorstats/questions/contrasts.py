"""What each question compares: its contrasts, both sides in words, and the constants that rows share."""

from __future__ import annotations

from typing import Any

__all__ = [
    "ADJACENCY",
    "AT_ONCE",
    "FEWEST",
    "IN_TURN",
    "IN_TURN_CONTRAST",
    "NUMBER",
    "NUMBERS",
    "TABLE_COLUMNS",
    "TOO_FEW",
    "UNCLEAR",
    "UNPLACED",
    "Row",
    "exposure",
    "sides",
]

AT_ONCE, IN_TURN = "several at once", "one after another"
ADJACENCY, NUMBER = "adjacent_industries", "multiple_mentors"
FEWEST = 10
TOO_FEW = f"fewer than {FEWEST} on a side"
UNPLACED = "no mentor whose industry is known"
UNCLEAR = "unclear whether mentors were there at the same time"
NUMBERS = ("estimate", "conf_low", "conf_high", "p_value", "df")
TABLE_COLUMNS = (
    "question", "outcome", "contrast", "role", "method", *NUMBERS, "n_mentees", "n_mentors", "verdict",
)  # fmt: skip
_CONTRASTS = {
    ADJACENCY: {"adjacent - same": ("adjacent", "same"), "adjacent - distant": ("adjacent", "distant"),
                "distant - same": ("distant", "same")},
    NUMBER: {"2+ - 1": (AT_ONCE, "one")},
}  # fmt: skip
IN_TURN_CONTRAST = {"one after another - 1": (IN_TURN, "one")}
Row = dict[str, Any]

_EXPOSURES = {
    "same": "a mentor from the mentee's own industry",
    "adjacent": "a mentor from an adjacent industry",
    "distant": "a mentor from a distant industry",
    "unknown": "a mentor whose industry is unknown",
    "one": "one mentor",
    "several at once": "several mentors at the same time",
    "one after another": "mentors one after another",
}
_SIDES = {
    "adjacent - same": ("mentors from adjacent industries", "mentors from the mentee's own industry"),
    "adjacent - distant": ("mentors from adjacent industries", "mentors from distant industries"),
    "distant - same": ("mentors from distant industries", "mentors from the mentee's own industry"),
    "2+ - 1": ("two or more mentors at the same time", "one mentor"),
    "one after another - 1": ("mentors one after another", "one mentor"),
    "adjacent is best": ("mentors from adjacent industries", "all others"),
}


def exposure(name: str, *, dated: bool) -> str:
    """What a mentee had, in words; without dates, several mentors may not have been there at once.

    >>> exposure("several at once", dated=False)
    'several mentors'
    """
    text = _EXPOSURES[name]
    return text if dated else text.removesuffix(" at the same time")


def sides(contrast: str, *, dated: bool) -> tuple[str, str]:
    """The two sides of a contrast in words.

    >>> sides("2+ - 1", dated=False)
    ('two or more mentors', 'one mentor')
    """
    one, other = _SIDES[contrast]
    return (one if dated else one.removesuffix(" at the same time")), other
