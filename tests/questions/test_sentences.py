from __future__ import annotations

import dataclasses

import pytest

from mentorstats.formats import OutcomeScale
from mentorstats.questions.contrasts import NUMBER
from mentorstats.questions.sentences import (
    best_sentence,
    caution,
    certainty_sentence,
    compared,
    help_sentence,
    joint_sentence,
    mentors_sentence,
    refused,
    short_answer,
    size_sentence,
    spread_sentence,
    untold,
)
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import ContrastResult, Verdict, verdict_of
from mentorstats.rounding import Rounding

SCALE = OutcomeScale("confidence", "points", "higher", 0.2)


def finding(estimate: float, half: float, *, contrast: str = "adjacent - same", **more) -> ContrastResult:
    result = ContrastResult(
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
    return dataclasses.replace(result, verdict=verdict_of(result, SCALE))


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
    said += [caution(("cohort",)), best_sentence(Verdict("better"), []), refused(NUMBER, "too few")]
    assert not any(word in " ".join(said).lower() for word in ("cause", "effect of", "leads to", "improve"))


def test_a_refused_contrast_says_why():
    made = ContrastResult("2+ - 1", "two or more mentors", "one mentor", refusal="only 3 mentees had two")
    assert size_sentence(made, SCALE) == (
        "We cannot compare two or more mentors with one mentor here: only 3 mentees had two."
    )


@pytest.mark.parametrize(
    ("step", "text"), [(0.01, "1.23"), (0.02, "1.24"), (0.1, "1.2"), (0.05, "1.25"), (0.001, "1.234"), (1.0, "1")]
)
def test_numbers_are_told_in_steps_of_their_scale(step, text):
    assert OutcomeScale("x", "points", "higher", 0.2, step).number(1.2341) == text


@pytest.mark.parametrize(("effect", "text"), [(0.1666, "0.17"), (0.002, "0.002"), (5.0, "5.00")])
def test_the_smallest_effect_that_matters_is_never_nothing(effect, text):
    assert OutcomeScale("x", "points", "higher", effect).smallest == text


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
    text = compared(94, 12, {"no final answer": 57, "no industry": 3}, rounding=Rounding(10), teams="40 teams")
    assert text.startswith("Compared are 90 mentees and their 10 mentors.")
    assert "the 40 teams are compared" in text
    assert text.endswith("Left out are 60 mentees (no final answer); for other reasons fewer than 10 each.")
    both = compared(94, 12, {"no final answer": 57, "no industry": 13}, rounding=Rounding(10), teams="")
    assert both.endswith("Left out are 60 mentees (no final answer); 10 mentees (no industry).")


def test_nobody_left_out_and_a_few_left_out_are_said_alike():
    texts = {compared(94, 12, {"a": few, "b": 0}, rounding=Rounding(10), teams="") for few in (0, 1, 9)}
    assert [text.rpartition(". ")[2] for text in texts] == ["Left out are fewer than 10 mentees for any one reason."]


def test_who_asked_to_see_everything_reads_exact_numbers_and_no_empty_reason():
    text = compared(94, 12, {"no answer": 3, "no industry": 0}, rounding=Rounding(1), teams="")
    assert text == "Compared are 94 mentees and their 12 mentors. Left out are 3 mentees (no answer)."
    assert compared(94, 12, {"a": 0}, rounding=Rounding(1), teams="").endswith("their 12 mentors.")


def test_what_the_exports_do_not_tell_names_the_column_that_would():
    text = untold(NUMBER, dated=False, has_baseline=False, unplaced="20 mentees")
    assert all(word in text for word in ("start_date", "end_date", "baseline", "20 mentees could not be placed"))
    assert untold(NUMBER, dated=True, has_baseline=True, unplaced="") == ""


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
    assert short_answer(both) == text


ALONE = dataclasses.replace(finding(0.5, 0.3, p_value=0.03), verdict=Verdict("cannot tell", "joint test"))


def test_a_comparison_that_looks_clear_only_by_itself_is_named_and_nothing_claimed():
    said = joint_sentence([ALONE, finding(0.1, 0.3)], 0.09, sure=0.05)
    assert said == (
        "Taken alone, mentors from adjacent industries against mentors from the mentee's own industry (p = 0.03) looks "
        "clear; but the test of all the kinds of mentors together does not tell them apart (p = 0.09), and among "
        "several comparisons one looks clear by luck more often than once in 20. So nothing is claimed."
    )
    assert "(p = 0.03) and mentors from adjacent industries" in joint_sentence([ALONE, ALONE], 0.09, sure=0.05)
    assert "(p = 0.03) look clear" in joint_sentence([ALONE, ALONE], 0.09, sure=0.05)


@pytest.mark.parametrize(("results", "joint_p", "said"), [
    ([finding(0.1, 0.3)], 0.049, True), ([finding(0.1, 0.3)], 0.05, False), ([finding(0.5, 0.3)], 0.01, False),
    ([dataclasses.replace(ALONE, verdict=Verdict("cannot tell", "spread"))], 0.01, False),
])  # fmt: skip
def test_a_clear_joint_test_without_a_clear_comparison_is_said(results, joint_p, said):
    sentence = joint_sentence(results, joint_p, sure=0.05)
    assert sentence.endswith("but no single comparison is clear enough to say which differ.") == said
    assert bool(sentence) == said


def test_a_spread_says_how_many_times_as_wide_and_what_follows():
    spread = SpreadTest("b", "a", 1.62, 0.004)
    texts = [spread_sentence(spread, "two", "one", held, allowed=allowed)
             for held, allowed in (([], True), ([], False), ([ALONE], False))]  # fmt: skip
    start = "The outcomes of mentees with two spread 1.6 times as widely as those of mentees with one (p = 0.004); "
    assert texts == [
        f"{start}the comparison allows for that.",
        f"{start}a row of the table allows for that.",
        f"{start}allowing for that, mentors from adjacent industries against mentors from the mentee's own industry is "
        "no longer clear, so nothing is claimed of it.",
    ]


def test_mentors_and_certainty_are_said_with_their_numbers_and_reasons():
    assert mentors_sentence(-0.1, -0.3, 0.1, ALONE, SCALE) == (
        "But part of this is who the mentors are: among mentees of the same mentor, confidence with mentors from "
        "adjacent industries differs from that with mentors from the mentee's own industry by −0.10 points "
        "(−0.30 to 0.10 fits these data), not by 0.50."
    )
    assert certainty_sentence("low", ["few answered", "mentors differ"]) == (
        "How certain this is: low, because few answered; mentors differ."
    )


def test_what_is_suspected_takes_the_place_of_the_usual_caution():
    said = caution(("cohort",), ["a site", "drive"])
    assert said.endswith("It compares mentees alike in cohort. What else could be behind it here: a site; drive.")


def test_adjacent_is_not_best_where_it_has_no_lead_that_matters():
    said = best_sentence(Verdict("no difference that matters"), ["distant ones"])
    assert said == "So adjacent industries are not clearly best here: they have no lead that matters over distant ones."
