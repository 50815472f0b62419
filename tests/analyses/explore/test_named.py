from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from mentorstats.analyses.explore import explore
from tests.programs import pair, program, score


def made(*, waves=("final",), **columns):
    """Sixty mentees of ten mentors, whose scores repeat every seventh, with further columns of the pairings."""
    pairs = [pair(f"e{i:02}", f"m{i % 10}", **{k: v[i % len(v)] for k, v in columns.items()}) for i in range(60)]
    answers = [score(f"e{i:02}", (5 * i) % 7) for i in range(60)]
    more = [score(f"e{i:02}", i % 4, wave=wave, item="trust") for i in range(60) for wave in waves]
    return program(pairs, surveys=answers + more, outcome="confidence")


def row(program, name):
    return explore(program, columns=[name]).factors.set_index("factor").loc[name]


@pytest.mark.parametrize(
    ("columns", "said"),
    [("track", r"columns is 'track'; expected a list of names"), (["track", "track"], "'track' more than once"),
     (["source"], "'source', which is looked at anyway"), (["respect"], "'respect', which is looked at anyway"),
     (["mentee_id"], "'mentee_id', which says who somebody is"), (["row"], "'row', which the package makes itself"),
     (["months"], "'months', which the package"), (["nothing"], "'nothing', which neither"),
     (["confidence"], "'confidence', which is the outcome")],
)  # fmt: skip
def test_names_that_cannot_be_looked_at_are_refused_in_a_sentence(columns, said):
    with pytest.raises(ValueError, match=said):
        explore(made(source=["Fair", "Friend"], track=["A", "B"]), columns=columns)


def test_days_are_counted_in_days():
    one = made()
    days = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-03", "2024-02-01"] * 20))
    dated = replace(one, pairings=one.pairings.assign(applied=days))
    numbered = replace(one, pairings=one.pairings.assign(applied=(days - days.min()).dt.days))
    tables = [explore(p, columns=["applied"]).table for p in (dated, numbered)]
    assert tables[0]["contrast"].iloc[0] == "applied: a day later"
    assert tables[0]["estimate"].iloc[0] == pytest.approx(tables[1]["estimate"].iloc[0], rel=1e-9)


def test_days_that_are_read_as_text_are_days_too():
    table = explore(made(applied=["2024-01-01", "2024-01-03", "2024-02-01"]), columns=["applied"]).table
    assert table["contrast"].iloc[0] == "applied: a day later"


def test_a_survey_item_is_that_of_the_start_where_it_was_asked_then_else_of_the_end():
    assert not row(made(waves=("baseline", "final")), "trust")["after"]
    assert row(made(waves=("final",)), "trust")["after"]
    assert pd.notna(row(made(waves=("final",)), "trust")["p_value"])


def test_rows_of_a_factor_whose_name_another_one_begins_with_are_told_apart():
    one = made(**{"pace": ["1", "2", "5"], "pace: week": ["3", "1", "1", "2"]})
    answer = explore(one, columns=["pace", "pace: week"])
    steps = answer.estimates.groupby("factor")["step"].agg(list)
    assert steps["pace"] == ["one more"]
    assert steps["pace: week"] == ["one more"]
    assert {"pace: one more", "pace: week: one more"} <= set(answer.table["contrast"])


def test_a_column_called_like_one_that_the_package_makes_does_not_stop_exploring():
    answer = explore(made(row=["1", "2"], answered=["yes", "no"], source=["Fair", "Friend"]))
    assert pd.notna(answer.factors.set_index("factor").loc["source", "p_value"])
