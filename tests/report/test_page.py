from __future__ import annotations

import dataclasses

import pandas as pd

import mentorstats as ms
from mentorstats.exports.load import load_frames
from mentorstats.report.industries import adjacency_example
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page
from tests.report.makers import Tags, answers, matched, problems, with_problems


def test_the_first_thing_said_is_who_may_see_the_page(page):
    assert page.text.index("For the people who run Spring.") < page.text.index("Do mentors from adjacent industries")


def test_the_first_screen_has_outcome_answers_verdicts_and_numbers_of_people(page):
    first_screen = page.text[: page.text.index("Problems in the exports")]
    for said in ("career confidence", "in points; higher is better", "It is so.", "better", "cannot tell",
                 "+0.47 points", "+0.22 to +0.72", "300 mentees, 100 mentors", "March 9, 2025"):  # fmt: skip
        assert said in first_screen


def test_answers_that_do_not_vary_leave_the_size_that_matters_unknown(program):
    unknown = [dataclasses.replace(answer, smallest_effect=float("nan")) for answer in answers()]
    page = build_page(program, unknown)
    assert page.smallest_effect == "(unknown)"
    assert ("smallest_effect", "unknown, computed from these data") in page.reproduction.settings.rows
    one_known = build_page(program, [answers()[0], unknown[1]])
    assert one_known.smallest_effect == build_page(program, answers()[:1]).smallest_effect


def test_the_example_is_told_before_the_answers(page):
    assert page.text.index("Banking and Insurance are adjacent (0.") < page.text.index("It is so.")
    assert "Banking and Hospitals are distant (0." in page.text


def test_a_program_without_industries_still_has_a_page():
    bare = load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    assert adjacency_example(bare).adjacent is None
    assert "It is so." in Tags(render_page(build_page(bare, answers()))).text


def test_without_the_curves_the_page_says_which_option_adds_them(page):
    assert "are added by the option --full" in page.text


def test_kinds_of_problems_beyond_the_first_are_counted_and_the_file_is_named(program):
    many = problems([{"problem": f"kind {number}"} for number in range(43)])
    text = Tags(render_page(build_page(with_problems(program, many), answers()))).text
    assert "3 more kinds of problem are in problems.csv" in text


def test_the_heat_map_of_the_industries_is_on_the_page_with_its_words_and_its_table():
    program = matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12)])
    page = Tags(render_page(build_page(program, answers())))
    figures = [attributes for _, attributes in page.elements if attributes.get("class") == "plot"]
    (summary,) = [f["aria-label"] or "" for f in figures if "Similarity between 3 industries" in str(f)]
    assert summary.removeprefix("Figure. ") in page.text
    assert "The industries of this program" in page.text


def test_the_neighborhoods_of_the_most_frequent_industries_are_on_the_page_with_tables_behind_them():
    close = build_page(matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12)]), answers()).after[0]
    titles = [figure.title for figure in close.figures]
    assert [title.partition(" (")[0] for title in titles[1:]] == ["Close to Banking and lending", "Close to Insurance"]
    first = close.figures[1].table
    assert first is not None
    assert first.rows[0] == ("Banking and lending", "1.00", "same", "<10")


def test_a_question_that_compares_nobody_has_no_figure_of_groups():
    people = [f"{number:02}" for number in range(12)]
    pairings = pd.DataFrame({"mentee_id": people, "mentor_id": [f"m{n}" for n in people]})
    surveys = pd.DataFrame({"person_id": people, "item": "trust", "wave": "final", "score": range(12)})
    made = load_frames(pairings=pairings, surveys=surveys)
    compared = [ask(made, roles=["primary"]) for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    assert [answer.rows.empty for answer in compared] == [True, False]
    assert [len(question.further) for question in build_page(made, compared).questions] == [0, 1]
