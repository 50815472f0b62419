from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.fit import fit_or_refusal

RNG = np.random.default_rng(3)
MENTOR = np.eye(8)[np.arange(40) % 8]
FINAL = RNG.normal(size=40) + MENTOR @ RNG.normal(size=8)
DESIGN = pd.DataFrame({"intercept": np.ones(40), "several": (np.arange(40) // 8) % 2.0})


def test_the_fit_is_that_of_the_model():
    fit, refusal, note = fit_or_refusal(FINAL, DESIGN, memberships={"mentor": MENTOR})
    expected = fit_multiple_membership(FINAL, DESIGN, memberships={"mentor": MENTOR})
    assert fit is not None
    pd.testing.assert_frame_equal(fit.coefficients, expected.coefficients)
    assert (refusal, note) == ("", "")


def test_a_membership_that_cannot_be_told_from_the_rest_is_left_out_and_noted():
    fit, refusal, note = fit_or_refusal(FINAL, DESIGN, memberships={"mentor": MENTOR, "mentee": np.eye(40)})
    assert fit is not None
    assert list(fit.variances) == ["mentor", "residual"]
    assert (refusal, note) == ("", "mentee effects cannot be told from the rest here and are part of it")


@pytest.mark.parametrize(("rows", "enough"), [(3, False), (4, True)])
def test_there_have_to_be_two_more_rows_than_columns(rows, enough):
    fit, refusal, _ = fit_or_refusal(np.arange(rows) % 3.0, DESIGN[6 : 6 + rows], memberships={}, noun="team")
    assert (fit is not None) == enough
    assert refusal == ("" if enough else "too few teams can be compared; more final answers would help")


def test_outcomes_that_do_not_differ_and_mentors_who_explain_all_are_refused():
    assert fit_or_refusal(np.full(40, 2.0), DESIGN, memberships={})[1] == "nearly every outcome is the same"
    explained = "mentors or teams explain every difference between the outcomes, and nothing is left to judge by"
    assert fit_or_refusal(MENTOR @ np.arange(8.0), DESIGN, memberships={"mentor": MENTOR})[1] == explained
