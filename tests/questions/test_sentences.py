from __future__ import annotations

import dataclasses

import pytest

from mentorstats.formats import OutcomeScale
from mentorstats.questions.contrasts import NUMBER
from mentorstats.questions.sentences import (
    ContrastResult,
    best_sentence,
    caution,
    compared,
    help_sentence,
    refused,
    short_answer,
    size_sentence,
    untold,
    verdict_of,
)

SCALE = OutcomeScale("confidence", "points", "higher", 0.2)


def finding(estimate: float, half: float, *, contrast: str = "adjacent - same", **more) -> ContrastResult:
    return ContrastResult(
        contrast,
        "mentors from adjacent industries",
        "mentors from the mentee's own industry",
        estimate=estimate,
        low=estimate - half,
        high=estimate + half,
        low90=estimate - 0.84 * half,
        high90=estimate + 0.84 * half,
        detectable=1.43 * half,
        **more,
    )


@pytest.mark.parametrize(
    ("estimate", "half", "better", "verdict"),
    [
        (0.5, 0.3, "higher", "better"),
        (0.5, 0.3, "lower", "worse"),
        (-0.5, 0.3, "higher", "worse"),
        (-0.5, 0.3, "lower", "better"),
        (0.1, 0.3, "higher", "cannot tell"),
        (0.0, 0.1, "higher", "no difference that matters"),
        (0.1, 0.05, "higher", "no difference that matters"),
        (0.3, 0.3, "higher", "cannot tell"),
    ],
)
def test_the_verdict_is_decided_by_rule_and_in_order(estimate, half, better, verdict):
    assert verdict_of(finding(estimate, half), OutcomeScale("confidence", "points", better, 0.2)) == verdict


def test_the_ninety_percent_interval_decides_whether_a_difference_matters():
    assert verdict_of(finding(0.0, 0.23), SCALE) == "no difference that matters"
    assert verdict_of(finding(0.0, 0.24), SCALE) == "cannot tell"


def test_what_cannot_be_estimated_cannot_be_told():
    assert verdict_of(ContrastResult("2+ - 1", "two", "one", refusal="too few"), SCALE) == "cannot tell"


@pytest.mark.parametrize(
    ("made", "parts"),
    [
        (
            finding(0.5, 0.3),
            ["Confidence is 0.50 points higher with", "; anything from 0.20 to 0.80", "(95 % interval)"],
        ),
        (finding(-0.5, 0.3), ["Confidence is 0.50 points lower with", "; anything from −0.80 to −0.20"]),
        (finding(0.1, 0.3), ["0.10 points higher", ", but anything from −0.20 to 0.40"]),
        (finding(0.0, 0.1), ["anything from −0.08 to 0.08", "(90 % interval)", "short of the 0.20 that would matter"]),
    ],
)
def test_a_sentence_has_the_size_and_the_range(made, parts):
    sentence = size_sentence(made, SCALE)
    assert all(part in sentence for part in parts), sentence


def test_no_sentence_says_that_anything_causes_anything():
    said = [size_sentence(finding(e, 0.3), SCALE) for e in (0.5, -0.5, 0.1, 0.0)]
    said += [caution(("cohort",)), best_sentence("better", []), refused(NUMBER, "too few")]
    assert not any(word in " ".join(said).lower() for word in ("cause", "effect of", "leads to", "improve"))


def test_a_refused_contrast_says_why():
    made = ContrastResult("2+ - 1", "two or more mentors", "one mentor", refusal="only 3 mentees had two")
    assert size_sentence(made, SCALE) == (
        "We cannot compare two or more mentors with one mentor here: only 3 mentees had two."
    )


@pytest.mark.parametrize(
    ("effect", "text"), [(0.2, "1.23"), (0.16, "1.23"), (5.0, "1.2"), (2.0, "1.2"), (0.02, "1.234"), (50, "1")]
)
def test_numbers_have_as_many_decimals_as_matter(effect, text):
    assert OutcomeScale("x", "points", "higher", effect).number(1.2341) == text


def test_zero_has_no_sign_and_minus_is_a_minus():
    assert SCALE.number(-0.001) == "0.00"
    assert SCALE.number(-0.5) == "−0.50"


def test_the_help_grows_with_the_square_of_what_is_missing():
    made = finding(0.1, 0.2 / 1.43 * 2)
    assert made.detectable == pytest.approx(0.4)
    sentence = help_sentence([made], SCALE, 100, people="100 mentees", noun="mentee")
    assert "a true difference of 0.40 points would be noticed four times out of five" in sentence
    assert "about 300 mentees more" in sentence


def test_a_size_too_small_to_be_seen_by_any_program_asks_for_no_more_than_a_billion():
    tiny = OutcomeScale("confidence", "points", "higher", 1e-300)
    sentence = help_sentence([finding(0.0, 0.4)], tiny, 100, people="100 mentees", noun="mentee")
    assert "about 1,000,000,000 mentees more" in sentence


def test_a_program_that_sees_enough_needs_no_more_mentees():
    assert "more" not in help_sentence([finding(0.15, 0.1)], SCALE, 100, people="100 mentees", noun="mentee")


def test_who_is_compared_and_who_is_left_out_is_said_with_the_reasons():
    text = compared("90 mentees", "12 mentors", [("no final answer", "10")], teams=40)
    assert "90 mentees and their 12 mentors" in text
    assert "the 40 teams are compared" in text
    assert text.endswith("Left out are 10 mentees (no final answer).")
    several = [("no final answer", "10"), ("no industry", "fewer than 10")]
    assert compared("about 80 mentees", "12 mentors", several, teams=None).endswith(
        "Left out are: 10 mentees (no final answer); fewer than 10 mentees (no industry)."
    )


def test_what_the_exports_do_not_tell_names_the_column_that_would():
    text = untold(NUMBER, dated=False, has_baseline=False, unplaced=3)
    assert all(word in text for word in ("start_date", "end_date", "baseline", "Fewer than 10 mentees"))
    assert untold(NUMBER, dated=True, has_baseline=True, unplaced=0) == ""


@pytest.mark.parametrize(
    ("estimates", "text"),
    [
        ((0.5, 0.5), "These mentors go with better outcomes here than own or distant."),
        (
            (0.5, 0.1),
            "These mentors go with better outcomes here than own; compared with distant, we cannot tell.",
        ),
        (
            (-0.5, 0.1),
            "These mentors go with worse outcomes here than own; compared with distant, we cannot tell.",
        ),
        (
            (0.1, 0.1),
            "We cannot tell whether these mentors go with better outcomes here than own or distant.",
        ),
    ],
)
def test_the_short_answer_has_every_verdict_and_no_number(estimates, text):
    both = [
        dataclasses.replace(finding(e, 0.3), first="these mentors", second=o)
        for e, o in zip(estimates, ("own", "distant"), strict=True)
    ]
    assert short_answer(both, SCALE) == text
