from __future__ import annotations

import numpy as np
import pytest

from mentorstats.simulation.traits import MIDDLE, draw_traits


@pytest.fixture(scope="module")
def traits():
    return draw_traits(np.random.default_rng(3), 20_000, 6)


def test_traits_are_whole_scores_from_1_to_5_around_their_averages(traits):
    for name in ("goal_clarity", "sounding_board", "directive"):
        values = getattr(traits, name)
        assert set(np.unique(values)) == {1, 2, 3, 4, 5}, name
        assert values.mean() == pytest.approx(MIDDLE[name], abs=0.06), name
    assert traits.goal_clarity.shape == (20_000,)
    assert traits.directive.shape == (20_000, 6)


def test_who_listens_more_directs_less(traits):
    r = np.corrcoef(traits.sounding_board.ravel(), traits.directive.ravel())[0, 1]
    assert -0.5 < r < -0.3


def test_both_sides_rate_the_same_respect_each_with_an_error(traits):
    r = np.corrcoef(traits.respect_by_mentee.ravel(), traits.respect_by_mentor.ravel())[0, 1]
    assert 0.4 < r < 0.6
    np.testing.assert_array_equal(traits.respect, (traits.respect_by_mentee + traits.respect_by_mentor) / 2)
    assert traits.respect.mean() == pytest.approx(MIDDLE["respect"], abs=0.1)
