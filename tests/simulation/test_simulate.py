from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.industry import Industries
from mentorstats.models.reliability import cronbach_alpha
from mentorstats.schema.scales import scale_from
from mentorstats.simulation.matching import (
    ASKED,
    FOLLOWER,
    INDUSTRIES,
    LANDMARK_DAYS,
    PROXIMITIES,
    UNMAPPED,
    Drawn,
    Recipe,
    draw,
)
from mentorstats.simulation.simulate import OUTCOME, simulate_frames, simulate_program, write_exports
from mentorstats.simulation.surveys import DECLARED, draw_answers, planted_alpha

SEEDS = range(20)


def drawn(seed: int, **planted: float) -> Drawn:
    return draw(np.random.default_rng(seed), Recipe(**planted))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def programs() -> list[Drawn]:
    return [drawn(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return simulate_frames(seed=7)[0]


def begun_pairings(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return frames["pairings"][~frames["pairings"]["status"].isin(["proposed", "declined"])]


def equal(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> list[bool]:
    return [one[name].equals(other[name]) for name in ("people", "pairings", "sessions", "surveys")]


def test_the_same_seed_makes_the_same_program_and_another_seed_another(frames):
    assert equal(frames, simulate_frames(seed=7)[0]) == [True] * 4
    assert equal(frames, simulate_frames(seed=8)[0]) == [False] * 4


def test_effects_change_final_scores_and_nothing_else(frames):
    planted = simulate_frames(seed=7, effect_adjacent=0.6, effect_distant=-0.3, effect_several=0.4)[0]
    final = (frames["surveys"]["wave"] == "final") & (frames["surveys"]["item"] == OUTCOME)
    assert equal(frames, planted) == [True, True, True, False]
    assert planted["surveys"][~final].equals(frames["surveys"][~final])
    assert planted["surveys"].drop(columns="score").equals(frames["surveys"].drop(columns="score"))


def test_a_mentee_gets_exactly_the_effects_of_the_mentors_begun_by_the_landmark():
    recipe = {"effect_adjacent": 0.5, "effect_distant": -0.2, "effect_several": 0.3, "noise_sd": 0.01}
    one, other = drawn(3, **recipe), drawn(3, noise_sd=0.01)
    counts = one.matches.by_landmark.sum(1).clip(1)
    names = np.array(PROXIMITIES)[one.matches.proximity]
    share = {name: ((names == name) & one.matches.by_landmark).sum(1) / counts for name in PROXIMITIES}
    expected = 0.5 * share["adjacent"] - 0.2 * share["distant"] + 0.3 * one.matches.several
    assert np.nanmax(np.abs(one.final - other.final - expected)) < 0.1 + 1e-9


@pytest.mark.parametrize(
    ("name", "value"),
    [("mentees", 0), ("mentors", 5), ("cohorts", 0), ("mentor_icc", 1.0), ("noise_sd", 0.0),
     ("attrition", 1.0), ("share_several", -0.1), ("baseline_correlation", 1.0), ("unmapped", float("nan"))],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"^{name} must be from .* not {value}$"):
        simulate_frames(seed=1, **{name: value})


def test_a_misspelled_setting_is_refused():
    with pytest.raises(TypeError, match="effect_adjacnt"):
        simulate_frames(seed=1, effect_adjacnt=0.5)


@pytest.mark.parametrize("planted", [{"mentees": 1}, {"mentees": 30, "mentors": 6}, {"cohorts": 1}, {"cohorts": 9}])
def test_small_and_odd_programs_can_be_made(planted):
    frames, _ = simulate_frames(seed=2, **planted)
    assert frames["people"]["person_id"].is_unique
    assert frames["people"]["cohort"].nunique() <= planted.get("cohorts", 4)


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


def test_mentees_have_one_to_four_mentors_and_mentors_are_shared_unevenly(frames):
    begun = begun_pairings(frames)
    mentors = begun.groupby("mentee_id")["mentor_id"].nunique()
    load = begun.groupby("mentor_id").size()
    assert set(mentors) == {1, 2, 3, 4}
    assert mentors.sum() == len(begun)
    assert load.max() > 3 * load.median() > 3


def test_every_name_has_a_place_but_the_ones_that_shall_have_none():
    industries = Industries.standard()
    typed = [name for _, _, ways in INDUSTRIES for name in ways]
    places = industries.classify(typed)
    assert set(places["method"]) <= {"exact", "alias"}
    assert set(industries.classify(UNMAPPED)["method"]) == {"unknown"}
    for _, _, ways in INDUSTRIES:
        assert len({industries.nodes([name])[name] for name in ways}) == 1, ways


def test_planted_proximities_are_those_that_the_program_is_analyzed_with(programs):
    one = programs[0]
    mentees, mentors = one.industries[: len(one.final)], one.industries[len(one.final) :]
    left = pd.Series(np.repeat(mentees, one.matches.mentor.shape[1]))
    right = pd.Series(mentors[one.matches.mentor.ravel()])
    found = Industries.standard().compare(left, right)["proximity"].to_numpy()
    assert (left.str.contains(";") | right.str.contains(";")).any()
    assert list(found) == list(np.array(PROXIMITIES)[one.matches.proximity.ravel()])


def test_each_proximity_is_common_enough_to_be_compared(programs):
    shares = [np.bincount(one.matches.proximity[one.matches.by_landmark], minlength=4) for one in programs]
    unknown, distant, adjacent, same = np.sum(shares, axis=0) / np.sum(shares)
    assert 0 < unknown < 0.08
    assert min(distant, adjacent, same) > 0.15


def test_only_a_failed_match_ends_before_the_landmark_and_only_a_late_mentor_begins_after_it(programs):
    for one in programs:
        matches = one.matches
        landmark = matches.start[:, [0]] + LANDMARK_DAYS
        ends_before = matches.begun & (matches.end < landmark)
        begins_after = matches.begun & (matches.start > landmark)
        assert not ends_before[~matches.failed].any()
        assert not ends_before[:, 1:].any()
        assert (begins_after == (matches.begun & ~matches.by_landmark)).all()
        assert not begins_after[:, :FOLLOWER].any()
        assert (matches.start[matches.begun] < matches.end[matches.begun]).all()


def test_a_mentor_who_follows_a_failed_match_never_overlaps_it(programs):
    followed = [(one.matches, one.matches.failed & one.matches.begun[:, FOLLOWER]) for one in programs]
    assert sum(rows.sum() for _, rows in followed) > 50
    for matches, rows in followed:
        assert (matches.start[rows, FOLLOWER] > matches.end[rows, 0]).all()


def test_mentors_at_once_overlap_for_weeks_before_the_landmark(programs):
    for one in programs:
        matches, several = one.matches, one.matches.several & one.matches.begun[:, 0]
        landmark = matches.start[several, 0] + LANDMARK_DAYS
        until = np.minimum(np.minimum(matches.end[several, 0], matches.end[several, 1]), landmark)
        assert (until - np.maximum(matches.start[several, 0], matches.start[several, 1]) >= 14).all()


def difference(values: np.ndarray, groups: np.ndarray) -> float:
    return float(values[groups].mean() - values[~groups].mean())


def test_luck_differs_for_those_who_ever_had_two_but_not_for_those_who_have_two_at_the_landmark(programs):
    ever, at_once = [], []
    for one in programs:
        here = ~np.isnan(one.final) & ~one.matches.failed
        luck, matches = one.mentees.luck[here], one.matches
        ever.append(difference(luck, matches.begun[here].sum(1) > 1))
        at_once.append(difference(luck, matches.several[here]))
    assert np.mean(ever) > 0.3
    assert abs(np.mean(at_once)) < 3 * np.std(at_once) / np.sqrt(len(at_once))


def test_the_first_mentor_is_no_closer_than_the_others_so_their_number_says_nothing(programs):
    same = PROXIMITIES.index("same")
    proximity = np.concatenate([one.matches.proximity for one in programs]) == same
    gap = proximity[:, 0].astype(float) - proximity[:, 1:].mean(axis=1)
    assert abs(gap.mean()) < 3 * gap.std() / np.sqrt(len(gap))


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


def test_baselines_and_finals_are_tenths_from_1_to_5_and_rarely_at_the_ends(frames):
    scores = frames["surveys"].query("item == @OUTCOME")["score"]
    assert scores.between(1, 5).all()
    assert np.allclose(scores * 10, (scores * 10).round())
    assert scores.isin([1.0, 5.0]).mean() < 0.04


def test_pairings_that_never_began_have_no_dates_and_those_that_go_on_have_no_end(frames):
    pairings = frames["pairings"].set_index("status")
    assert set(pairings.index) == {"proposed", "declined", "active", "completed", "closed_early"}
    assert pairings.loc[["proposed", "declined"], ["start_date", "end_date"]].isna().all(axis=None)
    assert pairings.loc[["active", "completed", "closed_early"], "start_date"].notna().all()
    assert pairings.loc["active", "end_date"].isna().all()
    assert (pairings.loc["completed", "end_date"] > pairings.loc["completed", "start_date"]).all()


def test_sessions_lie_within_their_pairing_and_only_attended_ones_have_minutes(frames):
    keys = ["pairing_id", "mentee_id", "mentor_id"]
    sessions = frames["sessions"].merge(begun_pairings(frames), on=keys, how="left")
    assert sessions["start_date"].notna().all()
    assert (sessions["date"] >= sessions["start_date"]).all()
    assert (sessions["end_date"].isna() | (sessions["date"] <= sessions["end_date"])).all()
    assert (sessions["minutes"].notna() == (sessions["status_x"] == "attended")).all()
    assert set(sessions["status_x"]) == {"attended", "missed", "cancelled", "scheduled"}
    assert not frames["sessions"].duplicated(["pairing_id", "date"]).any()


def test_nobody_is_mentee_and_mentor_and_everyone_is_among_the_people(frames):
    mentees, mentors = set(frames["pairings"]["mentee_id"]), set(frames["pairings"]["mentor_id"])
    people = set(frames["people"]["person_id"])
    assert not mentees & mentors
    assert mentees | mentors | set(frames["surveys"]["person_id"]) <= people
    assert all(len(person) == 5 and person.startswith("00") for person in people)


def test_asked_mentors_who_never_began_are_in_no_other_table(frames, programs):
    never = frames["pairings"][frames["pairings"]["start_date"].isna()]
    about = frames["surveys"].dropna(subset="about_id")
    assert not set(never["pairing_id"]) & set(frames["sessions"]["pairing_id"])
    assert never.merge(about, left_on=["mentee_id", "mentor_id"], right_on=["person_id", "about_id"]).empty
    assert not any(one.matches.begun[:, ASKED].any() for one in programs)


def test_a_made_up_program_loads_with_nothing_set_aside():
    program, truth = simulate_program(seed=5, mentees=80)
    assert program.settings.outcome == OUTCOME
    assert truth["mentees"] == 80
    assert program.files["set_aside"].sum() == 0
    assert not (program.problems["severity"] == "blocking").any()


def test_a_large_number_of_answers_to_the_scale_has_the_planted_alpha():
    answers = draw_answers(np.random.default_rng(3), 100_000).dropna()
    answers["belonging_3"] = 6 - answers["belonging_3"]
    assert cronbach_alpha(answers).estimate == pytest.approx(planted_alpha(), abs=0.005)


def test_the_written_settings_declare_the_scale_that_is_drawn(frames, tmp_path):
    assert load(write_exports(frames, tmp_path)).settings.scale == (scale_from(DECLARED),)


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


def test_time_need_not_follow_luck():
    def moved(follows: bool) -> tuple[float, float]:
        sessions, closed = [], []
        for seed in range(12):
            luck = drawn(seed, time_follows_luck=follows).mentees.luck
            frames = simulate_frames(seed=seed, time_follows_luck=follows)[0]
            ids = frames["people"]["person_id"].iloc[: len(luck)]
            met = frames["sessions"]["mentee_id"].value_counts().reindex(ids, fill_value=0)
            early = frames["pairings"].query("status == 'closed_early'")["mentee_id"]
            sessions.append(np.corrcoef(met, luck)[0, 1])
            closed.append(np.corrcoef(ids.isin(early), luck)[0, 1])
        return float(np.mean(sessions)), float(np.mean(closed))

    assert min(map(abs, moved(True))) > 0.15
    assert max(map(abs, moved(False))) < 3 / np.sqrt(12 * 240)


def test_written_exports_load_as_the_tables_they_were_made_from(frames, tmp_path):
    program = load(write_exports(frames, tmp_path / "new" / "folder"))
    assert program.settings.outcome == OUTCOME
    for name in ("people", "pairings", "sessions", "surveys"):
        loaded = getattr(program, name)[frames[name].columns]
        if name == "surveys":
            loaded = loaded[loaded["item"] != DECLARED["name"]]
        loaded = loaded.reset_index(drop=True)
        pd.testing.assert_frame_equal(loaded, frames[name], check_dtype=False)
        assert b"\r" not in (tmp_path / "new" / "folder" / f"{name}.csv").read_bytes()
