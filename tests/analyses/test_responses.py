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


def shared(surveys: list[dict], name: str, *, of: int = 60) -> list[str]:
    """Value, numerator and denominator of a metric as they may be passed on."""
    found = ms.shareable(program_metrics(program(pairs(of), surveys=surveys)))
    (row,) = found[(found["metric"] == name) & found["of"].str.contains("baseline to final")].to_dict("records")
    return [row[name] for name in ("value", "numerator", "denominator")]


@pytest.mark.parametrize("stopped", [0, 1, 9])
def test_few_who_stopped_answering_are_few_whether_there_are_any_or_not(stopped):
    surveys = [*answers(range(60), "baseline"), *answers(range(stopped, 60), "final")]
    assert shared(surveys, "survey drop-out") == ["20 % or less", "<10", "60"]


def test_drop_out_is_shared_to_five_percent_and_its_numbers_in_tens():
    surveys = [*answers(range(57), "baseline"), *answers(range(21, 60), "final")]
    assert shared(surveys, "survey drop-out") == ["35 %", "20", "60"]
    assert shared(surveys, "survey late answers") == ["30 % or less", "<10", "40"]


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
