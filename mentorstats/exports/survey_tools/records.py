"""Records of which each row is a piece: an event of a study, or one of several times that a form was filled in.

REDCap writes a row for each event, and who somebody is only in the row of the first one; the first column numbers the
records.  KoboToolbox writes what was asked several times, once for each mentor, on a sheet of its own, whose rows have
the number of the row that they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.survey_tools import EVENTS, REPEATS
from mentorstats.schema.vocabulary import identifying
from mentorstats.schema.words.table import plain_tokens, words_in
from mentorstats.text import match_key, shorten

__all__ = ["filled_in_records", "with_parents", "with_records"]

_ROW, _PARENT = "_index", "_parent_index"


def with_records(source: SourceTable, problems: Problems) -> SourceTable:
    """A survey whose rows are pieces of records, with who somebody is in each of them and without lists of meetings."""
    by_key = {match_key(str(name)): str(name) for name in source.frame.columns}
    if not by_key.keys() & {*EVENTS, *REPEATS}:
        return source
    source = _without_meetings(source, next((by_key[key] for key in REPEATS if key in by_key), ""), problems)
    first = str(source.frame.columns[0])
    source = replace(source, record=first)
    for header in source.frame.columns[1:]:
        if identifying(str(header), "surveys"):
            source = filled_in_records(source, str(header))
    return source


def filled_in_records(source: SourceTable, header: str) -> SourceTable:
    """A survey whose column has in each empty cell the one text that the other rows of the same record have.

    >>> frame = pd.DataFrame({"record_id": ["1", "1"], "code": ["E01", ""]})
    >>> filled_in_records(SourceTable("surveys", "s.csv", frame, 2, record="record_id"), "code").frame["code"].tolist()
    ['E01', 'E01']
    """
    if source.record not in source.frame or header == source.record:
        return source
    cells, records = as_text(source.frame[header]), as_text(source.frame[source.record])
    by_record = cells.groupby(records)
    only = by_record.transform("first").where(by_record.transform("nunique") == 1)
    filled = cells.fillna(only).astype("str").fillna("")
    return replace(source, frame=source.frame.assign(**{header: filled}))


def _without_meetings(source: SourceTable, repeats: str, problems: Problems) -> SourceTable:
    """A survey without the columns that only rows of a repeated list of meetings have."""
    if not repeats:
        return source
    frame = source.frame
    instruments = as_text(frame[repeats])
    lists = [str(name) for name in text_codes(instruments)[1] if words_in(plain_tokens(str(name)), "meeting")]
    rows = instruments.isin(lists)
    others = [name for name in frame.columns[1:] if match_key(str(name)) not in (*EVENTS, *REPEATS)]
    gone = [name for name in others if _only_in(frame[name], rows)] if lists else []
    if not gone:
        return source
    problems.add(
        rule="meetings-in-survey", severity="warning", file=source.file, column=repeats,
        value=shorten(", ".join(lists), 80),
        problem=f"this repeated form lists meetings, which are no answers; not used are {', '.join(map(str, gone))}",
        action="export it as a file of its own, with columns mentee_id, mentor_id, date and minutes",
    )  # fmt: skip
    return replace(source, frame=frame.drop(columns=gone))


def _only_in(cells: pd.Series, rows: pd.Series) -> bool:
    filled = as_text(cells).notna()
    return bool(filled.any() and not (filled & ~rows).any())


def with_parents(sources: Sequence[SourceTable]) -> list[SourceTable]:
    """The tables, in which rows that belong to a row of another sheet have who is named there.

    A mentor who is named in the row itself is whom its answers are about.
    """
    parents = [source for source in sources if _ROW in source.frame and _PARENT not in source.frame]
    by_book = {_book(source.file): source.frame for source in parents}
    return [
        replace(source, frame=_below(source.frame, by_book[_book(source.file)]))
        if _PARENT in source.frame and _book(source.file) in by_book
        else source
        for source in sources
    ]


def _book(file: str) -> str:
    return file.rpartition(" [")[0]


def _below(frame: pd.DataFrame, parent: pd.DataFrame) -> pd.DataFrame:
    """Rows with who their parent's row names."""
    about = [name for name in frame.columns if (identifying(_last(name), "pairings") or ("",))[0] == "mentor"]
    if about and "about_id" not in frame:
        frame = frame.rename(columns={about[0]: "about_id"})
    by_row = parent.set_axis(as_text(parent[_ROW]).astype("str"), axis=0)
    by_row = by_row[~by_row.index.duplicated()]
    others = [name for name in parent.columns if not str(name).startswith("_")]
    names = [name for name in others if identifying(_last(name), "surveys")]
    names = names or [name for name in others if _is_different_in_each_row(parent[name])]
    rows = as_text(frame[_PARENT]).astype("str")
    joined = {name: by_row[name].reindex(rows).set_axis(frame.index) for name in names if name not in frame}
    return frame.assign(**joined)


def _last(header: str) -> str:
    """The question of a heading that has its group before it."""
    return str(header).rpartition("/")[2]


def _is_different_in_each_row(cells: pd.Series) -> bool:
    texts = as_text(cells)
    return bool(texts.notna().all() and texts.is_unique and not texts.str.contains(":").any())
