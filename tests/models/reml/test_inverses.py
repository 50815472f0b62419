from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml import inverses as module
from mentorstats.models.reml.inverses import Inverses, inverted
from tests.models.reml.kernels import assert_alike, by_definition, made_up


@pytest.mark.parametrize("kept", [4e6, 0.0])
@pytest.mark.parametrize(
    ("options", "ratios", "multipliers"),
    [
        ({}, [0.4], [1.0]),
        ({"teams": 6}, [0.4, 2.0], [1.0]),
        ({"groups": 2}, [0.4], [1.0, 2.5]),
        ({"teams": 6, "groups": 3}, [0.3, 1.5], [1.0, 0.2, 5.0]),
        ({"mentors": 12, "teams": 8, "groups": 2, "blocks": 4, "n": 100}, [3.0, 0.05], [1.0, 0.3]),
        ({"mentors": 80, "n": 150, "groups": 3}, [0.7], [1.0, 3.0, 0.5]),
        ({"mentors": 80, "teams": 9, "n": 150}, [0.7, 0.2], [1.0]),
    ],
)
def test_sums_are_those_of_the_definition(options, ratios, multipliers, kept, monkeypatch):
    monkeypatch.setattr(module, "_MOST_KEPT", kept)
    case = made_up(1, **options)
    ratios, multipliers, blocks = np.array(ratios), np.array(multipliers), options.get("blocks", 1)
    labels = np.concatenate([np.repeat(np.arange(blocks), w.shape[1] // blocks) for w in case.weights])
    gram = Inverses(case.sums, labels).at(multipliers)
    expected = by_definition(case, ratios, multipliers)
    for _ in range(2):
        found = gram.kernel_sums(ratios)
        assert_alike(found, expected, rtol=1e-9)
        assert found.errors.tolist() == [0.0] * len(expected.traces)
    assert bool(gram.kept) == (kept > 0)


@pytest.mark.parametrize("ratio", [1e-8, 1e4])
def test_ratios_near_nothing_and_near_everything_are_as_exact(ratio):
    case = made_up(2, groups=2)
    found = Inverses(case.sums, np.zeros(9, dtype=int)).at(np.array([1.0, 2.0])).kernel_sums(np.array([ratio]))
    assert_alike(found, by_definition(case, np.array([ratio]), np.array([1.0, 2.0])), rtol=1e-6)


def test_without_memberships_only_the_groups_are_left():
    case = made_up(3, groups=2)
    case.weights = []
    found = Inverses(case.sums, np.zeros(0, dtype=int)).at(np.array([1.0, 3.0])).kernel_sums(np.zeros(0))
    expected = by_definition(case, np.zeros(0), np.array([1.0, 3.0]))
    assert_alike(found, expected, rtol=1e-9, names=("squares", "products", "traces", "trace_pairs", "logdet"))
    assert (found.explained == 0).all()


@pytest.mark.parametrize("size", [5, 64, 65, 90])
def test_matrices_are_inverted_with_their_determinants_whatever_their_size(size):
    rng = np.random.default_rng(4)
    roots = rng.normal(size=(2, size, size))
    dense = roots @ np.swapaxes(roots, 1, 2)
    expected = np.linalg.inv(np.eye(size) + dense)
    logdet = np.linalg.slogdet(np.eye(size) + dense)[1].sum()
    found, found_logdet = inverted(dense.copy())
    assert_allclose(found, expected, rtol=1e-8, atol=1e-12)
    assert found_logdet == pytest.approx(logdet)
