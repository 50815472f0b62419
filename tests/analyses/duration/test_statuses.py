from __future__ import annotations

import random

import pytest

from mentorstats.analyses.duration import pairing_statuses
from tests.programs import pair, program
from tests.recovery import Knowledge


def test_every_status_is_counted_and_a_small_one_does_not_follow_from_the_closed():
    counts = {"active": 40, "paused": 3, "completed": 60, "closed_early": 20, "declined": 12, "proposed": 2}
    rows = [pair(f"{status}{n}", f"m{n % 9}", status=status) for status, count in counts.items() for n in range(count)]
    found = pairing_statuses(program(rows)).set_index("status")["pairings"].to_dict()
    assert found == {"active": "not shown", "paused": "<10", "completed": "60", "closed_early": "20",
                     "proposed": "<10", "declined": "not shown"}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_status_can_be_worked_out_from_how_many_began_and_were_closed(seed):
    draw = random.Random(seed)
    kinds = ("active", "paused", "completed", "closed_early", "declined", "proposed")
    counts = {status: draw.choice((0, 1, 3, 9, 10, 11, 30)) for status in kinds}
    rows = [pair(f"{status}{n}", f"m{n % 9}", status=status) for status, count in counts.items() for n in range(count)]
    if not rows:
        return
    found, known = pairing_statuses(program(rows)), Knowledge()
    for row in found.to_dict("records"):
        known.learn(row["status"], row["pairings"], [("status", row["status"])])
    began = [status for status in kinds[:4] if counts[status]]
    whole = sum(counts[status] for status in began)
    if whole >= 10 and set(began) <= set(found["status"]) and not found["pairings"].str.startswith("<").all():
        known.learn("began", str(whole), [("status", status) for status in began])
    assert known.recovered() == {}
