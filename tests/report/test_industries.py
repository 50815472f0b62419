from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.load import load_frames
from mentorstats.report.industries import adjacency_example, closeness_notes, industry_rows
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page
from tests.report.makers import Tags, answers, matched


def test_the_example_is_two_of_the_programs_own_pairs(program):
    example = adjacency_example(program)
    assert example.adjacent is not None
    assert example.distant is not None
    assert example.adjacent[:2] == ("Banking", "Insurance")
    assert example.distant[:2] == ("Banking", "Hospitals")
    assert example.distant[2] < example.cut <= example.adjacent[2]


def test_the_example_does_not_depend_on_the_order_of_rows(program):
    frames = {
        "people": program.people[["person_id", "industry"]],
        "pairings": program.pairings[["mentee_id", "mentor_id"]],
    }
    turned = load_frames(**{name: frame.iloc[::-1] for name, frame in frames.items()}, name="Spring")
    assert adjacency_example(turned) == adjacency_example(program)


def test_a_pair_of_industries_with_too_few_people_is_no_example():
    few = matched([("Banking", "Insurance", 4), ("Banking", "Hospitals", 5)])
    example = adjacency_example(few)
    assert example.adjacent is None
    assert example.distant is not None
    text = Tags(render_page(build_page(few, answers()))).text
    assert "No two adjacent industries bring together enough people here" in text


def test_where_people_have_several_industries_the_closest_pair_is_the_example():
    several = adjacency_example(matched([("Banking; Hospitals", "Insurance", 6), ("Hospitals", "Crop farming", 1)]))
    assert several.adjacent is not None
    assert several.adjacent[:2] == ("Banking and lending", "Insurance")
    assert several.distant is None


def test_the_page_says_where_closeness_comes_from_what_it_means_and_what_it_could_not_place():
    program = matched([("Banking", "Insurance", 20), ("Banking", "Widgets", 20), ("Insurence", "Hotels", 12)])
    said = " ".join(closeness_notes(program))
    assert "U.S. Bureau of Labor Statistics" in said
    assert "does not say that they share customers" in said
    assert "Not placed: 30 pairings (60 %), because" in said
    assert "“Insurence” as Insurance" in said
    assert "Hotels and accommodation: Ordinary hotels are missing" in said


def test_what_few_people_typed_and_industries_of_few_are_not_named():
    few = matched([("Banking", "Insurance", 20), ("Insurence", "Restaurants", 3), ("Consulting", "Banking", 2)])
    said = " ".join(closeness_notes(few))
    assert "Insurence" not in said
    assert "read by their spelling: names that few people typed, which are in problems.csv" in said
    assert "Restaurants" not in said
    assert "Consulting" not in said
    assert "Banking and lending: It shares its staffing row" in said


def test_pairings_of_a_few_mentees_that_are_not_placed_are_not_said():
    program = matched([("Banking", "Insurance", 20)])
    rows = pd.DataFrame({"mentee_id": ["x"] * 12, "mentor_id": [f"x{n}" for n in range(12)]})
    made = load_frames(pairings=pd.concat([program.pairings, rows]), people=program.people)
    assert closeness_notes(made) == closeness_notes(program)


@pytest.mark.parametrize("unplaced", [1, 9])
def test_a_few_pairings_that_are_not_placed_look_like_none(unplaced):
    program = matched([("Banking", "Insurance", 20), ("Banking", "Widgets", unplaced)])
    assert closeness_notes(program) == closeness_notes(matched([("Banking", "Insurance", 20)]))


def test_the_table_of_industries_names_only_those_of_enough_people(program):
    found = industry_rows(program)
    assert {row.title for row in found} == {"Banking and lending"}
    assert found[0].adjacent == "none of these"
    program = matched([("Banking", "Insurance", 20), ("Banking", "Hospitals", 12), ("Banking", "Mining", 3)])
    rows = {row.title: row for row in industry_rows(program)}
    assert rows.keys() == {"Banking and lending", "Insurance", "Hospitals"}
    assert rows["Insurance"].people == "20"
    assert rows["Insurance"].adjacent.startswith("Banking and lending (0.49)")
    assert rows["Hospitals"].adjacent == "Insurance (0.26)"
