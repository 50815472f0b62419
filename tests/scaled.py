"""Programs with a declared scale."""

from __future__ import annotations

from tests.programs import pair, program, score

REL = {"name": "relationship", "items": ["a", "b", "c"], "range": [1, 5], "reverse": ["b"]}


def answered(rows, **scale):
    """Each of ``rows`` are one person's answers to a, b and c, None where there is none."""
    people = [f"e{i:02}" for i in range(len(rows))]
    answers = [
        score(person, value, item=item)
        for person, row in zip(people, rows, strict=True)
        for item, value in zip("abc", row, strict=True)
        if value is not None
    ]
    return program([pair(person, "m") for person in people], surveys=answers, scale=(REL | scale,))
