from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.models.reliability import cronbach_alpha
from mentorstats.schema.scales import INSTRUMENTS, SurveyScale, scale_from
from mentorstats.schema.settings import InvalidSettings
from tests.programs import pair, program, score

REL = {"name": "relationship", "items": ["a", "b", "c"], "range": [1, 5], "reverse": ["b"]}


def answered(rows, **scale):
    """Each of ``rows`` are one person's answers to a, b and c, None where there is none."""
    people = [f"e{i:02}" for i in range(len(rows))]
    answers = [
        score(person, value, item=item)
        for person, row in zip(people, rows, strict=True)
        for item, value in zip("abc", row, strict=True)
        if value is not None
    ]
    return program([pair(person, "m") for person in people], surveys=answers, scale=(REL | scale,))


def scores(made, name="relationship"):
    own = made.surveys[made.surveys["item"] == name]
    return dict(zip(own["person_id"], own["score"], strict=True))


def test_a_score_is_the_mean_of_the_items_the_reversed_ones_turned_round():
    assert scores(answered([(5, 1, 5), (4, 2, 3)])) == {"e00": 5.0, "e01": pytest.approx(11 / 3)}


def test_where_one_is_the_best_answer_everything_is_turned_so_that_high_is_good():
    assert scores(answered([(1, 5, 1), (5, 1, 5)], best="low")) == {"e00": 5.0, "e01": 1.0}


def test_who_answered_too_few_items_has_no_score_and_the_least_share_can_be_set():
    assert scores(answered([(5, None, None), (4, 2, 3)])).keys() == {"e01"}
    assert scores(answered([(5, None, None), (4, 2, 3)], answered=0.3))["e00"] == 5.0


def test_an_answer_outside_the_range_is_listed_and_does_not_count():
    made = answered([(5, 1, 9), (4, 2, 3)], answered=0.6)
    assert scores(made)["e00"] == 5.0
    found = made.problems[made.problems["problem"].str.contains("outside the range of relationship, 1 to 5")]
    assert found[["file", "line", "value"]].to_numpy().tolist() == [["surveys", 3, "9"]]


def test_an_item_with_a_range_of_its_own_is_stretched_to_that_of_the_scale_and_said():
    made = answered([(5, 1, 7), (4, 2, 4), (3, 3, 1)], ranges={"c": [1, 7]})
    assert scores(made) == {"e00": 5.0, "e01": pytest.approx((4 + 4 + 3) / 3), "e02": pytest.approx((3 + 3 + 1) / 3)}
    (note,) = made.problems.query("column == 'scale.ranges'").to_dict("records")
    assert (note["severity"], note["value"]) == ("note", "c")
    assert "answered from 1 to 7; its answers are stretched to 1 to 5" in note["problem"]
    assert not made.problems["problem"].str.contains("outside the range").any()


def test_a_reversed_item_with_a_range_of_its_own_is_turned_and_stretched():
    assert scores(answered([(5, 0, 5)], ranges={"b": [0, 10]})) == {"e00": 5.0}


def test_an_answer_outside_the_items_own_range_is_listed():
    made = answered([(5, 1, 8)], ranges={"c": [1, 7]}, answered=0.6)
    found = made.problems[made.problems["problem"].str.contains("outside the range of relationship, 1 to 7")]
    assert found["value"].tolist() == ["8"]


def test_items_of_different_ranges_are_suspected_where_no_range_is_said():
    rng = np.random.default_rng(1)
    rows = [(int(rng.integers(1, 8)), int(rng.integers(1, 6)), int(rng.integers(1, 3))) for _ in range(40)]
    found = answered(rows, range=[1, 7], reverse=[]).problems.query("column == 'scale.items'")
    assert found["value"].tolist() == ["b", "c"]
    assert found["severity"].eq("warning").all()
    assert found["action"].str.contains("ranges = {b = [1, 5]}", regex=False).tolist()[0]
    told = answered(rows, range=[1, 7], reverse=[], ranges={"b": [1, 5], "c": [1, 2]}).problems
    assert told.query("column == 'scale.items'").empty
    assert told["column"].eq("scale.ranges").sum() == 2


def test_items_of_one_range_that_differ_in_how_they_are_answered_are_not_suspected():
    rng = np.random.default_rng(2)
    rows = [tuple(int(v) for v in np.clip(np.rint(m + rng.standard_normal(3)), 1, 7)) for m in rng.normal(4, 1, 60)]
    made = answered(rows, range=[1, 7], reverse=[])
    assert made.problems.query("column == 'scale.items'").empty


def test_a_scale_with_the_name_of_a_survey_item_is_refused_in_words():
    made = answered([(5, 1, 5), (4, 2, 3)], name="a")
    assert scores(made, "a") == {"e00": 5, "e01": 4}
    (found,) = made.problems.query("column == 'scale.name'").to_dict("records")
    assert found["value"] == "a"
    assert "it is not scored" in found["problem"]


def test_a_scale_of_scales_is_said_to_be_none():
    outer = {"name": "all", "items": ["a", "relationship"], "range": [1, 5], "answered": 0.5}
    answers = [score("e", value, item=item) for item, value in zip("abc", (5, 1, 5), strict=True)]
    made = program([pair("e", "m")], surveys=answers, scale=(REL, outer))
    (found,) = made.problems.query("value == 'relationship'").to_dict("records")
    assert "another scale's score" in found["problem"]
    assert "parts" in found["action"]


def test_an_item_that_no_survey_has_is_said():
    made = answered([(5, 1, 5), (4, 2, 3)], items=["a", "b", "c", "d"], answered=0.7)
    assert made.problems.query("value == 'd'")["problem"].str.contains("an item that no survey has").all()
    assert scores(made)["e00"] == 5.0


def test_subscales_are_scores_of_their_own():
    made = answered([(5, 1, 3), (4, 2, 3)], parts={"trust": ["a", "b"]})
    assert scores(made, "relationship: trust") == {"e00": 5.0, "e01": 4.0}


def test_waves_and_people_rated_are_kept_apart():
    answers = [score("e00", v, wave=w, item=i, about_id=m) for w in ("baseline", "final") for m in ("m", "n")
               for i, v in zip("abc", (5, 1, 5) if m == "m" else (1, 5, 1), strict=True)]  # fmt: skip
    made = program([pair("e00", "m"), pair("e00", "n")], surveys=answers, scale=(REL,))
    own = made.surveys[made.surveys["item"] == "relationship"]
    assert sorted(zip(own["wave"], own["about_id"], own["score"], strict=True)) == [
        ("baseline", "m", 5), ("baseline", "n", 1), ("final", "m", 5), ("final", "n", 1),
    ]  # fmt: skip


def test_a_scale_can_be_the_outcome():
    made = answered([(5, 1, 5), (4, 2, 3), (1, 5, 1)])
    table = ms.mentee_table(made, outcome="relationship").set_index("mentee_id")
    assert table["final"].tolist() == pytest.approx([5, 11 / 3, 1])


def test_reliability_is_told_wave_by_wave_with_floor_and_ceiling():
    rng = np.random.default_rng(1)
    base = rng.integers(1, 6, 40)
    rows = [tuple(np.clip(v + rng.integers(-1, 2, 3), 1, 5)) for v in base]
    made = answered([(a, 6 - b, c) for a, b, c in rows])
    (row,) = ms.scale_reliability(made).to_dict("records")
    assert row["alpha"] == pytest.approx(cronbach_alpha(np.array(rows)).estimate, rel=1e-12)
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert row["omega_low"] < row["omega"] < row["omega_high"]
    assert row["ceiling_share"] == pytest.approx(np.mean([sum(r) == 15 for r in rows]))
    items = ms.scale_items(made).set_index("item")
    assert items.loc["b", "mean"] == pytest.approx(np.mean([r[1] for r in rows]))


def test_answers_piled_up_at_an_end_are_a_warning():
    made = answered([(5, 1, 5)] * 8 + [(1, 4, 2), (2, 3, 3), (4, 2, 3), (3, 3, 2)])
    assert ms.scale_reliability(made)["warning"].tolist() == ["more than 15 % have the best score there is"]


def spread(people: int, seed: int = 1) -> list[tuple]:
    """Answers that go together, the second item the other way round."""
    rng = np.random.default_rng(seed)
    rows = [tuple(int(v) for v in np.clip(b + rng.integers(-1, 2, 3), 1, 5)) for b in rng.integers(1, 6, people)]
    return [(a, 6 - b, c) for a, b, c in rows]


def test_a_forgotten_reverse_is_a_warning_that_names_the_items():
    (row,) = ms.scale_reliability(answered(spread(40), reverse=[])).to_dict("records")
    assert row["alpha"] < 0
    assert "against the other items; was one to be reversed?" in row["warning"]
    assert "b" in row["warning"].split(" go")[0].split(" and ")
    assert ms.scale_reliability(answered(spread(40)))["warning"].str.contains("against").tolist() == [False]


def test_an_item_that_everybody_answers_alike_is_said_and_leaves_omega_out():
    (row,) = ms.scale_reliability(answered([(a, b, 4) for a, b, _ in spread(40)])).to_dict("records")
    assert np.isfinite(row["alpha"])
    assert np.isnan(row["omega"])
    assert "everybody answered c alike; omega cannot be told: an item is answered alike" in row["warning"]


def test_a_score_that_differs_by_rounding_only_has_no_reliability():
    rows = [(1.1, 2.2, 3.3), (3.3, 1.1, 2.2), (2.2, 3.3, 1.1)] * 5
    assert len({a + b + c for a, b, c in rows}) > 1
    (row,) = ms.scale_reliability(answered(rows, reverse=[])).to_dict("records")
    assert np.isnan(row["alpha"])
    assert "everybody has the same score" in row["warning"]


def test_too_few_answers_to_tell_the_items_apart_leave_omega_out():
    names = [f"i{n:02}" for n in range(15)]
    rng = np.random.default_rng(5)
    surveys = [score(f"e{i}", int(rng.integers(1, 6)), item=name) for i in range(12) for name in names]
    scale = REL | {"items": names, "reverse": []}
    made = program([pair(f"e{i}", "m") for i in range(12)], surveys=surveys, scale=(scale,))
    (row,) = ms.scale_reliability(made).to_dict("records")
    assert np.isnan(row["omega"])
    assert "too few different answers to tell the items apart" in row["warning"]


def test_who_answers_about_several_people_is_one_person_and_not_several():
    rows = spread(20)
    surveys = [
        score(f"e{i}", value, item=item, about_id=f"m{mentor}")
        for i, row in enumerate(rows)
        for mentor in range(6)
        for item, value in zip("abc", row, strict=True)
    ]
    made = program([pair(f"e{i}", f"m{m}") for i in range(20) for m in range(6)], surveys=surveys, scale=(REL,))
    (row,) = ms.scale_reliability(made).to_dict("records")
    (alone,) = ms.scale_reliability(answered(rows)).to_dict("records")
    assert (row["n"], row["people"], alone["people"]) == (120, 20, 20)
    for name in ("alpha", "omega"):
        width, once = (one[f"{name}_high"] - one[f"{name}_low"] for one in (row, alone))
        assert width == pytest.approx(once, rel=0.6)


def recommended(answers: list[int]):
    people = [f"e{i:02}" for i in range(len(answers))]
    surveys = [score(person, value, item="nps") for person, value in zip(people, answers, strict=True)]
    scale = {"name": "would recommend", "use": "recommend", "items": ["nps"]}
    return ms.recommendations(program([pair(p, "m") for p in people], surveys=surveys, scale=(scale,)))


def test_recommendations_are_told_in_three_shares_and_their_difference():
    (row,) = recommended([9] * 10 + [10] * 10 + [7] * 6 + [8] * 4 + [0] * 5 + [6] * 5).to_dict("records")
    assert (row["n"], row["people"], row["note"]) == (40, 40, "")
    assert [row[name] for name in ("promoters", "passives", "detractors")] == [0.5, 0.25, 0.25]
    assert row["difference"] == 0.25


@pytest.mark.parametrize("answers", [[9] * 30 + [7] * 20 + [3] * 4, [9] * 3 + [8] * 3])
def test_recommendations_of_a_few_are_not_shown(answers):
    (row,) = recommended(answers).to_dict("records")
    assert np.isnan([row[name] for name in ("promoters", "passives", "detractors", "difference")]).all()
    assert row["note"] == "it tells of fewer than 10 people, so it is not shown"


def test_few_people_have_no_numbers():
    table = ms.scale_reliability(answered([(5, 1, 5), (4, 2, 3), (1, 5, 1)]))
    assert table["alpha"].isna().all()
    assert table["warning"].tolist() == ["too few complete answers"]


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
