from __future__ import annotations

import numpy as np
import pytest

from mentorstats.exports.load import load
from mentorstats.models.reliability import cronbach_alpha
from mentorstats.schema.scales import scale_from
from mentorstats.simulation.simulate import OUTCOME, simulate_frames, write_exports
from mentorstats.simulation.surveys import SCALE, draw_answers, planted_alpha
from tests.simulation.makers import begun_pairings


def test_baselines_and_finals_are_tenths_from_1_to_5_and_rarely_at_the_ends(frames):
    scores = frames["surveys"].query("item == @OUTCOME")["score"]
    assert scores.between(1, 5).all()
    assert np.allclose(scores * 10, (scores * 10).round())
    assert scores.isin([1.0, 5.0]).mean() < 0.04


def test_a_large_number_of_answers_to_the_scale_has_the_planted_alpha():
    answers = draw_answers(np.random.default_rng(3), 100_000).dropna()
    answers["belonging_3"] = 6 - answers["belonging_3"]
    assert cronbach_alpha(answers).estimate == pytest.approx(planted_alpha(), abs=0.005)


def test_the_written_settings_declare_the_scale_that_is_drawn(frames, tmp_path):
    assert load(write_exports(frames, tmp_path)).settings.scale == (scale_from(SCALE),)


def test_belonging_has_nothing_to_do_with_the_outcome():
    found = []
    for seed in range(8):
        wide = simulate_frames(seed=seed)[0]["surveys"].query("about_id.isna() and wave == 'final'")
        wide = wide.pivot_table(index="person_id", columns="item", values="score")
        found.append(wide["belonging_1"].corr(wide[OUTCOME]))
    assert abs(np.mean(found)) < 3 / np.sqrt(8 * 190)


def test_goals_are_asked_again_halfway_and_not_everybody_answers(frames):
    asked = frames["surveys"].query("item == 'goal_clarity'").set_index("wave")["person_id"]
    before, halfway = set(asked["baseline"]), set(asked["midpoint"])
    assert 0.6 < len(before & halfway) / len(before) < 0.9
    assert halfway <= set(begun_pairings(frames)["mentee_id"])
