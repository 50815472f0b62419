"""Small exports, made after what platforms publish about theirs, load without a mentorstats.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mentorstats.exports import load as loading
from mentorstats.exports.load import load
from mentorstats.program import Program

EXPORTS = Path(__file__).parent / "platforms"
PLATFORMS = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())


@cache
def loaded(platform: str) -> Program:
    return load(EXPORTS / platform)


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Rows as plain tuples: days as text, missing cells as None."""
    shown = table[list(columns)].copy()
    for name in columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    plain = shown.astype("object").where(shown.notna(), None)
    return [tuple(row) for row in plain.itertuples(index=False)]


def pairings(program: Program) -> list[tuple[Any, ...]]:
    return rows(program.pairings, "mentee_id", "mentor_id", "status", "start_date", "end_date")


def said(program: Program, severity: str = "") -> str:
    found = program.problems
    found = found[found["severity"] == severity] if severity else found
    return "\n".join(
        f"{row.severity}: {row.file}, {row.line}, {row.column}: “{row.value}” {row.problem}; {row.action}"
        for row in found.itertuples()
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_loads_without_settings_and_accounts_for_every_row(platform):
    program = loaded(platform)
    assert said(program, "blocking") == ""
    assert len(program.pairings) > 0
    files = program.files
    assert (files["used"] + files["set_aside"] == files["rows"]).all()
    names = {path.name for path in (EXPORTS / platform).iterdir()}
    assert {file.partition(" [")[0] for file in files["file"]} == names


@pytest.mark.parametrize("platform", PLATFORMS)
def test_tables_of_which_distinct_cells_are_read_once_are_the_same(platform, monkeypatch):
    usual = loaded(platform)
    monkeypatch.setattr(loading, "_LARGE", 1)
    once = load(EXPORTS / platform)
    for table in ("people", "pairings", "sessions", "surveys", "problems", "files"):
        pd.testing.assert_frame_equal(getattr(once, table), getattr(usual, table))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_problem_shows_an_address_or_a_name(platform):
    shown = loaded(platform).problems[["value", "problem", "action"]].to_csv()
    assert "@example" not in shown
    assert not [word for word in ("Given-", "Family-", "Example,", "555-") if word in shown]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_table_keeps_names_addresses_or_telephone_numbers_beside_the_identifiers(platform):
    program = loaded(platform)
    for table in (program.people, program.pairings, program.sessions, program.surveys):
        others = table.drop(columns=["person_id", "mentee_id", "mentor_id", "about_id"], errors="ignore")
        text = others.to_csv()
        assert not [word for word in ("@example", "Given-", "Family-", " Example", "555-") if word in text]


def test_chronus_joins_addresses_to_members():
    program = loaded("chronus")
    assert pairings(program) == [
        ("501", "601", "active", "2024-01-15", None),
        ("502", "602", "completed", "2024-01-15", "2024-06-30"),
        ("503", "602", "proposed", None, None),
        ("501", "603", "active", "2024-03-01", None),
    ]
    assert rows(program.surveys, "person_id", "wave", "score", "date") == [
        ("501", "final", 5.0, "2024-07-01"),
        ("502", "final", 4.0, "2024-07-02"),
    ]
    assert program.people.set_index("person_id")["industry"]["602"] == "Banking"
    assert "does not say whether it ran its course" in said(program)


def test_mentorloop_knows_one_person_behind_two_role_ids():
    program = loaded("mentorloop")
    assert pairings(program) == [
        ("72001", "71001", "active", "2024-02-01", None),
        ("72002", "71002", "proposed", None, None),
        ("71003", "71001", "completed", "2024-02-01", "2024-08-01"),
        ("72001", "71003", "closed_early", "2024-02-05", "2024-03-01"),
        ("72002", "71002", "closed_early", "2024-02-05", "2024-04-01"),
    ]
    assert "one person" in said(program)
    counts = rows(program.sessions, "mentee_id", "mentor_id", "sessions")
    assert ("71003", "71001", 6) in counts
    assert ("72001", "71003", 1) in counts
    scores = rows(program.surveys, "person_id", "about_id", "item", "score")
    assert ("72001", "71001", "mqs", 5.0) in scores
    assert ("71001", "72001", "mqs", 4.5) in scores
    assert ("72001", "71003", "mqs", 3.5) in scores


def test_qooper_statuses_and_month_first_dates_are_known():
    program = loaded("qooper")
    assert pairings(program) == [
        ("p-001@example.org", "p-101@example.org", "active", "2024-02-03", None),
        ("p-002@example.org", "p-102@example.org", "closed_early", "2024-02-04", None),
        ("p-003@example.org", "p-103@example.org", "completed", "2024-02-05", None),
        ("p-004@example.org", "p-101@example.org", "proposed", None, None),
    ]
    assert program.sessions["sessions"].tolist() == [5, 2, 8, 0]
    assert "once its date is past" in said(program)
    assert "mentee_id is empty" in said(program)


def test_together_tells_upcoming_sessions_and_takes_ratings():
    program = loaded("together")
    assert pairings(program) == [
        ("p-001@example.org", "p-101@example.org", "active", "2024-03-01", None),
        ("p-002@example.org", "p-102@example.org", "active", "2024-03-01", None),
        ("p-003@example.org", "p-102@example.org", "completed", "2024-03-15", None),
    ]
    assert rows(program.sessions, "mentee_id", "date", "minutes", "status") == [
        ("p-001@example.org", "2024-03-10", 45.0, "attended"),
        ("p-001@example.org", "2024-04-10", 60.0, "attended"),
        ("p-001@example.org", "2024-05-10", 45.0, "scheduled"),
        ("p-003@example.org", "2024-03-20", 30.0, "attended"),
        ("p-002@example.org", "2024-03-27", 30.0, "cancelled"),
    ]
    mentees = program.surveys.loc[program.surveys["person_id"].str.startswith("p-0")]
    assert rows(mentees, "person_id", "about_id", "score", "date") == [
        ("p-001@example.org", "p-101@example.org", 4.0, "2024-03-10"),
        ("p-001@example.org", "p-101@example.org", 3.0, "2024-04-10"),
        ("p-003@example.org", "p-102@example.org", 2.0, "2024-03-20"),
    ]
    assert program.pairings["Match Health"].tolist() == ["On track", "Needs check-in", "On track"]


def test_pushfar_categories_stay_text():
    program = loaded("pushfar")
    assert pairings(program) == [
        ("p-001@example.org", "p-101@example.org", "active", "2024-01-15", None),
        ("p-002@example.org", "p-102@example.org", "completed", "2024-01-15", "2024-06-30"),
    ]
    assert program.people["Offer help in categories"].dropna().tolist() == ["2;88", "2;14"]
    assert program.people["industry"].tolist() == ["Banking", "Hospitals;Insurance", "Insurance", "Banking"]
    assert program.sessions["sessions"].tolist() == [3, 5]


def test_mentor_collective_counts_conversations():
    program = loaded("mentor_collective")
    assert pairings(program) == [
        ("0000101", "0000201", "active", "2023-09-20", None),
        ("0000102", "0000202", "closed_early", "2023-09-21", "2023-10-30"),
        ("0000103", "0000201", "active", "2023-09-22", None),
    ]
    assert program.pairings["end_reason"].dropna().tolist() == ["Mentee unresponsive"]
    assert program.sessions["sessions"].tolist() == [4, 0, 7]
    assert sorted(program.people["person_id"]) == ["0000101", "0000102", "0000103", "0000201", "0000202"]


def test_nine_tables_join_by_match_and_count_a_meeting_once():
    program = loaded("nine_tables")
    assert pairings(program) == [
        ("mem_001", "mem_101", "active", "2024-02-01", None),
        ("mem_002", "mem_102", "completed", "2024-02-01", "2024-07-31"),
        ("mem_001", "mem_102", "declined", None, None),
        ("mem_001", "mem_102", "paused", "2024-04-01", None),
    ]
    assert rows(program.sessions, "mentee_id", "mentor_id", "date", "minutes") == [
        ("mem_001", "mem_101", "2024-02-10", 45.0),
        ("mem_001", "mem_101", "2024-03-10", 30.0),
        ("mem_002", "mem_102", "2024-02-12", 60.0),
        ("mem_002", "mem_102", "2024-02-12", 60.0),
    ]
    assert "both sides" in said(program)
    assert rows(program.surveys, "person_id", "wave", "item", "score") == [
        ("mem_001", "baseline", "Career confidence", 3.0),
        ("mem_001", "final", "Career confidence", 4.0),
        ("mem_002", "baseline", "Career confidence", 2.0),
        ("mem_002", "final", "Career confidence", 5.0),
    ]
    unused = program.files[program.files["used"] == 0]
    assert set(unused["file"]) == {"surveys.csv", "goals.csv", "cohorts.csv", "messages.csv", "notes.csv"}


def test_youth_mentoring_keeps_case_in_match_ids_and_invents_no_closing_date():
    program = loaded("youth_mentoring")
    assert pairings(program) == [
        ("0035e00000C0001AAA", "0035e00000V0001AAA", "active", "2023-09-14", None),
        ("0035e00000C0002AAA", "0035e00000V0002AAA", "closed_early", "2023-09-20", "2024-03-02"),
        ("0035e00000C0003AAA", "0035e00000V0001AAA", "closed_early", "2023-10-02", None),
        ("0035e00000C0002AAA", "0035e00000V0003AAA", "active", "2023-11-05", None),
    ]
    assert program.pairings["pairing_id"].nunique() == 4
    assert "its last day is missing" in said(program, "warning")


def test_mentorship_backend_states_and_seconds_are_known():
    program = loaded("mentorship_backend")
    assert pairings(program) == [
        ("1", "101", "active", "2024-01-02", "2024-07-01"),
        ("2", "102", "proposed", None, "2024-07-01"),
        ("3", "102", "declined", None, "2024-07-01"),
        ("3", "101", "closed_early", "2024-01-03", "2024-03-01"),
        ("2", "103", "completed", "2024-01-04", "2024-07-01"),
    ]
    assert "seconds since 1970" in said(program)


def test_a_spreadsheet_kept_by_hand_loads_with_names_as_the_only_identifiers():
    program = loaded("by_hand")
    people = program.pairings["mentee_id"].unique().tolist()
    assert people == ["Mentee Alpha", "mentee beta", "Mentee Gamma"]
    assert rows(program.pairings, "mentee_id", "mentor_id", "start_date") == [
        ("Mentee Alpha", "Mentor Rho", "2024-04-03"),
        ("mentee beta", "Mentor Sigma", "2024-04-15"),
        ("Mentee Gamma", "Mentor Rho", "2024-04-22"),
        ("Mentee Alpha", "Mentor Sigma", "2024-04-03"),
    ]
    assert program.pairings["mentee_industry"].tolist() == ["Bank", "Hospitals", "Banking", "Bank"]
    assert "going well" in said(program, "warning")
    attended = program.sessions[program.sessions["status"] == "attended"]
    assert rows(attended, "mentee_id", "mentor_id", "date", "minutes") == [
        ("Mentee Alpha", "Mentor Rho", "2024-04-12", 90.0),
        ("mentee beta", "Mentor Sigma", "2024-04-26", 60.0),
    ]


def test_a_workbook_kept_by_hand_loads_sheet_by_sheet():
    program = loaded("by_hand_xlsx")
    assert pairings(program) == [
        ("001", "101", "active", "2024-04-03", None),
        ("002", "102", "completed", "2024-04-15", None),
        ("003", "103", "active", "2024-04-22", None),
        ("001", "102", "active", "2024-04-03", None),
    ]
    assert len(program.sessions) == 3
    scores = {(row.person_id, row.item, row.wave): row.score for row in program.surveys.itertuples()}
    assert scores["001", "Confidence", "baseline"] == 3
    assert scores["001", "Confidence", "final"] == 4
    assert ("003", "Confidence", "final") not in {key for key, value in scores.items() if value == value}
    recommend = program.surveys[program.surveys["item"] == "Would recommend"]
    assert recommend["score"].tolist() == [1, 0, 1]
