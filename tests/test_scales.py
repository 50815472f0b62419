from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.instruments import INSTRUMENTS, Scale, scale_from
from mentorstats.models.reliability import cronbach_alpha
from mentorstats.settings import InvalidSettings
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
    assert ms.scale_reliability(made)["warning"].tolist() == ["more than 15% have the best score there is"]


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
     ({"rnage": [1, 5]}, "rnage is not known"), ({"use": "MFQ"}, "use is 'MFQ'"), ({"use": "MFQ-9"}, "MFQ-9 has 9")],
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
                   scale=(Scale("relationship", ("a", "b", "c"), 1, 5, ("b",)),))  # fmt: skip
    assert scores(made) == {"e": pytest.approx(8 / 3)}
