"""The multiple-membership model against lme4, NIST, least squares and a slow version of itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, sparse, stats

from mentorstats.models.mixed import IndistinctError, NoMaximumError, fit_multiple_membership

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def lme4() -> dict:
    return json.loads((REFERENCE / "mixed.json").read_text())


@pytest.fixture(scope="module")
def program() -> tuple[pd.Series, pd.DataFrame, np.ndarray]:
    mentees = pd.read_csv(REFERENCE / "mentees.csv")
    pairings = pd.read_csv(REFERENCE / "pairings.csv")
    x = pd.DataFrame({"everyone": 1.0, "adjacent": mentees["adjacent"], "several": mentees["k"] > 1})
    x["baseline"] = mentees["baseline"]
    for cohort in range(2, 7):
        x[f"cohort{cohort}"] = mentees["cohort"] == cohort
    weights = pairings.pivot(index="mentee_id", columns="mentor_id", values="weight").fillna(0.0)
    return mentees["post"], x.astype(float), weights.loc[mentees["mentee_id"]].to_numpy()


def made_up(seed: int, *, mentors: int = 12, n: int = 60, spread: float = 1.0):
    """A small crossed design: 1 to 3 mentors each, teams across them."""
    rng = np.random.default_rng(seed)
    weights = np.zeros((n, mentors))
    for row in weights:
        own = rng.choice(mentors, rng.integers(1, 4), replace=False)
        row[own] = 1.0 / len(own)
    teams = np.eye(8)[rng.integers(0, 8, n)]
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    y = x @ [3.0, 0.5, -0.3] + spread * weights @ rng.normal(size=mentors) + teams @ rng.normal(size=8)
    return y + rng.normal(size=n), x, {"mentor": weights, "team": teams}


def slow_deviance(variances: np.ndarray, y: np.ndarray, x: np.ndarray, kernels: list[np.ndarray]) -> float:
    """Minus twice the restricted log-likelihood, written down from its definition in the rows' dimension."""
    v = sum(s * k for s, k in zip(variances, kernels, strict=True))
    vx = np.linalg.solve(v, x)
    beta = np.linalg.solve(x.T @ vx, vx.T @ y)
    rest = y - x @ beta
    determinants = np.linalg.slogdet(v)[1] + np.linalg.slogdet(x.T @ vx)[1]
    return float(determinants + rest @ np.linalg.solve(v, rest) + (len(y) - x.shape[1]) * np.log(2 * np.pi))


def second_difference(f, x: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * a.max() * b.max())


def slow_fit(y: np.ndarray, x: np.ndarray, memberships: dict[str, np.ndarray]):
    """REML by a general optimizer, Satterthwaite's df by finite differences."""
    kernels = [*(w @ w.T for w in memberships.values()), np.eye(len(y))]

    def deviance(logs: np.ndarray) -> float:
        return slow_deviance(np.exp(logs), y, x, kernels)

    best = min(
        (optimize.minimize(deviance, np.full(len(kernels), start), method="Nelder-Mead",
                           options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 6000}) for start in (-1.0, 0.5)),
        key=lambda result: result.fun,
    )  # fmt: skip

    def covariance(logs: np.ndarray) -> np.ndarray:
        v = sum(np.exp(s) * k for s, k in zip(logs, kernels, strict=True))
        return np.linalg.inv(x.T @ np.linalg.solve(v, x))

    steps = np.eye(len(kernels)) * 1e-4
    hessian = np.array([[second_difference(deviance, best.x, a, b) for b in steps] for a in steps])
    slopes = np.array([(np.diag(covariance(best.x + a)) - np.diag(covariance(best.x - a))) / 2e-4 for a in steps])
    c = covariance(best.x)
    df = 2 * np.diag(c) ** 2 / np.einsum("ip,ij,jp->p", slopes, 2 * np.linalg.inv(hessian), slopes)
    return np.exp(best.x), np.sqrt(np.diag(c)), df, -0.5 * best.fun


def test_estimates_and_standard_errors_are_those_of_lme4(lme4, program):
    y, x, weights = program
    fit = fit_multiple_membership(y, x, memberships={"mentor": sparse.csr_array(weights)})
    assert fit.coefficients["term"].tolist() == lme4["terms"]
    assert_allclose(fit.coefficients["estimate"], lme4["estimate"], rtol=1e-6)
    assert_allclose(fit.coefficients["std_error"], lme4["std_error"], rtol=1e-6)
    assert_allclose(fit.covariance, lme4["covariance"], rtol=1e-5, atol=1e-9)


def test_variances_and_the_log_likelihood_are_those_of_lme4(lme4, program):
    y, x, weights = program
    fit = fit_multiple_membership(y, x, memberships={"mentor": weights})
    assert_allclose(fit.variances["mentor"], lme4["variances"]["mentor"], rtol=1e-6)
    assert_allclose(fit.variances["residual"], lme4["variances"]["residual"], rtol=1e-6)
    assert_allclose(fit.loglik, lme4["loglik"], rtol=0, atol=1e-8)


def test_degrees_of_freedom_and_p_values_are_those_of_lmertest(lme4, program):
    y, x, weights = program
    fit = fit_multiple_membership(y, x, memberships={"mentor": weights})
    assert_allclose(fit.coefficients["df"], lme4["df"], rtol=1e-6)
    assert_allclose(fit.coefficients["p_value"], lme4["p_value"], rtol=1e-5)


def test_a_balanced_one_way_layout_gives_the_certified_mean_squares_of_nist():
    lines = (REFERENCE / "SiRstv.dat").read_text().splitlines()[60:]
    numbers = np.array([line.split() for line in lines if line.strip()], dtype=float)
    fit = fit_multiple_membership(
        numbers[:, 1],
        np.ones((len(numbers), 1)),
        memberships={"instrument": np.eye(5)[numbers[:, 0].astype(int) - 1]},
    )
    between, within = 1.27865654000000e-02, 1.08318280000000e-02
    assert_allclose(fit.variances["residual"], within, rtol=1e-9)
    assert_allclose(fit.variances["instrument"], (between - within) / 5, rtol=1e-7)


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_crossed_memberships_agree_with_the_definition(seed):
    y, x, memberships = made_up(seed)
    variances, errors, df, loglik = slow_fit(y, x, memberships)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    assert variances.min() > 1e-4, "the slow version is at the boundary: its differences would not be valid there"
    assert_allclose(list(fit.variances.values()), variances, rtol=2e-5)
    assert_allclose(fit.coefficients["std_error"], errors, rtol=1e-5)
    assert_allclose(fit.coefficients["df"], df, rtol=1e-3)
    assert_allclose(fit.loglik, loglik, rtol=0, atol=1e-7)


@pytest.mark.parametrize("mentors", [5, 90])
def test_one_membership_agrees_with_the_definition_with_few_mentors_and_with_more_than_rows(mentors):
    y, x, memberships = made_up(4, mentors=mentors, spread=2.0)
    only = {"mentor": memberships["mentor"]}
    variances, errors, df, loglik = slow_fit(y, x, only)
    fit = fit_multiple_membership(y, x, memberships=only)
    assert_allclose(list(fit.variances.values()), variances, rtol=2e-5)
    assert_allclose(fit.coefficients["std_error"], errors, rtol=1e-5)
    assert_allclose(fit.coefficients["df"], df, rtol=1e-3)
    assert_allclose(fit.loglik, loglik, rtol=0, atol=1e-7)


def test_without_memberships_it_is_least_squares():
    y, x, _ = made_up(3)
    fit = fit_multiple_membership(y, x, memberships={})
    expected = stats.linregress(x[:, 1], y)
    simple = fit_multiple_membership(y, x[:, :2], memberships={})
    assert_allclose(simple.coefficients.loc[1, "estimate"], expected.slope)
    assert_allclose(simple.coefficients.loc[1, "p_value"], expected.pvalue)
    assert fit.coefficients["df"].tolist() == [57.0, 57.0, 57.0]


def test_a_variance_of_zero_leaves_least_squares_with_n_minus_p():
    rng = np.random.default_rng(0)
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6) + 0.01 * rng.normal(size=24)
    mentor = np.repeat(np.eye(6), 4, axis=0)
    x = pd.DataFrame({"everyone": 1.0, "x": rng.normal(size=24)})
    fit = fit_multiple_membership(y, x, memberships={"mentor": mentor})
    plain = fit_multiple_membership(y, x, memberships={})
    assert fit.variances["mentor"] == 0.0
    pd.testing.assert_frame_equal(fit.coefficients, plain.coefficients)
    assert_allclose(fit.loglik, plain.loglik)


def test_of_two_memberships_the_one_without_variance_is_dropped_before_df():
    rng = np.random.default_rng(11)
    team, mentor = np.repeat(np.eye(8), 6, axis=0), np.tile(np.eye(6), (8, 1))
    noise = rng.normal(size=(8, 6))
    noise -= noise.mean(axis=0)
    y = (noise + rng.normal(size=(8, 1)) * 2).ravel()
    x = np.column_stack([np.ones(48), rng.normal(size=48)])
    both = fit_multiple_membership(y, x, memberships={"team": team, "mentor": mentor})
    alone = fit_multiple_membership(y, x, memberships={"team": team})
    assert both.variances["mentor"] == 0.0
    assert_allclose(both.coefficients.drop(columns="term"), alone.coefficients.drop(columns="term"), rtol=1e-6)


def test_the_scale_and_the_origin_of_the_outcome_do_not_matter():
    y, x, memberships = made_up(6)
    plain = fit_multiple_membership(y, x, memberships=memberships)
    moved = fit_multiple_membership(1e6 + 1e-3 * y, x, memberships=memberships)
    assert_allclose(moved.coefficients["df"], plain.coefficients["df"], rtol=1e-5)
    assert_allclose(moved.coefficients["estimate"].iloc[1:] * 1e3, plain.coefficients["estimate"].iloc[1:], rtol=1e-5)
    assert_allclose(moved.variances["mentor"] * 1e6, plain.variances["mentor"], rtol=1e-5)


def test_the_order_of_rows_and_mentors_does_not_matter():
    y, x, memberships = made_up(7)
    rows, columns = np.random.default_rng(1).permutation(60), np.random.default_rng(2).permutation(12)
    plain = fit_multiple_membership(y, x, memberships=memberships)
    shuffled = {"mentor": memberships["mentor"][rows][:, columns], "team": memberships["team"][rows]}
    mixed = fit_multiple_membership(y[rows], x[rows], memberships=shuffled)
    assert_allclose(mixed.coefficients.drop(columns="term"), plain.coefficients.drop(columns="term"), rtol=1e-6)


def test_a_contrast_is_the_coefficient_of_the_model_written_the_other_way():
    y, x, memberships = made_up(9)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    turned = x.copy()
    turned[:, 2] += turned[:, 1]
    other = fit_multiple_membership(y, turned, memberships=memberships)
    contrast = fit.contrast([0, 1, -1])
    assert contrast["term"] == "x1 - x2"
    numbers = ["estimate", "std_error", "df", "conf_low", "conf_high", "p_value"]
    assert_allclose(contrast[numbers].astype(float), other.coefficients.loc[1, numbers].astype(float), rtol=1e-6)


def test_the_interval_narrows_with_its_level():
    y, x, memberships = made_up(9)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    wide, narrow = fit.contrast([0, 1, 0]), fit.contrast([0, 1, 0], level=0.9)
    reach = stats.t.ppf(0.95, wide["df"]) * wide["std_error"]
    assert_allclose([narrow["conf_low"], narrow["conf_high"]], [wide["estimate"] - reach, wide["estimate"] + reach])


def test_a_joint_test_of_one_contrast_is_its_t_test_squared():
    y, x, memberships = made_up(9)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    joint, row = fit.joint_test([0, 1, 0]), fit.contrast([0, 1, 0])
    assert (joint.df_num, joint.df_den) == (1, pytest.approx(row["df"]))
    assert_allclose(joint.p_value, row["p_value"])


def test_a_joint_test_without_memberships_is_the_f_test_of_nested_models():
    y, x, _ = made_up(9)
    joint = fit_multiple_membership(y, x, memberships={}).joint_test([[0, 1, 0], [0, 0, 1]])
    full = np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2)
    expected = ((np.sum((y - y.mean()) ** 2) - full) / 2) / (full / 57)
    assert_allclose(joint.statistic, expected)
    assert_allclose(joint.p_value, stats.f.sf(expected, 2, 57))


def test_a_team_that_shares_one_outcome_is_refused_because_the_likelihood_has_no_maximum():
    team = np.repeat(np.eye(10), 3, axis=0)
    y = np.repeat(np.random.default_rng(1).normal(size=10), 3)
    with pytest.raises(NoMaximumError, match=r"'team' explains the outcome without remainder.*the group is the row"):
        fit_multiple_membership(y, np.ones((30, 1)), memberships={"team": team})


def test_a_shared_team_outcome_is_refused_beside_another_membership_too():
    rng = np.random.default_rng(1)
    team, mentor = np.repeat(np.eye(10), 3, axis=0), np.eye(15)[rng.integers(0, 15, 30)]
    y = np.repeat(rng.normal(size=10), 3)
    with pytest.raises(NoMaximumError, match="'team' explains"):
        fit_multiple_membership(y, np.ones((30, 1)), memberships={"mentor": mentor, "team": team})


def test_one_mentee_a_mentor_cannot_be_told_from_the_residual():
    y, x, _ = made_up(2)
    with pytest.raises(IndistinctError, match="variances of mentor and the residual apart") as caught:
        fit_multiple_membership(y, x, memberships={"mentor": np.eye(60)})
    assert caught.value.membership == "mentor"


def test_more_mentors_than_rows_may_leave_nothing_for_the_residual():
    y, x, memberships = made_up(1, mentors=40, n=22, spread=10.0)
    with pytest.raises(NoMaximumError, match="'mentor' leaves nothing for the residual"):
        fit_multiple_membership(y, x, memberships={"mentor": memberships["mentor"]})


def test_mentors_that_the_cohort_columns_take_up_are_refused():
    y, _, memberships = made_up(2)
    with pytest.raises(IndistinctError, match="already take up all that 'team'"):
        fit_multiple_membership(y, memberships["team"], memberships={"team": memberships["team"]})


def test_a_dependent_column_is_named_with_those_it_follows_from():
    y, x, memberships = made_up(2)
    frame = pd.DataFrame(x, columns=["everyone", "a", "b"]).assign(c=lambda f: f["a"] + f["b"])
    with pytest.raises(ValueError, match=r"x has 4 columns but rank 3: column '[abc]' follows from '[abc]', '[abc]'"):
        fit_multiple_membership(y, frame, memberships=memberships)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda y, x, w: (y[:-1], x, w), "x must have 59 rows"),
        (lambda y, x, w: (np.where(np.arange(60) == 4, np.nan, y), x, w), "y has no value .* in row 4"),
        (
            lambda y, x, w: (y, np.where(x == 1, np.inf, x), w),
            "column 'x0' of x is infinite in row 0",
        ),
        (lambda y, x, w: (y, x, {"mentor": w["mentor"][:50]}), r"memberships\['mentor'\] must have 60 rows"),
        (lambda y, x, w: (y, x, {"residual": w["mentor"]}), "cannot be called 'residual'"),
        (lambda y, x, w: (y, x, {"mentor": w["mentor"] * np.nan}), r"memberships\['mentor'\] has no value .* in row 0"),
        (lambda y, x, w: (y, x * [1, 1, 0], w), "column 'x2' of x is 0 in every row"),
        (lambda y, x, w: (y[:3], x[:3], {}), "3 rows are too few for 3 coefficients"),
        (lambda y, x, w: (x[:, 1] * 2 + 1, x, w), "explain y without remainder"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(change, message):
    y, x, memberships = change(*made_up(2))
    with pytest.raises(ValueError, match=message):
        fit_multiple_membership(y, x, memberships=memberships)


def test_weights_of_the_wrong_length_are_refused():
    y, x, memberships = made_up(2)
    fit = fit_multiple_membership(y, x, memberships=memberships)
    with pytest.raises(ValueError, match="weights has 2 numbers; the model has 3 coefficients"):
        fit.contrast([1, 0])
    with pytest.raises(ValueError, match="not all 0"):
        fit.contrast([0, 0, 0])


def test_inputs_are_not_changed():
    y, x, memberships = made_up(2)
    copies = y.copy(), x.copy(), memberships["mentor"].copy()
    fit_multiple_membership(y, x, memberships=memberships)
    assert all(np.array_equal(a, b) for a, b in zip(copies, (y, x, memberships["mentor"]), strict=True))
