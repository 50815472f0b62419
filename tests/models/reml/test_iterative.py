from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml.iterative import Iterative
from mentorstats.models.reml.traces import Signs
from tests.models.reml.kernels import assert_alike, by_definition, made_up

EXACT = ("explained", "squares", "products")


@pytest.mark.parametrize(
    ("options", "ratios", "multipliers"),
    [
        ({}, [0.4], [1.0]),
        ({"teams": 12}, [0.4, 2.0], [1.0]),
        ({"groups": 2}, [0.4], [1.0, 2.5]),
        ({"teams": 12, "groups": 3}, [20.0, 0.05], [1.0, 0.2, 5.0]),
    ],
)
def test_sums_are_those_of_the_definition_and_traces_within_their_errors(options, ratios, multipliers):
    case = made_up(1, n=300, mentors=40, **options)
    ratios, multipliers = np.array(ratios), np.array(multipliers)
    gram = Iterative(case.sums, Signs(64, deep=True)).at(multipliers)
    found, expected = gram.kernel_sums(ratios), by_definition(case, ratios, multipliers)
    assert_alike(found, expected, rtol=1e-6, names=EXACT)
    assert (np.abs(found.traces - expected.traces) < 4 * found.errors + 1e-6 * expected.traces).all()
    assert (found.errors < 0.01 * expected.traces).all()
    assert_allclose(found.trace_pairs, expected.trace_pairs, rtol=0.1, atol=0.02 * expected.trace_pairs.max())
    logdet = gram.sums.logdet
    assert found.logdet == pytest.approx(logdet)
    assert gram.logdet(ratios) + logdet == pytest.approx(expected.logdet, rel=5e-3)


def test_solutions_are_where_the_next_ones_start():
    case = made_up(2, n=200, mentors=30, groups=2)
    gram = Iterative(case.sums, Signs(8)).at(np.array([1.0, 2.0]))
    first = gram.kernel_sums(np.array([0.5]))
    again = gram.kernel_sums(np.array([0.5]), first.guess)
    assert_alike(again, first, rtol=1e-5)
    assert set(first.guess) == {"columns", "image 0", "group 1", "signs 0", "signs of all", "signs of group 0"}


def test_the_same_seed_gives_the_same_traces_and_another_others():
    case = made_up(3, n=200, mentors=30, groups=2)

    def traces(seed: int) -> np.ndarray:
        gram = Iterative(case.sums, Signs(8, seed=seed)).at(np.array([1.0, 2.0]))
        return gram.kernel_sums(np.array([0.9])).traces

    assert traces(1).tolist() == traces(1).tolist()
    assert (traces(1) != traces(2)).all()
