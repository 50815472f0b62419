"""Small exports of survey tools, in ``platforms`` beside those of mentoring platforms: who answered what, and when."""

from __future__ import annotations

import pytest

from tests.exports.test_platforms import loaded, said

GIVEN = {"E1": 1.0, "E2": 2.0, "E3": 3.0, "E4": 4.0, "E5": 5.0, "E6": 1.0}
MENTOR = {"Listens", "Explains"}
DAYS = {person: f"2024-11-{day}" for day, person in enumerate(GIVEN, 13)}
# Each tool: what it calls the question, its other items, whether its answers have days.
TOOLS = {
    "redcap_raw": ("confidence", set(), False),
    "redcap_labels": ("How confident are you?", {"Would you recommend the program?"}, True),
    "kobotoolbox": ("confidence", set(), True),
    "limesurvey": ("How confident are you?", {f"Rate your mentor [{what}]" for what in MENTOR}, True),
    "microsoft_forms": ("How confident are you?", {f"My mentor {what.lower()}" for what in MENTOR}, True),
    "surveymonkey": ("How confident are you?", {f"Rate your mentor: {what}" for what in MENTOR}, True),
    "qualtrics": ("Q1", {"Q3_1", "Q3_2"}, True),
    "typeform": ("How confident are you?", {"Do you recommend us?"}, True),
    "google_forms": ("How confident are you?", {f"Rate your mentor [{what}]" for what in MENTOR} | {"score"}, True),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_only_what_was_asked_is_an_item(tool):
    answers = loaded(tool).surveys.dropna(subset="score")
    question, others, _ = TOOLS[tool]
    assert set(answers["item"]) == {question, *others}


@pytest.mark.parametrize("tool", TOOLS)
def test_everybody_has_the_answer_that_was_given_at_the_end(tool):
    answers = loaded(tool).surveys.dropna(subset="score")
    final = answers[(answers["item"] == TOOLS[tool][0]) & (answers["wave"] != "baseline")]
    assert dict(zip(final["person_id"], final["score"], strict=True)) == GIVEN


@pytest.mark.parametrize("tool", TOOLS)
def test_the_day_of_an_answer_is_that_of_its_submission(tool):
    answers = loaded(tool).surveys.dropna(subset="score")
    days = answers["date"].dropna().dt.strftime("%Y-%m-%d")
    assert dict(zip(answers.loc[days.index, "person_id"], days, strict=True)) == (DAYS if TOOLS[tool][2] else {})


@pytest.mark.parametrize("tool", ["redcap_raw", "redcap_labels"])
def test_the_events_of_a_study_are_waves(tool):
    answers = loaded(tool).surveys.dropna(subset="score")
    before = answers[(answers["item"] == TOOLS[tool][0]) & (answers["wave"] == "baseline")]
    assert dict(zip(before["person_id"], before["score"], strict=True)) == dict.fromkeys(GIVEN, 1.0)


def test_what_is_left_out_is_said():
    assert "lists meetings, which are no answers; not used are session_minutes" in said(loaded("redcap_raw"), "warning")
    assert "columns that Microsoft Forms adds" in said(loaded("microsoft_forms"), "note")
    assert "questions with several choices, each in a column of its own" in said(loaded("surveymonkey"), "note")
    assert "nobody took two; they are one question" in said(loaded("surveymonkey"), "note")
