"""What the columns of a table look like, from its regular rows; which of several readings of a row fits them.

A row with a cell too many can be read in as many ways as it has cells.  Where exactly one of them puts numbers below
numbers, dates below dates and words where such words stand, the file itself proves how the row is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.exports.files.cell_kinds import kind_of

__all__ = ["ColumnProfile", "Profile", "profile_of"]

SAMPLE = 1000
# Fewer rows than these prove nothing about the others.
FEWEST_ROWS = 3
# A column of fewer filled cells than these may have empty ones as well.
FEWEST_NEVER_EMPTY = 8
# A column with few different texts, each of them several times on average, holds no others.
_FEW_TEXTS, _TIMES_EACH = 12, 3
_FEW_SHAPES = 8
_UNIFORM = 0.95
_DIGITS, _LETTERS = re.compile("[0-9]+"), re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class ColumnProfile:
    """The kinds of a column's cells; ``uniform`` is the one kind that nearly all have, ``""`` for words.

    ``filled`` is how many of its cells hold something; ``shapes`` are those of its cells with digits and ``texts`` its
    words, empty where there are too many to tell.
    """

    filled: int
    kinds: frozenset[str]
    uniform: str
    shapes: frozenset[str]
    texts: frozenset[str]

    def fits(self, cell: str) -> bool:
        """Whether the column has such cells."""
        if kind_of(cell) not in self.kinds or not self.looks_like(cell):
            return False
        return not self.texts or not cell.strip() or _plain(cell) in self.texts

    def looks_like(self, cell: str) -> bool:
        """Whether a cell is of a kind and, with digits, of a shape that the column has, or may have: few cells tell."""
        kind = kind_of(cell)
        if self.filled < (FEWEST_NEVER_EMPTY if kind == "empty" else FEWEST_ROWS):
            return True
        return kind in self.kinds and (kind in ("empty", "text") or not self.shapes or _shape(cell) in self.shapes)

    def contradicts(self, cell: str) -> bool:
        """Whether a cell is of another kind than nearly all of the column."""
        return bool(self.uniform) and kind_of(cell) not in ("empty", self.uniform)

    @property
    def may_be_empty(self) -> bool:
        return "empty" in self.kinds

    @property
    def has_words(self) -> bool:
        return not self.uniform and "text" in self.kinds

    @property
    def has_any_words(self) -> bool:
        """Whether its words are not always the same few."""
        return self.has_words and not self.texts


@dataclass(frozen=True)
class Profile:
    """A table's columns, as ``rows`` of its rows show them."""

    columns: tuple[ColumnProfile, ...]
    rows: int

    @property
    def width(self) -> int:
        return len(self.columns)

    def fits(self, cells: Sequence[str], *, but: int = -1) -> bool:
        """Whether every cell is one that its column has; at place ``but`` it is enough that the column has words."""
        if self.rows < FEWEST_ROWS:
            return False
        return all(
            column.fits(cell) or (place == but and column.has_words)
            for place, (column, cell) in enumerate(zip(self.columns, cells, strict=True))
        )

    def looks_like(self, cells: Sequence[str], *, but: int = -1) -> bool:
        """Whether every cell is of a kind and shape that its column has; at place ``but`` words that are not a few."""
        if self.rows < FEWEST_ROWS:
            return False
        return all(
            column.looks_like(cell) if place != but else column.has_any_words
            for place, (column, cell) in enumerate(zip(self.columns, cells, strict=True))
        )

    def contradicts(self, cells: Sequence[str]) -> bool:
        """Whether any cell is of another kind than nearly all of its column."""
        return self.rows >= FEWEST_ROWS and any(
            column.contradicts(cell) for column, cell in zip(self.columns, cells, strict=True)
        )


def profile_of(cells: pd.DataFrame) -> Profile:
    """The profile of regular rows, text in every column; of many, a thousand evenly spread."""
    places = np.unique(np.linspace(0, len(cells) - 1, min(len(cells), SAMPLE)).astype(int)) if len(cells) else []
    sample = cells.iloc[places]
    return Profile(tuple(_column(sample.iloc[:, place].tolist()) for place in range(cells.shape[1])), len(sample))


def _column(cells: Sequence[str]) -> ColumnProfile:
    kinds = Counter(map(kind_of, cells))
    filled = [cell for cell in cells if cell.strip()]
    texts = {_plain(cell) for cell in filled}
    shapes = {_shape(cell) for cell in filled if kind_of(cell) not in ("empty", "text")}
    usual, count = max(
        ((kind, count) for kind, count in kinds.items() if kind != "empty"), key=lambda item: item[1], default=("", 0)
    )
    return ColumnProfile(
        filled=len(filled),
        kinds=frozenset(kinds),
        uniform=usual if usual != "text" and count >= _UNIFORM * len(filled) else "",
        shapes=frozenset(shapes if len(shapes) <= _FEW_SHAPES else ()),
        texts=frozenset(texts if len(texts) <= _FEW_TEXTS and len(texts) * _TIMES_EACH <= len(filled) else ()),
    )


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().split())


def _shape(cell: str) -> str:
    """A cell with one digit and one letter for any number of them."""
    return _LETTERS.sub("a", _DIGITS.sub("9", cell.strip()))
