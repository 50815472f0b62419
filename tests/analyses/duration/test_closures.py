from __future__ import annotations

import mentorstats as ms
from mentorstats.analyses.duration import early_closures
from tests.analyses.duration.makers import CLOSED, many
from tests.programs import program


def closed(reasons: list[str], **more: str) -> ms.Program:
    return program([{**row, "end_reason": reason, **more}
                    for row, reason in zip(many(len(reasons), **CLOSED), reasons, strict=True)])  # fmt: skip


def test_reasons_that_enough_people_share_are_named_and_no_other_is():
    reasons = ["No time"] * 12 + ["no  TIME"] * 3 + ["Moved"] * 11 + [f"private story {n}" for n in range(14)]
    found = early_closures(closed(reasons))
    assert found.named_by_reason == {"No time": (15, 15), "Moved": (11, 11), "all others": (14, 14), "not said": (0, 0)}
    assert found.total == (40, 40)
    assert "story" not in found.text
    assert "40 pairings were closed early." in found.text
    assert "Why: No time 20; Moved 10; all others 10; not said <10." in found.text


def test_in_code_every_reason_is_counted_and_those_of_few_people_are_not_shared():
    found = early_closures(closed(["No time"] * 20 + ["Moved"] * 12 + ["private story"] * 3)).by_reason
    assert found.to_numpy().tolist() == [["No time", 20, 20], ["Moved", 12, 12], ["private story", 3, 3]]
    assert ms.shareable(found)[["kind", "pairings"]].to_numpy().tolist() == [["No time", "20"], ["Moved", "10"]]


def test_no_other_reason_and_a_few_other_ones_look_alike():
    texts = {early_closures(closed(["No time"] * 30 + ["private story"] * few)).text for few in (0, 1, 4)}
    assert len(texts) == 1


def test_who_ended_a_pairing_is_told_and_an_identifier_becomes_a_side():
    rows = many(24, **CLOSED)
    rows = [{**row, "ended_by": row["mentee_id"] if n < 12 else row["mentor_id"]} for n, row in enumerate(rows)]
    found = early_closures(program(rows))
    assert sorted(found.by_whom.to_numpy().tolist()) == [["mentee", 12, 12], ["mentor", 12, 12]]


def test_without_a_column_the_one_that_would_tell_is_named():
    found = early_closures(program(many(12, **CLOSED)))
    assert found.by_whom.empty
    assert found.by_reason.empty
    assert "ended_by in the pairings" in found.text
    assert "end_reason in the pairings" in found.text
