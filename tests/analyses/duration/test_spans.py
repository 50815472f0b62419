from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.analyses.duration import match_length, pairing_spans
from mentorstats.analyses.duration.spans import last_day
from tests.analyses.duration.makers import CLOSED, OVER, many
from tests.programs import pair, program


def test_a_pairing_that_goes_on_is_seen_until_the_last_day_of_the_exports():
    met = [{"mentee_id": "a", "mentor_id": "x", "date": "2024-03-10", "status": "attended"}]
    found = pairing_spans(program([pair("a", "x", "2024-01-01")], sessions=met))
    assert found.last_day == pd.Timestamp("2024-03-10")
    assert found.rows["months"].tolist() == pytest.approx([69 / (365.2425 / 12)])
    assert found.rows["over"].tolist() == [False]


def test_what_is_only_planned_is_not_the_last_day():
    met = [{"mentee_id": "a", "mentor_id": "x", "date": "2024-09-01", "status": "scheduled"}]
    planned = program([pair("a", "x", "2024-01-01", "2024-12-31")], sessions=met)
    assert last_day(planned) == pd.Timestamp("2024-01-01")


def test_a_last_day_without_a_status_ends_a_pairing_but_does_not_say_how():
    rows = pairing_spans(program([pair("a", "x", "2024-01-01", "2024-02-01", status="")])).rows
    assert rows["over"].tolist() == [True]
    assert rows["early"].isna().tolist() == [True]


def test_a_pairing_that_ended_on_its_first_day_lasted_half_a_day():
    rows = pairing_spans(program([pair("a", "x", "2024-01-01", "2024-01-01", **OVER)])).rows
    assert rows["months"].tolist() == pytest.approx([0.5 / (365.2425 / 12)])


def test_pairings_whose_length_is_unknown_are_counted_by_reason():
    rows = [pair("a", "x", "", "2024-02-01", **OVER), pair("b", "x", "2024-01-01", "", **OVER),
            pair("c", "x", "2024-01-01", "2024-02-01", **OVER)]  # fmt: skip
    found = pairing_spans(program(rows))
    assert found.left_out == {"no first day": (1, 1), "over, but no last day": (1, 1), "ends before it begins": (0, 0)}
    assert found.rows["mentee_id"].tolist() == ["c"]


def test_a_completed_pairing_is_not_closed_early():
    rows = [*many(20, **OVER), *many(15, prefix="c", **CLOSED)]
    found = match_length(program(rows), by="everyone", ending="early").table.iloc[0]
    assert (found["pairings"], found["ended"], found["not_ended"]) == (35, 15, 20)
    assert match_length(program(rows), by="everyone").table.loc[0, "ended"] == 35
