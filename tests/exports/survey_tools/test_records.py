from __future__ import annotations

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.survey_tools.records import filled_in_records, with_parents, with_records
from mentorstats.problems import Problems


def survey(columns: dict[str, list], file: str = "s.csv") -> SourceTable:
    frame = pd.DataFrame(columns)
    return SourceTable("surveys", file, frame, len(frame))


def test_who_somebody_is_stands_in_every_row_of_a_record():
    columns = {"record_id": ["1", "1", "2"], "redcap_event_name": ["a", "b", "a"], "participant_id": ["E1", "", "E2"]}
    source = with_records(survey(columns | {"score_text": ["x", "", "y"]}), Problems())
    assert source.frame["participant_id"].tolist() == ["E1", "E1", "E2"]
    assert source.frame["score_text"].tolist() == ["x", "", "y"]
    assert source.record == "record_id"


def test_a_record_that_names_two_people_is_not_filled():
    source = SourceTable("surveys", "s.csv", pd.DataFrame({"r": ["1"] * 3, "who": ["E1", "E2", ""]}), 3, record="r")
    assert filled_in_records(source, "who").frame["who"].tolist() == ["E1", "E2", ""]


def test_a_file_without_events_and_repeats_has_no_records():
    source = survey({"record_id": ["1", "1"], "participant_id": ["E1", ""]})
    assert with_records(source, Problems()) is source


def test_what_only_a_repeated_list_of_meetings_has_is_no_answer_and_that_is_a_warning():
    problems = Problems()
    columns = {
        "record_id": ["1", "1"], "redcap_repeat_instrument": ["", "session_log"], "redcap_repeat_instance": ["", "1"],
        "minutes": ["", "30"], "confidence": ["4", ""], "note": ["x", "y"],
    }  # fmt: skip
    source = with_records(survey(columns), problems)
    assert [name for name in source.frame if "redcap" not in name] == ["record_id", "confidence", "note"]
    (problem,) = problems
    assert (problem.rule, problem.severity, problem.value) == ("meetings-in-survey", "warning", "session_log")


def test_a_questionnaire_that_is_repeated_stays():
    columns = {"record_id": ["1", "1"], "redcap_repeat_instrument": ["", "monthly"], "mood": ["", "4"]}
    problems = Problems()
    assert "mood" in with_records(survey(columns), problems).frame
    assert list(problems) == []


def test_rows_of_a_repeated_sheet_have_who_their_parent_row_names_and_whom_they_are_about():
    parent = survey({"who/participant_id": ["E1", "E2"], "exit/confidence": ["4", "5"], "_index": ["1", "2"]}, "b [a]")
    child = survey({"m/mentor_id": ["M1", "M2", "M3"], "m/rapport": ["3", "4", "5"], "_index": ["1", "2", "3"],
                    "_parent_index": ["2", "1", "1"]}, "b [m]")  # fmt: skip
    _, joined = with_parents([parent, child])
    assert joined.frame["who/participant_id"].tolist() == ["E2", "E1", "E1"]
    assert joined.frame["about_id"].tolist() == ["M1", "M2", "M3"]
    assert "exit/confidence" not in joined.frame


def test_a_parent_that_has_no_known_heading_gives_what_is_different_in_each_row():
    parent = survey({"pid": ["E1", "E2"], "group": ["g", "g"], "_index": ["1", "2"]}, "b [a]")
    _, joined = with_parents([parent, survey({"rapport": ["3"], "_parent_index": ["2"]}, "b [m]")])
    assert joined.frame.to_dict("list") == {"rapport": ["3"], "_parent_index": ["2"], "pid": ["E2"]}


def test_sheets_of_another_book_are_no_parents():
    sources = [survey({"pid": ["E1"], "_index": ["1"]}, "a [x]"), survey({"_parent_index": ["1"]}, "b [m]")]
    assert with_parents(sources) == sources
