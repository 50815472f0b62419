from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.answers.times import TIME, with_times


def seconds(*dates: str) -> list[float | None]:
    frame = with_times(pd.DataFrame({"date": list(dates)}, dtype="str"))
    return [None if pd.isna(value) else value for value in frame[TIME]] if TIME in frame else []


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("2024-05-01 09:30", 34200.0), ("2024-05-01T09:30:15", 34215.0), ("2024-05-01T09:30:15Z", 34215.0),
        ("01.05.2024 09.30", 34200.0), ("5/1/2024 9:30 AM", 34200.0), ("5/1/2024 9:30:00 p.m.", 77400.0),
        ("5/1/2024 12:05 AM", 300.0), ("5/1/2024 12:05 PM", 43500.0), ("01/05/2024 9h30", 34200.0),
        ("2024-05-01 09:30:15.123+02:00", 34215.0), ("2024-05-01 23:59 UTC", 86340.0),
    ],
)  # fmt: skip
def test_a_time_behind_a_date_is_read(date, value):
    assert seconds(date) == [value]


@pytest.mark.parametrize(
    "date", ["2024-05-01", "01.05.24", "", "1.5.2024", "09:30", "noon", "May 1, 2024", "2024-05-01 25:30"]
)
def test_a_date_alone_has_no_time(date):
    assert seconds(date) == []


def test_dates_with_a_type_have_their_time_and_other_surveys_stay():
    frame = with_times(pd.DataFrame({"date": pd.to_datetime(["2024-05-01 10:00:30", None])}))
    assert frame[TIME].tolist()[0] == 36030.0
    plain = pd.DataFrame({"score": [1]})
    assert with_times(plain) is plain
