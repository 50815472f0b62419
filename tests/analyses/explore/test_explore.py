from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import mentorstats as ms
from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.model import explore_model, fit_factor
from mentorstats.questions.results import TABLE_COLUMNS
from mentorstats.simulation.simulate import SAMPLE
from mentorstats.tables.mentees import participations
from tests.analyses.explore.makers import explored, factor_named, many
from tests.validation.exploring import summary

PLANTED = {
    "goal clarity": "effect_goal_clarity",
    "sounding board": "effect_sounding_board",
    "respect": "effect_respect",
}


NULLS = ("source", "same function", "seniority gap", "respect apart", "directive")


def test_the_planted_effects_of_the_sample_come_out_with_the_right_sign_and_inside_the_interval():
    table = explored().table
    for name, effect in PLANTED.items():
        row = table[table["contrast"].str.startswith(f"{name}: ") & table["estimate"].notna()].iloc[0]
        assert row["conf_low"] < SAMPLE[effect] < row["conf_high"]
        assert row["estimate"] > 0


def test_the_planted_nulls_of_the_sample_are_not_claimed():
    factors = explored().factors.set_index("factor")
    assert (factors.loc[list(NULLS), "p_adjusted"] > 0.05).all()
    first = explored().text.split("\n\n")[0]
    for name in NULLS:
        assert factors.loc[name, "title"] not in first


def test_the_table_has_the_columns_of_an_answer_and_every_row_is_exploratory():
    table = explored().table
    assert tuple(table.columns) == TABLE_COLUMNS
    assert set(table["role"]) == {"exploratory"}
    assert set(table["question"]) == {"explore"}
    assert not table.duplicated(["contrast", "method"]).any()


def test_each_factor_has_one_p_value_and_one_adjusted_for_how_many_were_looked_at():
    factors = explored().factors
    known = factors["p_value"].to_numpy()
    ranked = np.sort(known)
    slow = [min(ranked[j] * len(ranked) / (j + 1) for j in range(i, len(ranked))) for i in range(len(ranked))]
    assert np.sort(factors["p_adjusted"]) == pytest.approx(slow, rel=1e-12)
    rows = explored().table
    assert rows["method"].str.startswith(f"adjusted for {len(known)} factors").sum() == len(known)


def test_what_happens_after_the_match_is_marked():
    factors = explored().factors.set_index("factor")
    assert factors.loc[["sessions a month", "minutes a month", "match length", "time to first session"], "after"].all()
    assert not factors.loc[["source", "goal clarity", "same function"], "after"].any()
    assert "What follows happens after the match" in explored().text


def test_a_factor_alone_explains_what_least_squares_says_where_mentors_do_not_matter():
    made = many({"source": ["Platform", "Friend"]}, {"wave": "final"})
    part = participations(made)
    base = explore_model(made, part)
    one = fit_factor(base, factor_named(made, "source"))
    y, x = base.comparison.rows["final"].to_numpy(), one.design.to_numpy()
    assert one.fit.variances["mentor"] == 0
    without = x[:, [list(one.design.columns).index(c) for c in one.design if c not in one.names]]
    rest = [float(np.sum((y - m @ np.linalg.lstsq(m, y, rcond=None)[0]) ** 2)) for m in (without, x)]
    f = (rest[0] - rest[1]) / (rest[1] / (len(y) - x.shape[1]))
    assert one.joint().statistic == pytest.approx(f, rel=1e-9)
    assert one.joint().p_value == pytest.approx(stats.f.sf(f, 1, len(y) - x.shape[1]), rel=1e-9)


def test_kinds_of_fewer_than_ten_people_are_one_kind():
    made = many({"source": ["Platform"] * 20 + ["Friend"] * 4 + ["Fair"] * 4 + ["Letter"] * 2}, {"wave": "final"})
    one = fit_factor(explore_model(made, participations(made)), factor_named(made, "source"))
    assert one.steps == ("all rarer kinds together, against Platform",)
    assert one.design[one.names[0]].sum() == 20


def test_a_column_that_the_user_names_is_looked_at_and_one_that_is_not_there_is_refused():
    made = many({"track": ["A", "B"], "hours": [1, 2, 5]}, {"wave": "final"})
    found = explore(made, columns=["track", "hours"]).factors.set_index("factor")
    assert found.loc[["track", "hours"], "p_value"].notna().all()
    with pytest.raises(ValueError, match="'nothing'"):
        explore(made, columns=["nothing"])


@pytest.mark.slow
def test_nothing_planted_is_mostly_not_found():
    """Ten programs, five factors each that nothing is planted in: at most a few of fifty are claimed."""
    claimed = 0
    for seed in range(10):
        factors = explore(ms.simulate_program(seed=300 + seed, mentees=160)[0]).factors.set_index("factor")
        claimed += int((factors.loc[list(NULLS), "p_adjusted"] < 0.05).sum())
    assert claimed <= 3


def test_an_exploration_is_also_an_answer_with_rows_to_go_back_to():
    answer = explored()
    assert isinstance(answer, ms.Answer)
    assert isinstance(answer.rows, pd.DataFrame)
    assert len(answer.checks) == len(answer.factors)


def test_the_published_false_discovery_rate_is_within_what_is_promised():
    table = pd.read_csv(Path(__file__).parents[2] / "validation" / "exploring.csv").set_index("programs")
    assert table.loc["all", "runs"] >= 2000
    assert table.loc["all", "false discovery rate %"] <= 6.5


def test_a_discovery_counts_as_false_only_where_nothing_is_planted():
    made = [(0, "nothing at all", 1, 1, np.nan), (1, "nothing planted", 2, 1, np.nan), (2, "mixed", 4, 1, 3)]
    table = summary(pd.DataFrame(made, columns=["seed", "kind", "found", "false", "planted_found"]))
    table = table.set_index("programs")
    assert table["false discovery rate %"].to_dict() == {
        "nothing at all": 100.0, "nothing planted": 50.0, "mixed": 25.0, "all": 58.33,
    }  # fmt: skip
    assert table.loc["mixed", "planted found %"] == 100
