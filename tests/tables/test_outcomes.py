from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.errors import UnusableExports
from mentorstats.exports.load import load, load_frames
from mentorstats.program import Program
from mentorstats.tables.outcomes import chosen_outcome, outcome_candidates, outcome_items

PAIRINGS = pd.DataFrame({"mentee_id": [f"E{n:02}" for n in range(40)], "mentor_id": "M1"})


def program(*answers: tuple[str, str, int], **settings) -> Program:
    """Each of ``answers`` is an item, a wave and how many of the mentees answered it then."""
    rows = [(f"E{n:02}", wave, item, 1 + n % 5) for item, wave, people in answers for n in range(people)]
    surveys = pd.DataFrame(rows, columns=["person_id", "wave", "item", "score"])
    return load_frames(pairings=PAIRINGS, surveys=surveys, **settings)


def test_candidates_have_their_answers_counted_by_mentees():
    made = program(("joy", "final", 20), ("joy", "baseline", 10), ("joy", "midpoint", 30), ("pace", "baseline", 30))
    assert outcome_candidates(made).to_dict("records") == [{"item": "joy", "mentees": 20, "before": 10}]
    assert outcome_items(made) == ["joy"]


@pytest.mark.parametrize(
    ("answers", "order"),
    [
        ([("a", "final", 20), ("b", "final", 30)], ["b", "a"]),
        ([("a", "final", 20), ("b", "final", 20)], ["a", "b"]),
        ([("a", "final", 30), ("b", "final", 20), ("b", "baseline", 5)], ["b", "a"]),
        ([("a", "final", 40), ("b", "final", 19), ("b", "baseline", 19)], ["a", "b"]),
        ([("nps", "final", 40), ("nps", "baseline", 40), ("b", "final", 20)], ["b", "nps"]),
    ],
)  # fmt: skip
def test_the_likeliest_has_many_answers_and_some_from_before_and_is_no_opinion_about_the_mentor(answers, order):
    assert outcome_candidates(program(*answers))["item"].tolist() == order


def test_the_only_candidate_needs_no_choice_and_a_choice_is_kept():
    assert chosen_outcome(program(("joy", "final", 20)), None) == "joy"
    several = [("joy", "final", 20), ("pace", "final", 30)]
    assert chosen_outcome(program(*several), "joy") == "joy"
    assert chosen_outcome(program(*several, outcome="joy"), None) == "joy"
    assert chosen_outcome(program(*several, outcome="joy"), "pace") == "pace"


def test_a_refusal_has_the_line_to_write_and_the_candidates_with_their_answers_in_tens():
    made = program(("joy", "final", 16), ('the "pace"', "final", 30), ("few", "final", 9))
    with pytest.raises(UnusableExports) as caught:
        chosen_outcome(made, None)
    assert 'outcome = "the \\"pace\\"" at the top of mentorstats.toml' in str(caught.value)
    assert '--outcome "the \\"pace\\"" behind the command' in str(caught.value)
    assert str(caught.value).endswith('the "pace" (30 mentees), joy (20 mentees), few (fewer than 10 mentees)')


def test_an_outcome_that_is_none_is_named_before_those_that_can_be_one():
    with pytest.raises(UnusableExports, match=r"^'luck' is not a survey item with final answers; say which .*joy \(20"):
        chosen_outcome(program(("joy", "final", 20)), "luck")


def test_of_very_many_candidates_the_first_are_listed():
    with pytest.raises(UnusableExports, match=r"q11 \(10 mentees\) and 3 more$"):
        chosen_outcome(program(*((f"q{n:02}", "final", 12) for n in range(15))), None)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "add a file that says how it went"),
        ([("joy", "Zap", 20), ("joy", "baseline", 20)], r"not known when they were given; say .* below \[waves\]"),
        ([("joy", "baseline", 20)], "all of their answers were read as baseline; add the final survey"),
        ([("joy", "baseline", 20), ("joy", "midpoint", 9)], "were read as baseline and midpoint"),
    ],
)
def test_where_nothing_can_be_the_outcome_the_reason_is_the_one_that_is_known(answers, words):
    with pytest.raises(UnusableExports, match=rf"^no survey item has final answers by mentees.*{words}"):
        chosen_outcome(program(*answers), None)


def test_files_that_are_not_read_are_named_where_answers_are_missing(tmp_path):
    PAIRINGS.to_csv(tmp_path / "pairings.csv", index=False)
    (tmp_path / "surveys.sav").write_bytes(b"$FL2")
    (tmp_path / "logo.png").write_bytes(b"x")
    with pytest.raises(UnusableExports, match=r"who graduated; not read so far: surveys\.sav$"):
        chosen_outcome(load(tmp_path), None)


def test_columns_of_numbers_beside_the_pairings_are_named_where_there_is_no_survey():
    beside = PAIRINGS.assign(Progress=[str(50 + n % 7) for n in range(40)])
    with pytest.raises(UnusableExports, match=r'write outcome = "Progress" at the top of mentorstats\.toml'):
        chosen_outcome(load_frames(pairings=beside), None)


def test_answers_of_strangers_are_said_to_be_nobodys_of_the_pairings():
    surveys = pd.DataFrame({"person_id": ["X1", "X2"], "item": "joy", "score": [1, 2]})
    with pytest.raises(UnusableExports, match="nobody who answered is a mentee of the pairings"):
        chosen_outcome(load_frames(pairings=PAIRINGS, surveys=surveys), None)
