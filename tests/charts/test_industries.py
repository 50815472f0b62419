from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.industries import alike_order, closeness_between, neighborhood_of
from tests.charts.makers import mixed, summary, texts


def test_industries_of_enough_people_stand_in_an_order_that_puts_the_alike_together():
    info = closeness_between(mixed())
    assert (sorted(info.codes), info.left_out, info.beyond) == (["522", "524", "622"], 1, 0)
    assert abs(info.codes.index("522") - info.codes.index("524")) == 1
    place = info.codes.index("522"), info.codes.index("524")
    assert info.adjacent[place[0]][place[1]]
    assert info.similarity[place[0]][place[1]] == pytest.approx(ms.industry_similarity("Banking", "Insurance"))
    assert all(row[n] is None and not info.adjacent[n][n] for n, row in enumerate(info.similarity))


def test_two_clusters_are_not_mixed_in_the_order():
    inside = np.kron([[1, 0], [0, 1]], np.full((3, 3), 0.8)) + 0.1
    shuffled = [0, 3, 1, 4, 2, 5]
    order = [shuffled[place] for place in alike_order(inside[np.ix_(shuffled, shuffled)])]
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}
    assert sorted(alike_order(np.full((4, 4), np.nan))) == [0, 1, 2, 3]


def test_the_closeness_figure_marks_adjacent_pairs_twice_and_says_what_is_left_out():
    figure = charts.industry_heatmap(mixed())
    assert len(figure.data[1].x) == 4
    assert "2 of 3 pairs are adjacent" in summary(figure)
    assert "Closest: " in summary(figure)
    assert "Left out: 1 of fewer than 10 people." in summary(figure)
    assert "Mining" not in texts(figure)


def test_the_neighborhood_is_of_the_most_frequent_industry_with_its_mentors_and_few_of_them_hidden():
    info = neighborhood_of(mixed())
    assert (info.title, info.neighbors[0].tier, info.neighbors[0].similarity) == ("Banking and lending", "same", 1.0)
    values = [one.similarity for one in info.neighbors]
    assert values == sorted(values, reverse=True)
    assert [one.tier == "adjacent" for one in info.neighbors[1:]] == [value >= info.cut for value in values[1:]]
    mentors = {one.title: one.mentors for one in info.neighbors}
    assert mentors["Insurance"] == "10"
    assert "Insurance 0.49, adjacent (10 mentors)" in summary(charts.industry_neighborhood(mixed()))
    few = neighborhood_of(mixed(few=True))
    assert {one.title: one.mentors for one in few.neighbors}["Insurance"] == "<10"


def test_a_neighborhood_can_be_asked_by_name_and_an_unknown_name_is_refused():
    assert neighborhood_of(mixed(), "Higher Ed").title == "Education"
    with pytest.raises(ValueError, match="'Widgets' is not a known industry"):
        neighborhood_of(mixed(), "Widgets")
    nobody = ms.load_frames(pairings=pd.DataFrame({"mentee_id": ["1"], "mentor_id": ["2"]}))
    with pytest.raises(ValueError, match="no industry of this program"):
        neighborhood_of(nobody)
    assert "No two of them can be compared" in summary(charts.industry_heatmap(nobody))


def test_the_table_of_industries_has_each_name_as_typed_with_what_it_was_taken_for():
    table = ms.industry_table(mixed())
    assert list(table.columns) == ["name", "industry", "code", "method", "people"]
    assert table["name"][0] == "Banking"
    exact = table.set_index("name")
    assert exact.loc["Hospitals"].tolist() == ["Hospitals", "622", "exact", 15]
    assert exact.loc["Mining", "people"] == 3


def test_of_the_table_of_industries_names_that_few_people_typed_are_not_shared():
    shared = ms.shareable(ms.industry_table(mixed())).set_index("name")
    assert shared["people"].to_dict() == {"Banking": "30", "Hospitals": "20", "Insurance": "10"}
