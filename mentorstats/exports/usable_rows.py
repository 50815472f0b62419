"""The rows of one table that can be used: they say who, and they are no repetition.

Each row that is set aside is named with its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from mentorstats.ids import repeated_rows
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text
from mentorstats.schema.tables import TABLES

__all__ = ["first_of_line", "usable_rows"]

_TIME_OF_DAY = re.compile(
    r"(\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?)\s*(?:[a-z]{1,5}|[+-]\d.*)?$", re.IGNORECASE
)


def first_of_line(index: pd.Index) -> np.ndarray:
    """Which rows are the first of their line in their file; the index is one of file and line."""
    if isinstance(index, pd.MultiIndex):
        files, lines = map(np.asarray, index.codes)
        if (files[1:] == files[:-1]).all() and (lines[1:] > lines[:-1]).all():
            return np.ones(len(index), dtype=bool)
    return ~index.duplicated()


def usable_rows(
    frames: Sequence[pd.DataFrame], table: str, problems: Problems, *, written: Sequence[pd.DataFrame] = ()
) -> list[pd.DataFrame]:
    """Each frame without the rows that lack a required identifier, repeat another row, or tell of a pairing again.

    ``frames`` are the files of one table: a row may repeat one of another file.  ``written`` are their cells as the
    files have them: words that mean the same, and two times of one day, are no repetition.
    """
    if not frames:
        return []
    every = pd.concat(frames)
    aside = pd.Series(False, index=every.index)
    for column in TABLES[table].columns:
        if column.required and column.kind != "number":
            missing = pd.concat([_empty_cells(frame, column.name) for frame in frames]) & ~aside
            problems.add_rows(
                every, missing, rule="required-cell-empty", column=column.name, set_aside=True,
                problem=f"{column.name} is empty; the row is set aside", action="fill it in",
            )  # fmt: skip
            aside |= missing
    repeated = _repeated(every, table, written) & ~aside
    problems.add_rows(
        every, repeated, rule="row-repeated", column=_main_id(table), set_aside=True,
        problem="the row repeats an earlier one in every cell; it is set aside",
        action="delete it, or tell the two apart",
    )  # fmt: skip
    aside |= repeated
    again = _of_pairing_again(every, table) & ~aside
    problems.add_rows(
        every, again, rule="second-row", column=_main_id(table), set_aside=True,
        problem="a second row with this pairing's id, mentee and mentor is set aside; the first counts",
        action="keep the row that is right for each pairing",
    )  # fmt: skip
    aside |= again
    if not aside.any():
        return list(frames)
    kept = np.split(~aside.to_numpy(), np.cumsum([len(frame) for frame in frames])[:-1])
    return [frame.loc[rows] for frame, rows in zip(frames, kept, strict=True)]


def _empty_cells(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].isna() if column in frame else pd.Series(False, index=frame.index)


def _main_id(table: str) -> str:
    return next(column.name for column in TABLES[table].columns if column.kind == "id")


def _repeated(every: pd.DataFrame, table: str, written: Sequence[pd.DataFrame]) -> pd.Series:
    # Identifiers tell most rows apart.
    ids = [column.name for column in TABLES[table].columns if column.kind == "id" and column.name in every]
    repeated = pd.Series(repeated_rows(every, first=ids), index=every.index)
    if repeated.any() and sum(map(len, written)) == len(every):
        cells = {f"{name} as written": cells for name, cells in _as_written(written, table)}
        repeated[:] = repeated_rows(every.assign(**cells), first=ids)
    if table == "sessions":
        # Two sessions of the same length are no repetition unless something tells which sessions they were.
        repeated &= every["date"].notna() | every["sessions"].notna()
    return repeated


def _as_written(frames: Sequence[pd.DataFrame], table: str) -> Iterator[tuple[str, np.ndarray]]:
    """What reading takes off: the file's own words for choices, and the time of day behind a date."""
    for column in TABLES[table].columns:
        if column.kind not in ("choice", "date"):
            continue
        cells = [
            as_text(frame[column.name]) if column.name in frame else pd.Series(index=frame.index) for frame in frames
        ]
        texts = pd.concat(cells).astype("str")
        plain = texts.str.casefold() if column.kind == "choice" else texts.str.extract(_TIME_OF_DAY)[0]
        yield column.name, plain.to_numpy(dtype=object)


def _of_pairing_again(every: pd.DataFrame, table: str) -> pd.Series:
    """Which rows of pairings have the identifier of an earlier one, with the same mentee and mentor."""
    if table != "pairings":
        return pd.Series(False, index=every.index)
    again = every["pairing_id"].notna()
    again[again.to_numpy()] = every.loc[again, ["pairing_id", "mentee_id", "mentor_id"]].duplicated().to_numpy()
    return again
