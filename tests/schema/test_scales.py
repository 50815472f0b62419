from __future__ import annotations

import pytest

from mentorstats.schema.scales import INSTRUMENTS, SurveyScale, scale_from
from mentorstats.schema.settings import InvalidSettings
from tests.programs import pair, program, score
from tests.scaled import REL, answered


def scores(made, name="relationship"):
    own = made.surveys[made.surveys["item"] == name]
    return dict(zip(own["person_id"], own["score"], strict=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [({"name": ""}, "scale.name is ''"), ({"items": []}, "scale.items is"), ({"items": ["a", "a"]}, "each once"),
     ({"range": [5, 1]}, "lower end first"), ({"range": 5}, "scale.range is 5"),
     ({"reverse": ["x"]}, "not among the items"), ({"best": "top"}, "'high' or 'low'"),
     ({"answered": 2}, "a share above 0"), ({"parts": {"p": ["x"]}}, "parts.p has 'x'"),
     ({"ranges": {"x": [1, 7]}}, "not among the items"), ({"ranges": {"a": [7, 1]}}, "scale.ranges.a is .* lower end"),
     ({"ranges": [1, 7]}, "scale.ranges is"), ({"rnage": [1, 5]}, "rnage is not known"),
     ({"use": "MFQ"}, "use is 'MFQ'"), ({"use": "MFQ-9"}, "MFQ-9 has 9")],
)  # fmt: skip
def test_a_wrong_scale_is_named_as_it_is_written(change, said):
    with pytest.raises(InvalidSettings, match=said):
        answered([(5, 1, 5)], **change)


def test_two_scales_of_one_name_are_refused():
    with pytest.raises(InvalidSettings, match="more than once"):
        program([pair("e", "m")], surveys=[score("e", 1)], scale=(REL, REL))


def test_a_published_instrument_brings_its_range_and_its_parts():
    items = [f"q{i}" for i in range(1, 10)]
    scale = scale_from({"name": "mentoring", "use": "MFQ-9", "items": items})
    assert (scale.low, scale.high) == (1, 5)
    assert scale.parts["role modeling"] == ("q7", "q8", "q9")
    assert list(scale.scored) == ["mentoring", *(f"mentoring: {part}" for part in INSTRUMENTS["MFQ-9"].parts)]


def test_the_mentoring_competency_assessment_has_six_parts_of_its_twenty_one_items():
    scale = scale_from({"name": "mca", "use": "MCA-21", "items": [f"q{i}" for i in range(1, 22)]})
    assert {part: len(items) for part, items in scale.parts.items()} == {
        "maintaining effective communication": 4, "aligning expectations": 4, "assessing understanding": 3,
        "fostering independence": 3, "addressing diversity": 3, "promoting professional development": 4,
    }  # fmt: skip
    assert scale.parts["promoting professional development"] == ("q18", "q19", "q20", "q21")


@pytest.mark.parametrize(
    ("more", "said"),
    [({"range": [1, 7]}, "MFQ-9 is answered from 1 to 5"), ({"ranges": {"q1": [1, 7]}}, "leave the ranges out"),
     ({"reverse": ["q1"]}, "in MFQ-9 a high answer means little in none")],
)  # fmt: skip
def test_what_contradicts_a_published_instrument_is_refused(more, said):
    with pytest.raises(ValueError, match=said):
        scale_from({"name": "mentoring", "use": "MFQ-9", "items": [f"q{i}" for i in range(1, 10)]} | more)


def test_the_range_of_a_published_instrument_may_be_said_again():
    items = [f"q{i}" for i in range(1, 10)]
    assert scale_from({"name": "mentoring", "use": "MFQ-9", "items": items, "range": [1, 5]}).use == "MFQ-9"


def test_an_instrument_with_reversed_items_asks_which_they_are():
    ten, fourteen = ([f"q{i}" for i in range(n)] for n in (10, 14))
    with pytest.raises(ValueError, match="means little in 4"):
        scale_from({"name": "bond", "use": "SoR youth", "items": ten})
    assert scale_from({"name": "bond", "use": "SoR youth", "items": ten, "reverse": ten[:4]}).reverse == tuple(ten[:4])
    with pytest.raises(ValueError, match="reverse is missing"):
        scale_from({"name": "bond", "use": "SoR mentor", "items": fourteen})
    assert scale_from({"name": "bond", "use": "SoR mentor", "items": fourteen, "reverse": []}).reverse == ()


def test_every_instrument_has_a_source_and_parts_that_add_up():
    for instrument in INSTRUMENTS.values():
        assert instrument.source
        assert sum(instrument.parts.values()) in (0, instrument.items)


def test_a_scale_of_code_is_the_same_as_one_of_the_settings():
    made = program([pair("e", "m")], surveys=[score("e", 2, item=i) for i in "abc"],
                   scale=(SurveyScale("relationship", ("a", "b", "c"), 1, 5, ("b",)),))  # fmt: skip
    assert scores(made) == {"e": pytest.approx(8 / 3)}
