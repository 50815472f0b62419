"""Silent corruptions: what has made other programs' numbers wrong without anybody noticing.

Each case is a small export that a careless reader would read wrongly, and what must come of it: the right cells,
a reported problem, or both.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl

PAIRS = "mentee_id,mentor_id\np-1,m-1\np-2,m-2\n"


@dataclass(frozen=True)
class Case:
    """Files in; ``cells`` are expected columns ("table.column", days as text, missing as None), ``says`` a finding."""

    name: str
    files: dict[str, str | bytes]
    cells: dict[str, list[Any]] = field(default_factory=dict)
    says: str = ""
    blocked: bool = False


def pairs(*lines: str, header: str = "mentee_id,mentor_id", encoding: str = "utf-8") -> dict[str, str | bytes]:
    return {"pairings.csv": "\n".join([header, *lines, ""]).encode(encoding)}


def starts(*days: str, header: str = "start_date") -> dict[str, str | bytes]:
    """Pairings whose start is written in these ways; ``;`` stands between cells."""
    lines = [f"p-{n};m-{n};{day}" for n, day in enumerate(days, 1)]
    return pairs(*lines, header=f"mentee_id;mentor_id;{header}")


def scores(*answers: str, item: str = "confidence") -> dict[str, str | bytes]:
    """A long survey with these answers; ``;`` stands between cells."""
    lines = [f"p-{n};{item};{answer}" for n, answer in enumerate(answers, 1)]
    people = [f"p-{n},m-1" for n in range(1, len(answers) + 1)]
    return pairs(*people) | {"surveys.csv": "\n".join(["person_id;item;score", *lines, ""])}


def sessions(
    *lines: str, header: str = "mentee_id;mentor_id;date;minutes", pairing: str = PAIRS
) -> dict[str, str | bytes]:
    return {"pairings.csv": pairing, "sessions.csv": "\n".join([header, *lines, ""])}


def wide(*lines: str, header: str, name: str = "surveys.csv", pairing: str = PAIRS) -> dict[str, str | bytes]:
    return {"pairings.csv": pairing, name: "\n".join([header, *lines, ""])}


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, form in (formats or {}).items():
        book.active[cell].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,"
    "RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,Q1,Q2\n"
    "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,"
    "Recipient Last Name,Recipient First Name,Recipient Email,External Data Reference,Location Latitude,"
    '"Location Longitude","How confident are you?\n(1 to 5)",Did you get a promotion?\n'
    + ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(17))
    + "\n2024-03-01 10:00:00,2024-03-01 10:05:00,IP Address,192.0.2.1,100,300,True,2024-03-01 10:05:01,R_1,"
    "Family-1,Given-1,p-1@example.org,p-1,10.5,20.5,4,Yes\n"
    "2024-03-02 10:00:00,2024-03-02 10:05:00,IP Address,192.0.2.2,100,240,True,2024-03-02 10:05:01,R_2,"
    "Family-2,Given-2,p-2@example.org,p-2,10.5,20.5,2,No\n"
    "2024-03-03 10:00:00,2024-03-03 10:05:00,Survey Preview,,100,20,True,2024-03-03 10:05:01,R_3,,,,p-2,,,5,No\n"
)
LEGACY = (
    "V1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,Q2\n"
    "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,"
    "How confident are you?,Did you get a promotion?\n"
    "R_1,Default Response Set,,p-1,p-1@example.org,192.0.2.1,0,2014-03-01 10:00:00,2014-03-01 10:05:00,1,4,Yes\n"
    "R_2,Default Response Set,,p-2,p-2@example.org,192.0.2.2,0,2014-03-02 10:00:00,2014-03-02 10:05:00,1,2,No\n"
)
MONKEY = (
    "Respondent ID,Collector ID,Date Created,Date Modified,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
    "How confident are you?,Please rate your mentor,\n"
    ",,,,,,,,,Response,Listens,Explains\n"
    "118000001,42,2024-03-01 10:00:00,2024-03-01 10:05:00,192.0.2.1,,,,p-1,4,5,3\n"
    "118000002,42,2024-03-02 10:00:00,2024-03-02 10:05:00,192.0.2.2,,,,p-2,2,4,4\n"
)

CASES = [
    # identifiers
    Case(
        "leading zeros stay", pairs("00123,00045"), {"pairings.mentee_id": ["00123"], "pairings.mentor_id": ["00045"]}
    ),
    Case(
        "identifiers of 23 digits stay whole",
        pairs("12345678901234567890123,12345678901234567890124"),
        {"pairings.mentee_id": ["12345678901234567890123"], "pairings.mentor_id": ["12345678901234567890124"]},
    ),
    Case(
        "an identifier in powers of ten is reported",
        pairs("1.23457E+22,m-1", "p-2,m-2"),
        says="shortened by a spreadsheet",
    ),
    Case(
        "NA and None are nobody",
        pairs("p-1,None", "NA,m-1", "p-2,m-2"),
        {"pairings.mentee_id": ["p-2"], "pairings.mentor_id": ["m-2"]},
        says="names nobody",
    ),
    Case(
        "None can be somebody who is listed",
        {"people.csv": b"person_id,industry\np-1,Law\nNone,Banking\n", **pairs("p-1,None")},
        {"pairings.mentee_id": ["p-1"], "pairings.mentor_id": ["None"]},
    ),
    Case(
        "identifiers that look like dates stay",
        pairs("2-1,MAR1"),
        {"pairings.mentee_id": ["2-1"], "pairings.mentor_id": ["MAR1"]},
    ),
    Case(
        "identifiers that look like numbers stay",
        pairs("1e5,0x1F"),
        {"pairings.mentee_id": ["1e5"], "pairings.mentor_id": ["0x1F"]},
    ),
    Case(
        "zeros that one file has lost are reported",
        sessions("123;m-1;2024-03-05;30", pairing="mentee_id,mentor_id\n00123,m-1\n"),
        {"sessions.mentee_id": []},
        says="but for zeros in front",
    ),
    Case(
        "codes that differ in case stay apart and are reported",
        pairs("p-1,m-1", "P-1,m-2"),
        {"pairings.mentee_id": ["p-1", "P-1"]},
        says="differ only in upper and lower case or spaces",
    ),
    Case(
        "addresses are matched without case and spaces",
        sessions(
            "P-1@Example.org ;m-1@example.org;2024-03-05;30",
            pairing="mentee email,mentor email\np-1@example.org,m-1@example.org\n",
        ),
        {"sessions.mentee_id": ["p-1@example.org"], "sessions.minutes": [30.0]},
    ),
    Case(
        "names are matched without case and double spaces",
        sessions(
            "mentee  alpha;MENTOR RHO;2024-03-05;30",
            header="Mentee;Mentor;date;minutes",
            pairing="Mentee,Mentor\nMentee Alpha,Mentor Rho\n",
        ),
        {"sessions.mentee_id": ["Mentee Alpha"], "sessions.mentor_id": ["Mentor Rho"]},
    ),
    Case(
        "one name of two people is reported",
        {
            "people.csv": "person_id,name\np-1,Person Alpha\np-2,person alpha\nm-1,Mentor Rho\n",
            "pairings.csv": "mentee,mentor\nPerson Alpha,Mentor Rho\n",
        },
        says="more than one person has this name",
    ),
    Case(
        "one person with a number for each role is one person",
        {
            "people.csv": "role id,email\n71,p-1@example.org\n72,P-1@example.org\n73,m-1@example.org\n",
            "pairings.csv": "mentee_id,mentor_id\n71,73\n72,74\n",
        },
        {"pairings.mentee_id": ["71", "71"]},
        says="one person",
    ),
    Case(
        "placeholders for people are no people",
        pairs("Mentee,m-1", "Mentee,m-2", "p-3,m-3"),
        {"pairings.mentee_id": ["p-3"]},
        says="stands for no one",
    ),
    Case(
        "several mentors in one cell are several pairings",
        pairs("p-1,m-1; m-2", "p-2,m-3"),
        {"pairings.mentee_id": ["p-1", "p-2", "p-1"], "pairings.mentor_id": ["m-1", "m-3", "m-2"]},
        says="several mentors in one cell",
    ),
    Case(
        "a comma within a name does not make two mentors",
        pairs('p-1,"Rho, Mentor"', 'p-2,"Sigma, Mentor"'),
        {"pairings.mentor_id": ["Rho, Mentor", "Sigma, Mentor"]},
    ),
    Case(
        "mentors in columns are several pairings",
        pairs("p-1,m-1,m-2,,m-4", "p-2,m-1,,,", header="mentee_id,Mentor 1,Mentor 2,Mentor 3,Mentor 4"),
        {"pairings.mentee_id": ["p-1", "p-2", "p-1", "p-1"], "pairings.mentor_id": ["m-1", "m-1", "m-2", "m-4"]},
    ),
    Case(
        "columns that belong to the second mentor stay with that mentor",
        pairs(
            "p-1,m-1,Banking,m-2,Law", header="mentee_id,Mentor 1 ID,Mentor 1 industry,Mentor 2 ID,Mentor 2 industry"
        ),
        {"pairings.mentor_id": ["m-1", "m-2"], "pairings.mentor_industry": ["Banking", "Law"]},
    ),
    # rows and columns
    Case(
        "a comma too many shifts nothing",
        pairs("p-1,m-1,2024-03-05,", header="mentee_id,mentor_id,start_date"),
        {"pairings.start_date": ["2024-03-05"]},
    ),
    Case(
        "an unquoted comma is reported, not shifted",
        pairs(
            "p-1,m-1,Banking, Finance,active",
            "p-2,m-2,Law,active",
            "p-3,m-3,Law,active",
            header="mentee_id,mentor_id,mentee_industry,status",
        ),
        {"pairings.mentee_id": ["p-2", "p-3"]},
        says="cells where 4 were expected",
    ),
    Case(
        "a total row is no pairing",
        pairs("p-1,m-1,3", "p-2,m-2,4", "Total,,7", header="mentee_id,mentor_id,sessions"),
        {"pairings.mentee_id": ["p-1", "p-2"]},
        says="a total",
    ),
    Case(
        "a subtotal in the middle is no pairing",
        pairs("p-1,m-1,3", "Subtotal,,3", "p-2,m-2,4", header="mentee_id,mentor_id,sessions"),
        {"pairings.mentee_id": ["p-1", "p-2"]},
        says="mentor_id is empty",
    ),
    Case(
        "two columns of one meaning are reported",
        pairs("p-1,m-1,2024-03-05,2024-03-09", header="mentee_id,mentor_id,start_date,Start"),
        {"pairings.start_date": ["2024-03-05"]},
        says="another column is start_date as well",
    ),
    Case(
        "a column that nobody knows is listed with the nearest",
        pairs("p-1,m-1,2024-03-05", header="mentee_id,mentor_id,start_dat"),
        says="nearest: start_date",
    ),
    Case(
        "a file that is no table of ours is listed",
        {"pairings.csv": PAIRS, "rooms.csv": "room,floor\nBlue,3\n"},
        says="not recognized",
    ),
    Case(
        "exact repeats count once",
        pairs("p-1,m-1,2024-03-05", "p-1,m-1,2024-03-05", header="mentee_id,mentor_id,start_date"),
        {"pairings.mentee_id": ["p-1"]},
        says="repeats an earlier one",
    ),
    Case(
        "other alphabets and accents are read as they were written",
        pairs("p-1;m-1;Café Müller", header="mentee_id;mentor_id;source", encoding="cp1252"),
        {"pairings.source": ["Café Müller"]},
        says="cp1252",
    ),
    # dates
    Case(
        "03/04/2024 alone stops with a request",
        starts("03/04/2024", "05/06/2024"),
        {"pairings.start_date": [None, None]},
        says="below [dates]",
        blocked=True,
    ),
    Case(
        "one clear day settles a column",
        starts("03/04/2024", "25/04/2024"),
        {"pairings.start_date": ["2024-04-03", "2024-04-25"]},
    ),
    Case(
        "one clear month-first day settles a column",
        starts("03/04/2024", "04/25/2024"),
        {"pairings.start_date": ["2024-03-04", "2024-04-25"]},
    ),
    Case(
        "both orders in one column stop with a request",
        starts("25/04/2024", "04/25/2024"),
        says="below [dates]",
        blocked=True,
    ),
    Case(
        "two-digit years are of this age",
        starts("25/04/24", "13/12/99"),
        {"pairings.start_date": ["2024-04-25", "1999-12-13"]},
    ),
    Case(
        "dotted dates begin with the day",
        starts("03.04.2024", "3.4.24"),
        {"pairings.start_date": ["2024-04-03", "2024-04-03"]},
    ),
    Case(
        "months in words",
        starts("3 Apr 2024", "April 5, 2024", "6-Apr-24", "Mon, 8 April 2024"),
        {"pairings.start_date": ["2024-04-03", "2024-04-05", "2024-04-06", "2024-04-08"]},
    ),
    Case(
        "day counts of a spreadsheet",
        starts("45385", "45386.75"),
        {"pairings.start_date": ["2024-04-03", "2024-04-04"]},
        says="day counts",
    ),
    Case(
        "seconds since 1970",
        starts("1712102400.0", "1712188800"),
        {"pairings.start_date": ["2024-04-03", "2024-04-04"]},
        says="seconds since 1970",
    ),
    Case(
        "milliseconds since 1970",
        starts("1712102400000"),
        {"pairings.start_date": ["2024-04-03"]},
        says="milliseconds since 1970",
    ),
    Case("eight digits are year, month, day", starts("20240403"), {"pairings.start_date": ["2024-04-03"]}),
    Case(
        "a time zone does not move the day",
        starts("2024-04-03T23:30:00Z", "2024-04-03T00:30:00+02:00", "2024-04-03 23:59:59.999 UTC"),
        {"pairings.start_date": ["2024-04-03"] * 3},
    ),
    Case(
        "Google's timestamps",
        starts("2024/04/03 11:30:45 PM GMT+1", "2024/04/04 1:30:45 AM MDT"),
        {"pairings.start_date": ["2024-04-03", "2024-04-04"]},
    ),
    Case(
        "30 February is reported",
        starts("2024-02-30", "2024-04-03"),
        {"pairings.start_date": [None, "2024-04-03"]},
        says="expected a date",
    ),
    Case(
        "dates that stand for none are missing and reported",
        starts("1900-01-01", "0001-01-01", "2024-04-03"),
        {"pairings.start_date": [None, None, "2024-04-03"]},
        says="expected a date",
    ),
    Case(
        "a month without day is reported",
        starts("2024-04", "Apr 2024", "2024-04-03"),
        {"pairings.start_date": [None, None, "2024-04-03"]},
        says="expected a date",
    ),
    Case(
        "a header can say the order",
        starts("03-04-2024", header="Start date (MM-DD-YYYY)"),
        {"pairings.start_date": ["2024-03-04"]},
    ),
    Case(
        "dates of a workbook are dates",
        {
            "pairings.xlsx": workbook(
                ["mentee_id", "mentor_id", "start_date"],
                ["p-1", "m-1", dt.datetime(2024, 4, 3)],
                ["p-2", "m-2", "2024-04-04"],
            )
        },
        {"pairings.start_date": ["2024-04-03", "2024-04-04"]},
    ),
    Case(
        "leading zeros of a workbook's format stay",
        {"pairings.xlsx": workbook(["mentee_id", "mentor_id"], [7, "m-1"], formats={"A2": "000"})},
        {"pairings.mentee_id": ["007"]},
    ),
    # numbers
    Case("decimal commas", scores("3,5", "4,25"), {"surveys.score": [3.5, 4.25]}),
    Case("thousands marks and decimal points", scores("1,234.5", "2,000.0"), {"surveys.score": [1234.5, 2000.0]}),
    Case("thousands points and decimal commas", scores("1.234,5", "2.000,0"), {"surveys.score": [1234.5, 2000.0]}),
    Case(
        "1,234 alone is not guessed",
        scores("1,234", "2,345"),
        {"surveys.score": [None, None]},
        says="below [numbers]",
        blocked=True,
    ),
    Case("percentages", scores("85%", "90 %"), {"surveys.score": [85.0, 90.0]}, says="percent"),
    Case(
        "percentages among other numbers are reported",
        scores("85%", "0.9", "70%"),
        {"surveys.score": [85.0, None, 70.0]},
        says="percent",
    ),
    Case(
        "yes and no in words",
        scores("Yes", "no", "Y", "FALSE", "ja", "nein"),
        {"surveys.score": [1.0, 0.0, 1.0, 0.0, 1.0, 0.0]},
    ),
    Case(
        "labels of agreement, five of them",
        scores("Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"),
        {"surveys.score": [5.0, 4.0, 3.0, 2.0, 1.0]},
        says="1 = Strongly disagree",
    ),
    Case(
        "labels of agreement, seven of them",
        scores(
            "Strongly agree",
            "Agree",
            "Somewhat agree",
            "Neither agree nor disagree",
            "Somewhat disagree",
            "Disagree",
            "Strongly disagree",
        ),
        {"surveys.score": [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]},
        says="7 = Strongly agree",
    ),
    Case(
        "labels with their number",
        scores("4 - Agree", "5 (Strongly agree)", "2: Disagree"),
        {"surveys.score": [4.0, 5.0, 2.0]},
    ),
    Case(
        "labels of satisfaction",
        scores("Very satisfied", "Dissatisfied"),
        {"surveys.score": [5.0, 2.0]},
        says="1 = very dissatisfied",
    ),
    Case(
        "labels that nobody knows are reported",
        scores("4", "Superb"),
        {"surveys.score": [4.0, None]},
        says="expected a number",
    ),
    Case(
        "missing in words is missing",
        scores("4", "NA", "n/a", "None", "-", "Prefer not to say", "Not applicable"),
        {"surveys.score": [4.0] + [None] * 6},
    ),
    Case("99 among answers of 1 to 5 is reported", scores("4", "5", "99"), says="code for a missing answer"),
    Case(
        "an answer in JSON",
        scores('"{""value"": 4}"', '"{""rating"": ""5""}"', '"[3]"'),
        {"surveys.score": [4.0, 5.0, 3.0]},
    ),
    Case(
        "lengths in words and in hours",
        sessions(
            "p-1;m-1;2024-03-05;45 min",
            "p-1;m-1;2024-03-06;1.5 h",
            "p-1;m-1;2024-03-07;1 h 15 min",
            "p-2;m-2;2024-03-05;1:30:00",
        ),
        {"sessions.minutes": [45.0, 90.0, 75.0, 90.0]},
    ),
    Case(
        "a length headed in hours",
        sessions("p-1;m-1;2024-03-05;1.5", header="mentee_id;mentor_id;date;Duration (hours)"),
        {"sessions.minutes": [90.0]},
    ),
    Case(
        "a negative number of sessions is reported",
        sessions("p-1;m-1;-2", header="mentee_id;mentor_id;sessions"),
        {"sessions.sessions": [None]},
        says="a whole number of 0 or more",
    ),
    # sessions and status
    Case(
        "a meeting that both sides logged counts once",
        sessions(
            "p-1;m-1;2024-03-05;30;p-1",
            "p-1;m-1;2024-03-05;35;m-1",
            header="mentee_id;mentor_id;date;minutes;Logged by",
        ),
        {"sessions.minutes": [30.0]},
        says="both sides",
    ),
    Case(
        "two meetings on one day that one side logged are two",
        sessions(
            "p-1;m-1;2024-03-05;30;p-1",
            "p-1;m-1;2024-03-05;35;p-1",
            header="mentee_id;mentor_id;date;minutes;Logged by",
        ),
        {"sessions.minutes": [30.0, 35.0]},
    ),
    Case(
        "scheduled is not attended",
        sessions(
            "p-1;m-1;2024-03-05;Booked",
            "p-1;m-1;2024-03-06;Held",
            "p-2;m-2;2024-03-07;No-show",
            header="mentee_id;mentor_id;date;status",
        ),
        {"sessions.status": ["scheduled", "attended", "missed"]},
    ),
    Case(
        "a count within a status is a count",
        pairs("p-1,m-1,3rd meeting completed", "p-2,m-2,1 meeting held", header="mentee_id,mentor_id,status"),
        {"pairings.status": ["active", "active"], "sessions.sessions": [3, 1]},
        says="counted from the status",
    ),
    Case(
        "a status that nobody knows is listed with the nearest",
        pairs("p-1,m-1,activ", header="mentee_id,mentor_id,status"),
        {"pairings.status": [None]},
        says="nearest: active",
    ),
    Case(
        "a closed pairing without a day stays without",
        pairs("p-1,m-1,completed,", "p-2,m-2,completed,2024-03-05", header="mentee_id,mentor_id,status,end_date"),
        {"pairings.end_date": [None, "2024-03-05"]},
        says="its last day is missing",
    ),
    Case(
        "counts beside a log are not counted twice",
        {
            "pairings.csv": "mentee_id,mentor_id,sessions\np-1,m-1,2\n",
            "sessions.csv": "mentee_id,mentor_id,date\np-1,m-1,2024-03-05\np-1,m-1,2024-03-06\n",
        },
        {"sessions.date": ["2024-03-05", "2024-03-06"]},
        says="not counted again",
    ),
    # lists
    Case(
        "NA and None stay industries",
        pairs("p-1,m-1,NA,None", header="mentee_id,mentor_id,mentee_industry,mentor_industry"),
        {"pairings.mentee_industry": ["NA"], "pairings.mentor_industry": ["None"]},
    ),
    Case(
        "several industries in a cell",
        pairs(
            "p-1,m-1,Banking|||Law",
            'p-2,m-2,"[""Banking"", ""Law""]"',
            "p-3,m-3,Banking; Law",
            header="mentee_id,mentor_id,mentee_industry",
        ),
        {"pairings.mentee_industry": ["Banking;Law", "Banking;Law", "Banking; Law"]},
    ),
    Case(
        "category numbers are not numbers",
        {"people.csv": "person_id,categories\np-1,2;88\np-2,14\n", "pairings.csv": PAIRS},
        {"people.categories": ["2;88", "14"]},
    ),
    # survey shapes
    Case(
        "Qualtrics, three header rows",
        {"pairings.csv": PAIRS, "survey.csv": QUALTRICS},
        {
            "surveys.person_id": ["p-1", "p-2", "p-1", "p-2"],
            "surveys.item": ["Q1", "Q1", "Q2", "Q2"],
            "surveys.score": [4.0, 2.0, 1.0, 0.0],
            "surveys.date": ["2024-03-01", "2024-03-02"] * 2,
        },
        says="preview",
    ),
    Case(
        "Qualtrics, two header rows of old",
        {"pairings.csv": PAIRS, "survey.csv": LEGACY},
        {
            "surveys.person_id": ["p-1", "p-2", "p-1", "p-2"],
            "surveys.item": ["Q1", "Q1", "Q2", "Q2"],
            "surveys.score": [4.0, 2.0, 1.0, 0.0],
        },
        says="second header row",
    ),
    Case(
        "SurveyMonkey, two header rows",
        {"pairings.csv": PAIRS, "survey.csv": MONKEY},
        {
            "surveys.person_id": ["p-1", "p-2"] * 3,
            "surveys.item": ["How confident are you?"] * 2
            + ["Please rate your mentor: Listens"] * 2
            + ["Please rate your mentor: Explains"] * 2,
            "surveys.score": [4.0, 2.0, 5.0, 4.0, 3.0, 4.0],
        },
        says="second header row",
    ),
    Case(
        "Google Forms",
        wide(
            "3/15/2024 14:30:45,p-1@example.org,4,Yes",
            "3/4/2024 9:00:00,p-2@example.org,3,No",
            header="Timestamp,Email Address,How confident are you?,Promoted?",
            pairing="mentee email,mentor email\np-1@example.org,m-1@example.org\np-2@example.org,m-1@example.org\n",
        ),
        {"surveys.date": ["2024-03-15", "2024-03-04"] * 2, "surveys.score": [4.0, 3.0, 1.0, 0.0]},
    ),
    Case(
        "waves in the names of items",
        wide("p-1,2,4", "p-2,3,3", header="person_id,Pre: confidence,Post: confidence"),
        {"surveys.wave": ["baseline"] * 2 + ["final"] * 2, "surveys.item": ["confidence"] * 4},
    ),
    Case(
        "the wave in the name of the file",
        {
            "pairings.csv": PAIRS,
            "survey_baseline.csv": "person_id,confidence\np-1,2\n",
            "post-survey.csv": "person_id,confidence\np-1,4\n",
        },
        {"surveys.wave": ["final", "baseline"], "surveys.score": [4.0, 2.0]},
    ),
    Case(
        "waves in words",
        wide(
            "p-1,Pre,confidence,2",
            "p-1,Exit survey,confidence,4",
            "p-1,Wave 7,confidence,3",
            header="person_id,wave,item,score",
        ),
        {"surveys.wave": ["baseline", "final"]},
        says="Wave 7",
    ),
    Case(
        "all answers of a person in one JSON cell",
        wide('p-1;"{""confidence"": 4, ""graduated"": true}"', header="person_id;answers"),
        {"surveys.item": ["confidence", "graduated"], "surveys.score": [4.0, 1.0]},
    ),
    # privacy
    Case(
        "personal columns are left out and listed",
        {
            "pairings.csv": PAIRS,
            "people.csv": "person_id,First Name,Last Name,Email,IP Address,Latitude,Phone,industry\n"
            "p-1,Given-1,Family-1,p-1@example.org,192.0.2.1,1.5,555-0101,Banking\n",
        },
        {"people.industry": ["Banking"]},
        says="left out: Email, First Name, IP Address, Last Name, Latitude, Phone",
    ),
]
