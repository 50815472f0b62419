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
