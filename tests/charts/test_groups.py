from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.group_info import Group, nearest_group, outcome_groups
from mentorstats.charts.groups import draw_groups
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.rounding import Rounding, steps_of
from tests.charts.makers import FIGURES, groups, summary


def test_a_mentee_belongs_to_the_kind_of_mentors_that_most_of_hers_were():
    shares = pd.DataFrame(
        [(1, 0, 0, 0), (0.3, 0.7, 0, 0), (0, 0, 1, 0), (0.5, 0.5, 0, 0), (0, 0.3, 0, 0.7), (None,) * 4],
        columns=["share_same", "share_adjacent", "share_distant", "share_unknown"],
        index=list("abcdef"),
    )
    assert nearest_group(shares).to_dict() == {
        "a": "mostly same", "b": "mostly adjacent", "c": "mostly distant", "d": "evenly mixed",
        "e": "not known", "f": "not known",
    }  # fmt: skip


def outcomes(scores: list[float], kinds: list[str], *order: str, **given) -> tuple[Group, ...]:
    more = {"rounding": Rounding(), "steps": steps_of(4.0)} | given
    return outcome_groups(pd.Series(scores), pd.Series(kinds), order=order, **more)


def test_a_group_of_few_has_a_name_and_nothing_else():
    same, adjacent, distant, *nobody = groups()
    assert (same.people, same.mean, same.step) == ("20", 3.0, 0.1)
    assert [group.people for group in (adjacent, distant, *nobody)] == ["<10"] * 4
    for group in (adjacent, distant, *nobody):
        assert not group.shown
        assert np.isnan([group.mean, *group.interval, *group.middle]).all()
        assert group.answers == ()


def test_the_mean_the_interval_and_the_middle_half_of_a_small_group_are_told_coarsely():
    scores = [1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 4.0, 5.0, 5.0, 5.0]
    (group,) = outcomes(scores, ["one"] * 11, "one")
    reach = stats.t.ppf(0.975, 10) * np.std(scores, ddof=1) / np.sqrt(11)
    assert group.mean == pytest.approx(round(np.mean(scores), 1))
    assert group.interval == pytest.approx([round(np.mean(scores) - reach, 1), round(np.mean(scores) + reach, 1)])
    assert group.middle == (2.5, 4.5)
    assert group.answers == ()


def test_from_fifty_people_on_numbers_are_finer_and_answers_are_told_in_shares():
    of_49 = outcomes([2.0] * 25 + [4.0] * 24, ["one"] * 49, "one")[0]
    of_50 = outcomes([2.0] * 25 + [4.0] * 25, ["one"] * 50, "one")[0]
    assert (of_49.step, of_49.answers) == (0.1, ())
    assert of_50.step == 0.01
    assert [(answer.label, answer.percent) for answer in of_50.answers] == [("2 or less", 50), ("3 or more", 50)]


def test_neighboring_answers_are_told_together_until_enough_people_gave_them():
    scores = [1.0] * 4 + [2.0] * 9 + [3.0] * 31 + [4.0] * 40 + [5.0] * 6
    (group,) = outcomes(scores, ["one"] * 90, "one")
    assert [(answer.label, answer.percent) for answer in group.answers] == [
        ("2 or less", 15), ("3", 35), ("4 or more", 50),
    ]  # fmt: skip


def test_where_nearly_everybody_answered_alike_no_shares_are_told():
    (group,) = outcomes([4.0] * 95 + [1.0] * 5, ["one"] * 100, "one")
    assert group.answers == ()


def test_groups_are_the_same_whether_nobody_or_a_few_are_in_them():
    nobody = outcomes([3.0] * 42, ["one"] * 42, "one", "two")
    few = outcomes([3.0] * 42 + [1.0] * 3, ["one"] * 42 + ["two"] * 3, "one", "two")
    assert nobody == few


def test_there_is_no_mark_for_a_person():
    figure = FIGURES["groups"]()
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [list(trace.y) for trace in points] == [[3.0]]
    assert "mostly same 3.0 (n = 20)" in figure.layout.meta["summary"]
    assert "few or none are in them: mostly adjacent, mostly distant, evenly mixed" in figure.layout.meta["summary"]


def test_answers_of_large_groups_are_stacked_bars_of_shares():
    info = outcomes([2.0] * 36 + [4.0] * 38, ["one"] * 37 + ["two"] * 37, "one", "two")
    large = outcomes([2.0] * 60 + [4.0] * 60, ["one"] * 120, "one")
    figure = draw_groups(large, name="trust", by="number", yes_no=False)
    assert {trace.type for trace in figure.data} == {"bar"}
    assert [trace.x[0] for trace in figure.data] == [50, 50]
    assert figure.layout.xaxis.title.text == "% of the group"
    assert not any(trace.type == "bar" for trace in draw_groups(info, name="trust", by="number", yes_no=False).data)


def test_people_without_an_outcome_do_not_count():
    info = outcomes([1.0] * 12 + [np.nan] * 15, ["one mentor"] * 27, "one mentor", "several at once")
    assert [group.people for group in info] == ["10", "<10"]


def test_a_yes_or_no_outcome_is_drawn_as_a_share_without_points():
    info = outcomes([0.0, 100.0] * 20, ["one mentor"] * 40, "one mentor", yes_no=True, steps=steps_of(100, yes_no=True))
    figure = draw_groups(info, name="graduated", by="number of mentors", yes_no=True)
    assert [(trace.type, trace.y[0]) for trace in figure.data] == [("bar", 50)]
    assert "one mentor 50 % (n = 40)" in figure.layout.meta["summary"]


@pytest.mark.parametrize(
    ("yes", "no", "told"),
    [(31, 1, "70 % or more"), (1, 31, "30 % or less"), (32, 0, "70 % or more"), (52, 4, "80 % or more"),
     (97, 3, "90 % or more"), (15, 14, "not shown"), (22, 11, "65 %")],
)  # fmt: skip
def test_a_share_of_which_few_are_on_one_side_is_a_bound_by_size_alone(yes, no, told):
    steps = steps_of(100, yes_no=True)
    info = outcomes([100.0] * yes + [0.0] * no, ["one"] * (yes + no), "one", yes_no=True, steps=steps)
    assert info[0].share == told
    assert told in draw_groups(info, name="graduated", by="mentors", yes_no=True).layout.meta["summary"]


def test_outcomes_of_a_program_are_drawn_by_group(program):
    by_number = summary(charts.outcome_by_mentors(program))
    assert by_number.startswith(
        "Average confidence by number of mentors: one mentor 4.0 (n = 30); two or more 4.0 (n = 10)."
    )
    by_proximity = summary(charts.outcome_by_proximity(program))
    assert "mostly same 4.0 (n = 30); evenly mixed 4.0 (n = 10)" in by_proximity


def test_the_model_expects_for_each_group_what_its_contrasts_differ_by():
    program, _ = ms.simulate_program(seed=3, mentees=200, effect_adjacent=0.6)
    asked = fit_question(program, ADJACENCY)
    means = asked.means()
    assert set(means) == {"same", "adjacent", "distant"}
    difference = asked.fitted.contrast(asked.weights(asked.contrasts["adjacent - same"]))["estimate"]
    assert means["adjacent"]["estimate"] - means["same"]["estimate"] == pytest.approx(difference, rel=1e-10)
    figure = charts.outcome_by_proximity(program)
    assert "What the model expects of mentees alike in the rest" in figure.layout.meta["summary"]
    heads, *rows = figure.layout.meta["table"]
    assert [row[-1] != "" for row in rows if row[0] in ("mostly same", "mostly adjacent", "mostly distant")] == [
        True
    ] * 3
    assert len({len(heads), *map(len, rows)}) == 1


def test_the_models_average_is_the_mean_prediction_with_everybodys_exposure_set():
    program, _ = ms.simulate_program(seed=3, mentees=200, effect_adjacent=0.6)
    asked = fit_question(program, NUMBER)
    design = asked.comparison.design.assign(**{"several at once": 1.0})
    design[[name for name in ("one after another",) if name in design]] = 0.0
    predicted = design.to_numpy() @ asked.fitted.coefficients["estimate"].to_numpy()
    assert asked.means()["several at once"]["estimate"] == pytest.approx(predicted.mean(), rel=1e-10)
