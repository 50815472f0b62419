from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.load import load_frames

PAIRS = pd.DataFrame({"mentee_id": ["p-1", "p-2"], "mentor_id": ["m-1", "m-2"]})


@pytest.mark.parametrize("heading", ["hours", "Total minutes", "minutes"])
def test_minutes_beside_no_number_of_sessions_stay_a_column_under_its_name(heading):
    program = load_frames(pairings=PAIRS.assign(**{heading: [1, 2]}))
    assert program.pairings[heading].astype(float).tolist() == [1, 2]
    assert len(program.sessions) == 0


def test_minutes_beside_a_number_of_sessions_are_those_of_the_sessions():
    program = load_frames(pairings=PAIRS.assign(sessions=[3, 4], minutes=[90, 80]))
    assert "minutes" not in program.pairings
    assert program.sessions[["sessions", "minutes"]].astype(float).values.tolist() == [[3, 90], [4, 80]]


@pytest.mark.parametrize("heading", ["Upcoming Meetings", "Total Priority Flags Reported", "Hours", "Mentee age"])
def test_numbers_of_what_a_platform_counts_are_no_possible_outcome(heading):
    pairs = pd.DataFrame({"mentee_id": [f"p-{n}" for n in range(9)], "mentor_id": "m-1"})
    rules = {
        name: set(load_frames(pairings=pairs.assign(**{name: range(9)})).problems.query("column == @name")["problem"])
        for name in (heading, "Progress")
    }
    assert any("may be the outcome" in problem for problem in rules["Progress"])
    assert not any("may be the outcome" in problem for problem in rules[heading])
