"""Whether a contrast is the same in every cohort, against a model with a column for each difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.robustness.cohorts import cohort_rows
from tests.programs import pair, program, score
from tests.questions.answered import KINDS


def cohorts(per_cohort: dict[str, int], *, effect: dict[str, float] | None = None, seed: int = 1, kinds=KINDS):
    """Mentees of each cohort, with one mentor each; ``effect`` is what a mentor of Music adds there."""
    rng, pairs, answers = np.random.default_rng(seed), [], []
    for cohort, count in per_cohort.items():
        for i in range(count):
            kind, mentee = kinds[i % len(kinds)], f"{cohort}{i:03}"
            mentor = f"{kind}{rng.integers(0, 6)}"
            pairs.append(pair(mentee, mentor, mentor_industry=kind, cohort=cohort))
            added = (effect or {}).get(cohort, 0.0) * (kind == "Music")
            answers.append(score(mentee, round(rng.normal() + added, 2), cohort=cohort))
    return fit_question(program(pairs, surveys=answers), ADJACENCY)


def p_values(model) -> dict[str, float]:
    return {row.contrast: row.p_value for row in cohort_rows(model)}


def test_the_test_is_that_of_all_differences_between_cohorts_at_once():
    model = cohorts({"a": 60, "b": 60, "c": 60})
    design, cohort = model.comparison.design, model.comparison.rows["cohort"]
    exposures = ["adjacent", "distant"]
    columns = {f"{e} {c}": design[e] * (cohort == c) for c in ("b", "c") for e in exposures}
    wide = design.assign(**columns)
    fit = fit_multiple_membership(model.comparison.rows["final"], wide, memberships=model.memberships)
    weights = pd.DataFrame(0.0, index=range(2), columns=wide.columns)
    weights.loc[0, ["adjacent b", "distant b"]] = 1.0, -1.0
    weights.loc[1, ["adjacent c", "distant c"]] = 1.0, -1.0
    joint = fit.joint_test(weights.to_numpy())
    row = next(row for row in cohort_rows(model) if row.contrast == "adjacent - distant")
    assert (row.p_value, row.df) == pytest.approx((joint.p_value, joint.df_den), rel=1e-6)
    assert not np.isfinite(row.estimate)


def test_a_difference_that_is_there_in_one_cohort_only_is_seen():
    assert p_values(cohorts({"a": 90, "b": 90}, effect={"b": 3.0}))["adjacent - same"] < 0.001
    assert p_values(cohorts({"a": 90, "b": 90}, effect={"a": 3.0, "b": 3.0}))["adjacent - same"] > 0.05


def test_one_cohort_has_no_row():
    assert list(cohort_rows(cohorts({"a": 90}))) == []


def test_cohorts_with_fewer_than_5_on_a_side_do_not_count():
    few = {row.refusal for row in cohort_rows(cohorts({"a": 90, "b": 12}))}
    assert few == {"fewer than 2 cohorts have 5 on each side"}
    enough = {row.refusal for row in cohort_rows(cohorts({"a": 90, "b": 15}))}
    assert enough == {""}


def test_cohorts_that_are_not_adjusted_for_and_sides_that_are_too_small_are_said():
    model = cohorts({"a": 11, "b": 11}, kinds=["Art", "Music"])
    assert "cohort" not in model.comparison.adjustment.kept
    assert {row.contrast: row.refusal for row in cohort_rows(model)} == {
        "adjacent - same": "cohorts are not adjusted for",
        "adjacent - distant": "fewer than 10 on a side",
        "distant - same": "fewer than 10 on a side",
    }


def test_several_mentors_keep_their_spreads():
    rng, pairs, answers = np.random.default_rng(1), [], []
    for i in range(120):
        cohort, count = f"c{i % 2}", 1 + (i // 2) % 2
        for mentor in rng.choice(20, count, replace=False):
            pairs.append(pair(f"e{i}", f"m{mentor}", cohort=cohort))
        answers.append(score(f"e{i}", round(count * rng.normal(), 2), cohort=cohort))
    model = fit_question(program(pairs, surveys=answers), NUMBER)
    design = model.comparison.design
    extra = design["several at once"] * (model.comparison.rows["cohort"] == "c1")
    fit = fit_multiple_membership(
        model.comparison.rows["final"], design.assign(extra=extra), memberships=model.memberships,
        residual_by=model.residual_by,
    )  # fmt: skip
    (row,) = cohort_rows(model)
    assert row.p_value == pytest.approx(fit.coefficients.set_index("term").loc["extra", "p_value"], rel=1e-6)
