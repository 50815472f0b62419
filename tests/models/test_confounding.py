from __future__ import annotations

import numpy as np
import pytest

from mentorstats.models.confounding import as_strong_as, e_value, partial_r2, robustness_value


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
