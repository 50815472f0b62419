from __future__ import annotations

import pytest

import mentorstats as ms
from mentorstats.analyses.duration import match_length, pairing_spans
from mentorstats.models.survival import kaplan_meier
from tests.analyses.duration.makers import OVER, day, many
from tests.programs import pair, program, score


def test_the_shares_are_those_of_the_curve_of_everybody(made_up):
    spans = pairing_spans(made_up).rows
    curve = kaplan_meier(spans["months"], spans["over"])
    shown = match_length(made_up, by="everyone").curve
    assert len(shown) > 4
    assert shown["share"].tolist() == pytest.approx([curve.at(month) for month in shown["month"]])


def test_the_curve_counts_who_is_in_sight_and_who_ended_at_every_month(made_up):
    spans = pairing_spans(made_up).rows
    curve = match_length(made_up, by="everyone").curve
    assert curve["month"].tolist() == list(range(len(curve)))
    assert curve["mentees"].eq(spans["mentee_id"].nunique()).all()
    for row in curve.to_dict("records"):
        left = spans[spans["months"] > row["month"]]
        ended = spans[spans["over"] & (spans["months"] <= row["month"])]
        assert (row["at_risk"], row["at_risk_mentees"]) == (len(left), left["mentee_id"].nunique())
        assert row["ended_mentees"] == ended["mentee_id"].nunique()
    assert curve["at_risk"].iloc[-1] > 0


def test_what_is_shared_of_a_curve_ends_where_few_are_in_sight_and_has_no_share_where_few_ended(made_up):
    curve = match_length(made_up, by="everyone").curve
    shown = ms.shareable(curve)
    kept = curve.loc[shown.index]
    assert (kept["at_risk_mentees"] >= 10).all()
    assert (curve.loc[~curve.index.isin(shown.index), "at_risk_mentees"] < 10).all()
    few = kept["ended_mentees"] < 10
    assert shown.loc[few, ["share", "conf_low"]].isna().all(axis=None)
    assert shown.loc[~few, "share"].notna().all()
    assert few.any()
    assert (shown.loc[~few, "share"] * 20 % 1).round(9).isin([0, 1]).all()


def test_a_group_of_few_people_is_counted_but_has_no_length():
    own, other = ({"mentor_industry": kind} for kind in ("Art", "Steel"))
    rows = [*many(30, **OVER), *many(20, prefix="a", **own, **OVER), *many(4, prefix="s", **other, **OVER)]
    found = match_length(program(rows))
    assert found.table["group"].tolist() == ["same", "adjacent", "distant"]
    assert found.table["pairings"].tolist() == [20, 30, 4]
    assert ms.shareable(found.table)["pairings"].tolist() == ["20", "30", "<10"]
    assert found.table["months"].notna().tolist() == [True, True, False]
    assert set(found.curve["group"]) == {"same", "adjacent"}
    assert found.differences["contrast"].tolist() == ["adjacent - same"]


def test_without_a_group_that_is_large_enough_nothing_is_told():
    with pytest.raises(ms.UnusableExports, match="no group of pairings has 10 mentees or more"):
        match_length(program(many(6, **OVER)))


def test_of_a_group_that_is_smaller_than_the_programs_own_limit_nothing_is_shared():
    own = {"mentor_industry": "Art"}
    rows = [*many(30, **OVER), *many(20, prefix="a", **own, **OVER)]
    found = match_length(program(rows, min_people=25))
    assert found.table["months"].notna().tolist() == [True, True, False]
    shown = ms.shareable(found.table)
    assert shown["months"].notna().tolist() == [False, True, False]
    assert ms.shareable(found.differences).empty
    assert set(ms.shareable(found.curve)["group"]) == {"adjacent"}
    assert "own industry" not in found.text


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
