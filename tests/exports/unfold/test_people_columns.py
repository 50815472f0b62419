from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.unfold.people_columns import (
    PLACE,
    naming_headers,
    one_row_for_each,
    replacement_date,
    reserve_columns,
    seat_of,
    with_replacements,
)


def frame(columns: list[str], *rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")


def pairs(table: pd.DataFrame, side: str = "mentor", **how) -> list[list[str]]:
    return one_row_for_each(table, side, **how).drop(columns=PLACE, errors="ignore").fillna("").values.tolist()


@pytest.mark.parametrize(
    "headers",
    [
        ["Mentor 1", "Mentor 2"], ["mentor_1", "mentor_2"], ["Mentor1", "Mentor2"], ["First mentor", "Second mentor"],
        ["Mentor #1", "Mentor #2"], ["1. Mentor", "2. Mentor"], ["Mentor", "Co-mentor"], ["Mentor", "Second mentor"],
        ["Primary Mentor", "Secondary Mentor"], ["Mentor", "Zweitmentor"], ["Mentor", "Deuxième mentor"],
        ["Mentor", "Co-Mentor (if any)"], ["Mentor A", "Mentor B"], ["Coach", "Co-coach"], ["Big", "Big 2"],
        ["Mentor", "Segundo mentor"], ["Current mentor", "Former mentor"], ["Original mentor", "New mentor"],
        ["Mentor", "Replaced by"],
    ],
)  # fmt: skip
def test_each_mentor_who_has_a_column_has_a_row(headers):
    table = frame(["Mentee", *headers], ["p", "a", "b"], ["q", "c", ""])
    assert pairs(table) == [["p", "a"], ["q", "c"], ["p", "b"]]
    assert one_row_for_each(table, "mentor").index.tolist() == [2, 3, 2]


@pytest.mark.parametrize(
    "header",
    ["Mentor", "Mentor 2023 rating", "Preferred mentor", "Mentor choice 1", "Suggested mentor", "Mentor first name",
     "Backup mentor"],
)  # fmt: skip
def test_columns_of_other_things_name_no_further_mentor(header):
    table = frame(["Mentee", "Mentor", header], ["p", "a", "b"]) if header != "Mentor" else frame(["Mentor"], ["a"])
    assert len(one_row_for_each(table, "mentor")) == 1


def test_mentees_in_columns_take_what_is_theirs_along():
    table = frame(
        ["Mentor", "Mentee 1", "Mentee 1 industry", "Mentee 2", "Mentee 2 industry"],
        ["m", "p", "Law", "q", "Art"], ["n", "r", "Music", "", ""],
    )  # fmt: skip
    rows = one_row_for_each(table, "mentee")[["Mentor", "Mentee", "Mentee industry"]]
    assert rows.values.tolist() == [["m", "p", "Law"], ["n", "r", "Music"], ["m", "q", "Art"]]


def test_a_row_without_any_mentor_stays_to_be_reported():
    assert pairs(frame(["Mentee", "Mentor 1", "Mentor 2"], ["p", "", ""], ["q", "", "b"])) == [["p", ""], ["q", "b"]]


def test_two_columns_for_the_same_mentor_leave_the_first_to_name_them():
    table = frame(["Mentee", "Mentor 1", "Mentor-1", "Mentor 2"], ["p", "a", "b", "c"])
    assert one_row_for_each(table, "mentor")["Mentor"].tolist() == ["a", "c"]


def test_the_settings_name_the_columns():
    table = frame(["Student", "Chair", "Co-chair", "Reader"], ["p", "a", "b", "c"])
    assert one_row_for_each(table, "mentor", chosen="Chair")["Chair"].tolist() == ["a", "b"]
    assert one_row_for_each(table, "mentor", every=("Chair", "Reader"))["Mentor"].tolist() == ["a", "c"]
    named = frame(["Chair ID", "Co-chair ID", "Second name", "Home ID"], ["a", "b", "c", "d"])
    assert len(one_row_for_each(named, "mentor", chosen="Chair ID")) == 2
    only = frame(["Mentee", "Second mentor"], ["p", "a"])
    pd.testing.assert_frame_equal(one_row_for_each(only, "mentor"), only)
    first = frame(["Mentee", "Mentor 1"], ["p", "a"])
    assert one_row_for_each(first, "mentor")["Mentor"].tolist() == ["a"]
    assert naming_headers(table, "mentor", chosen="Chair") == ["Chair", "Co-chair"]


def test_filled_columns_of_stand_ins_are_named_and_empty_ones_are_not():
    table = frame(["Mentor", "Backup mentor", "Alternate mentor", "Backup notes"], ["a", "b", "", "x"])
    assert reserve_columns(table, "mentor") == ["Backup mentor"]
    assert reserve_columns(table, "mentee") == []


@pytest.mark.parametrize(
    ("header", "seat"),
    [
        ("Mentor", ("", 1, "Mentor")), ("Mentor 2 industry", ("further", 2, "Mentor industry")),
        ("Previous mentor", ("earlier", 1, "Mentor")), ("New mentor", ("later", 1, "Mentor")),
        ("Third mentor", ("further", 3, "Mentor")), ("Mentor 0", None), ("Mentor 20", None), ("Mentor 1 of 2", None),
        ("Mentor and mentee", None), ("Industry", None), ("Mentoré", None), ("Mentor b", ("further", 2, "Mentor")),
    ],
)  # fmt: skip
def test_a_heading_says_which_mentor_it_is_about(header, seat):
    assert seat_of(header, "mentor") == seat


def test_the_day_of_the_change_ends_one_pairing_and_begins_the_other():
    table = frame(
        ["mentor_id", "start_date", "end_date", "status", "sessions", "Replaced on", PLACE],
        ["new", "2024-01-01", "2024-12-01", "active", "5", "2024-05-01", ""],
        ["only", "2024-01-01", "", "active", "3", "", ""],
    )  # fmt: skip
    old = table.iloc[:1].assign(mentor_id="old", **{PLACE: "earlier"})
    result = with_replacements(pd.concat([table, old]), "Replaced on").drop(columns="Replaced on")
    assert result.fillna("").values.tolist() == [
        ["new", "2024-05-01", "2024-12-01", "active", "5"],
        ["only", "2024-01-01", "", "active", "3"],
        ["old", "2024-01-01", "2024-05-01", "closed_early", ""],
    ]


def test_without_a_day_the_dates_are_those_of_who_stayed():
    table = frame(["mentor_id", "start_date", PLACE], ["new", "2024-01-01", ""])
    old = table.assign(mentor_id="old", **{PLACE: "earlier"})
    assert with_replacements(pd.concat([table, old]), None)["start_date"].tolist()[0] in ("", "2024-01-01")
    plain = frame(["mentor_id"], ["m"])
    pd.testing.assert_frame_equal(with_replacements(plain, None), plain)


def test_a_heading_is_the_day_of_the_change():
    assert replacement_date(["Mentor", "Rematch date"]) == "Rematch date"
    assert replacement_date(["Mentor", "Start date"]) is None
