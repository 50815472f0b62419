from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from mentorstats.exports.load import load_frames
from mentorstats.formats import CHANCE, DELTA, ODDS, PERCENT, RATIO
from mentorstats.questions.certainty.grade import Certainty
from mentorstats.questions.sentences import certainty_sentence
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page
from tests.report.makers import NONE, SEVERAL, Tags, answer, answers, result


def test_what_cannot_be_compared_is_not_said_to_have_an_interval(program):
    row = result("2+ - 1", "primary")
    told = build_page(program, (answers()[0], answer("multiple_mentors", (row,)))).cannot_tell
    assert told[1] == "These, which cannot be compared here: Two or more mentors, against one."


def test_naive_rows_are_named_as_the_usual_shortcut(page):
    assert "the usual shortcut, shown for comparison: pair rows, correlation" in page.text
    assert "−0.08 correlation" in page.text


def test_numbers_are_rounded_to_what_matters(program):
    row = result("2+ - 1", "primary", estimate=3.14159, conf_low=-2.71828, conf_high=9.0, p_value=0.2, df=9.0)
    share = answer("multiple_mentors", (row,), unit="percentage points", smallest_effect=5.0)
    finding = build_page(program, (answers()[0], share)).questions[1].lines[0]
    assert (finding.estimate, finding.interval, finding.p_value) == (
        "+3 percentage points",
        "−3 to +9",
        "0.20",
    )


def lines_of_tests(*rows):
    bare = load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    several = build_page(bare, (answers()[0], answer("multiple_mentors", (*SEVERAL, *rows)))).questions[1]
    return [line for table in several.tests for line in table.rows]


def row_of(role: str, method: str, estimate: float, low: float = NONE, high: float = NONE, **about: Any):
    return result("2+ - 1", role, "", method=method, estimate=estimate, conf_low=low, conf_high=high, **about)


def test_each_method_is_written_in_its_own_unit_with_what_no_difference_is():
    assert lines_of_tests(
        row_of("robustness", "odds of yes, 1 is no difference (logistic regression)", 0.7, 0.3, 1.5, unit=ODDS),
        row_of("robustness", "chance to score higher (Brunner–Munzel)", 0.64, 0.55, 0.73, unit=CHANCE),
        row_of("robustness", "Cliff's delta, from −1 to 1", 0.28, -0.094, 0.45, unit=DELTA),
        row_of("robustness", "Kenward–Roger", 0.5, 0.25, 0.75),
    ) == [
        ("Odds of yes, 1 is no difference (logistic regression)", "odds × 0.70 (0.30 to 1.50)"),
        ("Chance to score higher (Brunner–Munzel); 50 % is no difference", "64 % (55 to 73 %)"),
        ("Cliff's delta, from −1 to 1", "+0.28 (−0.09 to +0.45)"),
        ("Kenward–Roger", "+0.50 (+0.25 to +0.75)"),
    ]


def test_robustness_values_are_percentages_and_e_values_ratios():
    (_, share), (_, times) = lines_of_tests(
        row_of("sensitivity", "robustness value", 34.32, unit=PERCENT),
        row_of("sensitivity", "E-value", 1.6, unit=RATIO, detail="at least 1.20 to leave it unsure"),
    )
    assert share == "34 %"
    assert times == "× 1.60; at least 1.20 to leave it unsure"


def test_how_certain_it_is_stands_beside_the_verdicts_and_is_not_said_twice(program):
    certainty = Certainty("low", ("few answered", "mentors differ"))
    said = certainty_sentence(certainty.grade, certainty.reasons)
    graded = replace(answer("multiple_mentors", SEVERAL, text=f"It is so.\n\n{said}\n\nThe end."), certainty=certainty)
    page = build_page(program, (answers()[0], graded))
    assert [section.certainty for section in page.questions] == [None, certainty]
    assert page.questions[1].paragraphs == ("The end.",)
    seen = Tags(render_page(page)).text
    assert seen.count("few answered") == 1
    first_screen = seen[: seen.index("Problems in the exports")]
    assert "How certain: low , because few answered; mentors differ" in first_screen
