"""What survey tools add to the answers: numbers of submissions, pages, times, marks for finished forms.

One entry a tool, gathered from what it publishes about its exports.  A file is a tool's where two different headers are
among its ``marks``, so that a column ``ID`` numbers submissions in one file and people in another.  Names are compared
without case, spaces and punctuation; ``*`` makes one a pattern for the header as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from mentorstats.text import match_key

__all__ = ["ANSWERED_ON", "CHECKBOXES", "EVENTS", "REPEATS", "SURVEY_TOOLS", "SurveyTool", "survey_tool"]

_AGAIN = re.compile(r" \(\d+\)$")

# What tools call the day of an answer, the better ones first.
ANSWERED_ON = (
    "recorded date, submit date, submitdate, date submitted, submission time, submission date, completion time,"
    " fertigstellungszeit, heure de fin, hora de finalizacion, hora de finalización, hora de conclusao,"
    " hora de conclusão, ora di completamento, tijd van voltooien, end date, date modified, date created, timestamp,"
    " zeitstempel, horodateur, marca temporal, carimbo de data hora, informazioni cronologiche, tijdstempel,"
    " completed on, completed at, response date, survey date, survey timestamp, datestamp, date last action,"
    " lastdata, start date, start time"
)

# Headings that nothing but one choice of several has, whatever file they stand in.
CHECKBOXES = (r"(?P<question>.+)___(?P<choice>\w+)", r"(?P<question>.+?) ?\(choice=(?P<choice>.+)\)(?: \(\d+\))?")
# Columns of files in which a row is a piece of a record, as ``match_key`` has them.
EVENTS = ("redcapeventname", "eventname")
REPEATS = ("redcaprepeatinstrument", "repeatinstrument", "redcaprepeatinstance", "repeatinstance")


@dataclass(frozen=True)
class SurveyTool:
    """The words of one tool; ``source`` says where they are from, several names have commas between them.

    ``own`` are its columns in its files that are neither people nor answers; ``metadata`` are headers about the
    answering in any file, of which one may still be the day or the person.  ``heading`` finds the question, as group
    ``name``, in a longer heading.  ``choices`` are forms of the heading of one choice, with groups ``question`` and
    ``choice``; ``undated`` is the day that stands where there is none.
    """

    name: str
    source: str
    marks: str = ""
    own: str = ""
    metadata: str = ""
    heading: str = ""
    choices: tuple[str, ...] = ()
    undated: str = ""

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return _listed(self.own)

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return _listed(self.marks)

    def question(self, header: str) -> str:
        """The question in a heading, which may have a code or the name of a group before it.

        >>> limesurvey = next(tool for tool in SURVEY_TOOLS if tool.name == "LimeSurvey")
        >>> limesurvey.question("G01Q02[SQ001]. Rate your mentor [Listens]")
        'Rate your mentor [Listens]'
        """
        match = re.fullmatch(self.heading, header, re.DOTALL) if self.heading else None
        return match["name"] if match else header

    def owns(self, header: str) -> bool:
        """Whether a column of its files is its own.

        >>> forms = next(tool for tool in SURVEY_TOOLS if tool.name == "Microsoft Forms")
        >>> forms.owns("ID"), forms.owns("Points - How confident are you?"), forms.owns("Your ID")
        (True, True, False)
        """
        return any(_is(header, name) for name in self._own)

    def marks_among(self, headers: Collection[str]) -> int:
        """How many different marks are among these headers."""
        marks = {next((mark for mark in self._marks if _is(header, mark)), "") for header in headers}
        return len(marks - {""})


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in names.split(", ") if name.strip())


def _is(header: str, name: str) -> bool:
    """Whether a header has a name; a number behind it tells columns of one name apart.

    A name that begins with ``_`` or ends in ``?`` is compared as it is: ``_id`` is no ``ID``.
    """
    plain, key = _compared(header)
    if "*" in name:
        return fnmatchcase(plain, name.replace("[", "[[]"))
    return plain == name or (name[0] != "_" and name[-1] != "?" and key == _compared(name)[1] != "")


@lru_cache(maxsize=4096)
def _compared(header: str) -> tuple[str, str]:
    plain = _AGAIN.sub("", header).strip().casefold()
    return plain, match_key(plain)


def survey_tool(headers: Iterable[str]) -> SurveyTool | None:
    """The tool whose export has these headers, None where no tool is known by them.

    >>> survey_tool(["_id", "_uuid", "intro/participant_id"]).name, survey_tool(["ID", "Confidence"])
    ('KoboToolbox, ODK', None)
    """
    listed = list(headers)
    marks, tool = max(((tool.marks_among(listed), tool) for tool in SURVEY_TOOLS), key=lambda counted: counted[0])
    return tool if marks > 1 else None


SURVEY_TOOLS = (
    SurveyTool(
        "REDCap", "help pages on exporting data: raw and with labels, longitudinal projects, repeating instruments",
        marks="redcap_event_name, redcap_repeat_instrument, redcap_repeat_instance, redcap_survey_identifier,"
        " redcap_data_access_group, record_id, *_complete, event name, repeat instrument, repeat instance,"
        " survey identifier, data access group, complete?, *___*, *(choice=*)",
        own="redcap_repeat_instrument, redcap_repeat_instance, redcap_survey_identifier, redcap_data_access_group,"
        " *_complete, *_timestamp, repeat instrument, repeat instance, survey identifier, data access group, complete?",
        metadata="survey timestamp",
        choices=CHECKBOXES,
    ),
    SurveyTool(
        "KoboToolbox, ODK", "help pages on exporting data, and on the metadata of a form",
        marks="_id, _uuid, _submission_time, _validation_status, _submitted_by, _index, __version__, _status, _tags,"
        " _parent_index, _parent_table_name, instanceid, *meta/instanceid, *meta-instanceid, formhub/uuid, key,"
        " submissiondate, submitterid, submittername, deviceid, formversion, reviewstate, attachmentsexpected",
        own="_id, _uuid, _validation_status, _notes, _status, _submitted_by, _tags, _index, __version__, _version_,"
        " _parent_index, _parent_table_name, _submission__*, _geolocation, _xform_id_string, _attachments,"
        " _bamboo_dataset_id, _media_all_received, _duration, start, end, today, deviceid, username, simserial,"
        " simid, subscriberid, devicephonenum, phonenumber, audit, audit_url, instanceid, instancename,"
        " *meta-instance*, rootuuid, uuid, deprecatedid, key, parent_key, set-of-*, submitterid, submittername,"
        " attachmentspresent, attachmentsexpected, reviewstate, edits, formversion, status",
        metadata="submission time, submission date",
        heading=r"(?:[\w.-]+/)+(?P<name>[\w.-]+)",
        choices=(r"(?P<question>.+)/(?P<choice>[^/]+)",),
    ),
    SurveyTool(
        "LimeSurvey", "manual pages on exporting responses and on timings",
        marks="submitdate, submitdate. *, lastpage, lastpage. *, startlanguage, startlanguage. *, seed, seed. *,"
        " startdate, startdate. *, datestamp, datestamp. *, refurl, refurl. *, ipaddr, ipaddr. *, interviewtime,"
        " interviewtime. *, date submitted, last page, start language, date started, date last action, referrer url,"
        " total time, datum abgeschickt, letzte seite, start-sprache, zufallsstartwert",
        own="id, id. *, response id, lastpage, lastpage. *, last page, startlanguage, startlanguage. *, start language,"
        " seed, seed. *, startdate, startdate. *, date started, ipaddr, ipaddr. *, ip address, refurl, refurl. *,"
        " referrer url, interviewtime, interviewtime. *, total time, *grouptime*, *questiontime*, g*q*time,"
        " *time. *, group time:*,"
        " question time:*, antwort id, letzte seite, start-sprache, zufallsstartwert, datum gestartet, gesamtzeit,"
        " gruppenzeit:*, fragenzeit:*",
        metadata="submitdate, date submitted, datestamp, date last action, datum abgeschickt,"
        " datum letzte aktivität, token, access code, zugangscode",
        undated="1980-01-01",
        heading=r"[A-Za-z]\w*(?:\[\w+\]){0,2}\. (?P<name>.+)",
        choices=(r"(?P<question>\w+)\[(?P<choice>\w+)\](?:\. .*)?", r"(?P<question>.+?) ?\[(?P<choice>[^\[\]]+)\]"),
    ),
    SurveyTool(
        "Microsoft Forms", "help pages on checking and sharing results",
        marks="start time, completion time, last modified time, startzeit, fertigstellungszeit, heure de début,"
        " heure de fin, hora de inicio, hora de finalización, hora de início, hora de conclusão, ora di inizio,"
        " ora di completamento, begintijd, tijd van voltooien",
        own="id, id., last modified time, uhrzeit der letzten änderung, total points, quiz feedback,"
        " grade posted time, points -*, feedback -*, gesamtpunktzahl, feedback zum quiz, punkte -*, language, sprache",
        metadata="start time, completion time, startzeit, fertigstellungszeit, heure de début, heure de fin,"
        " hora de inicio, hora de finalización, hora de início, hora de conclusão, ora di inizio,"
        " ora di completamento, begintijd, tijd van voltooien",
    ),
    SurveyTool(
        "SurveyMonkey", "help pages on exporting all responses, in one column or in several a question",
        marks="respondent id, collector id, date created, date modified",
        own="collector id, collector, start date, end date",
        metadata="respondent id, collector id, date created, date modified, custom data 1, custom data 2,"
        " custom data 3, custom data 4, custom data 5",
        choices=(r"(?P<question>.+): (?P<choice>.+)",),
    ),
    SurveyTool(
        "Qualtrics", "support pages on the columns of a data export",
        marks="responseid, recorded date, distribution channel, user language, progress, duration (in seconds),"
        " external reference, external data reference, recipient email, response set, response type, importid",
        own="responseid, responseset, response type, distribution channel, user language, progress, finished,"
        " duration (in seconds), q_recaptcha*, q_total*, q_relevant*, q_duplicate*,"
        " q_ballot*, q_url, q_language, q_data*, q_terminate*, q_quota*, q_unanswered*, q_straight*,"
        " *_first click, *_last click, *_page submit, *_click count,"
        " * - first click, * - last click, * - page submit, * - click count, *_browser, *_version,"
        " *_operating system, *_resolution, *_nps_group, *_do, *_do_*, *_text",
        metadata="start date, end date, recorded date, status, progress, duration in seconds, finished, response id,"
        " response set, distribution channel, user language, external data reference, external reference",
        choices=(r"(?P<question>[A-Za-z]\w*?(?:\.\d+)?)_(?P<choice>\d+)",),
    ),
    SurveyTool(
        "JotForm", "help pages on downloading submissions",
        marks="submission date, submission ip, submission id, last update date, flow status",
        own="submission ip, submission id, last update date, flow status",
    ),
    SurveyTool(
        "Alchemer", "help pages on the columns of a CSV export",
        marks="response id, time started, sessionid, user agent, extended referer, legacy comments, contact id",
        own="response id, time started, sessionid, user agent, referer, extended referer, legacy comments, contact id,"
        " status, language, country, city, state/region, postal",
    ),
    SurveyTool(
        "SoSci Survey", "manual pages on the variables of a data set",
        marks="case, questnnr, mode, started, lastdata, maxpage, time_sum, missrel, time_rsi, q_viewer, mailsent",
        own="case, questnnr, mode, started, lastdata, finished, q_viewer, lastpage, maxpage, missing, missrel,"
        " time_sum, time_rsi, time0*, time1*, mailsent, deg_time, degrade",
        metadata="serial",
    ),
    SurveyTool(
        "Typeform", "help pages on the columns of results",
        marks="#, network id, start date (utc), stage date (utc), submit date (utc), response type, tags",
        own="#, network id, stage date (utc), response type, tags, ending, browser, platform, referrer, referer,"
        " response url, response hash",
        metadata="submit date, start date",
    ),
    SurveyTool(
        "Google Forms", "help pages on responses and quizzes",
        marks="timestamp, zeitstempel, horodateur, marca temporal, carimbo de data/hora, email address, username,"
        " e-mail-adresse, adresse e-mail, dirección de correo electrónico, score, * [score], * [feedback]",
        own="* [score], * [feedback]",
        metadata="timestamp, zeitstempel, horodateur, marca temporal, carimbo de data/hora,"
        " informazioni cronologiche, tijdstempel, survey id",
    ),
)  # fmt: skip
