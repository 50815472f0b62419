from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from mentorstats.questions.comparison import compare
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, NUMBER
from mentorstats.tables.mentees import participations
from tests.programs import pair, program, score


def compared(pairings, surveys, exposures=ADJACENCY.measure):
    made = program(pairings, surveys=surveys)
    part = participations(made)
    return compare(part, exposures(part.table), left_out=part.table["left_out"], sector=made.industries.sector)


def team(name: str, members: str, final: list[float], mentor: str):
    pairs = [pair(m, f"{mentor}{i % 2}", cohort="one", group_id=name) for i, m in enumerate(members)]
    return pairs, [score(m, s) for m, s in zip(members, final, strict=True)]


def teams(*made):
    pairs, answers = zip(*(team(*one) for one in made), strict=True)
    return compared([*chain(*pairs)], [*chain(*answers)])


def test_a_team_that_always_shares_its_outcome_is_the_row():
    found = teams(("t", "abc", [1, 1, 1], "m"), ("u", "de", [0, 0], "n"), ("v", "f", [1], "m"))
    assert found.group_is_row
    assert found.rows["mentees"].tolist() == [3, 2, 1]
    assert found.rows["final"].tolist() == [100.0, 0.0, 100.0]
    assert list(found.memberships) == ["mentor"]
    np.testing.assert_allclose(found.memberships["mentor"].toarray()[0], [2 / 3, 1 / 3, 0, 0])


def test_a_team_whose_members_differ_is_a_membership_of_its_own():
    found = teams(("t", "abc", [1, 2, 3], "m"), ("u", "de", [4, 4], "n"))
    assert not found.group_is_row
    assert len(found.rows) == 5
    assert found.memberships["group"].toarray().tolist() == [[1, 0]] * 3 + [[0, 1]] * 2


def test_the_same_team_name_in_another_cohort_is_another_team():
    pairs = [pair(m, "m", cohort=c, group_id="t") for m, c in [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]]
    found = compared(pairs, [score(m, s) for m, s in zip("abcd", [1, 1, 2, 2], strict=True)])
    assert found.rows["mentees"].tolist() == [2, 2]


def test_without_teams_every_mentee_is_a_row_with_mentor_weights_that_sum_to_one():
    pairs = [pair("a", "m"), pair("a", "n"), pair("b", "m")]
    found = compared(pairs, [score("a", 1), score("b", 2)])
    assert found.memberships["mentor"].toarray().tolist() == [[0.5, 0.5], [1.0, 0.0]]
    assert found.mentors == 2


def test_mentees_without_a_final_answer_are_left_out_and_counted():
    found = compared([pair(m, "m") for m in "abc"], [score("a", 1), score("b", 3)])
    assert found.left_out == {"no final answer": 1}
    assert len(found.rows) == 2


def test_a_yes_no_outcome_is_in_percentage_points():
    found = compared([pair(m, "m") for m in "ab"], [score("a", 1), score("b", 0)])
    assert found.yes_no
    assert found.rows["final"].tolist() == [100.0, 0.0]


def test_the_reference_is_the_first_exposure_that_occurs():
    pairs = [pair("a", "m"), pair("b", "n", mentor_industry="Steel"), pair("c", "n", mentor_industry="Steel")]
    found = compared(pairs, [score(m, s) for m, s in zip("abc", [1, 2, 4], strict=True)])
    assert found.counts == {"same": 0, "adjacent": 1, "distant": 2, "unknown": 0}
    assert found.reference == "adjacent"
    assert "distant" in found.design
    assert "adjacent" not in found.design


def test_an_exposure_that_is_the_same_as_the_cohort_is_tied():
    pairs = [
        pair(f"{c}{i}", f"m{i % 5}", cohort=c, mentor_industry=ind)
        for c, ind in [("x", "Music"), ("y", "Steel")]
        for i in range(40)
    ]
    answers = [score(p["mentee_id"], (7 * i) % 5, cohort=p["cohort"]) for i, p in enumerate(pairs)]
    assert compared(pairs, answers).tied == ("distant",)


def test_the_spread_is_within_cohorts():
    pairs = [pair(f"{c}{i}", "m", cohort=c) for c in "xy" for i in range(2)]
    found = compared(pairs, [score(m, s) for m, s in [("x0", 1), ("x1", 3), ("y0", 11), ("y1", 13)]])
    assert found.spread == pytest.approx(np.sqrt(2.0))


def test_number_of_mentors_is_one_or_several_at_once():
    found = compared([pair("a", "m"), pair("a", "n"), pair("b", "m")], [score("a", 1), score("b", 2)], NUMBER.measure)
    assert found.counts == {"one": 1, AT_ONCE: 1, "one after another": 0}
