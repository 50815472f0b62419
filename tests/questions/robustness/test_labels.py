from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.robustness.labels import relabeling
from mentorstats.tables.mentees import participations
from tests.programs import pair, program, score
from tests.questions.answered import (
    by_hand,
    prepared,
    simulated,
)


def test_the_graph_with_the_labels_as_they_are_gives_the_shares_of_the_comparison():
    part, comparison, _ = prepared(simulated(), ADJACENCY)
    moved = relabeling(part, comparison.row_of, simulated().industries)
    for tier in ("same", "adjacent", "distant", "unknown"):
        shares = moved.edges.shares(moved.edges.labels[None, :], tier, len(comparison.rows))
        np.testing.assert_allclose(shares[:, 0], comparison.rows[tier], atol=1e-12)


def test_mentors_of_a_cohort_that_has_one_industry_cannot_move():
    mixed, tied = by_hand(), by_hand(cohort_of_kind=True)
    part, comparison, _ = prepared(mixed, ADJACENCY)
    compared = comparison.row_of
    assert relabeling(part, compared, mixed.industries).share_movable == 1
    assert relabeling(participations(tied), compared, tied.industries).share_movable == 0


def test_a_mentor_of_an_unknown_industry_keeps_it_and_one_of_several_cohorts_moves_among_their_like():
    pairs = [pair(f"a{i}", f"m{i % 4}", mentor_industry=["Art", "Music"][i % 2], cohort="1") for i in range(12)]
    pairs += [pair(f"b{i}", f"m{i % 2}", mentor_industry=["Art", "Music"][i % 2], cohort="2") for i in range(6)]
    pairs += [pair(f"c{i}", "m-unknown", mentor_industry="?", cohort="1") for i in range(3)]
    made = program(pairs, surveys=[score(p["mentee_id"], i % 5, cohort=p["cohort"]) for i, p in enumerate(pairs)])
    part = participations(made)
    moved = relabeling(part, pd.Series(range(len(part.table)), index=part.table["row"]), made.industries)
    strata = dict(zip(["m0", "m1", "m2", "m3", "m-unknown"], moved.strata, strict=True))
    assert strata["m0"] == strata["m1"] != strata["m2"] == strata["m3"]
    assert list(moved.strata).count(strata["m-unknown"]) == 1
    assert moved.share_movable == 1


def test_teams_that_are_the_row_have_the_shares_of_their_members():
    pairs, answers = [], []
    for team in range(40):
        for member in range(2):
            kind = ["Art", "Music", "Steel"][(team + member * (team % 2)) % 3]
            pairs.append(pair(f"e{team:02}{member}", f"m{kind}{(team * 5 + member) % 7}", mentor_industry=kind,
                              cohort="one", group_id=f"t{team}"))  # fmt: skip
            answers.append(score(f"e{team:02}{member}", (team * 7) % 11, cohort="one"))
    made = program(pairs, surveys=answers)
    part, comparison, _ = prepared(made, ADJACENCY)
    assert comparison.group_is_row
    moved = relabeling(part, comparison.row_of, made.industries)
    for tier in ("same", "adjacent", "distant"):
        shares = moved.edges.shares(moved.edges.labels[None, :], tier, len(comparison.rows))
        np.testing.assert_allclose(shares[:, 0], comparison.rows[tier], atol=1e-12)
