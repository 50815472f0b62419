"""Which sentences an answer has, in which order, and what keeps one of them away."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mentorstats.models.fit import JointTest
from mentorstats.questions.certainty.evidence import gather_evidence
from mentorstats.questions.certainty.grade import Certainty
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.paragraphs import answer_paragraphs
from mentorstats.questions.primary import Primary, primary_results
from mentorstats.questions.robustness.mentors import WithinMentors
from mentorstats.questions.spread import SpreadTest
from mentorstats.questions.verdicts import Verdict
from tests.questions.answered import simulated

MODERATE = Certainty("moderate", ("nobody drew lots for who was matched with whom",))


@pytest.fixture
def model():
    return fit_question(simulated(0.6), ADJACENCY)


@pytest.fixture
def primary(model):
    return primary_results(model)


def said(model, primary, *, certainty=None, **evidence) -> list[str]:
    gathered = replace(gather_evidence(model, primary.contrasts, permutations=49), **evidence)
    return answer_paragraphs(model, primary, gathered, certainty)


def unsure(primary: Primary, **verdict) -> Primary:
    contrasts = tuple(replace(result, verdict=Verdict("cannot tell", **verdict)) for result in primary.contrasts)
    return replace(primary, contrasts=contrasts)


def test_the_answer_comes_first_then_sizes_certainty_who_and_what_it_is_not(model, primary):
    starts = ["Mentors from adjacent industries go with better", "Career confidence is", "How certain this is: moder",
              "Compared are", "This says what goes together"]  # fmt: skip
    paragraphs = said(model, primary, certainty=MODERATE)
    assert [p.startswith(start) for p, start in zip(paragraphs, starts, strict=True)] == [True] * 5


def test_without_a_claim_there_is_no_certainty_and_how_far_the_program_sees_instead(model, primary):
    paragraphs = said(model, unsure(primary))
    assert paragraphs[0].startswith("We cannot tell whether mentors from adjacent industries")
    assert paragraphs[2].startswith("How far this program can see")
    assert not any("certain" in paragraph for paragraph in paragraphs)


def test_a_refusal_is_the_first_and_only_thing_said_of_the_result(model, primary):
    refused = replace(model, fit=None, refusal="every outcome is the same")
    paragraphs = answer_paragraphs(refused, primary, None, None)
    assert paragraphs[0] == (
        "We cannot tell whether mentors from adjacent industries go with better outcomes here: every outcome is the "
        "same."
    )
    assert paragraphs[1].startswith("Compared are")


def test_the_first_paragraph_says_that_part_is_who_the_mentors_are_of_the_clearest_contrast(model, primary):
    within = {r.contrast: pd.Series({"estimate": 0.11, "conf_low": -0.2, "conf_high": 0.4}) for r in primary.contrasts}
    beyond = {r.contrast: pd.Series({"p_value": 0.001 if r.contrast == "distant - same" else 0.2})
              for r in primary.contrasts}  # fmt: skip
    mentors = WithinMentors(within, beyond, 0.01, "")
    first = said(model, primary, mentors=mentors)[0]
    assert "But part of this is who the mentors are: among mentees of the same mentor" in first
    assert "with mentors from distant industries differs from that with mentors from the mentee's own industry" in first
    assert "by 0.11 points (−0.20 to 0.40 fits these data), not by" in first
    assert "part of this" not in said(model, primary, mentors=replace(mentors, p_value=0.05))[0]
    assert "part of this" not in said(model, primary, mentors=WithinMentors({}, {}, 0.01, ""))[0]


@pytest.mark.parametrize(("held_back", "joint_p", "sentence"), [
    ("joint test", 0.4, "Taken alone, mentors from adjacent industries against"),
    ("", 0.01, "The test of all the kinds of mentors together says that they are not all alike (p = 0.01), but no"),
])  # fmt: skip
def test_where_the_joint_test_and_the_contrasts_disagree_that_is_said(model, primary, held_back, joint_p, sentence):
    doubtful = replace(unsure(primary, held_back=held_back), joint=JointTest(3.0, 2.0, 100.0, joint_p))
    assert sentence in said(model, doubtful)[1]


def test_unequal_spread_is_said_with_what_it_holds_back(model, primary):
    vars(model)["spread"] = SpreadTest("distant", "same", 1.6, 0.01)
    sizes = said(model, primary)[1]
    assert sizes.endswith("(p = 0.01); a row of the table allows for that.")
    assert "with a mentor from a distant industry spread 1.6 times as widely as those of mentees with a mentor" in sizes
    held = said(model, unsure(primary, held_back="spread"))[1]
    assert "is no longer clear, so nothing is claimed of it." in held
    vars(model)["spread"] = SpreadTest("distant", "same", 1.6, 0.2)
    assert "times as widely" not in said(model, primary)[1]


def test_several_mentors_allow_for_unequal_spread_anyway():
    model = fit_question(simulated(0.6), NUMBER)
    vars(model)["spread"] = SpreadTest("one", "several at once", 1.6, 0.01)
    assert "; the comparison allows for that." in said(model, primary_results(model))[1]


def test_a_spread_of_few_people_is_not_told(model, primary):
    settings = replace(model.program.settings, min_people=150)
    strict = replace(model, program=replace(model.program, settings=settings))
    vars(strict)["spread"] = SpreadTest("distant", "same", 1.6, 0.01)
    assert "times as widely" not in " ".join(said(strict, primary))


def test_what_the_data_suggest_stands_in_the_caution(model, primary):
    mentors = WithinMentors({}, {}, 0.01, "")
    assert "What else could be behind it here: the mentors themselves" in said(model, primary, mentors=mentors)[-1]
    assert "such as drive or a supportive manager" in said(model, primary)[-1]
