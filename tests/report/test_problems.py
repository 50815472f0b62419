from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.problems import Count, Problem, Quote
from mentorstats.report.problems import shown_problems, shown_words
from mentorstats.rounding import Rounding
from tests.programs import pair, program


def problem(sentence: str, *facts: Quote | Count) -> Problem:
    return Problem(rule="x", severity="note", problem=sentence, action="mend", facts=facts)


def test_a_value_is_quoted_where_enough_people_gave_it_without_how_often():
    said = problem("{} is not an industry", Quote("Banking!", cells=25))
    assert shown_words(said, Rounding(10), shared={"Banking!"}) == "“Banking!” is not an industry"
    assert shown_words(said, Rounding(10)) == "“…” is not an industry"


def test_a_long_value_is_cut_and_steers_nothing():
    text = "\x1b\u202e" + "x" * 300
    said = shown_words(problem("{}", Quote(text)), Rounding(10), shared={text})
    assert said == f"“{'x' * 199}…”"


@pytest.mark.parametrize("number", [1, 9, 57])
def test_rows_are_not_counted_since_the_people_behind_them_are_not_known(number):
    assert shown_words(problem("{} set aside", Count(number, "row has", "rows have")), Rounding(10)) == (
        "some rows have set aside"
    )
    assert shown_words(problem("{} passed over", Count(number, "cell")), Rounding(10)) == "some cells passed over"


def test_where_small_groups_are_shown_a_problem_is_told_as_it_is():
    said = problem("{} in {}", Quote("Banking!", cells=2), Count(3, "row"))
    assert shown_words(said, Rounding(1)) == "“Banking!” (2 cells) in 3 rows"


@pytest.mark.parametrize("times", [1, 2, 12])
def test_a_kind_of_problem_is_told_once_with_its_places_and_without_lines_or_how_often(times):
    rows = [pair(f"e{n}", f"m{n % 10}") for n in range(40)]
    (found,) = (row for row in shown_problems(program([*rows, *rows[:times]])) if "repeats" in row.problem)
    assert (found.severity, found.where) == ("warning", "pairings, column mentee_id")
    assert not any(character.isdigit() for text in vars(found).values() for character in text)


def test_industries_that_few_people_have_are_not_named_among_the_problems():
    rows = [pair(f"e{n}", f"m{n % 10}", mentor_industry="Hotels") for n in range(12)]
    rows += [pair(f"x{n}", f"m{n}", mentor_industry="Restaurants") for n in range(3)]
    words = " ".join(row.problem for row in shown_problems(ms.load_frames(pairings=pd.DataFrame(rows))))
    assert "no usable staffing data for “…”: “…”" in words
    assert "partly estimated: “…”" in words
    assert "otel" not in words
    assert "estaurant" not in words
