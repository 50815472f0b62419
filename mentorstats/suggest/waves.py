"""Which wave a word stands for that nobody knows, by the days on which people answered.

"Kick-off" and "Wrap-up" say it to those who were there.  Where answers have dates, the first word is the baseline and
the last one the final; words that are known keep their waves, and the others go between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mentorstats.exports.recognize import SourceTable, rename_columns
from mentorstats.schema.cells import as_text
from mentorstats.schema.dates import AmbiguousDates, read_days
from mentorstats.schema.settings import Settings
from mentorstats.schema.words.waves import known_wave

__all__ = ["waves_by_date"]


def waves_by_date(words: Sequence[str], sources: Sequence[SourceTable], settings: Settings) -> dict[str, str]:
    """The wave of each of ``words`` whose answers are dated; ``sources`` are files as they were read.

    Words without dates are left out, and all of them where the order of the dates tells nothing.
    """
    days = pd.concat([pd.DataFrame(columns=["word", "day"]), *(_dated_words(source, settings) for source in sources)])
    if days.empty:
        return {}
    middle = days.groupby("word")["day"].median().sort_values()
    if middle.duplicated().any():
        return {}
    return _in_order(list(map(str, middle.index)), words)


def _in_order(dated: Sequence[str], words: Sequence[str]) -> dict[str, str]:
    """The waves of ``words`` by their places among all dated ones, in the order of their days.

    >>> _in_order(["Kick-off", "Half-time", "Wrap-up"], ["Kick-off", "Half-time", "Wrap-up"])
    {'Kick-off': 'baseline', 'Half-time': 'midpoint', 'Wrap-up': 'final'}
    >>> _in_order(["Kick-off", "final"], ["Kick-off"])
    {'Kick-off': 'baseline'}
    """
    known: Mapping[int, str] = {place: known_wave(word) for place, word in enumerate(dated) if word not in words}
    waves: dict[str, str] = {}
    for place, word in enumerate(dated):
        if word not in words or len(dated) == 1:
            continue
        before = [wave for other, wave in known.items() if other < place]
        after = [wave for other, wave in known.items() if other > place]
        if place == 0 and "baseline" not in after:
            waves[word] = "baseline"
        elif place == len(dated) - 1 and not {"final", "followup"} & set(before):
            waves[word] = "final"
        elif "final" in before:
            waves[word] = "followup"
        elif before or place > 0:
            waves[word] = "midpoint"
    return waves


def _dated_words(source: SourceTable, settings: Settings) -> pd.DataFrame:
    """The word for a wave and the day of each answer of a survey that has both."""
    headers = [str(header) for header in source.frame.columns]
    names, _ = rename_columns(headers, source.table, settings) if source.table == "surveys" else ({}, [])
    by_name = {ours: header for header, ours in names.items()}
    if not {"wave", "date"} <= by_name.keys():
        return pd.DataFrame(columns=["word", "day"])
    try:
        days = read_days(as_text(source.frame[by_name["date"]])).values
    except AmbiguousDates:
        return pd.DataFrame(columns=["word", "day"])
    return pd.DataFrame({"word": as_text(source.frame[by_name["wave"]]), "day": days}).dropna()
