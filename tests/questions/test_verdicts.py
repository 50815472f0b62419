"""Each clause of the rule for verdicts, on both sides of its limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.formats import OutcomeScale
from mentorstats.questions.verdicts import CANNOT_TELL, SURE, ContrastResult, Verdict, verdict_of

HIGHER, LOWER = (OutcomeScale("trust", "points", better, 0.2) for better in ("higher", "lower"))


def result(low: float, high: float, *, narrower: float = 0.02) -> ContrastResult:
    """A contrast with this 95 % interval; the 90 % interval is narrower by so much at each end."""
    middle = (low + high) / 2
    return ContrastResult("a - b", "a", "b", middle, low, high, low + narrower, high - narrower)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (-0.2, 0.2, "no difference that matters"),
        (0.01, 0.2, "no difference that matters"),
        (-0.2, -0.01, "no difference that matters"),
        (-0.22, 0.2, "cannot tell"),
        (-0.2, 0.22, "cannot tell"),
        (0.0, 0.5, "cannot tell"),
        (-0.5, 0.0, "cannot tell"),
        (0.001, 0.5, "better"),
        (-0.5, -0.001, "worse"),
    ],
)
def test_no_difference_that_matters_comes_before_better_and_worse(low, high, word):
    assert verdict_of(result(low, high), HIGHER).word == word


@pytest.mark.parametrize(("low", "high", "word"), [(0.1, 0.5, "worse"), (-0.5, -0.1, "better")])
def test_better_is_lower_where_lower_outcomes_are_the_good_ones(low, high, word):
    assert verdict_of(result(low, high), LOWER).word == word


@pytest.mark.parametrize(("joint_p", "verdict"), [
    (None, Verdict("better")),
    (0.0499, Verdict("better")),
    (SURE, Verdict("cannot tell", "joint test")),
    (0.9, Verdict("cannot tell", "joint test")),
])  # fmt: skip
def test_a_claim_needs_the_test_of_all_contrasts_together(joint_p, verdict):
    assert verdict_of(result(0.1, 0.5), HIGHER, joint_p=joint_p) == verdict


def test_the_joint_test_takes_no_difference_that_matters_away_from_nobody():
    assert verdict_of(result(-0.1, 0.1), HIGHER, joint_p=0.9).word == "no difference that matters"


@pytest.mark.parametrize(("otherwise", "otherwise_p", "held_back"), [
    (result(0.05, 0.6), 0.01, ""),
    (result(0.05, 0.6), None, ""),
    (result(-0.05, 0.6), 0.01, "spread"),
    (result(-0.6, -0.05), 0.01, "spread"),
    (result(0.05, 0.6), 0.05, "spread"),
    (ContrastResult("a - b", "a", "b", refusal="too few"), 0.01, "spread"),
])  # fmt: skip
def test_where_spreads_are_unequal_a_claim_also_holds_in_the_model_that_allows_for_it(
    otherwise, otherwise_p, held_back
):
    verdict = verdict_of(result(0.1, 0.5), HIGHER, joint_p=0.01, allowing=(otherwise, otherwise_p))
    assert verdict == Verdict("cannot tell" if held_back else "better", held_back)


def test_the_joint_test_is_said_first_where_both_hold_a_claim_back():
    verdict = verdict_of(result(0.1, 0.5), HIGHER, joint_p=0.5, allowing=(result(-0.1, 0.5), 0.5))
    assert verdict.held_back == "joint test"


def test_what_cannot_be_estimated_or_looks_unclear_by_itself_is_held_back_by_nothing():
    assert verdict_of(ContrastResult("a - b", "a", "b", refusal="too few"), HIGHER, joint_p=0.5) == CANNOT_TELL
    assert verdict_of(result(-0.5, 0.5), HIGHER, joint_p=0.5) == CANNOT_TELL


def test_only_better_and_worse_are_claims():
    words = ("better", "worse", "no difference that matters", "cannot tell")
    assert [Verdict(word).is_claim for word in words] == [True, True, False, False]


def test_the_sign_is_that_of_the_whole_interval():
    assert [result(*ends).sign for ends in [(0.1, 0.2), (-0.2, -0.1), (-0.1, 0.1), (0.0, 0.1)]] == [1, -1, 0, 0]
    assert replace(result(0.1, 0.2), low=float("nan"), high=float("nan")).sign == 0
