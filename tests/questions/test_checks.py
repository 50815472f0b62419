from __future__ import annotations

import pandas as pd
import pytest

from mentorstats import adjacent_industries, multiple_mentors
from mentorstats.exports.load import load_frames
from mentorstats.models.reml import estimate
from mentorstats.questions.checks import CHECK_COLUMNS
from tests.programs import pair, program, score


def checks(pairings, surveys, ask=adjacent_industries) -> pd.Series:
    table = ask(program(pairings, surveys=surveys)).checks
    assert tuple(table.columns) == CHECK_COLUMNS
    assert set(table["status"]) <= {"fine", "note", "caution", "stop"}
    assert table["meaning"].str.endswith((".", "?")).all()
    return table.set_index("check")


def people(n: int, *, answered: int, **more: str):
    kinds = ["Art", "Music", "Steel"]
    pairings = [pair(f"e{i}", f"m{i % 12}", mentor_industry=kinds[i % 3], **more) for i in range(n)]
    return pairings, [score(f"e{i}", float((i * 7) % 5)) for i in range(answered)]


def test_the_share_of_final_answers_is_said_and_few_are_a_caution():
    found = checks(*people(60, answered=60))
    assert found.loc["final answers", ["result", "status"]].tolist() == ["60 of 60 mentees", "fine"]
    found = checks(*people(60, answered=45))
    assert found.loc["final answers", ["result", "status"]].tolist() == ["50 of 60 mentees", "caution"]
    assert found.loc["left out: no final answer", "result"] == "20"
    found = checks(*people(28, answered=4))
    assert found.loc["final answers", "result"] == "fewer than 10 of 30 mentees"


def test_every_reason_for_which_some_could_be_left_out_is_there_whether_any_were_or_a_few():
    dated = {"start_date": "2025-01-01"}
    for answered in (60, 57):
        found = checks(*people(60, answered=answered, **dated))["result"]
        left_out = found[found.index.str.startswith("left out: ")]
        assert left_out.to_dict() == {
            "left out: no final answer": "fewer than 10",
            "left out: final answer before the landmark": "fewer than 10",
            "left out: over before the landmark": "fewer than 10",
            "left out: order of mentors unknown": "fewer than 10",
            "left out: no mentor whose industry is known": "fewer than 10",
        }


def test_nothing_in_the_checks_tells_none_from_a_few():
    """Of 64 mentees none or three have no final answer, no score before, or a mentor of unknown industry."""
    seen = set()
    for few in (0, 3):
        pairings, answers = people(64, answered=64 - few)
        pairings = [row | ({"mentor_industry": ""} if place in range(30, 30 + few) else {})
                    for place, row in enumerate(pairings)]  # fmt: skip
        before = [score(f"e{i}", float((i * 3) % 4), "baseline") for i in range(64 - few)]
        found = checks(pairings, answers + before).drop(index=["how alike the sides are", "spread of the sides"])
        told = found["result"].str.replace(r"[\d.]+ standard|F\(.*|\d+ % of what", "", regex=True)
        seen.add(str(told.to_dict()))
    assert len(seen) == 1


@pytest.mark.parametrize(("n", "status"), [(30, "fine"), (27, "stop")])
def test_a_side_of_fewer_than_ten_stops_its_comparison(n, status):
    found = checks(*people(n, answered=n))
    assert found.loc["mentees with a mentor from an adjacent industry", ["result", "status"]].tolist() == [
        "10" if n == 30 else "fewer than 10",
        status,
    ]


def test_mentors_of_unknown_industry_do_not_stop_anything():
    pairings, answers = people(60, answered=60)
    pairings.append(pair("e0", "x", mentor_industry=""))
    found = checks(pairings, answers)
    assert found.loc["mentees with a mentor whose industry is unknown", ["result", "status"]].tolist() == [
        "fewer than 10",
        "fine",
    ]


def test_what_is_not_adjusted_for_is_said():
    found = checks(*people(60, answered=60))
    assert found.loc["adjusted for", ["result", "status"]].tolist() == ["nothing", "caution"]
    assert found.loc["score before", "status"] == "caution"


def test_exports_without_dates_are_a_caution_and_with_dates_none():
    found = checks(*people(60, answered=60), ask=multiple_mentors)
    assert found.loc["dates of pairings", "status"] == "caution"
    dated = checks(*people(60, answered=60, start_date="2025-01-01"), ask=multiple_mentors)
    assert "dates of pairings" not in dated.index


def test_where_more_people_are_hidden_a_side_of_ten_is_too_few():
    pairings, answers = people(33, answered=33)
    made = program(pairings, surveys=answers, min_people=12)
    found = adjacent_industries(made).checks.set_index("check")
    sides = found.index.str.startswith("mentees with a mentor from")
    assert found.loc[sides, "result"].tolist() == ["fewer than 12"] * 3
    assert found.loc[sides, "status"].tolist() == ["stop"] * 3
    assert found.loc["mentees compared", ["result", "status"]].tolist() == ["30", "fine"]


def test_a_share_of_scores_before_that_is_missing_is_said():
    pairings, answers = people(60, answered=60)
    before = [score(f"e{i}", float((i * 3) % 4), "baseline") for i in range(45)]
    assert checks(pairings, answers + before).loc["no score before", "result"] == "25 % of the rows"


def test_mentors_who_are_shared_are_counted():
    name, kinds = "mentors with several mentees", ("Art", "Music", "Steel")
    pairings = [pair(f"e{i}", f"m{i % 40}", mentor_industry=kinds[i % 40 % 3]) for i in range(60)]
    answers = [score(f"e{i}", float((i * 7) % 11)) for i in range(60)]
    assert checks(pairings, answers).loc[name, "result"] == "50 % of the mentors"
    assert checks(*people(60, answered=60)).loc[name, "result"] == "not shown, of the mentors"


@pytest.mark.parametrize(
    ("through", "result", "status"),
    [(10, "25 %", "fine"), (20, "50 %", "caution"), (0, "30 % or less", "fine"), (4, "30 % or less", "fine")],
)
def test_much_adjacency_through_a_hub_is_a_caution(through, result, status):
    hub, plain = ("Staffing agency", "Wholesale of durable goods"), ("Banking", "Insurance")
    kinds = [hub if n < through else plain for n in range(40)]
    pairings = pd.DataFrame([pair(f"e{n}", f"m{n % 8}") for n in range(40)])
    pairings[["mentee_industry", "mentor_industry"]] = kinds
    answers = pd.DataFrame([score(f"e{n}", float(n % 5)) for n in range(40)])
    found = adjacent_industries(load_frames(pairings=pairings, surveys=answers)).checks.set_index("check")
    assert found.loc["adjacent through a hub industry", ["result", "status"]].tolist() == [
        f"{result} of the adjacent pairings",
        status,
    ]


def test_a_pair_that_is_adjacent_without_the_hub_too_does_not_count():
    pairings = pd.DataFrame([pair(f"e{n}", f"m{n % 8}") for n in range(40)])
    pairings["mentee_industry"], pairings["mentor_industry"] = "Banking", "Insurance; Staffing agency"
    answers = pd.DataFrame([score(f"e{n}", float(n % 5)) for n in range(40)])
    found = adjacent_industries(load_frames(pairings=pairings, surveys=answers)).checks.set_index("check")
    assert found.loc["adjacent through a hub industry", "result"] == "30 % or less of the adjacent pairings"


def test_an_answer_about_numbers_of_mentors_says_nothing_of_hubs():
    assert "adjacent through a hub industry" not in checks(*people(60, answered=60), ask=multiple_mentors).index


def test_variances_that_were_estimated_from_random_signs_are_said_to_be(monkeypatch):
    assert "how exactly the variances are known" not in checks(*people(60, answered=60)).index
    monkeypatch.setattr(estimate, "route_of", lambda memberships: "approximate")
    pairings, _ = people(240, answered=240)
    pairings += [
        pair(f"e{i}", f"m{i * 5 % 12}", mentor_industry=pairings[i * 5 % 12]["mentor_industry"])
        for i in range(0, 240, 2)
    ]
    answers = [score(f"e{i}", float((i * 7) % 5 + i % 12)) for i in range(240)]
    row = checks(pairings, answers).loc["how exactly the variances are known"]
    assert row["status"] == "fine"
    assert row["result"].startswith("estimated, each with an error of about 0.0")
