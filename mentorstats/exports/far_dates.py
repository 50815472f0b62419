"""Dates that lie years after everything else: 2042 for 2024.

One such date would be the last day in the exports, and every open pairing would seem to have lasted until then.  A few
rows that stand alone, after years without any date, are taken for slips: their dates are listed and count as missing.
Many such rows are a program that began again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mentorstats.exports.usable_rows import first_of_line
from mentorstats.problems import Problems
from mentorstats.schema.tables import TABLES

__all__ = ["without_far_dates"]

SILENCE = pd.Timedelta(days=2 * 365)
# Of fewer dated rows than these, one more is no slip; of more, at most one in a hundred is.
FEWEST, SLIPS = 20, 0.01

_COLUMNS = [(name, column.name) for name, table in TABLES.items() for column in table.columns if column.kind == "date"]


def without_far_dates(tables: Mapping[str, pd.DataFrame], problems: Problems) -> dict[str, pd.DataFrame]:
    """The tables without dates that lie more than two years after all others; each row that had one is named."""
    last = _last_believable(tables)
    if last is None:
        return dict(tables)
    cleaned = dict(tables)
    for name, column in _COLUMNS:
        frame = cleaned[name]
        far = pd.to_datetime(frame[column]) > last
        if far.any():
            once = first_of_line(frame.index)
            problems.add_rows(
                frame[once], far[once], rule="far-date", column=column, action="correct the date",
                problem=f"more than two years after all other dates, of which {last:%Y-%m-%d} is the last; it counts "
                "as missing",
            )  # fmt: skip
            cleaned[name] = frame.assign(**{column: frame[column].mask(far)})
    return cleaned


def _last_believable(tables: Mapping[str, pd.DataFrame]) -> pd.Timestamp | None:
    """The last date before the few that lie far beyond; None where there are none."""
    dates = []
    for name, column in _COLUMNS:
        frame = tables[name]
        # A survey with a column an item has become a row an answer: each line of a file counts once.
        days = pd.to_datetime(frame[column]).to_numpy(dtype="datetime64[us]")
        dates.append(days[first_of_line(frame.index) & ~np.isnat(days)])
    days = np.concatenate(dates)
    if len(days) < FEWEST:
        return None
    few = max(1, int(SLIPS * len(days)))
    if np.count_nonzero(days >= days.max() - SILENCE.to_timedelta64()) > few:
        return None
    last = np.sort(days)[-few - 1 :]
    places = np.flatnonzero(np.diff(last) > SILENCE.to_timedelta64())
    return pd.Timestamp(str(last[places[0]])) if len(places) else None
