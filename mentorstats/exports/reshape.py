"""What one table holds for another: numbers of sessions and ratings beside pairings, answers in JSON.

Meetings may be counted in the list of pairings, even in a status such as "3rd meeting completed"; ratings may stand
beside either.  Each of them is taken to the table where it belongs, and said to be; the line of the file stays with
every row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.answers.waves import WORD
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems, Quote
from mentorstats.schema.cells import as_text, texts_in
from mentorstats.schema.vocabulary import UNCLEAR, rating
from mentorstats.schema.words.presence import session_status, status_of_name
from mentorstats.text import match_key

__all__ = [
    "answers_in_json",
    "counts_of_sessions",
    "outcomes_beside",
    "ratings",
    "read_statuses",
    "with_implied_status",
]

_COUNTED = re.compile(
    r"\s*(?P<count>\d+)\s*(?:st|nd|rd|th)?\s+(?:meeting|session|conversation|call)s?\s+(?:completed|held|done|finished)\W*",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\btime (?:constraint|commitment|conflict)|\b(?:no|lack of|not enough) time|\bmoved?\b|relocat|unrespons"
    r"|conflict|\bleft\b|withdr|\blost\b|dissatisf|incompat|no[- ]?show|illness|changed (?:job|school)",
    re.IGNORECASE,
)


def read_statuses(
    file: str, frame: pd.DataFrame, problems: Problems, *, explained: Collection[str] = ()
) -> pd.DataFrame:
    """Pairings whose status counts meetings, as active with that count; words that say less than they seem are named.

    ``explained`` are the match keys of words that the program itself has explained.
    """
    if "status" not in frame:
        return frame
    status = as_text(frame["status"])
    words = status.dropna().unique()
    counts = pd.Series(words, dtype="str").str.extract(_COUNTED)["count"].set_axis(words)
    if counts.isna().all():
        counted = pd.Series(index=status.index, dtype="str")
    else:
        counted = status.map(counts.dropna().to_dict()).astype("str")

    def note(rule: str, line: int, problem: str, *facts: Quote) -> None:
        problems.add(
            rule=rule, severity="note", file=file, line=int(line), column="status", problem=problem, facts=facts,
            value=status[status.index == line].iloc[0], action="nothing, or explain the word in [values.status]",
        )  # fmt: skip

    for line in frame.index[counted.notna()].unique():
        note(
            "sessions-in-status",
            line,
            "the sessions are counted from the status, and the pairing counts as active",
        )
    unclear = [word for word in words if match_key(word) in UNCLEAR and match_key(word) not in explained]
    for word in unclear:
        note("status-unclear", frame.index[status == word][0], f"{{}} {UNCLEAR[match_key(word)]}", Quote(word))
    if "end_reason" in frame:
        reasons = as_text(frame["end_reason"]).fillna("")
        closed = status.isin([word for word in unclear if match_key(word) in ("closed", "ended")])
        status = status.mask(closed & reasons.str.contains(_EARLY), "closed_early")
    if counted.notna().any():
        before = as_text(frame["sessions"]) if "sessions" in frame else counted
        frame = frame.assign(sessions=before.fillna(counted))
    return frame.assign(status=status.mask(counted.notna(), "active").fillna(""))


def with_implied_status(source: SourceTable, problems: Problems) -> SourceTable:
    """Sessions whose status stands in the name of the file or sheet, or in a date that only sessions held have."""
    frame, header = source.frame, source.headers.get("date", "date")
    if "status" in frame or not len(frame):
        return source
    status = status_of_name(source.file)
    if status:
        frame = frame.assign(status=status)
        problem = f"no column says whether the sessions were held; by the name of the file or sheet they are {status}"
    elif "date" in frame and session_status(header) == "attended":
        empty = as_text(frame["date"]).isna()
        if not empty.any():
            return source
        frame = frame.assign(status=empty.map({True: "scheduled", False: "attended"}))
        problem = "this is the day on which a session was held; where it is empty, the session was not"
    else:
        return source
    problems.add(
        rule="status-implied", severity="note", file=source.file, column=header, problem=problem,
        action="add a column status, if this is wrong",
    )  # fmt: skip
    return replace(source, frame=frame)


def counts_of_sessions(frame: pd.DataFrame) -> pd.DataFrame | None:
    """The numbers of sessions that a list of pairings holds, as rows of sessions; None where there are none."""
    if "sessions" not in frame or not {"mentee_id", "mentor_id"} <= set(frame.columns):
        return None
    named = as_text(frame["mentee_id"]).notna() & as_text(frame["mentor_id"]).notna()
    rows = frame.loc[named & as_text(frame["sessions"]).notna()]
    return (
        rows[[name for name in ("mentee_id", "mentor_id", "sessions", "minutes") if name in rows]]
        if len(rows)
        else None
    )


def ratings(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]] | None:
    """The ratings in a list of pairings or sessions as rows of a long survey, and their columns; None without any.

    Each row is rated once: ratings of two sessions are no repetition.
    """
    if not {"mentee_id", "mentor_id"} <= set(frame.columns):
        return None
    pieces, headers = [], []
    for header in frame.columns:
        if side_and_item := rating(str(header)):
            side, item = side_and_item
            other = "mentor" if side == "mentee" else "mentee"
            rows = frame.loc[as_text(frame[header]).notna()]
            kept = rows[[name for name in ("cohort", "date") if name in rows]]
            pieces.append(
                kept.assign(
                    person_id=rows[f"{side}_id"],
                    about_id=rows[f"{other}_id"],
                    item=item,
                    score=rows[header],
                    **{WORD: rows.index.astype("str")},
                )
            )
            headers.append(header)
    return (pd.concat(pieces), headers) if any(len(piece) for piece in pieces) else None


def outcomes_beside(frame: pd.DataFrame, items: Collection[str], *, person: str) -> pd.DataFrame | None:
    """The cells of columns that the settings name as survey items, as final answers of ``person``; None without any.

    ``items`` are compared as ``match_key`` has them.

    >>> frame = pd.DataFrame({"mentee_id": ["p"], "Progress": ["4"]})
    >>> outcomes_beside(frame, {"progress"}, person="mentee_id")[["person_id", "item", "score"]].values.tolist()
    [['p', 'Progress', '4']]
    """
    if person not in frame:
        return None
    pieces = []
    for header in [header for header in frame.columns if match_key(str(header)) in items]:
        rows = frame.loc[as_text(frame[header]).notna()]
        kept = rows[[name for name in ("cohort",) if name in rows]]
        pieces.append(kept.assign(person_id=rows[person], item=header, score=rows[header], wave="final"))
    return pd.concat(pieces) if any(len(piece) for piece in pieces) else None


def answers_in_json(frame: pd.DataFrame) -> pd.DataFrame:
    """A column whose cells are JSON objects of several answers, as a column for each answer."""
    for header in frame.columns:
        if frame[header].dtype.kind in "biufmM":
            continue
        texts = texts_in(frame[header])
        if texts.empty or not texts.str.startswith("{").all():
            continue
        given = as_text(frame[header]).dropna()
        read = [_object(cell) for cell in given]
        if not any(len(answers) > 1 for answers in read):
            continue
        wide = pd.DataFrame(read, index=given.index).map(_plain)
        frame = frame.drop(columns=header).join(wide[[name for name in wide if name not in frame]].astype("str"))
    return frame


def _object(cell: str) -> dict[str, object]:
    try:
        value = json.loads(cell)
    except ValueError:
        return {}
    return {str(name): answer for name, answer in value.items()} if isinstance(value, dict) else {}


def _plain(value: object) -> str:
    if isinstance(value, Sequence | dict) and not isinstance(value, str):
        return json.dumps(value)
    return "" if value is None or value != value else str(value)
