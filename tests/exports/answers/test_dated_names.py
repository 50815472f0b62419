from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.answers.dated_names import words_of_dates
from mentorstats.exports.recognize import SourceTable


def survey(file: str, *scores: int, people: str = "pqrs") -> SourceTable:
    frame = pd.DataFrame(
        {"person_id": list(people)[: len(scores)], "hope": [str(score) for score in scores]}, dtype="str"
    )
    return SourceTable("surveys", file, frame, len(frame))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("survey_2024-09.csv", "survey_2025-05.csv", ["2024-09", "2025-05"]),
        ("survey 2024-09-01.csv", "survey 2025-05-30.csv", ["2024-09-01", "2025-05-30"]),
        ("Survey Sept 2024.csv", "Survey May 2025.csv", ["sept 2024", "may 2025"]),
        ("Survey Sept.csv", "Survey May.csv", ["sept", "may"]),
        ("s.xlsx [202409]", "s.xlsx [202505]", ["2024-09", "2025-05"]),
        ("s.xlsx [Sept]", "s.xlsx [May]", ["sept", "may"]),
        ("encuesta mayo.csv", "encuesta junio.csv", ["mayo", "junio"]),
    ],
)  # fmt: skip
def test_dates_tell_answers_of_the_same_people_apart(first, second, words):
    sources = [survey(first, 1, 2, 3, 4), survey(second, 2, 3, 4, 5)]
    assert words_of_dates(sources) == {first: words[0], second: words[1]}


@pytest.mark.parametrize(
    ("first", "second"),
    [("survey.csv", "survey b.csv"), ("survey 2024-09.csv", "exit 2025-05.csv"),
    ("survey 2024-09.csv", "survey 2024-09.tsv"),
     ("survey 12345678.csv", "survey 12345679.csv"), ("Jan Smith June.csv", "Jan Smith May.csv")],
)  # fmt: skip
def test_other_names_say_nothing(first, second):
    assert words_of_dates([survey(first, 1, 2, 3, 4), survey(second, 2, 3, 4, 5)]) == {}


def test_a_later_export_of_the_same_answers_is_no_later_answer():
    names = ("survey 2024-09.csv", "survey 2025-05.csv")
    assert words_of_dates([survey(names[0], 1, 2, 3), survey(names[1], 1, 2, 3, 4)]) == {}
    assert words_of_dates([survey(names[0], 1, 2, 3, 4), survey(names[1], 1, 2, 4, 5)]) == {}
    assert len(words_of_dates([survey(names[0], 1, 2, 3, 4), survey(names[1], 1, 3, 4, 5)])) == 2


def test_files_about_different_people_are_one_survey():
    names = ("survey 2024-09.csv", "survey 2025-05.csv")
    assert words_of_dates([survey(names[0], 1, 2, people="pq"), survey(names[1], 2, 3, people="rs")]) == {}
    assert words_of_dates([survey(names[0], 1, 2, people="pq"), survey(names[1], 2, 3, people="qr")]) == {}
    without = SourceTable("surveys", names[1], pd.DataFrame({"hope": ["1", "2"]}, dtype="str"), 2)
    assert words_of_dates([survey(names[0], 1, 2), without]) == {}
