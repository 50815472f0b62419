from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.analyses.specification import specification_curve
from mentorstats.analyses.specification.analyses import samples_of
from mentorstats.analyses.specification.choices import choices_of
from mentorstats.analyses.specification.shuffles import draw_shuffles
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from tests.analyses.specification.makers import one_by_one, simulated
from tests.programs import pair, program, score


def slow_t(y, x, columns, z, variances, weights) -> tuple[float, float]:
    """Generalized least squares with the whole covariance matrix of the null fit."""
    inverse = np.linalg.inv(variances["mentor"] * z @ z.T + variances["residual"] * np.eye(len(y)))
    design = np.column_stack([x, columns])
    covariance = np.linalg.inv(design.T @ inverse @ design)
    row = np.concatenate([np.zeros(x.shape[1]), weights])
    estimate = row @ covariance @ design.T @ inverse @ y
    return estimate, estimate / np.sqrt(row @ covariance @ row)


def test_a_shuffle_of_industries_is_the_model_with_shares_counted_anew():
    found, sample, chance = one_by_one(ADJACENCY)
    asked = fit_question(simulated(), ADJACENCY)
    y, x = sample.final, asked.comparison.adjustment.columns.to_numpy()
    z = sample.memberships(weight="weight", team=True)["mentor"].toarray()
    null = fit_multiple_membership(y, x, memberships={"mentor": z})
    names, places = chance.labels.names, chance.mentor_numbers
    industries, met = simulated().industries, sample.met
    for draw in range(6):
        shares = {name: np.zeros(len(y)) for name in ("adjacent", "distant", "unknown")}
        for one in met.to_dict("records"):
            place = places[one["mentor_id"]]
            tier = one["proximity"]
            if chance.labels.free[place]:
                cells = pd.Series([one["mentee_industry"]]), pd.Series([names[chance.assigned[draw, place]]])
                tier = industries.compare(*cells)["proximity"].iloc[0]
            if tier in shares:
                shares[tier][int(one["row"])] += one["weight"]
        kept = [name for name, share in shares.items() if name in asked.comparison.design]
        columns = np.column_stack([shares[name] for name in kept])
        weights = [float(name == "adjacent") for name in kept]
        estimate, t = slow_t(y, x, columns, z, null.variances, weights)
        assert found.estimates[draw] == pytest.approx(estimate, rel=1e-6)
        assert found.statistics[draw] == pytest.approx(t, rel=1e-6)


def test_a_shuffle_of_what_is_unexplained_is_the_model_of_the_scores_dealt_out_anew():
    found, sample, chance = one_by_one(NUMBER)
    asked = fit_question(simulated(), NUMBER)
    y, x = sample.final, asked.comparison.adjustment.columns.to_numpy()
    z = sample.memberships(weight="weight", team=True)["mentor"].toarray()
    null = fit_multiple_membership(y, x, memberships={"mentor": z})
    fitted = x @ null.coefficients["estimate"].to_numpy()
    names = [name for name in ("several at once", "one after another") if name in asked.comparison.design]
    orders = chance.orders(asked.comparison.rows["group"], asked.comparison.rows["cohort"])
    for draw, order in enumerate(orders):
        columns = asked.comparison.rows[names].to_numpy()
        shuffled_y = fitted + (y - fitted)[order]
        estimate, t = slow_t(shuffled_y, x, columns, z, null.variances, [1.0] + [0.0] * (len(names) - 1))
        assert found.estimates[draw] == pytest.approx(estimate, rel=1e-6)
        assert found.statistics[draw] == pytest.approx(t, rel=1e-6)


def test_orders_stay_within_cohorts_and_mentees_keep_their_places_from_one_sample_to_another():
    asked = fit_question(simulated(), NUMBER)
    usual = {choice.name: choice.usual for choice in choices_of(asked)}
    samples = samples_of(asked, [usual])
    chance = draw_shuffles(asked, list(samples.values()), permutations=40, seed=3)
    rows = asked.comparison.rows
    orders = chance.orders(rows["group"], rows["cohort"])
    assert (rows["cohort"].to_numpy()[orders] == rows["cohort"].to_numpy()).all()
    assert (np.sort(orders, axis=1) == np.arange(len(rows))).all()
    assert (orders[0] == np.arange(len(rows))).all()
    one = rows["cohort"] == rows["cohort"].iloc[0]
    part = chance.orders(rows.loc[one, "group"], rows.loc[one, "cohort"])
    whole = np.flatnonzero(one)
    np.testing.assert_array_equal(whole[part], orders[:, whole])


def test_without_anybody_to_shuffle_the_curve_says_so_and_has_no_p():
    kinds = ["Art", "Music", "Steel"]
    pairings = [
        pair(f"e{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort=kinds[i % 3][:1] + "x") for i in range(72)
    ]
    pairings += [pair(f"f{i:02}", f"m{i % 12}", mentor_industry=kinds[i % 3], cohort="all") for i in range(36)]
    people = {p["mentee_id"]: p["cohort"] for p in pairings}
    answers = [score(name, (7 * i) % 11 + i % 2, cohort=cohort) for i, (name, cohort) in enumerate(people.items())]
    found = specification_curve(program(pairings, surveys=answers), permutations=20)
    assert found.joint == {}
    assert "cannot be tested here: too few mentors could" in found.text
