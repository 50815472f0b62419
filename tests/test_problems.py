from __future__ import annotations

from mentorstats.problems import group_problems
from tests.report.makers import NONE, problems


def test_problems_that_say_the_same_are_one_group_with_their_first_places():
    groups = group_problems(problems([{"line": line} for line in range(2, 30)]))
    assert [(group.count, len(group.places), group.places[0]) for group in groups] == [
        (28, 8, ("a.csv", "2", "score", "x"))
    ]


def test_problems_that_differ_in_what_they_quote_are_one_group():
    found = problems(
        [{"problem": f"“{name}” ({n} cells) is not known"} for n, name in enumerate(("Stealth", "Various"))]
    )
    assert [(group.problem, group.count) for group in group_problems(found)] == [("“…” is not known", 2)]
    assert group_problems(found.head(1))[0].problem == "“Stealth” (0 cells) is not known"


def test_the_gravest_problems_come_first_and_missing_places_stay_empty():
    found = problems([{}, {}, {"severity": "blocking", "problem": "no pairings", "line": None, "value": NONE}])
    groups = group_problems(found)
    assert [group.severity for group in groups] == ["blocking", "note"]
    assert groups[0].places == (("a.csv", "", "score", ""),)


def test_a_value_of_ten_thousand_characters_is_cut():
    value = group_problems(problems([{"value": "x" * 10_000}]))[0].places[0][3]
    assert len(value) == 60
    assert value.endswith("…")
