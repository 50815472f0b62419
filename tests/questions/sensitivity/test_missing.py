from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import results_table
from mentorstats.questions.sensitivity import sensitivity_rows
from tests.programs import pair, program, score
from tests.questions.answered import (
    sensitivity_row,
    simulated,
)


def test_weighting_for_response_is_the_model_of_rows_times_the_root_of_their_weight():
    found = sensitivity_row(ADJACENCY, "those who did not answer weighted in", "adjacent - same")
    primary = ms.adjacent_industries(simulated(0.6), roles=["primary"]).table.iloc[0]
    assert found["estimate"] == pytest.approx(primary["estimate"], abs=0.1)
    assert found["estimate"] != primary["estimate"]


def test_bounds_stand_in_the_interval_and_hold_the_plain_difference_of_those_who_answered():
    asked = fit_question(simulated(0.6), ADJACENCY)
    whole = asked.comparison.rows
    plain = whole.loc[whole["adjacent"] == 1, "final"].mean() - whole.loc[whole["same"] == 1, "final"].mean()
    for method in ("lowest and highest if", "lowest and highest whatever"):
        row = sensitivity_row(ADJACENCY, method, "adjacent - same")
        assert row["conf_low"] <= plain <= row["conf_high"]
        assert np.isnan(row["estimate"])


def test_the_tipping_point_moves_the_nearest_limit_to_zero():
    row = sensitivity_row(ADJACENCY, "how far from the rest", "adjacent - same")
    primary = ms.adjacent_industries(simulated(0.6), roles=["primary"]).table.iloc[0]
    assert primary["conf_low"] > 0
    table = fit_question(simulated(0.6), ADJACENCY).participations.table.query("left_out == '' and share_unknown < 1")
    silent = table["final"].isna()
    missing = table.loc[silent, "share_adjacent"].sum() / table["share_adjacent"].sum()
    assert primary["conf_low"] + missing * row["estimate"] == pytest.approx(0, abs=1e-9)


def test_a_program_in_which_everyone_answered_has_nothing_to_bound_and_says_so():
    pairs = [pair(f"e{i:02}", f"m{i % 20}", mentor_industry=["Art", "Music", "Steel"][i % 3]) for i in range(90)]
    made = program(pairs, surveys=[score(f"e{i:02}", (i * 7) % 11) for i in range(90)])
    found = results_table(sensitivity_rows(fit_question(made, ADJACENCY)))
    for beginning in ("those who did not answer", "lowest and highest", "how far from the rest"):
        methods = found.loc[found["method"].str.startswith(beginning), "method"]
        assert methods.str.endswith(": everyone answered").all()
        assert len(methods) >= 3
