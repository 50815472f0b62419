"""What a session says that has no status, in a list where others have one.

Where the words are all for sessions that were not held, an empty cell is one that was.  Where there is but one word,
for sessions that were held, an empty cell is one that was not.  Beside several words nobody knows what it was.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from mentorstats.schema.words.presence import UNKNOWN

__all__ = ["EmptyStatus", "empty_status"]


class EmptyStatus(NamedTuple):
    """The status of sessions without one, and the sentence that says so, for which ``rule`` stands."""

    status: str
    rule: str = ""
    sentence: str = ""


def empty_status(words: Collection[str], statuses: Collection[str]) -> EmptyStatus | None:
    """What empty cells of a column mean that has these words, of these statuses; None where they are sessions held.

    >>> empty_status(["x"], {"attended"}).status, empty_status(["no show"], {"missed"})
    ('missed', None)
    >>> empty_status(["yes", "no"], {"attended", "missed"}).status
    'unknown'
    """
    if "attended" not in statuses:
        return None
    if set(statuses) == {"attended"} and len(words) == 1:
        sentence = "the column has one word, for sessions that were held; an empty cell is one that was not"
        return EmptyStatus("missed", "status-mark", sentence)
    sentence = "the status is empty, and other sessions have one; it counts as no meeting until it is filled in"
    return EmptyStatus(UNKNOWN, "status-empty", sentence)
