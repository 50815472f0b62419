"""The columns of a table under one name each, without those that hold nothing and those that only number the rows."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from mentorstats.exports.files.column_names import name_columns
from mentorstats.exports.files.header import Header
from mentorstats.problems import Problems
from mentorstats.text import one_line, shorten

__all__ = ["with_named_columns"]

_VALUE_LENGTH = 80
# How data frames and spreadsheets call a column that numbers the rows.
_NUMBERING = re.compile(r"\s*(?:unnamed: ?\d+|index|row|row ?(?:number|no\.?|nr\.?)|#)?\s*", re.IGNORECASE)
_STEPS = 0.9


def with_named_columns(
    file: str, cells: pd.DataFrame, header: Header, line: int | None, problems: Problems
) -> pd.DataFrame:
    """The cells, a column for each place in a row, under the header's names; what was renamed or left out is named."""
    given = [*header.names, *[""] * (cells.shape[1] - len(header.names))]
    without_cells = {
        place: pd.Series("", index=cells.index, dtype="str") for place in range(cells.shape[1], len(given))
    }
    if without_cells:
        cells = cells.join(pd.DataFrame(without_cells, index=cells.index))
    names, renamed = name_columns(given)
    left_out = set()
    for place, name in enumerate(given):
        column = cells[place]
        if not name.strip() and len(cells) and not column.str.strip().astype(bool).any():
            left_out.add(place)
        elif header.position >= 0 and _NUMBERING.fullmatch(name) and _numbers_rows(column):
            left_out.add(place)
            problems.add(
                rule="row-numbers", severity="note", file=file, line=line, column=names[place],
                problem="this column numbers the rows; it was left out", action="nothing",
            )  # fmt: skip
    for place, old, new in renamed if line is not None else ():
        if place - 1 not in left_out:
            shown = shorten(one_line(old), _VALUE_LENGTH)
            what = f"the name {shown!r} is used twice" if old.strip() else f"column {place} has no name"
            problems.add(
                rule="column-renamed", severity="note", file=file, line=line, column=new, value=shown,
                problem=f"{what}; read as {new!r}", action="give every column a name of its own",
            )  # fmt: skip
    kept = [place for place in range(len(given)) if place not in left_out]
    named = cells if len(kept) == cells.shape[1] else cells[kept]
    return named.set_axis(pd.Index([names[place] for place in kept]), axis=1)


def _numbers_rows(column: pd.Series) -> bool:
    """Whether a column counts 0, 1, 2 … or 1, 2, 3 …, but for rows that are missing."""
    if len(column) < 2 or not column.iloc[0].isdigit() or not column.str.fullmatch(r"\d+").all():
        return False
    steps = np.diff(column.astype("int64").to_numpy())
    return bool((steps > 0).all() and (steps == 1).mean() >= _STEPS)
