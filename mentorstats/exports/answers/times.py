"""The time of day at which an answer was given, of which reading keeps the day alone.

It tells which of two answers of one day is the later: whoever sends a form twice means the second one.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from mentorstats.schema.cells import as_text

__all__ = ["TIME", "with_times"]

# Seconds since midnight, until repetitions have been judged.
TIME = "time of the answer"
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?(?:\.\d+)?\s*(?:(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?:[a-z]{1,5}|[+-]\d\d:?\d\d))?$",
    re.IGNORECASE,
)


def with_times(frame: pd.DataFrame) -> pd.DataFrame:
    """A survey with the time of day of its dates, in seconds; as it is where no date has one.

    >>> with_times(pd.DataFrame({"date": ["2024-05-01 09:30", "2024-05-01"]}))[TIME].tolist()
    [34200.0, nan]
    """
    if "date" not in frame:
        return frame
    dates = frame["date"]
    if pd.api.types.is_datetime64_any_dtype(dates):
        seconds = dates.dt.hour * 3600.0 + dates.dt.minute * 60 + dates.dt.second
    else:
        texts = as_text(dates)
        times = {text: _seconds(text) for text in texts.dropna().unique()}
        seconds = texts.map(times).astype("float64")
    return frame.assign(**{TIME: seconds}) if seconds.notna().any() else frame


def _seconds(text: str) -> float:
    match = _CLOCK.search(text)
    if match is None or not text[: match.start()].strip():
        return np.nan
    hour, half = int(match["hour"]), (match["half"] or "").casefold()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return hour * 3600.0 + int(match["minute"]) * 60 + int(match["second"] or 0)
