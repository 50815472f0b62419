"""Tables of other shapes become rows of one pairing each, one session each, one answer each.

A mentee's mentors may stand in columns (``Mentor 1`` … ``Mentor 4``) or in one cell; meetings may be counted in the
list of pairings, even in a status such as "3rd meeting completed"; ratings may stand beside either.  Each of them is
taken to the table where it belongs, and said to be; the line of the file stays with every row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

import pandas as pd

from mentorstats.problems import Problems, Quote
from mentorstats.schema.cells import as_text, texts_in
from mentorstats.schema.identifiers import is_shortened, is_thousands
from mentorstats.schema.vocabulary import UNCLEAR, identifying, rating
from mentorstats.text import match_key, tokens

__all__ = [
    "answers_in_json",
    "counts_of_sessions",
    "mentors_in_columns",
    "outcomes_beside",
    "ratings",
    "read_statuses",
    "several_in_a_cell",
]

_ORDINALS = {"first": 1, "primary": 1, "second": 2, "secondary": 2, "third": 3, "fourth": 4}
_SEPARATORS = re.compile(r"\s*(?:;|\||\n)\s*")
_MAY_SEPARATE = r"[;|\n,]"
_COMMA = re.compile(r"\s*,\s*")
_COUNTED = re.compile(
    r"\s*(?P<count>\d+)\s*(?:st|nd|rd|th)?\s+(?:meeting|session|conversation|call)s?\s+(?:completed|held|done|finished)\W*",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\btime (?:constraint|commitment|conflict)|\b(?:no|lack of|not enough) time|\bmoved?\b|relocat|unrespons"
    r"|conflict|\bleft\b|withdr|\blost\b|dissatisf|incompat|no[- ]?show|illness|changed (?:job|school)",
    re.IGNORECASE,
)


def mentors_in_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each mentor of a row, where mentors stand side by side in numbered columns.

    Columns that go with the second mentor, such as ``Mentor 2 industry``, go with that mentor's row.

    >>> mentors_in_columns(pd.DataFrame({"Mentee": ["p"], "Mentor 1": ["a"], "Mentor 2": ["b"]}))
      Mentee Mentor
    0      p      a
    0      p      b
    """
    numbered = {header: named for header in frame.columns if (named := _numbered_header(str(header)))}
    mentors = {number for number, base in numbered.values() if identifying(base, "pairings")}
    if not mentors or (len(mentors) == 1 and mentors != {1}):
        return frame
    rest = [header for header in frame.columns if header not in numbered]
    pieces = []
    for number in sorted(mentors):
        base_names: dict[str, str] = {}
        for header, (place, base) in numbered.items():
            if place == number and base not in (*base_names.values(), *rest):
                base_names[header] = base
        piece = frame[[*rest, *base_names]].rename(columns=base_names)
        naming = [base for base in base_names.values() if identifying(base, "pairings")]
        named = piece[naming].apply(lambda cells: as_text(cells).notna()).any(axis=1)
        pieces.append(piece.loc[named | (~_any_mentor(frame, numbered) if number == min(mentors) else False)])
    return pd.concat(pieces)


def _numbered_header(header: str) -> tuple[int, str] | None:
    """The number of the mentor that a column is about, and its header without it."""
    words = tokens(header)
    if "mentor" not in words:
        return None
    numbers = [
        int(word) if word.isdigit() else _ORDINALS[word] for word in words if word.isdigit() or word in _ORDINALS
    ]
    base = [word for word in words if not word.isdigit() and word not in _ORDINALS]
    return (numbers[0], " ".join(base).capitalize()) if len(numbers) == 1 and 0 < numbers[0] < 20 else None


def _any_mentor(frame: pd.DataFrame, numbered: dict[str, tuple[int, str]]) -> pd.Series:
    naming = [header for header, (_, base) in numbered.items() if identifying(base, "pairings")]
    return frame[naming].apply(lambda cells: as_text(cells).notna()).any(axis=1)


def several_in_a_cell(file: str, frame: pd.DataFrame, column: str, side: str, problems: Problems) -> pd.DataFrame:
    """One row for each person in a cell that names several, the first ones first.

    Between people stand ``;``, ``|`` or a new line; a comma only between addresses or codes, never within a name.
    """
    texts = texts_in(frame[column])
    mixed = texts[texts.str.contains(_MAY_SEPARATE).astype(bool)].unique()
    alone = set(texts) if len(mixed) else set()
    split = {cell: _people(cell, alone) for cell in mixed}
    people_in = {cell: people for cell, people in split.items() if len(people) > 1}
    if not people_in:
        return frame
    cells = as_text(frame[column])
    count = cells.map({cell: len(people) for cell, people in people_in.items()}).fillna(1)
    several = count > 1
    for line in frame.index[several]:
        problems.add(
            rule="several-in-a-cell", severity="note", file=file, line=int(line), column=column,
            problem=f"several {side}s in one cell; each is a pairing of its own", action="nothing, if this is right",
        )  # fmt: skip
    pieces = []
    for place in range(int(count.max())):
        has = count > place
        people = cells[has].map({cell: names[place] for cell, names in people_in.items() if len(names) > place})
        people = people.fillna(cells[has])
        pieces.append(frame.loc[has].assign(**{column: people}))
    industry = f"{side}_industry"
    if industry in frame:
        unclear = several & as_text(frame[industry]).fillna("").str.contains(";", regex=False)
        for line in frame.index[unclear]:
            problems.add(
                rule="several-industries", severity="warning", file=file, line=int(line), column=industry,
                problem=f"several {side}s and several industries in one row; which is whose is not known, and they "
                "count as missing", action=f"give every {side} a row",
            )  # fmt: skip
        lines = set(frame.index[unclear])
        pieces = [piece.assign(**{industry: piece[industry].mask(piece.index.isin(lines), "")}) for piece in pieces]
    return pd.concat(pieces)


def _people(cell: str, alone: Collection[str]) -> list[str]:
    """The people in a cell; ``alone`` are all cells of the column."""
    people = [person for person in _SEPARATORS.split(cell) if person]
    if len(people) > 1 or "," not in cell or is_shortened(cell):
        return people
    parts = [part for part in _COMMA.split(cell) if part]
    if is_thousands(pd.Series([cell], dtype="str")) and not all(part in alone for part in parts):
        return people
    return parts if all("@" in part or re.fullmatch(r"(?=\S*\d)\S+", part) for part in parts) else people


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
    """The ratings in a list of pairings or sessions as rows of a long survey, and their columns; None without any."""
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
                kept.assign(person_id=rows[f"{side}_id"], about_id=rows[f"{other}_id"], item=item, score=rows[header])
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
