"""Permutation tests against R, and against slow versions that fit every shuffle from the start."""

from __future__ import annotations

import json
import tracemalloc
from itertools import permutations as orders
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from mentorstats.models import metric, permutation
from mentorstats.models.mixed import fit_multiple_membership
from mentorstats.models.permutation import Edges, PermutationTest, freedman_lane, movable, permute_labels, shuffles

REFERENCE = Path(__file__).parents[1] / "reference"
TIERS = np.array([["same", "adjacent", "distant"], ["distant", "same", "adjacent"]])


def graph(seed: int, *, mentees: int = 40, mentors: int = 8):
    """Mentees of two kinds, one or two mentors each, three labels; scores that depend on the mentor."""
    rng = np.random.default_rng(seed)
    own = [rng.choice(mentors, rng.integers(1, 3), replace=False) for _ in range(mentees)]
    rows, who = np.repeat(np.arange(mentees), [len(o) for o in own]), np.concatenate(own)
    weights = np.concatenate([np.full(len(o), 1 / len(o)) for o in own])
    kinds, labels = rng.integers(0, 2, mentees), np.arange(mentors) % 3
    edges = Edges(rows, who, weights, TIERS[kinds[rows]], labels)
    z = np.zeros((mentees, mentors))
    z[rows, who] = weights
    x = pd.DataFrame({"everyone": np.ones(mentees), "kind": kinds.astype(float)})
    y = z @ rng.normal(0, 2, mentors) + rng.normal(size=mentees)
    return y, x, edges, {"mentor": z}


def slow_t(y, x, columns, memberships, null, contrast) -> float:
    """t by generalized least squares with the whole covariance matrix of the null fit."""
    z = memberships["mentor"]
    inverse = np.linalg.inv(null.variances["mentor"] * z @ z.T + null.variances["residual"] * np.eye(len(y)))
    design = np.column_stack([x, *columns])
    covariance = np.linalg.inv(design.T @ inverse @ design)
    row = np.concatenate([np.zeros(x.shape[1]), contrast])
    return float(row @ covariance @ design.T @ inverse @ y / np.sqrt(row @ covariance @ row))


def test_all_permutations_in_two_strata_give_the_p_of_r():
    expected = json.loads((REFERENCE / "permutation.json").read_text())
    data = pd.DataFrame(expected["data"])
    x = np.column_stack([np.ones(10), data["z"], data["s"] == 2]).astype(float)
    found = freedman_lane(data["y"], data["x"], x, strata=data["s"], permutations=15_000)
    assert found.exact
    assert len(found.draws) == expected["n"]
    assert_allclose([found.estimate, found.p_value], [expected["beta"], expected["p_two"]], rtol=1e-8)
    assert found.monte_carlo_error == 0


def test_a_sample_of_the_permutations_comes_as_close_as_it_says():
    expected = json.loads((REFERENCE / "permutation.json").read_text())
    data = pd.DataFrame(expected["data"])
    x = np.column_stack([np.ones(10), data["z"], data["s"] == 2]).astype(float)
    found = freedman_lane(data["y"], data["x"], x, strata=data["s"], permutations=5_000, seed=3)
    assert not found.exact
    assert abs(found.p_value - expected["p_two"]) < 4 * found.monte_carlo_error + 1 / 5_000


def test_shuffled_residuals_have_the_t_of_a_new_fit():
    y, x, _, memberships = graph(2)
    exposure = (np.arange(40) % 3 == 0).astype(float)
    null = fit_multiple_membership(y, x, memberships=memberships)
    fitted = x.to_numpy() @ null.coefficients["estimate"].to_numpy()
    found = freedman_lane(y, exposure, x, strata=x["kind"], memberships=memberships, permutations=20, seed=4)
    chunks, _ = shuffles(x["kind"], permutations=20, seed=4)
    slow = [slow_t(fitted + (y - fitted)[order], x, [exposure], memberships, null, [1.0]) for order in next(chunks)]
    assert_allclose(found.draws, slow, rtol=1e-8)
    assert_allclose(found.statistic, slow_t(y, x, [exposure], memberships, null, [1.0]), rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_moved_labels_have_the_t_of_shares_counted_anew(seed):
    y, x, edges, memberships = graph(seed)
    contrasts = {"adjacent - same": [1.0, 0.0], "adjacent - distant": [1.0, -1.0]}
    strata = np.arange(8) % 2
    found = permute_labels(y, x, edges, tiers=["adjacent", "distant"], contrasts=contrasts, strata=strata,
                           memberships=memberships, permutations=20, seed=5)  # fmt: skip
    null = fit_multiple_membership(y, x, memberships=memberships)
    chunks, _ = shuffles(strata, permutations=20, seed=5)
    for name, contrast in contrasts.items():
        seen = counted(y, x, edges, memberships, null, contrast, np.arange(8))
        assert_allclose(found[name].statistic, seen, rtol=1e-8)
    for place, order in enumerate(next(chunks)):
        for name, contrast in contrasts.items():
            slow_one = counted(y, x, edges, memberships, null, contrast, order)
            assert_allclose(found[name].draws[place], slow_one, rtol=1e-8)


def counted(y, x, edges, memberships, null, contrast, order) -> float:
    shares = {"adjacent": np.zeros(len(y)), "distant": np.zeros(len(y)), "same": np.zeros(len(y))}
    for edge, (row, mentor, weight) in enumerate(zip(edges.rows, edges.mentors, edges.weights, strict=True)):
        shares[edges.tiers[edge, edges.labels[order[mentor]]]][row] += weight
    return slow_t(y, x, [shares["adjacent"], shares["distant"]], memberships, null, contrast)


def test_without_a_factor_of_mentees_by_mentors_every_shuffle_has_the_same_t(monkeypatch):
    y, x, edges, memberships = graph(3)
    contrasts = {"adjacent - same": [1.0, 0.0], "adjacent - distant": [1.0, -1.0]}

    def drawn():
        moved = permute_labels(y, x, edges, tiers=["adjacent", "distant"], contrasts=contrasts, strata=np.arange(8) % 2,
                               memberships=memberships, permutations=50, seed=5)  # fmt: skip
        exposure = (np.arange(40) % 3 == 0).astype(float)
        dealt = freedman_lane(y, exposure, x, strata=x["kind"], memberships=memberships, permutations=50, seed=4)
        return [*moved.values(), dealt]

    dense = drawn()
    monkeypatch.setattr(metric, "_MOST_DENSE", 0.0)
    for one, other in zip(dense, drawn(), strict=True):
        assert_allclose(other.draws, one.draws, rtol=1e-7)
        assert_allclose([other.estimate, other.statistic], [one.estimate, one.statistic], rtol=1e-7)


def test_little_memory_makes_smaller_arrays_of_the_same_shuffles(monkeypatch):
    strata = np.arange(60) % 3
    whole = list(shuffles(strata, permutations=300, seed=2)[0])
    monkeypatch.setattr(permutation, "_MEMORY", 8.0 * 7 * (3 * 60 + 100))
    parts = list(shuffles(strata, permutations=300, seed=2, beside=100)[0])
    assert max(len(part) for part in parts) == 7
    assert (np.concatenate(parts) == np.concatenate(whole)).all()


@pytest.mark.slow
def test_a_hundred_thousand_mentees_are_shuffled_in_half_a_gigabyte():
    mentees, mentors, rng = 100_000, 25_000, np.random.default_rng(1)
    row = np.concatenate([np.arange(mentees), rng.integers(0, mentees, mentees // 2)])
    who, weights = rng.integers(0, mentors, len(row)), 1.0 / np.bincount(row)[row]
    edges = Edges(row, who, weights, TIERS[rng.integers(0, 2, mentees)[row]], np.arange(mentors) % 3)
    z = sparse.csc_array((weights, (row, who)), shape=(mentees, mentors))
    y = z @ rng.normal(size=mentors) + rng.normal(size=mentees)
    x = pd.DataFrame({"everyone": np.ones(mentees)})
    tracemalloc.start()
    found = permute_labels(
        y, x, edges, tiers=["adjacent", "distant"], contrasts={"a": [1.0, 0.0]}, strata=np.zeros(mentors),
        memberships={"mentor": z}, permutations=100, seed=1,
    )["a"]  # fmt: skip
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e8
    assert 0.6 < found.draws.std() < 1.4


def test_shuffling_mentors_finds_nothing_too_rarely_and_not_too_often_when_mentors_differ():
    reached = []
    for seed in range(20):
        y, x, edges, memberships = graph(100 + seed)
        found = permute_labels(y, x, edges, tiers=["adjacent", "distant"], contrasts={"a": [1.0, 0.0]},
                               strata=np.zeros(8), memberships=memberships, permutations=200, seed=seed)  # fmt: skip
        reached.append(found["a"].p_value)
    assert 0.3 < np.mean(reached) < 0.7
    assert np.mean(np.array(reached) <= 0.1) <= 0.3


def test_a_shuffle_from_which_nothing_can_be_estimated_counts_against_the_contrast():
    """Two mentors, one of them everybody's: with his label adjacent, the share is 1 for all."""
    y = np.array([1.0, 2.0, 3.0, 5.0, 4.0, 7.0])
    rows, who = np.arange(6), np.array([0, 0, 0, 1, 1, 1])
    tiers = np.array([["same", "adjacent"]] * 3 + [["same", "same"]] * 3)
    edges = Edges(rows, who, np.ones(6), tiers, np.array([1, 0]))
    found = permute_labels(y, pd.DataFrame({"everyone": np.ones(6)}), edges, tiers=["adjacent"],
                           contrasts={"a": [1.0]}, strata=[0, 0], memberships={})["a"]  # fmt: skip
    assert np.isfinite(found.statistic)
    assert found.exact
    assert np.isinf(found.draws).sum() == 1
    assert found.p_value == 1.0


def test_random_orders_stay_within_their_strata_and_repeat_with_the_seed():
    strata = np.array(["a", "b", "a", "c", "b", "a"] * 4)
    first, again, other = (np.concatenate(list(shuffles(strata, permutations=1500, seed=s)[0])) for s in (1, 1, 2))
    assert first.shape == (1500, 24)
    assert (strata[first] == strata).all()
    assert (np.sort(first, axis=1) == np.arange(24)).all()
    assert (first == again).all()
    assert (first != other).any()


def test_all_orders_of_a_stratum_come_once():
    chunks, exact = shuffles([0, 0, 0], permutations=6, seed=1)
    assert exact
    assert {tuple(order) for order in next(chunks)} == set(orders(range(3)))
    assert not shuffles([0, 0, 0], permutations=5, seed=1)[1]


def test_what_was_seen_counts_as_one_of_the_random_shuffles():
    draws = np.array([0.1, -0.2, 3.0])
    assert PermutationTest(1.0, 5.0, draws, False).p_value == 0.25
    assert PermutationTest(1.0, 3.0, draws, False).p_value == 0.5
    assert PermutationTest(1.0, 3.0, draws, True).p_value == pytest.approx(1 / 3)


def test_the_monte_carlo_error_shrinks_with_the_number_of_shuffles():
    few, many = (PermutationTest(1.0, 1.0, np.tile([0.0, 2.0], n), False).monte_carlo_error for n in (50, 5000))
    assert few == pytest.approx(10 * many, rel=0.02)
    assert many == pytest.approx(0.005, rel=0.02)


def test_only_positions_with_another_value_in_their_stratum_can_move():
    assert movable([1, 1, 2, 3, 3], ["a", "a", "a", "b", "b"]).tolist() == [True, True, True, False, False]
