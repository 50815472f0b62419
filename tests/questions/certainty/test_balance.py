from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mentorstats.questions.certainty.balance import alone_in_cohort, imbalances
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from tests.programs import pair, program, score
from tests.questions.answered import simulated


def test_a_standardized_difference_is_that_of_a_loop_over_mentees():
    model = fit_question(simulated(), ADJACENCY)
    rows, columns = model.comparison.rows, model.comparison.adjustment.columns
    found = {(i.contrast, i.covariate): i.difference for i in imbalances(model)}
    for contrast in ADJACENCY.contrasts:
        for covariate in columns.drop(columns="intercept"):
            moments = []
            for side in contrast.exposures:
                shares, values = rows[side].tolist(), columns[covariate].tolist()
                mean = sum(s * v for s, v in zip(shares, values, strict=True)) / sum(shares)
                spread = sum(s * (v - mean) ** 2 for s, v in zip(shares, values, strict=True)) / sum(shares)
                moments.append((mean, spread))
            (one, a), (other, b) = moments
            slow = (one - other) / ((a + b) / 2) ** 0.5
            assert found[contrast.name, covariate] == pytest.approx(slow, rel=1e-9)


def test_the_largest_comes_first_whatever_its_sign():
    sizes = [abs(i.difference) for i in imbalances(fit_question(simulated(), NUMBER))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_a_covariate_without_spread_and_a_side_without_anybody_are_no_imbalance():
    model = fit_question(simulated(), ADJACENCY)
    rows = model.comparison.rows.assign(distant=0.0)
    columns = pd.DataFrame({"intercept": 1.0, "baseline": np.full(len(rows), 3.0)})
    adjustment = replace(model.comparison.adjustment, columns=columns)
    changed = replace(model, comparison=replace(model.comparison, rows=rows, adjustment=adjustment))
    assert [(i.contrast, i.difference) for i in imbalances(changed)] == [("adjacent - same", 0.0)]


def test_mentees_are_alone_where_a_side_of_the_first_contrast_is_missing_from_their_cohort():
    kinds = {"x": ["Art", "Music"], "y": ["Music", "Steel"], "z": ["Art", "Steel"]}
    pairs = [
        pair(f"{cohort}{i:02}", f"{cohort}{i % 6}", cohort=cohort, mentor_industry=both[i % 2])
        for cohort, both in kinds.items()
        for i in range(12)
    ]
    answers = [score(p["mentee_id"], (i * 7) % 5, cohort=p["cohort"]) for i, p in enumerate(pairs)]
    assert alone_in_cohort(fit_question(program(pairs, surveys=answers), ADJACENCY)) == 24
