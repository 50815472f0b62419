from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.analyses.explore import explore
from tests.analyses.explore.surveyed import DONE, PAIRS, about, factor, of, values
from tests.programs import pair, program, score


def test_clear_goals_are_those_of_the_participation_that_is_compared():
    pairs = [pair("e00", "m0", cohort="2024"), pair("e00", "m1", cohort="2025"), *PAIRS[1:]]
    goals = [score("e00", 2, "baseline", "goal_clarity", cohort="2024"),
             score("e00", 5, "baseline", "goal_clarity", cohort="2025")]  # fmt: skip
    final = [score("e00", 1, item="done", cohort="2024"), *DONE[1:]]
    made = program(pairs, surveys=[*goals, *final], outcome="done")
    assert values(made, "goal clarity") == {0: 2}


def test_ratings_are_about_the_mentors_who_count_at_the_landmark():
    pairs = [pair("e00", "m0", "2024-01-01"), pair("e00", "m1", "2024-09-01"), *PAIRS[1:]]
    made = of(pairs, [about("e00", "m0", 2, "sounding_board"), about("e00", "m1", 5, "sounding_board")])
    assert values(made, "sounding board") == {0: 2}


def test_an_answer_about_nobody_in_particular_is_about_all_mentors():
    assert values(of(PAIRS, [score("e03", 4, item="directive")]), "directive") == {3: 4}


def test_the_outcome_and_scales_that_hold_it_are_no_factor():
    rated = [about(a, b, 1 + (i * 3 + (a > b)) % 5, "respect") for i in range(60)
             for a, b in ((f"e{i:02}", f"m{i % 10}"), (f"m{i % 10}", f"e{i:02}"))]  # fmt: skip
    more = [about(f"e{i:02}", f"m{i % 10}", 1 + i % 4, "warmth") for i in range(60)]
    scale = {"name": "mutual respect", "items": ["respect", "warmth"], "range": [1, 5]}
    pairs = [pair(f"e{i:02}", f"m{i % 10}") for i in range(60)]
    for outcome in ("respect", "mutual respect", "warmth"):
        made = program(pairs, surveys=rated + more, outcome=outcome, scale=(scale,))
        factors = explore(made).factors.set_index("factor")
        expected = outcome == "warmth"
        assert (factors.loc["respect", "refusal"] == "") is expected
        if expected:
            assert factor(made, "respect").columns["respect"].max() <= 5


@pytest.mark.parametrize("item", ["feel_disrespected", "no respect", "not respected", "disrespect"])
def test_an_item_about_the_opposite_is_not_taken_for_respect(item):
    made = of(PAIRS, [about("e00", "m0", 5, item), about("m0", "e00", 2, item)])
    assert factor(made, "respect").columns.empty


@pytest.mark.parametrize(
    ("item", "taken"),
    [("non_directive", False), ("nondirective", False), ("Directive style", True), ("mentorDirective", True)],
)
def test_words_stand_by_themselves_in_the_name_of_an_item(item, taken):
    assert bool(values(of(PAIRS, [score("e00", 4, item=item)]), "directive")) is taken


def test_an_item_of_the_end_does_not_hide_the_one_of_the_start():
    answers = [score("e00", 1, "final", "goals_met"), score("e00", 4, "baseline", "goal_clarity")]
    assert values(of(PAIRS, answers), "goal clarity") == {0: 4}


def test_the_settings_name_the_items_that_are_meant():
    answers = [score("e00", 1, item="sounding"), score("e00", 4, item="listens")]
    assert values(of(PAIRS, answers, explore={"sounding_board": "listens"}), "sounding board") == {0: 4}
    made = of(PAIRS, answers, explore={"sounding_board": "hears"})
    assert "'hears', which the settings name" in factor(made, "sounding board").missing


def test_what_people_say_before_the_match_ends_is_taken_where_nothing_was_asked_at_the_end():
    made = of(PAIRS, [score("e00", 4, "midpoint", "directive"), score("e01", 5, "followup", "directive")])
    assert values(made, "directive") == {0: 4}
    assert pd.isna(explore(made).factors["p_value"]).all()
