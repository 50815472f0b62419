from __future__ import annotations

import numpy as np
import pytest
from scipy import interpolate

import mentorstats as ms
from mentorstats import charts
from mentorstats.analyses.explore import dose_curve, explore
from mentorstats.analyses.explore.dosage import doses
from mentorstats.analyses.explore.dose_curve import spline_columns
from mentorstats.analyses.explore.factor import met_pairs
from mentorstats.tables.mentees import participations
from tests.analyses.explore.makers import explored, sample


def test_the_spline_is_straight_outside_its_knots_and_smooth_at_them():
    knots = (1.0, 2.0, 4.0)
    x = np.linspace(-2, 8, 1001)
    bend = spline_columns(x, knots)[:, 1]
    assert np.ptp(np.diff(bend[x <= 1.0])) == pytest.approx(0, abs=1e-12)
    assert np.ptp(np.diff(bend[x >= 4.0])) == pytest.approx(0, abs=1e-9)
    natural = interpolate.CubicSpline(knots, spline_columns(knots, knots)[:, 1], bc_type="natural")
    inside = (x >= 1) & (x <= 4)
    assert bend[inside] == pytest.approx(natural(x[inside]), abs=1e-12)


def test_the_dose_curve_rises_with_its_trend_and_says_on_whom_it_rests():
    found = dose_curve(sample())
    assert list(found.curve.columns) == ["dose", "estimate", "conf_low", "conf_high"]
    assert (found.curve["conf_low"] < found.curve["estimate"]).all()
    assert found.trend["conf_low"] > 0
    row = explored().factors.set_index("factor").loc["sessions a month"]
    assert found.mentees == row["n_mentees"]
    assert f"({(found.mentees + 5) // 10 * 10} mentees)" in found.text
    with pytest.raises(ValueError, match="sessions a month"):
        dose_curve(sample(), of="hours")


def test_the_curve_of_minutes_is_in_minutes_and_its_trend_is_for_ten_more():
    made, _ = ms.simulate_program(seed=2, mentees=150)
    curve = dose_curve(made, of="minutes a month")
    part = participations(made)
    expected = doses(made, met_pairs(part))["minutes"].median()
    assert curve.curve["dose"].median() == pytest.approx(expected, rel=0.5)
    row = explore(made).table.set_index("contrast").loc["minutes a month: ten minutes a month more"]
    assert curve.trend["estimate"] == pytest.approx(row["estimate"], rel=1e-9)
    assert "For ten minutes a month more it is" in charts.dose(curve).layout.meta["summary"]
