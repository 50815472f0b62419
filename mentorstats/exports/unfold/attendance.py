"""Attendance kept with a column for each day: ``2024-01-15`` above a 1, an x or nothing.

Each mark is a session of its own.  Under months or weeks a number counts sessions, under a day it is their minutes.
Columns whose cells are no such marks are left as they are, and named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text
from mentorstats.schema.numbers import read_minutes
from mentorstats.schema.words.presence import mark_of_presence, session_status, times_in_headers
from mentorstats.text import shorten

__all__ = ["attendance_of"]

# So many cells have to be marks: a slip of the pen does not hide all others.
_MOST = 0.8
_FEWEST_MINUTES = 5.0
_TOTALS = ("sessions", "minutes", "date", "status")


class _Mark(NamedTuple):
    """What a cell under a day says: the status of a session, its minutes, or how many there were."""

    status: str
    minutes: float | None = None
    sessions: int | None = None


def attendance_of(source: SourceTable, problems: Problems) -> tuple[pd.DataFrame, list[str]] | None:
    """The sessions that stand in columns for days, a row each, and these columns; None where there are none.

    ``source`` has our names for its columns and a pair of people a row.
    """
    times = times_in_headers([str(name) for name in source.frame.columns])
    if len(times) < 2:
        return None
    frame, headers = source.frame, list(times)
    cells = {header: as_text(frame[header]) for header in headers}
    counts = not any(times.values()) and any(
        text.isdigit() and int(text) > 1 for column in cells.values() for text in column.dropna().unique()
    )
    marks = {header: _marks(cells[header], counts=counts) for header in headers}
    filled = sum(int(cells[header].notna().sum()) for header in headers)
    unread = {
        header: [text for text in cells[header].dropna().unique() if text not in marks[header]] for header in headers
    }
    missed = sum(int(cells[header].isin(texts).sum()) for header, texts in unread.items())
    if not filled or missed > filled * (1 - _MOST) + 1e-9:
        problems.add(
            rule="attendance-unread", severity="warning", set_aside=source.table == "sessions",
            file=source.file, column=shorten(", ".join(headers), 80),
            value=shorten("; ".join(text for texts in unread.values() for text in texts), 80),
            problem="a column for each day, whose cells are no marks of who came; no session is read from them",
            action="write 1 where a session was held and 0 where none was, or give each session a row",
        )  # fmt: skip
        return (frame.iloc[:0], []) if source.table == "sessions" else None
    only_marks = not counts and not any(
        mark.status == "missed" for by_text in marks.values() for mark in by_text.values()
    )
    rest = frame.drop(columns=[name for name in (*headers, *_TOTALS) if name in frame])
    if counts:
        totals = sum(
            cells[header].map({text: mark.sessions for text, mark in marks[header].items()}).fillna(0)
            for header in headers
        )
        _name(source, headers, unread, cells, only_marks, problems)
        return rest.assign(sessions=pd.Series(totals, index=frame.index).map("{:.0f}".format)), headers
    pieces = [
        _sessions_on(rest, cells[header], marks[header], day=times[header], absent="missed" if only_marks else "")
        for header in headers
    ]
    _name(source, headers, unread, cells, only_marks, problems)
    return pd.concat(pieces), headers


def _marks(cells: pd.Series, *, counts: bool) -> dict[str, _Mark]:
    """What each distinct text of a column says; ``counts`` says that numbers count sessions."""
    texts = [str(text) for text in cells.dropna().unique()]
    read = read_minutes(pd.Series(texts, dtype="str")).values if texts else pd.Series(dtype="float64")
    lengths = dict(zip(texts, read, strict=True))
    marks = {text: _mark(text, lengths[text], counts=counts) for text in texts}
    return {text: mark for text, mark in marks.items() if mark is not None}


def _mark(text: str, length: float, *, counts: bool) -> _Mark | None:
    if counts and text.isdigit():
        return _Mark("attended", sessions=int(text))
    present = mark_of_presence(text)
    if present is not None:
        status = "attended" if present else session_status(text) or "missed"
        return _Mark(status, sessions=int(present) if counts else None)
    if length >= _FEWEST_MINUTES:
        return _Mark("attended", minutes=float(length))
    status = session_status(text)
    return _Mark(status) if status else None


def _sessions_on(
    rest: pd.DataFrame, cells: pd.Series, marks: Mapping[str, _Mark], *, day: str, absent: str
) -> pd.DataFrame:
    """The rows of one day; ``absent`` is what an empty cell says, ``""`` for nothing."""
    said = cells.map(dict(marks))
    rows = said.notna() | (cells.isna() & bool(absent))
    columns = {
        "status": said.map(lambda mark: mark.status if isinstance(mark, _Mark) else absent),
        "minutes": said.map(lambda mark: f"{mark.minutes:g}" if isinstance(mark, _Mark) and mark.minutes else ""),
    }
    return rest.assign(date=day, **columns)[rows]


def _name(
    source: SourceTable, headers: Sequence[str], unread: Mapping[str, Sequence[str]], cells: Mapping[str, pd.Series],
    only_marks: bool, problems: Problems,
) -> None:  # fmt: skip
    problem = "a column for each day; each mark in it is read as a session"
    if only_marks:
        problem += ", and an empty cell as one that was not held"
    problems.add(
        rule="attendance-read", severity="note", file=source.file, column=shorten(", ".join(headers), 80),
        problem=problem, action="nothing, if this is right",
    )  # fmt: skip
    for header, texts in unread.items():
        for line in cells[header].index[cells[header].isin(list(texts))]:
            problems.add(
                rule="mark-unread", severity="warning", file=source.file, line=int(line), column=header,
                value=shorten(str(cells[header].loc[[line]].iloc[0]), 80),
                problem="this is no mark of who came; no session is read from it", action="write 1 or 0",
            )  # fmt: skip
