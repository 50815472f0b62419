from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.groups import draw_groups, nearest_group, outcome_groups
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
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


def test_a_group_that_must_be_hidden_has_neither_mean_nor_scores():
    same, adjacent, distant = groups()
    assert (same.people, len(same.scores)) == ("23", 23)
    assert same.mean == round(68 / 23, 2)
    assert (adjacent.people, adjacent.scores) == ("<10", ())
    assert (distant.people, distant.scores) == ("<10", ())
    assert np.isnan([adjacent.mean, distant.mean]).all()


def test_groups_that_must_be_hidden_are_shown_as_one_where_they_are_enough_people():
    kinds = pd.Series(["one"] * 30 + ["two"] * 12 + ["three"] * 3)
    one, others = outcome_groups(pd.Series([3.0] * 42 + [1.0] * 3), kinds, order=["one", "two", "three"])
    assert (one.name, one.people) == ("one", "30")
    assert (others.name, others.people, others.mean) == ("two or three", "15", pytest.approx(2.6))


def test_points_are_drawn_only_for_groups_that_are_shown_and_say_nothing_of_whose_they_are():
    figure = FIGURES["groups"]()
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(trace.y) for trace in points] == [23]
    assert list(points[0].y) == sorted(points[0].y)
    assert "mostly same 2.96 (n = 23)" in figure.layout.meta["summary"]
    assert "Not shown because of few people: mostly adjacent, mostly distant." in figure.layout.meta["summary"]


def test_people_without_an_outcome_do_not_count():
    info = outcome_groups(
        pd.Series([1.0] * 12 + [np.nan] * 5),
        pd.Series(["one mentor"] * 17),
        order=["one mentor", "several at once"],
    )
    assert [group.people for group in info] == ["12"]


def test_a_yes_or_no_outcome_is_drawn_as_a_share_without_points():
    info = outcome_groups(pd.Series([0.0, 100.0] * 10), pd.Series(["one mentor"] * 20), order=["one mentor"])
    figure = draw_groups(info, name="graduated", by="number of mentors", yes_no=True)
    assert [(trace.type, trace.y[0]) for trace in figure.data] == [("bar", 50.0)]
    assert "one mentor 50 % (n = 20)" in figure.layout.meta["summary"]


def test_outcomes_of_a_program_are_drawn_by_group(program):
    by_number = summary(charts.outcome_by_mentors(program))
    assert by_number.startswith(
        "Average confidence by number of mentors: one mentor 3.96 (n = 28); two or more 4.00 (n = 12)."
    )
    by_proximity = summary(charts.outcome_by_proximity(program))
    assert "mostly same 3.96 (n = 28); evenly mixed 4.00 (n = 12)" in by_proximity


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
    assert [row[3] != "" for row in rows if row[0] in ("mostly same", "mostly adjacent", "mostly distant")] == [
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
