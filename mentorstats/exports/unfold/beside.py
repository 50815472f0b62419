"""What stands beside several people of a cell: it goes to them in the same order, where it has as many parts.

"Software, Banking" beside two mentors is the industry of one and that of the other.  A cell with one part is for all.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mentorstats.exports.people.naming import naming_columns
from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.people_columns import seat_of
from mentorstats.exports.unfold.several_people import Separation, split_beside
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text

__all__ = ["with_their_own"]

_OF_THE_PAIR = ("start_date", "end_date", "status", "pairing_id", "sessions", "minutes")
_SURE_SIGNS = "[;|\n]"


def with_their_own(
    source: SourceTable, column: str, side: str, separation: Separation, problems: Problems
) -> pd.DataFrame:
    """One row for each person of the cells of ``column``, the first ones first, with what stands beside them."""
    frame, people = source.frame, separation.people
    cells = as_text(frame[column])
    count = cells.map({cell: len(names) for cell, names in people.items()}).fillna(1).astype(int)
    if not (count > 1).any():
        return frame
    named = [header for headers in naming_columns(frame, source.table, side).values() for header in headers]
    about = [str(name) for name in frame.columns if name != column and _is_about(str(name), side)]
    shares = {
        name: _shares(as_text(frame[name]), count, separation.signs)
        for name in dict.fromkeys([*named, *about])
        if name != column
    }
    unclear = _unclear(frame, f"{side}_industry", count, shares)
    for line in frame.index[unclear]:
        problems.add(
            rule="several-industries", severity="warning", file=source.file, line=int(line), column=f"{side}_industry",
            problem=f"several {side}s and several industries in one row; which is whose is not known, and they count "
            "as missing", action=f"give every {side} a row",
        )  # fmt: skip
    pieces = []
    for place in range(int(count.max())):
        has = count > place
        own = {column: _at(cells.map(people), place).fillna(cells)}
        for name, parts in shares.items():
            whole = as_text(frame[name]).fillna("")
            whole = (
                whole.mask((count > 1) & (name in named), "") if name != f"{side}_industry" else whole.mask(unclear, "")
            )
            own[name] = _at(parts, place).fillna(whole)
        pieces.append(frame.assign(**own)[has])
    return pd.concat(pieces)


def _is_about(name: str, side: str) -> bool:
    """Whether a column is about each person of a side, or about each pairing."""
    return name in _OF_THE_PAIR or name == f"{side}_industry" or seat_of(name, side) is not None


def _shares(cells: pd.Series, count: pd.Series, signs: Sequence[str]) -> pd.Series:
    """What a cell says of each of several people, missing where it does not say it of each."""
    pairs = {(cell, many) for cell, many in zip(cells, count, strict=True) if many > 1 and isinstance(cell, str)}
    parts = {pair: split_beside(*pair, signs) for pair in pairs}
    return pd.Series([parts.get(pair) for pair in zip(cells, count, strict=True)], index=cells.index, dtype="object")


def _at(parts: pd.Series, place: int) -> pd.Series:
    return parts.map(
        lambda several: several[place] if isinstance(several, tuple) and place < len(several) else None
    ).astype("str")


def _unclear(frame: pd.DataFrame, industry: str, count: pd.Series, shares: dict[str, pd.Series]) -> pd.Series:
    """Rows of several people whose industries are several, and not one for each."""
    if industry not in frame:
        return pd.Series(False, index=frame.index)
    lists = as_text(frame[industry]).fillna("").str.contains(_SURE_SIGNS).astype(bool)
    return (count > 1) & lists & shares[industry].isna()
