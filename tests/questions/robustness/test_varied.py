from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mentorstats.industry import Industries
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.varied import complete_case_rows, cut_of, other_cut_rows, other_cuts, shares_at
from mentorstats.tables.mentees import participations
from tests.questions.answered import (
    matched,
    of_simulated,
    only_row,
    same_numbers,
    simulated,
)


def test_a_row_without_a_term_is_the_model_without_its_columns():
    model = fit_question(simulated(), NUMBER)
    comparison = model.comparison
    design = comparison.design.drop(columns=[c for c in comparison.design if str(c).startswith("baseline")])
    assert design.shape[1] < comparison.design.shape[1]
    fit = fit_multiple_membership(
        comparison.rows["final"], design, memberships={"mentor": comparison.memberships["mentor"]},
        residual_by=model.residual_by,
    )  # fmt: skip
    row = of_simulated(NUMBER).query("method == 'without score before'").iloc[0]
    expected = fit.coefficients.set_index("term").loc["several at once"]
    assert row["estimate"] == pytest.approx(expected["estimate"], rel=1e-9)
    assert row["df"] == pytest.approx(expected["df"], rel=1e-9)


def test_a_wider_cut_makes_no_fewer_mentors_adjacent():
    part = participations(simulated())
    narrow, wide = (shares_at(part, cut_of(simulated(), share)) for share in (0.10, 0.20))
    usual = shares_at(part, simulated().industries.cut)
    assert (wide["adjacent"].fillna(0) >= narrow["adjacent"].fillna(0)).all()
    assert wide["adjacent"].sum() > narrow["adjacent"].sum()
    pd.testing.assert_series_equal(usual["adjacent"], part.table["share_adjacent"], check_names=False)


@pytest.mark.parametrize(
    ("own", "others"), [(0.15, (0.10, 0.20)), (0.10, (0.15, 0.20)), (0.20, (0.10, 0.15)), (0.3, (0.10, 0.15, 0.20))]
)
def test_the_programs_own_cut_is_no_other_cut(own, others):
    program = replace(simulated(), industries=Industries.standard(adjacent_share=own))
    assert other_cuts(program) == others
    if own != 0.15:
        return
    methods = {row.method for row in other_cut_rows(fit_question(simulated(), ADJACENCY))}
    assert methods == {f"adjacent are the closest {share} % of industry pairs" for share in (10, 20)}


def test_of_few_industries_two_shares_that_make_the_same_ones_adjacent_are_one_check():
    fields = pd.DataFrame({"industry_a": ["Art", "Art", "Law"], "industry_b": ["Law", "Tax", "Tax"],
                           "similarity": [0.9, 0.5, 0.1]})  # fmt: skip
    program = replace(simulated(), industries=Industries.custom(fields, adjacent_share=0.15))
    assert other_cuts(program) == ()


def test_complete_cases_are_the_model_of_those_with_a_score_before():
    asked = fit_question(matched(baseline=True), ADJACENCY)
    rows, kept = asked.comparison.rows, asked.comparison.rows["baseline"].notna().to_numpy()
    assert 0 < kept.sum() < len(rows)
    x = asked.comparison.design[kept].drop(columns="baseline missing")
    z = {"mentor": asked.comparison.memberships["mentor"][kept]}
    fit = fit_multiple_membership(rows.loc[kept, "final"], x, memberships=z)
    row = only_row(complete_case_rows(asked), "adjacent - same")
    same_numbers(row, fit.contrast((x.columns == "adjacent").astype(float)))
    assert row["n_mentees"] == kept.sum()
