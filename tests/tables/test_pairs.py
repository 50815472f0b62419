from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.tables.pairs import (
    PAIR_COLUMNS,
    first_with_mentor,
    overlapping,
    pair_rows,
    pair_table,
    reduce_sessions,
)
from tests.programs import pair, program


def test_the_columns_are_those_of_the_design():
    table = pair_table(program([pair("a", "m")]))
    assert tuple(table.columns) == PAIR_COLUMNS


def test_pairings_that_never_began_and_self_pairings_are_not_in_the_table():
    rows = [pair("a", "m"), pair("b", "m", status="proposed"), pair("c", "m", status="declined"), pair("d", "d")]
    assert pair_table(program(rows))["mentee_id"].tolist() == ["a"]


def test_a_mentor_without_industry_is_unknown_not_distant():
    rows = [pair("a", "m", mentor_industry=""), pair("b", "n", mentor_industry="Gibberish"), pair("c", "o")]
    assert pair_table(program(rows))["proximity"].tolist() == ["unknown", "unknown", "adjacent"]


def test_the_pairings_own_industry_wins_over_the_people_tables():
    people = [{"person_id": "m", "industry": "Steel"}, {"person_id": "a", "industry": "Art"}]
    rows = [pair("a", "m", mentor_industry="Art"), pair("b", "m", mentor_industry="")]
    assert pair_table(program(rows, people=people))["proximity"].tolist() == ["same", "distant"]


def test_of_several_industries_the_closest_pair_counts():
    rows = [pair("a", "m", mentee_industry="Steel; Art", mentor_industry="Law; Music")]
    table = pair_table(program(rows))
    assert (table.loc[0, "proximity"], table.loc[0, "similarity"]) == ("adjacent", 0.9)


def test_only_sessions_that_took_place_are_counted_and_none_is_zero():
    sessions = [
        {"mentee_id": "a", "mentor_id": "m", "minutes": 30, "status": "attended"},
        {"mentee_id": "a", "mentor_id": "m", "minutes": 45, "status": ""},
        {"mentee_id": "a", "mentor_id": "m", "minutes": 60, "status": "missed"},
    ]
    table = pair_table(program([pair("a", "m"), pair("b", "m")], sessions=sessions))
    assert table["sessions"].tolist() == [1, 0]
    assert table["minutes"].tolist() == [30.0, pytest.approx(float("nan"), nan_ok=True)]


def test_of_a_pair_whose_sessions_have_no_known_status_it_is_not_known_that_it_never_met():
    sessions = [
        {"mentee_id": "a", "mentor_id": "m", "minutes": 30, "status": "attended"},
        {"mentee_id": "b", "mentor_id": "m", "minutes": 45, "status": ""},
        {"mentee_id": "c", "mentor_id": "m", "minutes": 45, "status": "blue"},
    ]
    table = pair_table(program([pair("a", "m"), pair("b", "m"), pair("c", "m"), pair("d", "m")], sessions=sessions))
    assert table["sessions"].fillna(-1).tolist() == [1, -1, -1, 0]


def test_a_count_of_sessions_counts_as_that_many():
    sessions = [{"mentee_id": "a", "mentor_id": "m", "sessions": 7}]
    assert pair_table(program([pair("a", "m")], sessions=sessions))["sessions"].tolist() == [7]


def test_without_a_sessions_table_sessions_are_missing_not_zero():
    assert pair_table(program([pair("a", "m")]))["sessions"].isna().all()


def test_sessions_of_a_pair_matched_twice_belong_to_neither_for_certain():
    rows = [pair("a", "m", cohort="1"), pair("a", "m", cohort="2"), pair("b", "m", cohort="1")]
    sessions = [{"mentee_id": mentee, "mentor_id": "m", "minutes": 30, "status": "attended"} for mentee in "ab"]
    table = pair_table(program(rows, sessions=sessions))
    assert table["sessions"].isna().tolist() == [True, True, False]


def test_months_and_order_follow_the_dates():
    rows = [pair("a", "n", "2025-03-01", "2025-06-01"), pair("a", "m", "2025-01-01", "2026-01-01"), pair("b", "m")]
    table = pair_table(program(rows))
    assert table["order"].tolist() == [2, 1, pd.NA]
    assert table["months"].round(2).tolist()[:2] == [3.02, 11.99]
    assert table["months"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("second", "overlaps"),
    [
        (("2025-05-18", "2025-09-01"), True),
        (("2025-05-19", "2025-09-01"), False),
        (("2025-06-02", "2025-09-01"), False),
        (("2025-02-01", ""), True),
    ],
)
def test_concurrent_means_an_overlap_of_fourteen_days_or_more(second, overlaps):
    table = pair_table(program([pair("a", "m", "2025-01-01", "2025-06-01"), pair("a", "n", *second)]))
    assert table["concurrent"].tolist() == [overlaps, overlaps]


def test_concurrent_is_missing_where_the_exports_do_not_tell():
    rows = [
        pair("a", "m", "2025-01-01", status="completed"),
        pair("a", "n", "2025-05-01", "2025-09-01"),
        pair("b", "m", "2025-01-01", "2025-09-01"),
    ]
    assert pair_table(program(rows))["concurrent"].tolist() == [pd.NA, pd.NA, False]


def test_two_rows_about_the_same_mentor_are_not_two_mentors_at_once():
    rows = [pair("a", "m", "2025-01-01", "2025-06-01"), pair("a", "m", "2025-02-01", "2025-09-01")]
    assert pair_table(program(rows))["concurrent"].tolist() == [False, False]


def test_the_reduction_gives_one_row_a_pairing_and_leaves_minutes_missing_where_none_are_given():
    sessions = [
        {"mentee_id": "a", "mentor_id": "m", "date": "2025-01-01", "minutes": 10.0},
        {"mentee_id": "a", "mentor_id": "m", "date": "2025-02-01", "minutes": 10.0},
        {"mentee_id": "b", "mentor_id": "m", "date": "2025-01-01"},
    ]
    made = program([pair("a", "m"), pair("b", "m")], sessions=sessions)
    reduced = reduce_sessions(made.sessions).sort_values("mentee_id")
    assert reduced["sessions"].tolist() == [2, 1]
    assert reduced["minutes"].tolist() == [20.0, pytest.approx(float("nan"), nan_ok=True)]


def test_whoever_changes_their_pairings_changes_no_one_elses():
    made = program([pair("1", "7"), pair("2", "8")])
    first = pair_rows(made)
    first["sessions"] = 99
    first.loc[0, "mentor_id"] = "nobody"
    again = pair_rows(made)
    assert again["mentor_id"].tolist() == ["7", "8"]
    assert "nobody" not in pair_rows(made)["mentor_id"].tolist()
    assert again["sessions"].isna().all()


def looped(pairs: pd.DataFrame, until: pd.Series) -> list[tuple[bool, bool]]:
    """Pairing by pairing: whether it overlaps another mentor's, and whether that is known."""
    found = []
    for place, own in pairs.iterrows():
        others = pairs[(pairs["participation"] == own["participation"]) & (pairs["mentor_id"] != own["mentor_id"])]
        overlaps, known = False, True
        for _, other in others.iterrows():
            starts, ends = (own["start_date"], other["start_date"]), (own["end_date"], other["end_date"], until[place])
            last = min((day for day in ends if pd.notna(day)), default=pd.Timestamp("2262-01-01"))
            over = [row["status"] == "completed" and pd.isna(row["end_date"]) for row in (own, other)]
            together = all(pd.notna(day) for day in starts) and (last - max(starts)).days >= 14
            if any(pd.isna(day) for day in starts) or (together and any(over)):
                known = False
            elif together:
                overlaps = True
        found.append((overlaps, bool((overlaps or known) and pd.notna(own["start_date"]))))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_overlaps_are_those_that_a_loop_finds(seed):
    rng = np.random.default_rng(seed)
    day, gone = lambda: f"2025-{rng.integers(1, 4):02d}-{rng.integers(1, 28):02d}", lambda share: rng.random() < share
    rows = [
        pair(
            f"e{rng.integers(5)}", f"m{rng.integers(4)}", "" if gone(0.2) else day(), "" if gone(0.4) else day(),
            cohort=f"c{rng.integers(2)}", status="completed" if gone(0.3) else "active",
        )
        for _ in range(24)
    ]  # fmt: skip
    pairs = pair_rows(program(rows))
    until = pd.to_datetime(pd.Series([None if gone(0.3) else day() for _ in range(len(pairs))]))
    overlaps, known = overlapping(pairs, until=until)
    assert list(zip(overlaps.tolist(), known.tolist(), strict=True)) == looped(pairs, until)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_mentors_is_the_dense_rank_of_their_first_days(seed):
    rng = np.random.default_rng(seed)
    rows = [
        pair(f"e{rng.integers(4)}", f"m{n}", "" if rng.random() < 0.3 else f"2025-01-{rng.integers(1, 5):02d}", "")
        for n in range(15)
    ]
    pairs = pair_rows(program(rows))
    slow = pairs.groupby("mentee_id")["start_date"].rank(method="dense").astype("Int64")
    pd.testing.assert_series_equal(pairs["order"], slow, check_names=False)


@pytest.mark.parametrize("seed", range(4))
def test_the_first_pairing_with_each_mentor_is_the_one_that_pandas_finds(seed):
    rng = np.random.default_rng(seed)
    pairs = pd.DataFrame(rng.integers(0, 4, (20, 2)), columns=["participation", "mentor_number"])
    assert first_with_mentor(pairs).tolist() == (~pairs.duplicated()).tolist()
