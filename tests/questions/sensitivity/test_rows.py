from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import mentorstats as ms
from mentorstats.models.confounding import as_strong_as, e_value, partial_r2, robustness_value
from mentorstats.models.equivalence import detectable, power_of, surely_smaller
from mentorstats.models.missing import lee_bounds, manski_bounds, response_weights
from mentorstats.questions.contrasts import ADJACENCY, NUMBER, TABLE_COLUMNS
from mentorstats.questions.model import ask
from mentorstats.questions.sensitivity import response_by_side, sensitivity_rows
from mentorstats.questions.sensitivity.confounding import _with_match
from tests.programs import pair, program, score

NAN = float("nan")


@cache
def simulated():
    return ms.simulate_program(seed=4, mentees=240, effect_adjacent=0.6)[0]


@cache
def rows(question) -> pd.DataFrame:
    return pd.DataFrame(sensitivity_rows(ask(simulated(), question)))


def own(question, beginning, contrast) -> pd.Series:
    found = rows(question)
    return found[(found["contrast"] == contrast) & found["method"].str.startswith(beginning)].iloc[0]


@pytest.mark.parametrize("question", [ADJACENCY, NUMBER])
def test_rows_have_the_columns_of_the_answer_and_the_role_sensitivity(question):
    assert tuple(rows(question).columns) == TABLE_COLUMNS
    assert set(rows(question)["role"]) == {"sensitivity"}
    assert not rows(question).duplicated(["contrast", "method"]).any()


def test_the_robustness_value_is_that_of_the_published_example():
    """Cinelli and Hazlett (2020), Darfur: t 4.18 with 783 df; 13.9 %, 7.6 % and a partial R² of 2.2 %."""
    assert robustness_value(4.18445, 783) == pytest.approx(0.13878, abs=5e-5)
    assert robustness_value(4.18445, 783, alpha=0.05) == pytest.approx(0.07626, abs=5e-5)
    assert partial_r2(4.18445, 783) == pytest.approx(0.02187, abs=5e-5)


@pytest.mark.parametrize("t", [0.5, 2.0, 4.0, 12.0])
def test_a_confounder_as_strong_as_the_robustness_value_leaves_nothing(t):
    """The bias of one that explains the share RV of both is the whole estimate: se √(df RV² / (1 - RV)) = |t| se."""
    value, df = robustness_value(t, 200), 200
    assert np.sqrt(df * value**2 / (1 - value)) == pytest.approx(t, rel=1e-10)


def test_a_confounder_as_strong_as_a_covariate_is_what_leaving_the_covariate_out_would_do():
    """With one covariate as strong as another, uncorrelated one, the bound is the shift that dropping it makes."""
    rng = np.random.default_rng(3)
    n = 4000
    z, x = rng.standard_normal((2, n))
    d = 0.3 * z + 0.3 * x + rng.standard_normal(n)
    y = 0.5 * d + 0.4 * z + 0.4 * x + rng.standard_normal(n)
    one = np.ones(n)

    def fit(columns):
        design = np.column_stack(columns)
        estimates, rest = np.linalg.lstsq(design, y, rcond=None)[:2]
        errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * rest / (n - design.shape[1]))
        return estimates, errors, n - design.shape[1]

    estimates, errors, df = fit([d, x, one])
    r2_match = np.corrcoef(d, x)[0, 1] ** 2
    found = as_strong_as(
        estimates[0], errors[0], df, r2_match=r2_match, r2_outcome=partial_r2(estimates[1] / errors[1], df)
    )
    assert found == pytest.approx(fit([d, z, x, one])[0][0], abs=0.03)


@pytest.mark.parametrize(("ratio", "value"), [(10.73, 20.94777), (8.02, 15.52336), (1 / 8.02, 15.52336), (1.0, 1.0)])
def test_e_values_are_the_published_ones(ratio, value):
    """VanderWeele and Ding's example, as the EValue package prints it."""
    assert e_value(ratio) == pytest.approx(value, abs=5e-6)
    assert np.isnan(e_value(-1.0))


def test_lee_bounds_are_the_means_after_trimming_the_side_that_answers_more():
    one, other = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 3.0, 4.0, NAN, NAN]
    found = lee_bounds(one, other, draws=0)
    assert found.trimmed == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((2 - 3, 4 - 3))
    mirrored = lee_bounds(other, one, draws=0)
    assert (mirrored.low, mirrored.high, mirrored.trimmed) == pytest.approx((-1, 1, -0.4))


def test_lee_bounds_are_one_number_where_both_sides_answer_alike():
    rng = np.random.default_rng(1)
    one, other = rng.standard_normal((2, 40))
    one[:8] = other[:8] = np.nan
    found = lee_bounds(one, other, draws=200)
    assert found.low == pytest.approx(np.nanmean(one) - np.nanmean(other))
    assert found.high == pytest.approx(found.low)
    welch = stats.ttest_ind(one[8:], other[8:], equal_var=False)
    assert found.high - found.conf_low == pytest.approx(1.96 * abs(found.low / welch.statistic), rel=0.35)


def test_lee_intervals_hold_the_truth_where_only_one_side_drops_out_at_random():
    rng = np.random.default_rng(5)
    held = 0
    for seed in range(60):
        one, other = rng.standard_normal(80) + 0.5, rng.standard_normal(80)
        other[rng.random(80) < 0.2] = np.nan
        found = lee_bounds(one, other, draws=100, seed=seed)
        held += found.conf_low <= 0.5 <= found.conf_high
    assert held >= 55


def test_manski_bounds_hold_every_way_to_fill_in():
    rng = np.random.default_rng(2)
    one, other = rng.integers(1, 6, (2, 12)).astype(float)
    one[:3] = other[:2] = np.nan
    found = manski_bounds(one, other, lowest=1, highest=5)
    filled = []
    for _ in range(300):
        ways = [np.where(np.isnan(side), rng.choice([1.0, 5.0], 12), side).mean() for side in (one, other)]
        filled.append(ways[0] - ways[1])
    assert found.low <= min(filled)
    assert found.high >= max(filled)
    assert max(filled) == pytest.approx(found.high)


def test_a_side_without_an_answer_has_no_bounds():
    with pytest.raises(ValueError, match="no answer"):
        lee_bounds([NAN, NAN], [1.0, 2.0])


def test_the_difference_is_surely_smaller_where_the_ninety_percent_interval_lies_within():
    for estimate in np.linspace(-0.3, 0.3, 13):
        reach = stats.t.ppf(0.95, 40) * 0.1
        inside = estimate - reach > -0.25 and estimate + reach < 0.25
        assert (surely_smaller(estimate, 0.1, 40, margin=0.25) < 0.05) == inside


def test_the_smallest_difference_that_can_be_seen_is_seen_four_times_out_of_five():
    seen = detectable(0.1, 30)
    assert power_of(seen, 0.1, 30) == pytest.approx(0.8, abs=1e-9)
    rng = np.random.default_rng(4)
    t = (seen + 0.1 * rng.standard_normal(20_000)) / (0.1 * np.sqrt(rng.chisquare(30, 20_000) / 30))
    assert np.mean(np.abs(t) > stats.t.ppf(0.975, 30)) == pytest.approx(0.8, abs=0.01)


def test_weights_make_those_who_answered_like_everyone():
    """Two kinds of people, of whom 1 in 2 and 4 in 5 answer: weights are in proportion to 1 over these shares."""
    kind = np.repeat([0.0, 1.0], [40, 60])
    answered = np.concatenate([np.arange(40) % 2 == 0, np.arange(60) % 5 != 0])
    found = response_weights(answered, np.column_stack([np.ones(100), kind]))
    assert found.weights[answered & (kind == 0)] == pytest.approx(0.68 / 0.5)
    assert found.weights[answered & (kind == 1)] == pytest.approx(0.68 / 0.8)
    assert np.average(kind, weights=found.weights) == pytest.approx(0.6)
    assert found.effective < answered.sum()
    with pytest.raises(ValueError, match="without exception"):
        response_weights(answered, np.column_stack([np.ones(100), answered.astype(float)]))


def test_weighting_for_response_is_the_model_of_rows_times_the_root_of_their_weight():
    found = own(ADJACENCY, "those who did not answer weighted in", "adjacent - same")
    primary = ms.adjacent_industries(simulated(), roles=["primary"]).table.iloc[0]
    assert found["estimate"] == pytest.approx(primary["estimate"], abs=0.1)
    assert found["estimate"] != primary["estimate"]


def test_bounds_stand_in_the_interval_and_hold_the_plain_difference_of_those_who_answered():
    asked = ask(simulated(), ADJACENCY)
    whole = asked.comparison.rows
    plain = whole.loc[whole["adjacent"] == 1, "final"].mean() - whole.loc[whole["same"] == 1, "final"].mean()
    for method in ("lowest and highest if", "lowest and highest whatever"):
        row = own(ADJACENCY, method, "adjacent - same")
        assert row["conf_low"] <= plain <= row["conf_high"]
        assert np.isnan(row["estimate"])


def test_the_tipping_point_moves_the_nearest_limit_to_zero():
    row = own(ADJACENCY, "how far from the rest", "adjacent - same")
    primary = ms.adjacent_industries(simulated(), roles=["primary"]).table.iloc[0]
    assert primary["conf_low"] > 0
    table = ask(simulated(), ADJACENCY).part.table.query("left_out == '' and share_unknown < 1")
    silent = table["final"].isna()
    missing = table.loc[silent, "share_adjacent"].sum() / table["share_adjacent"].sum()
    assert primary["conf_low"] + missing * row["estimate"] == pytest.approx(0, abs=1e-9)


def test_the_contrast_of_two_exposures_has_the_partial_r2_of_its_own_column():
    """Turning the exposures must give what a regression says whose column is the contrast itself."""
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.standard_normal((60, 4)), columns=["intercept", "baseline", "adjacent", "distant"])
    frame["intercept"] = 1.0
    frame["adjacent"] += 0.5 * frame["baseline"]
    half, total = (frame["adjacent"] - frame["distant"]) / 2, (frame["adjacent"] + frame["distant"]) / 2
    others = np.column_stack([frame["intercept"], total])
    residuals = [c - others @ np.linalg.lstsq(others, c, rcond=None)[0] for c in (half, frame["baseline"])]
    slow = np.corrcoef(residuals[0], residuals[1])[0, 1] ** 2
    assert _with_match(frame, np.array([0.0, 0.0, 1.0, -1.0])) == pytest.approx(slow, rel=1e-9)


def test_response_is_told_side_by_side_with_a_test():
    pairs = [pair(f"e{i:02}", f"m{i}", mentor_industry=["Art", "Music"][i % 2]) for i in range(60)]
    answers = [score(f"e{i:02}", i % 5) for i in range(60) if i % 2 == 0 or i % 3 == 0]
    found = response_by_side(ask(program(pairs, surveys=answers), ADJACENCY))
    assert found.sides == ("same", "adjacent")
    assert (found.asked, found.answered) == ((30, 30), (30, 10))
    table = [[30, 10], [0, 20]]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_e_values_are_given_for_yes_no_outcomes_only():
    assert not rows(ADJACENCY)["method"].str.contains("E-value").any()
    pairs = [pair(f"e{i:03}", f"m{i % 30}", mentor_industry=["Art", "Music", "Steel"][i % 3]) for i in range(150)]
    yes = [
        score(f"e{i:03}", float((i * 7 + i // 30) % 10 < (8 if i % 3 == 1 else 4)), item="promoted") for i in range(150)
    ]
    asked = ask(program(pairs, surveys=yes), ADJACENCY)
    found = pd.DataFrame(sensitivity_rows(asked))
    row = found[found["method"].str.contains("E-value") & (found["contrast"] == "adjacent - same")].iloc[0]
    means = asked.means()
    assert row["estimate"] == pytest.approx(
        e_value(means["adjacent"]["estimate"] / means["same"]["estimate"]), rel=1e-9
    )


def test_a_program_in_which_everyone_answered_has_nothing_to_bound_and_says_so():
    pairs = [pair(f"e{i:02}", f"m{i % 20}", mentor_industry=["Art", "Music", "Steel"][i % 3]) for i in range(90)]
    made = program(pairs, surveys=[score(f"e{i:02}", (i * 7) % 11) for i in range(90)])
    found = pd.DataFrame(sensitivity_rows(ask(made, ADJACENCY)))
    for beginning in ("those who did not answer", "lowest and highest", "how far from the rest"):
        methods = found.loc[found["method"].str.startswith(beginning), "method"]
        assert methods.str.endswith(": everyone answered").all()
        assert len(methods) >= 3


def test_without_a_model_there_are_no_rows():
    made = program([pair(f"e{i}", "m") for i in range(2)], surveys=[score(f"e{i}", i) for i in range(2)])
    assert sensitivity_rows(ask(made, NUMBER)) == []
