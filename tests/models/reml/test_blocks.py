from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mentorstats.models.reml import blocks as module
from mentorstats.models.reml.blocks import rotate_blocks, separate_blocks
from tests.models.reml.kernels import assert_alike, by_definition, made_up


def labels_of(sizes: list[int]) -> np.ndarray:
    return np.repeat(np.arange(len(sizes)), sizes)


@pytest.mark.parametrize("most", [4e6, 20.0])
@pytest.mark.parametrize("groups", [1, 2])
def test_blocks_put_together_are_the_whole(groups, most, monkeypatch):
    monkeypatch.setattr(module, "_ENTRIES_AT_ONCE", most)
    case = made_up(1, n=120, mentors=12, blocks=4, groups=groups)
    sums, labels = case.sums, np.repeat([2, 0, 3, 1], 3)
    whole, seen = np.zeros((groups, 12, 12)), []
    for block in separate_blocks(sums, labels):
        count, size = block.members.shape
        assert count * size**2 <= max(most, size**2)
        assert block.dense.shape == (groups, count, size, size)
        assert block.sparse == ()
        for members, dense in zip(block.members, np.swapaxes(block.dense, 0, 1), strict=True):
            assert len(set(labels[members])) == 1
            whole[:, members[:, None], members] = dense
            seen += members.tolist()
    assert sorted(seen) == list(range(12))
    for group in range(groups):
        assert_allclose(whole[group], sums.group_gram(group).toarray())


def test_blocks_come_by_size_and_large_ones_alone_with_sparse_groups():
    case = made_up(2, n=600, mentors=140, blocks=2, groups=2)
    sums = case.sums
    singles = np.concatenate([np.zeros(70, dtype=int), 1 + np.arange(70)])
    found = list(separate_blocks(sums, np.repeat([1, 0], 70)))
    assert [block.members.shape for block in found] == [(1, 70), (1, 70)]
    for block in found:
        assert len(block.sparse) == 1
        assert_allclose(block.sparse[0].toarray(), block.dense[1, 0])
    assert [block.members.shape for block in separate_blocks(sums, singles)] == [(70, 1), (1, 70)]


def test_the_largest_small_block_is_still_small():
    case = made_up(3, n=387, mentors=129, groups=2)
    case.weights = [np.kron(np.eye(129), np.ones((3, 1)))]
    sizes = [block.sparse for block in separate_blocks(case.sums, np.repeat([0, 1], [64, 65]))]
    assert [len(sparse) for sparse in sizes] == [0, 1]


@pytest.mark.parametrize("ratio", [1e-6, 0.3, 50.0])
def test_a_rotated_membership_has_the_sums_of_the_definition(ratio):
    case = made_up(4, n=90, mentors=12, blocks=3)
    rotated = rotate_blocks(case.sums, np.repeat([0, 1, 2], 4))
    found = rotated.kernel_sums(np.array([ratio]))
    assert_alike(found, by_definition(case, np.array([ratio]), np.ones(1)), rtol=1e-9)
    assert found.errors.tolist() == [0.0]
    assert found.guess == {}


def test_a_rotated_membership_knows_its_criterion_with_the_fixed_effects_left_alone():
    case = made_up(5, n=90, mentors=12, blocks=3)
    z, y = case.weights[0], case.columns[:, -1]
    logdet, explained = rotate_blocks(case.sums, np.repeat([0, 1, 2], 4)).rough(0.7)
    inverse = np.linalg.inv(np.eye(12) + 0.7 * z.T @ z)
    assert logdet == pytest.approx(-np.linalg.slogdet(inverse)[1])
    assert explained == pytest.approx(0.7 * y @ z @ inverse @ z.T @ y)


def test_a_rotated_membership_has_no_multipliers():
    rotated = rotate_blocks(made_up(6).sums, np.zeros(9, dtype=int))
    assert rotated.at(np.ones(1)) is rotated
    assert (rotated.values >= 0).all()
