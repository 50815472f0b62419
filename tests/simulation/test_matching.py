from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.industry import Industries
from mentorstats.simulation.matching import FOLLOWER, INDUSTRIES, LANDMARK_DAYS, PROXIMITIES, UNMAPPED
from tests.simulation.makers import begun_pairings, difference


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
