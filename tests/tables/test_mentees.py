from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats import simulate_program
from mentorstats.errors import UnusableExports
from mentorstats.tables.mentees import MENTEE_COLUMNS, mentee_table, outcome_items, participations
from mentorstats.tables.pairs import pair_table
from tests.programs import pair, program, score


def only_row(pairings, surveys) -> pd.Series:
    part = participations(program(pairings, surveys=surveys))
    assert len(part.table) == 1
    return part.table.iloc[0]


def test_the_columns_are_those_of_the_design():
    table = mentee_table(program([pair("a", "m")], surveys=[score("a", 3)]))
    assert tuple(table.columns) == MENTEE_COLUMNS


def test_a_mentor_who_came_after_the_landmark_does_not_count():
    late = [pair("a", "m", "2025-01-01"), pair("a", "n", "2025-04-02", mentor_industry="Steel")]
    row = only_row(late, [score("a", 3)])
    assert (row["mentors"], row["mentors_at_landmark"], row["share_adjacent"]) == (2, 1, 1.0)
    in_time = [pair("a", "m", "2025-01-01"), pair("a", "n", "2025-04-01", mentor_industry="Steel")]
    row = only_row(in_time, [score("a", 3)])
    assert (row["mentors_at_landmark"], row["share_adjacent"], row["share_distant"]) == (2, 0.5, 0.5)


def test_shares_are_over_all_mentors_the_unknown_included():
    rows = [pair("a", m, mentor_industry=i) for m, i in [("m", "Art"), ("n", "Music"), ("o", ""), ("p", "Law")]]
    row = only_row(rows, [score("a", 3)])
    assert row[["share_same", "share_adjacent", "share_unknown", "share_distant"]].tolist() == [0.25] * 4
    assert row["similarity"] == pytest.approx((1.0 + 0.9 + 0.2) / 3)


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (("n", "2025-01-15", "2025-12-01"), "at once"),
        (("n", "2025-03-25", "2025-12-01"), "in turn"),
        (("n", "2025-02-05", "2025-12-01"), "at once"),
        (("m", "2025-02-05", "2025-12-01"), "one"),
    ],
)
def test_several_at_once_means_an_overlap_of_fourteen_days_by_the_landmark(second, state):
    row = only_row([pair("a", "m", "2025-01-01", "2025-11-01"), pair("a", *second)], [score("a", 3)])
    assert row["several"] == state


def test_a_second_mentor_after_a_failed_match_is_one_after_another():
    rows = [pair("a", "m", "2025-01-01", "2025-02-01", status="closed_early"), pair("a", "n", "2025-02-10")]
    assert only_row(rows, [score("a", 3)])["several"] == "in turn"


def test_whether_a_match_without_last_day_overlapped_the_next_is_unclear():
    rows = [pair("a", "m", "2025-01-01", status="closed_early"), pair("a", "n", "2025-02-10", "2025-09-01")]
    rows.append(pair("b", "m", "2025-01-01", "2025-09-01"))
    table = participations(program(rows, surveys=[score("a", 3), score("b", 3)])).table
    assert table["several"].tolist() == ["unclear", "one"]


def test_who_has_no_pairing_at_the_landmark_is_left_out_but_a_gap_is_not_an_end():
    rows = [
        pair("a", "m", "2025-01-01", "2025-02-01"),
        pair("b", "m", "2025-01-01", "2025-02-01"),
        pair("b", "n", "2025-05-01"),
    ]
    table = participations(program(rows, surveys=[score("a", 3), score("b", 3)])).table
    assert table["left_out"].tolist() == ["over before the landmark", ""]


def test_a_final_answer_dated_before_the_landmark_is_set_aside_and_counted():
    part = participations(
        program([pair("a", "m", "2025-01-01")], surveys=[score("a", 3, date="2025-02-01"), score("a", 1, "baseline")])
    )
    assert part.early_finals == 1
    assert part.table["final"].isna().all()


def test_the_first_participation_with_an_outcome_is_the_row_and_later_ones_are_counted():
    rows = [pair("a", "m", cohort=c) for c in ("Round 10", "Round 2", "Round 1")]
    answers = [score("a", s, cohort=c) for c, s in [("Round 2", 2), ("Round 10", 10)]]
    part = participations(program(rows, surveys=answers))
    assert part.table[["cohort", "final"]].values.tolist() == [["Round 2", 2.0]]
    assert part.later == 1


def test_the_order_of_participations_is_by_date_where_there_are_dates():
    rows = [pair("a", "m", "2025-01-01", cohort="B"), pair("a", "n", "2024-01-01", cohort="Z")]
    answers = [score("a", 1, cohort="B"), score("a", 2, cohort="Z")]
    assert participations(program(rows, surveys=answers)).table["cohort"].tolist() == ["Z"]


def test_an_answer_without_cohort_goes_to_the_participation_it_falls_into():
    rows = [pair("a", "m", "2024-01-01", cohort="1"), pair("a", "n", "2025-01-01", cohort="2")]
    part = participations(program(rows, surveys=[score("a", 4, date="2024-12-01"), score("a", 5, date="2025-12-01")]))
    assert part.table[["cohort", "final"]].values.tolist() == [["1", 4.0]]


def test_several_answers_about_one_person_wave_and_item_are_averaged():
    answers = [score("a", 2), score("a", 5), score("a", 1, "baseline"), score("a", 2, "baseline")]
    table = mentee_table(program([pair("a", "m")], surveys=answers))
    assert table[["baseline", "final"]].values.tolist() == [[1.5, 3.5]]


def test_an_answer_without_wave_is_final():
    answers = [{"person_id": "a", "item": "graduated", "score": 1}]
    assert mentee_table(program([pair("a", "m")], surveys=answers))["final"].tolist() == [1.0]


def test_where_both_sides_answer_an_item_the_mentees_own_answer_counts():
    answers = [score("a", 2, about_id="m"), score("m", 5, about_id="a")]
    assert mentee_table(program([pair("a", "m")], surveys=answers))["final"].tolist() == [2.0]


def test_a_mentors_answer_about_a_mentee_is_the_mentees_where_only_mentors_answer():
    assert mentee_table(program([pair("a", "m")], surveys=[score("m", 5, about_id="a")]))["final"].tolist() == [5.0]


def test_the_order_of_mentors_without_dates_is_unknown_only_where_it_matters():
    rows = [
        pair("a", "m", "2025-01-01"),
        pair("a", "n"),
        pair("b", "m"),
        pair("c", "m", "2025-01-01"),
        pair("d", "m", "2025-01-01"),
    ]
    table = participations(program(rows, surveys=[score(p, 3) for p in "abcd"])).table
    assert table["left_out"].tolist() == ["order of mentors unknown", "", "", ""]


def test_the_only_item_with_final_answers_is_the_outcome():
    answers = [score("a", 3), score("a", 3, "baseline", "clarity"), score("stranger", 3, item="other")]
    made = program([pair("a", "m")], surveys=answers)
    assert outcome_items(made) == ["confidence"]
    assert participations(made).outcome == "confidence"


def test_an_outcome_that_is_not_there_is_refused_with_those_that_are():
    made = program([pair("a", "m")], surveys=[score("a", 3), score("a", 4, item="joy")])
    with pytest.raises(UnusableExports, match=r"say which survey item is the outcome.*confidence .*joy"):
        mentee_table(made)
    with pytest.raises(UnusableExports, match=r"'luck' is not a survey item with final answers.*confidence .*joy"):
        mentee_table(made, outcome="luck")


def test_the_outcome_named_in_the_call_wins_over_the_settings():
    made = program([pair("a", "m")], surveys=[score("a", 3), score("a", 4, item="joy")], outcome="joy")
    assert mentee_table(made)["final"].tolist() == [4.0]
    assert mentee_table(made, outcome="confidence")["final"].tolist() == [3.0]


def test_exports_without_answers_are_refused_in_a_sentence():
    with pytest.raises(UnusableExports, match="no survey item has final answers by mentees"):
        mentee_table(program([pair("a", "m")]))


def test_a_changed_table_does_not_change_the_program():
    made = program([pair("a", "m")], surveys=[score("a", 3)])
    table = mentee_table(made)
    table["final"] = 0.0
    assert mentee_table(made)["final"].tolist() == [3.0]


def slow_row(mentee: str, group: pd.DataFrame, landmark_days: int) -> dict[str, object]:
    """One mentee of a simulated program, by the book and by hand."""
    start = min(group["start_date"])
    landmark = start + pd.Timedelta(days=landmark_days)
    begun = {row.mentor_id: row for row in group.itertuples() if row.start_date <= landmark}
    kinds = [row.proximity for row in begun.values()]
    state = "one" if len(begun) == 1 else "in turn"
    for a in begun.values():
        for b in begun.values():
            first, last = max(a.start_date, b.start_date), landmark
            for end in (a.end_date, b.end_date):
                last = last if pd.isna(end) else min(last, end)
            if a.mentor_id != b.mentor_id and (last - first).days >= 14:
                state = "at once"
    over = all(not pd.isna(row.end_date) and row.end_date < landmark for row in group.itertuples())
    shares = {f"share_{kind}": kinds.count(kind) / len(kinds) for kind in ("same", "adjacent", "distant", "unknown")}
    return {"mentee_id": mentee, "mentors": group["mentor_id"].nunique(), "mentors_at_landmark": len(begun),
            "several": state, "left_out": "over before the landmark" if over else "", **shares}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_a_simulated_program_measured_by_hand_gives_the_same_rows(seed):
    made, _ = simulate_program(seed=seed, mentees=120)
    began = made.pairings[~made.pairings["status"].isin(["proposed", "declined"])].reset_index(drop=True)
    began["proximity"] = pair_table(made)["proximity"]
    expected = pd.DataFrame(
        [slow_row(m, g, 90) for m, g in began.groupby("mentee_id") if g["start_date"].notna().all()]
    )
    found = participations(made, outcome="career_confidence").table[list(expected.columns)]
    found = found[found["mentee_id"].isin(expected["mentee_id"])].reset_index(drop=True)
    assert {"one", "at once", "in turn"} <= set(expected["several"])
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_weights_of_a_mentees_mentors_and_industries_sum_to_one():
    made, _ = simulate_program(seed=3, mentees=120)
    part = participations(made, outcome="career_confidence")
    np.testing.assert_allclose(part.mentors.groupby("row")["weight"].sum(), 1.0)
    np.testing.assert_allclose(part.industries.groupby("row")["weight"].sum(), 1.0)
    assert part.mentors["row"].nunique() == len(part.table)
