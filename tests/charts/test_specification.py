"""What the figure of a specification curve shows, and what it says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.charts.specification import curve_info, specification_chart
from mentorstats.sharing import shareable
from mentorstats.simulation.simulate import simulate_program


@cache
def curve() -> SpecificationCurve:
    return specification_curve(simulate_program(seed=4, mentees=120)[0], specifications=30, permutations=19)


def test_the_curve_has_every_analysis_by_its_estimate_and_marks_the_usual_one():
    info, table = curve_info(curve()), curve().table
    assert info.total == len(info.estimates) == 30
    assert (np.diff(info.estimates) >= 0).all()
    np.testing.assert_array_equal(info.clear, table["p_value"] < 0.05)
    assert info.estimates.tolist() == shareable(table)["estimate"].tolist()
    assert info.estimates[info.usual] == pytest.approx(table.loc[table["usual"], "estimate"].item(), abs=0.00501)


def test_each_analysis_has_one_way_of_each_choice():
    for name, ways in curve_info(curve()).choices:
        places = np.concatenate([places for _, places in ways])
        assert sorted(places) == list(range(30)), name
        for way, own in ways:
            assert (curve().table[name].iloc[own] == way).all()


def test_of_very_many_analyses_evenly_spread_ones_are_drawn_and_the_usual_one_stays():
    table = pd.concat([curve().table.assign(usual=False)] * 40, ignore_index=True).sort_values("estimate")
    table = table.reset_index(drop=True)
    table.loc[777, "usual"] = True
    many = SpecificationCurve(**{**vars(curve()), "table": table})
    info = curve_info(many)
    assert info.total == 1200
    assert 400 <= len(info.estimates) <= 401
    assert info.estimates[info.usual] == shareable(table).loc[777, "estimate"]
    assert info.estimates[[0, -1]].tolist() == shareable(table)["estimate"].iloc[[0, -1]].tolist()


def test_the_figure_draws_what_its_information_holds_and_says_what_the_curve_says():
    figure, info = specification_chart(curve()), curve_info(curve())
    drawn = [trace for trace in figure.data if trace.marker.symbol in ("circle", "circle-open")]
    assert sum(len(trace.x) for trace in drawn) == 30
    labels = list(figure.layout.yaxis2.ticktext)
    assert len(labels) == sum(1 + len(ways) for _, ways in info.choices)
    summary = figure.layout.meta["summary"]
    assert "30 analyses in order of their estimates" in summary
    assert " ".join(curve().text.split()) in summary
    assert "The usual analysis gives" in summary
