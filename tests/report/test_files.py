from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mentorstats.outputs import ForeignFile
from mentorstats.own_files import FINDINGS, FINDINGS_JSON, PROBLEMS, own_file
from mentorstats.questions.certainty.grade import Certainty
from mentorstats.report.files import _with_null, write_findings, write_problems
from tests.report.makers import answer, answers, result


def test_problems_are_marked_as_unicode_in_a_folder_that_is_made_and_no_formula_in_them_can_run(tmp_path):
    path = tmp_path / "new" / "problems.csv"
    write_problems(pd.DataFrame({"value": ["=1+1", "Žižek"]}), path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert pd.read_csv(path)["value"].tolist() == ["'=1+1", "Žižek"]


def test_what_is_missing_or_not_finite_is_null_and_numbers_are_plain():
    given = {1: [np.float64(0.5), float("nan"), np.inf, pd.NA, None], "b": np.int64(3), "c": True, "d": "text"}
    assert _with_null(given) == {"1": [0.5, None, None, None, None], "b": 3, "c": True, "d": "text"}
    assert type(_with_null(np.int64(3))) is int


def test_hidden_numbers_of_people_are_empty_and_null(tmp_path, program):
    few = answer("multiple_mentors", (result("2+ - 1", "primary", n_mentees=14, n_mentors=9, df=7.2),))
    write_findings(program, [few], tmp_path)
    (row,) = pd.read_csv(tmp_path / "findings.csv", dtype="str", keep_default_na=False).to_dict("records")
    assert (row["n_mentees"], row["n_mentors"], row["df"]) == ("10", "", "")
    (found,) = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert (found["n_mentees"], found["n_mentors"], found["df"]) == (10, None, None)


def test_both_answers_are_stacked_in_the_table_and_named_in_the_json(tmp_path, program):
    write_findings(program, answers(), tmp_path)
    table = pd.read_csv(tmp_path / "findings.csv")
    found = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert table["question"].tolist() == ["adjacent_industries"] * 4 + ["multiple_mentors"]
    assert found["program"] == "Spring"
    assert [row["contrast"] for row in found["findings"]] == table["contrast"].tolist()
    assert found["findings"][2]["estimate"] is None
    assert set(table["n_mentees"]) == {300}
    assert {row["n_mentors"] for row in found["findings"]} == {100}
    assert (found["findings"][0]["estimate"], found["findings"][0]["df"]) == (0.47, 200)
    assert found["holm_p_values"] == {"adjacent_industries": 0.04, "multiple_mentors": 0.04}


def test_what_was_written_is_known_again_and_replaced_and_another_file_is_not(tmp_path, program):
    for _ in range(2):
        write_findings(program, answers(), tmp_path)
        write_problems(program.problems, tmp_path / "problems.csv")
    kinds = [own_file(tmp_path / name) for name in ("findings.csv", "findings.json", "problems.csv")]
    assert kinds == [FINDINGS, FINDINGS_JSON, PROBLEMS]
    for name in ("findings.json", "problems.csv"):
        (tmp_path / name).write_text("mine")
    before = (tmp_path / "findings.csv").read_bytes()
    with pytest.raises(ForeignFile, match=r"findings.json is there already"):
        write_findings(program, answers(outcome="other"), tmp_path)
    with pytest.raises(ForeignFile, match=r"problems.csv is there already"):
        write_problems(program.problems, tmp_path / "problems.csv")
    assert (tmp_path / "findings.csv").read_bytes() == before
    write_findings(program, answers(outcome="other"), tmp_path, overwrite=True)
    write_problems(program.problems, tmp_path / "problems.csv", overwrite=True)
    assert (tmp_path / "findings.csv").read_bytes() != before


def test_nothing_that_steers_is_written_and_names_are_cut(tmp_path, program):
    steering = "\x1b[2J\u202e\x9b\u200f"
    write_findings(program, answers(outcome=f"out{steering}come{'x' * 300}", text=f"It{steering} is so."), tmp_path)
    write_problems(pd.DataFrame({"value": [f"a{steering}b"]}), tmp_path / "problems.csv")
    for name in ("findings.csv", "findings.json", "problems.csv"):
        text = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert not set(text) & set(steering) - set("[2J")
        assert "\\u" not in text
        assert "x" * 201 not in text


def test_how_certain_each_answer_is_stands_in_the_json_with_its_reasons(tmp_path, program):
    graded = replace(answers()[0], certainty=Certainty("low", ("few answered", "“site” mostly says who had which")))
    write_findings(program, [graded, answers()[1]], tmp_path)
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["certainty"] == {
        "adjacent_industries": {"grade": "low", "reasons": ["few answered", "“site” mostly says who had which"]},
        "multiple_mentors": None,
    }
