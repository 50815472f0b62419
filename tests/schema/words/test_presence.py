from __future__ import annotations

import pytest

from mentorstats.schema.words.presence import (
    UNKNOWN,
    counted_sessions,
    mark_of_presence,
    session_status,
    status_meanings,
    status_of_name,
    times_in_headers,
)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Present", "attended"), ("attended", "attended"), ("yes", "attended"), ("1", "attended"), ("x", "attended"),
        ("Held online", "attended"), ("stattgefunden", "attended"), ("réalisée", "attended"), ("Realizada", "attended"),
        ("svolta", "attended"), ("gehouden", "attended"), ("Late", "attended"), ("Came late", "attended"),
        ("Unexcused Absence", "missed"), ("Absent - excused", "missed"), ("No show", "missed"), ("N", "missed"),
        ("did not take place", "missed"), ("Not attended", "missed"), ("nicht erschienen", "missed"), ("0", "missed"),
        ("no realizada", "missed"), ("Canceled by mentee", "cancelled"), ("abgesagt", "cancelled"),
        ("annulé", "cancelled"),
        ("afgezegd", "cancelled"), ("Late cancellation", "cancelled"), ("Cancelled - no show", "cancelled"),
        ("Upcoming", "scheduled"), ("geplant", "scheduled"), ("à venir", "scheduled"),
        ("Scheduled - completed", ""), ("not cancelled", ""), ("Maybe", ""), ("ok", ""), ("P", ""), ("-", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_status_is_read_by_the_words_in_it(text, status):
    assert session_status(text) == status


@pytest.mark.parametrize(
    ("text", "header", "status"),
    [
        ("true", "Canceled", "cancelled"), ("false", "Canceled", "attended"), ("Yes", "No-show", "missed"),
        ("no", "Absent?", "attended"), ("no", "Attended", "missed"), ("yes", "Attended", "attended"),
        ("yes", "Planned", "attended"), ("completed", "Canceled", "attended"),
        ("yes", "Canceled or absent", "attended"),
    ],
)  # fmt: skip
def test_a_yes_says_what_its_heading_says(text, header, status):
    assert session_status(text, header) == status


def test_the_programs_own_words_come_first_then_those_of_platforms():
    meanings = status_meanings(
        ["Erledigt!", "no", "wonky", "declined"],
        header="Status",
        own={"erledigt": "missed"},
        known={"declined": "cancelled"},
    )
    assert meanings == {"erledigt": "missed", "no": "missed", "declined": "cancelled", UNKNOWN: UNKNOWN}


def test_what_a_platform_says_of_yes_and_no_does_not_count_under_a_heading_that_turns_it_round():
    known = {"yes": "attended", "1": "attended", "done": "attended"}
    assert status_meanings(["yes", "1", "done"], header="Cancelled", own={}, known=known) == {
        "yes": "cancelled", "1": "cancelled", "done": "attended", UNKNOWN: UNKNOWN,
    }  # fmt: skip
    assert status_meanings(["yes"], header="Cancelled", own={"yes": "attended"}, known=known)["yes"] == "attended"


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("upcoming sessions.csv", "scheduled"), ("Sessions.xlsx [No shows]", "missed"),
        ("Meetings (cancelled).csv", "cancelled"),
        ("sessions.csv", ""), ("Open Seeds sessions.csv", ""), ("planned and cancelled sessions.csv", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_file_may_say_that_nothing_in_it_was_held(file, status):
    assert status_of_name(file) == status


@pytest.mark.parametrize(
    ("header", "counts"),
    [
        ("Sessions", "sessions"), ("# of meetings", "sessions"), ("Number of calls", "sessions"),
        ("Meetings held", "attended"),
        ("Sessions completed to date", "attended"), ("Planned sessions", "scheduled"), ("Missed meetings", "missed"),
        ("Meetings cancelled", "cancelled"), ("Anzahl Treffen", "sessions"), ("Sesiones realizadas", "attended"),
        ("Meeting date", ""), ("Meeting minutes", ""), ("Sessions planned and held", ""), ("Held", ""),
        ("Sessions 2024", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_heading_says_what_is_counted(header, counts):
    assert counted_sessions(header) == counts


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("x", 1), ("X", 1), ("✓", 1), ("1", 1), ("yes", 1), ("Ja", 1), ("P", 1), ("present", 1), ("anwesend", 1),
        ("xx", 1), ("✔", 1), ("☑", 1), ("●", 1), ("•", 1), ("1.0", 1), ("0.0", 0), ("–", 0), ("—", 0), ("☐", 0),
        ("✗", 0),
        ("✘", 0), ("0", 0), ("-", 0), ("no", 0), ("A", 0), ("Absent", 0), ("cancelled", 0),
        ("planned", None), ("45", None), ("maybe", None), ("present today", None), ("", None),
    ],
)  # fmt: skip
def test_a_mark_says_who_was_there(text, mark):
    assert mark_of_presence(text) == mark


def test_days_months_and_numbers_of_sessions_stand_in_headings():
    headers = ["Mentee", "15 Jan 2024", "29.01.2024", "Session 3", "Week 12", "March", "Jan 15", "Day 1"]
    assert times_in_headers(headers) == {
        "15 Jan 2024": "2024-01-15", "29.01.2024": "2024-01-29", "Session 3": "", "Week 12": "", "March": "",
        "Jan 15": "",
        "Day 1": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "Start date",
        "Session notes",
        "Session",
        "Session 3 notes",
        "Sessions 1 2",
        "Week",
        "2024",
        "Mentor 1",
        "Session 123",
    ],
)
def test_other_headings_are_no_times(header):
    assert times_in_headers([header, "2024-01-15"]) == {"2024-01-15": "2024-01-15"}


def test_days_whose_order_is_unclear_are_days_without_a_date():
    assert times_in_headers(["1/2/2024", "3/4/2024", "Mentee 2"]) == {"1/2/2024": "", "3/4/2024": ""}
    assert times_in_headers(["1/15/2024", "3/4/2024"]) == {"1/15/2024": "2024-01-15", "3/4/2024": "2024-03-04"}
