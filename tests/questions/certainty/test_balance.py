from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mentorstats.questions.certainty.balance import Imbalance, alone_in_cohort, imbalances
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from tests.programs import pair, program, score
from tests.questions.answered import by_hand, simulated


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


def test_chance_takes_the_furthest_of_many_covariates_further():
    model = fit_question(simulated(), NUMBER)
    imbalance = imbalances(model)[0]
    shares = [model.comparison.rows[side].to_numpy() for side in ("several at once", "one")]
    error = np.sqrt(sum((share**2).sum() / share.sum() ** 2 for share in shares))
    covariates = model.comparison.adjustment.columns.shape[1] - 1
    assert covariates > 5
    assert imbalance.by_chance == pytest.approx(error * stats.norm.ppf(1 - 0.025 / covariates))


def test_a_mentees_own_industry_is_expected_to_differ_where_industries_are_compared_only():
    for question, expected in ((ADJACENCY, True), (NUMBER, False)):
        differ = {i.covariate: i.expected for i in imbalances(fit_question(simulated(), question))}
        assert {name: value for name, value in differ.items() if not name.startswith("industry ")} == dict.fromkeys(
            [name for name in differ if not name.startswith("industry ")], False
        )
        assert {value for name, value in differ.items() if name.startswith("industry ")} == {expected}


def test_what_could_not_stay_is_looked_at_too():
    model = fit_question(by_hand(mentees=60), ADJACENCY)
    left_out = pd.DataFrame(
        {"cohort b": model.comparison.rows["adjacent"].to_numpy()}, index=model.comparison.rows.index
    )
    adjustment = replace(model.comparison.adjustment, left_out=left_out)
    changed = replace(model, comparison=replace(model.comparison, adjustment=adjustment))
    of_left_out = [i for i in imbalances(changed) if not i.adjusted]
    differences = {i.contrast: i.difference for i in of_left_out}
    # Nobody of one side and everybody of the other: in standard deviations of both together.
    assert differences == {"adjacent - same": 2.0, "adjacent - distant": 2.0, "distant - same": 0.0}


@pytest.mark.parametrize(("difference", "by_chance", "apart"), [
    (0.26, 0.2, True), (-0.26, 0.2, True), (0.25, 0.2, False), (0.4, 0.41, False), (0.42, 0.41, True),
])  # fmt: skip
def test_sides_are_apart_beyond_a_quarter_of_a_standard_deviation_and_beyond_chance(difference, by_chance, apart):
    assert Imbalance("a - b", "baseline", difference, by_chance).apart == apart
    assert not Imbalance("a - b", "industry 52", difference, by_chance, expected=True).apart
    assert Imbalance("a - b", "industry 52", difference, by_chance, adjusted=False, expected=True).apart == apart
