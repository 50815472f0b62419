from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.simulation.matching import PROXIMITIES
from mentorstats.simulation.simulate import simulate_frames
from tests.simulation.makers import SEEDS, difference, drawn


def test_a_mentee_gets_exactly_the_effects_of_the_mentors_begun_by_the_landmark():
    recipe = {"effect_adjacent": 0.5, "effect_distant": -0.2, "effect_several": 0.3, "noise_sd": 0.01}
    one, other = drawn(3, **recipe), drawn(3, noise_sd=0.01)
    counts = one.matches.by_landmark.sum(1).clip(1)
    names = np.array(PROXIMITIES)[one.matches.proximity]
    share = {name: ((names == name) & one.matches.by_landmark).sum(1) / counts for name in PROXIMITIES}
    expected = 0.5 * share["adjacent"] - 0.2 * share["distant"] + 0.3 * one.matches.several
    assert np.nanmax(np.abs(one.final - other.final - expected)) < 0.1 + 1e-9


def test_without_effects_the_truth_is_exactly_zero_and_with_effects_it_is_close_to_them():
    none = simulate_frames(seed=1)[1]["contrasts"]
    effects = {"effect_adjacent": 0.6, "effect_distant": 0.2, "effect_several": 0.3}
    some = simulate_frames(seed=1, **effects)[1]["contrasts"]
    planted = {"adjacent - same": 0.6, "adjacent - distant": 0.4, "distant - same": 0.2, "2+ - 1": 0.3}
    assert set(none.values()) == {0.0}
    assert some == pytest.approx(planted, abs=0.03)
    gap = some["adjacent - same"] - some["distant - same"]
    assert gap == pytest.approx(some["adjacent - distant"], abs=2e-6)


def test_the_mentor_variance_is_the_planted_share_of_what_is_unexplained():
    variances = simulate_frames(seed=1, mentor_icc=0.3)[1]["variances"]
    assert variances["mentor"] / sum(variances.values()) == pytest.approx(0.3)


def test_cohort_sector_mentors_and_a_failed_match_each_move_the_outcome_of_those_they_concern():
    settings = {"cohort_sd": 0.0, "sector_sd": 0.0, "mentor_icc": 0.0, "failed_match_cost": 0.0}
    settings["baseline_correlation"] = 0.0
    bare = drawn(4, **settings)
    names = pd.Series(bare.industries[: len(bare.final)])
    at_landmark = np.where(bare.matches.by_landmark, bare.matches.mentor, -1)
    alike = {
        "cohort_sd": bare.mentees.cohort,
        "sector_sd": names,
        "mentor_icc": pd.Series([str(sorted(row)) for row in at_landmark]),
        "failed_match_cost": bare.matches.failed,
    }
    for setting, groups in alike.items():
        moved = pd.Series(drawn(4, **settings | {setting: 0.5}).unaffected - bare.unaffected)
        within = moved.groupby(groups).agg(["min", "max"])
        assert np.allclose(within["min"], within["max"]), setting
        assert within["min"].nunique() > 1, setting
    cost = drawn(4, **settings | {"failed_match_cost": 0.5}).unaffected - bare.unaffected
    assert np.allclose(cost, -0.5 * bare.matches.failed)


def test_a_mentee_carries_the_mean_of_the_mentors_begun_by_the_landmark():
    one, other = (drawn(4, mentor_icc=icc, baseline_correlation=0.0) for icc in (0.5, 0.0))
    moved, matches = one.unaffected - other.unaffected, one.matches
    single = matches.by_landmark.sum(1) == 1
    effect = dict(zip(matches.mentor[single, 0], moved[single], strict=True))
    known = [
        (moved[row], [effect[mentor] for mentor in matches.mentor[row][matches.by_landmark[row]]])
        for row in np.flatnonzero(matches.by_landmark.sum(1) > 1)
        if set(matches.mentor[row][matches.by_landmark[row]]) <= effect.keys()
    ]
    assert len(known) > 30
    assert all(total == pytest.approx(np.mean(own)) for total, own in known)


def test_baseline_and_outcome_correlate_as_asked():
    pairs = [drawn(seed, cohort_sd=0.0, sector_sd=0.0, baseline_correlation=0.6) for seed in SEEDS]
    found = [pd.Series(one.mentees.baseline).corr(pd.Series(one.unaffected)) for one in pairs]
    assert np.mean(found) == pytest.approx(0.6, abs=0.04)


def test_final_scores_are_missing_where_it_went_badly_as_much_as_asked():
    gaps = {}
    for depends in (0.0, 1.5):
        programs = [drawn(seed, attrition_depends=depends) for seed in SEEDS]
        luck = np.concatenate([one.mentees.luck[one.matches.begun.any(1)] for one in programs])
        lost = np.concatenate([np.isnan(one.final)[one.matches.begun.any(1)] for one in programs])
        gaps[depends] = difference(luck, lost)
        assert 0.1 < lost.mean() < 0.3
    assert abs(gaps[0.0]) < 0.1
    assert gaps[1.5] < -0.7
