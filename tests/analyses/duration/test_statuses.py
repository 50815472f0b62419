from __future__ import annotations

from mentorstats.analyses.duration import pairing_statuses
from tests.programs import pair, program


def test_every_status_is_counted_those_that_no_pairing_has_included():
    counts = {"active": 40, "paused": 3, "completed": 60, "closed_early": 20, "declined": 12}
    rows = [pair(f"{status}{n}", f"m{n % 9}", status=status) for status, count in counts.items() for n in range(count)]
    found = pairing_statuses(program(rows)).set_index("status")
    assert found["pairings"].to_dict() == {**counts, "proposed": 0, "not said": 0}
    assert found.index[~found["began"].astype(bool)].tolist() == ["proposed", "declined"]
    assert found["mentees"].tolist() == found["pairings"].tolist()
