from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.answers.wave_words import Survey, headings_of, with_wave_column, words_of_names
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings


def source(headers: dict[str, str] | None = None, **columns: list[str]) -> SourceTable:
    frame = pd.DataFrame(columns, dtype="str")
    return SourceTable("surveys", "s.csv", frame, len(frame), headers or {})


def column_of_waves(table: SourceTable, **settings) -> tuple[list[str], list[str]]:
    """The column ``wave``, and what is said."""
    problems = Problems()
    frame = with_wave_column(table, Settings(**settings), problems).frame
    return frame["wave"].tolist() if "wave" in frame else [], [problem.rule for problem in problems]


TWICE = {"person_id": ["p", "p", "q", "q"], "hope": ["1", "2", "3", "4"]}


@pytest.mark.parametrize(
    "words", ["Avant;Après", "Pre;Post", "BOY;EOY", "Q1;Q3", "Term 1;Term 2", "September;June", "2023;2024", "T1;T2"]
)
def test_words_that_say_when_are_found_in_a_column_of_any_name(words):
    cells = words.split(";") * 2
    assert column_of_waves(source(**TWICE, when=cells)) == (cells, ["wave-column-by-cells"])


@pytest.mark.parametrize(
    "cells",
    [["Q1", "Q1", "Q3", "Q3"], ["Q1", "Q1", "Q1", "Q1"], ["Q1", "Term 2", "Q3", "Q1"], ["1", "2", "1", "2"],
     ["red", "blue", "red", "blue"], ["Boy", "Girl", "Boy", "Girl"]],
)  # fmt: skip
def test_other_columns_say_no_wave(cells):
    assert column_of_waves(source(**TWICE, what=cells)) == ([], [])


def test_a_time_that_tells_no_answers_of_one_person_apart_is_something_else():
    nobody = {"hope": ["1", "2", "3", "4"], "term": ["Term 1", "Term 2"] * 2}
    assert column_of_waves(source(**nobody)) == ([], [])
    once = {"person_id": ["p", "q", "r", "s"], "hope": ["1", "2", "3", "4"]}
    assert column_of_waves(source(**once, term=["Term 1", "Term 2"] * 2)) == ([], [])
    items = {"person_id": ["p", "p", "q", "q"], "item": ["a", "b", "a", "b"], "score": ["1", "2", "3", "4"]}
    assert column_of_waves(source(**items, term=["Term 1", "Term 2"] * 2)) == ([], [])


def test_a_column_that_is_called_like_a_wave_and_holds_none_has_its_own_name():
    table = source({"wave": "Phase"}, person_id=["p", "q"], wave=["forming", "storming"])
    kept = with_wave_column(table, Settings(), Problems()).frame
    assert list(kept) == ["person_id", "Phase"]
    assert column_of_waves(table)[1] == ["no-waves-in-column"]
    assert column_of_waves(table, columns={"surveys": {"wave": "Phase"}})[0] == ["forming", "storming"]
    some = source({"wave": "Phase"}, person_id=["p", "q"], wave=["T1", "storming"])
    assert column_of_waves(some) == (["T1", "storming"], [])
    number = source({"wave": "Phase"}, person_id=["p", "q"], wave=["1", "storming"])
    assert column_of_waves(number)[0] == []
    called = source({"wave": "Survey wave"}, person_id=["p"], wave=["forming"])
    assert column_of_waves(called) == (["forming"], [])


def test_numbers_are_waves_where_they_are_small():
    assert column_of_waves(source({"wave": "Time"}, person_id=["p", "p"], wave=["1", "2"]))[0] == ["1", "2"]
    assert column_of_waves(source({"wave": "Time"}, person_id=["p", "p"], wave=["12", "3"]))[0] == ["12", "3"]
    assert column_of_waves(source({"wave": "Time"}, person_id=["p", "p"], wave=["340", "13"]))[0] == []


def test_an_empty_column_is_none():
    assert column_of_waves(source(person_id=["p"], wave=[""])) == ([], [])


def test_names_of_files_and_sheets_say_when():
    assert words_of_names(["survey_pre.csv", "survey_post.csv"]) == {
        "survey_pre.csv": "survey_pre",
        "survey_post.csv": "survey_post",
    }
    assert words_of_names(["survey start.csv"]) == {}
    assert words_of_names(["survey start.csv", "exit survey.csv"])["survey start.csv"] == "start"
    assert words_of_names(["hope final survey.csv"]) == {"hope final survey.csv": "hope final survey"}
    assert words_of_names(["survey end.csv"]) == {}
    assert words_of_names(["survey T1.csv", "survey T2.csv"]) == {"survey T1.csv": "T1", "survey T2.csv": "T2"}
    assert words_of_names(["s fall 2023.csv", "s spring 2024.csv"], rounds={"s fall 2023.csv": "Fall 2023"}) == {}
    assert words_of_names(["survey_2024-05-01.csv", "survey_2024-06-01.csv"]) == {}


def test_items_of_a_long_survey_say_when_only_beside_one_another_and_without_a_column():
    long = source(person_id=["p", "p"], item=["hope before", "hope after"], score=["1", "2"])
    assert {item.word for item in headings_of(Survey(long), "").values()} == {"before", "after"}
    assert headings_of(Survey(long), "survey_pre") == {}
    single = source(person_id=["p"], item=["hope before"], score=["1"])
    assert headings_of(Survey(single), "") == {}
    dated = source(person_id=["p", "p"], item=["hope before", "hope after"], wave=["pre", "post"], score=["1", "2"])
    assert headings_of(Survey(dated), "") == {}
