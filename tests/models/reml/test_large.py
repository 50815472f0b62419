"""The route of very many mentors gives what the exact one gives, and says how far off it may be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.mixed import IndistinctError, NoMaximumError, fit_multiple_membership
from mentorstats.models.reml import estimate, lanczos, large
from mentorstats.models.reml.lanczos import conjugate_gradients, lanczos_quadrature, trace_quadrature
from mentorstats.models.reml.large import best_at_scale, route_of
from mentorstats.models.reml.newton import Search

COLUMNS = 5
# A seed with which the mentors of a program in which they do not differ are found not to.
ZERO = 3


def made(
    mentees: int, mentors: int, *,
    seed: int = 1, blocks: int = 1, heavy: float = 0.0, ratio: float = 0.3, tail: float = 0.0,
):  # fmt: skip
    """Outcomes, covariates and weights of mentees with 1 to 3 mentors, who are shared within blocks only.

    ``heavy`` of all places are with the first mentor; with a ``tail`` the k-th mentor is chosen k^-tail as often.
    """
    rng = np.random.default_rng(seed)
    often = rng.integers(1, 4, mentees)
    row = np.repeat(np.arange(mentees), often)
    size = mentors // blocks
    column = row * blocks // mentees * size + rng.integers(0, size, len(row))
    column = np.where(rng.random(len(row)) < heavy, 0, column)
    if tail:
        often_chosen = np.arange(1.0, mentors + 1) ** -tail
        column = rng.choice(mentors, len(row), p=often_chosen / often_chosen.sum())
    weights = sparse.csc_array((1.0 / np.repeat(often, often), (row, column)), shape=(mentees, mentors))
    x = np.column_stack([np.ones(mentees), rng.standard_normal((mentees, COLUMNS - 1))])
    y = x @ rng.standard_normal(COLUMNS) + weights @ rng.normal(0, np.sqrt(ratio), mentors)
    return y + rng.standard_normal(mentees), x, weights


def by(route: str, data, monkeypatch) -> MultipleMembershipFit:
    monkeypatch.setattr(estimate, "route_of", lambda memberships: route)
    y, x, weights = data
    return fit_multiple_membership(y, x, memberships={"mentor": weights})


def with_teams(data, teams: int, *, blocks: int = 1, ratio: float = 0.2, seed: int = 5):
    """The same mentees in teams, each within one block."""
    y, x, weights = data
    rng = np.random.default_rng(seed)
    size = teams // blocks
    team = np.arange(len(y)) * blocks // len(y) * size + rng.integers(0, size, len(y))
    own = sparse.csc_array((np.ones(len(y)), (np.arange(len(y)), team)), shape=(len(y), teams))
    return y + own @ rng.normal(0, np.sqrt(ratio), teams), x, {"mentor": weights, "team": own}


def by_both(route: str, data, monkeypatch) -> MultipleMembershipFit:
    monkeypatch.setattr(estimate, "route_of", lambda memberships: route)
    y, x, memberships = data
    return fit_multiple_membership(y, x, memberships=memberships)


def assert_alike(found, exact, *, variance: float, error: float, df: float) -> None:
    for name in exact.variances:
        assert found.variances[name] == pytest.approx(exact.variances[name], rel=variance)
    assert found.coefficients["estimate"].to_numpy() == pytest.approx(
        exact.coefficients["estimate"], rel=1e-3, abs=1e-5
    )
    assert found.coefficients["std_error"].to_numpy() == pytest.approx(exact.coefficients["std_error"], rel=error)
    assert found.coefficients["df"].to_numpy() == pytest.approx(exact.coefficients["df"], rel=df)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_approximate_route_agrees_with_the_exact_one(seed, monkeypatch):
    data = made(3600, 900, seed=seed)
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    assert_alike(found, exact, variance=1e-3, error=1e-4, df=1e-2)
    assert found.loglik == pytest.approx(exact.loglik, rel=1e-4)
    assert exact.approximation is None
    assert found.approximation is not None
    assert 0 < found.approximation.relative_error < 1e-3


def test_one_mentor_with_a_twelfth_of_all_mentees_is_no_obstacle(monkeypatch):
    data = made(3600, 900, heavy=0.08)
    assert np.diff(data[2].indptr).max() > 250
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    assert_alike(found, exact, variance=1e-2, error=1e-2, df=1e-2)


@pytest.mark.parametrize(("tail", "ratio"), [(1.0, 2.0), (1.2, 9.0), (1.2, 30.0)])
def test_a_few_mentors_with_most_of_the_mentees_cost_no_accuracy(tail, ratio, monkeypatch):
    data = made(4000, 800, tail=tail, ratio=ratio)
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    assert_alike(found, exact, variance=1e-3, error=1e-4, df=1e-2)


@pytest.mark.parametrize("ratio", [100.0, 1000.0])
def test_mentors_who_explain_nearly_everything_are_fitted_as_well_as_others(ratio, monkeypatch):
    data = made(3000, 800, ratio=ratio)
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    assert_alike(found, exact, variance=1e-4, error=1e-4, df=1e-2)
    assert found.loglik == pytest.approx(exact.loglik, abs=0.3)
    assert found.approximation is not None
    off = abs(found.variances["mentor"] / exact.variances["mentor"] - 1)
    assert off < 4 * found.approximation.relative_error + 1e-6


@pytest.mark.parametrize("route", ["dense", "approximate"])
def test_the_unit_of_the_weights_does_not_matter(route, monkeypatch):
    y, x, weights = made(3000, 800, tail=1.2, ratio=5.0, seed=4)
    one, tenth, thousand = (by(route, (y, x, weights * unit), monkeypatch) for unit in (1.0, 0.1, 1000.0))
    for other, unit in ((tenth, 0.1), (thousand, 1000.0)):
        assert other.variances["mentor"] * unit**2 == pytest.approx(one.variances["mentor"], rel=1e-6)
        assert other.coefficients["df"].to_numpy() == pytest.approx(one.coefficients["df"], rel=1e-6)


def test_where_signs_would_take_too_many_the_last_steps_are_exact(monkeypatch):
    monkeypatch.setattr(large, "_CLOSE_ENOUGH", 1e-7)
    data = made(3000, 600, tail=1.2, ratio=30.0)
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    assert_alike(found, exact, variance=1e-6, error=1e-7, df=1e-6)
    assert found.loglik == pytest.approx(exact.loglik, abs=1e-6)
    assert found.approximation is None


@pytest.mark.slow
@pytest.mark.parametrize("ratio", [0.2, 0.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_mentors_and_teams_are_fitted_together_at_scale(seed, ratio, monkeypatch):
    data = with_teams(made(2400, 400, seed=seed, blocks=10), 200, blocks=10, ratio=ratio, seed=seed)
    exact, blocks, found = (by_both(route, data, monkeypatch) for route in ("dense", "blocks", "approximate"))
    assert (exact.variances["team"] == 0) == (blocks.variances["team"] == 0) == (found.variances["team"] == 0)
    assert_alike(blocks, exact, variance=1e-6, error=1e-6, df=1e-6)
    assert blocks.loglik == pytest.approx(exact.loglik, rel=1e-10)
    assert_alike(found, exact, variance=1e-3, error=1e-4, df=1e-2)
    assert found.loglik == pytest.approx(exact.loglik, abs=0.05)


def test_thousands_of_mentors_and_teams_are_fitted_in_little_memory():
    y, x, memberships = with_teams(made(12_000, 3000), 3000)
    found = fit_multiple_membership(y, x, memberships=memberships)
    assert found.approximation is not None
    assert found.variances["mentor"] == pytest.approx(0.3, rel=0.2)
    assert found.variances["team"] == pytest.approx(0.2, rel=0.2)


def test_a_weight_of_zero_joins_nobody_and_stays_where_it_is(monkeypatch):
    y, x, weights = made(2400, 600, blocks=40)
    entries = weights.tocoo()
    row, column = np.append(entries.row, [0] * 5), np.append(entries.col, [100, 200, 300, 400, 500])
    joined = sparse.csc_array((np.append(entries.data, [0.0] * 5), (row, column)), shape=weights.shape)
    seen: list[int] = []
    monkeypatch.setattr(estimate, "route_of", lambda memberships: seen.append(memberships[0].nnz) or "blocks")
    fit_multiple_membership(y, x, memberships={"mentor": joined})
    assert seen == [weights.nnz]
    assert joined.nnz == weights.nnz + 5


@pytest.mark.parametrize("blocks", [3, 40])
def test_blocks_that_share_no_mentor_are_exact(blocks, monkeypatch):
    data = made(2400, 600, blocks=blocks)
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "blocks"))
    assert_alike(found, exact, variance=1e-7, error=1e-8, df=1e-6)
    assert found.loglik == pytest.approx(exact.loglik, rel=1e-10)
    assert found.approximation is None


@pytest.mark.parametrize("route", ["blocks", "approximate"])
def test_mentors_who_do_not_differ_have_variance_zero_as_in_the_exact_route(route, monkeypatch):
    data = made(1200, 300, blocks=10, ratio=0.0, seed=ZERO)
    exact, found = (by(way, data, monkeypatch) for way in ("dense", route))
    assert exact.variances["mentor"] == found.variances["mentor"] == 0
    assert found.coefficients["df"].tolist() == [1200 - COLUMNS] * COLUMNS
    assert found.coefficients["std_error"].to_numpy() == pytest.approx(exact.coefficients["std_error"], rel=1e-9)


@pytest.mark.parametrize("route", ["blocks", "approximate"])
def test_contrasts_and_joint_tests_work_as_in_the_exact_route(route, monkeypatch):
    data = made(2000, 500, blocks=20)
    exact, found = (by(way, data, monkeypatch) for way in ("dense", route))
    weights = [0, 1, -1, 0, 0]
    for name in ("estimate", "std_error", "df", "conf_low"):
        assert found.contrast(weights)[name] == pytest.approx(exact.contrast(weights)[name], rel=1e-2)
    two = np.eye(COLUMNS)[1:3]
    assert found.joint_test(two).statistic == pytest.approx(exact.joint_test(two).statistic, rel=1e-3)


@pytest.mark.parametrize("route", ["dense", "blocks", "approximate"])
def test_what_has_no_answer_is_refused_on_every_route(route, monkeypatch):
    y, x, _ = made(60, 15)
    each = sparse.csc_array(np.eye(60))
    with pytest.raises(IndistinctError):
        by(route, (y, x, each), monkeypatch)
    with pytest.raises(NoMaximumError, match="without remainder"):
        by(route, (x @ np.ones(COLUMNS), x, sparse.csc_array(np.kron(np.eye(15), np.ones((4, 1))))), monkeypatch)
    whole = sparse.csc_array(np.kron(np.eye(15), np.ones((4, 1))))
    with pytest.raises(NoMaximumError):
        by(route, (whole @ np.arange(15.0), np.ones((60, COLUMNS)) * 0 + x, whole), monkeypatch)


def test_the_same_data_give_the_same_fit(monkeypatch):
    data = made(2000, 500)
    one, other = (by("approximate", data, monkeypatch) for _ in range(2))
    assert one.variances == other.variances
    assert one.coefficients.equals(other.coefficients)


def test_the_stated_error_is_how_far_apart_fits_with_other_random_vectors_are():
    y, x, weights = made(4000, 1000, seed=7)
    basis = np.linalg.qr(x)[0]
    residual, search = y - basis @ (basis.T @ y), Search(len(y) - COLUMNS, ("mentor",))
    fits = [best_at_scale(basis, residual, [weights], search, blocks=False, seed=seed) for seed in range(12)]
    ratios = np.array([fit.ratios[0] for fit in fits])
    stated = np.mean([fit.approximation.relative_error for fit in fits if fit.approximation])
    apart = ratios.std(ddof=1) / ratios.mean()
    assert 0.4 < apart / stated < 2.5


def test_a_fixed_degree_would_be_wrong_where_one_mentor_stands_apart_and_the_growing_one_is_not():
    weights = made(3000, 600, heavy=0.3)[2]
    gram = sparse.csr_array(weights.T @ weights)
    exact = float(np.sum(np.log1p(3.0 * np.linalg.eigvalsh(gram.toarray()))))
    rng = np.random.default_rng(1)
    start = gram.diagonal()[:, None] ** 0.5

    def form(x):
        return np.log1p(300.0 * x)

    nodes, shares, degree = lanczos_quadrature(gram, start, [form])
    grown = float(np.sum(shares[0] * form(nodes[0])))
    values, vectors = np.linalg.eigh(gram.toarray())
    truth = float((vectors.T @ start[:, 0]) ** 2 @ form(np.clip(values, 0, None)))
    assert grown == pytest.approx(truth, rel=1e-6)
    assert degree > lanczos._FIRST_DEGREE
    found = trace_quadrature(gram, probes=64, rng=rng, functions=[lambda x: np.log1p(3.0 * x)])
    trace, error = found.trace(lambda x: np.log1p(3.0 * x))
    assert abs(trace - exact) < 4 * error + 1e-6 * exact


def test_quadrature_that_still_changes_at_the_highest_degree_is_refused(monkeypatch):
    monkeypatch.setattr(lanczos, "_MOST_DEGREE", 12)
    weights = made(3000, 600, tail=1.2)[2]
    gram = sparse.csr_array(weights.T @ weights)
    with pytest.raises(np.linalg.LinAlgError, match="still changes at degree 12"):
        lanczos_quadrature(gram, np.ones((600, 1)), [lambda x: np.log1p(1000.0 * x)])


def test_conjugate_gradients_solve_every_column():
    weights = made(900, 200, heavy=0.2)[2]
    gram = sparse.csr_array(weights.T @ weights)
    right = np.random.default_rng(2).standard_normal((200, 4))
    dense = np.linalg.solve(np.eye(200) + 2.5 * gram.toarray(), right)
    assert conjugate_gradients(gram, 2.5, right) == pytest.approx(dense, rel=1e-7, abs=1e-9)
    assert conjugate_gradients(gram, 2.5, right, guess=dense) == pytest.approx(dense, rel=1e-7, abs=1e-9)


def test_the_route_follows_size_and_blocks():
    few, apart, tied = (made(8000, mentors, blocks=b)[2] for mentors, b in ((900, 1), (2000, 100), (2000, 1)))
    assert [route_of([weights]) for weights in (few, apart, tied)] == ["dense", "blocks", "approximate"]
    assert route_of([tied, few]) == "approximate"
    assert route_of([apart, apart]) == "blocks"
    assert route_of([]) == "dense"
    assert large._MOST_DENSE < 2000
