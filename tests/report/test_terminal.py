from __future__ import annotations

import pandas as pd

from mentorstats.industry import Industries
from mentorstats.report.terminal import (
    WIDTH,
    print_closeness,
    print_files,
    print_industry,
    print_problems,
    print_text,
)
from tests.report.makers import problems


def test_paragraphs_are_wrapped_with_a_blank_line_between_them_and_long_words_stay_whole(capsys):
    print_text(f"{'word ' * 40}\n\n{'x' * 150}", indent="  ")
    first, second = capsys.readouterr().out.rstrip("\n").split("\n\n")
    assert all(len(line) <= WIDTH for line in first.splitlines())
    assert [line[:5] for line in first.splitlines()] == ["  wor", "    w", "    w"]
    assert second.strip() == "x" * 150


def test_characters_that_steer_a_terminal_are_taken_out(capsys):
    print_text("a\x1b[31mb\u202ec")
    assert capsys.readouterr().out == "a[31mbc\n"


def test_files_stand_in_columns_as_wide_as_the_longest_name(capsys):
    row = {"table": "surveys", "rows": 1200, "used": 1100, "set_aside": 100}
    print_files(pd.DataFrame([{"file": "a.csv"} | row, {"file": "answers.xlsx"} | row]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a.csv         surveys      1,200 rows     1,100 used     100 set aside"
    assert lines[1].startswith("answers.xlsx  surveys")


def test_problems_stand_by_severity_with_their_first_places_and_what_to_do(capsys):
    print_problems(problems([{"line": line} for line in range(2, 14)] + [{"severity": "blocking", "line": None}]))
    text = capsys.readouterr().out
    assert text.index("Must be mended before anything can be computed (1)") < text.index("Good to know (12)")
    assert "  odd (12 times)\n      a.csv, line 2, column score: “x”\n" in text
    assert "      and 4 more\n    what to do: mend\n" in text
    assert "      a.csv, column score: “x”\n" in text


def test_exports_without_a_problem_are_said_to_have_none(capsys):
    print_problems(())
    assert capsys.readouterr().out.strip() == "No problems were found."


def test_an_industry_is_printed_with_how_it_was_found_and_what_is_near(capsys):
    industries = Industries.standard()
    for row in industries.classify(["Insurence", "Widgets"]).to_dict("records"):
        print_industry(row, industries)
    text = " ".join(capsys.readouterr().out.split())
    assert "“Insurence” is Insurance (524)" in text
    assert "spelled almost like one; please confirm" in text
    assert "nearest: " in text
    assert "Banking and lending (0.49, adjacent)" in text
    assert "“Widgets” is not a known industry" in text


def test_how_close_two_industries_are_is_one_sentence(capsys):
    industries = Industries.standard()
    print_closeness(["Banking", "Insurance"], industries)
    assert "The two are adjacent, with a similarity of 0.49" in capsys.readouterr().out
    print_closeness(["Banking", "Widgets"], industries)
    assert "How close the two are is not known" in capsys.readouterr().out
