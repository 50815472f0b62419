from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.refit import carry_contrast, few_on_a_side, not_compared, refit_rows
from tests.questions.answered import by_hand, simulated


def test_rows_that_are_kept_have_the_numbers_of_their_own_model():
    model = fit_question(simulated(), ADJACENCY)
    kept = model.comparison.rows["baseline"].notna().to_numpy()
    rows = {row.contrast: row for row in refit_rows(model, "kept", kept=kept)}
    design = model.comparison.design[kept].drop(columns="baseline missing")
    memberships = {name: w[kept] for name, w in model.memberships.items()}
    fit = fit_multiple_membership(model.comparison.rows.loc[kept, "final"], design, memberships=memberships)
    weights = np.array([float(name == "adjacent") - float(name == "distant") for name in design])
    assert rows["adjacent - distant"].estimate == pytest.approx(fit.contrast(weights)["estimate"], rel=1e-6)
    assert rows["adjacent - distant"].role == "robustness"


def test_where_the_columns_left_do_not_tell_a_contrast_the_row_says_so():
    model = fit_question(simulated(), ADJACENCY)
    twice = model.comparison.design.assign(baseline=model.comparison.design["adjacent"])
    rows = {row.contrast: row for row in refit_rows(model, "twice", design=twice[[*twice.columns]])}
    assert rows["adjacent - same"].refusal == "cannot be told from the rest"
    assert np.isnan(rows["adjacent - same"].estimate)
    assert rows["distant - same"].refusal == ""


def test_a_needed_membership_that_cannot_be_told_leaves_no_numbers():
    model = fit_question(by_hand(), ADJACENCY)
    alone = {"mentee": np.eye(len(model.comparison.rows))}
    rows = list(refit_rows(model, "alone", memberships=alone, needs="mentee", role="sensitivity"))
    assert {(row.refusal, row.role) for row in rows} == {("mentee effects cannot be told from the rest", "sensitivity")}


def test_a_side_needs_ten_of_the_rows_that_are_kept():
    comparison = fit_question(by_hand(mentees=60), ADJACENCY).comparison
    kept = np.ones(60, dtype=bool)
    assert not few_on_a_side(comparison, kept, ("adjacent", "same"))
    kept[np.flatnonzero(comparison.rows["adjacent"] > 0)[10:]] = False
    assert not few_on_a_side(comparison, kept, ("adjacent", "same"))
    kept[np.flatnonzero(comparison.rows["adjacent"] > 0)[9:]] = False
    assert few_on_a_side(comparison, kept, ("adjacent", "same"))
    assert not few_on_a_side(comparison, kept, ("distant", "same"))


def test_a_contrast_is_carried_to_columns_that_span_it():
    full = pd.DataFrame({"one": np.ones(4), "a": [1.0, 1, 0, 0], "b": [0.0, 0, 1, 1]})
    carried = carry_contrast(np.array([0.0, 1, -1]), full, full[["one", "a"]])
    assert carried == pytest.approx([0, 1])
    assert carry_contrast(np.array([0.0, 1, 0]), full, full[["one", "a"]]) is None
    assert carry_contrast(np.array([0.0, 1, 0]), full, full).tolist() == [0, 1, 0]


def test_another_comparison_of_the_same_rows_leaves_the_others_out():
    model = fit_question(simulated(), ADJACENCY)
    reasons = not_compared(model)
    assert (reasons == "").sum() == len(model.comparison.row_of)
    assert set(reasons) == {"", "not compared"}
