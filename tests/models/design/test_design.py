from __future__ import annotations

import numpy as np
import pytest

from mentorstats.models.design.design import residual_name
from mentorstats.models.design.inputs import read_design

Y, X = np.array([1.0, 3.0, 2.0, 5.0]), np.ones((4, 1))
W, V = np.kron(np.eye(2), np.ones((2, 1))), np.kron(np.ones((2, 1)), np.eye(2))


def test_without_groups_there_is_one_residual_variance():
    design = read_design(Y, X, memberships={"mentor": W})
    assert design.residual_names == ("residual",)
    assert design.codes.tolist() == [0, 0, 0, 0]


def test_with_groups_each_has_a_name():
    design = read_design(Y, X, memberships={"mentor": W}, residual_by=["b", "a", "a", "b"])
    assert design.residual_names == (residual_name("a"), residual_name("b")) == ("residual[a]", "residual[b]")
    assert design.codes.tolist() == [1, 0, 0, 1]


def test_row_weights_multiply_rows_by_their_roots():
    design = read_design(Y, X, memberships={"mentor": W}, weights=[4.0, 1.0, 9.0, 1.0])
    assert design.root_weights.tolist() == [2.0, 1.0, 3.0, 1.0]
    assert design.scaled_memberships["mentor"].toarray().tolist() == [[2, 0], [1, 0], [0, 3], [0, 1]]


def test_without_row_weights_nothing_is_multiplied():
    design = read_design(Y, X, memberships={"mentor": W})
    assert design.root_weights.tolist() == [1.0] * 4
    assert design.scaled_memberships is design.memberships


def test_a_design_without_a_membership_keeps_everything_else():
    design = read_design(Y, X, memberships={"mentor": W, "team": V}, weights=[1.0, 2.0, 3.0, 4.0])
    rest = design.without("mentor")
    assert list(rest.memberships) == ["team"]
    assert rest.weights is design.weights
    assert rest.outcome is design.outcome
    with pytest.raises(KeyError):
        rest.scaled_memberships["mentor"]
    assert list(design.memberships) == ["mentor", "team"]
