"""What platforms and people call things: headers, statuses, waves, and the columns that are nobody's business.

Gathered from what platforms publish about their exports.  A word that says less than it seems to, such as
"Closed", has a sentence that says so; what is not here is not guessed but listed, with the nearest word that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mentorstats.text import tokens

__all__ = [
    "HEADERS",
    "METADATA",
    "UNCLEAR",
    "file_wave",
    "identifying",
    "is_personal",
    "rating",
    "wave_in",
    "words_for",
]

# Other names of our columns, the better one first; compared without case, spaces, punctuation and (brackets).
HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    "people": {
        "industry": ("industries", "industry sector", "sector", "company industry"),
        "job_function": ("function", "job role"),
        "seniority": ("seniority level", "career level", "level"),
        "cohort": ("round", "program round"),
    },
    "pairings": {
        "pairing_id": ("loop id", "mentorship id", "connection id", "mentoring connection name", "match number", "id"),
        "start_date": (
            "activated", "active since", "matched date", "date matched", "match date", "paired on", "start date",
            "match start date", "matched on", "mentorship start date", "connected on", "since",
        ),
        "end_date": (
            "closed date", "date closed", "date unmatched", "unmatched on", "closing date", "match closing date",
            "match end date", "closure date", "concluded on", "completed on", "mentorship end date", "ended on",
        ),
        "status": (
            "match status", "matching status", "relationship status", "mentorship status", "pairing status",
            "loop status", "connection status", "stage", "match stage", "state",
        ),
        "end_reason": (
            "reason for closure", "closure reason", "match closure reason", "reason for unmatch", "close reason",
            "reason ended", "reason for ending",
        ),
        "source": ("match type", "matched by", "how matched"),
        "mentee_industry": ("industry of mentee", "mentees industry", "mentee sector"),
        "mentor_industry": ("industry of mentor", "mentors industry", "mentor sector"),
        "sessions": (
            "sessions", "meetings", "number of sessions", "number of meetings", "total meetings", "total sessions",
            "sessions completed", "completed sessions", "completed meetings", "meetings held", "meeting count",
            "total conversations logged", "total conversations", "conversations",
        ),
        "minutes": ("minutes", "total minutes", "total duration"),
    },
    "sessions": {
        "pairing_id": (
            "match id", "pair id", "relationship id", "loop id", "mentorship id", "connection id",
            "mentoring connection name",
        ),
        "date": (
            "met on", "session date", "meeting date", "date of meeting", "date of session", "held on", "day",
            "conversation date",
        ),
        "minutes": (
            "duration", "duration minutes", "length", "how long", "time spent", "session duration", "meeting duration",
        ),
        "status": ("session status", "meeting status", "took place", "attended", "held"),
        "sessions": ("number of sessions", "number of meetings", "meetings"),
        "logged_by": ("logged by", "reported by", "entered by", "submitted by", "created by"),
    },
    "surveys": {
        "wave": ("survey", "survey name", "time point", "timepoint", "survey wave", "phase"),
        "item": ("question", "question text", "measure", "outcome"),
        "score": ("answer", "response", "value", "rating", "result"),
        "about_id": ("about", "rated person"),
        "cohort": ("round", "program round"),
        "date": (
            "timestamp", "submitted", "submitted on", "submitted at", "recorded date", "date created", "completed on",
            "completed at", "response date", "survey date", "end date", "start date",
        ),
    },
}  # fmt: skip

# What survey tools say about the answering, which is no answer.
METADATA = frozenset(
    [
        "startdate",
        "enddate",
        "recordeddate",
        "status",
        "progress",
        "durationinseconds",
        "finished",
        "responseid",
        "responseset",
        "distributionchannel",
        "userlanguage",
        "collectorid",
        "datecreated",
        "datemodified",
        "respondentid",
        "surveyid",
        "externaldatareference",
        "externalreference",
        "timestamp",
        "starttime",
        "completiontime",
    ]
)

_STATUS = {
    "proposed": "draft, drafted, pending, requested, invited, suggested, recommended, waiting, match request-waiting"
    " mentee approval, match request-waiting mentor approval, match request-waiting 2 approvals,"
    " match request-waiting admin approval, not registered, pending match, pending approval",
    "active": "ongoing, matched, matched-active, open, current, accepted, started, running, in progress,"
    " pending closure, closure in process",
    "paused": "on hold, suspended",
    "completed": "complete, finished, graduated, done, ended, closed, matched-duration completed, duration completed,"
    " duration complete, successfully completed, closed by pc, closed by program coordinator",
    "closed_early": "concluded, unmatched, terminated, cancelled, canceled, withdrawn, dissolved, stopped, archived,"
    " ended early, closed by participant",
    "declined": "rejected, refused, not accepted, turned down",
}
_SESSION = {
    "attended": "completed, complete, held, done, yes, true, happened, met, took place",
    "scheduled": "upcoming, planned, booked, pending, confirmed, not yet",
    "missed": "no, false, no-show, did not attend, did not happen, not held, absent",
    "cancelled": "canceled, declined, rescheduled, called off",
}
_NUMBERED = {"1": "proposed", "2": "active", "3": "declined", "4": "closed_early", "5": "completed"}
_NUMBERED_BY = {"actionuserid", "acceptdate", "state"}

_CLOSED = "does not say whether it ran its course or ended early"
# Words that count as something, but say less than that.
UNCLEAR = {
    "closed": f"{_CLOSED}; counted as completed, unless a reason is given",
    "ended": f"{_CLOSED}; counted as completed, unless a reason is given",
    "closedbypc": f"{_CLOSED}; counted as completed",
    "closedbyprogramcoordinator": f"{_CLOSED}; counted as completed",
    "closedbyparticipant": f"{_CLOSED}; counted as closed early",
    "archived": "says that someone left the program, or that the record was put away; counted as closed early",
}

_WAVES = {
    "baseline": "baseline pre before entry intake kickoff t0 application",
    "midpoint": "midpoint mid midterm midway interim",
    "final": "final post after exit closing endline closeout",
    "followup": "followup",
}
_WAVE_OF = {word: wave for wave, words in _WAVES.items() for word in words.split()}

_SIDES = {
    "mentee": {"mentee", "mentees", "protege", "protégé", "child", "youth", "little", "learner", "student"},
    "mentor": {"mentor", "mentors", "volunteer", "big", "coach"},
}
_ID_WORDS = {
    "id", "ids", "number", "no", "nr", "num", "identifier", "code", "key", "institutional", "contact", "role",
    "user", "member", "person", "participant", "profile", "record", "uid", "your", "the", "employee", "enter", "please",
    "what", "is", "uuid",
}  # fmt: skip
_SAYS_ID = {"id", "ids", "number", "no", "nr", "num", "identifier", "code", "uid", "uuid"}
_MAIL = {"email", "mail", "emails"}
_PERSONAL = re.compile(
    r"(ip|ipaddress|.*(email|emailaddress|mailaddress)|(recipient|mentor|mentee|your)?(first|last|full|given|family|display|preferred|middle)?name"
    r"|(recipient)?(first|last)name|surname|username|nickname|(location)?(latitude|longitude)|coordinates|gps.*"
    r"|.*(phone|telephone|mobile|cell)(number|no)?|(home|postal|street|mailing)?address(line)?\d?|street|zip(code)?|postcode|postalcode"
    r"|dateofbirth|birthdate|birthday|dob|socialsecurity.*|ssn|linkedin.*|password|photo.*|avatar.*|signature)"
)


def identifying(header: str, table: str) -> tuple[str, str] | None:
    """Whom a column names and by what: mentee, mentor or person, and id, email, name, first or last; None for others.

    >>> identifying("Volunteer: Contact ID", "pairings"), identifying("Email Address", "surveys")
    (('mentor', 'id'), ('person', 'email'))
    """
    found = tokens(header)
    sides = [side for side, words in _SIDES.items() if words & set(found)]
    rest = [word for word in found if not any(word in words for words in _SIDES.values()) and not word.isdigit()]
    if table in ("pairings", "sessions"):
        if len(sides) != 1:
            return None
        side = sides[0]
    elif table == "surveys" and sides and not set(rest) & (_SAYS_ID | _MAIL):
        return None
    else:
        side = "person"
    kind = _identifying_kind(rest, bare=bool(sides))
    return (side, kind) if kind else None


def _identifying_kind(words: list[str], *, bare: bool) -> str:
    rest = set(words)
    if rest & _MAIL:
        return "email" if rest <= _MAIL | _ID_WORDS | {"address", "recipient", "work", "primary"} else ""
    if rest in ({"name"}, {"full", "name"}, {"display", "name"}):
        return "name"
    if rest in ({"first", "name"}, {"given", "name"}):
        return "first"
    if rest in ({"last", "name"}, {"family", "name"}, {"surname"}):
        return "last"
    if rest <= _ID_WORDS and ((bare and not rest) or rest & _SAYS_ID):
        return "id"
    if rest in ({"external", "reference"}, {"external", "data", "reference"}, {"custom", "data"}, {"respondent", "id"}):
        return "id"
    return ""


def rating(header: str) -> tuple[str, str] | None:
    """Who rates and what, in a column of pairings or sessions such as ``Mentee MQS``.

    >>> rating("Mentee Session Rating (out of 4)"), rating("Mentor name")
    (('mentee', 'session rating'), None)
    """
    found = tokens(header)
    sides = [side for side, words in _SIDES.items() if words & set(found)]
    rest = [word for word in found if not any(word in words for words in _SIDES.values())]
    rates = {"mqs", "rating", "score", "satisfaction", "stars"} & set(rest)
    return (sides[0], " ".join(rest)) if len(sides) == 1 and rates and len(rest) <= 3 else None


def is_personal(name: str) -> bool:
    """Whether a header, folded, stands for what identifies a person and no analysis needs.

    >>> is_personal("ipaddress"), is_personal("industry")
    (True, False)
    """
    return bool(_PERSONAL.fullmatch(name))


def words_for(table: str, column: str, headers: Iterable[str]) -> dict[str, str]:
    """What the words of a column mean; numbers for states count only where the other headers show whose they are.

    >>> words_for("pairings", "status", [])["Concluded".lower()]
    'closed_early'
    """
    if column != "status":
        return {}
    source = _STATUS if table == "pairings" else _SESSION
    known = {word: choice for choice, words in source.items() for word in words.split(", ")}
    present = {"".join(tokens(header)) for header in headers}
    return known | (_NUMBERED if table == "pairings" and present >= _NUMBERED_BY else {})


def wave_in(text: str) -> str:
    """The one wave that a text names, ``""`` where none or several.

    >>> wave_in("Exit survey 2024"), wave_in("pre and post"), wave_in("Wave 7")
    ('final', '', '')
    """
    found = tokens(re.sub(r"(?i)kick[- ]?off", "kickoff", re.sub(r"(?i)follow[- ]?up", "followup", text)))
    waves = {_WAVE_OF[word] for word in found if word in _WAVE_OF}
    return waves.pop() if len(waves) == 1 else ""


def file_wave(file: str) -> str:
    """The wave that the name of a file, or else of its sheet, tells.

    >>> file_wave("survey_baseline.csv"), file_wave("Survey.xlsx [Exit]")
    ('baseline', 'final')
    """
    book, _, sheet = file.rpartition(" [") if file.endswith("]") else (file, "", "")
    return wave_in(sheet.rstrip("]")) or wave_in(book.rpartition(".")[0] or book)
