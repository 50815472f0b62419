"""Each rule of certainty, turned by the evidence that is just enough and left by what is just too little."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.questions.certainty.background import Background
from mentorstats.questions.certainty.balance import Imbalance
from mentorstats.questions.certainty.evidence import Evidence
from mentorstats.questions.certainty.grade import MAJOR, OTHERS, grade
from mentorstats.questions.robustness.mentors import WithinMentors
from mentorstats.questions.sensitivity.response import Response
from mentorstats.questions.spread import SpreadTest

CLEAN = Evidence(
    answered=0.9,
    response=Response(("same", "adjacent"), (100, 100), (90, 88), 0.6),
    imbalances=(Imbalance("a - b", "baseline", 0.1, 0.3),),
    mentors=WithinMentors({}, {}, 0.5, ""),
    background=(Background("site", "a - b", 0.1),),
    spread=SpreadTest("same", "adjacent", 1.1, 0.4),
    other_methods={("shuffled", "a - b"): 0.03},
    as_strong={"a - b": (0.1, 0.5)},
    hub=0.3,
)


def apart(difference: float, *, by_chance: float = 0.2, adjusted: bool = True) -> tuple[Imbalance, ...]:
    return (Imbalance("a - b", "baseline", difference, by_chance, adjusted),)


def answers(first: int, second: int, p_value: float) -> Response:
    return Response(("same", "adjacent"), (100, 100), (first, second), p_value)


TURNS = {
    "answers": [({"answered": 0.599}, True), ({"answered": 0.6}, False)],
    "left out": [
        ({"imbalances": apart(0.26, adjusted=False)}, True),
        ({"imbalances": apart(-0.26, adjusted=False)}, True),
        ({"imbalances": (Imbalance("a - b", "industry 52", 0.9, 0.2, adjusted=False, expected=True),)}, True),
        ({"imbalances": apart(0.25, adjusted=False)}, False),
        ({"imbalances": apart(0.4, by_chance=0.41, adjusted=False)}, False),
    ],
    "mentors": [({"mentors": WithinMentors({}, {}, 0.049, "")}, True),
                ({"mentors": WithinMentors({}, {}, 0.05, "")}, False),
                ({"mentors": WithinMentors({}, {}, float("nan"), "too few")}, False)],
    "background": [({"background": (Background("site", "a - b", 0.601),)}, True),
                   ({"background": (Background("site", "a - b", 0.60),)}, False), ({"background": ()}, False)],
    "response": [
        ({"response": answers(90, 80, 0.049)}, True),
        ({"response": answers(80, 90, 0.049)}, True),
        ({"response": answers(90, 81, 0.001)}, False),
        ({"response": answers(90, 70, 0.05)}, False),
        ({"response": Response((), (), (), float("nan"))}, False),
    ],
    "balance": [
        ({"imbalances": apart(0.26)}, True),
        ({"imbalances": apart(-0.26)}, True),
        ({"imbalances": apart(0.25)}, False),
        ({"imbalances": apart(0.4, by_chance=0.41)}, False),
        ({"imbalances": (Imbalance("a - b", "industry 52", 0.9, 0.2, expected=True),)}, False),
    ],
    "methods": [({"other_methods": {("shuffled", "a - b"): 0.03, ("CR2", "a - b"): 0.101}}, True),
                ({"other_methods": {("CR2", "a - b"): 0.10}}, False), ({"other_methods": {}}, False)],
    "unmeasured": [
        ({"as_strong": {"a - b": (-0.01, 0.5)}}, True),
        ({"as_strong": {"a - b": (-0.5, 0.01)}}, True),
        ({"as_strong": {"a - b": (0.0, 0.5)}}, True),
        ({"as_strong": {"a - b": (-0.5, -0.01)}}, False),
        ({"as_strong": {}}, False),
    ],
    "spread": [({"spread": SpreadTest("same", "adjacent", 1.4, 0.01)}, True),
               ({"spread": SpreadTest("same", "adjacent", 1.2, 0.01)}, False), ({"spread": None}, False)],
    "hub": [({"hub": 0.601}, True), ({"hub": 0.60}, False)],
}  # fmt: skip
CASES = [(name, changes, holds) for name, cases in TURNS.items() for changes, holds in cases]


def test_every_rule_is_turned_by_a_case():
    assert [doubt.name for doubt in (*MAJOR, *OTHERS)] == list(TURNS)


def test_a_clean_answer_is_moderate_since_nobody_drew_lots():
    certainty = grade(CLEAN)
    assert (certainty.grade, certainty.reasons) == ("moderate", ("nobody drew lots for who was matched with whom",))


def test_where_lots_were_drawn_a_clean_answer_is_high():
    certainty = grade(CLEAN, lots_drawn=True)
    assert (certainty.grade, certainty.reasons) == ("high", ("lots were drawn for who was mentored",))
    assert grade(replace(CLEAN, hub=0.7), lots_drawn=True).grade == "high"
    assert grade(replace(CLEAN, answered=0.5), lots_drawn=True).grade == "low"


@pytest.mark.parametrize(("name", "changes", "holds"), CASES)
def test_each_rule_turns_at_its_limit(name, changes, holds):
    doubt = next(doubt for doubt in (*MAJOR, *OTHERS) if doubt.name == name)
    evidence = replace(CLEAN, **changes)
    assert doubt.holds(evidence) == holds
    reasons = ("nobody drew lots for who was matched with whom",) if name not in [d.name for d in MAJOR] else ()
    assert not holds or grade(evidence).reasons == (*reasons, doubt.words(evidence))


@pytest.mark.parametrize("name", TURNS)
def test_one_major_reason_makes_it_low_and_one_other_does_not(name):
    changes = next(changes for changes, holds in TURNS[name] if holds)
    major = name in [doubt.name for doubt in MAJOR]
    assert grade(replace(CLEAN, **changes)).grade == ("low" if major else "moderate")
    two = replace(CLEAN, **({"answered": 0.9, "hub": 0.7} | changes))
    assert grade(two).grade == ("moderate" if name == "hub" else "low")


def test_reasons_say_no_number_of_people_and_name_the_column():
    evidence = replace(CLEAN, background=(Background("site", "a - b", 0.9), Background("team", "a - b", 0.2)))
    assert grade(evidence).reasons == ("“site” mostly says who had which mentors",)
    assert grade(replace(CLEAN, answered=0.3)).reasons == ("fewer than 60 % gave a final answer",)
