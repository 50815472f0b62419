from __future__ import annotations

import numpy as np

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.questions.sensitivity.mentor_weights import by_sessions, session_weight_rows
from tests.programs import pair, program, score
from tests.questions.answered import (
    KINDS,
    matched,
    only_row,
    same_numbers,
)


def test_a_mentor_weighs_by_the_share_of_sessions():
    loaded = matched(met=True)
    part = fit_question(loaded, ADJACENCY).participations
    weights = by_sessions(part).mentors.merge(part.table[["row", "mentee_id"]], on="row")
    held = 1 + weights["mentor_id"].str[1:].astype(int) % 4
    np.testing.assert_allclose(weights["weight"], held / held.groupby(weights["mentee_id"]).transform("sum"))
    adjacent = weights["weight"] * (weights["mentor_id"].str[1:].astype(int) % 3 == 1)
    share = adjacent.groupby(weights["row"]).sum()
    np.testing.assert_allclose(by_sessions(part).table.set_index("row")["share_adjacent"], share.sort_index())


def test_the_row_by_sessions_is_the_model_with_those_weights_and_a_sensitivity():
    asked = fit_question(matched(met=True), ADJACENCY)
    rows, part = list(session_weight_rows(asked)), by_sessions(asked.participations)
    assert {row.role for row in rows} == {"sensitivity"}
    z = part.mentors.pivot_table(index="row", columns="mentor_id", values="weight", fill_value=0.0).to_numpy()
    x = asked.comparison.adjustment.columns.assign(
        adjacent=part.table["share_adjacent"], distant=part.table["share_distant"]
    )
    fit = fit_multiple_membership(asked.comparison.rows["final"], x, memberships={"mentor": z})
    same_numbers(only_row(rows, "distant - same"), fit.contrast((x.columns == "distant").astype(float)))


def test_without_sessions_or_with_as_many_of_each_mentor_there_is_no_such_row():
    assert list(session_weight_rows(fit_question(matched(), ADJACENCY))) == []
    pairings = [pair(f"e{i}", f"m{j}", mentor_industry=KINDS[j % 3]) for i in range(40) for j in (i % 9, (i + 1) % 9)]
    sessions = [{"mentee_id": p["mentee_id"], "mentor_id": p["mentor_id"], "sessions": 3} for p in pairings]
    answers = [score(f"e{i}", (i * 7) % 11) for i in range(40)]
    assert (
        list(session_weight_rows(fit_question(program(pairings, surveys=answers, sessions=sessions), ADJACENCY))) == []
    )
