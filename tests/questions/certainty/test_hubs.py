"""Adjacency that goes through an industry that is close to nearly every other."""

from __future__ import annotations

import pandas as pd

from mentorstats.industry import Industries
from mentorstats.questions.certainty.hubs import hub_pairs

HUB, PLAIN = ("Staffing agency", "Wholesale of durable goods"), ("Banking", "Insurance")


def pairs(*kinds: tuple[tuple[str, str], int], proximity: str = "adjacent") -> pd.DataFrame:
    rows = [kind for kind, count in kinds for _ in range(count)]
    return pd.DataFrame(rows, columns=["mentee_industry", "mentor_industry"]).assign(proximity=proximity)


def test_pairings_that_are_adjacent_through_a_hub_only_are_told_apart():
    hubs = hub_pairs(pairs((PLAIN, 3), (HUB, 2), (PLAIN, 1)), Industries.standard())
    assert hubs.through.tolist() == [False, False, False, True, True, False]
    assert (len(hubs.adjacent), hubs.most, hubs.through_one) == (6, 2, 2 / 6)


def test_the_most_frequent_of_several_hubs_counts_alone():
    standard = Industries.standard()
    other = ("Management consulting", "Software")
    codes = [standard.nodes([name])[name][0] for name in other]
    assert standard.is_hub(codes[0])
    assert standard.between(codes)[1].loc[codes[0], codes[1]] == "adjacent"
    hubs = hub_pairs(pairs((HUB, 4), (other, 3), (PLAIN, 3)), standard)
    assert (hubs.through.sum(), hubs.most, hubs.through_one) == (7, 4, 0.4)


def test_people_of_several_industries_need_the_hub_only_where_nothing_else_makes_them_adjacent():
    standard = Industries.standard()
    with_hub = ("Banking; Staffing agency", "Insurance")
    assert hub_pairs(pairs((with_hub, 2)), standard).through.tolist() == [False, False]


def test_only_adjacent_pairings_count_and_none_are_no_share():
    hubs = hub_pairs(pairs((HUB, 2), proximity="distant"), Industries.standard())
    assert (len(hubs.adjacent), len(hubs.through), hubs.most, hubs.through_one) == (0, 0, 0, 0.0)
