from __future__ import annotations

import pandas as pd

from mentorstats.industry import Industries
from mentorstats.report.terminal import (
    WIDTH,
    print_candidates,
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


def test_a_severity_has_at_most_40_lines_and_then_how_many_more_and_where_they_are(capsys):
    found = [{"rule": f"odd{n}", "problem": f"odd {n}", "line": n} for n in range(1, 31)]
    found += [{"severity": "warning", "problem": "strange", "line": n} for n in range(1, 100)]
    print_problems(problems(found), whole_list="all are in list.csv")
    text = capsys.readouterr().out
    strange, odd = text.split("Good to know (30)\n")
    assert "more kind" not in strange
    lines = odd.rstrip("\n").splitlines()
    assert lines[-1] == "  and 17 more kinds of problem (17 in all): all are in list.csv"
    assert lines[-2] == "    what to do: mend"
    assert len(lines) == 39 + 1


def test_as_many_lines_as_there_may_be_are_all_printed(capsys):
    found = [{"rule": f"odd{n}", "problem": f"odd {n}", "line": n, "action": "" if n else "mend"} for n in range(20)]
    print_problems(problems(found[1:]))
    assert "more" not in capsys.readouterr().out
    print_problems(problems([*found[1:], {"rule": "last", "problem": "last", "action": ""}]))
    assert "more" not in capsys.readouterr().out
    print_problems(problems(found))
    lines = capsys.readouterr().out.splitlines()
    assert lines[40:42] == [
        "  and 1 more kind of problem (1 in all): `mentorstats check EXPORTS --csv FILE` writes all of them",
        "    into a file",
    ]


def test_names_of_files_are_cut_and_have_nothing_that_steers_a_terminal(capsys):
    row = {"table": "surveys", "rows": 1, "used": 1, "set_aside": 0}
    print_files(pd.DataFrame([{"file": "a\x1b[2J\u202e\n.csv"} | row, {"file": "x" * 300} | row]))
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith("a[2J .csv ")
    assert second.startswith("x" * 199 + "…  surveys")


def test_how_often_a_problem_is_there_is_said_from_twice_on_and_words_with_hyphens_stay_whole(capsys):
    print_problems(problems([{"problem": "once"}, *[{"problem": "x" * 90 + " well-known", "rule": "b"}] * 2]))
    text = capsys.readouterr().out
    assert "  once\n" in text
    assert f"  {'x' * 90}\n    well-known (2 times)\n" in text


def test_exports_without_a_problem_are_said_to_have_none(capsys):
    print_problems(())
    assert capsys.readouterr().out.strip() == "No problems were found."


def test_what_can_be_the_outcome_stands_with_its_answers(capsys):
    rows = {"item": ["joy", "x" * 300], "mentees": [1200, 1], "before": [3, 0]}
    print_candidates(pd.DataFrame(rows))
    text = capsys.readouterr().out
    assert text.startswith("  joy: 1,200 mentees with a final answer, 3 with one from before\n")
    assert text.endswith("1 mentee with a final answer, 0 with one from before\n")


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
