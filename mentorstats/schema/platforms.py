"""What platforms and people call things: headers, statuses, file names.

One entry a platform, gathered from what it publishes about its exports; what is in no entry is not guessed but named,
with the nearest word that is known.  To add a platform, add an entry here.  Headers are compared without case, spaces,
punctuation and closing brackets; of two that mean the same column, the one that stands first here counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mentorstats.schema.survey_tools import ANSWERED_ON

__all__ = ["PLATFORMS", "Platform"]

_CLOSED = "does not say whether it ran its course or ended early"
_AS_COMPLETED = f"{_CLOSED}; counted as completed"
_UNLESS_A_REASON = f"{_AS_COMPLETED}, unless a reason is given"


@dataclass(frozen=True)
class Platform:
    """The words of one platform; ``source`` says where they are from.

    ``headers`` are its names for our columns, by table; ``aliases`` are those that mean our column beside anything
    else, so that a second one is named as a second.  ``statuses`` and ``session_statuses`` are its words for ours,
    which count only in files that have all the headers ``only_with``; ``unclear`` are those that say less than they
    seem to, with what is made of them.  ``files`` are beginnings of its file names, by table.  Several names of one
    thing have commas between them.
    """

    name: str
    source: str
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    session_statuses: Mapping[str, str] = field(default_factory=dict)
    only_with: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, str] = field(default_factory=dict)


PLATFORMS = (
    Platform(
        "Mentorloop", "help pages on the export of loops and of participants",
        headers={
            "pairings": {
                "pairing_id": "loop id", "start_date": "matched date", "end_date": "closed date",
                "status": "loop status", "sessions": "meetings",
            },
            "sessions": {"pairing_id": "loop id"},
        },
        statuses={"proposed": "draft", "completed": "closed by pc, closed by program coordinator",
                  "closed_early": "closed by participant, archived"},
        files={"pairings": "loop"},
        unclear={
            "closed by pc": _AS_COMPLETED, "closed by program coordinator": _AS_COMPLETED,
            "closed by participant": f"{_CLOSED}; counted as closed early",
            "archived": "says that someone left the program, or that the record was put away; counted as closed early",
        },
    ),
    Platform(
        "Chronus", "help pages on mentoring connections and survey responses",
        headers={
            "pairings": {
                "pairing_id": "mentoring connection name, connection id", "start_date": "active since",
                "status": "connection status", "end_reason": "reason for closure, closure reason",
            },
            "sessions": {"pairing_id": "mentoring connection name, connection id", "date": "date of meeting"},
            "surveys": {"date": "submitted on"},
        },
        statuses={"proposed": "drafted", "active": "ongoing"},
        files={"pairings": "connection", "people": "users, members"},
    ),
    Platform(
        "Qooper", "help pages on the matching report",
        headers={
            "pairings": {
                "status": "matching status", "start_date": "matched on",
                "sessions": "completed meetings",
            },
        },
        statuses={
            "proposed": "match request-waiting mentee approval, match request-waiting mentor approval,"
            " match request-waiting 2 approvals, match request-waiting admin approval, not registered",
            "active": "matched-active, pending closure, closure in process",
            "completed": "matched-duration completed, duration completed, duration complete",
            "closed_early": "concluded",
        },
    ),
    Platform(
        "Together", "help pages on pairing and session reports",
        headers={
            "pairings": {
                "status": "match status, pairing status", "start_date": "paired on", "sessions": "sessions completed",
            },
            "sessions": {"date": "session date", "status": "session status", "minutes": "duration, session duration"},
        },
        session_statuses={"attended": "completed", "scheduled": "upcoming"},
    ),
    Platform(
        "PushFar", "help pages on exporting mentoring relationships",
        headers={
            "pairings": {
                "pairing_id": "mentorship id", "status": "relationship status, mentorship status",
                "start_date": "mentorship start date", "end_date": "mentorship end date",
                "sessions": "total meetings, total sessions",
            },
            "sessions": {"pairing_id": "relationship id, mentorship id"},
        },
        files={"pairings": "relation", "people": "participants"},
    ),
    Platform(
        "Mentor Collective", "help pages on the export of mentorships",
        headers={
            "pairings": {
                "pairing_id": "mentorship id", "start_date": "date matched", "end_date": "date unmatched",
                "end_reason": "reason for unmatch", "sessions": "total conversations logged, total conversations",
            },
            "sessions": {"date": "conversation date"},
        },
        statuses={"active": "matched", "closed_early": "unmatched"},
        files={"pairings": "mentorship", "sessions": "conversation", "people": "mentees, mentors"},
    ),
    Platform(
        "Match reports of youth mentoring", "customer relationship systems of youth mentoring agencies",
        headers={
            "pairings": {
                "pairing_id": "match number", "status": "match stage", "start_date": "match start date",
                "end_date": "match closing date, match end date", "end_reason": "match closure reason",
            },
        },
        statuses={"proposed": "pending match, pending approval"},
        files={"people": "volunteers"},
    ),
    Platform(
        "Mentorship Backend", "its open source code: the states of a relation",
        statuses={"proposed": "1", "active": "2", "declined": "3", "closed_early": "4", "completed": "5"},
        only_with=("action user id", "accept date", "state"),
    ),
    Platform(
        "Exports of nine tables", "a platform's data dictionary: members, matches, meetings, survey responses, …",
        headers={
            "pairings": {"start_date": "activated", "end_date": "ended on"},
            "sessions": {"date": "met on", "pairing_id": "match id", "logged_by": "logged by"},
            "surveys": {"wave": "survey", "item": "question", "score": "answer", "date": "submitted"},
        },
        files={"people": "members", "pairings": "match", "sessions": "meeting", "surveys": "responses, answers"},
    ),
    Platform("Survey tools", "the exports of those in survey_tools", headers={"surveys": {"date": ANSWERED_ON}}),
    Platform(
        "Files kept by hand", "what people write, and what several platforms share",
        aliases={
            "people": {"person_id": "id, participant_id, user_id, member_id"},
            "pairings": {
                "mentee_id": "mentee, mentee_number, protege_id", "mentor_id": "mentor, mentor_number",
                "pairing_id": "match_id, pair_id, relationship_id", "cohort": "round, program_round",
                "group_id": "team_id, project_id, group, team", "start_date": "start, started, matched_on, began",
                "end_date": "end, ended, closed_on", "ended_by": "closed_by, initiator",
            },
        },
        headers={
            "people": {
                "industry": "industries, industry sector, sector, company industry",
                "job_function": "function, job role", "seniority": "seniority level, career level, level",
                "cohort": "round, program round",
            },
            "pairings": {
                "pairing_id": "id", "start_date": "match date, start date, connected on, since",
                "end_date": "date closed, unmatched on, closing date, closure date, concluded on, completed on",
                "status": "stage, state",
                "end_reason": "close reason, reason ended, reason for ending",
                "source": "match type, matched by, how matched",
                "mentee_industry": "industry of mentee, mentees industry, mentee sector",
                "mentor_industry": "industry of mentor, mentors industry, mentor sector",
                "sessions": "sessions, number of sessions, number of meetings, completed sessions, meetings held,"
                " meeting count, conversations",
                "minutes": "minutes, total minutes, total duration, hours, total hours, hours met",
            },
            "sessions": {
                "pairing_id": "pair id",
                "date": "held on, actual date, date held, meeting date, date of session, day",
                "minutes": "duration minutes, length, how long, time spent, meeting duration, hours",
                "status": "meeting status, took place, attended, held",
                "sessions": "number of sessions, number of meetings, meetings",
                "logged_by": "reported by, entered by, submitted by, created by",
            },
            "surveys": {
                "wave": "survey name, time point, timepoint, survey wave, phase, administration, time, time of survey,"
                " occasion, survey period, event name, redcap event name, pre post, before or after, moment",
                "item": "question text, measure, outcome", "score": "response, value, rating, result",
                "about_id": "about, rated person", "cohort": "round, program round", "date": "submitted at",
            },
        },
        statuses={
            "proposed": "pending, requested, invited, suggested, recommended, waiting",
            "active": "open, current, accepted, started, running, in progress",
            "paused": "on hold, suspended",
            "completed": "complete, finished, graduated, done, ended, closed, successfully completed",
            "closed_early": "terminated, cancelled, canceled, withdrawn, dissolved, stopped, ended early",
            "declined": "rejected, refused, not accepted, turned down",
        },
        session_statuses={
            "attended": "complete, held, done, yes, true, happened, met, took place",
            "scheduled": "planned, booked, pending, confirmed, not yet",
            "missed": "no, false, no-show, did not attend, did not happen, not held, absent",
            "cancelled": "canceled, declined, rescheduled, called off",
        },
        files={
            "people": "people, profiles, signups, students", "pairings": "pairing, pair",
            "sessions": "session, calls, attendance",
            "surveys": "survey, scores, outcomes, feedback, questionnaire, exit form",
        },
        unclear={"closed": _UNLESS_A_REASON, "ended": _UNLESS_A_REASON},
    ),
    Platform(
        "Files kept by hand in other languages", "Spanish, French, German, Portuguese, Italian and Dutch",
        headers={
            "pairings": {
                "mentee_id": "mentoré, mentorée, mentorado, mentorada, mentees, mentorés, mentorados, mentorandos",
                "mentor_id": "mentora, mentoras, mentores, mentore, mentori, mentoren, mentorin, mentorinnen",
            },
            "sessions": {
                "minutes": "duracion, duración, duree, durée, dauer, duracao, duração, durata, duur, minutos, minuten,"
                " minuti, horas, heures, stunden, ore, uren",
            },
            "surveys": {
                "wave": "momento, zeitpunkt, messzeitpunkt, erhebungszeitpunkt, temps, vague, tempo, rilevazione,"
                " meetmoment, meting",
            },
        },
        files={
            "sessions": "asistencia, anwesenheit, presences, presenze, presencas, aanwezigheid",
            "surveys": "umfrage, befragung, fragebogen, abschlussbefragung, abschlussumfrage, eingangsbefragung,"
            " antworten, encuesta, cuestionario, respuestas, enquete, enquête, questionnaire, sondage, réponses,"
            " inquérito, questionário, respostas, questionario, sondaggio, risposte, vragenlijst, antwoorden",
        },
    ),
)  # fmt: skip
