from __future__ import annotations

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.analyses.overview import (
    DEFINITIONS,
    METRIC_COLUMNS,
    meeting_rates,
    pairing_counts,
    program_metrics,
    survey_answers,
)
from tests.programs import pair, program, score


def people(mentees: int, mentors: int, **more) -> list[dict]:
    ids = [f"e{n}" for n in range(mentees)] + [f"m{n}" for n in range(mentors)]
    return [{"person_id": name, **{key: of(name) for key, of in more.items()}} for name in ids]


def pairs(number: int, *, mentors: int = 10, **more) -> list[dict]:
    return [pair(f"e{n}", f"m{n % mentors}", "2024-01-01", "2024-07-01", **more) for n in range(number)]


def shared(made: ms.Program, name: str, of: str = "") -> list[str]:
    """Value, numerator and denominator of a metric as they may be passed on."""
    return metric(ms.shareable(program_metrics(made)), name, of)[["value", "numerator", "denominator"]].tolist()


def metric(found: pd.DataFrame, name: str, of: str = "") -> pd.Series:
    rows = found[(found["metric"] == name) & (found["of"].str.contains(of))]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_row_has_its_definition():
    found = program_metrics(program(pairs(20)))
    assert tuple(found.columns) == METRIC_COLUMNS
    assert set(found["metric"]) == set(DEFINITIONS)
    assert found["definition"].str.endswith(".").all()


def test_the_matched_are_told_of_all_who_are_listed():
    found = program_metrics(program(pairs(20), people=people(40, 12)))
    row = metric(found, "matched")
    assert (row["numerator"], row["denominator"], row["value"]) == (30, 52, pytest.approx(100 * 30 / 52))
    assert metric(found, "unmatched")["value"] == 22
    assert "role in the people" in row["note"]


def test_with_a_role_both_sides_are_told_apart():
    listed = people(40, 25, role=lambda name: "Mentee" if name.startswith("e") else "mentor")
    found = program_metrics(program(pairs(24), people=listed))
    assert metric(found, "matched", "mentees")["value"] == pytest.approx(60)
    assert metric(found, "matched", "mentors")["value"] == pytest.approx(40)
    assert metric(found, "matched", "everyone")["note"] == ""


def test_few_who_are_unmatched_on_one_side_are_few_in_what_is_shared():
    listed = people(40, 14, role=lambda name: "mentee" if name.startswith("e") else "mentor")
    made = program(pairs(24), people=listed)
    assert metric(program_metrics(made), "unmatched", "mentors")["value"] == 4
    assert shared(made, "unmatched", "mentors") == ["<10", "<10", "10"]
    assert shared(made, "unmatched", "mentees") == ["20", "20", "40"]
    assert shared(made, "matched", "mentees") == ["60 %", "20", "40"]


def test_no_definition_asks_to_read_code():
    assert not any(mark in text for text in DEFINITIONS.values() for mark in ("_", "=", "`"))


def test_without_people_the_table_that_would_tell_is_named():
    row = metric(program_metrics(program(pairs(20))), "matched")
    assert pd.isna(row["value"])
    assert "a table of people" in row["note"]


@pytest.mark.parametrize("active", range(4))
def test_a_share_with_few_on_one_side_is_a_bound_that_the_size_alone_gives(active):
    late = [pair(f"late{n}", f"m{n}", "2024-01-01", status="active") for n in range(active)]
    made = program([*pairs(30, status="completed"), *late])
    assert metric(program_metrics(made), "active pairings")["value"] == pytest.approx(100 * active / (30 + active))
    assert shared(made, "active pairings") == ["30 % or less", "<10", "30"]


def test_a_program_of_few_people_shares_no_number_at_all():
    made = program(pairs(6, mentors=3, status="completed"), people=people(6, 3))
    found = ms.shareable(program_metrics(made))
    assert set(found["value"]) <= {"", "not shown", "<10"}
    assert set(found["numerator"]) <= {"", "<10"}
    assert set(found["denominator"]) <= {"", "<10"}


def test_sessions_still_to_come_do_not_count():
    met = [
        {"mentee_id": f"e{n}", "mentor_id": f"m{n % 10}", "date": f"2024-02-0{day}", "status": status}
        for n in range(20)
        for day, status in enumerate(("attended", "attended", "attended", "missed", "scheduled"), start=1)
    ]
    row = metric(program_metrics(program(pairs(20), sessions=met)), "sessions held")
    assert (row["value"], row["denominator"]) == (75, 80)


def test_sessions_without_a_status_do_not_tell_how_many_were_held():
    met = [{"mentee_id": f"e{n}", "mentor_id": f"m{n % 10}", "date": "2024-02-01"} for n in range(20)]
    row = metric(program_metrics(program(pairs(20), sessions=met)), "sessions held")
    assert pd.isna(row["value"])
    assert "with its status" in row["note"]


def test_sessions_a_month_are_all_sessions_over_all_months():
    met = [{"mentee_id": f"e{n}", "mentor_id": f"m{n % 10}", "sessions": 1 + n % 3, "minutes": 60} for n in range(20)]
    made = program(pairs(20, status="completed"), sessions=met)
    months = 182 / (365.2425 / 12)
    row = metric(program_metrics(made), "sessions a month")
    assert row["value"] == pytest.approx(sum(1 + n % 3 for n in range(20)) / (20 * months))
    assert shared(made, "sessions a month") == ["0.32", "", ""]
    assert meeting_rates(made)["rate"].tolist() == pytest.approx([(1 + n % 3) / months for n in range(20)])


def test_mentees_a_mentor_counts_a_pair_once():
    rows = [*pairs(20, cohort="A"), *pairs(20, cohort="B")]
    assert metric(program_metrics(program(rows)), "mentees a mentor")["value"] == 2


def test_the_response_of_each_wave_is_of_all_in_a_pairing():
    answers = [score(f"e{n}", 3, wave="baseline") for n in range(30)] + [score(f"e{n}", 3) for n in range(15)]
    found = program_metrics(program(pairs(30), surveys=[*answers, score("stranger", 3)]))
    assert metric(found, "survey response", "mentees, baseline")["value"] == 100
    assert metric(found, "survey response", "mentees, final")["value"] == 50
    assert "answers of mentors" in metric(found, "survey response", "mentors")["note"]


def test_the_metrics_of_a_made_up_program_agree_with_its_tables():
    made = ms.simulate_program(seed=4, mentees=120)[0]
    found, table = program_metrics(made), ms.pair_table(made)
    closed = (made.pairings["status"] == "closed_early").sum()
    row = metric(found, "closed early")
    assert (row["numerator"], row["denominator"]) == (closed, len(table))
    assert metric(found, "mentees a mentor")["denominator"] == table["mentor_id"].nunique()


@pytest.mark.parametrize(("answered", "shown"), [(40, "40"), (31, "30"), (12, "10"), (4, "<10")])
def test_who_answered_an_item_is_counted_and_shared_in_tens(answered, shown):
    surveys = [score(f"e{n}", 3.0, "baseline") for n in range(40)] + [score(f"e{n}", 4.0) for n in range(answered)]
    found = survey_answers(program(pairs(40), surveys=surveys))
    assert found.loc["confidence", ["baseline", "final"]].tolist() == [40, answered]
    assert ms.shareable(found).loc["confidence", ["baseline", "final"]].tolist() == ["40", shown]


def test_pairings_are_counted_by_status_each_that_there_could_be():
    rows = [*pairs(30, status="completed"), *(pair(f"e{n % 3}", f"m{n}", status="paused") for n in range(12))]
    rows += [pair(f"c{n}", "m1", status="closed_early") for n in range(15)]
    found = pairing_counts(program(rows))
    few = {"active": 0, "proposed": 0, "declined": 0, "not said": 0}
    assert found["pairings"].to_dict() == {**few, "completed": 30, "closed_early": 15, "paused": 12}
    assert found.loc["paused", "mentees"] == 3
    shown = ms.shareable(found)["pairings"].to_dict()
    assert shown == {**dict.fromkeys(few, "<10"), "completed": "30", "closed_early": "20", "paused": "not shown"}


def test_pairings_are_counted_by_how_close_the_industries_are():
    rows = [*pairs(30), *pairs(20, mentor_industry="Art"), *pairs(3, mentor_industry="Steel")]
    found = pairing_counts(program(rows), by="proximity")
    assert found["pairings"].to_dict() == {"same": 20, "adjacent": 30, "distant": 3, "unknown": 0}
    assert ms.shareable(found)["pairings"].to_dict() == {
        "same": "20", "adjacent": "30", "distant": "<10", "unknown": "<10",
    }  # fmt: skip
    with pytest.raises(ValueError, match="by is 'round'; expected one of 'status', 'proximity', 'cohort'"):
        pairing_counts(program(rows), by="round")


def test_pairings_are_counted_by_cohort_with_both_sides():
    rows = [pair(f"e{n}", f"m{n % 13}", cohort="spring" if n < 24 else None) for n in range(30)]
    counts = pairing_counts(program(rows), by="cohort")
    assert counts.to_dict("index") == {
        "spring": {"pairings": 24, "mentees": 24, "mentors": 13},
        "no cohort": {"pairings": 6, "mentees": 6, "mentors": 6},
    }
    assert ms.shareable(counts).to_dict("index") == {
        "spring": {"pairings": "20", "mentees": "20", "mentors": "10"},
        "no cohort": dict.fromkeys(("pairings", "mentees", "mentors"), "<10"),
    }


def test_what_mentors_answered_as_mentees_is_no_answer_of_mentors():
    rows = [*pairs(30), *(pair(f"x{n}", f"e{n}", "2024-08-01", "2024-12-01") for n in range(15))]
    given = [score(name, 1.0, wave="", item="graduated") for name in [*(f"e{n}" for n in range(20)), "m1", "m2"]]
    found = program_metrics(program(rows, surveys=given))
    assert metric(found, "survey response", "mentees, survey without its time")["numerator"] == 20
    row = metric(found, "survey response", "mentors")
    assert pd.isna(row["value"])
    assert "answers of mentors" in row["note"]
