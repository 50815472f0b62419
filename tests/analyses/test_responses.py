from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.analyses.overview import program_metrics
from tests.programs import pair, program, score


def pairs(number: int) -> list[dict]:
    return [pair(f"e{n}", f"m{n % 10}", "2024-01-01", "2024-07-01") for n in range(number)]


def answers(people: range, wave: str, item: str = "confidence", side: str = "e") -> list[dict]:
    return [score(f"{side}{n}", 3, wave=wave, item=item) for n in people]


def rows(surveys: list[dict], name: str, *, of: int = 60) -> pd.DataFrame:
    found = program_metrics(program(pairs(of), surveys=surveys))
    return found[found["metric"] == name].set_index("of")


def test_who_stopped_answering_is_told_of_those_who_answered_before():
    surveys = [*answers(range(40), "baseline"), *answers(range(20, 50), "final")]
    row = rows(surveys, "survey drop-out").loc["mentees, confidence, baseline to final"]
    assert (row["value"], row["numerator"], row["denominator"]) == (50, 20, 40)


def test_who_answered_later_only_is_told_of_those_who_answered_later():
    surveys = [*answers(range(40), "baseline"), *answers(range(20, 50), "final")]
    row = rows(surveys, "survey late answers").loc["mentees, confidence, baseline to final"]
    assert (row["value"], row["numerator"], row["denominator"]) == (pytest.approx(100 / 3), 10, 30)


@pytest.mark.parametrize("final", [range(35), range(38, 60), range(20, 54)])
def test_drop_out_is_hidden_where_one_of_the_four_kinds_of_people_is_few(final):
    surveys = [*answers(range(40), "baseline"), *answers(final, "final")]
    for name in ("survey drop-out", "survey late answers"):
        row = rows(surveys, name).loc["mentees, confidence, baseline to final"]
        assert row[["value", "numerator", "denominator", "people"]].isna().all()
        assert row["note"] == "it tells of fewer than 10 people, so it is not shown"


def test_where_few_answered_late_the_drop_out_is_rounded_and_says_no_more_than_the_numbers_of_both_times():
    told = set()
    for late in (3, 8):
        surveys = [*answers(range(60), "baseline"), *answers(range(30 + late, 60 + late), "final")]
        row = rows(surveys, "survey drop-out", of=90).loc["mentees, confidence, baseline to final"]
        told.add((row["numerator"], row["note"]))
        assert rows(surveys, "survey late answers", of=90)["value"].isna().all()
    assert told == {(40, "rounded, because few answered at the later time only")}


def test_the_number_who_answered_first_is_hidden_where_few_did_not():
    surveys = [*answers(range(55), "baseline"), *answers(range(20, 50), "final")]
    row = rows(surveys, "survey drop-out").loc["mentees, confidence, baseline to final"]
    assert row[["value", "numerator", "denominator", "people"]].isna().all()


def test_every_two_times_at_which_an_item_was_asked_are_a_row():
    surveys = [*answers(range(40), "baseline"), *answers(range(30), "midpoint"), *answers(range(20), "final")]
    found = rows(surveys, "survey drop-out")["numerator"].dropna()
    assert found.to_dict() == {
        "mentees, confidence, baseline to midpoint": 10,
        "mentees, confidence, baseline to final": 20,
        "mentees, confidence, midpoint to final": 10,
    }


def test_items_that_the_same_people_answered_are_one_row():
    surveys = [
        answer
        for item in "abcd"
        for answer in [*answers(range(40), "baseline", item), *answers(range(20), "final", item)]
    ]
    found = rows(surveys, "survey drop-out")["value"].dropna()
    assert found.to_dict() == {"mentees, a and b and 2 more, baseline to final": 50}


def test_both_sides_are_told_apart():
    made = [pair(f"e{n}", f"m{n}") for n in range(60)]
    surveys = [
        *answers(range(60), "baseline"), *answers(range(30), "final"),
        *answers(range(60), "baseline", side="m"), *answers(range(45), "final", side="m"),
    ]  # fmt: skip
    found = program_metrics(program(made, surveys=surveys)).query("metric == 'survey drop-out'").set_index("of")
    assert found["value"].to_dict() == {
        "mentees, confidence, baseline to final": 50, "mentors, confidence, baseline to final": 25,
    }  # fmt: skip


def test_a_program_that_asked_once_is_told_what_would_tell():
    row = rows(answers(range(40), "final"), "survey drop-out").loc["mentees"]
    assert pd.isna(row["value"])
    assert "at two times" in row["note"]


def test_the_drop_out_of_a_made_up_program_agrees_with_its_surveys():
    made = ms.simulate_program(seed=4, mentees=400)[0]
    wide = made.surveys[made.surveys["item"] == "goal_clarity"].pivot_table(
        index="person_id", columns="wave", values="score"
    )
    wide = wide[wide.index.isin(ms.pair_table(made)["mentee_id"]) & wide["baseline"].notna()]
    found = program_metrics(made).set_index(["metric", "of"])["value"]
    told = found["survey drop-out", "mentees, goal_clarity, baseline to midpoint"]
    assert told == pytest.approx(100 * wide["midpoint"].isna().mean())
