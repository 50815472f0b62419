from __future__ import annotations

import pandas as pd

from mentorstats.exports.files.survey_header import with_one_header
from mentorstats.problems import Problems


def frame(columns: list[str], *rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(2, len(rows) + 2), dtype="str")


def test_header_rows_are_set_aside_with_their_lines_and_answers_are_not():
    three = frame(["Q1", "Q2"], ["How?", "Why?"], ['{"ImportId":"QID1"}', '{"ImportId":"QID2"}'], ["4", "5"])
    problems = Problems()
    rows = with_one_header("s.csv", three, problems)
    assert rows.index.tolist() == [4]
    assert [(problem.line, problem.rule) for problem in problems] == [(2, "second-header"), (3, "second-header")]


def test_a_survey_with_one_header_stays_as_it_is():
    plain, problems = frame(["person_id", "confidence"], ["p", "4"]), Problems()
    pd.testing.assert_frame_equal(with_one_header("s.csv", plain, problems), plain)
    pd.testing.assert_frame_equal(with_one_header("s.csv", plain.iloc[:0], problems), plain.iloc[:0])
    assert len(problems) == 0


def test_a_preview_of_the_survey_is_nobody_who_answered():
    rows, problems = (
        frame(["Status", "ResponseId", "Q1"], ["IP Address", "R_1", "4"], ["Survey Preview", "R_2", "5"]),
        Problems(),
    )
    assert with_one_header("s.csv", rows, problems)["ResponseId"].tolist() == ["R_1"]
    assert [(problem.line, problem.rule) for problem in problems] == [(3, "survey-preview")]
