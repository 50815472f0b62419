"""Whether a session took place, by the word that stands for it: held, planned, missed, called off.

``Canceled by mentee`` and ``Unexcused Absence`` say it within other words.  Under the heading ``Canceled`` a yes means
that it did not take place.  A word that is not understood is no meeting held, until somebody explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.schema.words.labels import yes_or_no
from mentorstats.schema.words.table import meaning_of, plain_tokens, words_in
from mentorstats.text import match_key

__all__ = [
    "UNKNOWN",
    "counted_sessions",
    "mark_of_presence",
    "session_status",
    "status_meanings",
    "status_of_name",
    "times_in_headers",
]

# What stands in column ``status`` of sessions where nobody knows whether they were held.
UNKNOWN = "unknown"
_NOT_HELD = ("missed", "cancelled")
_NEGATIONS = {"not", "no", "never", "without", "didn", "wasn", "isn", "un", "nicht", "kein", "keine", "ohne", "non",
              "pas", "sans", "sin", "nao", "sem", "senza", "niet", "geen", "zonder"}  # fmt: skip
_MARKS = {"x": 1.0, "xx": 1.0, "✓": 1.0, "✔": 1.0, "☑": 1.0, "●": 1.0, "•": 1.0, "1": 1.0, "1.0": 1.0, "p": 1.0,
          "0": 0.0, "0.0": 0.0, "-": 0.0, "–": 0.0, "—": 0.0, "☐": 0.0, "✗": 0.0, "✘": 0.0, "a": 0.0}  # fmt: skip
# Marks that mean the same wherever they stand; an A or a dash may be anything outside a list of who came.
_PLAIN_MARKS = _MARKS.keys() - {"p", "a", "-", "–", "—", "•", "●"}


def session_status(text: str, header: str = "") -> str:
    """The status of a session that a word stands for, ``""`` where it is not understood.

    ``header`` is that of the word's column: under "Canceled" or "No-show" a yes says that.

    >>> session_status("Canceled by mentee"), session_status("N"), session_status("true", "Canceled")
    ('cancelled', 'missed', 'cancelled')
    >>> session_status("Erledigt"), session_status("not canceled"), session_status("Blue")
    ('attended', '', '')
    """
    answer = yes_or_no(text)
    if answer is None and text.strip().casefold() in _PLAIN_MARKS:
        answer = _MARKS[text.strip().casefold()]
    if answer is not None:
        asked = _asked_by(header)
        return asked if answer else ("attended" if asked != "attended" else "missed")
    words = plain_tokens(text)
    matches = words_in(words, "presence")
    taken = {place for match in matches for place in range(match.start, match.end)}
    meanings = list(dict.fromkeys(match.meaning for match in matches))
    if "late" in meanings:
        # Who came late was there; a late cancellation is one.
        meanings = [meaning for meaning in meanings if meaning != "late"] or ["attended"]
    if any(word in _NEGATIONS for place, word in enumerate(words) if place not in taken):
        return ""
    if len(meanings) > 1 and not set(meanings) <= set(_NOT_HELD):
        return ""
    return meanings[0] if meanings else ""


def _asked_by(header: str) -> str:
    """What a yes means under a heading."""
    meanings = {match.meaning for match in words_in(plain_tokens(header), "presence")} - {"scheduled"}
    return meanings.pop() if len(meanings) == 1 and meanings <= set(_NOT_HELD) else "attended"


def status_meanings(
    texts: Iterable[str], *, header: str, own: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """What the words of a column of statuses mean, by ``match_key``.

    ``own`` are the program's words, ``known`` those of platforms; what neither has is looked for among all words.

    >>> status_meanings(["true", "no show"], header="Canceled", own={}, known={"true": "attended"})
    {'true': 'cancelled', 'noshow': 'missed', 'unknown': 'unknown'}
    """
    own = {match_key(word): status for word, status in own.items()}
    known = {match_key(word): status for word, status in known.items()}
    turned = _asked_by(header) != "attended"
    meanings: dict[str, str] = {}
    for text in texts:
        key = match_key(text)
        answers = yes_or_no(text) is not None or text.strip().casefold() in _PLAIN_MARKS
        by_platform = "" if turned and answers else known.get(key, "")
        meanings[key] = own.get(key) or by_platform or session_status(text, header)
    return {key: status for key, status in meanings.items() if status} | {UNKNOWN: UNKNOWN}


def status_of_name(file: str) -> str:
    """The status that the name of a file or sheet gives all its sessions, ``""`` where it gives none.

    >>> [status_of_name(name) for name in ("upcoming sessions.csv", "sessions.csv", "Meetings.xlsx [Cancelled]")]
    ['scheduled', '', 'cancelled']
    """
    words = plain_tokens(re.sub(r"[()\[\]]", " ", file))
    meanings = {match.meaning for match in words_in(words, "status in a name")}
    return meanings.pop() if len(meanings) == 1 else ""


def counted_sessions(header: str) -> str:
    """What a column that counts sessions counts: a status, ``"sessions"`` where it says none; ``""`` for other columns.

    >>> counted_sessions("Meetings held"), counted_sessions("Sessions planned"), counted_sessions("Number of calls")
    ('attended', 'scheduled', 'sessions')
    >>> counted_sessions("Meeting date"), counted_sessions("Anzahl Treffen")
    ('', 'sessions')
    """
    words = tuple(_singular(word) for word in plain_tokens(header))
    taken: set[int] = set()
    meanings: dict[str, list[str]] = {}
    for kind in ("presence", "meeting", "around a count"):
        for match in words_in(words, kind):
            if not taken & set(range(match.start, match.end)):
                taken |= set(range(match.start, match.end))
                meanings.setdefault(kind, []).append(match.meaning)
    if len(taken) < len(words) or "meeting" not in meanings or len(meanings.get("presence", [])) > 1:
        return ""
    return meanings.get("presence", ["sessions"])[0]


def _singular(word: str) -> str:
    """The singular of a word such as "realizadas", where that is what the table has."""
    known = any(words_in((word,), kind) for kind in ("presence", "meeting", "around a count"))
    return word.removesuffix("s") if not known and words_in((word.removesuffix("s"),), "presence") else word


def mark_of_presence(text: str) -> float | None:
    """1 for a mark that someone was there, 0 for one that nobody was; None for anything else.

    >>> mark_of_presence("x"), mark_of_presence("Absent"), mark_of_presence("No"), mark_of_presence("45")
    (1.0, 0.0, 0.0, None)
    """
    plain = text.strip().casefold()
    if plain in _MARKS:
        return _MARKS[plain]
    answer = yes_or_no(text)
    status = session_status(text) if answer is None and meaning_of(text, "presence") else ""
    return answer if answer is not None else {"attended": 1.0, "missed": 0.0, "cancelled": 0.0}.get(status)


def times_in_headers(headers: Sequence[str]) -> dict[str, str]:
    """The headings that are a day, a month or the number of a session, and the day, ``""`` where it has no year.

    >>> times_in_headers(["Mentee", "2024-01-15", "Session 2", "Feb", "Start date"])
    {'2024-01-15': '2024-01-15', 'Session 2': '', 'Feb': ''}
    """
    times = {header: "" for header in headers if _is_numbered_time(plain_tokens(header))}
    dated = [header for header in headers if any(letter.isdigit() for letter in header) and header not in times]
    try:
        days = read_days(pd.Series(dated, dtype="str")).values
    except AmbiguousDates:
        return times | {header: "" for header in dated if re.fullmatch(r"[\d/.\- ]{6,10}", header)}
    times |= {header: f"{day:%Y-%m-%d}" for header, day in zip(dated, days, strict=True) if pd.notna(day)}
    return {header: times[header] for header in headers if header in times}


def _is_numbered_time(words: tuple[str, ...]) -> bool:
    """Whether words are "session 3", "week 2", a month, or a day and a month."""
    numbers = [word for word in words if word.isdigit()]
    rest = tuple(word for word in words if not word.isdigit())
    months = words_in(rest, "month")
    if months and months[0].end - months[0].start == len(rest):
        return len(numbers) <= 1
    units = [match.meaning for match in words_in(rest, "unit")] if len(" ".join(rest)) > 2 else []
    counted = words_in(rest, "meeting") or units in (["week"], ["month"], ["day"])
    return bool(counted) and len(rest) == 1 and len(numbers) == 1 and len(numbers[0]) <= 2
