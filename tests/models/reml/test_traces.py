"""Traces from random signs: on average those of whole matrices, and no further off than they say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml.scaled import scale
from mentorstats.models.reml.traces import Signs, trace_sums
from tests.models.reml.kernels import by_definition, made_up


def estimated(case, ratios, multipliers, signs: Signs):
    sums = case.sums.at(multipliers)
    return trace_sums(sums, ratios, scale(sums, np.repeat(ratios, sums.sizes)), signs, {}, {})


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(
    ("options", "ratios", "multipliers"),
    [
        ({}, [2.0], [1.0]),
        ({"teams": 10}, [2.0, 0.5], [1.0]),
        ({"groups": 2}, [2.0], [1.0, 3.0]),
        ({"teams": 10, "groups": 3}, [1.0, 0.7], [1.0, 0.3, 2.0]),
    ],
)
def test_on_average_they_are_those_of_the_definition_and_vary_as_they_say(options, ratios, multipliers, deep):
    case = made_up(1, n=150, mentors=20, **options)
    ratios, multipliers = np.array(ratios), np.array(multipliers)
    expected = by_definition(case, ratios, multipliers)
    runs = [estimated(case, ratios, multipliers, Signs(16, deep=deep, seed=seed)) for seed in range(60)]
    traces, pairs, errors = (np.array([run[place] for run in runs]) for place in range(3))
    assert (np.abs(traces.mean(axis=0) - expected.traces) < 4.5 * traces.std(axis=0) / np.sqrt(60) + 1e-6).all()
    apart = traces.std(axis=0, ddof=1) / np.sqrt(np.mean(errors**2, axis=0))
    assert ((apart > 0.6) & (apart < 1.5)).all()
    assert_allclose(pairs.mean(axis=0), expected.trace_pairs, rtol=0.03, atol=0.01 * expected.trace_pairs.max())


def test_more_signs_and_higher_powers_tell_more():
    case = made_up(2, n=400, mentors=60, groups=2)

    def error(signs: Signs) -> np.ndarray:
        return np.mean([estimated(case, np.array([0.5]), np.array([1.0, 2.0]),
                                  Signs(signs.probes, signs.deep, seed))[2] for seed in range(6)], axis=0)  # fmt: skip

    few, many, deep = error(Signs(8)), error(Signs(128)), error(Signs(8, deep=True))
    assert ((few / many > 2.5) & (few / many < 6.5)).all()
    assert deep[0] < few[0]


def test_mentors_who_share_nobody_are_known_without_a_guess():
    case = made_up(3, n=60, mentors=10)
    case.weights = [np.kron(np.eye(10), np.ones((6, 1)))]
    traces, pairs, errors = estimated(case, np.array([0.8]), np.ones(1), Signs(8))
    expected = by_definition(case, np.array([0.8]), np.ones(1))
    assert_allclose(traces, expected.traces, rtol=1e-12)
    assert_allclose(pairs, expected.trace_pairs, rtol=1e-9)
    assert errors.tolist() == pytest.approx([0.0], abs=1e-12)
