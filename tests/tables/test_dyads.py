from __future__ import annotations

import pytest

import mentorstats as ms
from tests.programs import pair, program, score


def made():
    rated = [("e0", "m0", 5), ("m0", "e0", 2), ("e1", "m1", 3), ("e0", "m1", 1), ("m1", "e0", 4), ("e0", "m0", 3)]
    answers = [score(who, value, item="respect", about_id=whom) for who, whom, value in rated]
    return program([pair("e0", "m0"), pair("e0", "m1"), pair("e1", "m1")], surveys=answers)


def test_each_pairing_has_both_sides_ratings_their_mean_and_their_difference():
    table = ms.dyads(made(), item="respect").set_index(["mentee_id", "mentor_id"])
    assert table.loc[("e0", "m0"), ["mentee_score", "mentor_score", "mean", "difference"]].tolist() == [4, 2, 3, 2]
    assert table.loc[("e0", "m1"), ["mean", "difference"]].tolist() == [2.5, -3]


def test_a_side_that_said_nothing_leaves_the_mean_open():
    row = ms.dyads(made(), item="respect").set_index(["mentee_id", "mentor_id"]).loc[("e1", "m1")]
    assert row["mentee_score"] == 3
    assert row[["mentor_score", "mean", "difference"]].isna().all()


def test_ratings_of_two_waves_and_two_cohorts_are_rows_of_their_own():
    pairs = [pair("e0", "m0", cohort="2024"), pair("e0", "m0", cohort="2025")]
    given = [("midpoint", "2024", 1), ("final", "2024", 3), ("final", "2025", 5)]
    answers = [score(who, value, wave, "respect", about_id=whom, cohort=cohort)
               for wave, cohort, value in given for who, whom in (("e0", "m0"), ("m0", "e0"))]  # fmt: skip
    table = ms.dyads(program(pairs, surveys=answers), item="respect").set_index(["cohort", "wave"])
    assert table["mean"].dropna().to_dict() == {("2024", "midpoint"): 1, ("2024", "final"): 3, ("2025", "final"): 5}
    assert len(table) == 4


def test_sides_that_answer_on_different_ranges_are_refused_in_a_sentence():
    answers = [score("e0", 4, item="respect", about_id="m0"), score("m0", 9, item="respect", about_id="e0")]
    with pytest.raises(ms.UnusableExports, match="respect is answered on different ranges"):
        ms.dyads(program([pair("e0", "m0")], surveys=answers), item="respect")


def test_an_item_that_nobody_answers_about_anybody_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="'trust'; those that people answer about each other: respect"):
        ms.dyads(made(), item="trust")
