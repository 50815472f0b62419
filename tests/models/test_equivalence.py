from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mentorstats.models.equivalence import detectable, power_of, surely_smaller


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
