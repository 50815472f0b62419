from __future__ import annotations

import numpy as np
import pytest

from mentorstats.models.reml import criterion
from mentorstats.models.reml.criterion import tall_qr


@pytest.mark.parametrize("rows", [2, 5, 12, 40, 41])
def test_it_is_the_decomposition_of_numpy_but_for_signs(rows, monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 8)
    matrix = np.random.default_rng(rows).standard_normal((rows, 3))
    basis, triangle = tall_qr(matrix)
    whole = np.linalg.qr(matrix)
    assert basis @ triangle == pytest.approx(matrix, abs=1e-12)
    assert np.abs(basis) == pytest.approx(np.abs(whole.Q), abs=1e-12)
    assert np.abs(triangle) == pytest.approx(np.abs(whole.R), abs=1e-12)


def test_parts_with_fewer_rows_than_columns_are_parts_as_well(monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 2)
    matrix = np.random.default_rng(1).standard_normal((11, 4))
    basis, triangle = tall_qr(matrix)
    assert basis @ triangle == pytest.approx(matrix, abs=1e-12)
    assert basis.T @ basis == pytest.approx(np.eye(4), abs=1e-12)


def test_a_column_that_is_zero_stays_zero(monkeypatch):
    monkeypatch.setattr(criterion, "_ROWS_AT_ONCE", 4)
    matrix = np.random.default_rng(2).standard_normal((20, 3))
    matrix[:, 1] = 0.0
    assert (tall_qr(matrix)[1][:, 1] == 0.0).all()
