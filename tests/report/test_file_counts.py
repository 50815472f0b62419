from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.problems import Problem, Quote, group_problems
from mentorstats.report.file_counts import rows_of_files
from mentorstats.report.page import _problem, without_few
from mentorstats.tables.pairs import pair_rows
from tests.programs import pair, program, score
from tests.recovery import simulated_program


def used(made: ms.Program) -> dict[str, str]:
    return {row.table: row.used for row in rows_of_files(made)}


def pairs(number: int, status: str = "completed", prefix: str = "e") -> list[dict]:
    return [pair(f"{prefix}{n}", f"m{n % 10}", "2024-01-01", "2024-07-01", status=status) for n in range(number)]


def times(made: ms.Program, beginning: str) -> str:
    (group,) = (group for group in group_problems(made.reported) if group.problem.startswith(beginning))
    return _problem(group, made, ()).times


@pytest.mark.slow
@pytest.mark.parametrize("began", [40, 41, 44, 45, 49])
def test_how_many_pairings_are_used_tells_nothing_of_the_few_that_never_began(began):
    told = {used(program([*pairs(began), *pairs(few, "proposed", "p")]))["pairings"] for few in range(1, 10)}
    assert len(told) == 1
    assert told.pop().startswith("about ")
    assert used(program([*pairs(began), *pairs(12, "proposed", "p")]))["pairings"] == str(began + 12)
    assert used(program(pairs(began)))["pairings"] == str(began)


def test_many_pairings_of_a_few_mentees_that_never_began_are_few():
    rows = [pair(f"p{n % 3}", f"m{n}", status="proposed") for n in range(12)]
    made = program([*pairs(40), *rows])
    assert used(made)["pairings"].startswith("about ")
    assert times(made, "the pairing never began") == "a few times"


@pytest.mark.slow
def test_how_many_sessions_are_used_tells_nothing_of_the_few_still_to_come():
    def made(coming):
        met = [{"mentee_id": f"e{n}", "mentor_id": f"m{n % 10}", "date": "2024-02-01", "status": status}
               for status, count in (("attended", 40), ("missed", 12), ("scheduled", coming))
               for n in range(count)]  # fmt: skip
        return program(pairs(40), sessions=met)

    assert len({used(made(few))["sessions"] for few in range(1, 10)}) == 1
    assert used(made(0))["sessions"] == "52"


@pytest.mark.slow
def test_with_one_survey_item_the_rows_do_not_tell_of_the_few_who_answered_before():
    def made(before):
        answers = [score(f"e{n}", 3) for n in range(25)] + [score(f"e{n}", 3, "baseline") for n in range(before)]
        return program(pairs(40), surveys=answers)

    assert len({used(made(few))["surveys"] for few in range(1, 10)}) == 1
    assert len({used(made(40 - few))["surveys"] for few in range(1, 10)}) == 1
    assert used(made(20))["surveys"] == "45"


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_few_rows_set_aside_are_not_counted_in_the_table_nor_among_the_problems(count):
    rows = pairs(40)
    made = program([*rows, *rows[:count]])
    (file,) = (row for row in rows_of_files(made) if row.table == "pairings")
    assert (file.rows, file.used, file.set_aside) == ("about 40", "40", "a few")
    assert times(made, "the row repeats an earlier one") == "a few times"


def test_many_rows_set_aside_are_counted_unless_a_few_of_them_follow():
    rows = pairs(40)
    twice = [*rows, *rows[:12]]
    assert next(row.set_aside for row in rows_of_files(program(twice)) if row.table == "pairings") == "12"
    odd = [*twice, *(pair(f"s{n}", f"s{n}", "2024-01-01") for n in range(2))]
    assert next(row.set_aside for row in rows_of_files(program(odd)) if row.table == "pairings") == "about 20"


def test_a_problem_of_a_file_and_not_of_rows_has_no_number():
    made = program(pairs(40))
    group = replace(_group("no file holds the surveys"), places=(("", "", "", ""),))
    assert _problem(group, made, ()).times == ""


def _group(words: str):
    return group_problems([Problem(rule="x", severity="note", problem=words, action="mend", file="a.csv", line=2)])[0]


@pytest.mark.parametrize("seed", range(6))
def test_no_number_of_rows_of_a_program_exceeds_a_told_one_by_a_few(seed):
    made = simulated_program(seed)
    told = used(made)
    began = pair_rows(made)
    never = len(made.pairings) - len(began)
    assert told["pairings"].isdigit() == (never == 0 or never >= 10)
    coming = made.sessions["status"].eq("scheduled")
    if 0 < made.sessions.loc[coming, "mentee_id"].nunique() < 10:
        assert told["sessions"].startswith("about ")


def test_a_value_that_one_person_gave_many_times_is_not_quoted():
    facts = (Quote("Banking!", cells=25),)
    problem = Problem(rule="x", severity="note", problem="{} is not an industry", action="mend", facts=facts)
    assert without_few(problem, min_people=10, shared={"Banking!"}) == "“Banking!” (25 cells) is not an industry"
    assert without_few(problem, min_people=10, shared=()) == "“…” is not an industry"


def test_industries_of_weak_data_are_not_named_among_the_problems():
    rows = [{**row, "mentor_industry": "Hotels"} for row in pairs(12)]
    rows += [{**row, "mentor_industry": "Restaurants"} for row in pairs(3, prefix="x")]
    made = ms.load_frames(pairings=pd.DataFrame(rows))
    said = " ".join(_problem(group, made, ()).problem for group in group_problems(made.reported))
    assert "no usable staffing data for “…”: “…”" in said
    assert "partly estimated: “…”" in said
    assert "otel" not in said
    assert "estaurant" not in said
