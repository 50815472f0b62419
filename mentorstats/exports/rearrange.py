"""Files as they come to rows of the four tables: renamed, unfolded, everyone under one identifier, no more than needed.

Each step looks at all files, since one may say who is meant in another.  What a step leaves out is listed: personal
columns that no analysis needs, what survey tools say about the answering, and columns that nobody knows, with the
nearest known ones.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.identity import naming_columns, with_people
from mentorstats.exports.recognize import Part, renamed
from mentorstats.exports.reshape import (
    answers_in_json,
    counts_of_sessions,
    mentors_in_columns,
    ratings,
    several_in_a_cell,
    told_by_status,
)
from mentorstats.problems import Problem
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES
from mentorstats.schema.values import as_text
from mentorstats.schema.vocabulary import METADATA, file_wave, is_personal
from mentorstats.text import folded

__all__ = ["rearranged"]

_OURS = ("sessions", "minutes", "logged_by")


def rearranged(parts: Sequence[Part], settings: Settings) -> tuple[list[Part], list[Problem]]:
    """The parts with our names for their columns and people, one pairing or answer a row, and what was noticed."""
    done, found = [], []
    for part in parts:
        if part.table:
            part, more = _unfolded(part, settings)
            found += more
        done.append(part)
    done, more = with_people(done, settings)
    found += more
    logged = any(part.table == "sessions" and len(part.frame) for part in done)
    complete: list[Part] = []
    for part in done:
        pieces, more = _divided(part, logged=logged)
        found += more
        complete += pieces
    cleared = [_cleared(part) for part in complete]
    return [part for part, _ in cleared], found + [problem for _, more in cleared for problem in more]


def _unfolded(part: Part, settings: Settings) -> tuple[Part, list[Problem]]:
    """Our names for the columns, and one row for each mentor."""
    frame = part.frame
    if part.table == "pairings" and not settings.columns.get("pairings", {}).get("mentor_id"):
        frame = mentors_in_columns(frame)
    if part.table == "surveys":
        frame = answers_in_json(frame)
    names, second = renamed(list(frame.columns), part.table, settings)
    found = [_second_column(part, header, ours) for header, ours in second]
    part = replace(
        part,
        frame=frame.rename(columns=names),
        headers={ours: header for header, ours in names.items()},
        named=tuple(names[header] for header, _ in second),
    )
    if part.table == "pairings":
        frame = part.frame
        for side in ("mentee", "mentor"):
            columns = naming_columns(frame, part.table, side)
            naming = [*columns.get("id", []), *columns.get("email", []), *columns.get("name", [])][:1]
            for column in naming:
                frame, more = several_in_a_cell(part.file, frame, column, side)
                found += more
        explained = {folded(word) for word in settings.values.get("status", {})}
        frame, more = told_by_status(part.file, frame, explained)
        part, found = replace(part, frame=frame), found + more
    if part.table == "surveys" and "wave" not in part.frame and (wave := file_wave(part.file)):
        part = replace(part, frame=part.frame.assign(wave=wave))
        problem = f"no column says the wave; taken from the file's name as {wave}"
        found.append(Problem("note", part.file, None, "wave", "", problem, "add a column wave, if this is wrong"))
    return part, found


def _second_column(part: Part, header: str, ours: str) -> Problem:
    problem = f"another column is {ours} as well; this one is not used"
    action = f"say which column it is in [columns.{part.table}] of {CONFIG_NAME}"
    return Problem("warning", part.file, None, header, "", problem, action)


def _divided(part: Part, *, logged: bool) -> tuple[list[Part], list[Problem]]:
    """A part, and what it holds for other tables: numbers of sessions, ratings."""
    if part.table not in ("pairings", "sessions"):
        return [part], []
    found: list[Problem] = []
    pieces: list[Part] = []
    counts = counts_of_sessions(part.frame) if part.table == "pairings" else None
    if counts is not None:
        header = part.headers.get("sessions", "status")
        said = "the numbers of sessions are taken from this column"
        if logged:
            said = "the numbers of sessions are not counted again: there is a list of sessions"
        elif folded(header) == "completedmeetings":
            said += "; a platform may count a meeting as completed once its date is past, whether or not it took place"
        found.append(Problem("note", part.file, None, header, "", said, "nothing, if this is right"))
        if not logged:
            pieces.append(replace(part, table="sessions", frame=counts))
    rated = ratings(part.frame)
    if rated is not None:
        frame, headers = rated
        said = "read as ratings of the other one, as items of a survey"
        found += [Problem("note", part.file, None, header, "", said, "nothing, if this is right") for header in headers]
        pieces.append(replace(part, table="surveys", frame=frame, headers={}))
        part = replace(part, frame=part.frame.drop(columns=headers))
    if part.table == "pairings":
        part = replace(part, frame=part.frame.drop(columns=["sessions", "minutes"], errors="ignore"))
    return [part, *pieces], found


def _cleared(part: Part) -> tuple[Part, list[Problem]]:
    """Without personal columns and those about the answering; what is unknown is named."""
    if not part.table:
        return part, []
    known = {column.name for column in TABLES[part.table].columns} | set(_OURS)
    others = [name for name in part.frame.columns if name not in known]
    personal = [name for name in others if is_personal(folded(str(name))) or _holds_addresses(part.frame[name])]
    personal = sorted({*personal, *part.left_out}, key=str.casefold)
    about = [
        name for name in others if part.table == "surveys" and folded(str(name)) in METADATA and name not in personal
    ]
    found = []
    if personal:
        problem = f"personal data that no answer needs is left out: {', '.join(personal)}"
        found.append(Problem("note", part.file, None, "", "", problem, "nothing"))
    if about:
        problem = f"columns about the answering, which are no answers, are left out: {', '.join(about)}"
        found.append(Problem("note", part.file, None, "", "", problem, "nothing"))
    gone = [name for name in [*personal, *about] if name in part.frame]
    if part.table != "surveys":
        found += [_unknown(part, str(name), known) for name in others if name not in (*gone, *part.named)]
    return replace(part, frame=part.frame.drop(columns=gone)), found


def _holds_addresses(cells: pd.Series) -> bool:
    if not isinstance(cells.dtype, pd.StringDtype | object) or cells.dtype.kind in "biufmM":
        return False
    given = as_text(cells.head(200)).dropna()
    return len(given) > 0 and bool(given.str.fullmatch(r"[^@\s]+@[^@\s]+\.\w+").mean() >= 0.5)


def _unknown(part: Part, name: str, known: set[str]) -> Problem:
    by_fold = {folded(ours): ours for ours in known}
    near = difflib.get_close_matches(folded(name), by_fold, n=2, cutoff=0.6)
    hint = f" (nearest: {' or '.join(by_fold[fold] for fold in near)})" if near else ""
    problem = f"this column is not known{hint}; it is kept, and no answer uses it"
    action = f"nothing, or say which column it is in [columns.{part.table}] of {CONFIG_NAME}"
    return Problem("note", part.file, None, name, "", problem, action)
