from __future__ import annotations

from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.model import explore_model, fit_factor
from mentorstats.tables.mentees import participations
from tests.analyses.explore.makers import factor_named, many


def test_how_the_pairing_came_about_is_compared_with_the_most_frequent_way():
    made = many({"source": ["Platform", "Friend", "Platform", "Fair"]}, {"wave": "final"})
    one = fit_factor(explore_model(made, participations(made)), factor_named(made, "source"))
    assert sorted(one.steps) == ["Fair, against Platform", "Friend, against Platform"]
    assert one.design[list(one.names)].sum().tolist() == [15, 15]


def test_seniority_is_read_in_usual_words_and_counts_steps():
    people = [("e00", "Junior"), ("e01", "Mid-Level"), *((f"m{i}", "Director") for i in range(10))]
    people = [{"person_id": p, "seniority": s} for p, s in people]
    made = many({}, {"wave": "final"}, people=people)
    assert factor_named(made, "seniority gap").columns["seniority gap"].to_dict() == {0: 4, 1: 3}


def test_what_the_exports_do_not_tell_is_said_with_the_column_that_would():
    made = many({}, {"wave": "final"})
    answer = explore(made)
    assert (answer.factors["refusal"] != "").all()
    assert "a column in the pairings that says how each came about (source)" in answer.text
    assert answer.text.startswith("Nothing else could be looked at")
    assert answer.table.empty
