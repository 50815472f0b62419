"""Whether the rows of a list of sessions are sessions that were held, where no column of a known name says so.

A column may ask it ("No-show": yes), give the day ("Cancelled on"), or say it in words ("Met in person", "Did not
meet").  A column of kinds may have rows that are no meetings at all, such as goals and messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Count, Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.schema.tables import TABLES
from mentorstats.schema.words.labels import yes_or_no
from mentorstats.schema.words.presence import session_status, times_in_headers
from mentorstats.schema.words.table import plain_tokens, words_in
from mentorstats.text import shorten

__all__ = ["only_meetings", "with_status_column"]

_NOT_HELD = ("missed", "cancelled")
_HAS_A_TYPE = "biufmM"
# A column with more words than this holds notes.
_MOST_WORDS = 20


def with_status_column(source: SourceTable, problems: Problems) -> SourceTable:
    """Sessions with column ``status``, where a column of another name tells which of them were held."""
    if "status" in source.frame:
        return source
    columns = _columns_of_words(source)
    header = next((header for header, texts in columns if _say_what_was_held(header, texts)), None)
    if header is not None:
        return _as_status(source, header, problems)
    header = next(
        (header for header, texts in columns if session_status(header) in _NOT_HELD and _are_days(texts)), None
    )
    if header is not None:
        filled = as_text(source.frame[header]).notna()
        return _as_status(
            source, header, problems, status=filled.map({True: session_status(header), False: "attended"})
        )
    return source


def _say_what_was_held(header: str, texts: Sequence[str]) -> bool:
    """Whether a column asks it, or most of its words are statuses, some of them of sessions that were not held."""
    if all(yes_or_no(text) is not None for text in texts):
        return session_status(header) in ("attended", *_NOT_HELD)
    statuses = [session_status(text) for text in texts]
    return bool(set(statuses) & set(_NOT_HELD)) and 2 * statuses.count("") <= len(statuses)


def _columns_of_words(source: SourceTable) -> list[tuple[str, Sequence[str]]]:
    """The columns that nobody knows, with their distinct texts."""
    days = times_in_headers([str(name) for name in source.frame])
    names = [str(name) for name in source.frame if TABLES["sessions"].column(str(name)) is None and name not in days]
    texts = {
        name: [str(text) for text in text_codes(source.frame[name])[1]]
        for name in names
        if source.frame[name].dtype.kind not in _HAS_A_TYPE
    }
    return [(name, words) for name, words in texts.items() if words]


def _are_days(texts: Sequence[str]) -> bool:
    try:
        return bool(read_days(pd.Series(texts, dtype="str")).values.notna().all())
    except AmbiguousDates:
        return True


def _as_status(source: SourceTable, header: str, problems: Problems, *, status: pd.Series | None = None) -> SourceTable:
    problems.add(
        rule="status-by-cells", severity="note", file=source.file, column=header,
        problem="the cells of this column say which sessions were held; it was read as their status",
        action="nothing, if this is right; else add a column status",
    )  # fmt: skip
    if status is not None:
        return replace(source, frame=source.frame.assign(status=status), named=(*source.named, header))
    return replace(
        source, frame=source.frame.rename(columns={header: "status"}), headers={**source.headers, "status": header}
    )


def only_meetings(source: SourceTable, problems: Problems) -> SourceTable:
    """Sessions without the rows whose kind is a goal, a message or the like, where others are meetings."""
    frame = source.frame
    for header, texts in _columns_of_words(source):
        others = [text for text in texts if _is(text, "no meeting") and not _is(text, "meeting")]
        meetings = [text for text in texts if _is(text, "meeting")]
        if not others or not meetings or len(texts) > _MOST_WORDS:
            continue
        aside = as_text(frame[header]).isin(others)
        problems.add(
            rule="no-meeting", severity="warning", file=source.file, column=header,
            value=shorten("; ".join(others), 80), set_aside=True,
            facts=(Count(int(aside.sum()), "row is", "rows are"),),
            problem="{} no meetings by what this column says; they are set aside",
            action="nothing, if this is right; else take this column out of the export",
        )  # fmt: skip
        return replace(source, frame=frame[~aside])
    return source


def _is(text: str, kind: str) -> bool:
    return bool(words_in(plain_tokens(text), kind))
