"""How close industries are: the committed table, the tiers, several industries in a cell, and own tables."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from mentorstats.industry import Industries, industry_similarity, proximity
from mentorstats.industry.name_problems import name_problems
from mentorstats.industry.nodes import nodes
from mentorstats.industry.similarity import cut_at, mutual_neighbors, node_table, standard_pairs

NAMES = [
    "Banking",
    "Insurance",
    "Law",
    "Retail",
    "Hotels",
    "Software",
    "Energy",
    "Finance",
    "Banking; Mining",
    "",
    "x;y",
]
FIELDS = pd.DataFrame(
    {
        "industry_a": ["Art", "Art", "Art", "Data and AI", "Data and AI", "Law"],
        "industry_b": ["Data and AI", "Law", "Music", "Law", "Music", "Music"],
        "similarity": [0.0, 0.0, 0.4, 0.3, 0.0, 0.0],
    }
)


def compared(a: str, b: str, industries: Industries | None = None) -> tuple[str, float]:
    found = (industries or Industries.standard()).compare(pd.Series([a]), pd.Series([b])).iloc[0]
    return found["proximity"], found["similarity"]


def test_the_table_holds_every_pair_of_91_staffing_rows_between_0_and_1() -> None:
    pairs = standard_pairs()
    assert len(pairs) == 91 * 90 // 2
    assert np.isfinite(pairs).all()
    assert pairs.min() >= 0
    assert pairs.max() < 1


def test_the_cut_leaves_the_stated_share_of_pairs_at_or_above_it() -> None:
    for share, cut in ((0.10, 0.2620), (0.15, 0.2187), (0.20, 0.1842)):
        industries = Industries.standard(adjacent_share=share)
        assert industries.cut == pytest.approx(cut, abs=2e-4)
        assert (standard_pairs() >= industries.cut).mean() == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize(
    ("a", "b", "similarity"),
    [("522", "524", 0.4927), ("5415", "518", 0.81), ("5416", "5417", 0.6529), ("441", "811", 0.4737)],
)
def test_similarities_are_those_of_the_recipe(a: str, b: str, similarity: float) -> None:
    found = Industries.standard().neighbors(a, n=100).set_index("code")["similarity"]
    assert found[b] == pytest.approx(similarity, abs=1e-3)


@pytest.mark.parametrize(
    ("a", "b", "tier"),
    [
        ("Banking", "Credit unions", "same"),
        ("Banking", "Insurance", "adjacent"),
        ("Banking", "Mining", "distant"),
        ("Banking", "Widgets", "unknown"),
        ("Banking", "", "unknown"),
        ("Hotels", "Motels", "same"),
        ("Hotels", "Restaurants", "unknown"),
        ("Film production", "Television", "unknown"),
        ("Military", "Police", "unknown"),
        ("Banking", "Central bank", "unknown"),
    ],
)
def test_same_adjacent_distant_and_unknown(a: str, b: str, tier: str) -> None:
    assert proximity(a, b) == tier


def test_a_mentor_without_industry_is_unknown_not_distant() -> None:
    found = Industries.standard().compare(
        pd.Series(["Banking", "Banking"]), pd.Series([None, float("nan")], dtype=object)
    )
    assert found["proximity"].tolist() == ["unknown", "unknown"]
    assert found["similarity"].isna().all()


def test_the_same_industry_has_similarity_1_and_the_unknown_has_none() -> None:
    assert industry_similarity("Banking", "bank") == 1
    assert industry_similarity("Hotels", "motels") == 1
    assert math.isnan(industry_similarity("Banking", "Energy"))


@pytest.mark.parametrize(
    ("a", "b", "tier"),
    [
        ("Finance", "Banking", "unknown"),
        ("Finance", "Financial services", "unknown"),
        ("Finance", "finance industry", "same"),
        ("Manufacturing", "Chemicals", "unknown"),
        ("Finance", "Mining", "distant"),
    ],
)
def test_a_whole_sector_is_never_the_same_as_its_own_industries(a: str, b: str, tier: str) -> None:
    assert proximity(a, b) == tier


def test_the_same_sector_name_is_unknown_once_the_program_has_a_finer_name_for_it() -> None:
    industries = Industries.standard()
    mentee, mentor = pd.Series(["Finance", "Finance"]), pd.Series(["finance", "Banking"])
    assert industries.compare(mentee, mentor)["proximity"].tolist() == ["unknown", "unknown"]
    assert industries.compare(mentee[:1], mentor[:1])["proximity"].tolist() == ["same"]
    assert industries.compare(mentee[:1], mentor[:1], also=["Insurance"])["proximity"].tolist() == ["unknown"]


def test_a_sector_is_as_close_to_another_industry_as_its_nodes_are_on_average() -> None:
    codes, table = node_table()
    place = {code: index for index, code in enumerate(codes)}
    expected = np.mean([table[place[code], place["5411"]] for code in ("521", "522", "523", "524")])
    assert industry_similarity("Finance", "Law") == pytest.approx(expected)
    assert Industries.standard().quality("52") == "mean"


def test_sectors_without_data_for_most_of_their_industries_are_unknown() -> None:
    assert proximity("Agriculture", "Mining") == "unknown"
    assert proximity("Government", "Law") == "unknown"
    assert proximity("Farming", "agriculture") == "unknown"


def test_with_several_industries_the_closest_pair_counts() -> None:
    assert compared("Mining; Banking", "Insurance")[0] == "adjacent"
    assert compared("Mining; Banking", "Insurance; bank") == ("same", 1)
    assert compared("Mining; Widgets", "Banking")[0] == "distant"
    assert compared("Widgets; Gizmos", "Banking")[0] == "unknown"
    alone = max(industry_similarity("Mining", "Law"), industry_similarity("Banking", "Law"))
    assert industry_similarity("Mining; Banking", "Law") == pytest.approx(alone)


def test_a_pair_that_may_be_the_same_keeps_a_cell_unknown_rather_than_distant() -> None:
    assert compared("Finance; Mining", "Banking")[0] == "unknown"


def test_a_finer_name_in_the_same_cell_replaces_its_sector() -> None:
    industries = Industries.standard()
    assert industries.nodes(["Finance; Banking", "Widgets"]) == {"Finance; Banking": ("522",), "Widgets": ()}
    assert compared("Finance; Banking", "bank")[0] == "same"


def test_closeness_does_not_depend_on_who_is_mentee() -> None:
    pairs = pd.DataFrame([(a, b) for a in NAMES for b in NAMES], columns=["a", "b"])
    industries = Industries.standard()
    there, back = industries.compare(pairs["a"], pairs["b"]), industries.compare(pairs["b"], pairs["a"])
    pd.testing.assert_frame_equal(there, back)
    assert set(there["proximity"]) == {"same", "adjacent", "distant", "unknown"}


def test_comparing_columns_gives_the_same_as_comparing_each_row_and_keeps_the_index() -> None:
    rng = np.random.default_rng(3)
    names = ["Banking", "Insurance", "Law", "Software", "Mining; Law", "Energy", "Hotels", "Trucking"]
    mentee = pd.Series(rng.choice(names, 60), index=np.arange(60)[::-1])
    mentor = pd.Series(rng.choice(names, 60))
    found = Industries.standard().compare(mentee, mentor)
    assert found.index.equals(mentee.index)
    assert list(found.columns) == ["proximity", "similarity"]
    rows = [compared(str(a), str(b)) for a, b in zip(mentee, mentor, strict=True)]
    assert found["proximity"].tolist() == [tier for tier, _ in rows]
    np.testing.assert_allclose(found["similarity"], [value for _, value in rows])


def test_comparing_leaves_its_inputs_alone_and_refuses_different_lengths() -> None:
    mentee = pd.Series([" Banking ", None], dtype=object)
    before = mentee.copy()
    Industries.standard().compare(mentee, mentee)
    pd.testing.assert_series_equal(mentee, before)
    with pytest.raises(ValueError, match="2 rows and mentor 1"):
        Industries.standard().compare(mentee, mentee[:1])


def test_no_pairings_give_an_empty_table() -> None:
    empty = pd.Series([], dtype="str")
    assert Industries.standard().compare(empty, empty).shape == (0, 2)


def test_neighbors_are_the_most_similar_industries_without_sectors_or_itself() -> None:
    near = Industries.standard().neighbors("5415", n=3)
    assert list(near.columns) == ["code", "title", "similarity"]
    assert near["code"].iloc[0] == "518"
    assert near["similarity"].is_monotonic_decreasing
    assert Industries.standard().neighbors("721").empty
    assert not nodes()[Industries.standard().neighbors("52", n=1)["code"].iloc[0]].is_sector


def test_hubs_have_many_neighbors_and_mutual_neighbors_tame_them() -> None:
    plain, mutual = Industries.standard(), Industries.standard(mutual=10)
    assert plain.degree("423") > 40
    assert mutual.degree("423") <= 10
    assert plain.degree("721") == 0


def test_banks_and_central_banks_share_their_data_and_count_once() -> None:
    industries = Industries.standard()
    near = industries.neighbors("523", n=100)["code"].tolist()
    assert "522" in near
    assert "521" not in near
    assert industries.neighbors("521")["code"].tolist() == industries.neighbors("522")["code"].tolist()


def test_mutual_neighbors_need_both_sides() -> None:
    table = np.array([[1, 0.9, 0.8], [0.9, 1, 0.1], [0.8, 0.1, 1]])
    assert mutual_neighbors(table, 1).tolist() == [
        [False, True, False],
        [True, False, False],
        [False, False, False],
    ]
    assert np.isfinite(table).all()
    assert table[0, 0] == 1


def test_the_cut_is_never_zero_however_many_pairs_are() -> None:
    assert cut_at(np.array([0.0] * 9 + [0.2]), 0.5) == 0.2
    assert math.isnan(cut_at(np.array([0.0, np.nan]), 0.5))


@pytest.mark.parametrize("options", [{"adjacent_share": 0}, {"adjacent_share": 1.5}, {"mutual": 0}])
def test_options_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Industries.standard(**options)  # type: ignore[arg-type]


def test_an_own_table_uses_its_own_names_and_cut() -> None:
    fields = Industries.custom(FIELDS)
    assert compared("ART ", "art", fields) == ("same", 1)
    assert compared("Art", "Music", fields) == ("adjacent", 0.4)
    assert compared("Art", "Law", fields) == ("distant", 0)
    assert (
        compared("data and ai; Art", "Law", fields)[0]
        == Industries.custom(FIELDS).compare(pd.Series(["Data and AI"]), pd.Series(["Law"]))["proximity"].iloc[0]
    )
    assert compared("Banking", "Law", fields)[0] == "unknown"
    assert fields.classify(["data and AI; banking"])["code"].fillna("").tolist() == ["Data and AI", ""]
    assert (fields.title("Art"), fields.sector("Art"), fields.sector_title("Art")) == ("Art", "Art", "Art")
    assert fields.source != Industries.standard().source


def test_pairs_of_similarity_zero_are_never_adjacent_in_an_own_table() -> None:
    nearly_all = Industries.custom(FIELDS, adjacent_share=0.9)
    assert nearly_all.cut == pytest.approx(0.3)
    assert compared("Art", "Law", nearly_all)[0] == "distant"
    assert compared("Art", "Law", Industries.custom(FIELDS, mutual=5))[0] == "distant"


def test_an_own_table_may_state_the_proximity_instead() -> None:
    stated = pd.DataFrame(
        {
            "industry_a": ["A", "A", "B"],
            "industry_b": ["B", "C", "C"],
            "proximity": ["Adjacent", "same", "unknown"],
        }
    )
    own = Industries.custom(stated)
    assert [compared(*pair, own)[0] for pair in (("B", "A"), ("A", "C"), ("B", "C"))] == [
        "adjacent",
        "same",
        "unknown",
    ]
    assert math.isnan(compared("A", "B", own)[1])
    assert math.isnan(own.cut)


def test_an_own_list_of_names_works_with_an_own_table() -> None:
    aliases = pd.DataFrame({"name": ["Painting", "Misc"], "code": ["art", ""]})
    own = Industries.custom(FIELDS, aliases=aliases)
    assert own.classify(["painting", "Misc"])["code"].fillna("").tolist() == ["Art", ""]
    cells = pd.DataFrame({"file": "p", "line": [2, 3], "column": "field", "value": ["Misc", "Opera"]})
    assert [problem.severity for problem in name_problems(cells, own)] == ["note", "warning"]


def test_single_pairs_of_the_standard_table_can_be_patched() -> None:
    patch = pd.DataFrame(
        {
            "industry_a": ["Banking", "Hotels", "Widgets"],
            "industry_b": ["Mining", "722", "Law"],
            "similarity": [0.9, 0.6, 0.5],
        }
    )
    patched = Industries.standard(patch=patch)
    assert compared("Banking", "Mining", patched) == ("adjacent", 0.9)
    assert compared("Hotels", "Restaurants", patched) == ("adjacent", 0.6)
    assert compared("Banking", "Insurance", patched) == compared("Banking", "Insurance")
    assert any(problem.value == "Widgets" for problem in patched.table_problems)
    assert proximity("Banking", "Mining") == "distant"
