from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from mentorstats.models.reml.sums import sum_rows
from tests.models.reml.kernels import made_up


@pytest.mark.parametrize("groups", [1, 3])
def test_sums_are_those_of_each_groups_rows(groups):
    case = made_up(1, teams=5, groups=groups)
    z, sums = np.hstack(case.weights), case.sums
    codes = np.zeros(60, dtype=int) if case.groups is None else case.groups
    assert sums.sizes == (9, 5)
    assert sums.counts.tolist() == np.bincount(codes).tolist()
    assert sums.multipliers.tolist() == [1.0] * groups
    for group in range(groups):
        own, columns = z[codes == group], case.columns[codes == group]
        assert_allclose(sums.group_gram(group).toarray(), own.T @ own, atol=1e-14)
        assert_allclose(sums.group_cross(group), own.T @ columns, atol=1e-14)
        assert_allclose(sums.group_square(group), columns.T @ columns, atol=1e-14)


def test_together_each_group_counts_as_its_multiplier_says():
    case = made_up(2, teams=5, groups=3)
    multipliers = np.array([1.0, 4.0, 0.25])
    z, weights = np.hstack(case.weights), 1.0 / multipliers[case.groups]
    sums = case.sums.at(multipliers)
    assert_allclose(sums.gram.toarray(), z.T @ (weights[:, None] * z), atol=1e-13)
    assert_allclose(sums.cross, z.T @ (weights[:, None] * case.columns), atol=1e-13)
    assert_allclose(sums.square, case.columns.T @ (weights[:, None] * case.columns), atol=1e-13)
    assert_allclose(sums.diagonal, np.diag(z.T @ (weights[:, None] * z)))
    assert sums.logdet == pytest.approx(np.log(multipliers[case.groups]).sum())
    for group in range(3):
        own = z[case.groups == group]
        assert_allclose(sums.group_gram(group).toarray(), own.T @ own / multipliers[group], atol=1e-13)
        assert_allclose(
            sums.group_cross(group), own.T @ case.columns[case.groups == group] / multipliers[group], atol=1e-13
        )
        columns = case.columns[case.groups == group]
        assert_allclose(sums.group_square(group), columns.T @ columns / multipliers[group], atol=1e-13)
    assert case.sums.logdet == 0.0


def test_the_same_multipliers_are_the_same_sums():
    sums = made_up(2, groups=2).sums
    assert sums.at(sums.multipliers) is sums


@pytest.mark.parametrize("kept", [[0], [1], [0, 1], []])
def test_some_memberships_alone_are_as_if_there_were_no_others(kept):
    case = made_up(3, teams=5, groups=2)
    part = case.sums.only(np.array(kept, dtype=int))
    alone = [case.weights[j] for j in kept]
    expected = sum_rows([sparse.csc_array(w) for w in alone], case.columns, case.groups)
    assert part.sizes == expected.sizes
    if len(kept) < 2:
        for group in range(2):
            assert_allclose(part.group_gram(group).toarray(), expected.group_gram(group).toarray(), atol=1e-14)
            assert_allclose(part.group_cross(group), expected.group_cross(group), atol=1e-14)
    assert_allclose(part.squares, expected.squares)


def test_what_is_off_the_diagonal_is_known_with_its_rows():
    case = made_up(4, teams=5)
    others, rows = case.sums.others
    expected = case.sums.gram.toarray()
    np.fill_diagonal(expected, 0.0)
    assert_allclose(others.toarray(), expected, atol=1e-15)
    assert (others.data != 0).all()
    assert_allclose(sparse.coo_array((others.data, (rows, others.indices)), shape=others.shape).toarray(), expected)


def test_without_memberships_the_columns_are_summed_all_the_same():
    case = made_up(5, groups=2)
    sums = sum_rows([], case.columns, case.groups)
    assert sums.sizes == ()
    assert sums.gram.shape == (0, 0)
    assert_allclose(sums.square, case.columns.T @ case.columns, atol=1e-12)
