from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.analyses.duration import early_closures, match_length, pairing_spans, pairing_statuses
from mentorstats.analyses.duration.match_length import counted_months, shown_months
from mentorstats.analyses.duration.sentences import _longer
from mentorstats.analyses.duration.spans import last_day
from mentorstats.models.survival import kaplan_meier
from mentorstats.tables.pairs import pair_table
from tests.programs import pair, program, score
from tests.recovery import Knowledge

OVER = {"status": "completed"}
CLOSED = {"status": "closed_early"}


def day(number: int) -> str:
    return f"{pd.Timestamp('2024-01-01') + pd.Timedelta(days=number):%Y-%m-%d}"


def many(number: int, *, prefix: str = "e", lasting=lambda n: 100 + n, **more) -> list[dict]:
    """Pairings of different mentees with ten mentors."""
    return [pair(f"{prefix}{n}", f"m{n % 10}", day(0), day(lasting(n)), **more) for n in range(number)]


@pytest.fixture(scope="module")
def made_up():
    return ms.simulate_program(seed=3, mentees=160)[0]


def test_a_pairing_that_goes_on_is_seen_until_the_last_day_of_the_exports():
    met = [{"mentee_id": "a", "mentor_id": "x", "date": "2024-03-10", "status": "attended"}]
    found = pairing_spans(program([pair("a", "x", "2024-01-01")], sessions=met))
    assert found.last_day == pd.Timestamp("2024-03-10")
    assert found.rows["months"].tolist() == pytest.approx([69 / (365.2425 / 12)])
    assert found.rows["over"].tolist() == [False]


def test_what_is_only_planned_is_not_the_last_day():
    met = [{"mentee_id": "a", "mentor_id": "x", "date": "2024-09-01", "status": "scheduled"}]
    planned = program([pair("a", "x", "2024-01-01", "2024-12-31")], sessions=met)
    assert last_day(planned) == pd.Timestamp("2024-01-01")


def test_a_last_day_without_a_status_ends_a_pairing_but_does_not_say_how():
    rows = pairing_spans(program([pair("a", "x", "2024-01-01", "2024-02-01", status="")])).rows
    assert rows["over"].tolist() == [True]
    assert rows["early"].isna().tolist() == [True]


def test_a_pairing_that_ended_on_its_first_day_lasted_half_a_day():
    rows = pairing_spans(program([pair("a", "x", "2024-01-01", "2024-01-01", **OVER)])).rows
    assert rows["months"].tolist() == pytest.approx([0.5 / (365.2425 / 12)])


def test_pairings_whose_length_is_unknown_are_counted_by_reason():
    rows = [pair("a", "x", "", "2024-02-01", **OVER), pair("b", "x", "2024-01-01", "", **OVER),
            pair("c", "x", "2024-01-01", "2024-02-01", **OVER)]  # fmt: skip
    found = pairing_spans(program(rows))
    assert found.left_out == {"no first day": 1, "over, but no last day": 1}
    assert found.rows["mentee_id"].tolist() == ["c"]


def test_a_completed_pairing_is_not_closed_early():
    rows = [*many(20, **OVER), *many(15, prefix="c", **CLOSED)]
    found = match_length(program(rows), by="everyone", ending="early").table.iloc[0]
    assert (found["pairings"], found["ended"], found["not_ended"]) == ("35", "15", "20")
    assert match_length(program(rows), by="everyone").table.loc[0, "ended"] == "35"


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


def test_groups_that_end_alike_are_not_told_apart_and_the_same_seed_gives_the_same_p(made_up):
    one, other = (match_length(made_up, ending="early", permutations=300, seed=5) for _ in range(2))
    assert one.test is not None
    assert one.test.p_value == other.test.p_value > 0.05
    assert one.differences["contrast"].tolist() == ["adjacent - same", "adjacent - distant", "distant - same"]
    assert "luck alone can explain it" in one.text


def test_groups_that_end_differently_are_told_apart():
    mentors = [(f"m{n}", "Music" if n % 2 else "Steel") for n in range(24)]
    rows = [
        pair(f"e{n}{mentor}", mentor, day(n % 7), day(60 + 5 * n if kind == "Steel" else 200 + 5 * n),
             mentor_industry=kind, **OVER)
        for mentor, kind in mentors for n in range(5)
    ]  # fmt: skip
    found = match_length(program(rows), permutations=500)
    assert found.test is not None
    assert found.test.p_value == pytest.approx(1 / 501)
    assert found.differences.set_index("contrast").loc["adjacent - distant", "conf_low"] > 0
    assert "luck alone hardly explains it" in found.text


def test_shuffled_industries_stay_within_a_cohort():
    rows = [
        pair(f"{cohort}{n}", f"m{cohort}{n % 5}", day(0), day(100 + n), cohort=cohort, mentor_industry=kind, **OVER)
        for cohort, kind in (("A", "Music"), ("B", "Steel"))
        for n in range(20)
    ]
    found = match_length(program(rows), permutations=50)
    assert found.test is None
    assert "too few mentors" in found.refusal


def test_a_later_mentor_is_compared_with_a_first_one_and_the_text_warns_of_the_round(made_up):
    found = match_length(made_up, by="order", permutations=200)
    pairs = pair_table(made_up)
    assert found.table["group"].tolist() == ["first", "later"]
    assert found.table.loc[0, "pairings"] == str((pairs["order"] == 1).sum())
    assert "early closure is the fairer comparison" in found.text


def closed(reasons: list[str], **more: str) -> ms.Program:
    return program([{**row, "end_reason": reason, **more}
                    for row, reason in zip(many(len(reasons), **CLOSED), reasons, strict=True)])  # fmt: skip


def test_reasons_that_enough_people_share_are_counted_and_no_other_is_named():
    reasons = ["No time"] * 12 + ["no  TIME"] * 3 + ["Moved"] * 11 + [f"private story {n}" for n in range(14)]
    found = early_closures(closed(reasons))
    assert found.by_reason.to_numpy().tolist() == [["No time", "15"], ["Moved", "11"], ["all others", "14"]]
    assert found.total == "40"
    assert "story" not in found.text


def test_a_few_other_reasons_cannot_be_worked_out():
    found = early_closures(closed(["No time"] * 20 + ["Moved"] * 12 + ["private story"] * 3)).by_reason
    assert found["pairings"].tolist() == ["20", "not shown", "<10"]


def test_who_ended_a_pairing_is_told_and_an_identifier_becomes_a_side():
    rows = many(24, **CLOSED)
    rows = [{**row, "ended_by": row["mentee_id"] if n < 12 else row["mentor_id"]} for n, row in enumerate(rows)]
    found = early_closures(program(rows))
    assert sorted(found.by_whom.to_numpy().tolist()) == [["mentee", "12"], ["mentor", "12"]]


def test_without_a_column_the_one_that_would_tell_is_named():
    found = early_closures(program(many(12, **CLOSED)))
    assert found.by_whom.empty
    assert found.by_reason.empty
    assert "ended_by in the pairings" in found.text
    assert "end_reason in the pairings" in found.text


def test_the_text_shows_no_number_about_few_people():
    rows = [*many(30, **OVER), pair("q", "m1", day(0), "", **OVER)]
    found = match_length(program(rows), by="everyone")
    assert found.left_out == {"over, but no last day": 1}
    assert "over, but no last day (fewer than 10)" in found.text
    assert np.isfinite(found.table["months"]).all()


@pytest.mark.parametrize(
    ("estimate", "ending", "words"),
    [
        (0.3, "any", "lasted 0.3 months longer than"),
        (-0.26, "any", "lasted 0.3 months shorter than"),
        (-0.04, "any", "lasted as long as"),
        (0.3, "early", "went without being closed early 0.3 months longer than"),
    ],
)
def test_a_difference_in_words(estimate, ending, words):
    assert _longer(estimate, ending) == words


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
