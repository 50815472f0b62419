from __future__ import annotations

import pytest

from mentorstats.schema.survey_tools import SURVEY_TOOLS, survey_tool

TOOLS = {tool.name: tool for tool in SURVEY_TOOLS}
HEADERS = {
    "REDCap": ["record_id", "redcap_event_name", "confidence", "exit_complete"],
    "KoboToolbox, ODK": ["start", "end", "intro/participant_id", "_id", "_uuid", "_index"],
    "LimeSurvey": ["id. Response ID", "submitdate. Date submitted", "seed. Seed", "G01Q01. How confident are you?"],
    "Microsoft Forms": ["ID", "Start time", "Completion time", "Email", "How confident are you?"],
    "SurveyMonkey": ["Respondent ID", "Collector ID", "Date Created", "How confident are you?"],
    "Qualtrics": ["StartDate", "ResponseId", "RecordedDate", "Q1"],
    "JotForm": ["Submission Date", "How confident are you?", "Submission ID"],
    "Alchemer": ["Response ID", "Time Started", "User Agent", "How confident are you?"],
    "SoSci Survey": ["CASE", "SERIAL", "QUESTNNR", "LASTPAGE", "AB01"],
    "Typeform": ["#", "How confident are you?", "Submit Date (UTC)", "Network ID"],
    "Google Forms": ["Timestamp", "Email Address", "How confident are you?"],
}


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_told_by_its_headers(name):
    assert survey_tool(HEADERS[name]) is TOOLS[name]


@pytest.mark.parametrize(
    "headers",
    [
        ["ID", "Status", "Tags", "Index"], ["person_id", "confidence", "program_complete"],
        ["program_complete", "training_complete"], ["Last page", "LastPage"], ["Timestamp", "Confidence"], [],
    ],
)  # fmt: skip
def test_files_kept_by_hand_are_no_tools(headers):
    assert survey_tool(headers) is None


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("REDCap", "exit_survey_complete"), ("REDCap", "Complete? (2)"), ("REDCap", "Repeat Instance"),
        ("REDCap", "exit_survey_timestamp"), ("KoboToolbox, ODK", "_uuid"), ("KoboToolbox, ODK", "meta-instanceID"),
        ("KoboToolbox, ODK", "_submission__id"), ("LimeSurvey", "id"), ("LimeSurvey", "seed. Seed"),
        ("LimeSurvey", "groupTime12"), ("LimeSurvey", "G01Q01Time"), ("LimeSurvey", "Last page"),
        ("Microsoft Forms", "ID"), ("Microsoft Forms", "Feedback - Why?"), ("SurveyMonkey", "Collector ID"),
        ("Qualtrics", "Duration (in seconds)"), ("Qualtrics", "Q10_Page Submit"), ("Qualtrics", "Q1_NPS_GROUP"),
        ("Typeform", "#"), ("Typeform", "Network ID"), ("Google Forms", "Why? [Score]"),
    ],
)  # fmt: skip
def test_what_a_tool_adds_is_its_own(name, header):
    assert TOOLS[name].owns(header)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("REDCap", "record_id"), ("REDCap", "confidence"), ("REDCap", "Completed"), ("KoboToolbox, ODK", "ID"),
        ("KoboToolbox, ODK", "exit/start"), ("KoboToolbox, ODK", "_submission_time"), ("LimeSurvey", "token"),
        ("LimeSurvey", "submitdate"), ("LimeSurvey", "G01Q01. How confident are you?"), ("LimeSurvey", "ID number"),
        ("Microsoft Forms", "Your ID"), ("Microsoft Forms", "Email"), ("Microsoft Forms", "Completion time"),
        ("SurveyMonkey", "Custom Data 1"), ("Qualtrics", "ExternalReference"), ("Qualtrics", "Q1_1"),
        ("Typeform", "Other"), ("Google Forms", "Score"),
    ],
)  # fmt: skip
def test_people_days_and_questions_are_not_the_tools_own(name, header):
    assert not TOOLS[name].owns(header)


@pytest.mark.parametrize(
    ("name", "header", "question"),
    [
        ("KoboToolbox, ODK", "a/b/confidence", "confidence"),
        ("KoboToolbox, ODK", "Rate yes/no or maybe", "Rate yes/no or maybe"),
        ("LimeSurvey", "G01Q01. How confident are you?", "How confident are you?"),
        ("LimeSurvey", "G01Q02[SQ001]. Rate [Listens]", "Rate [Listens]"),
        ("LimeSurvey", "G01Q01", "G01Q01"),
        ("Qualtrics", "Q1. Why?", "Q1. Why?"),
    ],
)
def test_a_question_stands_behind_its_code_or_group(name, header, question):
    assert TOOLS[name].question(header) == question
