"""The metric of a fit against its definition, V^-1 with the columns of x taken out, on both routes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from mentorstats.models import metric as module
from mentorstats.models.metric import NullMetric, SparseMetric, null_metric
from mentorstats.models.mixed import fit_multiple_membership


def made_up(seed: int, *, n: int = 60, teams: bool = True):
    rng = np.random.default_rng(seed)
    mentor = np.zeros((n, 12))
    for row in mentor:
        some = rng.choice(12, rng.integers(1, 4), replace=False)
        row[some] = 1.0 / len(some)
    memberships = {"mentor": mentor} | ({"team": np.eye(8)[rng.integers(0, 8, n)]} if teams else {})
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = x @ [1.0, 0.5] + sum(1.5 * w @ rng.normal(size=w.shape[1]) for w in memberships.values()) + rng.normal(size=n)
    return y, x, memberships


def whole(fit, x, memberships) -> np.ndarray:
    v = fit.variances["residual"] * np.eye(len(x)) + sum(fit.variances[n] * w @ w.T for n, w in memberships.items())
    h = np.linalg.inv(v)
    return h - h @ x @ np.linalg.inv(x.T @ h @ x) @ x.T @ h


@pytest.mark.parametrize("most", [2.5e7, 10.0])
@pytest.mark.parametrize("teams", [False, True])
def test_it_is_the_inverse_covariance_with_the_columns_taken_out(teams, most, monkeypatch):
    monkeypatch.setattr(module, "_MOST_DENSE", most)
    y, x, memberships = made_up(1, teams=teams)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert min(fit.variances.values()) > 0
    given = {name: sparse.csr_array(w) for name, w in memberships.items()}
    metric, expected = null_metric(fit, x, given), whole(fit, x, memberships)
    assert isinstance(metric, NullMetric if most > 1e6 else SparseMetric)
    rng = np.random.default_rng(2)
    columns = [rng.normal(size=(60, 5)) for _ in range(3)]
    assert_allclose(metric.apply(columns[0]), expected @ columns[0], rtol=1e-7, atol=1e-10)
    assert_allclose(metric.apply(columns[0][:, 0]), expected @ columns[0][:, 0], rtol=1e-7, atol=1e-10)
    forms = np.array([[[a[:, s] @ expected @ b[:, s] for b in columns] for a in columns] for s in range(5)])
    assert_allclose(metric.forms(columns), forms, rtol=1e-7, atol=1e-10)


def test_the_route_follows_the_size_of_the_factor(monkeypatch):
    y, x, memberships = made_up(1)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    for most, kind in ((60.0 * 20, NullMetric), (60.0 * 20 - 1, SparseMetric)):
        monkeypatch.setattr(module, "_MOST_DENSE", most)
        assert isinstance(null_metric(fit, x, memberships), kind)


def test_without_memberships_it_takes_out_the_columns_alone():
    y, x, _ = made_up(3)
    fit = fit_multiple_membership(y, x, memberships={})
    projection = np.eye(60) - x @ np.linalg.solve(x.T @ x, x.T)
    assert_allclose(null_metric(fit, x, {}).apply(y), projection @ y / fit.variances["residual"], atol=1e-10)


def test_a_membership_without_variance_plays_no_part():
    y, x, memberships = made_up(4, teams=False)
    pair = np.kron(np.eye(30), np.ones((2, 1)))
    y = np.tile([-1.0, 1.0], 30) + 0.1 * y
    both = fit_multiple_membership(y, x, memberships=memberships | {"pair": pair})
    assert both.variances["pair"] == 0.0
    alone = null_metric(both, x, memberships)
    assert_allclose(null_metric(both, x, memberships | {"pair": pair}).apply(y), alone.apply(y), rtol=1e-9)


def test_several_residual_variances_are_refused_in_words():
    y, x, memberships = made_up(5)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=np.arange(60) % 2)
    with pytest.raises(ValueError, match="needs a fit with one residual variance and no row weights"):
        null_metric(fit, x, memberships)
    weighted = fit_multiple_membership(y, x, memberships=memberships, weights=np.arange(1.0, 61.0))
    with pytest.raises(ValueError, match="needs a fit with one residual variance and no row weights"):
        null_metric(weighted, x, memberships)
