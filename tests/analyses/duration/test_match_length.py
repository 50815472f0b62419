from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import mentorstats as ms
from mentorstats.analyses.duration import match_length, pairing_spans
from mentorstats.analyses.duration.match_length import counted_months, shown_months
from mentorstats.models.survival import kaplan_meier
from tests.analyses.duration.makers import OVER, day, many
from tests.programs import pair, program, score


def test_the_shares_are_those_of_the_curve_of_everybody(made_up):
    spans = pairing_spans(made_up).rows
    curve = kaplan_meier(spans["months"], spans["over"])
    shown = match_length(made_up, by="everyone").curve
    assert len(shown) > 4
    assert shown["share"].tolist() == pytest.approx([curve.at(month) for month in shown["month"]])


def test_between_two_months_that_are_shown_nobody_left_or_enough_people_did(made_up):
    for few in (10, 25):
        rows = pairing_spans(made_up).rows.rename(columns={"over": "ended"})
        months = shown_months(rows, few)
        for after, until in zip([-1, *months], months, strict=False):
            left = rows[(rows["months"] > after) & (rows["months"] <= until)]
            for part in (left, left[left["ended"]]):
                assert part["mentee_id"].nunique() == 0 or part["mentee_id"].nunique() >= few
        assert (rows["months"] > months[-1]).sum() >= few


def test_a_group_of_few_people_is_not_told_about():
    own, other = ({"mentor_industry": kind} for kind in ("Art", "Steel"))
    rows = [*many(30, **OVER), *many(20, prefix="a", **own, **OVER), *many(4, prefix="s", **other, **OVER)]
    found = match_length(program(rows))
    assert found.table["group"].tolist() == ["same", "adjacent", "distant"]
    assert found.table["pairings"].tolist() == ["not shown", "30", "<10"]
    assert found.table["months"].notna().tolist() == [False, True, False]
    assert set(found.curve["group"]) == {"adjacent"}
    assert found.differences.empty


def test_without_a_group_that_is_large_enough_nothing_is_told():
    with pytest.raises(ms.UnusableExports, match="fewer than 10 people"):
        match_length(program(many(6, **OVER)))


def test_without_days_the_columns_that_would_tell_are_named():
    rows = [pair(f"e{n}", "m", status="completed") for n in range(20)]
    with pytest.raises(ms.UnusableExports, match="start_date, end_date and status"):
        match_length(program(rows))


def test_unknown_groupings_and_endings_are_refused(made_up):
    with pytest.raises(ValueError, match="by is 'cohort'; expected one of 'everyone', 'proximity', 'order'"):
        match_length(made_up, by="cohort")
    with pytest.raises(ValueError, match="ending is 'late'"):
        match_length(made_up, ending="late")


def starts_only(number: int, within: int) -> ms.Program:
    """Pairings that go on, of which nothing is dated but their first days, within so many days."""
    rows = [
        pair(f"e{n:02}", f"m{n % 12}", day(n % within), mentor_industry=("Art", "Music", "Steel")[n % 3])
        for n in range(number)
    ]
    return program(rows, surveys=[score(f"e{n:02}", n * 7 % 5) for n in range(number)])


def test_pairings_that_were_not_seen_for_a_month_have_no_length_yet():
    for by in ("everyone", "proximity"):
        with pytest.raises(ms.UnusableExports, match="no pairing was seen for a whole month"):
            match_length(starts_only(60, within=21), by=by)


def test_a_group_that_was_not_seen_for_a_month_is_named():
    new = [pair(f"new{n}", f"s{n % 5}", day(115), mentor_industry="Steel") for n in range(20)]
    with pytest.raises(
        ms.UnusableExports, match=r"too few of the pairings with .*distant.* were seen for a whole month"
    ):
        match_length(program([*many(20, prefix="old"), *new]))


def test_a_page_is_written_where_no_pairing_was_seen_for_a_month(tmp_path):
    path = ms.write_report(starts_only(60, within=21), tmp_path / "report.html")
    assert "no pairing was seen for a whole month" in path.read_text(encoding="utf-8")


def test_a_few_that_leave_sight_between_two_months_do_not_follow_from_the_numbers_in_sight(made_up):
    for few in (10, 25):
        rows = pairing_spans(made_up).rows.rename(columns={"over": "ended"})
        months = counted_months(rows, shown_months(rows, few), few)
        for after, until in pairwise([*months, np.inf]):
            left = rows[(rows["months"] > after) & (rows["months"] <= until) & ~rows["ended"]]
            assert left["mentee_id"].nunique() == 0 or left["mentee_id"].nunique() >= few


def test_numbers_in_sight_are_told_where_nobody_left_unseen_and_hidden_where_a_few_did():
    steps = [*many(12, lasting=lambda n: 40, **OVER), *many(12, prefix="b", lasting=lambda n: 130, **OVER)]
    rows = [*steps, *many(14, prefix="c", lasting=lambda n: 300, **OVER)]
    curve = match_length(program(rows), by="everyone").curve
    assert curve["at_risk"].notna().all()
    unseen = [pair(f"u{n}", "m1", day(200), "", status="active") for n in range(3)]
    hidden = match_length(program([*rows, *unseen]), by="everyone").curve
    assert len(hidden) > 3
    assert hidden["at_risk"].notna().tolist() == [True, *[False] * (len(hidden) - 1)]


def test_a_group_in_which_the_length_of_a_few_is_not_known_hides_its_size():
    own, other, far = ({"mentor_industry": kind} for kind in ("Art", "Music", "Steel"))
    rows = [*many(30, **own, **OVER), *many(20, prefix="a", **other, **OVER), *many(25, prefix="s", **far, **OVER)]
    rows += [pair(f"x{n}", "m2", day(0), "", mentor_industry="", **OVER) for n in range(12)]
    undated = [pair("u", "m1", day(0), "", **far, **OVER)]
    found = match_length(program([*rows, *undated]))
    assert dict(zip(found.table["group"], found.table["pairings"], strict=True)) == {
        "same": "30", "adjacent": "20", "distant": "not shown",
    }  # fmt: skip
    assert "industry of one side unknown (12); over, but no last day (fewer than 10)" in found.text


def test_where_many_lengths_are_not_known_no_group_shows_that_a_few_of_them_are_its_own():
    own, other = ({"mentor_industry": kind} for kind in ("Art", "Music"))
    rows = [*many(30, **own, **OVER), *many(28, prefix="a", **other, **OVER)]
    rows += [pair(f"u{n}", "m1", day(0), "", **(own if n < 3 else other), **OVER) for n in range(15)]
    found = match_length(program(rows))
    assert found.left_out == {"over, but no last day": 15}
    assert found.table["pairings"].tolist() == ["not shown", "not shown"]
