from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.analyses.duration.spans import last_day
from tests.programs import pair, program, score


def running(number: int = 60) -> list[dict]:
    return [pair(f"e{n}", f"m{n % 10}", f"2024-{1 + n % 3:02}-01") for n in range(number)]


def answers(number: int = 60, **more: str) -> list[dict]:
    return [score(f"e{n}", 3.0, date="2024-09-01") | (more if n == 7 else {}) for n in range(number)]


def test_a_date_years_after_all_others_is_listed_and_counts_as_missing():
    made = program(running(), surveys=answers(date="2042-09-01"))
    assert last_day(made) == pd.Timestamp("2024-09-01")
    (found,) = made.problems[made.problems["column"] == "date"].to_dict("records")
    assert (found["severity"], found["file"], found["line"]) == ("warning", "surveys", 8)
    assert "more than two years after all other dates, of which 2024-09-01 is the last" in found["problem"]
    assert made.surveys["date"].isna().sum() == 1


def test_one_slip_does_not_change_how_long_pairings_last():
    right, wrong = (program(running(), surveys=answers(date=day)) for day in ("2024-09-01", "2042-09-01"))
    months = [ms.match_length(made, by="everyone").table["months"].iloc[0] for made in (right, wrong)]
    assert months[0] == pytest.approx(months[1])


@pytest.mark.parametrize("column", ["start_date", "end_date"])
def test_the_dates_of_pairings_are_looked_at_as_well(column):
    rows = [pair(f"e{n}", f"m{n % 10}", "2024-01-01", "2024-07-01", status="completed") for n in range(60)]
    rows[5] |= {"start_date": "2041-01-01", "end_date": ""} if column == "start_date" else {column: "2042-07-01"}
    made = program(rows)
    assert made.pairings[column].isna().sum() == 1
    assert made.problems["problem"].str.contains("more than two years after all other dates").sum() == 1


def test_a_program_that_began_again_after_years_keeps_its_dates():
    made = program([*running(), *(pair(f"new{n}", f"m{n}", "2028-01-01") for n in range(10))])
    assert made.pairings["start_date"].notna().all()


def test_a_date_within_two_years_of_the_others_stays():
    made = program(running(), surveys=answers(date="2026-08-01"))
    assert last_day(made) == pd.Timestamp("2026-08-01")


def test_of_a_handful_of_dates_none_is_a_slip():
    made = program(running(5), surveys=[score("e1", 3, date="2030-01-01")])
    assert last_day(made) == pd.Timestamp("2030-01-01")


def test_one_line_with_many_answers_is_one_slip():
    rows = [
        {"person_id": f"e{n}", "wave": "final", "date": "2024-09-01", **dict.fromkeys("abcdefgh", 3)} for n in range(60)
    ]
    rows[3]["date"] = "2042-09-01"
    made = program(running(), surveys=rows, survey_items=tuple("abcdefgh"))
    assert last_day(made) == pd.Timestamp("2024-09-01")
    assert made.problems["problem"].str.contains("more than two years after").sum() == 1
