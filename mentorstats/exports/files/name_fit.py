"""Names of columns that are more or fewer than the cells of a row.

Where the names stand cannot be seen from their number.  It is read from what they say: dates stand below "start date",
addresses below "e-mail".  Cells without a name, or names without a cell, are at the end where nothing contradicts it;
that is always said, and where something contradicts it the names may stand above the wrong columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorstats.exports.files.cell_kinds import is_blank, usual_kind
from mentorstats.text import tokens

__all__ = ["FittedNames", "fit_names"]

_EXPECTED = {
    "date": {"date", "start", "started", "end", "ended", "timestamp", "submitted", "birthday"},
    "address": {"email", "mail"},
    "number": {"score", "rating", "minutes", "sessions", "age", "duration"},
}


@dataclass(frozen=True)
class FittedNames:
    """A name for each cell of a row, and further names without cells; how they disagree in number, in words."""

    names: tuple[str, ...]
    misfit: str = ""
    unsure: bool = False


def fit_names(names: Sequence[str], width: int, body: Sequence[Sequence[str]]) -> FittedNames:
    """Names that are more or fewer than the ``width`` cells of the rows in ``body``.

    >>> fit_names(["id", "start date"], 3, [["7", "2024-05-01", ""], ["8", "2024-05-02", ""]]).unsure
    False
    """
    counted = f"the header has {len(names)} names, the rows have {width} cells"
    if len(names) < width:
        return _with_fewer_names(list(names), width, body, counted)
    fitted = list(names)
    while len(fitted) > width and not fitted[-1].strip():
        fitted.pop()
    if len(fitted) == width:
        return FittedNames(tuple(fitted))
    if sum(1 for name in fitted if not name.strip()) == len(fitted) - width:
        fitted = [name for name in fitted if name.strip()]
        return FittedNames(tuple(fitted), f"{counted}; the empty names were left out")
    contradicted = _contradicted(fitted, body)
    misfit = counted if contradicted else f"{counted}; those of the last names were taken as empty"
    return FittedNames(tuple(fitted), misfit, unsure=contradicted)


def _with_fewer_names(names: list[str], width: int, body: Sequence[Sequence[str]], counted: str) -> FittedNames:
    without = width - len(names)
    if without == 1 and _numbers_rows([row[0] for row in body]):
        return FittedNames(("row", *names), f"{counted}; the first numbers the rows")
    fitted = tuple(names + [""] * without)
    if not all(is_blank(row[len(names) :]) for row in body):
        return FittedNames(fitted, counted, unsure=True)
    proven = _agrees(names[-1], [row[len(names) - 1] for row in body]) and not _contradicted(names, body)
    doubt = "" if proven else "; those without a name are empty, and names may stand above the wrong columns"
    return FittedNames(fitted, f"{counted}{doubt}" if doubt else "")


def _numbers_rows(cells: Sequence[str]) -> bool:
    """Whether cells count 0, 1, 2 … or 1, 2, 3 …."""
    return len(cells) > 0 and list(cells) in ([str(n + first) for n in range(len(cells))] for first in (0, 1))


def _contradicted(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a name says of a column what it is not."""
    columns = zip(names, zip(*body, strict=False), strict=False)
    return any(_expected(name) and any(cells) and not _agrees(name, cells) for name, cells in columns)


def _agrees(name: str, cells: Sequence[str]) -> bool:
    """Whether a name says what a column's cells are, and they are that."""
    kind = _expected(name)
    return bool(kind) and usual_kind([cell.strip() for cell in cells]) == kind


def _expected(name: str) -> str:
    words = tokens(name)
    telling = {*words[-1:], *({"date", "email"} & set(words))}
    return next((kind for kind, known in _EXPECTED.items() if telling & known), "")
