"""A residual variance for each of a few groups, and known row weights: nlme, glmmTMB, Welch, and the definition."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import sparse, stats

from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.models.mixed import IndistinctError, ResidualGroupError, fit_multiple_membership
from mentorstats.models.reml import estimate
from tests.models.definition import best_variances, covariance, kernels_of, satterthwaite

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def nlme() -> dict:
    return json.loads((REFERENCE / "residual_by.json").read_text())


@pytest.fixture(scope="module")
def program() -> dict:
    """The reference program with its sides, counts of mentors, row weights, and an arm that has no mentors."""
    mentees, pairings = pd.read_csv(REFERENCE / "mentees.csv"), pd.read_csv(REFERENCE / "pairings.csv")
    number = mentees["mentee_id"].str[1:].astype(int)
    cohorts = {f"cohort{c}": (mentees["cohort"] == c).astype(float) for c in range(2, 7)}
    fixed = {"everyone": 1.0, "adjacent": mentees["adjacent"], "several": (mentees["k"] > 1).astype(float)}
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    mentor = weights.loc[mentees["mentee_id"]].to_numpy()
    first = pairings.drop_duplicates("mentee_id").set_index("mentee_id").loc[mentees["mentee_id"], "mentor_id"]
    arm = np.where(number % 3 == 0, "without", "with")
    in_arm = mentor * (arm == "with")[:, None]
    return {
        "y": mentees["post"],
        "x": pd.DataFrame(fixed | {"baseline": mentees["baseline"]} | cohorts),
        "mentor": mentor,
        "first": pd.get_dummies(first).to_numpy(dtype=float),
        "side": np.where(mentees["k"] > 1, "k2", "k1"),
        "count": "k" + mentees["k"].astype(str),
        "weights": 1.0 + number % 3,
        "arm": arm,
        "x_arm": pd.DataFrame(
            {"everyone": 1.0, "with": (arm == "with") * 1.0, "baseline": mentees["baseline"]} | cohorts
        ),
        "mentor_arm": in_arm[:, in_arm.any(axis=0)],
    }


def assert_like_nlme(fit: MultipleMembershipFit, expected: dict) -> None:
    """nlme stops where the likelihood changes by less than 1e-9, which leaves its variances right to about 1e-5."""
    assert_allclose(fit.coefficients["estimate"], expected["estimate"], rtol=1e-4, atol=1e-5)
    assert_allclose(fit.coefficients["std_error"], np.sqrt(np.diag(expected["covariance"])), rtol=1e-5)
    assert_allclose(fit.loglik, expected["loglik"], rtol=0, atol=1e-8)
    assert fit.loglik > expected["loglik"] - 1e-10
    for name, variance in expected["variances"].items():
        assert_allclose(fit.variances[name if name == "mentor" else f"residual[{name}]"], variance, rtol=1.5e-5)


@pytest.mark.parametrize(
    ("case", "membership", "by", "weighted"),
    [
        ("two_sides", None, "side", False),
        ("two_sides_weighted", None, "side", True),
        ("first_mentor", "first", "side", False),
        ("memberships", "mentor", "side", False),
        ("memberships_three", "mentor", "count", False),
        ("memberships_weighted", "mentor", "side", True),
    ],
)
def test_estimates_variances_and_likelihood_are_those_of_nlme(case, membership, by, weighted, nlme, program):
    fit = fit_multiple_membership(
        program["y"], program["x"], memberships={} if membership is None else {"mentor": program[membership]},
        residual_by=program[by], weights=program["weights"] if weighted else None,
    )  # fmt: skip
    assert_like_nlme(fit, nlme[case])


def test_an_arm_that_has_no_mentors_is_nobody_of_theirs_as_in_nlme(nlme, program):
    fit = fit_multiple_membership(
        program["y"], program["x_arm"], memberships={"mentor": program["mentor_arm"]}, residual_by=program["arm"]
    )
    assert_like_nlme(fit, nlme["partly_nested"])


def test_known_row_weights_alone_are_those_of_nlme(nlme, program):
    fit = fit_multiple_membership(
        program["y"], program["x"], memberships={"mentor": program["mentor"]}, weights=program["weights"]
    )
    expected = nlme["weights_only"]
    assert_allclose(fit.coefficients["std_error"], np.sqrt(np.diag(expected["covariance"])), rtol=1e-6)
    assert_allclose([fit.variances[name] for name in ("mentor", "residual")], list(expected["variances"].values()),
                    rtol=1e-6)  # fmt: skip
    assert_allclose(fit.loglik, expected["loglik"], rtol=0, atol=1e-9)


def test_variances_are_those_of_glmmtmb_at_its_own_maximum(nlme, program):
    fit = fit_multiple_membership(
        program["y"], program["x"], memberships={"mentor": program["first"]}, residual_by=program["side"]
    )
    expected = nlme["first_mentor_glmmtmb"]
    found = [fit.variances[name] for name in ("mentor", "residual[k1]", "residual[k2]")]
    assert_allclose(found, [expected["variances"][name] for name in ("mentor", "k1", "k2")], rtol=1e-6)
    assert_allclose(fit.loglik, expected["loglik"], rtol=0, atol=1e-9)


def test_two_groups_without_memberships_are_compared_as_welch_does(nlme, program):
    fit = fit_multiple_membership(
        program["y"], program["x_arm"].iloc[:, :2], memberships={}, residual_by=program["arm"]
    )
    a, b = (program["y"][program["arm"] == arm] for arm in ("with", "without"))
    welch = stats.ttest_ind(a, b, equal_var=False)
    row, interval = fit.contrast([0, 1]), welch.confidence_interval()
    assert_allclose(row["estimate"], a.mean() - b.mean(), rtol=1e-10)
    assert_allclose([row["df"], row["p_value"]], [welch.df, welch.pvalue], rtol=1e-8)
    assert_allclose([row["conf_low"], row["conf_high"]], interval, rtol=1e-8)
    assert_allclose(row["df"], nlme["welch"]["df"], rtol=1e-8)
    assert fit.variances == pytest.approx({"residual[with]": a.var(), "residual[without]": b.var()}, rel=1e-8)


def made_up(seed: int, *, n: int = 60, mentors: int = 12, spreads=(1.0, 1.6), crossed: bool = False):
    """1 to 3 mentors each, some rows with none, groups of unlike spread, teams across them where crossed."""
    rng = np.random.default_rng(seed)
    weights = np.zeros((n, mentors))
    for row in weights:
        some = rng.choice(mentors, rng.integers(1, 4), replace=False)
        row[some] = 1.0 / len(some)
    weights[rng.random(n) < 0.2] = 0.0
    teams = np.eye(7)[rng.integers(0, 7, n)]
    groups = rng.integers(0, len(spreads), n)
    x = np.column_stack([np.ones(n), rng.normal(size=n), groups == 0]).astype(float)
    y = x @ [3.0, 0.5, -0.3] + 1.2 * weights @ rng.normal(size=mentors) + 0.8 * teams @ rng.normal(size=7)
    y += np.array(spreads)[groups] * rng.normal(size=n)
    memberships = {"mentor": weights} | ({"team": teams} if crossed else {})
    return y, x, memberships, np.array(["a", "b", "c"])[groups], rng.integers(1, 5, n).astype(float)


@pytest.mark.parametrize(
    ("seed", "spreads", "crossed", "weighted"),
    [
        (1, (1.0, 2.0), False, False),
        (2, (0.5, 1.5), False, True),
        (3, (1.0, 2.0), True, False),
        (4, (1.0, 0.6, 2.0), False, False),
        (6, (2.0, 0.7), True, True),
    ],
)
def test_variances_errors_and_df_agree_with_the_definition(seed, spreads, crossed, weighted):
    y, x, memberships, groups, weights = made_up(seed, spreads=spreads, crossed=crossed)
    given = weights if weighted else None
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups, weights=given)
    kernels = kernels_of(list(memberships.values()), groups, given, len(y))
    variances, loglik = best_variances(y, x, kernels)
    assert variances.min() > 1e-4, "the slow version is at the boundary: its differences would not be valid there"
    contrasts = np.vstack([np.eye(3), [0, 1, -1]])
    found = [fit.contrast(row) for row in contrasts]
    errors = np.sqrt(np.einsum("cp,pq,cq->c", contrasts, covariance(variances, x, kernels), contrasts))
    assert_allclose(list(fit.variances.values()), variances, rtol=1e-5)
    assert_allclose([row["std_error"] for row in found], errors, rtol=1e-6)
    assert_allclose([row["df"] for row in found], satterthwaite(variances, y, x, kernels, contrasts), rtol=1e-4)
    assert_allclose(fit.loglik, loglik, rtol=0, atol=1e-7)


def test_a_joint_test_of_one_contrast_is_its_t_test_squared():
    y, x, memberships, groups, _ = made_up(1)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)
    joint, row = fit.joint_test([0, 1, -1]), fit.contrast([0, 1, -1])
    assert joint.statistic == pytest.approx((row["estimate"] / row["std_error"]) ** 2)
    assert (joint.df_num, joint.df_den) == (1, pytest.approx(row["df"]))
    assert joint.p_value == pytest.approx(row["p_value"])


def test_a_joint_test_lies_between_the_df_of_its_contrasts():
    y, x, memberships, groups, _ = made_up(3, crossed=True)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)
    joint = fit.joint_test([[0, 1, 0], [0, 0, 1]])
    assert joint.df_num == 2
    assert 5 < joint.df_den < 60
    estimates, block = fit.coefficients["estimate"].to_numpy()[1:], fit.covariance[1:, 1:]
    assert joint.statistic == pytest.approx(estimates @ np.linalg.solve(block, estimates) / 2)


def test_groups_of_one_spread_give_nearly_what_one_residual_variance_gives():
    rng = np.random.default_rng(5)
    n = 4_000
    mentor = np.eye(400)[rng.integers(0, 400, n)]
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = x @ [1.0, 0.2] + mentor @ rng.normal(0, 0.5, 400) + rng.normal(size=n)
    plain = fit_multiple_membership(y, x, memberships={"mentor": sparse.csr_array(mentor)})
    apart = fit_multiple_membership(
        y, x, memberships={"mentor": sparse.csr_array(mentor)}, residual_by=rng.integers(0, 2, n)
    )
    assert_allclose(apart.coefficients["std_error"], plain.coefficients["std_error"], rtol=2e-3)
    assert 0.0 <= apart.loglik - plain.loglik < 4.0


def test_one_group_alone_is_the_plain_fit_under_its_name():
    y, x, memberships, _, _ = made_up(2)
    plain = fit_multiple_membership(y, x, memberships=memberships)
    alone = fit_multiple_membership(y, x, memberships=memberships, residual_by=["all"] * len(y))
    assert alone.variances == {"mentor": plain.variances["mentor"], "residual[all]": plain.variances["residual"]}
    pd.testing.assert_frame_equal(alone.coefficients, plain.coefficients)


def test_the_order_of_rows_and_the_names_of_groups_do_not_matter():
    y, x, memberships, groups, weights = made_up(4, spreads=(1.0, 0.6, 2.0))
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups, weights=weights)
    rows = np.random.default_rng(1).permutation(len(y))
    renamed = np.array([{"a": "z", "b": "y", "c": "x"}[group] for group in groups])
    other = fit_multiple_membership(
        y[rows], x[rows], memberships={"mentor": memberships["mentor"][rows]}, residual_by=renamed[rows],
        weights=weights[rows],
    )  # fmt: skip
    assert_allclose(other.coefficients.drop(columns="term"), fit.coefficients.drop(columns="term"), rtol=1e-6)
    assert list(other.variances) == ["mentor", "residual[x]", "residual[y]", "residual[z]"]
    assert other.variances["residual[z]"] == pytest.approx(fit.variances["residual[a]"], rel=1e-6)


@pytest.mark.parametrize("unit", [1e-4, 1e5])
def test_the_unit_of_outcome_weights_and_memberships_does_not_matter(unit):
    y, x, memberships, groups, weights = made_up(1)
    fit = fit_multiple_membership(y, x, memberships=memberships, residual_by=groups, weights=weights)
    other = fit_multiple_membership(
        unit * y, x, memberships={"mentor": 7.0 * memberships["mentor"]}, residual_by=groups, weights=3.0 * weights
    )
    assert_allclose(other.coefficients["df"], fit.coefficients["df"], rtol=1e-5)
    assert_allclose(other.coefficients["std_error"], unit * fit.coefficients["std_error"], rtol=1e-6)
    assert other.variances["mentor"] == pytest.approx(fit.variances["mentor"] * unit**2 / 49, rel=1e-5)
    assert other.variances["residual[a]"] == pytest.approx(fit.variances["residual[a]"] * 3 * unit**2, rel=1e-5)


def test_a_membership_without_variance_is_dropped_before_df():
    rng = np.random.default_rng(11)
    team, groups = np.repeat(np.eye(8), 6, axis=0), np.tile(["a", "b"], 24)
    noise = rng.normal(size=(8, 6))
    noise -= noise.mean(axis=1, keepdims=True)
    y = (noise * np.tile([1.0, 2.0], 3)).ravel()
    y -= (team @ team.T @ y) / 6
    x = np.column_stack([np.ones(48), rng.normal(size=48)])
    fit = fit_multiple_membership(y, x, memberships={"team": team}, residual_by=groups)
    without = fit_multiple_membership(y, x, memberships={}, residual_by=groups)
    assert fit.variances["team"] == 0.0
    assert_allclose(fit.coefficients.drop(columns="term"), without.coefficients.drop(columns="term"), rtol=1e-6)
    assert fit.loglik == pytest.approx(without.loglik, abs=1e-9)


def large(seed: int = 1, *, n: int = 3_000, mentors: int = 600, blocks: int = 1):
    rng = np.random.default_rng(seed)
    often = rng.integers(1, 4, n)
    row, size = np.repeat(np.arange(n), often), mentors // blocks
    column = row * blocks // n * size + rng.integers(0, size, len(row))
    weights = sparse.csc_array((1.0 / np.repeat(often, often), (row, column)), shape=(n, mentors))
    x = np.column_stack([np.ones(n), rng.standard_normal((n, 3))])
    y = x @ [1.0, 0.3, 0.2, 0.0] + weights @ rng.normal(0, 0.6, mentors)
    return y + np.where(often > 1, 1.5, 1.0) * rng.standard_normal(n), x, {"mentor": weights}, np.minimum(often, 2)


def by(route: str, data, monkeypatch) -> MultipleMembershipFit:
    y, x, memberships, groups = data
    monkeypatch.setattr(estimate, "route_of", lambda memberships: route)
    return fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_approximate_route_says_how_far_off_it_is_and_is_no_further(seed, monkeypatch):
    exact, found = (by(route, large(seed), monkeypatch) for route in ("dense", "approximate"))
    assert exact.approximation is None
    assert found.approximation is not None
    assert found.approximation.relative_error < 1e-4
    for name, variance in exact.variances.items():
        assert abs(found.variances[name] / variance - 1) < 4 * found.approximation.relative_error + 1e-7, name
    assert_allclose(found.coefficients["std_error"], exact.coefficients["std_error"], rtol=1e-4)
    assert_allclose(found.coefficients["df"], exact.coefficients["df"], rtol=1e-2)
    assert found.loglik == pytest.approx(exact.loglik, abs=0.05)


def test_blocks_that_share_no_mentor_are_exact(monkeypatch):
    data = large(3, blocks=20)
    whole, apart = by("blocks", data, monkeypatch), by("approximate", data, monkeypatch)
    assert whole.approximation is None
    for name, variance in whole.variances.items():
        assert apart.variances[name] == pytest.approx(variance, rel=1e-3)


def test_teams_and_mentors_are_fitted_at_scale(monkeypatch):
    y, x, memberships, groups = large(4, n=2_000, mentors=400)
    teams = np.random.default_rng(4).integers(0, 150, len(y))
    team = sparse.csc_array((np.ones(len(y)), (np.arange(len(y)), teams)), shape=(len(y), 150))
    y = y + team @ np.random.default_rng(5).normal(0, 0.5, 150)
    data = y, x, memberships | {"team": team}, groups
    exact, found = (by(route, data, monkeypatch) for route in ("dense", "approximate"))
    for name, variance in exact.variances.items():
        assert found.variances[name] == pytest.approx(variance, rel=1e-3), name
    assert_allclose(found.coefficients["df"], exact.coefficients["df"], rtol=1e-2)


def test_a_group_without_spread_is_refused_in_words():
    y, x, memberships, groups, _ = made_up(1)
    y[groups == "b"] = 4.0
    with pytest.raises(ResidualGroupError, match=r"all outcomes of 'b' in residual_by are the same") as caught:
        fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)
    assert caught.value.group == "b"


def test_a_group_that_a_line_fits_without_remainder_is_refused_in_words():
    y, x, memberships, groups, _ = made_up(1)
    y[groups == "b"] = 4.0 + 2.0 * x[groups == "b", 1]
    with pytest.raises(ResidualGroupError, match=r"nothing is left for a residual variance of .* 'b'") as caught:
        fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)
    assert caught.value.group == "b"


def test_a_group_whose_mentors_explain_it_without_remainder_is_refused_in_words():
    y, _, _, groups, _ = made_up(8)
    mentor = np.zeros((len(y), 8))
    mentor[np.arange(len(y)), np.arange(len(y)) % 8] = 1.0
    y[groups == "a"] = (mentor @ np.arange(8.0))[groups == "a"]
    with pytest.raises(ResidualGroupError, match="rows of 'a'"):
        fit_multiple_membership(y, np.ones((len(y), 1)), memberships={"mentor": mentor}, residual_by=groups)


def test_a_group_of_one_row_is_refused_in_words():
    y, x, memberships, groups, _ = made_up(1)
    groups = groups.astype(object)
    groups[7] = "alone"
    with pytest.raises(ResidualGroupError, match="residual_by has 1 row of 'alone': too few"):
        fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)


def test_a_group_that_the_columns_take_up_row_by_row_is_refused_in_words():
    y, x, memberships, groups, _ = made_up(1)
    groups = np.where(np.arange(len(y)) < 3, "few", groups)
    x = np.column_stack([x, np.eye(len(y))[:, :3]])
    with pytest.raises(ResidualGroupError, match="columns of x explain the rows of 'few' without remainder"):
        fit_multiple_membership(y, x, memberships=memberships, residual_by=groups)


def test_mentors_of_one_mentee_each_in_one_group_cannot_be_told_from_its_residual():
    y, x, _, groups, _ = made_up(1)
    mentor = np.eye(len(y))[:, groups == "b"]
    with pytest.raises(IndistinctError, match="variances of mentor and the residual of 'b' apart") as caught:
        fit_multiple_membership(y, x, memberships={"mentor": mentor}, residual_by=groups)
    assert caught.value.membership == "mentor"


def test_a_far_smaller_spread_is_found_as_exactly():
    rng = np.random.default_rng(2)
    groups = np.repeat([0, 1], 40)
    y = np.where(groups == 0, 1.0, 2e-3) * rng.normal(size=80) + groups
    x = np.column_stack([groups == 0, groups == 1]).astype(float)
    fit = fit_multiple_membership(y, x, memberships={}, residual_by=groups)
    assert_allclose(list(fit.variances.values()), [y[:40].var(ddof=1), y[40:].var(ddof=1)], rtol=1e-8)
