"""Files as they come become rows of the four tables: renamed, unfolded, everyone under one identifier.

Each step looks at all files, since one may say who is meant in another.  What a step leaves out is listed: personal
columns that no analysis needs, what survey tools say about the answering, and unknown columns with the nearest known
ones.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.answers.survey_items import holds_scores
from mentorstats.exports.cohort_names import with_cohorts_of_names
from mentorstats.exports.people.identity import with_people
from mentorstats.exports.recognize import SourceTable, rename_columns
from mentorstats.exports.reshape import (
    answers_in_json,
    counts_of_sessions,
    outcomes_beside,
    ratings,
    read_statuses,
    with_implied_status,
)
from mentorstats.exports.unfold.attendance import attendance_of
from mentorstats.exports.unfold.held import only_meetings, with_status_column
from mentorstats.exports.unfold.pairings import Unfolding
from mentorstats.problems import Count, Problems
from mentorstats.schema.cells import as_text, texts_in
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import SESSION_STATUSES, TABLES
from mentorstats.schema.vocabulary import METADATA, is_personal
from mentorstats.schema.words.presence import counted_sessions
from mentorstats.text import match_key, quoted, tokens

__all__ = ["normalize_tables"]

_OF_PAIRS = ("pairings", "sessions")
_OURS = ("sessions", "minutes", "logged_by")
# Words in headings of numbers that say who, which, when or how many of what a platform counts.
_NO_OUTCOME = {
    "id", "ids", "number", "no", "nr", "date", "time", "year", "phone", "zip", "postcode", "age", "count",
    "meetings", "sessions", "calls", "messages", "conversations", "emails", "logins", "notes", "flags", "tasks",
    "hours", "minutes", "days", "weeks", "months", "years",
}  # fmt: skip


def normalize_tables(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables with our names for their columns and people, and one pairing or answer a row."""
    unfolding = Unfolding(sources, settings, problems)
    unfolded = [_unfolded(source, unfolding, settings, problems) if source.table else source for source in sources]
    identified = with_people(with_cohorts_of_names(unfolded, problems), settings, problems)
    sessions_listed = any(source.table == "sessions" and len(source.frame) for source in identified)
    whole = [piece for source in identified for piece in _with_outcomes_divided(source, settings, problems)]
    divided = [
        piece for source in whole for piece in _divided(source, sessions_listed=sessions_listed, problems=problems)
    ]
    if all(source.table != "surveys" for source in divided):
        _note_possible_outcomes(divided, problems)
    return [_cleared(piece, problems) for piece in divided]


def _unfolded(source: SourceTable, unfolding: Unfolding, settings: Settings, problems: Problems) -> SourceTable:
    """Our names for the columns, and one row for each pair of people."""
    if source.table in _OF_PAIRS:
        source = unfolding.by_columns(source)
    if source.table == "surveys":
        source = replace(source, frame=answers_in_json(source.frame))
    frame = source.frame
    names, second = rename_columns(list(frame.columns), source.table, settings)
    source = replace(
        source,
        frame=frame.rename(columns=names),
        headers={ours: header for header, ours in names.items()},
        named=tuple(names[header] for header, _ in second),
    )
    for header, ours in second:
        source = _with_second_column(source, ours, names[header], problems)
    if source.table in _OF_PAIRS:
        source = unfolding.by_cells(source)
    if source.table == "sessions":
        source = with_status_column(only_meetings(source, problems), problems)
        source = with_implied_status(source, problems)
    if source.table == "pairings":
        explained = {match_key(word) for word in settings.values.get("status", {})}
        source = replace(source, frame=read_statuses(source.file, source.frame, problems, explained=explained))
    return source


def _with_second_column(source: SourceTable, ours: str, other: str, problems: Problems) -> SourceTable:
    """A table whose column of ours has the cells of another one that is the same, where it has none itself."""
    first, second = as_text(source.frame[ours]), as_text(source.frame[other])
    fills = first.isna() & second.notna()
    line = f"write {ours} = {quoted(other)} below [columns.{source.table}] in {CONFIG_NAME}"
    contradicts = bool((first.notna() & second.notna() & (first != second)).any())
    if contradicts or not fills.any():
        problems.add(
            rule="second-column", severity="warning" if contradicts else "note", file=source.file, column=other,
            problem=f"another column is {ours} as well; this one " + ("is not used" if contradicts
            else "says nothing else and is not used"),
            action=f"if this is the right one, {line}" if contradicts else "nothing",
        )  # fmt: skip
        return source
    problems.add(
        rule="columns-joined", severity="note", file=source.file, column=other,
        facts=(Count(int(fills.sum()), "cell"),),
        problem=f"another column is {ours} as well, and nowhere says anything else; {{}} of this one filled in there",
        action=f"if this column alone is the right one, {line}",
    )  # fmt: skip
    return replace(source, frame=source.frame.assign(**{ours: first.where(~fills, second)}))


def _divided(source: SourceTable, *, sessions_listed: bool, problems: Problems) -> list[SourceTable]:
    """A table, and what it holds for other tables: sessions and numbers of sessions, ratings."""
    if source.table not in _OF_PAIRS:
        return [source]
    pieces: list[SourceTable] = []
    if (attendance := attendance_of(source, problems)) is not None:
        rows, headers = attendance
        if source.table == "sessions":
            source = replace(source, frame=rows)
        else:
            pieces.append(replace(source, table="sessions", frame=_who_met(rows)))
            frame = source.frame.drop(columns=[*headers, "sessions", "minutes"], errors="ignore")
            source = replace(source, frame=frame)
    counts = counts_of_sessions(source.frame) if source.table == "pairings" else None
    if counts is not None:
        _note_counts(source, sessions_listed=sessions_listed, problems=problems)
        if not sessions_listed:
            pieces.append(replace(source, table="sessions", frame=counts))
    rated = ratings(source.frame)
    if rated is not None:
        frame, headers = rated
        for header in headers:
            problems.add(
                rule="ratings-read", severity="note", file=source.file, column=header,
                problem="this column was read as ratings of the other side, like an item of a survey",
                action="nothing, if this is right",
            )  # fmt: skip
        pieces.append(replace(source, table="surveys", frame=frame, headers={}))
        source = replace(source, frame=source.frame.drop(columns=headers))
    if source.table == "pairings":
        used = sessions_listed or any(piece.table == "sessions" for piece in pieces)
        source = _without_amounts(source) if used else _with_minutes_kept(source)
    return [source, *pieces]


def _without_amounts(source: SourceTable) -> SourceTable:
    return replace(source, frame=source.frame.drop(columns=["sessions", "minutes"], errors="ignore"))


def _with_minutes_kept(source: SourceTable) -> SourceTable:
    """Minutes beside no number of sessions are of no session: they are a column of the export's own, under its name."""
    heading = source.headers.get("minutes", "minutes")
    kept = source.frame.drop(columns="sessions", errors="ignore").rename(columns={"minutes": heading})
    return replace(source, frame=kept)


def _who_met(rows: pd.DataFrame) -> pd.DataFrame:
    kept = ("mentee_id", "mentor_id", "pairing_id", "date", "minutes", "status", "sessions")
    return rows[[name for name in kept if name in rows]]


def _with_outcomes_divided(source: SourceTable, settings: Settings, problems: Problems) -> list[SourceTable]:
    """A list of pairings or people, and its columns that the settings name as the outcome or as survey items."""
    person = {"pairings": "mentee_id", "people": "person_id"}.get(source.table)
    named = {match_key(item) for item in (settings.outcome, *settings.survey_items) if item}
    known = {match_key(column.name) for column in TABLES[source.table].columns} if source.table else set()
    answers = outcomes_beside(source.frame, named - known, person=person) if person else None
    if answers is None:
        return [source]
    for item in answers["item"].unique():
        problems.add(
            rule="outcome-beside", severity="note", file=source.file, column=str(item),
            problem="the cells of this column were read as final answers of a survey, as the settings name it",
            action="nothing, if this is right",
        )  # fmt: skip
    rest = source.frame.drop(columns=answers["item"].unique())
    return [replace(source, frame=rest), replace(source, table="surveys", frame=answers, headers={})]


def _note_possible_outcomes(sources: Sequence[SourceTable], problems: Problems) -> None:
    """Columns of numbers beside the pairings or people, where there is no survey."""
    for source in sources:
        known = {column.name for column in TABLES[source.table].columns} | set(_OURS) if source.table else set()
        for header in source.frame.columns if source.table in ("pairings", "people") else ():
            if header not in known and _may_say_how_it_went(str(header), source.frame[header]):
                problems.add(
                    rule="possible-outcome", severity="warning", file=source.file, column=str(header),
                    problem="there is no survey; this column holds numbers and may be the outcome",
                    action=f'if it says how it went, write outcome = "{header}" in {CONFIG_NAME}',
                )  # fmt: skip


def _may_say_how_it_went(header: str, cells: pd.Series) -> bool:
    """Whether a column holds different numbers that are neither identifiers nor dates nor parts of names."""
    texts = texts_in(cells).drop_duplicates()
    named = texts.str.contains(r"[^\W\d_].*\d", regex=True)
    return len(texts) > 1 and not _NO_OUTCOME.intersection(tokens(header)) and not named.any() and holds_scores(cells)


def _note_counts(source: SourceTable, *, sessions_listed: bool, problems: Problems) -> None:
    header = source.headers.get("sessions", "status")
    problem = "the numbers of sessions are taken from this column"
    if sessions_listed:
        problem = "the numbers of sessions are not counted again: there is a list of sessions"
    elif match_key(header) == "completedmeetings":
        problem += "; a platform may count a meeting as completed once its date is past, whether or not it took place"
    problems.add(
        rule="sessions-in-pairings", severity="note", file=source.file, column=header, problem=problem,
        action="nothing, if this is right",
    )  # fmt: skip


def _cleared(source: SourceTable, problems: Problems) -> SourceTable:
    """Without personal columns and those about the answering; what is unknown is named."""
    if not source.table:
        return source
    known = {column.name for column in TABLES[source.table].columns} | set(_OURS)
    others = [name for name in source.frame.columns if name not in known]
    personal = [name for name in others if is_personal(match_key(str(name))) or _holds_addresses(source.frame[name])]
    personal = sorted({*personal, *source.left_out}, key=str.casefold)
    metadata = [
        name
        for name in others
        if source.table == "surveys" and match_key(str(name)) in METADATA and name not in personal
    ]
    for rule, what, names in (
        ("personal-left-out", "personal data that no answer needs is left out", personal),
        ("metadata-left-out", "columns about the answering, which are no answers, are left out", metadata),
    ):
        if names:
            problems.add(
                rule=rule, severity="note", file=source.file, problem=f"{what}: {', '.join(names)}", action="nothing"
            )
    gone = [name for name in [*personal, *metadata] if name in source.frame]
    if source.table != "surveys":
        for name in others:
            if name not in (*gone, *source.named):
                _note_unknown(source, str(name), known, problems)
    return replace(source, frame=source.frame.drop(columns=gone))


def _holds_addresses(cells: pd.Series) -> bool:
    if not isinstance(cells.dtype, pd.StringDtype | object) or cells.dtype.kind in "biufmM":
        return False
    filled = as_text(cells.head(200)).dropna()
    return len(filled) > 0 and bool(filled.str.fullmatch(r"[^@\s]+@[^@\s]+\.\w+").mean() >= 0.5)


def _note_unknown(source: SourceTable, name: str, known: set[str], problems: Problems) -> None:
    by_key = {match_key(ours): ours for ours in known}
    near = difflib.get_close_matches(match_key(name), by_key, n=2, cutoff=0.6)
    hint = f" (nearest: {' or '.join(by_key[key] for key in near)})" if near else ""
    problem = f"this column is not known{hint}; it is kept, and no answer uses it"
    if source.table in _OF_PAIRS and counted_sessions(name) in SESSION_STATUSES[1:]:
        problem = "this column counts other sessions than those that were held; it is kept, and no answer uses it"
    problems.add(
        rule="column-unknown", severity="note", file=source.file, column=name, problem=problem,
        action=f"nothing, or say which column it is in [columns.{source.table}] of {CONFIG_NAME}",
    )  # fmt: skip
