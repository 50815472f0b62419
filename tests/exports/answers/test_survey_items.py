from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.program import Program

PAIRINGS = "mentee_id,mentor_id,cohort\n001,101,A\n002,102,A\n003,101,A\n"


@pytest.fixture
def folder(tmp_path):
    """Write files into the folder of exports."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def said(program: Program, words: str) -> pd.DataFrame:
    return program.problems[program.problems["problem"].str.contains(words, regex=False)]


def test_a_wide_survey_becomes_one_row_for_each_answer(folder):
    program = load(folder({
        "pairings.csv": PAIRINGS,
        "survey.csv": "person_id,Confidence (baseline),Confidence (final),Comment\n001,2,4,fine\n002,3,,good\n",
    }))  # fmt: skip
    answers = program.surveys.sort_values(["person_id", "wave"])[["person_id", "item", "wave", "score"]]
    assert answers.fillna(-1).values.tolist() == [
        ["001", "Confidence", "baseline", 2.0], ["001", "Confidence", "final", 4.0],
        ["002", "Confidence", "baseline", 3.0], ["002", "Confidence", "final", -1.0],
    ]  # fmt: skip
    assert program.surveys["Comment"].tolist() == ["fine", "good", "fine", "good"]
    found = said(program, "holds no scores")
    assert found[["severity", "column"]].values.tolist() == [["note", "Comment"]]


def test_two_people_with_the_same_answers_to_one_question_are_not_a_repetition(folder):
    text = "person_id,confidence,belonging\n001,4,1\n001,4,2\n001,4,2\n"
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": text}))
    assert program.surveys.groupby("item")["score"].apply(list).to_dict() == {"confidence": [4, 4], "belonging": [1, 2]}
    assert said(program, "repeats")["line"].tolist() == [4]


def test_the_named_items_are_the_items_and_others_with_scores_are_noted(folder):
    program = load(folder({
        "mentorstats.toml": '[surveys]\nitems = ["Graduated"]',
        "pairings.csv": PAIRINGS, "outcomes.csv": "person_id,graduated,room,why\n001,yes,12,x\n002,no,13,y\n",
    }))  # fmt: skip
    assert program.surveys[["item", "score"]].values.tolist() == [["graduated", 1.0], ["graduated", 0.0]]
    assert program.problems[["severity", "column"]].values.tolist() == [["note", "room"], ["note", "wave"]]


def test_a_score_that_is_none_is_reported_under_its_own_question(folder):
    text = "person_id,confidence,belonging\n001,4,2\n002,many,3\n003,2,2\n"
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": text}))
    cells = program.problems[program.problems["line"].notna()]
    assert cells[["line", "column", "value"]].values.tolist() == [[3, "confidence", "many"]]


def test_a_table_of_scores_without_item_has_the_item_score(folder):
    program = load(folder({"pairings.csv": PAIRINGS, "scores.csv": "person_id,score\n001,4\n002,3\n"}))
    assert program.surveys[["item", "score"]].values.tolist() == [["score", 4.0], ["score", 3.0]]


def test_numbers_that_say_who_or_which_pairing_are_no_item(folder):
    program = load(folder({
        "pairings.csv": PAIRINGS, "survey.csv": "person_id,Mentor ID,pairing_id,group id,belonging\n001,101,1,7,4\n",
    }))  # fmt: skip
    assert program.surveys["item"].tolist() == ["belonging"]


def test_pairings_saved_as_a_survey_are_no_answers_and_a_scale_of_it_has_no_scores(folder):
    scale = '[[scale]]\nname = "belonging"\nitems = ["b1", "b2"]\nrange = [1, 5]\n'
    program = load(folder({"mentorstats.toml": scale, "pairings.csv": PAIRINGS, "surveys.csv": PAIRINGS}))
    assert program.surveys.empty
    assert program.surveys["score"].dtype == "float64"
    assert said(program, "no column of this survey is an item")["severity"].tolist() == ["warning"]
    assert said(program, "no survey has any item of the scale belonging")["value"].tolist() == ["b1, b2"]


def test_words_that_may_be_a_scale_are_listed_and_comments_are_not(folder):
    scale = "001,A,fine\n002,B,so so\n003,A,lovely\n004,B,dull\n"
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": "person_id,Grade,Comment\n" + scale}))
    spare = said(program, "holds no scores")
    assert spare[["severity", "column"]].values.tolist() == [["warning", "Grade"], ["note", "Comment"]]
    assert spare["action"].iloc[0].endswith('in [labels] of mentorstats.toml: "Grade" = ["A", "B"]')


def test_where_a_survey_has_other_scores_words_are_a_note(folder):
    scale = "".join(f"{who},{grade},4\n" for who, grade in zip(("001", "002", "003", "004"), "ABAB", strict=True))
    program = load(folder({"pairings.csv": PAIRINGS, "survey.csv": "person_id,Grade,hope\n" + scale}))
    assert said(program, "holds no scores")["severity"].tolist() == ["note"]
