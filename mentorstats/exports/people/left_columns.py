"""The columns that may name the people whom a file does not seem to name: those that nothing is known of.

No list of headings is ever complete.  Where "mentee_id" is missing and one column is left whose cells look like people,
that is the one to propose; a file is not read by it until somebody says so.
"""

from __future__ import annotations

import re

import pandas as pd

from mentorstats.schema.cells import text_codes
from mentorstats.schema.dates import read_days
from mentorstats.schema.tables import TABLES
from mentorstats.schema.vocabulary import METADATA, identifying
from mentorstats.text import match_key

__all__ = ["left_columns", "look_like_people"]

_FEWEST, _SHARE = 3, 0.8
# Names and plain numbers stand for people only where they rarely come again: industries and minutes look the same.
_RARELY_AGAIN = 0.5
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^\s,;@]{2,60}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"\d{3,20}")
_WORD = r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*"
_NAME = re.compile(rf"{_WORD}(?:,? {_WORD}){{1,3}}")


def left_columns(frame: pd.DataFrame, table: str, *, repeated: bool = False) -> list[str]:
    """The columns of a file of ``table``, whose known columns have our names, that are unknown and look like people.

    With ``repeated`` also those of names that come again and again, as mentors' do, and industries.

    >>> frame = pd.DataFrame({"Coachee": ["E01", "E02", "E03"], "mentor_id": "M1", "notes": "fine"})
    >>> left_columns(frame, "pairings")
    ['Coachee']
    """
    unknown = [
        str(name)
        for name in frame.columns
        if TABLES[table].column(str(name)) is None
        and identifying(str(name), table) is None
        and match_key(str(name)) not in METADATA
    ]
    return [name for name in unknown if look_like_people(frame[name], repeated=repeated)]


def look_like_people(cells: pd.Series, *, repeated: bool = False) -> bool:
    """Whether most of what stands in a column looks like people: addresses, codes, names or long numbers.

    >>> look_like_people(pd.Series(["Ana Cole", "Bea Dunn", "Cy Eads"])), look_like_people(pd.Series(["4", "5", "3"]))
    (True, False)
    """
    if cells.dtype.kind in "bfmM":
        return False
    codes, texts = text_codes(cells)
    texts = pd.Series([text.strip() for text in texts], dtype="str")
    if len(texts) < _FEWEST or read_days(texts).values.notna().mean() > 1 - _SHARE:
        return False
    if _most(texts, _ADDRESS) or _most(texts, _CODE):
        return True
    rarely = repeated or len(texts) >= _RARELY_AGAIN * (codes >= 0).sum()
    capitals = texts.str[:1].str.isupper().mean() >= _SHARE
    return bool(rarely and (_most(texts, _NUMBER) or (capitals and _most(texts, _NAME))))


def _most(texts: pd.Series, pattern: re.Pattern[str]) -> bool:
    return sum(pattern.fullmatch(text) is not None for text in texts) >= _SHARE * len(texts)
