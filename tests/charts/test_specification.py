"""What the figures of many analyses and of many shuffles show, and what they say."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mentorstats.analyses.specification import SpecificationCurve, specification_curve
from mentorstats.charts.permutation import permutation_chart, shuffles_info
from mentorstats.charts.specification import curve_info, specification_chart
from mentorstats.models.permutation import PermutationTest
from mentorstats.simulation.simulate import simulate_program


@cache
def curve() -> SpecificationCurve:
    return specification_curve(simulate_program(seed=4, mentees=120)[0], specifications=30, permutations=19)


def test_the_curve_has_every_analysis_by_its_estimate_and_marks_the_usual_one():
    info, table = curve_info(curve()), curve().table
    assert info.total == len(info.estimates) == 30
    assert (np.diff(info.estimates) >= 0).all()
    np.testing.assert_array_equal(info.clear, table["p_value"] < 0.05)
    assert info.estimates[info.usual] == table.loc[table["usual"], "estimate"].item()


def test_each_analysis_has_one_way_of_each_choice():
    for name, ways in curve_info(curve()).ways:
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
    assert info.estimates[info.usual] == table.loc[777, "estimate"]
    assert info.estimates[[0, -1]].tolist() == table["estimate"].iloc[[0, -1]].tolist()


def test_the_figure_draws_what_its_information_holds_and_says_what_the_curve_says():
    figure, info = specification_chart(curve()), curve_info(curve())
    drawn = [trace for trace in figure.data if trace.marker.symbol in ("circle", "circle-open")]
    assert sum(len(trace.x) for trace in drawn) == 30
    labels = list(figure.layout.yaxis2.ticktext)
    assert len(labels) == sum(1 + len(ways) for _, ways in info.ways)
    summary = figure.layout.meta["summary"]
    assert "30 analyses in order of their estimates" in summary
    assert " ".join(curve().text.split()) in summary
    assert "The usual analysis gives" in summary


def of_draws(draws, statistic: float, *, exact: bool = False) -> PermutationTest:
    return PermutationTest(1.0, statistic, np.array(draws, dtype=float), exact)


@pytest.mark.parametrize("statistic", [2.5, -2.5, 0.4, 7.0, 0.0])
def test_bars_hold_every_shuffle_and_the_striped_ones_those_as_far_as_seen(statistic):
    test = of_draws(np.random.default_rng(1).normal(size=2000), statistic)
    info = shuffles_info(test)
    assert info.counts.sum() == 2000
    far = int((np.abs(test.draws) >= abs(statistic)).sum())
    assert info.reached == far
    assert info.p_value == (1 + far) / 2001
    if abs(statistic) > 0.5:
        assert info.counts[info.far].sum() == far


def test_a_shuffle_that_gives_back_what_was_seen_is_striped():
    info = shuffles_info(of_draws([-2.0, -1.0, 0.0, 1.0, 2.0, 2.0], 2.0, exact=True))
    assert info.counts[info.far].sum() == info.reached == 3
    assert info.p_value == 0.5


def test_shuffles_without_an_estimate_are_counted_and_not_drawn():
    figure = permutation_chart(of_draws([1.0, -0.5, math.inf], 2.0))
    assert sum(figure.data[0].y) == 2
    assert "Of 3 shuffles 1 were as far from 0" in figure.layout.meta["summary"]
    assert "1 shuffles from which nothing could be estimated" in figure.layout.meta["summary"]


def test_the_figure_says_how_many_shuffles_and_how_exact_p_is():
    figure = permutation_chart(of_draws(np.linspace(-1, 1, 200), 0.9), unit="share")
    assert "200 shuffles" in figure.layout.title.text
    assert figure.layout.xaxis.title.text == "share"
    assert "p = 0.1045 ± 0.0216" in figure.layout.meta["summary"]
    exact = permutation_chart(of_draws(np.linspace(-1, 1, 200), 0.9, exact=True))
    assert "all 200 shuffles" in exact.layout.title.text
    assert "±" not in exact.layout.meta["summary"]
