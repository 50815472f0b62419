from __future__ import annotations

import pytest

from mentorstats.schema.words.empty_status import empty_status


@pytest.mark.parametrize(
    ("words", "statuses", "status"),
    [
        (["x"], {"attended"}, "missed"), (["yes", "y"], {"attended"}, "unknown"),
        (["yes", "no"], {"attended", "missed"}, "unknown"), (["Blue", "held"], {"attended", "unknown"}, "unknown"),
    ],
)  # fmt: skip
def test_beside_sessions_that_were_held_an_empty_cell_is_none(words, statuses, status):
    meaning = empty_status(words, statuses)
    assert meaning is not None
    assert meaning.status == status
    assert meaning.sentence


@pytest.mark.parametrize("statuses", [set(), {"missed"}, {"cancelled", "missed"}, {"scheduled"}])
def test_beside_sessions_that_were_not_an_empty_cell_is_one_that_was_held(statuses):
    assert empty_status(sorted(statuses), statuses) is None
