from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.explore import explained_shares
from mentorstats.rounding import Rounding
from mentorstats.sharing import describe, shareable


def explored(**given):
    rows = [("goal clarity", 0.02, 0.03, 0.01, False), ("sessions a month", 0.2, 0.01, 0.001, True),
            ("source", 0.001, 0.002, 0.8, False), ("respect", np.nan, np.nan, np.nan, True)]  # fmt: skip
    names = ["factor", "alone", "beside_the_others", "p_adjusted", "after"]
    factors = pd.DataFrame(rows, columns=names).assign(n_overlap=[123, 123, 123, pd.NA])
    columns = dict.fromkeys(names, "exact") | {"n_overlap": "people"}
    factors = describe(factors, columns, rounding=Rounding())
    return SimpleNamespace(factors=factors, outcome="career_confidence", rounding=Rounding(), **given)


def test_factors_are_shown_by_how_much_they_explain_and_those_not_looked_at_are_left_out():
    info = explained_shares(explored())
    assert [(one.title, one.clear, one.after) for one in info] == [
        ("sessions a month", True, True), ("goal clarity", True, False), ("source", False, False),
    ]  # fmt: skip
    figure = charts.explained(explored())
    assert figure.data[0].x == (20, 2, 0.1)
    assert figure.layout.yaxis.ticktext[0] == "<b>sessions a month</b> *"
    assert "Found beyond luck: sessions a month, goal clarity." in figure.layout.meta["summary"]
    assert "All of these are known of 120 mentees, whom the shares are about." in figure.layout.meta["summary"]
    assert figure.layout.meta["table"][2] == ["goal clarity", "2.0 %", "3.0 %", "yes", "before"]


def test_a_dose_curve_says_its_ends_its_trend_and_that_meetings_may_follow():
    program, _ = ms.simulate_program(seed=2, mentees=150)
    curve = ms.dose_curve(program)
    figure = charts.dose(curve)
    summary = figure.layout.meta["summary"]
    assert curve.mentees % 10
    assert f"({program.rounding.words(curve.mentees, 'mentee')})" in summary
    assert "the meetings may follow from how it went" in summary
    assert list(figure.data[1].y) == shareable(curve.curve)["estimate"].tolist()
    assert list(figure.data[1].y) == pytest.approx(curve.curve["estimate"].tolist(), abs=0.00501)
    assert len(figure.layout.meta["table"]) == 8
