from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.simulation.matching import REQUESTED
from mentorstats.simulation.simulate import OUTCOME, simulate_frames, simulate_program, write_exports
from mentorstats.simulation.surveys import SCALE
from tests.simulation.makers import begun_pairings, drawn


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


@pytest.mark.parametrize("planted", [{"mentees": 1}, {"mentees": 30, "mentors": 6}, {"cohorts": 1}, {"cohorts": 9}])
def test_small_and_odd_programs_can_be_made(planted):
    frames, _ = simulate_frames(seed=2, **planted)
    assert frames["people"]["person_id"].is_unique
    assert frames["people"]["cohort"].nunique() <= planted.get("cohorts", 4)


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
    assert not any(one.matches.begun[:, REQUESTED].any() for one in programs)


def test_a_made_up_program_loads_with_nothing_set_aside():
    program, truth = simulate_program(seed=5, mentees=80)
    assert program.settings.outcome == OUTCOME
    assert truth["mentees"] == 80
    assert program.files["set_aside"].sum() == 0
    assert not (program.problems["severity"] == "blocking").any()


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
            loaded = loaded[loaded["item"] != SCALE["name"]]
        loaded = loaded.reset_index(drop=True)
        pd.testing.assert_frame_equal(loaded, frames[name], check_dtype=False)
        assert b"\r" not in (tmp_path / "new" / "folder" / f"{name}.csv").read_bytes()
