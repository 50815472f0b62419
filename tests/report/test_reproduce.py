from __future__ import annotations

import shlex
import tomllib

from mentorstats.report.page import build_page
from tests.report.makers import answers, matched


def test_the_command_works_whatever_the_outcome_is_called(program):
    for outcome in ("career_confidence", "How's it going?", 'so "good"', "-x", "a b; rm $HOME"):
        found = build_page(program, answers(outcome=outcome)).reproduction
        words = shlex.split(found.command)
        assert words[:3] == ["mentorstats", "report", "EXPORTS"]
        assert words[3:] in (["--outcome", outcome], [f"--outcome={outcome}"])
        if outcome != "career_confidence":
            assert tomllib.loads(found.line) == {"outcome": outcome}


def test_what_was_set_stands_on_the_page():
    made = matched([("Banking", "Insurance", 8)], min_people=7, landmark_days=60, decimal=",")
    rows = dict(build_page(made, answers(permutations=99, seed=4)).reproduction.settings.rows)
    assert rows["privacy.min_people"] == "7"
    assert rows["landmark_days"] == "60"
    assert rows["numbers.decimal"] == ","
    assert (rows["shuffles (permutations)"], rows["seed of the shuffles"]) == ("99", "4")


def test_how_to_make_it_again_names_no_folder_of_this_machine(page, tmp_path):
    assert "mentorstats report EXPORTS --outcome" in page.text
    assert str(tmp_path.parent) not in page.text
