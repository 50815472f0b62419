from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.program import small_groups_shown
from mentorstats.questions.answers import adjacent_industries, multiple_mentors
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.sensitivity.mentor_weights import by_sessions
from tests.analyses.specification.makers import CONTRAST, curve, one_by_one, simulated


def same(found, row) -> None:
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df"):
        assert found.numbers[name] == pytest.approx(row[name], rel=1e-6), name


@pytest.mark.slow
@pytest.mark.parametrize("question", [ADJACENCY, NUMBER], ids=lambda question: question.name)
def test_the_usual_analysis_is_that_of_the_answer(question):
    shown = small_groups_shown(simulated())
    answer = (adjacent_industries if question == ADJACENCY else multiple_mentors)(shown, roles=["primary"])
    row, usual = answer.table.iloc[0], curve(question).table.query("usual")
    assert len(usual) == 1
    for name in ("estimate", "conf_low", "conf_high", "p_value", "df", "n_mentors"):
        assert usual.iloc[0][name] == pytest.approx(row[name], rel=1e-6), name
    assert usual.iloc[0]["n_mentees"] == answer.rows["mentees"].sum()


def test_a_choice_without_a_term_another_landmark_or_a_cut_is_the_model_with_it():
    asked = fit_question(simulated(), ADJACENCY)
    found, _, _ = one_by_one(ADJACENCY, **{"cohort": "no"})
    design = asked.comparison.design
    design = design[[name for name in design if not str(name).startswith("cohort ")]]
    fit = fit_multiple_membership(asked.comparison.rows["final"], design, memberships=asked.memberships)
    same(found, fit.contrast((design.columns == "adjacent").astype(float)))

    found, _, _ = one_by_one(ADJACENCY, **{"mentors begun by": "60 days"})
    earlier = replace(simulated(), settings=replace(simulated().settings, landmark_days=60))
    same(found, adjacent_industries(small_groups_shown(earlier), roles=["primary"]).table.iloc[0])

    found, _, _ = one_by_one(ADJACENCY, **{"adjacent up to": "closest 20 %"})
    rows = adjacent_industries(small_groups_shown(simulated()), roles=["robustness"], permutations=20).table
    own = rows[rows["method"].str.contains("20 %") & (rows["contrast"] == CONTRAST)]
    same(found, own.iloc[0])


def test_mentors_by_sessions_are_the_row_of_that_name():
    found, _, _ = one_by_one(ADJACENCY, **{"mentors weigh": "by sessions"})
    asked = fit_question(simulated(), ADJACENCY)
    part = by_sessions(asked.participations)
    met = part.mentors[part.mentors["row"].isin(asked.comparison.row_of.index)]
    z = met.pivot_table(index="row", columns="mentor_id", values="weight", fill_value=0.0).to_numpy()
    shares = part.table.set_index("row").loc[asked.comparison.row_of.index].reset_index()
    x = asked.comparison.adjustment.columns.assign(
        **{
            tier: shares[f"share_{tier}"]
            for tier in ("adjacent", "distant", "unknown")
            if tier in asked.comparison.design
        }
    )
    fit = fit_multiple_membership(asked.comparison.rows["final"], x, memberships={"mentor": z})
    same(found, fit.contrast((x.columns == "adjacent").astype(float)))
