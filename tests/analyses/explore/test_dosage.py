from __future__ import annotations

import numpy as np
import pytest

from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.dosage import doses
from mentorstats.analyses.explore.factor import met_pairs
from mentorstats.tables.mentees import participations
from mentorstats.tables.pairs import DAYS_A_MONTH
from tests.programs import pair, program, score


def rates(pairs, sessions, *, answered="", **given):
    """The doses of e0 up to the final answer on a day; sessions are (date, minutes)."""
    held = [{"mentee_id": "e0", "mentor_id": "m0", "date": d, "minutes": m} for d, m in sessions]
    held.append({"mentee_id": "e1", "mentor_id": "m1", "date": "2024-01-31", "minutes": 30})
    made = program(
        [*pairs, pair("e1", "m1", "2024-01-01", "2024-03-31", status="completed")],
        surveys=[score("e0", 3, date=answered), score("e1", 3)], sessions=held, **given,
    )  # fmt: skip
    met = met_pairs(participations(made))
    return doses(made, met).set_index(met["mentee_id"])


def test_a_pairing_that_goes_on_counts_for_the_time_that_it_was_seen():
    found = rates([pair("e0", "m0", "2024-01-01")], [("2024-01-11", 40), ("2024-04-10", 20)]).loc["e0"]
    assert found["sessions"] == pytest.approx(2 / (100 / DAYS_A_MONTH))
    assert found["minutes"] == pytest.approx(60 / (100 / DAYS_A_MONTH))


def test_meetings_after_the_final_answer_are_no_dose_nor_is_the_time_after_it():
    over = [pair("e0", "m0", "2024-01-01", "2024-12-31", status="completed")]
    found = rates(over, [("2024-02-01", 40), ("2024-09-01", 20)], answered="2024-06-29").loc["e0"]
    assert found.tolist() == pytest.approx([1 / (180 / DAYS_A_MONTH), 40 / (180 / DAYS_A_MONTH)])


def test_a_pair_that_never_met_met_for_no_minutes():
    assert rates([pair("e0", "m0", "2024-01-01")], []).loc["e0"].tolist() == [0, 0]


def test_minutes_of_some_sessions_only_are_no_sum():
    found = rates([pair("e0", "m0", "2024-01-01")], [("2024-01-11", 40), ("2024-04-10", None)]).loc["e0"]
    assert found["sessions"] > 0
    assert np.isnan(found["minutes"])


def test_sessions_that_are_counted_by_pairing_are_taken_whole_and_that_is_said():
    over = [pair("e0", "m0", "2024-01-01", "2024-12-31", status="completed")]
    made = program(
        over, surveys=[score("e0", 3, date="2024-06-29")],
        sessions=[{"mentee_id": "e0", "mentor_id": "m0", "sessions": 6, "minutes": 300}],
    )  # fmt: skip
    met = met_pairs(participations(made))
    assert doses(made, met)["sessions"].tolist() == pytest.approx([6 / (365 / DAYS_A_MONTH)])
    assert "Meetings after the final answer are among them" in explore(made).checks["meaning"].str.cat()


def test_a_program_all_of_whose_pairings_go_on_has_a_dose():
    rng = np.random.default_rng(3)
    pairs = [pair(f"e{i:02}", f"m{i % 10}", "2024-01-01") for i in range(60)]
    sessions = [{"mentee_id": f"e{i:02}", "mentor_id": f"m{i % 10}", "date": f"2024-0{1 + n}-15", "minutes": 30}
                for i in range(60) for n in range(1 + i % 5)]  # fmt: skip
    answers = [score(f"e{i:02}", rng.normal()) for i in range(60)]
    factors = explore(program(pairs, surveys=answers, sessions=sessions)).factors.set_index("factor")
    assert factors.loc[["sessions a month", "minutes a month"], "p_value"].notna().all()
    assert "it would take the days" in factors.loc["match length", "refusal"]
