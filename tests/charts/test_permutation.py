"""What the figure of a permutation test shows, and what it says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mentorstats.charts.permutation import permutation_chart, shuffles_info
from mentorstats.models.permutation import PermutationTest


def of_draws(draws, statistic: float, *, exact: bool = False) -> PermutationTest:
    return PermutationTest(1.0, statistic, np.array(draws, dtype=float), exact)


@pytest.mark.parametrize("statistic", [2.5, -2.5, 0.4, 7.0, 0.0])
def test_bars_hold_every_shuffle_and_the_striped_ones_those_as_far_as_seen(statistic):
    test = of_draws(np.random.default_rng(1).normal(size=2000), statistic)
    info = shuffles_info(test)
    assert info.shares.sum() == pytest.approx(100)
    far = int((np.abs(test.draws) >= abs(statistic)).sum())
    assert info.reached == far
    assert info.p_value == (1 + far) / 2001
    if abs(statistic) > 0.5:
        assert info.shares[info.far].sum() == pytest.approx(100 * far / 2000)


def test_a_shuffle_that_gives_back_what_was_seen_is_striped():
    info = shuffles_info(of_draws([-2.0, -1.0, 0.0, 1.0, 2.0, 2.0], 2.0, exact=True))
    assert info.reached == 3
    assert info.shares[info.far].sum() == pytest.approx(50)
    assert info.p_value == 0.5


def test_shuffles_without_an_estimate_are_counted_and_not_drawn():
    figure = permutation_chart(of_draws([1.0, -0.5, math.inf], 2.0))
    assert sum(figure.data[0].y) == pytest.approx(200 / 3, abs=0.1)
    assert "Of 3 shuffles 33 % were as far from 0" in figure.layout.meta["summary"]
    assert "Shuffles from which nothing could be estimated count among them" in figure.layout.meta["summary"]


def test_the_figure_says_how_many_shuffles_and_how_exact_p_is():
    figure = permutation_chart(of_draws(np.linspace(-1, 1, 200), 0.9), unit="share")
    assert "200 shuffles" in figure.layout.title.text
    assert figure.layout.xaxis.title.text == "share"
    assert "p = 0.10 ± 0.0216" in figure.layout.meta["summary"]
    exact = permutation_chart(of_draws(np.linspace(-1, 1, 200), 0.9, exact=True))
    assert "all shuffles that there are" in exact.layout.title.text
    assert "200" not in exact.layout.title.text + exact.layout.meta["summary"]
    assert "±" not in exact.layout.meta["summary"]
