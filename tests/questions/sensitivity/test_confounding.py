from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.models.confounding import e_value
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import fit_question
from mentorstats.questions.results import results_table
from mentorstats.questions.sensitivity import sensitivity_rows
from mentorstats.questions.sensitivity.confounding import matches_explained
from tests.programs import pair, program, score
from tests.questions.answered import (
    sensitivity_of_simulated,
)


def test_the_contrast_of_two_exposures_has_the_partial_r2_of_its_own_column():
    """Turning the exposures must give what a regression says whose column is the contrast itself."""
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.standard_normal((60, 4)), columns=["intercept", "baseline", "adjacent", "distant"])
    frame["intercept"] = 1.0
    frame["adjacent"] += 0.5 * frame["baseline"]
    half, total = (frame["adjacent"] - frame["distant"]) / 2, (frame["adjacent"] + frame["distant"]) / 2
    others = np.column_stack([frame["intercept"], total])
    residuals = [c - others @ np.linalg.lstsq(others, c, rcond=None)[0] for c in (half, frame["baseline"])]
    slow = np.corrcoef(residuals[0], residuals[1])[0, 1] ** 2
    explained = matches_explained(frame, np.array([0.0, 0.0, 1.0, -1.0]))
    assert explained["baseline"] == pytest.approx(slow, rel=1e-9)


def test_e_values_are_given_for_yes_no_outcomes_only():
    assert not sensitivity_of_simulated(ADJACENCY)["method"].str.contains("E-value").any()
    pairs = [pair(f"e{i:03}", f"m{i % 30}", mentor_industry=["Art", "Music", "Steel"][i % 3]) for i in range(150)]
    yes = [
        score(f"e{i:03}", float((i * 7 + i // 30) % 10 < (8 if i % 3 == 1 else 4)), item="promoted") for i in range(150)
    ]
    asked = fit_question(program(pairs, surveys=yes), ADJACENCY)
    found = results_table(sensitivity_rows(asked))
    row = found[found["method"].str.contains("E-value") & (found["contrast"] == "adjacent - same")].iloc[0]
    means = asked.means()
    assert row["estimate"] == pytest.approx(
        e_value(means["adjacent"]["estimate"] / means["same"]["estimate"]), rel=1e-9
    )
