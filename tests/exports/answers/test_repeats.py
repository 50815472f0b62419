from __future__ import annotations

import pandas as pd

from mentorstats.exports.answers.repeats import one_answer_each
from mentorstats.exports.answers.times import TIME
from mentorstats.exports.answers.waves import WORD
from mentorstats.problems import Problems

NO_PAIRINGS = pd.DataFrame({"mentee_id": [], "status": [], "start_date": [], "cohort": []})


def answers(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "person_id": "p",
        "item": "hope",
        "about_id": None,
        "wave": "final",
        "cohort": None,
        "date": None,
        "score": 1.0,
    }
    frame = pd.DataFrame([plain | row for row in rows])
    frame["date"] = pd.to_datetime(frame["date"])
    lines = pd.MultiIndex.from_product([["s.csv"], range(2, len(rows) + 2)], names=["file", "line"])
    return frame.set_axis(lines)


def kept(
    *rows: dict[str, object], pairings: pd.DataFrame = NO_PAIRINGS
) -> tuple[list[float], list[tuple[str, int, bool]]]:
    """The scores that stay, and rule, line and whether it is set aside of what is said."""
    problems = Problems()
    frame = one_answer_each(answers(*rows), pairings, problems)
    return frame["score"].tolist(), [(problem.rule, problem.line, problem.set_aside) for problem in problems]


def test_of_two_dated_answers_the_later_one_counts():
    rows = [{"score": 2.0, "date": "2024-05-01"}, {"score": 4.0, "date": "2024-06-01"}]
    assert kept(*rows) == ([4.0], [("answer-replaced", 2, True)])
    assert kept(*rows[::-1]) == ([4.0], [("answer-replaced", 3, True)])


def test_of_two_answers_without_dates_both_stay_and_that_is_said():
    assert kept({"score": 2.0}, {"score": 4.0}) == ([2.0, 4.0], [("answers-averaged", 3, False)])
    assert kept({"score": 2.0, "date": "2024-05-01"}, {"score": 4.0})[0] == [2.0, 4.0]


def test_of_two_answers_of_one_day_the_time_tells_which_is_later():
    day = {"date": "2024-05-01"}
    rows = [day | {"score": 2.0, TIME: 36000.0}, day | {"score": 4.0, TIME: 32400.0}]
    assert kept(*rows) == ([2.0], [("answer-replaced", 3, True)])
    assert kept(rows[0], rows[1] | {TIME: None})[0] == [2.0, 4.0]
    later = rows[1] | {"date": "2024-05-02"}
    assert kept(rows[0], later)[0] == [4.0]


def test_of_three_answers_those_of_the_last_day_stay():
    scores, said = kept(
        {"score": 1.0, "date": "2024-05-01"}, {"score": 2.0, "date": "2024-06-01"}, {"score": 3.0, "date": "2024-06-01"}
    )
    assert scores == [2.0, 3.0]
    assert said == [("answer-replaced", 2, True), ("answers-averaged", 4, False)]


def test_answers_to_other_questions_waves_people_and_cohorts_are_no_repetition():
    for other in (
        {"item": "trust"},
        {"wave": "baseline"},
        {"about_id": "m"},
        {"cohort": "B"},
        {"person_id": "q"},
        {WORD: "may"},
    ):
        rows = [{WORD: "june"}, {WORD: "june"} | other] if WORD in other else [{}, other]
        assert kept(*rows) == ([1.0, 1.0], [])


def test_an_empty_answer_repeats_nothing():
    scores, said = kept({"score": None}, {"score": 3.0})
    assert [score for score in scores if score == score] == [3.0]
    assert said == []


def test_a_line_that_answers_several_questions_is_named_once_and_set_aside_as_a_whole_only():
    rows = answers(
        {"score": 1.0, "date": "2024-05-01"}, {"score": 2.0, "date": "2024-05-01", "item": "trust"},
        {"score": 3.0, "date": "2024-06-01"},
    )  # fmt: skip
    rows.index = pd.MultiIndex.from_tuples([("s.csv", 2), ("s.csv", 2), ("s.csv", 3)], names=["file", "line"])
    problems = Problems()
    assert one_answer_each(rows, NO_PAIRINGS, problems)["score"].tolist() == [2.0, 3.0]
    assert [(problem.rule, problem.line, problem.set_aside) for problem in problems] == [("answer-replaced", 2, False)]


def test_dates_tell_the_rounds_of_somebody_who_took_part_twice_apart():
    pairings = pd.DataFrame({
        "mentee_id": ["p", "p"], "status": ["completed", "active"], "cohort": ["A", "B"],
        "start_date": pd.to_datetime(["2023-01-01", "2024-01-01"]),
    })  # fmt: skip
    rows = [{"score": 2.0, "date": "2023-05-01"}, {"score": 4.0, "date": "2024-05-01"}]
    assert kept(*rows, pairings=pairings) == ([2.0, 4.0], [])
    assert kept(*rows, pairings=pairings.assign(cohort="A"))[0] == [4.0]
    # Of which round the first is nobody knows, so no question counts it.
    unclear = [{"score": 2.0, "date": "2022-05-01"}, {"score": 4.0}]
    assert kept(*unclear, pairings=pairings) == ([2.0, 4.0], [])
