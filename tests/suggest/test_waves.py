from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.recognize import SourceTable
from mentorstats.schema.settings import Settings
from mentorstats.suggest.waves import waves_by_date

DAYS = ("2024-01-05", "2024-03-05", "2024-06-05", "2024-12-05")


def told(*words: str, unknown: tuple[str, ...] | None = None, days: tuple[str, ...] = DAYS) -> dict[str, str]:
    """What dates tell of words that are asked one after the other, each of three people."""
    dated = [(word, day) for word, day in zip(words, days, strict=False) for _ in range(3)]
    frame = pd.DataFrame({"person_id": "E1", "wave": [w for w, _ in dated], "date": [d for _, d in dated]})
    return waves_by_date(unknown or words, [SourceTable("surveys", "s.csv", frame, len(frame))], Settings())


def test_the_first_of_unknown_words_is_the_baseline_and_the_last_one_the_final():
    assert told("Zap", "Zup") == {"Zap": "baseline", "Zup": "final"}
    assert told("Zap", "Zop", "Zup") == {"Zap": "baseline", "Zop": "midpoint", "Zup": "final"}


def test_beside_known_words_the_others_go_between_and_behind_them():
    assert told("Zap", "final", unknown=("Zap",)) == {"Zap": "baseline"}
    assert told("baseline", "Zup", unknown=("Zup",)) == {"Zup": "final"}
    assert told("baseline", "Zop", "final", "Zup", unknown=("Zop", "Zup")) == {"Zop": "midpoint", "Zup": "followup"}


@pytest.mark.parametrize("days", [("2024-01-05", "2024-01-05"), ("", ""), ("03/04/2024", "05/06/2024")])
def test_without_an_order_of_dates_nothing_is_told(days):
    assert told("Zap", "Zup", days=days) == {}


def test_one_word_alone_is_not_told_by_its_date():
    assert told("Zap") == {}


def test_files_without_a_wave_or_a_date_tell_nothing():
    frame = pd.DataFrame({"person_id": ["E1"], "wave": ["Zap"]})
    sources = [SourceTable("surveys", "s.csv", frame, 1), SourceTable("people", "p.csv", frame, 1)]
    assert waves_by_date(["Zap"], sources, Settings()) == {}
    assert waves_by_date(["Zap"], [], Settings()) == {}
