from __future__ import annotations

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.models.reliability import cronbach_alpha
from tests.programs import pair, program, score
from tests.scaled import REL, answered


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
    made = answered([(5, 1, 5)] * 8 + [(1, 4, 2), (2, 3, 3), (4, 2, 3), (3, 3, 2)] * 3)
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
    assert (row["n"], row["people"]) == (40, 40)
    assert [row[name] for name in ("promoters", "passives", "detractors")] == [0.5, 0.25, 0.25]
    assert row["difference"] == 0.25


def test_recommendations_are_shared_to_five_percent_with_the_difference_of_the_rounded_shares():
    (row,) = ms.shareable(recommended([9] * 23 + [7] * 11 + [0] * 12)).to_dict("records")
    assert (row["n"], row["people"]) == ("50", 50)
    assert [row[name] for name in ("promoters", "passives", "detractors")] == ["50 %", "25 %", "25 %"]
    assert row["difference"] == "25 %"


@pytest.mark.parametrize("answers", [[9] * 30 + [7] * 20 + [3] * 4, [9] * 3 + [8] * 3])
def test_recommendations_of_a_few_share_no_difference(answers):
    exact = recommended(answers)
    (row,) = ms.shareable(exact).to_dict("records")
    assert exact["difference"].notna().all()
    assert row["difference"] == "not shown"
    assert not row["detractors"].endswith(" %")


def test_fewer_than_three_people_have_no_numbers():
    table = ms.scale_reliability(answered([(5, 1, 5), (4, 2, 3)]))
    assert table["alpha"].isna().all()
    assert table["warning"].tolist() == ["too few complete answers"]


def test_of_few_people_no_number_is_shared():
    exact = ms.scale_reliability(answered([(5, 1, 5), (4, 2, 3), (1, 5, 1), (2, 4, 2)]))
    assert exact["alpha"].notna().all()
    table = ms.shareable(exact)
    assert table["n"].tolist() == ["<10"]
    assert table[["people", "alpha", "alpha_low", "alpha_high", "omega"]].isna().all(axis=None)
    assert table[["floor_share", "ceiling_share", "warning"]].to_numpy().tolist() == [
        ["", "", "too few complete answers"]
    ]
